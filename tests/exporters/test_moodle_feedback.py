"""The zip of feedback files for Moodle, read back as Moodle's importer reads it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.exporters.moodle_feedback import feedback_zip
from autograder.exporters.sheet import Row
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from tests.exporters.readers import moodle_feedback_files
from tests.exporters.templates import CANVAS, WORKSHEET, table

PAGES = {"ada": b"<p>Ada", "emile": b"<p>\xc3\x89mile", "kurt": b"<p>Kurt"}
HEAD = ["Identifier", "Full name", "Email address", "Grade", "Last modified (grade)"]
ODD = [
    "a_b", "_7_assignfeedback_file_", "../x", "a/b\\c", ".hidden", "~x", "", " ", "Ω", "张伟", "مريم", "Zoë O'Neil-Å",
    "x\n", "\u202ecod", "\ud800", "🙂", "1_2_3_4_5",
]  # fmt: skip


@pytest.fixture
def rows() -> list[Row]:
    """Four students, of whom one has no page and one is not in the worksheet."""
    return [Row(Person(id)) for id in ("ada", "emile", "grace", "kurt")]


def test_each_page_reaches_its_participant(assignment: Assignment, rows: list[Row]) -> None:
    """By the number that the worksheet has; who is not in it is told, and so is who is in it and unknown."""
    sheet = feedback_zip(assignment, rows, PAGES, WORKSHEET)
    found = moodle_feedback_files(sheet.data, {11, 12, 13, 14, 15})
    name = "/self_attention-feedback.html"
    assert found == {11: {name: PAGES["ada"]}, 12: {name: PAGES["emile"]}}
    assert [entry.value for entry in sheet.entries] == [
        "Ada Lovelace_11_assignfeedback_file_", "Émile_12_assignfeedback_file_",
    ]  # fmt: skip
    told = {(problem.trap, problem.row) for problem in sheet.problems}
    assert told == {("not-in-template", "kurt"), ("unknown-student", "row 4"), ("unknown-student", "row 6")}


def test_the_same_pages_make_the_same_zip(assignment: Assignment, rows: list[Row]) -> None:
    """To the byte."""
    one, other = (feedback_zip(assignment, rows, PAGES, WORKSHEET).data for _ in range(2))
    assert one == other


@pytest.mark.parametrize("identifier", ["", "Participant", "Participant x", "12 13"])
def test_who_has_no_number_is_told(assignment: Assignment, identifier: str) -> None:
    """And gets no folder."""
    worksheet = table([HEAD, [identifier, "Ada", "ada@x", "", "-"]]).encode()
    sheet = feedback_zip(assignment, [Row(Person("ada", "", "ada@x"))], PAGES, worksheet)
    assert (sheet.entries, [problem.trap for problem in sheet.problems]) == ((), ["no-id"])


def test_a_student_with_two_rows_gets_one_page(assignment: Assignment) -> None:
    """And that is told."""
    worksheet = table([HEAD, *([f"Participant {n}", "Ada", "ada@x", "", "-"] for n in (1, 2))]).encode()
    sheet = feedback_zip(assignment, [Row(Person("ada", "", "ada@x"))], PAGES, worksheet)
    assert set(moodle_feedback_files(sheet.data, {1, 2})) == {1}
    assert [problem.trap for problem in sheet.problems] == ["twice-in-template"]


def test_another_file_is_refused(assignment: Assignment, rows: list[Row]) -> None:
    """With what to download."""
    with pytest.raises(InputError, match="Download grading worksheet"):
        feedback_zip(assignment, rows, PAGES, CANVAS)


@given(st.lists(st.sampled_from(ODD) | st.text(max_size=200), min_size=1, max_size=5))
def test_no_name_leads_a_page_astray(names: list[str]) -> None:
    """Whatever people are called, each number gets its page and no other; and no path leaves the zip."""
    people = [Person(f"s{at}", name, f"s{at}@x") for at, name in enumerate(names)]
    shown = [[f"Participant {70 + at}", name.encode("utf-8", "replace").decode(), f"s{at}@x", "", "-"]
             for at, name in enumerate(names)]  # fmt: skip
    assignment = Assignment("gan", "GAN", "", ())
    pages = {person.id: person.id.encode() for person in people}
    sheet = feedback_zip(assignment, [Row(replace(each)) for each in people], pages, table([HEAD, *shown]).encode())
    found = moodle_feedback_files(sheet.data, {70 + at for at in range(len(names))} | {2, 7})
    assert found == {70 + at: {"/gan-feedback.html": f"s{at}".encode()} for at in range(len(names))}
    assert all(entry.value == entry.value.strip(". ~") and "/" not in entry.value for entry in sheet.entries)
