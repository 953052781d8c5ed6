"""What counts of each student's work for an assignment: the only place where a course's rules meet results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from autograder.model.assignment import Assignment
from autograder.model.points import Points
from autograder.model.policy import Attempts, Grade, Lateness, Policy, counting, grade, late_days_for, lateness
from autograder.model.result import Result
from autograder.store.course import Course
from autograder.store.gradebook import Gradebook, SubmissionRow
from autograder.store.manifest import find_assignment, find_policy


@dataclass(frozen=True)
class Work:
    """A student's submission that counts."""

    submission: SubmissionRow
    result: Result | None
    """None as long as it is not graded."""
    lateness: Lateness
    grade: Grade | None = None
    """The points that count, if it is graded."""


Works = dict[str, Work]
"""By student."""


def works_of(course: Course, gradebook: Gradebook, assignment: Assignment) -> Works:
    """What counts of everybody who handed in."""
    own = {each.student: each.due for each in gradebook.extensions() if each.assignment == assignment.slug}
    policy = find_policy(course, assignment.slug)
    found = _counting(gradebook, assignment, policy, own)
    days = _LateDays(course, gradebook)
    possible = assignment.points
    if not days.offered(assignment.slug):
        return {student: _graded(work, policy, possible) for student, work in found.items()}
    left = days.left_before(assignment.slug)
    works = {}
    for student, work in found.items():
        used = days.used(policy, assignment, work, left.get(student, days.budget))
        spent = lateness(policy, assignment.due, work.submission.handed_in, own.get(student), used)
        graded = _graded(replace(work, lateness=spent), policy, possible)
        still = left.get(student, days.budget) - used
        told = graded.grade and replace(graded.grade, late_days_left=still)
        works[student] = replace(graded, grade=told)
    return works


def _counting(
    gradebook: Gradebook, assignment: Assignment, policy: Policy, extensions: Mapping[str, datetime]
) -> Works:
    """The submission of each student that counts, before any late day is spent."""
    every = policy.attempts is Attempts.BEST
    rows = gradebook.all_submissions(assignment.slug) if every else gradebook.latest_submissions(assignment.slug)
    results = gradebook.newest_results(assignment.slug) if every else {
        (result.student, result.submission_sha256): result for result in gradebook.current_results(assignment.slug)
    }  # fmt: skip
    found, possible = {}, assignment.points
    for student, own in groupby(rows, key=lambda row: row.student):
        extension = extensions.get(student)
        attempts = [
            Work(
                row, results.get((student, row.sha256)),
                lateness(policy, assignment.due, row.handed_in, extension),
            )
            for row in own
        ]  # fmt: skip
        found[student] = _chosen(attempts, policy, possible)
    return found


def _chosen(attempts: Sequence[Work], policy: Policy, possible: Points) -> Work:
    """The attempt that counts; as long as one is not graded, that one, so that nobody takes the others for final."""
    open_ones = [work for work in attempts if work.result is None or work.result.ungraded]
    if len(attempts) == 1 or open_ones:
        return (open_ones or attempts)[-1]
    graded = [_graded(work, policy, possible) for work in attempts]
    return attempts[counting(policy, [work.grade for work in graded if work.grade])]


def _graded(work: Work, policy: Policy, possible: Points) -> Work:
    if work.result is None:
        return work
    return replace(work, grade=grade(policy, work.result.points, possible, work.lateness))


class _LateDays:
    """The late days of a course: spent in the order of its assignments, or in that which it says."""

    def __init__(self, course: Course, gradebook: Gradebook) -> None:
        self._course, self._gradebook = course, gradebook
        late_days = course.policy.to_late_days()
        self.budget = late_days.budget
        self._each = late_days.budget if late_days.each is None else late_days.each
        written = course.assignment_slugs()
        self._order = [slug for slug in course.policy.late_days_order or written if slug in written]

    def offered(self, slug: str) -> bool:
        """Whether late days can be spent on an assignment."""
        return self.budget > 0 and slug in self._order

    def used(self, policy: Policy, assignment: Assignment, work: Work, left: int) -> int:
        """How many of those that are left a student spends on a work."""
        return late_days_for(policy, assignment.points, work.lateness, min(left, self._each))

    def left_before(self, slug: str) -> dict[str, int]:
        """How many each student has left when it comes to an assignment; all, for those who are not named."""
        left: dict[str, int] = {}
        for assignment, policy, found in self._before(slug):
            for student, work in found.items():
                still = left.get(student, self.budget)
                left[student] = still - self.used(policy, assignment, work, still)
        return left

    def _before(self, slug: str) -> Iterator[tuple[Assignment, Policy, Works]]:
        extensions = self._gradebook.extensions()
        for earlier in self._order[: self._order.index(slug)]:
            assignment, policy = find_assignment(self._course, earlier), find_policy(self._course, earlier)
            own = {each.student: each.due for each in extensions if each.assignment == earlier}
            yield assignment, policy, _counting(self._gradebook, assignment, policy, own)
