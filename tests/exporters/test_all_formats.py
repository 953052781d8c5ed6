"""What holds for every format: files as agreed, and what is read back is what was meant."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exporters.cells import is_formula
from autograder.exporters.changes import changes
from autograder.exporters.registry import EXPORTERS
from autograder.exporters.sheet import Order, Row, Standing
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.points import to_number
from autograder.model.result import Result
from autograder.model.text import lines
from tests.exporters.readers import READERS, rfc4180
from tests.exporters.templates import TEMPLATES, school

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
MADE_OR_FILLED = [name for name, exporter in EXPORTERS.items() if exporter.template and not exporter.must_fill]
ZIPS = ("oneroster", "gradescope")
EVIL = [
    "=1+1", "1.2.3", "9,5", "Points Possible", "\ud800", "\u202e", "\n", ";", '"', ",", "@x", "-", " ", "007", "S1",
    "\\", '\\"', 'ends in \\', "x\\\\", "\ufffe", "</score>", "&amp;", "אבג", "مرحبا", "🙂‍↔️", "a\r\nb", "#a", "'",
]  # fmt: skip
ANY_TEXT = st.sampled_from(EVIL) | st.text(st.characters(exclude_categories=()), max_size=8)
KINDS = (
    "canvas", "sis_user", "sis_login", "moodle_username", "moodle_id", "d2l_username", "d2l_org", "sakai", "gradescope",
)  # fmt: skip
PEOPLE = st.lists(
    st.builds(Person, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, st.dictionaries(st.sampled_from(KINDS), ANY_TEXT)),
    max_size=4, unique_by=lambda person: person.id,
)  # fmt: skip


def order(name: str, filled: bool = True) -> Order:
    """With a download where the format takes one."""
    return Order(TEMPLATES.get(name) if filled else None, at=AT)


def contents(name: str, data: bytes) -> Mapping[str, bytes]:
    """The file, or the files in it."""
    if name not in ZIPS:
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {f".{each}": archive.read(each) for each in archive.namelist() if each != "run_autograder"}


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_class_is_written_as_agreed(assignment: Assignment, rows: list[Row], golden: Path, name: str) -> None:
    """The whole file, to the byte, where there is a download filled into it."""
    for part, data in contents(name, EXPORTERS[name].sheet(assignment, rows, order(name)).data).items():
        assert data == (golden / "lms" / f"{name}{part}").read_bytes(), part


@pytest.mark.parametrize("name", MADE_OR_FILLED)
def test_a_class_is_written_as_agreed_from_nothing(
    assignment: Assignment, rows: list[Row], golden: Path, name: str
) -> None:
    """The same without a download."""
    for part, data in contents(name, EXPORTERS[name].sheet(assignment, rows, order(name, False)).data).items():
        assert data == (golden / "lms" / f"{name}-made{part}").read_bytes(), part


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_same_grades_give_the_same_bytes(assignment: Assignment, rows: list[Row], name: str) -> None:
    """Neither the time of day nor chance has a say."""
    first, second = (EXPORTERS[name].sheet(assignment, rows, order(name)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", EXPORTERS)
def test_what_we_wrote_we_read(assignment: Assignment, rows: list[Row], name: str) -> None:
    """Compared with itself, nobody changes; compared with nothing, everybody who has points."""
    exporter, wanted = EXPORTERS[name], order(name)
    sheet = exporter.sheet(assignment, rows, wanted)
    assert list(changes(sheet, exporter.read(assignment, sheet.data, wanted))) == []
    assert {change.student for change in changes(sheet, {})} == {each.student for each in sheet.entries if each.value}


@pytest.mark.parametrize("name", EXPORTERS)
def test_who_has_no_points_gets_none(assignment: Assignment, rows: list[Row], name: str) -> None:
    """Neither 0 nor a blank over a grade: who waits, is ungraded or missing is told of instead."""
    exporter = EXPORTERS[name]
    sheet = exporter.sheet(assignment, rows, order(name))
    values = {entry.student: entry.value for entry in sheet.entries}
    told = {problem.row for problem in sheet.problems}
    for row in rows:
        if row.points is None and not row.excused:
            assert not values.get(row.person.id)
        said = exporter.carries.everybody or row.standing in (Standing.EXCUSED, Standing.MISSING)
        assert values.get(row.person.id) or row.person.id in told or said


@pytest.mark.parametrize("name", READERS)
@given(people=PEOPLE, comment=ANY_TEXT, points=st.integers(0, 1100))
def test_what_is_read_back_is_what_was_meant(
    assignment: Assignment, result: Result, name: str, people: list[Person], comment: str, points: int
) -> None:
    """Whatever names, ids and comments: every student has the right score, or is left out and reported."""
    result = Result.from_dict({**result.to_dict(), "exercises": [
        {**result.to_dict()["exercises"][0], "points": to_number(points), "max_points": 11},
    ]})  # fmt: skip
    rows = [Row(person, result, submitted=True, comment=comment) for person in people]
    users = [(f"u{at}", person.id) for at, person in enumerate(people) if "\ud800" not in person.id]
    users = [(id, name) for id, name in users if name.encode(errors="ignore").decode() == name]
    template = school(users) if name == "oneroster" else None
    sheet = EXPORTERS[name].sheet(assignment, rows, Order(template, at=AT))
    read = READERS[name](sheet.data)
    assert len(read) == len(sheet.entries)
    for entry in sheet.entries:
        score, said = read["=".join(entry.keys[0]) if name == "canvas" else entry.keys[0][1]]
        assert float(score) == points / 100
        assert not said or bare(said) in (bare("\n".join(lines(comment))), bare(comment))
    left_out = {person.id for person in people} - {entry.student for entry in sheet.entries}
    assert left_out <= {problem.row for problem in sheet.problems}


def bare(text: str) -> str:
    """The text without what only guards it."""
    return text.replace("'", "").replace("\\ ", "\\").replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


@pytest.mark.parametrize("name", ["canvas", "moodle-csv", "brightspace", "sakai", "csv"])
@given(people=PEOPLE, comment=ANY_TEXT)
def test_nothing_is_computed(
    assignment: Assignment, result: Result, name: str, people: list[Person], comment: str
) -> None:
    """No cell is a formula, but for what is an id and kept as it is."""
    rows = [Row(person, result, submitted=True, comment=comment) for person in people]
    sheet = EXPORTERS[name].sheet(assignment, rows, Order())
    assert not any(is_formula(cell) for line in rfc4180(sheet.data)[1:] for cell in line)
