"""Solutions become the students' stubs."""

from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.stubs import stub
from autograder.errors import InputError
from autograder.store.course import Course
from autograder.store.manifest import find_assignment, load_course_assignments
from autograder.workflow.course_page import course_page_file
from autograder.workflow.writing import write_if_changed
from autograder.workflow.written_stubs import written_stubs


def write_stubs(course: Course) -> list[Path]:
    """Brings all stubs in step with the solutions; gives the files that it wrote or removed.

    Raises:
        InputError: a solution is missing or cannot become a stub; then nothing is written.
    """
    changed = []
    for path, content in _stale(course, None):
        if content is None:
            path.unlink()
        else:
            write_if_changed(path, content)
        changed.append(path)
    return changed


def drift(course: Course, slug: str | None = None) -> list[str]:
    """What is out of step, one line each; for one assignment or for all.

    Raises:
        InputError: a solution is missing or cannot become a stub.
    """
    return [f"{path.relative_to(course.root)} {_says(path, content)}" for path, content in _stale(course, slug)]


def _is_derived(path: Path) -> bool:
    """Whether it is what we write, and not what an author's own `check` left there."""
    return path.is_file() and not path.name.startswith(".")


def _says(path: Path, content: bytes | None) -> str:
    if content is None:
        return "belongs to no exercise"
    return "differs from what it is made of" if path.exists() else "is missing"


def _stale(course: Course, slug: str | None) -> list[tuple[Path, bytes | None]]:
    """The files that are out of step, each with what it should hold: nothing when it should not be there."""
    wanted = dict(_wanted(course, slug)) | ({} if slug else dict(course_page_file(course)))
    there = [path for path in course.root.glob(f"student_stubs/{slug or '*'}/*.*") if _is_derived(path)]
    stale = [(path, content) for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]
    return [*stale, *((path, None) for path in sorted(there) if path not in wanted)]


def _wanted(course: Course, slug: str | None) -> Iterator[tuple[Path, bytes]]:
    for assignment in [find_assignment(course, slug)] if slug else load_course_assignments(course):
        yield from written_stubs(course, assignment)
        for exercise in assignment.coded:
            solution = course.solution_folder(assignment.slug) / exercise.file
            label = f"{assignment.slug}.{exercise.slug}"
            yield course.stub_folder(assignment.slug) / exercise.file, _stub_of(solution, label, course.root)


def _stub_of(solution: Path, label: str, root: Path) -> bytes:
    name = solution.relative_to(root)
    try:
        return stub(solution.read_bytes().decode("utf-8"), label).encode()
    except FileNotFoundError:
        raise InputError(f"{name} is missing:", f"write it, or take {label} out of the manifest.") from None
    except UnicodeDecodeError:
        raise InputError(f"{name} is not UTF-8 text:", "save it as UTF-8.") from None
    except InputError as error:
        raise InputError(f"{name}, {error.message}", error.hint) from None
