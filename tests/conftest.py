"""What tests of several rooms share."""

import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent
collect_ignore = ["mini_course"]


@pytest.fixture
def mini_course(tmp_path: Path) -> Path:
    """A course of one assignment with two exercises that need no torch, free to be changed."""
    return Path(shutil.copytree(HERE / "mini_course", tmp_path / "mini_course"))


@pytest.fixture
def mini_bundle(tmp_path: Path) -> Path:
    """What a student of the mini course unpacked, but for the wheel."""
    course, bundle = HERE / "mini_course", tmp_path / "unpacked" / "counting"
    shutil.copytree(course / "assignments/counting", bundle)
    shutil.copytree(course / "assignments/given", bundle / "given")
    shutil.copytree(course / "student_stubs/counting", bundle, dirs_exist_ok=True)
    return bundle
