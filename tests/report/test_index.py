"""The instructor's page."""

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.report.index import IndexRow, index_page


def rows(people: list[Person], results: list[Result]) -> list[IndexRow]:
    """The roster beside the results, as far as there are any."""
    found = {result.student: result for result in results}
    return [IndexRow(each, found.get(each.id), f"{each.id}.html" if each.id in found else "") for each in people]


def test_the_index_links_to_every_page_there_is(
    assignment: Assignment, people: list[Person], results: list[Result]
) -> None:
    """Those without a result are listed without a link."""
    html = index_page(assignment, rows(people, results))
    assert 'href="./ada.html"' in html
    assert 'href="./emile.html"' in html
    assert "Grace Hopper" in html
    assert "grace.html" not in html


def test_the_index_says_who_needs_the_instructor(
    assignment: Assignment, people: list[Person], results: list[Result]
) -> None:
    """Flagged, ungraded and missing students stand on top."""
    html = index_page(assignment, rows(people, results))
    for words in ("To be looked at by a person (2)", "Not graded yet, through no fault of theirs (1)",
                  "Nothing received (1)"):  # fmt: skip
        assert words in html


def test_the_index_names_the_most_common_mistakes(
    assignment: Assignment, people: list[Person], results: list[Result]
) -> None:
    """With how many made them."""
    assert '<strong class="number">2 ×</strong> The scores are not scaled' in index_page(
        assignment, rows(people, results)
    )


def test_the_histogram_leaves_out_points_that_are_not_final(
    assignment: Assignment, people: list[Person], results: list[Result]
) -> None:
    """Of two results one is final: 8 of 42 is in the second tenth."""
    html = index_page(assignment, rows(people, results))
    assert "from low to high: 0, 1, 0, 0, 0, 0, 0, 0, 0, 0" in html


def test_a_class_without_results_has_an_index(assignment: Assignment, people: list[Person]) -> None:
    """No division by nothing."""
    assert "Nothing received (3)" in index_page(assignment, rows(people, []))


def test_a_link_cannot_lead_elsewhere() -> None:
    """Not even for a page called as an address."""
    assert IndexRow(Person("x"), None, "javascript:x/%41.html").href == "./javascript%3Ax/%2541.html"
