"""Scripts are found out with the reference: what can be played is, what cannot is asked live, and nobody can tell."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.place import Worker
from autograder.engine.rehearsal import rehearsed
from autograder.engine.suites import SuiteTest, TestRun, with_suites
from autograder.engine.verdicts import KEPT, Verdict, Verdicts
from autograder.model.assignment import Limits
from autograder.sandbox.script import Script
from autograder.sandbox.zygote import Zygote
from autograder.testing.proxy import Backend

SUITE = '''
import random, pytest, torch
from autograder.testing import assert_vectorised, once

@pytest.mark.points(1)
def test_plain(student):
    """Two calls."""
    assert student.half(8) == 4 and student.half(student.half(8)) == 2

@pytest.mark.points(1)
def test_nothing(student):
    """No call."""

@pytest.mark.points(1)
def test_function(student):
    """A function of the suite."""
    assert student.apply(lambda n: n + 1) == 3

@pytest.mark.points(1)
def test_timed(student):
    """A measurement."""
    assert assert_vectorised(lambda: student.half(2), lambda: 1) == 1

@pytest.mark.points(1)
def test_shared(student):
    """Something made once."""
    assert once(student, "half", lambda: student.half(2)) == 1

@pytest.mark.points(1)
def test_chance(student):
    """Another number each time."""
    n = random.random()
    assert student.half(n) == n / 2

@pytest.mark.points(1)
def test_object(student):
    """An object beside the student's code."""
    assert student.Counter(3).up() == 4
'''
REFERENCE = """
def half(n): return n / 2
def apply(f): return f(2)
class Counter:
    def __init__(self, n): self.n = n
    def up(self): self.n += 1; return self.n
"""


def script_for(zygote: Zygote, folder: Path, source: str) -> Script:
    """What is found out with this source in the reference's place."""
    suite = folder / "test_answer.py"
    suite.write_text(SUITE)
    found: list[Script] = []

    def body(suites: Any) -> None:
        room = zygote.open({"answer.py": source}, Limits())
        run: Callable[[SuiteTest, Backend], TestRun] = lambda test, backend: suites.run(test, backend, None, 5)  # noqa: E731
        hire: Callable[[Script | None], Worker] = lambda script: room.worker("answer", script=script)  # noqa: E731
        found.append(rehearsed(suites.tests("answer"), run, hire))
        room.close()

    with_suites([suite], body)
    return found[0]


def test_what_asks_the_same_of_everybody_is_in_the_script(zygote: Zygote, tmp_path: Path) -> None:
    """Functions of the suite, what tests share, and chance are not; nor is a test that asks nothing."""
    script = script_for(zygote, tmp_path, REFERENCE)
    asked = {"test_plain": 3, "test_timed": 1, "test_object": 2}
    assert {test: len(frames) for test, frames in script.tests.items()} == asked and script.timed == {"test_timed"}


@pytest.mark.parametrize("source", ["1 / 0", "import os; os._exit(0)", "def half(n): return 0"])
def test_a_reference_that_stumbles_leads_to_no_script(zygote: Zygote, tmp_path: Path, source: str) -> None:
    """Then everything is asked live, which shows what is wrong."""
    assert script_for(zygote, tmp_path, source) == Script()


def _verdict(test: str) -> Verdict:
    return Verdict(TestRun(SuiteTest(test, "", 100, lambda: None)))


def test_verdicts_are_found_by_test_and_answers() -> None:
    """The same answers to another test are something else."""
    verdicts, verdict = Verdicts(), _verdict("a")
    verdicts.keep("a", b"1", verdict)
    found: Sequence[Verdict | None] = [verdicts.find(*key) for key in (("a", b"1"), ("a", b"2"), ("b", b"1"))]
    assert found == [verdict, None, None]


def test_verdicts_that_did_not_come_up_for_long_are_forgotten() -> None:
    """A class of strange answers does not fill the memory; what everybody answers stays."""
    verdicts = Verdicts()
    for number in range(3 * KEPT):
        verdicts.find("a", b"0")
        verdicts.keep("a", b"%d" % number, _verdict("a"))
    assert verdicts.find("a", b"0") and not verdicts.find("a", b"1") and verdicts.find("a", b"%d" % (3 * KEPT - 1))
