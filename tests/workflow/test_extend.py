"""Later due dates for single students."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.cli.main import run
from autograder.errors import InputError
from autograder.store.course import Course, find_course
from autograder.workflow.extend import extend, extensions, revoke


@pytest.fixture
def zoned(course: Course) -> Course:
    """The course with a zone, and a due date in the night before clocks are put back."""
    with (course.root / "course.toml").open("a", encoding="utf-8") as file:
        file.write('timezone = "Europe/Berlin"\n')
    manifest = course.assignment_folder("counting") / "assignment.toml"
    text = manifest.read_text("utf-8").replace("2026-11-30T23:59:00Z", "2026-10-24T23:59:00")
    manifest.write_text(text, "utf-8")
    return find_course(course.root)


def test_days_are_those_of_the_clock_on_the_wall(zoned: Course) -> None:
    """Two days later it is 23:59 again, also when clocks were put back between."""
    [found] = extend(zoned, "counting", ["ada"], days=2, why="ill")
    assert found.due == datetime(2026, 10, 26, 22, 59, tzinfo=UTC)
    assert extensions(zoned) == extensions(zoned, "counting") == [found]


def test_until_is_in_the_zone_of_the_course(zoned: Course) -> None:
    """Unless it says its own."""
    extend(zoned, "counting", ["ada", "grace"], until="2026-11-01T12:00")
    assert {each.due for each in extensions(zoned)} == {datetime(2026, 11, 1, 11, tzinfo=UTC)}
    extend(zoned, "counting", ["ada"], until="2026-11-01T12:00Z")
    assert extensions(zoned)[0].due == datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_an_extension_is_revoked_and_no_other(zoned: Course) -> None:
    """What is not there cannot be."""
    extend(zoned, "counting", ["ada", "grace"], days=1)
    revoke(zoned, "counting", ["ada"])
    assert [each.student for each in extensions(zoned)] == ["grace"]
    with pytest.raises(InputError, match="ada: no extension for counting"):
        revoke(zoned, "counting", ["grace", "ada"])
    assert [each.student for each in extensions(zoned)] == ["grace"]


@pytest.mark.parametrize(
    ("slug", "student", "until", "days", "says"),
    [
        ("countin", "ada", "", 1, "did you mean counting"),
        ("counting", "adda", "", 1, "Nobody is called adda: did you mean ada"),
        ("counting", "ada", "", None, "Either --until TIME or --days N"),
        ("counting", "ada", "2026-11-01T12:00", 1, "Either --until TIME or --days N"),
        ("counting", "ada", "2026-10-24T23:59", None, "is not later"),
        ("counting", "ada", "tomorrow", None, "'tomorrow' is no time"),
        ("counting", "ada", "2026-11-01", None, "'2026-11-01' is no time"),
    ],
)
def test_what_cannot_be_is_refused(
    zoned: Course, slug: str, student: str, until: str, days: int | None, says: str
) -> None:
    """In a line that says what to do; nothing is written."""
    with pytest.raises(InputError, match=says):
        extend(zoned, slug, ["grace", student], until, days)
    assert extensions(zoned) == []


def test_an_assignment_without_a_due_date_has_none_to_extend(mini_course: Path) -> None:
    """It says where to write one."""
    manifest = mini_course / "assignments" / "counting" / "assignment.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("due = 2026-11-30T23:59:00Z\n", ""), "utf-8")
    with pytest.raises(InputError, match="counting has no due date"):
        extend(find_course(mini_course), "counting", ["ada"], days=1)


def test_the_command_gives_lists_and_revokes(
    zoned: Course, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A line each, with the time on the course's clock."""
    monkeypatch.chdir(zoned.root)
    assert run(["extend"]) == 0
    assert run(["extend", "counting", "ada", "--days", "2", "--why", "ill\x1b"]) == 0
    assert run(["extend", "counting"]) == 0
    assert run(["extend", "counting", "ada", "--revoke"]) == 0
    assert run(["extend", "counting"]) == 0
    line = "counting: ada due 2026-10-26 23:59 CET (ill\\x1b)"
    gone = line.replace("ada due", "ada no longer due")
    assert capfd.readouterr().out.splitlines() == ["No extensions.", line, line, gone, "No extensions."]


@pytest.mark.parametrize(
    "options",
    [["--days", "2"], ["counting", "--days", "2"], ["--revoke"], ["counting", "ada", "--revoke", "--days", "1"]],
)
def test_the_command_asks_whom_and_what(
    zoned: Course, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], options: list[str]
) -> None:
    """It does not guess."""
    monkeypatch.chdir(zoned.root)
    assert run(["extend", *options]) == 2
    assert capfd.readouterr().err.count("\n") == 1
