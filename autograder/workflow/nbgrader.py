"""`autograder nbgrader push`: our results into an nbgrader course."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.bridges.nbgrader_gradebook import NbgraderCourse, Work
from autograder.bridges.nbgrader_verdicts import verdicts
from autograder.errors import InputError
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.report.explanations import as_shown
from autograder.store.archive import read_submission
from autograder.store.course import Course
from autograder.store.nbgrader_folders import TIMESTAMP
from autograder.store.submissions import submission_sha256
from autograder.workflow.class_results import ClassResults, class_results
from autograder.workflow.whose import Whose


@dataclass(frozen=True)
class PushReport:
    """What became of it; all are ids of students, nbgrader's own."""

    pushed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Those who were left alone, each with the reason."""


def push(course: Course, slug: str, root: Path) -> PushReport:
    """Writes the current results of those who handed in through nbgrader; the same again changes nothing.

    Raises:
        InputError: there is no such assignment, here or in nbgrader, or nbgrader cannot take something in.
    """
    found = class_results(course, slug)
    there = NbgraderCourse(root, slug)
    results = {person.id: (person, result) for person, result in found.pairs if result is not None}
    whose = Whose([person for person, _ in found.pairs])
    submitted = {student: (_ours(whose, student), path) for student, path in there.submitted().items()}
    report = PushReport()
    for student, (ours, path) in submitted.items():
        person, result = results.get(ours, (None, None))
        if reason := _reason(found, ours, result, path):
            report.left.append(f"{student}: {reason}")
        elif person and result:
            _push(there, _work(found, student, person, result), report)
    known = {*there.students(), *submitted}
    report.left.extend(_elsewhere(results, {ours for ours, _ in submitted.values()}, known))
    return report


def _push(there: NbgraderCourse, work: Work, report: PushReport) -> None:
    if there.is_current(work):
        report.unchanged.append(work.student)
        return
    try:
        there.push(work)
    except InputError as error:
        report.left.append(str(error))
    else:
        report.pushed.append(work.student)


def _work(found: ClassResults, student: str, person: Person, result: Result) -> Work:
    shown = as_shown(found.assignment, result, datetime.now(UTC), found.due(person.id))
    return Work(student, person, result.receipt, tuple(verdicts(found.assignment, shown)))


def _ours(whose: Whose, student: str) -> str:
    return whose.find((("nbgrader", student),), student)[0]


def _reason(found: ClassResults, ours: str, result: Result | None, path: Path) -> str:
    """Why a submission is left alone; nothing if it is not."""
    slug = found.assignment.slug
    if ours not in found.works:
        return f"not collected yet; run `autograder collect {slug} --from nbgrader`."
    if result is None:
        return f"not graded yet; run `autograder grade {slug}`."
    if result.ungraded:
        return "not graded yet, through our fault; grade again."
    try:
        files = {name: data for name, data in read_submission(path).items() if name != TIMESTAMP}
    except InputError as error:
        return str(error)
    if submission_sha256(files) != result.submission_sha256:
        return "what is graded is not what lies there; collect and grade again."
    return ""


def _elsewhere(results: Mapping[str, tuple[Person, Result]], here: set[str], known: set[str]) -> list[str]:
    """Those with a result who did not hand in through nbgrader."""
    left = sorted(set(results) - here)
    return [
        f"{student}: handed in elsewhere, nothing lies in nbgrader's submitted/."
        if student in known else f"{student}: nbgrader does not know them."
        for student in left
    ]  # fmt: skip
