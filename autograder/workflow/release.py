"""What the students of an assignment get, built from a list of what is allowed."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import autograder
from autograder.bridges.format import Ingredients
from autograder.bridges.registry import FORMATS
from autograder.errors import Fault, InputError
from autograder.store.bundle import is_bundle
from autograder.store.course import Course
from autograder.store.manifest import find_assignment
from autograder.store.packing import write_zip
from autograder.workflow.audit import audit as audit_suites
from autograder.workflow.grading_course import grading_course, hidden_tests
from autograder.workflow.leaks import refuse_leaks
from autograder.workflow.misconceptions import public_misconceptions
from autograder.workflow.owner_folder import write_for_owner
from autograder.workflow.stubs import drift

BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


@dataclass(frozen=True)
class ReleaseReport:
    """What was released."""

    folder: Path
    archive: Path | None
    """The same folder as one zip, if that is handed out."""
    files: tuple[str, ...]
    kept: Path | None
    """Where the former folder went, or what was changed in it, if somebody had worked in it."""


def release(
    course: Course, slug: str, to: Path, *, audited: bool = True, format_name: str = "files"
) -> ReleaseReport:  # fmt: skip
    """Builds `TO/SLUG/` and `TO/SLUG.zip`, in place of those of an earlier release; some formats lie deeper in `TO`.

    What is not for students goes into `TO/SLUG-FORMAT/`, for its owner's eyes only.
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
    chosen = FORMATS[format_name]
    name = slug if chosen.for_students else f"{slug}-{format_name}"
    folder, archive = to / chosen.within / name, to / f"{name}.zip" if chosen.zipped else None
    _check_place(folder, archive)
    if audited:
        _check_audit(course, slug)
    misconceptions = public_misconceptions(course, slug).encode()
    files = chosen.build(Ingredients(
        course, assignment, _wheel(), misconceptions, audited,
        hidden_tests=lambda: hidden_tests(course, slug), grading_course=lambda: grading_course(course, slug),
    ))  # fmt: skip
    if chosen.for_students:
        refuse_leaks(course, assignment, chosen.handed_out(files))
    if archive is None:
        kept = write_for_owner(folder, files, lambda: _free_place(to, folder.name))
        return ReleaseReport(folder, None, tuple(sorted(files)), kept)
    kept = _replace(folder, archive, files, chosen.executable)
    packed = {f"{slug}/{name}": content for name, content in files.items()}
    write_zip(archive, packed, frozenset(f"{slug}/{name}" for name in chosen.executable))
    return ReleaseReport(folder, archive, tuple(sorted(files)), kept)


def _check_place(folder: Path, archive: Path | None) -> None:
    """Only a former release is replaced, never the course's own files or somebody else's."""
    if folder.parent.exists() and not folder.parent.is_dir():
        raise InputError(f"{folder.parent} is a file:", "name a folder with --to.")
    if not folder.exists() or is_bundle(folder):
        return
    if folder.is_file() or (archive is not None and any(folder.iterdir()) and not _archived(folder, archive)):
        raise InputError(f"{folder} is there already and is no release:", "choose another folder with --to.")


def _check_audit(course: Course, slug: str) -> None:
    """No class meets a suite that takes wrong answers for right or right ones for wrong."""
    failed = [audit.name for audit in audit_suites(course, slug) if not audit.passed]
    if failed:
        raise InputError(
            f"{', '.join(failed)}: the hidden suite does not pass its audit; nothing was released.",
            f"See `autograder audit {slug}`; or release --without-audit, which the README will tell.",
        )


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


def _replace(folder: Path, archive: Path, files: Mapping[str, bytes], executable: frozenset[str]) -> Path | None:
    """Puts the files in place in one step; gives where the former folder is kept, if it was changed since."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        fresh = Path(scratch) / folder.name
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
            (fresh / name).chmod(0o755 if name in executable else 0o644)
        kept = None
        if folder.exists():
            kept = _free_place(folder.parent, folder.name) if _worked_in(folder, archive) else None
            former = kept or Path(scratch) / "former"
            former.parent.mkdir(exist_ok=True)
            folder.rename(former)
        fresh.rename(folder)
    return kept


def _worked_in(folder: Path, archive: Path) -> bool:
    """Whether the folder holds anything else than what was released there."""
    there = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    held = {path.relative_to(folder.parent).as_posix(): content for path, content in there.items()}
    return held != _archived(folder, archive)


def _archived(folder: Path, archive: Path) -> dict[str, bytes]:
    """What was released into the folder, as the archive beside it has it; nothing if none is there."""
    try:
        with ZipFile(archive) as former:
            names = [name for name in former.namelist() if name.startswith(f"{folder.name}/")]
            return {name: former.read(name) for name in names}
    except (FileNotFoundError, BadZipFile):
        return {}


def _free_place(to: Path, name: str) -> Path:
    """For what somebody worked in."""
    number = 1
    while (place := to / "kept" / f"{name}.{number}").exists():
        number += 1
    return place
