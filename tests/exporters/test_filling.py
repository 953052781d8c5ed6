"""Downloads filled in: the right cells change, and no other byte does."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.exporters import blackboard, moodle_worksheet, open_edx, sakai
from autograder.exporters.registry import EXPORTERS
from autograder.exporters.sheet import Order, Row, Sheet
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result
from tests.exporters import templates
from tests.exporters.readers import php_fgetcsv, utf16_tabs

FILLED = [name for name in templates.TEMPLATES if name != "oneroster"]
ANY_CELL = st.sampled_from(['"', "=1", ";", "a,b", "\\", "x\n", "\u202e", "אב", "🙂", "-"]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=6
)


def traps(sheet: Sheet) -> list[str]:
    """The names of what is told, in order."""
    return [problem.trap for problem in sheet.problems]


@pytest.mark.parametrize("name", FILLED)
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_class_with_nothing_to_tell_changes_no_byte(
    assignment: Assignment, name: str, bom: bytes, newline: str
) -> None:
    """Whatever line ends the download has, and whether it begins with a mark."""
    text = templates.TEMPLATES[name].decode("utf-8-sig").replace("\r\n", "\n").replace("\n", newline)
    data = bom + text.encode()
    nobody = [Row(Person("ada")), Row(Person("emile"))]
    assert EXPORTERS[name].sheet(assignment, nobody, Order(data)).data == data


def written(cells: list[list[tuple[str, bool]]], delimiter: str, newline: str) -> str:
    """Cells as a file, each in quotes if it says so or has to."""
    return "".join(
        delimiter.join(
            '"' + cell.replace('"', '""') + '"' if quoted or set(cell) & {'"', "\r", "\n", delimiter} else cell
            for cell, quoted in line
        ) + newline
        for line in cells
    )  # fmt: skip


@given(
    others=st.lists(st.tuples(ANY_CELL, ANY_CELL, ANY_CELL), min_size=3, max_size=3),
    quotes=st.lists(st.booleans(), min_size=20, max_size=20),
    delimiter=st.sampled_from(",;\t"), newline=st.sampled_from(["\n", "\r\n"]), wide=st.booleans(),
)  # fmt: skip
def test_only_the_cells_of_points_change(
    assignment: Assignment, result: Result, others: list[tuple[str, str, str]], quotes: list[bool],
    delimiter: str, newline: str, wide: bool,
) -> None:  # fmt: skip
    """Whatever stands beside them, in whatever quotes, separators and encodings."""
    header = ["Last Name", "Username", "Self-attention [Total Pts: 11 Score] |1", "Notes", "More"]
    quote = iter(quotes)
    names = ("ada", "grace", "emile")
    lines = [[(cell, next(quote)) for cell in header]]
    for name, (one, two, three) in zip(names, others, strict=True):
        lines.append([(cell, next(quote)) for cell in (one, name, "3", two, three)])
    encoding = "utf-16" if wide else "utf-8"
    template = written(lines, delimiter, newline).encode(encoding)
    for at, value in ((1, "8"), (3, "8")):
        lines[at][2] = (value, lines[at][2][1])
    rows = [Row(Person("ada"), result), Row(Person("grace")), Row(Person("emile"), result)]
    assert blackboard.sheet(assignment, rows, Order(template)).data == written(lines, delimiter, newline).encode(
        encoding
    )


def test_blackboard_writes_utf_16_as_it_reads_it(assignment: Assignment, rows: list[Row]) -> None:
    """Its .xls is text with tabs; feedback is marked as HTML."""
    found = blackboard.sheet(assignment, rows, Order(templates.BLACKBOARD_XLS))
    ada = utf16_tabs(found.data)[1]
    assert ada[4] == "8" and ada[8] == "HTML" and "&lt;b&gt;" in ada[7]


def test_feedback_in_a_worksheet_survives_php(assignment: Assignment, rows: list[Row]) -> None:
    """A backslash at the end of a comment would swallow the line."""
    lines = php_fgetcsv(moodle_worksheet.sheet(assignment, rows, Order(templates.WORKSHEET)).data)
    assert [line[5] for line in lines[1:]] == ["8", "7.5", "", "", ""]
    assert lines[1][10].endswith("\\ ")


@pytest.mark.parametrize(
    ("name", "id", "trap"),
    [("Ada Lovelace", "x", "by-name"), ("Somebody Else", "adda", "not-in-template"), ("Ada Lovelace", "emile", None)],
)
def test_who_is_found_by_name_alone_is_told(
    assignment: Assignment, result: Result, name: str, id: str, trap: str | None
) -> None:
    """An id decides where there is one; a like one does not."""
    header, ada, *_ = templates.WORKSHEET.splitlines(keepends=True)
    template = header + ada.replace(b",ada,ada@example.org", b",,").replace(b'"Ada Lovelace"', f'"{name}"'.encode())
    template = template if id != "emile" else templates.WORKSHEET
    found = moodle_worksheet.sheet(assignment, [Row(Person(id, "Ada Lovelace"), result)], Order(template))
    assert (trap in traps(found)) if trap else "by-name" in traps(found)


def test_ids_of_two_people_in_one_row_are_nobodys(assignment: Assignment, result: Result) -> None:
    """A row that may mean two students is left as it is, and told."""
    rows = [Row(Person("ada"), result), Row(Person("x", ids={"sis_user": "S001"}), result)]
    found = blackboard.sheet(assignment, rows, Order(templates.BLACKBOARD))
    assert found.data == templates.BLACKBOARD
    assert traps(found)[:3] == ["not-in-template", "not-in-template", "ambiguous"]
    assert "may be ada and x" in found.problems[2].what


def test_a_stranger_in_the_download_is_told_with_the_nearest_names(assignment: Assignment) -> None:
    """Who it may be is for a person to decide."""
    template = templates.SAKAI.replace(b"\nada,", b"\nadda,")
    found = sakai.sheet(assignment, [Row(Person("ada"))], Order(template))
    assert "'adda' is nobody on the roster (nearest: ada)" in found.problems[1].what


def test_a_student_with_two_rows_gets_points_once(assignment: Assignment, result: Result) -> None:
    """The second row keeps what it has."""
    template = templates.SAKAI + b"ada,Again,5,,0\n"
    found = sakai.sheet(assignment, [Row(Person("ada"), result)], Order(template))
    assert found.data.endswith(b"ada,Again,5,,0\n") and "twice-in-template" in traps(found)


def test_a_row_that_ends_too_early_is_told(assignment: Assignment, result: Result) -> None:
    """Nobody goes missing without a word."""
    found = sakai.sheet(assignment, [Row(Person("ada"), result)], Order(b"Student ID,Name,Self-attention\nada,Ada\n"))
    assert (found.entries, traps(found)) == ((), ["short-row"])


def test_rows_of_more_cells_than_the_header_keep_every_byte(assignment: Assignment, result: Result) -> None:
    """Only the points change, in long rows as in others."""
    template = b'Student ID,Name,Self-attention\nada,"A, ""da""",, x,"y"\nnobody,,1\n'
    found = sakai.sheet(assignment, [Row(Person("ada"), result)], Order(template))
    assert found.data == template.replace(b",, x", b",8, x")


