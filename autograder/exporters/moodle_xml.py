"""Moodle: the XML file that Grades > Import > XML file reads: nothing to map, no quoting, the best way for feedback.

Moodle finds the grade item and the students by their ID numbers, and one that it does not find stops all. Without a
score it wipes the grade, so whoever has none is left out.
"""

import html
import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from autograder.errors import InputError
from autograder.exporters.identity import IdKind, identified
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.standing import Way
from autograder.model.assignment import Assignment
from autograder.model.points import text
from autograder.model.text import lines, one_line

CARRIES = Carries(comments=True)
KINDS = (IdKind("ID number", "moodle_id", plain=False),)
RESULT = re.compile(r"<assignment>(.*?)</assignment><student>(.*?)</student><score>(.*?)</score>")
NOT_XML = re.compile("[\ufffe\uffff]")
"""No characters to XML; what else is none is spelt out before."""


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """A result for each student who has points, one in a line."""
    item = order.column or assignment.slug
    problems = [*_item_problems(item, order.column)]
    who = identified(Way(assignment.points, CARRIES, item).scored(rows, problems), KINDS)
    written, entries = [], []
    for row, points, id in who.found():
        if one_line(id) != id or _xml(id) != escape(id) or id.strip() != id:
            what, todo = f"{id!r} would not be read as it is, and is left out", "give the roster another id of theirs"
            problems.append(Problem("id-changes", row.person.id, "ID number", what, todo))
            continue
        written.append(_result(item, id, text(points), row.comment))
        entries.append(Entry(row.person.id, (("ID number", id),), text(points)))
    data = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', '<results batch="autograder">', *written, "</results>\n"]
    )
    return Sheet(data.encode(), tuple(entries), (*problems, *who.problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The scores of the assignment in a file that we wrote."""
    item = order.column or assignment.slug
    try:
        found = [tuple(map(html.unescape, match)) for match in RESULT.findall(data.decode())]
    except UnicodeDecodeError:
        found = []
    if not found and b"<results" not in data:
        raise InputError("The file is no grade file of the format moodle-xml:", "name one that export wrote.")
    return {("ID number", student): score for name, student, score in found if name == item}


def _result(item: str, id: str, score: str, comment: str) -> str:
    # The feedback is text in HTML in XML: escaped once for each.
    said = f"<feedback>{_xml(_html(comment))}</feedback>" if comment else ""
    return (
        f"<result><state>regrade</state><assignment>{_xml(item)}</assignment><student>{_xml(id)}</student>"
        f"<score>{score}</score>{said}</result>"
    )


def _html(comment: str) -> str:
    return "<br>".join(html.escape(line) for line in lines(comment))


def _xml(text: str) -> str:
    return escape(NOT_XML.sub("\ufffd", text))


def _item_problems(item: str, column: str) -> Iterator[Problem]:
    if not column:
        what = f"the activity is looked for by the ID number {item!r}"
        yield Problem(
            "item-id", "", item, what, "give it that ID number in Moodle, or name its own with --column", note=True
        )
    if one_line(item) != item or item.strip() != item or NOT_XML.search(item):
        yield Problem(
            "title-changes", "", item, "the ID number does not survive the file", "name another with --column"
        )


EXPORTER = Exporter("Moodle grades (XML)", CARRIES, sheet, read, "Grades > Import > XML file")
