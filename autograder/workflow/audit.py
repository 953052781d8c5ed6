"""Puts hidden suites on trial before a class meets them: only what changed, several exercises at a time."""

import hashlib
import multiprocessing
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import autograder
from autograder.authoring.mutants import mutants
from autograder.authoring.stubs import stub
from autograder.engine.audit import Evidence, audit_exercise
from autograder.engine.corpus import Corpus
from autograder.engine.material import Material
from autograder.engine.naming import imported_modules
from autograder.engine.suites import Suites, with_suites
from autograder.engine.trials import Bench
from autograder.errors import InputError
from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.model.audit import Equivalent, ExerciseAudit
from autograder.store.audit_cache import AuditCache
from autograder.store.course import Course
from autograder.store.equivalents import read_equivalents
from autograder.store.manifest import load_course_assignments, parse_target
from autograder.workflow.material import course_material
from autograder.workflow.writing import write_if_changed

Progress = Callable[[int, int], None]
FEW = 2
"""So many exercises are audited before new processes would have loaded torch."""
DEPENDS_ON = ("authoring", "engine", "model", "sandbox/inside", "testing")
"""The rooms of the package that decide what an audit finds."""


@dataclass(frozen=True)
class _Task:
    """One exercise to audit, with all that another process needs for it."""

    material: Material
    exercise: Exercise
    checks: Path
    equivalent: tuple[Equivalent, ...]

    @property
    def name(self) -> str:
        return f"{self.material.assignment.slug}/{self.exercise.slug}"

    @property
    def tests(self) -> list[Path]:
        """The hidden suite and the public checks; a course without checks is told of it in the audit."""
        paths = [folder / f"test_{self.exercise.file}" for folder in (self.material.suites, self.checks)]
        return [path for path in paths if path.exists()]


def audit(
    course: Course, target: str | None = None, *, jobs: int | None = None,
    progress: Progress = lambda done, total: None,
) -> list[ExerciseAudit]:  # fmt: skip
    """The audits of all exercises that the target means, in course order; what is known already is not done again.

    Capstones, which take longest, are begun first.

    Raises:
        InputError: there is no such assignment or exercise, or its list of equivalent mutants is not as it should be.
        Fault: a suite or a solution is missing or cannot be loaded.
    """
    tasks = list(_tasks(course, target))
    cache_file = AuditCache(course.root / ".autograder" / "audit.json")
    keys = {task.name: _key(task) for task in tasks}
    found = {task.name: cache_file.get(task.name, keys[task.name]) for task in tasks}
    due = sorted((task for task in tasks if found[task.name] is None), key=lambda task: not task.exercise.capstone)
    for number, done in enumerate(_audited(due, jobs or os.cpu_count() or 1), start=1):
        found[done.name] = done
        cache_file.put(done, keys[done.name])
        write_if_changed(cache_file.path, cache_file.content())
        progress(number, len(due))
    return [result for task in tasks if (result := found[task.name]) is not None]


def _tasks(course: Course, target: str | None) -> Iterator[_Task]:
    assignments = load_course_assignments(course)
    chosen: list[tuple[Assignment, Exercise | None]] = [(each, None) for each in assignments]
    for assignment, exercise in [parse_target(assignments, target)] if target else chosen:
        if exercise and exercise.kind is not Kind.CODE:
            raise InputError(f"{exercise.slug} has no hidden suite:", "only exercises that run are put on trial.")
        material, verdicts = course_material(course, assignment.slug), read_equivalents(course, assignment.slug)
        checks = course.assignment_folder(assignment.slug) / "checks"
        material.suite_files  # noqa: B018  # raises when something is missing
        for each in assignment.coded if exercise is None else [exercise]:
            own = tuple(verdict for verdict in verdicts if verdict.exercise == each.slug)
            yield _Task(material, each, checks, own)


def _audited(tasks: Sequence[_Task], jobs: int) -> Iterator[ExerciseAudit]:
    """The audits as they are done."""
    if jobs == 1 or len(tasks) <= FEW:
        yield from map(_audit_one, tasks)
        return
    context = multiprocessing.get_context("spawn")  # a fork would share torch's threads
    with ProcessPoolExecutor(min(jobs, len(tasks)), context) as pool:
        futures = [pool.submit(_audit_one, task) for task in tasks]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _audit_one(task: _Task) -> ExerciseAudit:
    exercise, material = task.exercise, task.material
    corpus = Corpus(exercise, material.solutions / exercise.file, material.given_sources)
    evidence = Evidence(
        material.assignment.slug,
        stub(corpus.source, f"{material.assignment.slug}.{exercise.slug}"),
        [] if exercise.capstone else mutants(corpus.source),
        task.equivalent,
    )
    found: list[ExerciseAudit] = []

    def body(suites: Suites) -> None:
        found.append(audit_exercise(Bench(corpus, suites), evidence))

    with_suites(task.tests, body)
    return found[0]


def _key(task: _Task) -> str:
    """A hash of everything that the audit depends on."""
    digest = hashlib.sha256(repr((task.exercise, task.equivalent, _version())).encode())
    for name, text in sorted({**_solutions(task), **task.material.given_sources}.items()):
        digest.update(f"{name}\0{text}\0".encode())
    for path in task.tests:
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _solutions(task: _Task) -> Mapping[str, str]:
    """The reference, its variants, and the siblings that either imports."""
    slug, folder = task.exercise.slug, task.material.solutions
    sources = {path.name: path.read_text("utf-8") for path in folder.glob("*.py")}
    variants = folder / "variants" / task.exercise.file
    own = {"variants.py": variants.read_text("utf-8")} if variants.exists() else {}
    siblings = imported_modules({**sources, **own}, slug) | imported_modules({**sources, **own}, "variants")
    return {**own, **{name: text for name, text in sources.items() if Path(name).stem in siblings | {slug}}}


@cache
def _version() -> str:
    """What audits, as a hash: this package's own code, and the versions it runs on."""
    root = Path(autograder.__file__).parent
    digest = hashlib.sha256(f"Python {platform.python_version()}, torch {version('torch')}".encode())
    for room in DEPENDS_ON:
        for path in sorted((root / room).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