def test_a_file_that_open_edx_would_refuse_is_told(assignment: Assignment) -> None:
    """It takes 4 MiB."""
    template = templates.EDX_POINTS + b"1,x,,,,,,,,,,,\n" * 2**19
    assert traps(open_edx.sheet(assignment, [], Order(template)))[0] == "too-large"


@pytest.mark.parametrize("name", FILLED)
@given(data=st.binary(max_size=60) | st.text(max_size=30).map(str.encode), at=st.integers(0, 300))
def test_whatever_a_download_holds_ends_in_a_file_or_in_one_line(
    assignment: Assignment, result: Result, name: str, data: bytes, at: int
) -> None:
    """Damaged anywhere; and what was written is read back, under every name that the file has for the student."""
    template = templates.TEMPLATES[name]
    try:
        found = EXPORTERS[name].sheet(
            assignment, [Row(Person("ada"), result)], Order(template[:at] + data + template[at:])
        )
    except InputError as error:
        assert "\n" not in str(error)
    else:
        scores = EXPORTERS[name].read(assignment, found.data, Order())
        assert all(scores[key] == entry.value for entry in found.entries for key in entry.keys)


def test_other_points_in_the_lms_are_told_once(assignment: Assignment, rows: list[Row]) -> None:
    """Not for each of a thousand rows."""
    found = moodle_worksheet.sheet(assignment, rows, Order(templates.WORKSHEET.replace(b"11.00", b"100.00")))
    assert traps(found).count("points-differ") == 1


def test_more_points_than_there_are_are_cut_where_the_lms_refuses_them(assignment: Assignment, result: Result) -> None:
    """Moodle would refuse all grades for one."""
    more = replace(result, exercises=(replace(result.exercises[0], points=900), result.exercises[1]))
    found = moodle_worksheet.sheet(assignment, [Row(Person("ada"), more)], Order(templates.WORKSHEET))
    assert found.entries[0].value == "11" and "over-max" in traps(found)
    found = sakai.sheet(assignment, [Row(Person("ada"), more)], Order(templates.SAKAI))
    assert found.entries[0].value == "13" and "over-max" in traps(found)


def test_a_comment_that_stands_there_is_replaced_and_told(assignment: Assignment, result: Result) -> None:
    """Somebody may have written it by hand."""
    rows = [Row(Person("emile"), result, comment="New.")]
    assert "comment-replaced" in traps(sakai.sheet(assignment, rows, Order(templates.SAKAI)))


def test_open_edx_overrides_go_to_the_right_subsection(assignment: Assignment, result: Result) -> None:
    """By its name, or by the signs of its block."""
    for column, at in (("", 8), ("Quiz", 11), ("ffff0000", 11)):
        found = open_edx.sheet(assignment, [Row(Person("ada"), result)], Order(templates.EDX_OVERRIDES, column))
        _, ada, emile = csv.reader(io.StringIO(found.data.decode()))
        assert ada[at] == "8" and "8" not in emile[1:]


@pytest.mark.parametrize("name", FILLED)
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"\x00", b"a,b\n1,2\n", b'Username,"x\n', b'a"b,"c"d\n'], ids=repr
)  # fmt: skip
def test_what_is_no_download_is_refused_in_one_line(assignment: Assignment, name: str, data: bytes) -> None:
    """With what to download instead."""
    with pytest.raises(InputError) as caught:
        EXPORTERS[name].sheet(assignment, [], Order(data))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", FILLED)
def test_only_those_who_change_stay_on_request(assignment: Assignment, result: Result, name: str) -> None:
    """Their lines are as they were, and the header too."""
    rows = [Row(Person("ada", ids={"canvas": "101"}), result)]
    lines = EXPORTERS[name].sheet(assignment, rows, Order(templates.TEMPLATES[name], only=True)).data.splitlines()
    heads = 2 if name == "canvas" else 1
    assert len(lines) == heads + 1 and lines[:heads] == templates.TEMPLATES[name].splitlines()[:heads]
