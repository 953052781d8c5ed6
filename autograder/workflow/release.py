"""What the students of an assignment get, built from a list of what is allowed."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import autograder
from autograder.errors import Fault, InputError
from autograder.model.assignment import LEVELS, Assignment
from autograder.model.points import text
from autograder.model.policy import LateDays
from autograder.report.rules import rules
from autograder.store.bundle import MISCONCEPTIONS, QUESTIONS, is_bundle
from autograder.store.course import Course
from autograder.store.manifest import MANIFEST, find_assignment, find_policy
from autograder.store.packing import write_zip
from autograder.workflow.audit import audit as audit_suites
from autograder.workflow.leaks import refuse_leaks
from autograder.workflow.misconceptions import public_misconceptions
from autograder.workflow.stubs import drift
from autograder.workflow.written_stubs import written_stubs

GIVEN = re.compile(rb"\bgiven[./](\w+)")
"""How handouts and stubs speak of a given module."""
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"

UNAUDITED = "Released without an audit: the tests that grade this have not been tried on right and wrong answers."


@dataclass(frozen=True)
class ReleaseReport:
    """What was released."""

    folder: Path
    archive: Path
    """The same folder as one zip."""
    files: tuple[str, ...]
    kept: Path | None
    """Where the former folder went, if somebody had worked in it."""


def release(course: Course, slug: str, to: Path, *, audited: bool = True) -> ReleaseReport:
    """Builds `TO/SLUG/` and `TO/SLUG.zip`, in place of those of an earlier release.

    With `audited=False` nobody asks whether the hidden suites pass their audit, and the release's README says so.

    Raises:
        InputError: the stubs are not in step, the hidden suites do not pass their audit, something to hand out is
            missing, or the place is taken.
        Fault: a solution or a hidden test would be handed out.
    """
    assignment = find_assignment(course, slug)
    stale = drift(course, slug)
    if stale:
        raise InputError(f"{stale[0]} ({len(stale)} in all):", "run `autograder stubs`, then release again.")
    folder, archive = to / slug, to / f"{slug}.zip"
    _check_place(folder)
    if audited:
        _check_audit(course, slug)
    files = _bundle(course, assignment, audited)
    refuse_leaks(course, assignment, files)
    kept = _replace(folder, archive, files)
    write_zip(archive, {f"{slug}/{name}": content for name, content in files.items()})
    return ReleaseReport(folder, archive, tuple(sorted(files)), kept)


def _check_place(folder: Path) -> None:
    """Only a former release is replaced, never the course's own files or somebody else's."""
    if folder.parent.exists() and not folder.parent.is_dir():
        raise InputError(f"{folder.parent} is a file:", "name a folder with --to.")
    if folder.exists() and not is_bundle(folder) and (folder.is_file() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already and is no release:", "choose another folder with --to.")


def _check_audit(course: Course, slug: str) -> None:
    """No class meets a suite that takes wrong answers for right or right ones for wrong."""
    failed = [audit.name for audit in audit_suites(course, slug) if not audit.passed]
    if failed:
        raise InputError(
            f"{', '.join(failed)}: the hidden suite does not pass its audit; nothing was released.",
            f"See `autograder audit {slug}`; or release --without-audit, which the README will tell.",
        )


def _bundle(course: Course, assignment: Assignment, audited: bool) -> dict[str, bytes]:
    """Name to content of all that is allowed, and nothing else."""
    source = course.assignment_folder(assignment.slug)
    files = {QUESTIONS: (source / QUESTIONS).read_bytes()} if (source / QUESTIONS).is_file() else {}
    files |= {path.name: content for path, content in written_stubs(course, assignment)}
    for exercise in assignment.coded:
        files[exercise.file] = (course.stub_folder(assignment.slug) / exercise.file).read_bytes()
        files[f"checks/test_{exercise.file}"] = _required(source / "checks" / f"test_{exercise.file}")
    for path in sorted(source.glob("figures/*.svg")):
        files[f"figures/{path.name}"] = path.read_bytes()
    files["handout.md"] = _required(source / "handout.md")
    files |= _given(course, files.values())
    files[f"checks/{MISCONCEPTIONS}"] = public_misconceptions(course, assignment.slug).encode()
    place = f"place = {assignment.place}\n" if assignment.place else ""
    head = f'slug = "{assignment.slug}"\n{place}'.encode()
    files[MANIFEST] = head + _zoned(_required(source / MANIFEST), assignment.due, course.zone)
    wheel, content = _wheel()
    return {**files, wheel: content, "README.md": _readme(course, assignment, wheel, audited).encode()}


def _given(course: Course, texts: Iterable[bytes]) -> dict[str, bytes]:
    """The given modules that these texts speak of, and those that they need in turn."""
    todo = [name for text in texts for name in GIVEN.findall(text)]
    modules: dict[str, bytes] = {}
    while todo:
        name = todo.pop().decode()
        path = course.given / f"{name}.py"
        if path.is_file() and f"given/{path.name}" not in modules:
            modules[f"given/{path.name}"] = path.read_bytes()
            todo += GIVEN.findall(path.read_bytes())
    return modules


def _required(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(f"{path} is missing:", "students get one with each exercise; write it.")
    return path.read_bytes()


def _wheel() -> tuple[str, bytes]:
    """Name and content of this package's wheel, which leaves the hidden suites out."""
    root = Path(autograder.__file__).resolve().parent.parent
    if not (root / "pyproject.toml").is_file():
        raise InputError(f"{root} holds no source of the package:", "release from a checkout of the course.")
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-c", BUILD, out]
        built = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if built.returncode != 0:
            says = (built.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Fault(f"the wheel could not be built: {says}.", "Run `pip install -e '.[course]'` in the course.")
        (path,) = Path(out).iterdir()
        return path.name, path.read_bytes()


def _late_days(course: Course, slug: str) -> LateDays | None:
    """Those that can be spent on the assignment."""
    order = course.policy.late_days_order
    return course.policy.to_late_days() if order is None or slug in order else None


def _zoned(manifest: bytes, due: datetime | None, zone: tzinfo | None) -> bytes:
    """The manifest with the zone in its due date: students have no course.toml that says which one is meant."""
    if due is None or zone is None:
        return manifest
    line = f"due = {due.astimezone(zone).isoformat()}".encode()
    return re.sub(rb"^[ \t]*due[ \t]*=[^\r\n]*", line, manifest, count=1, flags=re.MULTILINE)


def _replace(folder: Path, archive: Path, files: Mapping[str, bytes]) -> Path | None:
    """Puts the files in place in one step; gives where the former folder is kept, if it was changed since."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        fresh = Path(scratch) / folder.name
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        kept = None
        if folder.exists():
            kept = _keep(folder) if _worked_in(folder, archive) else None
            former = kept or Path(scratch) / "former"
            former.parent.mkdir(exist_ok=True)
            folder.rename(former)
        fresh.rename(folder)
    return kept


def _worked_in(folder: Path, archive: Path) -> bool:
    """Whether the folder holds anything else than what was released there."""
    try:
        with ZipFile(archive) as former:
            released = {name: former.read(name) for name in former.namelist()}
    except (FileNotFoundError, BadZipFile):
        released = {}
    there = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    return {path.relative_to(folder.parent).as_posix(): content for path, content in there.items()} != released


def _keep(folder: Path) -> Path:
    """A free place for a folder that somebody worked in."""
    number = 1
    while (place := folder.parent / "kept" / f"{folder.name}.{number}").exists():
        number += 1
    return place


def _readme(course: Course, assignment: Assignment, wheel: str, audited: bool) -> str:
    return "\n".join([*_readme_lines(course, assignment, wheel), *([] if audited else ["", UNAUDITED])]) + "\n"


def _readme_lines(course: Course, assignment: Assignment, wheel: str) -> Iterator[str]:
    yield from (f"# {assignment.title}", "", assignment.summary, "")
    if assignment.due:
        yield from (f"Due {assignment.due.astimezone(course.zone or UTC):%Y-%m-%d %H:%M %Z}.", "")
    for rule in rules(assignment, find_policy(course, assignment.slug), _late_days(course, assignment.slug)):
        yield from (rule, "")
    yield from (
        "1. Once, with Python 3.11 or newer, in this folder:",
        "",
        "       python -m venv .venv",
        "       . .venv/bin/activate          # on Windows: .venv\\Scripts\\activate",
        f"       pip install {wheel}",
        "",
        "2. Read `handout.md`, write your answers into the files below, and try them as often as you like:",
        "",
        "       autograder check              # or: autograder check EXERCISE",
        "       autograder hint EXERCISE      # a further hint each time",
        "       autograder status             # how far you are",
        "",
        "   In the beginning every exercise is *not attempted*. Checks are public; grading asks more. Answers may",
        "   import one another, and what is in `given/`.",
        "",
        "3. Pack what you hand in, and upload the zip:",
        "",
        "       autograder submit",
        "",
        "| file | exercise | points | level | minutes |",
        "|---|---|---|---|---|",
    )
    for exercise in assignment.exercises:
        points = text(exercise.points) + (" extra" if exercise.extra else "")
        yield f"| `{exercise.file}` | {exercise.title} | {points} | {LEVELS[exercise.level]} | {exercise.minutes} |"
