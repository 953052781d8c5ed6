"""One sandbox for all tests of the room, and a student's code on both sides of its wall."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.engine.local import LocalPlace
from autograder.engine.recording import RecordingBackend
from autograder.errors import SandboxFault
from autograder.model.assignment import Limits
from autograder.sandbox.zygote import Zygote
from autograder.testing.proxy import STUDENT, TORCH, Proxy

LIMITS = Limits(call_seconds=20, memory_mib=512)


class Side(SimpleNamespace):
    """One way to run a student's code, and what a test sees of it."""

    names: list[str]
    student: Proxy
    remote: Proxy
    recording: RecordingBackend


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """A sandbox at full isolation."""
    try:
        zygote = Zygote()
    except (SandboxFault, OSError) as fault:
        pytest.skip(f"no full isolation on this machine: {fault}")
    yield zygote
    zygote.close()


@pytest.fixture(params=["local", "remote"])
def load(request: pytest.FixtureRequest) -> Iterator[Callable[..., Side]]:
    """Loads a student's file `answer.py`, and others beside it, on one of the two sides."""
    place = LocalPlace() if request.param == "local" else request.getfixturevalue("zygote")
    rooms: list[Any] = []
    workers: list[Any] = []

    def load_answer(source: str, limits: Limits = LIMITS, **files: str) -> Side:
        rooms.append(place.open({"answer.py": source, **{f"{name}.py": text for name, text in files.items()}}, limits))
        workers.append(rooms[-1].worker("answer"))
        names = workers[-1].start()
        recording = RecordingBackend(workers[-1])
        return Side(names=names, student=Proxy(recording, STUDENT), remote=Proxy(recording, TORCH), recording=recording)

    yield load_answer
    for thing in (*workers, *rooms):
        thing.close()
