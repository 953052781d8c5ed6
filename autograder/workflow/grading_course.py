"""A course of one assignment, to be graded where the course itself is not: in another tool's archive or container."""

import json

from autograder.bridges.format import HiddenTest
from autograder.bridges.parts import zoned
from autograder.engine.material import Material
from autograder.engine.suites import Suites, with_suites
from autograder.store.course import COURSE_FILE, Course
from autograder.store.manifest import MANIFEST, find_assignment
from autograder.workflow.material import course_material, course_seed


def grading_course(course: Course, slug: str) -> dict[str, bytes]:
    """Name to content of all that grades the assignment as it is graded here, seed included, and nothing else.

    It is for graders only: solutions and hidden suites are in it. The course's secret is not, which would tell the
    seeds of the other assignments.

    Raises:
        InputError: there is no such assignment.
        Fault: a suite or a solution is missing.
    """
    assignment = find_assignment(course, slug)
    manifest = course.assignment_folder(slug) / MANIFEST
    files = {path: path.read_bytes() for path in sorted(Material.of(course, assignment).files)}
    files[manifest] = zoned(manifest.read_bytes(), assignment.due, course.zone)
    inside = {path.relative_to(course.root).as_posix(): content for path, content in files.items()}
    return {COURSE_FILE: _table(course, slug).encode(), **inside}


def hidden_tests(course: Course, slug: str) -> dict[str, list[HiddenTest]]:
    """Of each exercise that runs, its hidden tests with their points, in the order of the suite.

    Raises:
        Fault: a suite could not be collected.
    """
    found: dict[str, list[HiddenTest]] = {}
    material = course_material(course, slug)

    def body(suites: Suites) -> None:
        for exercise in material.assignment.coded:
            found[exercise.slug] = [HiddenTest(test.name, test.points) for test in suites.tests(exercise.slug)]

    with_suites(material.suite_files, body)
    return found


def _table(course: Course, slug: str) -> str:
    """All assignments are named, as receipts tell an assignment's place; of the others nothing else is there."""
    title, slugs = json.dumps(course.title, ensure_ascii=False), json.dumps(course.slugs)
    return f"title = {title}\nassignments = {slugs}\nseeds = {{ {slug} = {course_seed(course, slug)} }}\n"
