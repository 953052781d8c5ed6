"""Moodle: the zip that "Upload multiple feedback files in a zip" reads, a folder with a page for each student.

Moodle's importer cuts the folder's name at underscores and takes the second part for the participant's number, so that
none may stand in the name before it; it skips files that begin with a dot or a tilde, and numbers that it does not
know. The number is made by Moodle for this one activity: only a downloaded grading worksheet has it.

Source: mod/assign/feedback/file/importziplib.php of Moodle.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from autograder.exporters.addressing import addressed
from autograder.exporters.moodle_worksheet import layout
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Entry, Row, Sheet
from autograder.exporters.table import read_table
from autograder.model.assignment import Assignment
from autograder.store.packing import to_zip

UPLOAD = "the assignment > Submissions > Upload multiple feedback files in a zip"
TEMPLATE = "the assignment > Submissions > Download grading worksheet"
PLUGIN = "assignfeedback_file_"
PARTICIPANT = re.compile(r"\D*([0-9]+)\s*")
LONGEST = 100
"""Characters of a name, which is there for people."""


def feedback_zip(assignment: Assignment, rows: Sequence[Row], pages: Mapping[str, bytes], template: bytes) -> Sheet:
    """The pages, by their students' ids, in folders named as Moodle wants them; `rows` is the whole class.

    Raises:
        InputError: the template is no grading worksheet of Moodle in English.
    """
    table = read_table(template)
    found, problems = addressed(rows, pages, table, layout(table))
    identifier, name = table.header.index("Identifier"), _place(table.header, "Full name")
    files: dict[str, bytes] = {}
    entries = []
    for row, cells in found:
        match = PARTICIPANT.fullmatch(cells[identifier])
        if match is None:
            what, todo = "has no participant's number in the template", "download it again, and change nothing"
            problems.append(Problem("no-id", row.person.id, "Identifier", what, todo))
            continue
        called = _for_folder(cells[name] if name is not None else row.person.name)
        folder = f"{called}_{match[1]}_{PLUGIN}"
        files[f"{folder}/{assignment.slug}-feedback.html"] = pages[row.person.id]
        entries.append(Entry(row.person.id, (("Identifier", match[1]),), folder))
    return Sheet(to_zip(files), tuple(entries), tuple(problems))


def _place(header: Sequence[str], name: str) -> int | None:
    return header.index(name) if name in header else None


def _for_folder(name: str) -> str:
    """The name as a part of a folder's: letters, digits and marks of any script, and what names are joined by."""
    kept = (each if unicodedata.category(each)[0] in "LMN" or each in ".'-" else " " for each in name)
    return " ".join("".join(kept).split()).strip(". ")[:LONGEST] or "student"
