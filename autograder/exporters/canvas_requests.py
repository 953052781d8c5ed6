"""Canvas: comments and standings as requests to its REST API, written down and not sent.

`update_grades` takes comments for many students at once and works through them in a job of its own; whether somebody
was late, is missing or excused is a request for each. No grade is in them: those go through the gradebook's file, which
can be looked at. Canvas adds comments each time they are sent.

Source: app/controllers/submissions_api_controller.rb of Canvas (bulk_update, update).
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from autograder.errors import InputError
from autograder.exporters.addressing import Addressed, addressed
from autograder.exporters.canvas import layout
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Entry, Order, Row, Sheet, Standing
from autograder.exporters.table import read_table
from autograder.model.assignment import Assignment
from autograder.model.text import lines

UPLOAD = "Canvas's REST API, with a token of yours; docs/lms.md shows how"
TEMPLATE = "Grades > Export > Export Entire Gradebook"
BATCH = 100
"""Students of one request."""
NUMBERED = re.compile(r".*\s\(([0-9]+)\)", re.DOTALL)
Status = Mapping[str, bool | int | str]
NUMBER = re.compile(r"[0-9]+")


def requests(
    assignment: Assignment, rows: Sequence[Row], course: str, order: Order, missing: Collection[str] | None
) -> Sheet:
    """The requests in the order in which they are to be sent, as JSON; `rows` is the whole class.

    With `missing`, the students who had to hand in by now and did not, it also says who was late, missing or excused.

    Raises:
        InputError: the template is no gradebook of Canvas, or does not tell the assignment's id there.
    """
    table = read_table(order.filled)
    places = layout(assignment, table, order)
    column, ids = NUMBERED.fullmatch(places.title), [each.at for each in places.ids if each.header == "ID"]
    if column is None or not ids:
        raise InputError("The template does not say Canvas's ids:", "take it as Grades > Export gives it.")
    statuses = {} if missing is None else {row.person.id: _status(row, row.person.id in missing) for row in rows}
    wanted = {row.person.id for row in rows if row.comment or statuses.get(row.person.id)}
    found, problems = addressed(rows, wanted, table, places)
    known = [(row, cells[ids[0]].strip()) for row, cells in found if NUMBER.fullmatch(cells[ids[0]].strip())]
    problems += _without_id(found, ids[0])
    where = f"/api/v1/courses/{course}/assignments/{column[1]}/submissions"
    told = [(row, id) for row, id in known if row.comment]
    standings = [(id, said) for row, id in known if (said := statuses.get(row.person.id))]
    made = [*_comments(told, where), *_statuses(standings, where)]
    data = json.dumps({"requests": made}, indent=1, ensure_ascii=True).encode("ascii") + b"\n"
    entries = tuple(Entry(row.person.id, (("ID", id),), "") for row, id in known)
    return Sheet(data, entries, tuple(problems))


def _without_id(found: Sequence[Addressed], at: int) -> Iterator[Problem]:
    for row, cells in found:
        if not NUMBER.fullmatch(cells[at].strip()):
            what, todo = "has no ID in the template, and is left out", "download it again, and change nothing"
            yield Problem("no-id", row.person.id, "ID", what, todo)


def _comments(told: Sequence[tuple[Row, str]], where: str) -> Iterator[dict[str, Any]]:
    for start in range(0, len(told), BATCH):
        said = {id: {"text_comment": "\n".join(lines(row.comment))} for row, id in told[start : start + BATCH]}
        yield {"method": "POST", "path": f"{where}/update_grades", "body": {"grade_data": said}}


def _statuses(standings: Sequence[tuple[str, Status]], where: str) -> Iterator[dict[str, Any]]:
    for id, said in standings:
        yield {"method": "PUT", "path": f"{where}/{id}", "body": {"submission": said}}


def _status(row: Row, missing: bool) -> Status:
    """What Canvas is to be told of the student's standing; nothing if there is nothing to tell."""
    if row.standing is Standing.EXCUSED:
        return {"excuse": True}
    if missing:
        return {"late_policy_status": "missing"}
    lateness = row.grade.lateness if row.grade else None
    if lateness and lateness.late:
        return {"late_policy_status": "late", "seconds_late_override": int(lateness.behind.total_seconds())}
    return {"late_policy_status": "none"} if lateness and lateness.extended and lateness.at else {}
