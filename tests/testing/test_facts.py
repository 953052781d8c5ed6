"""Facts in place of numbers, and trainings that happen once."""

from collections.abc import Callable
from types import SimpleNamespace

import torch

from autograder.engine.local import LocalBackend
from autograder.engine.recording import RecordingBackend
from autograder.testing import facts_only, once
from autograder.testing.proxy import STUDENT, Backend, Proxy


def recorded(inner: Backend) -> tuple[Proxy, RecordingBackend]:
    """The student as one test sees it, and what is recorded of it."""
    recording = RecordingBackend(inner)
    return Proxy(recording, STUDENT), recording


def local(function: Callable[..., object]) -> LocalBackend:
    """A student whose file defines one function."""
    return LocalBackend.of(SimpleNamespace(answer=function))


def test_numbers_are_left_out_and_facts_are_kept() -> None:
    """Two students with other numbers and the same fact leave the same behind."""
    left = []
    for number in (1.0, 2.0):
        student, recording = recorded(local(lambda x, number=number: x + number))
        note = facts_only(student)
        student.answer(torch.zeros(2))
        note("range", "any")
        left.append(recording.observations)
    assert left[0] == left[1]
    assert [(seen.path, seen.answer) for seen in left[0]] == [(("answer",), None), (("fact", "range"), "any")]


def test_numbers_are_kept_without_facts() -> None:
    """A test that asks for no facts records the answers."""
    student, recording = recorded(local(lambda: 3.5))
    student.answer()
    assert [seen.answer for seen in recording.observations] == [3.5]


def test_a_changed_argument_counts_among_facts() -> None:
    """Leaving out numbers leaves in that an argument was changed."""
    student, recording = recorded(local(lambda x: x.add_(1)))
    facts_only(student)
    student.answer(torch.zeros(2))
    assert [seen.changed for seen in recording.observations] == [True]


def test_a_class_has_no_name_in_the_record() -> None:
    """A student's object is recorded alike whatever its class is called."""
    left = []
    for name in ("Mine", "Yours"):
        student, recording = recorded(local(type(name, (), {})))
        student.answer()
        left.append(recording.observations)
    assert left[0] == left[1]


def test_once_is_once_for_one_students_code() -> None:
    """Two tests of one student share a training; another student has one of their own."""
    inner, made = local(lambda: None), []
    for backend in (inner, inner, local(lambda: None)):
        student, _ = recorded(backend)
        once(student, "training", lambda: made.append(1) or len(made))
    assert len(made) == 2


def test_what_raises_is_made_again() -> None:
    """A training that failed is no result to keep."""
    student, _ = recorded(local(lambda: None))
    tries = []

    def fail() -> None:
        tries.append(1)
        raise ValueError

    for _ in range(2):
        try:
            once(student, "training", fail)
        except ValueError:
            continue
    assert len(tries) == 2
