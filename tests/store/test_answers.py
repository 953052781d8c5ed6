"""What reading a student's file tells."""

from pathlib import Path

import pytest

from autograder.store.answers import Answer, State, read_answers
from autograder.store.bundle import open_bundle


def _double(bundle: Path) -> Answer:
    return read_answers(open_bundle(bundle)[0])[0]


def test_the_stub_is_recognised(mini_bundle: Path) -> None:
    """Every exercise of a fresh bundle is not written yet."""
    assert {answer.state for answer in read_answers(open_bundle(mini_bundle)[0])} == {State.STUB}


@pytest.mark.parametrize(
    ("source", "state", "problem"),
    [
        (b"def double(n):\n    return n + n  # raise NotImplementedError('counting.double')\n", State.EDITED, ""),
        (b"def double(n):\n    raise NotImplementedError('counting.double')\n", State.STUB, ""),
        (b"def double(n):\n    return (\n", State.BROKEN, "line 2: '(' was never closed"),
        (b"x = '\xff'\n", State.BROKEN, "(unicode error)"),
        (b"x = 1\0\n", State.BROKEN, "null bytes"),
        (b"x = " + b"-" * 100_000 + b"1\n", State.BROKEN, ""),
        (b"x = '\\d'\n", State.EDITED, ""),
    ],
)
def test_the_state_of_a_file_is_told(mini_bundle: Path, source: bytes, state: State, problem: str) -> None:
    """Edited, still a stub, or no Python at all: never an exception or a warning."""
    (mini_bundle / "double.py").write_bytes(source)
    answer = _double(mini_bundle)
    assert answer.state is state
    assert problem in answer.problem


def test_the_likely_file_is_named_for_a_missing_one(mini_bundle: Path) -> None:
    """A file under nearly the right name is offered."""
    (mini_bundle / "double.py").rename(mini_bundle / "doubel.py")
    answer = _double(mini_bundle)
    assert (answer.state, answer.problem) == (State.MISSING, "is doubel.py meant? Name it double.py")
