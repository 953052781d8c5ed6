"""OneRoster 1.2: a package of changes for the school's system, the only format that says late, missing and exempt.

What the line item and the students are called is known to the school alone, so that its own package is the template.
A result that it has already keeps its id. A record without a score takes the place of one with a score: only those who
are excused or missing get such a record, nobody who waits.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from autograder.exporters.cells import comment
from autograder.exporters.filling import max_problems
from autograder.exporters.oneroster_package import Delta, Record, School, new_line_item, read_school
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet, Standing
from autograder.exporters.standing import Way
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.points import Points, text

CARRIES = Carries(late=True, excused=True, missing=True, comments=True)
STATUS = {
    Standing.GRADED: "fully graded", Standing.WAITING: "partially graded", Standing.EXCUSED: "exempt",
    Standing.MISSING: "not submitted",
}  # fmt: skip


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """The package: results, and the line item with its category where the school has none yet."""
    school = read_school(order.filled)
    item, package = school.line_item(assignment, order), Delta(order)
    problems: list[Problem] = []
    if item is None:
        item, category = new_line_item(assignment, order, school)
        package.add("lineItems", item)
        if category:
            package.add("categories", category)
        what, todo = f"is new in the class {item['classSourcedId']}", "see that this is meant"
        problems.append(Problem("new-column", "", assignment.title, what, todo, note=True))
    problems += max_problems(assignment, assignment.title, item.get("resultValueMax", ""))
    known = {(each["lineItemSourcedId"], each["studentSourcedId"]): each["sourcedId"] for each in school["results"]}
    students = _Students(school)
    found_for = [students.find(row.person) for row in rows]
    times = Counter(chain.from_iterable(found_for))
    told = Way(assignment.points, CARRIES, assignment.title).told(rows, problems)
    entries = []
    for (row, standing, points), found in zip(told, found_for, strict=True):
        if points is None and standing not in (Standing.EXCUSED, Standing.MISSING):
            continue
        if len(found) != 1 or times[found[0]] > 1:
            problems.append(_not_one(row.person, found))
            continue
        (id,) = found
        result = _result(row, standing, points, item, order)
        result["sourcedId"] = known.get((item["sourcedId"], id), f"{item['sourcedId']}-{id}")
        result["studentSourcedId"] = id
        package.add("results", result)
        entries.append(Entry(row.person.id, (("sourcedId", id),), result["score"]))
    return Sheet(package.data(), tuple(entries), tuple(problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The scores of the assignment in a package; one that holds a single line item's results holds ours."""
    school = read_school(data)
    items = {each["lineItemSourcedId"] for each in school["results"]}
    item = school.line_item(assignment, order)
    ours = items if len(items) == 1 and item is None else {item["sourcedId"]} if item else set()
    return {("sourcedId", each["studentSourcedId"]): each["score"]
            for each in school["results"] if each["lineItemSourcedId"] in ours}  # fmt: skip


class _Students:
    """Whom the school's package names, under all that it calls them."""

    def __init__(self, school: School) -> None:
        self._school = bool(school["users"])
        self._by: dict[str, dict[str, tuple[str, ...]]] = {}
        for field in ("sourcedId", "username", "identifier", "email"):
            known = self._by[field] = {}
            for user in school["users"]:
                value = user.get(field, "").casefold()
                if value and user["sourcedId"] not in (ids := known.get(value, ())):
                    known[value] = (*ids, user["sourcedId"])

    def find(self, person: Person) -> tuple[str, ...]:
        """The ids that the person may have there; the surest kind of id that is known decides."""
        own = person.ids.get("oneroster", "")
        if own and not self._school:
            return (own,)
        for field, value in _calls(person):
            if value and (found := self._by[field].get(value.casefold())):
                return found
        return ()


def _calls(person: Person) -> Iterator[tuple[str, str]]:
    ids: Mapping[str, str] = person.ids
    yield "sourcedId", ids.get("oneroster", "")
    yield "identifier", ids.get("sis_user", "")
    yield "username", ids.get("sis_login", "")
    yield "username", person.id
    yield "identifier", person.id
    yield "email", person.email


def _result(row: Row, standing: Standing, points: Points | None, item: Record, order: Order) -> Record:
    graded = row.result.graded_at[:10] if row.result else ""
    return {
        "lineItemSourcedId": item["sourcedId"], "classSourcedId": item.get("classSourcedId", ""),
        "scoreStatus": STATUS[standing], "score": "" if points is None else text(points),
        "scoreDate": graded or order.at.date().isoformat(), "comment": comment(row.comment),
        "late": "true" if row.late else "false",
        "missing": "true" if standing is Standing.MISSING else "false",
    }  # fmt: skip


def _not_one(person: Person, found: Sequence[str]) -> Problem:
    todo = "give the roster their sourcedId (`oneroster`)"
    if len(found) == 1:
        what = f"is {found[0]} in the package, as somebody else is, and is left out"
        return Problem("shared-id", person.id, "studentSourcedId", what, todo)
    if found:
        what = f"may be {' or '.join(sorted(found))}, and is left out"
        return Problem("ambiguous", person.id, "studentSourcedId", what, todo)
    return Problem("no-id", person.id, "studentSourcedId", "is not in the package and is left out", todo)


EXPORTER = Exporter(
    "OneRoster 1.2 package of changes (zip)", CARRIES, sheet, read, "the school's system, which imports OneRoster CSV",
    template="the class as a OneRoster 1.2 package, with users, classes and line items", must_fill=True,
)  # fmt: skip
