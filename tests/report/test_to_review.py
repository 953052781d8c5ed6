"""What waits for a person to read it: neither a 0 that counts as lost nor a blank that wipes, wherever it is shown."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.exporters.registry import EXPORTERS
from autograder.exporters.sheet import Order, Row
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Outcome, Result
from autograder.report.feedback import student_page
from autograder.report.index import IndexRow, index_page
from autograder.report.statistics import by_exercise, final
from autograder.report.terminal import class_table, print_result

ADA = Person("ada", "Ada Lovelace", ids={"canvas": "101"})


@pytest.fixture
def waiting(result: Result) -> Result:
    """A result whose first exercise, of 4 points, waits for a person."""
    first = replace(result.exercises[0], outcome=Outcome.TO_REVIEW, points=0)
    return replace(result, exercises=(first, *result.exercises[1:]))


def printed(show: object, *arguments: object) -> str:
    """What a function prints on a wide terminal, in single blanks."""
    file = io.StringIO()
    show(Console(file=file, width=160), *arguments)  # type: ignore[operator]
    return " ".join(file.getvalue().split())


def test_its_points_are_awaited_and_the_result_is_not_final(waiting: Result, result: Result) -> None:
    """It is not ungraded either: nothing went wrong."""
    assert (waiting.awaited_points, waiting.final, waiting.ungraded) == (400, False, False)
    assert (result.awaited_points, result.final) == (0, True)


@pytest.mark.parametrize("name", [name for name, each in EXPORTERS.items() if not each.must_fill])
def test_no_grade_file_holds_a_total(assignment: Assignment, waiting: Result, name: str) -> None:
    """The LMS keeps what it has, as the row is left out, or its points are empty; and it is told why."""
    found = EXPORTERS[name].sheet(assignment, [Row(ADA, waiting)], Order())
    assert [entry.value for entry in found.entries] in ([], [""])
    assert ["waits for a person with similarity_scores" in str(problem) for problem in found.problems].count(True) == 1


def test_the_plain_table_leaves_its_cells_empty(assignment: Assignment, waiting: Result) -> None:
    """Of the total, and of the exercise that waits."""
    cells = EXPORTERS["csv"].sheet(assignment, [Row(ADA, waiting)], Order()).data.decode().splitlines()[1].split(",")
    assert cells[4:10] == ["", "42", "waiting", "", "", "to_review"]


def test_a_page_takes_them_for_neither_given_nor_lost(assignment: Assignment, waiting: Result) -> None:
    """The total is of the points that were decided; the others are told beside it."""
    page = " ".join(student_page(assignment, waiting, ADA).split())
    assert "of 38 points, 4 to be reviewed" in page
    assert "These points are not final." in page and "up to 4 more points" in page
    assert "<strong>?</strong> of 4 points" in page


def test_the_index_lists_them_and_no_mean_counts_them(assignment: Assignment, waiting: Result) -> None:
    """Who has something to be read is listed for the instructor."""
    page = index_page(assignment, [IndexRow(ADA, waiting, "ada.html")])
    assert "To be reviewed: answers that a person reads (1)" in page
    assert " + ?" in page and "none yet" in page
    assert final([waiting]) == []
    assert by_exercise(assignment, [waiting, waiting])[0].decided == 0


def test_a_terminal_says_so(assignment: Assignment, waiting: Result) -> None:
    """A result and a class table tell what waits."""
    shown = printed(print_result, assignment, waiting)
    assert "of 38 points, 4 to be reviewed" in shown and "to be reviewed ? of 4" in shown
    table = printed(class_table, assignment, [waiting], [ADA])
    assert "to be reviewed" in table and "1 with a result, 1 to be reviewed" in table
