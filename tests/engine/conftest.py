"""One sandbox for all tests of the room."""

from collections.abc import Iterator

import pytest

from autograder.errors import SandboxFault
from autograder.sandbox.zygote import Zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """A sandbox at full isolation."""
    try:
        zygote = Zygote()
    except (SandboxFault, OSError) as fault:
        pytest.skip(f"no full isolation on this machine: {fault}")
    yield zygote
    zygote.close()
