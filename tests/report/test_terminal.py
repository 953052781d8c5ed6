"""What stands on the terminal."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.points import text
from autograder.model.policy import Policy, grade, lateness
from autograder.model.result import Outcome, Result, TestResult
from autograder.report.terminal import class_table, print_result

DUE = datetime(2026, 12, 1, tzinfo=UTC)
PUBLIC = "expected [[0.27, 0.73]]\ngot [[0.12, 0.88]]\nperhaps the scores are not scaled\nnext print scores.std()"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)


def console(encoding: str = "utf-8") -> Console:
    """A pipe of 80 columns."""
    return Console(file=io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="backslashreplace"), width=80)


def printed(on: Console) -> str:
    """What has been printed so far, without blanks at line ends."""
    on.file.flush()
    raw = on.file.buffer.getvalue().decode(on.file.encoding)  # type: ignore[attr-defined]
    return "".join(f"{line.rstrip()}\n" for line in raw.split("\n")[:-1])


def test_a_result_looks_as_agreed(assignment: Assignment, result: Result, golden: Path) -> None:
    """The whole text, in 80 columns and without colour."""
    on = console()
    print_result(on, assignment, result)
    assert printed(on) == (golden / "score.txt").read_text("utf-8")


def test_a_class_looks_as_agreed(
    assignment: Assignment, results: list[Result], people: list[Person], golden: Path
) -> None:
    """One line a student, also for those without a result or off the roster."""
    on = console()
    class_table(on, assignment, results, people)
    assert printed(on) == (golden / "class.txt").read_text("utf-8")


def test_a_class_table_shows_the_points_that_count(
    assignment: Assignment, results: list[Result], people: list[Person]
) -> None:
    """With what was taken off those that were graded; and the mean is of those that count."""
    policy, raw = Policy(percent=1000, bonus_percent=0), results[0].points
    found = grade(policy, raw, raw - 100, lateness(policy, DUE, DUE + timedelta(days=1)))
    on = console()
    class_table(on, assignment, results[:1], people[:1], {results[0].student: found})
    [line] = [line for line in printed(on).splitlines() if line.startswith("ada")]
    assert line.split()[3] == text(found.points)
    whole = " ".join(printed(on).split())
    assert f"{text(raw)} graded, -1 above the cap; {text(raw - 100)}, -{text(found.taken)} late" in whole
    assert f"mean {text(found.points)} of" in whole


def test_bonus_points_are_on_top_of_those_that_can_be_reached(assignment: Assignment, result: Result) -> None:
    """The headline counts without them."""
    first = replace(result.exercises[0], bonus=True)
    on = console()
    print_result(on, assignment, replace(result, exercises=(first, *result.exercises[1:])))
    assert f"{text(result.points)} of 38 points" in printed(on).splitlines()[0]


def test_public_checks_set_their_four_words_apart(assignment: Assignment, result: Result) -> None:
    """Expected, got, perhaps and next stand in a column."""
    test = TestResult("t", "The weights match.", Outcome.FAILED, 0, 200, PUBLIC)
    on = console()
    print_result(on, assignment, replace(result, exercises=(replace(result.exercises[1], tests=(test,)),)))
    assert "      expected  [[0.27, 0.73]]\n      got       [[0.12, 0.88]]\n      perhaps   the scores" in printed(on)
    assert "\n      next      print scores.std()\n" in printed(on)


def test_without_details_the_mistake_is_still_named(assignment: Assignment, result: Result) -> None:
    """The short form keeps the diagnosis and drops the tests."""
    on = console()
    print_result(on, assignment, result, details=False)
    assert "The scores are not scaled" in printed(on)
    assert "Each row of the weights" not in printed(on)


def test_a_terminal_without_unicode_gets_ascii_symbols(
    assignment: Assignment, results: list[Result], people: list[Person]
) -> None:
    """Nothing breaks where ✓ cannot be printed."""
    on = console("ascii")
    class_table(on, assignment, results[:1], people[:1])
    assert "+ x t ? ." in printed(on)


@given(ANY_TEXT, ANY_TEXT)
def test_no_text_reaches_the_terminal_as_a_command(
    assignment: Assignment, result: Result, name: str, message: str
) -> None:
    """Neither escape sequences nor rich's own markup in a name or a message do anything."""
    evil = f"{name}\x1b[31m[red]x[/red][/]:smile:"
    test = replace(result.exercises[1].tests[0], says=evil, message=f"{message}{evil}")
    exercise = replace(result.exercises[1], message=evil, flags=(evil,), tests=(test,))
    on = console()
    print_result(on, assignment, replace(result, receipt=evil, exercises=(exercise,)))
    class_table(on, assignment, [replace(result, student=evil)], [Person(evil, evil)])
    assert "\x1b" not in printed(on)
    assert "".join(printed(on).split()).count(r"\x1b[31m[red]x[/red][/]:smile:") >= 4
