"""`assignments/README.md`: made of the manifests and the list of bullets, with no bullet left without a home."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.authoring.course_page import course_page, homes
from autograder.errors import InputError
from autograder.model.assignment import Assignment
from autograder.model.module import Bullet
from autograder.store.bundle import QUESTIONS
from autograder.store.course import Course
from autograder.store.manifest import load_course_assignments
from autograder.store.module import module_file, read_module
from autograder.store.responses import questions


def course_page_file(course: Course) -> Iterator[tuple[Path, bytes]]:
    """Path and content of the page, for a course that lists its bullets.

    Raises:
        InputError: a bullet has no home or two names, or something named is not there; one line each.
    """
    if not module_file(course).is_file():
        return
    assignments, bullets = load_course_assignments(course), read_module(course)
    problems = [*_bullet_problems(course, assignments, bullets), *_manifest_problems(course, assignments, bullets)]
    if problems:
        raise InputError("\n".join(problems))
    yield course.root / "assignments" / "README.md", course_page(course.title, assignments, bullets).encode()


def _bullet_problems(course: Course, assignments: Sequence[Assignment], bullets: Sequence[Bullet]) -> Iterator[str]:
    ids = [bullet.id for bullet in bullets]
    yield from (f"module.toml: the bullet {id!r} is there twice: rename one." for id in set(ids) if ids.count(id) > 1)
    for bullet in bullets:
        if not homes(bullet, assignments):
            yield f"module.toml: nothing covers {bullet.id!r}: add it to the `covers` of an exercise, or a question."
        for name in bullet.questions:
            slug, _, question = name.partition("/")
            path = course.assignment_folder(slug) / QUESTIONS
            if not path.is_file() or question not in questions(path.read_text("utf-8")):
                yield f"module.toml: {bullet.id!r} names the question {name!r}, which is not asked: correct it."
        for name in bullet.activities:
            if not (course.root / "assignments" / "activities" / f"{name}.md").is_file():
                yield f"module.toml: {bullet.id!r} names the activity {name!r}, which has no page: correct it."


def _manifest_problems(course: Course, assignments: Sequence[Assignment], bullets: Sequence[Bullet]) -> Iterator[str]:
    ids = {bullet.id for bullet in bullets}
    for assignment in assignments:
        later = set(course.slugs[course.slugs.index(assignment.slug) :])
        for slug in assignment.after:
            if slug not in course.slugs or slug in later:
                yield f"{assignment.slug}: `after` names {slug!r}, which does not come before it: correct it."
        for exercise in assignment.exercises:
            for name in exercise.covers:
                if name not in ids:
                    yield f"{assignment.slug}/{exercise.slug}: {name!r} is no bullet of module.toml: correct `covers`."
