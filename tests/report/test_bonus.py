"""What comes on top: called a bonus wherever points are shown, and in no maximum."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Outcome, Result
from autograder.report.comment import comment
from autograder.report.feedback import student_page
from autograder.report.index import IndexRow, index_page
from autograder.report.terminal import class_table, print_result

ADA = Person("ada", "Ada Lovelace")


@pytest.fixture
def generous(assignment: Assignment) -> Assignment:
    """The first exercise, of 4 points, is a bonus: 38 are left."""
    first, *others = assignment.exercises
    return replace(assignment, exercises=(replace(first, bonus=True), *others))


@pytest.fixture
def full(generous: Assignment, result: Result) -> Result:
    """All points of everything: 42 of 38."""
    known = {exercise.slug: exercise for exercise in generous.exercises}
    done = (
        replace(each, outcome=Outcome.PASSED, points=each.max_points, bonus=known[each.exercise].bonus)
        for each in result.exercises
    )
    return replace(result, exercises=tuple(done))


def printed(show: object, *arguments: object) -> str:
    """What a function prints on a wide terminal, in single blanks."""
    file = io.StringIO()
    show(Console(file=file, width=160), *arguments)  # type: ignore[operator]
    return " ".join(file.getvalue().split())


def test_a_page_tells_points_above_the_maximum_and_why(generous: Assignment, full: Result) -> None:
    """The bar is full, and no fuller."""
    page = " ".join(student_page(generous, full, ADA).split())
    assert '<strong class="number">42</strong> of 38 points, 4 as a bonus' in page
    assert page.count("Similarity scores (bonus)") == 2  # in the overview, and over the card
    assert "width: 100%" in page


def test_without_points_of_a_bonus_no_total_speaks_of_it(generous: Assignment, full: Result) -> None:
    """Who leaves it out has lost nothing."""
    left_out = replace(full.exercises[0], outcome=Outcome.NOT_ATTEMPTED, points=0)
    without = replace(full, exercises=(left_out, *full.exercises[1:]))
    page = " ".join(student_page(generous, without, ADA).split())
    assert '<strong class="number">38</strong> of 38 points</p>' in page
    assert "Self-attention 38 of 38 points" in printed(print_result, generous, without)


def test_a_terminal_says_so(generous: Assignment, full: Result) -> None:
    """Beside the total, and at the exercise."""
    text = printed(print_result, generous, full)
    assert "Self-attention 42 of 38 points, 4 as a bonus" in text
    assert "Similarity scores (bonus) passed 4 of 4" in text


def test_the_class_is_shown_beside_what_counts(generous: Assignment, full: Result) -> None:
    """Means may be above the maximum; the exercise is marked in the key."""
    text = printed(class_table, generous, [full], [ADA])
    assert "1 Similarity scores (bonus)" in text and "mean 42 of 38 points" in text


def test_the_index_counts_more_than_all_to_the_last_tenth(generous: Assignment, full: Result) -> None:
    """And says what there is to be had."""
    page = " ".join(index_page(generous, [IndexRow(ADA, full)]).split())
    assert "<dt>Points to be had</dt><dd>38</dd>" in page and "<dt>Best</dt><dd>42</dd>" in page
    assert "from low to high: 0, 0, 0, 0, 0, 0, 0, 0, 0, 1" in page
    assert '<th scope="row">Similarity scores (bonus)</th>' in page


def test_a_comment_names_it(generous: Assignment, full: Result) -> None:
    """For the gradebook's few lines, too."""
    assert comment(generous, full).splitlines()[0] == "Similarity scores (bonus): 4 of 4, passed."
