"""Writing the grade file."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.cli.main import run
from autograder.errors import InputError
from autograder.store.course import Course
from autograder.workflow.export import Wishes, export


def read(path: Path) -> list[list[str]]:
    """The file's cells."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def download(folder: Path, ada: str = "", eve: str = "") -> Path:
    """A gradebook from Canvas."""
    path = folder / "from_canvas.csv"
    head = "Student,ID,SIS Login ID,Section,Counting (4711)\n    Points Possible,,,,5\n"
    path.write_text(f"{head}Ada,101,,A,{ada}\nEve,102,eve,A,{eve}\nGrace,103,,B,4\n", "utf-8")
    return path


def test_canvas_gets_those_who_have_a_score_and_an_id(course: Course, tmp_path: Path) -> None:
    """The others are reported."""
    report = export(course, "counting", "canvas", tmp_path / "out" / "grades.csv")
    assert read(tmp_path / "out" / "grades.csv")[1:] == [
        ["    Points Possible", "", "", "", "", "5"],
        ["<b>Eve</b>", "", "", "eve", "", "0.5"],
        ["Ada Lovelace", "101", "", "", "", "2"],
    ]
    assert (report.rows, [problem.row for problem in report.problems]) == (2, ["", "grace", "stranger"])


def test_the_download_is_filled_in(course: Course, tmp_path: Path) -> None:
    """Grace, who has nothing here, keeps what she has there."""
    report = export(course, "counting", "canvas", tmp_path / "g.csv", Wishes(template=download(tmp_path)))
    assert [line[-1] for line in read(tmp_path / "g.csv")] == ["Counting (4711)", "5", "2", "0.5", "4"]
    assert [str(change) for change in report.changes or ()] == ["ada: nothing -> 2", "../eve: nothing -> 0.5"]


def test_nothing_is_written_when_it_is_only_checked(course: Course, tmp_path: Path) -> None:
    """But all is said."""
    report = export(course, "counting", "canvas", None, Wishes(template=download(tmp_path, "2")))
    assert report.path is None and [str(change) for change in report.changes or ()] == ["../eve: nothing -> 0.5"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["from_canvas.csv", "mini_course"]


def test_strict_writes_nothing_as_long_as_there_is_a_problem(course: Course, tmp_path: Path) -> None:
    """Notes are no problems: that Grace handed in nothing stops nobody."""
    report = export(course, "counting", "canvas", tmp_path / "g.csv", Wishes(strict=True))
    assert report.path is None and report.traps == 2 and not (tmp_path / "g.csv").exists()
    assert export(course, "counting", "csv", tmp_path / "g.csv", Wishes(strict=True)).path


def test_only_those_who_change_are_written_on_request(
    course: Course, tmp_path: Path, hand_in: Callable[[str, int], None]
) -> None:
    """Compared with the last export, wherever it is."""
    export(course, "counting", "sakai", tmp_path / "last.csv")
    hand_in("ada", 100)
    wishes = Wishes(against=tmp_path / "last.csv", changed_only=True)
    report = export(course, "counting", "sakai", tmp_path / "new.csv", wishes)
    assert [str(change) for change in report.changes or ()] == ["ada: 2 -> 1"]
    assert [line[0] for line in read(tmp_path / "new.csv")] == ["Student ID", "ada"]


def test_the_file_in_place_is_compared_with(
    course: Course, tmp_path: Path, hand_in: Callable[[str, int], None]
) -> None:
    """Unless it is something else, which gives way."""
    (tmp_path / "g.csv").write_text("x\n")
    assert export(course, "counting", "sakai", tmp_path / "g.csv").changes is None
    assert export(course, "counting", "sakai", tmp_path / "g.csv").changes == ()
    hand_in("ada", 100)
    changes = export(course, "counting", "sakai", tmp_path / "g.csv").changes
    assert [str(change) for change in changes or ()] == ["ada: 2 -> 1"]


def test_who_is_excused_is_so_in_the_file(course: Course, tmp_path: Path) -> None:
    """And a name that nobody has is refused."""
    export(course, "counting", "canvas", tmp_path / "g.csv", Wishes(excused=["ada"]))
    assert read(tmp_path / "g.csv")[-1] == ["Ada Lovelace", "101", "", "", "", "EX"]
    with pytest.raises(InputError, match="Nobody is called adda"):
        export(course, "counting", "canvas", tmp_path / "g.csv", Wishes(excused=["adda"]))


def test_comments_go_where_there_is_room(course: Course, tmp_path: Path) -> None:
    """On request, and never where the format has none."""
    export(course, "counting", "sakai", tmp_path / "g.csv", Wishes(comments=True))
    [comment] = [line[3] for line in read(tmp_path / "g.csv") if line[0] == "ada"]
    assert comment.startswith("Double: 2 of 2, passed.") or "2 of 2, passed." in comment
    with pytest.raises(InputError, match="no room for comments"):
        export(course, "counting", "canvas", tmp_path / "g.csv", Wishes(comments=True))


def test_csv_holds_everybody(course: Course, tmp_path: Path) -> None:
    """Also those without a result or off the roster."""
    report = export(course, "counting", "csv", tmp_path / "grades.csv")
    assert [line[0] for line in read(tmp_path / "grades.csv")] == ["student_id", "../eve", "ada", "grace", "stranger"]
    assert (report.rows, report.problems) == (4, ())


def test_an_unknown_format_is_refused_with_the_known_ones(course: Course, tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(InputError, match="canvas, .*csv"):
        export(course, "counting", "exel", tmp_path / "grades.csv")
    assert not (tmp_path / "grades.csv").exists()


def test_a_template_that_cannot_be_used_is_refused(course: Course, tmp_path: Path) -> None:
    """Whether it is missing or the format takes none."""
    with pytest.raises(InputError, match="cannot be read"):
        export(course, "counting", "canvas", tmp_path / "grades.csv", Wishes(tmp_path / "missing.csv"))
    with pytest.raises(InputError, match="takes no template"):
        export(course, "counting", "csv", tmp_path / "grades.csv", Wishes(Path(__file__)))
    with pytest.raises(InputError, match="Download grading worksheet"):
        export(course, "counting", "moodle-worksheet", tmp_path / "grades.csv")


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["--format", "canvas", "--check"], 1, "no-id: stranger ID"),
        (["--format", "csv", "--check"], 0, ""),
        (["--format", "canvas", "--strict", "--out", "g.csv"], 2, "2 problems, nothing was written"),
        (["--format", "canvas", "--out", "g.csv"], 0, "missing: grace"),
        (["--format", "canvas"], 2, "Either --out FILE or --check is needed"),
        (["--format", "canvas", "--changed-only", "--out", "g.csv"], 2, "needs a file to compare with"),
    ],
)
def test_the_command_says_how_it_went(
    course: Course, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    options: list[str], code: int, says: str,
) -> None:  # fmt: skip
    """By its exit code, and every problem in a line."""
    monkeypatch.chdir(course.root)
    assert run(["export", "counting", *options]) == code
    assert says in capfd.readouterr().err
