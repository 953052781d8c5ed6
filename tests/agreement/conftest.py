"""References as modules, numbers to try them with, and what it means that two functions agree."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor

from autograder.sandbox.inside.modules import ModuleSpace
from autograder.testing import gradients

ROOT = Path(__file__).parents[2]

Load = Callable[[str], ModuleType]
Normal = Callable[..., Tensor]
Agree = Callable[..., None]


@pytest.fixture(scope="module")
def load(request: pytest.FixtureRequest) -> Load:
    """Loads a reference of the assignment that the test's file names, or a given module: `load("given.layers")`."""
    sources = {path.name: path.read_text() for path in (ROOT / "solutions" / request.module.ASSIGNMENT).glob("*.py")}
    sources |= {f"given/{path.name}": path.read_text() for path in (ROOT / "assignments" / "given").glob("*.py")}
    return ModuleSpace(sources).load


@pytest.fixture
def normal() -> Normal:
    """Draws random float64 numbers of any shape, the same in every run."""
    generator = torch.Generator().manual_seed(0)
    return lambda *shape: torch.randn(shape, generator=generator, dtype=torch.float64)


@pytest.fixture
def agree() -> Agree:
    """Asserts that two functions give the same numbers for the same inputs, and the same gradients for each of them."""

    def assert_agree(mine: Callable[..., Any], theirs: Callable[..., Any], *inputs: Tensor) -> None:
        torch.testing.assert_close(mine(*inputs), theirs(*inputs))
        torch.testing.assert_close(gradients(mine, *inputs), gradients(theirs, *inputs))

    return assert_agree
