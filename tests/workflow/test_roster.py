"""Importing a roster into a course."""

from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.store.course import find_course
from autograder.store.gradebook import Gradebook
from autograder.workflow.roster import RosterReport, import_roster


def test_an_import_says_what_changed(mini_course: Path, tmp_path: Path) -> None:
    """New, changed and unchanged students are told apart, and nobody is removed."""
    course, path = find_course(mini_course), tmp_path / "roster.csv"
    path.write_text("id,name\nada,Ada\nbob,Bob\n")
    assert import_roster(course, path) == RosterReport(["ada", "bob"], [], [])
    assert import_roster(course, path) == RosterReport([], [], ["ada", "bob"])
    path.write_text("id,name\nbob,Robert\neve,Eve\n")
    assert import_roster(course, path) == RosterReport(["eve"], ["bob"], [])
    with Gradebook(course.database_url) as gradebook:
        assert [(person.id, person.name) for person in gradebook.people()] == [
            ("ada", "Ada"), ("bob", "Robert"), ("eve", "Eve"),
        ]  # fmt: skip


def test_a_bad_roster_changes_nothing(mini_course: Path, tmp_path: Path) -> None:
    """All or nothing."""
    course, path = find_course(mini_course), tmp_path / "roster.csv"
    path.write_text("id\nada\nbob\nada\n")
    with pytest.raises(InputError, match="used more than once"):
        import_roster(course, path)
    with Gradebook(course.database_url) as gradebook:
        assert gradebook.people() == []
