"""A pytest plugin for the bench: `student` and `reference` as plain imports, with no isolation."""

import os
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.engine.local import LocalBackend
from autograder.engine.recording import RecordingBackend
from autograder.sandbox.inside.modules import ModuleSpace
from autograder.testing.proxy import STUDENT, TORCH, Proxy
from autograder.testing.rng import Rng

torch.set_num_threads(1)


def _files(folder: str) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in Path(folder).glob("*.py")}


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> RecordingBackend:
    """The submission, in this process."""
    local = LocalBackend(_files(os.environ["SUBMISSION"]), request.path.stem.removeprefix("test_"))
    local.start()
    return RecordingBackend(local)


@pytest.fixture
def student(backend: RecordingBackend) -> Proxy:
    """The student's names."""
    return Proxy(backend, STUDENT)


@pytest.fixture
def remote(backend: RecordingBackend) -> Proxy:
    """`torch`."""
    return Proxy(backend, TORCH)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Any:
    """The reference solution."""
    return ModuleSpace(_files(os.environ["SOLUTIONS"])).load(request.path.stem.removeprefix("test_"))


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> Rng:
    """Random inputs."""
    return Rng(7, request.node.name)


def pytest_configure(config: pytest.Config) -> None:
    """The suites' mark."""
    config.addinivalue_line("markers", "points(number): what the test is worth")
