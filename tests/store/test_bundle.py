"""An assignment is found from wherever a student or an author stands."""

import shutil
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.store.bundle import find_bundles, open_bundle


def test_the_bundle_is_found_from_inside_and_from_above(mini_bundle: Path) -> None:
    """Its own folder, a folder in it and the folder around it all lead to the bundle."""
    for start in (mini_bundle, mini_bundle / "checks", mini_bundle.parent):
        assert find_bundles(start) == [mini_bundle]


def test_nothing_unpacked_is_told(tmp_path: Path) -> None:
    """An empty folder is no bundle, and the message says where to go."""
    with pytest.raises(InputError, match="run this in the folder you unpacked"):
        find_bundles(tmp_path)


def test_the_sources_of_a_course_are_no_bundle(mini_course: Path) -> None:
    """In the course the stubs are opened, from its root and from its assignments alike."""
    for start in (mini_course, mini_course / "assignments/counting"):
        bundle, _ = open_bundle(start)
        assert bundle.files == mini_course / "student_stubs/counting"
        assert bundle.checks == mini_course / "assignments/counting/checks"
        assert bundle.given == mini_course / "assignments/given"


def test_a_broken_course_is_told_as_such(mini_course: Path) -> None:
    """An author with a mistake in course.toml reads of that mistake."""
    (mini_course / "course.toml").write_text("title = 3\n")
    with pytest.raises(InputError, match=r"course\.toml:1"):
        open_bundle(mini_course)


@pytest.mark.parametrize("target", [None, "counting", "counting/"])
def test_a_whole_assignment_is_meant(mini_bundle: Path, target: str | None) -> None:
    """Nothing named, or the assignment named, means all its exercises."""
    _, exercises = open_bundle(mini_bundle, target)
    assert [exercise.slug for exercise in exercises] == ["double", "Tally"]


@pytest.mark.parametrize("target", ["Tally", "counting/Tally"])
def test_one_exercise_is_meant(mini_bundle: Path, target: str) -> None:
    """An exercise is found by its own name and by its full one."""
    _, exercises = open_bundle(mini_bundle, target)
    assert [exercise.slug for exercise in exercises] == ["Tally"]


@pytest.mark.parametrize("target", ["dubble", "counting/dubble"])
def test_the_nearest_exercise_is_named(mini_bundle: Path, target: str) -> None:
    """A misspelt exercise gets the likely one."""
    with pytest.raises(InputError, match="did you mean double"):
        open_bundle(mini_bundle, target)


def test_several_assignments_need_a_name(mini_bundle: Path) -> None:
    """With two bundles below the folder, one of them has to be named."""
    shutil.copytree(mini_bundle, mini_bundle.parent / "second")
    with pytest.raises(InputError, match=r"counting, second.* name one"):
        open_bundle(mini_bundle.parent)
    assert open_bundle(mini_bundle.parent, "second/Tally")[0].files == mini_bundle.parent / "second"
