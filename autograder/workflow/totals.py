"""`autograder totals`: what everybody has in the whole course, with the lowest of each group dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.exporters.cells import all_guarded, to_csv
from autograder.exporters.sheet import Row
from autograder.model.course_total import Group, Score, Total, total
from autograder.model.person import Person
from autograder.model.points import Points, text
from autograder.store.course import Course
from autograder.workflow.class_results import ClassResults, class_results
from autograder.workflow.writing import write_if_changed

WHO = ("student_id", "name", "email", "section")
SUM = ("points", "max_points", "percent", "dropped", "waiting_for")


@dataclass(frozen=True)
class StudentTotal:
    """One student's course."""

    person: Person
    scores: dict[str, Points]
    """By assignment, as far as there are any."""
    waiting: tuple[str, ...]
    """Assignments that were handed in and whose points are not final."""
    total: Total
    """Of the scores."""

    @property
    def percent(self) -> str:
        """The share of the points to be had, to two decimals."""
        whole = self.total.possible
        return text((self.total.points * 20_000 + whole) // (2 * whole)) if whole else ""

    def cell(self, slug: str) -> str:
        """The points of an assignment; in brackets if they are dropped, ? if they are not final."""
        if slug in self.waiting and slug not in self.scores:
            return "?"
        points = text(self.scores[slug]) if slug in self.scores else ""
        return f"({points})" if slug in self.total.dropped else points


@dataclass(frozen=True)
class Totals:
    """The course over all assignments that count by now."""

    slugs: tuple[str, ...]
    uncounted: tuple[str, ...]
    """Assignments that are in no group."""
    students: tuple[StudentTotal, ...]


def totals(course: Course, so_far: bool = False, now: datetime | None = None) -> Totals:
    """Everybody's total. Who handed in nothing has 0 of what they had to hand in by now.

    With `so_far`, points count although some of them wait for a person.
    """
    time = now or datetime.now(UTC)
    written = tuple(course.assignment_slugs())
    groups = course.groups or (Group("", written),)
    grouped = {slug for group in groups for slug in group.assignments}
    found = [class_results(course, slug) for slug in written if slug in grouped]
    counting = [each for each in found if _counts(each, time)]
    people = {person.id: person for each in found for person, _ in each.pairs if not person.withdrawn}
    students = [_student(person, counting, groups, so_far, time) for person in people.values()]
    slugs = tuple(each.assignment.slug for each in counting)
    return Totals(slugs, tuple(slug for slug in written if slug not in grouped), tuple(students))


def write_totals(found: Totals, out: Path) -> None:
    """Writes the totals as a CSV file; a total that is not final yet is left empty.

    Raises:
        InputError: the file cannot be written there.
    """
    lines = [[*WHO, *found.slugs, *SUM], *(_cells(student, found.slugs) for student in found.students)]
    write_if_changed(out, to_csv(lines))


def _counts(found: ClassResults, now: datetime) -> bool:
    """Whether an assignment is part of the course by now: it was due, or somebody has points."""
    due = found.assignment.due
    return bool(found.grades) or (due is not None and due <= now)


def _student(
    person: Person, found: Sequence[ClassResults], groups: Sequence[Group], so_far: bool, now: datetime
) -> StudentTotal:
    scores: list[Score] = []
    waiting: list[str] = []
    for each in found:
        slug, work = each.assignment.slug, each.works.get(person.id)
        if work is None:
            if each.missed(person.id, now):
                scores.append(Score(slug, 0, each.assignment.points))
            continue
        row = Row(person, work.result, submitted=True, so_far=so_far, grade=work.grade)
        if row.points is None:
            waiting.append(slug)
        else:
            scores.append(Score(slug, row.points, each.assignment.points))
    named = {score.assignment: score.points for score in scores}
    return StudentTotal(person, named, tuple(waiting), total(groups, scores))


def _cells(student: StudentTotal, slugs: Sequence[str]) -> list[str]:
    person = student.person
    who = all_guarded((person.id, person.name, person.email, person.section))
    scores = [text(student.scores[slug]) if slug in student.scores else "" for slug in slugs]
    return [*who, *scores, *_sum(student, slugs)]


def _sum(student: StudentTotal, slugs: Sequence[str]) -> Iterator[str]:
    final = not student.waiting
    yield text(student.total.points) if final else ""
    yield text(student.total.possible) if final else ""
    yield student.percent if final else ""
    yield " ".join(slug for slug in slugs if slug in student.total.dropped) if final else ""
    yield " ".join(student.waiting)
