"""Writing the grade file."""

import csv
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.store.course import Course
from autograder.workflow.export import export


def read(path: Path) -> list[list[str]]:
    """The file's cells."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_canvas_gets_those_who_have_a_score_and_an_id(course: Course, tmp_path: Path) -> None:
    """The others are reported."""
    report = export(course, "counting", "canvas", tmp_path / "out" / "grades.csv")
    assert read(report.path)[1:] == [
        ["    Points Possible", "", "", "", "", "5"],
        ["<b>Eve</b>", "", "", "eve", "", "0.5"],
        ["Ada Lovelace", "101", "", "", "", "2"],
    ]
    assert (report.rows, [problem.row for problem in report.problems]) == (2, ["grace", "stranger"])


def test_the_template_gives_the_column(course: Course, tmp_path: Path) -> None:
    """Canvas' own id of the assignment is used."""
    template = tmp_path / "from_canvas.csv"
    template.write_text("Student,ID,SIS Login ID,Section,Counting (4711)\n", "utf-8")
    report = export(course, "counting", "canvas", tmp_path / "grades.csv", template)
    assert read(report.path)[0][-1] == "Counting (4711)"


def test_csv_holds_everybody(course: Course, tmp_path: Path) -> None:
    """Also those without a result or off the roster."""
    report = export(course, "counting", "csv", tmp_path / "grades.csv")
    assert [line[0] for line in read(report.path)] == ["student_id", "../eve", "ada", "grace", "stranger"]
    assert (report.rows, report.problems) == (4, ())


def test_an_unknown_format_is_refused_with_the_known_ones(course: Course, tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(InputError, match="canvas, csv"):
        export(course, "counting", "exel", tmp_path / "grades.csv")
    assert not (tmp_path / "grades.csv").exists()


def test_a_template_that_cannot_be_used_is_refused(course: Course, tmp_path: Path) -> None:
    """Whether it is missing or the format takes none."""
    with pytest.raises(InputError, match="cannot be read"):
        export(course, "counting", "canvas", tmp_path / "grades.csv", tmp_path / "missing.csv")
    with pytest.raises(InputError, match="takes no template"):
        export(course, "counting", "csv", tmp_path / "grades.csv", Path(__file__))
