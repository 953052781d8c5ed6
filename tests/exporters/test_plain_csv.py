"""The CSV file for everything else."""

import csv
import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from autograder.exporters.cells import is_formula
from autograder.exporters.plain_csv import sheet
from autograder.exporters.sheet import Row
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result

ANY_TEXT = st.sampled_from(["=1", "\t", ";@x", "\ud800"]) | st.text(st.characters(exclude_categories=()), max_size=8)


def read(data: bytes) -> list[dict[str, str]]:
    """The lines by column, as a strict reader sees them."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def test_a_class_is_written_as_agreed(assignment: Assignment, rows: list[Row], golden: Path) -> None:
    """The whole file, to the byte."""
    assert sheet(assignment, rows).data == (golden / "plain.csv").read_bytes()


def test_everybody_is_in_it(assignment: Assignment, rows: list[Row]) -> None:
    """Those without a result say so, and have no points rather than 0."""
    found = {line["student_id"]: line for line in read(sheet(assignment, rows).data)}
    assert list(found) == [row.person.id for row in rows]
    assert (found["grace"]["submitted"], found["grace"]["points"]) == ("false", "")
    assert (found["ada"]["submitted"], found["ada"]["points"], found["ada"]["max_points"]) == ("true", "8", "11")


def test_an_ungraded_exercise_has_no_points_and_neither_has_the_sum(assignment: Assignment, rows: list[Row]) -> None:
    """Our fault is no score."""
    [line] = [line for line in read(sheet(assignment, rows).data) if line["student_id"] == "kurt"]
    assert (line["points"], line["attention_weights_points"]) == ("", "")
    assert (line["similarity_scores_points"], line["attention_weights_outcome"]) == ("4", "ungraded")


def test_what_is_not_final_is_reported(assignment: Assignment, rows: list[Row]) -> None:
    """Flagged and ungraded students are named."""
    assert [problem.row for problem in sheet(assignment, rows).problems] == ["mal", "kurt"]


@given(st.builds(Person, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT))
def test_any_person_gives_one_line_without_a_formula(assignment: Assignment, result: Result, person: Person) -> None:
    """Whatever the roster holds, the file can be read and nothing in it computes."""
    [line] = read(sheet(assignment, [Row(person, result)]).data)
    assert not any(is_formula(cell) for cell in line.values())
    assert line["points"] == "8"
