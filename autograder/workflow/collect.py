"""`autograder collect`: submissions from where they arrived into the course, one bad one never in the way of others."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from pathlib import Path

from autograder.errors import InputError
from autograder.model.assignment import Assignment
from autograder.model.policy import Policy
from autograder.model.text import one_line
from autograder.store.batch import Item, read_batch
from autograder.store.course import Course
from autograder.store.gradebook import Gradebook, Problem
from autograder.store.manifest import find_assignment, find_policy
from autograder.store.notebook_answers import unpacked
from autograder.store.policy import read_time
from autograder.store.submissions import SubmissionStore
from autograder.workflow.whose import Whose

SUFFIXES = (".zip", ".py", ".ipynb")


@dataclass(frozen=True)
class CollectReport:
    """What came of it; `new` and `unchanged` are ids of students."""

    new: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Submissions that were not collected."""
    notes: list[str] = field(default_factory=list)
    """What a person should know of submissions that were."""


def collect(
    course: Course, assignment_slug: str, sources: Sequence[Path], system: str = "", at: str = ""
) -> CollectReport:
    """Stores the submissions in folders and zips, by student; the same sources again change nothing.

    `system` is the LMS that the sources were downloaded from as they are. `at` says when all of them were handed in;
    otherwise only an LMS's download does, for the time of a file is that of whoever copied it last.

    Raises:
        InputError: there is no such assignment, `at` is no time, or a source is not there.
    """
    assignment = find_assignment(course, assignment_slug)
    if missing := next((source for source in sources if not source.exists()), None):
        raise InputError(f"{one_line(str(missing))} does not exist:", "check the name.")
    time = read_time(at, course.zone) if at else None
    with Gradebook(course.database_url) as gradebook:
        collection = _Collection(assignment, SubmissionStore(course.submissions), gradebook, system, time, course.zone)
        for source in sources:
            collection.take_source(source)
        collection.tell_untimed(find_policy(course, assignment_slug))
    return collection.report


def student_in(name: str, assignment: str) -> str:
    """The student that a file or folder is named by: `ada`, `ada.zip`, `ASSIGNMENT-ada.zip`."""
    name = unicodedata.normalize("NFC", name)
    stem = next((name[: -len(suffix)] for suffix in SUFFIXES if name.lower().endswith(suffix)), name)
    return stem.removeprefix(f"{assignment}-")


class _Collection:
    """One run of `collect`."""

    def __init__(
        self, assignment: Assignment, store: SubmissionStore, gradebook: Gradebook, system: str,
        at: datetime | None, zone: tzinfo | None,
    ) -> None:  # fmt: skip
        self.report = CollectReport()
        self._at, self._zone = at, zone
        self._assignment = assignment
        self._store = store
        self._gradebook = gradebook
        self._system = system
        self._roster = gradebook.people()
        self._whose = Whose(self._roster)
        self._exercises = list(dict.fromkeys(exercise.file for exercise in assignment.exercises))
        self._seen: set[str] = set()

    def take_source(self, source: Path) -> None:
        try:
            for item in read_batch(source, self._assignment.slug, self._is_answer, self._system, self._zone):
                self._take(item)
        except InputError as error:
            name = source.absolute().name
            self._add_problem(student_in(name, self._assignment.slug), name, error)

    def tell_untimed(self, policy: Policy) -> None:
        """Notes how many of those that were taken in have no time, where lateness would cost points."""
        if self._assignment.due is None or not policy.penalises:
            return
        taken = {*self.report.new, *self.report.unchanged}
        rows = self._gradebook.latest_submissions(self._assignment.slug)
        if untimed := sum(row.student in taken and row.handed_in is None for row in rows):
            self.report.notes.append(
                f"nobody knows when {untimed} of them were handed in, so that lateness costs nothing: "
                "collect from the LMS's download with --from, or say the time with --at"
            )

    def _take(self, item: Item) -> None:
        student = student_in(item.name, self._assignment.slug)
        try:
            if item.ids:
                student, note = self._whose.find(item.ids, item.where)
                self.report.notes.extend([note] if note else [])
            if student in self._seen:
                raise InputError(
                    f"{item.where} is a second submission of {one_line(student)}:", "collect it by itself."
                )
            self._seen.add(student)
            self._add(student, self._files(item, student), item)
        except InputError as error:
            self._add_problem(student, item.where, error)

    def _files(self, item: Item, student: str) -> dict[str, bytes]:
        """The submission's files; a file that a student sends as the only exercise may bear the student's name."""
        if self._assignment.exercise(student):
            raise InputError(f"{item.where} names an exercise and no student:", "put it in a folder named by student.")
        files = item.read()
        if len(self._exercises) == 1 and list(files) == [item.name] and item.name.endswith(".py"):
            return {self._exercises[0]: files[item.name]}
        return files

    def _add(self, student: str, files: Mapping[str, bytes], item: Item) -> None:
        slug = self._assignment.slug
        sha256 = self._store.add(slug, student, files)
        at = self._at or item.at
        new = self._gradebook.add_submission(
            slug, student, sha256, at or datetime.now(UTC), item.late, at, certain=self._at is not None
        )
        (self.report.new if new else self.report.unchanged).append(student)
        known = [person.id for person in self._roster]
        if known and student not in known:
            near = get_close_matches(student, known, 1)
            self.report.notes.append(f"{student}: not on the roster" + (f" (nearest: {near[0]})" if near else ""))
        self.report.notes.extend(f"{student}: {note}" for note in _notes(files, self._assignment))

    def _add_problem(self, student: str, source: str, error: InputError) -> None:
        problem = Problem(one_line(student)[:255], one_line(source), str(error))
        self._gradebook.add_problem(self._assignment.slug, problem)
        self.report.problems.append(problem)

    def _is_answer(self, name: str) -> bool:
        notebook = f"{self._assignment.slug}.ipynb"
        return name in self._exercises or name.lower() == notebook.lower() or _meant(name, self._exercises) is not None


def _notes(files: Mapping[str, bytes], assignment: Assignment) -> list[str]:
    """What is to be said of a submission's files, and of its notebook."""
    exercises = list(dict.fromkeys(exercise.file for exercise in assignment.exercises))
    found = unpacked(files, assignment)
    missing = [exercise for exercise in exercises if exercise not in found.files]
    others = {name: _meant(name.rpartition("/")[2], missing) for name in files if name not in exercises}
    notes = [f"{name}: did you mean {meant}?" for name, meant in others.items() if meant]
    if len(missing) == len(exercises) and not notes and not found.notebook:
        notes.append(f"no file is named as an exercise ({', '.join(exercises)})")
    unread = [says for says in dict.fromkeys(found.problems.values()) if says not in found.notes]
    if found.notebook and missing and not found.problems:
        notes.append(f"{one_line(found.notebook)} answers no {', '.join(missing)}".replace(".py", ""))
    return [*notes, *found.notes, *unread]


def _meant(name: str, exercises: Sequence[str]) -> str | None:
    """The exercise that a file was probably meant for."""
    if not name.lower().endswith(".py"):
        return None
    lower = {exercise.lower(): exercise for exercise in exercises}
    near = get_close_matches(name.lower(), lower, 1, cutoff=0.8)
    return lower[near[0]] if near else None
