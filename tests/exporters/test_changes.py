"""Who changes, from what to what."""

import pytest

from autograder.exporters.changes import Change, changes
from autograder.exporters.sheet import Entry, Sheet


@pytest.mark.parametrize(("before", "same"), [
    ("8", True), ("8.00", True), ("8,0", True), (" 8 ", True), ("7.99", False), ("", False), ("-", False),
    ("EX", False),
])  # fmt: skip
def test_scores_are_compared_as_numbers(before: str, same: bool) -> None:
    """However the LMS writes them."""
    sheet = Sheet(b"", (Entry("ada", (("ID", "1"),), "8"),))
    assert list(changes(sheet, {("ID", "1"): before})) == ([] if same else [Change("ada", before, "8")])


def test_a_student_is_found_by_any_id() -> None:
    """A download may have ids that ours has not."""
    sheet = Sheet(b"", (Entry("ada", (("ID", "1"), ("Login", "ada")), "8"),))
    assert list(changes(sheet, {("Login", "ada"): "8"})) == []


def test_a_change_is_one_safe_line() -> None:
    """Nothing in a file can break out of it."""
    assert str(Change("a\nda", "", "8")) == r"a\nda: nothing -> 8"
