"""One sandbox for all tests of the room."""

from collections.abc import Callable, Iterator

import pytest

from autograder.errors import SandboxFault
from autograder.model.assignment import Limits
from autograder.sandbox.worker import RemoteBackend
from autograder.sandbox.zygote import RemoteRoom, Zygote

LIMITS = Limits(call_seconds=1, exercise_seconds=30, memory_mib=256, scratch_mib=4)

Start = Callable[..., RemoteBackend]


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """A sandbox at full isolation."""
    try:
        zygote = Zygote()
    except (SandboxFault, OSError) as fault:
        pytest.skip(f"no full isolation on this machine: {fault}")
    yield zygote
    zygote.close()


@pytest.fixture
def rooms(zygote: Zygote) -> Iterator[Callable[..., RemoteRoom]]:
    """Opens rooms for one file `answer.py` each, or for several files."""
    opened: list[RemoteRoom] = []

    def open_room(source: str = "", limits: Limits = LIMITS, **files: str) -> RemoteRoom:
        opened.append(
            zygote.open({"answer.py": source, **{f"{name}.py": text for name, text in files.items()}}, limits)
        )
        return opened[-1]

    yield open_room
    for room in opened:
        room.close()


@pytest.fixture
def start(rooms: Callable[..., RemoteRoom]) -> Iterator[Start]:
    """Starts a worker with one file `answer.py`, in a room of its own."""
    workers: list[RemoteBackend] = []

    def start_worker(source: str, limits: Limits = LIMITS, **files: str) -> RemoteBackend:
        workers.append(rooms(source, limits, **files).worker("answer"))
        workers[-1].start()
        return workers[-1]

    yield start_worker
    for worker in workers:
        worker.close()
