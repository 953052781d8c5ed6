"""Importing a roster into a course."""

from pathlib import Path

import pytest

from autograder.cli.main import run
from autograder.errors import InputError
from autograder.model.person import Person
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Gradebook
from autograder.workflow.roster import RosterReport, import_roster


def test_an_import_says_what_changed(mini_course: Path, tmp_path: Path) -> None:
    """New, changed and unchanged students are told apart, and nobody is removed."""
    course, path = find_course(mini_course), tmp_path / "roster.csv"
    path.write_text("id,name\nada,Ada\nbob,Bob\n")
    assert import_roster(course, path) == RosterReport(["ada", "bob"], [], [])
    assert import_roster(course, path) == RosterReport([], [], ["ada", "bob"])
    path.write_text("id,name\nbob,Robert\neve,Eve\n")
    assert import_roster(course, path) == RosterReport(["eve"], ["bob"], [], absent=("ada",))
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


CLASS = "id,name,email\nada,Ada Lovelace,ada@x.org\nS007,Émile Borel,\ngrace,Grace Hopper,g@x.org\n"
MOODLE = (
    "First name,Last name,ID number,Email address\nAda,Lovelace,S001,ADA@x.org\nÉmile,Borel,S007,e@x.org\n"
    "Grace,Hoper,S009,other@x.org\n"
)


def people(course: Course) -> dict[str, Person]:
    """The roster."""
    with Gradebook(course.database_url) as gradebook:
        return {person.id: person for person in gradebook.people()}


def test_a_systems_file_completes_the_people_who_are_there(mini_course: Path, tmp_path: Path) -> None:
    """By email or number; a like name alone is a candidate, and nobody is guessed."""
    course, path = find_course(mini_course), tmp_path / "roster.csv"
    path.write_text(CLASS)
    import_roster(course, path)
    path.write_text(MOODLE)
    report = import_roster(course, path)
    assert (report.added, report.changed) == ([], ["ada", "S007"])
    assert [(doubt.person.id, doubt.candidates) for doubt in report.doubts] == [("S009", ("grace",))]
    assert people(course)["ada"].ids == {"moodle_id": "S001"} and people(course)["S007"].email == "e@x.org"
    assert import_roster(course, path).unchanged == ["ada", "S007"]
    path.write_text(CLASS)
    import_roster(course, path)
    assert people(course)["ada"].ids == {"moodle_id": "S001"}
    path.write_text(MOODLE)
    assert import_roster(course, path, add=True).added == ["S009"]


def test_who_is_not_in_the_file_has_left_on_request(mini_course: Path, tmp_path: Path) -> None:
    """And is back when they are in it again."""
    course, path = find_course(mini_course), tmp_path / "roster.csv"
    path.write_text("id\nada\nbob\n")
    import_roster(course, path)
    path.write_text("id\nada\n")
    assert import_roster(course, path).absent == ("bob",) and not people(course)["bob"].withdrawn
    assert import_roster(course, path, withdraw=True).changed == ["bob"] and people(course)["bob"].withdrawn
    path.write_text("id\nada\nbob\n")
    assert import_roster(course, path).changed == ["bob"] and not people(course)["bob"].withdrawn


def test_the_command_lists_who_is_uncertain(
    mini_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With the nearest, and exit code 1."""
    monkeypatch.chdir(mini_course)
    path = tmp_path / "roster.csv"
    path.write_text(CLASS)
    assert run(["roster", "import", str(path)]) == 0
    path.write_text(MOODLE)
    assert run(["roster", "import", str(path)]) == 1
    said = capfd.readouterr()
    assert "not taken in: S009 Grace Hoper: is not on the roster (nearest: grace)" in said.err
    assert said.out.endswith("0 new, 2 changed, 0 as they were.\n")
