"""The course itself can be released: nothing that students get gives a solution or a hidden test away."""

from pathlib import Path

import pytest

from autograder.store.course import find_course
from autograder.workflow import release as module
from autograder.workflow.release import release

COURSE = find_course(Path(__file__))


@pytest.fixture(scope="session")
def wheel() -> tuple[str, bytes]:
    """The package's real wheel, built once."""
    return module._wheel()


@pytest.mark.parametrize("slug", COURSE.assignment_slugs())
def test_every_assignment_is_released_without_a_leak(
    slug: str, wheel: tuple[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its handout, stubs, checks and the given modules that they speak of."""
    monkeypatch.setattr(module, "_wheel", lambda: wheel)
    files = release(COURSE, slug, tmp_path, audited=False).files
    assert {"README.md", "handout.md", "assignment.toml", "checks/misconceptions.json"} <= set(files)
    text = "".join((tmp_path / slug / name).read_text("utf-8") for name in files if name.endswith((".py", ".md")))
    given = [name.removesuffix(".py") for name in files if name.startswith("given/")]
    assert all(name in text or name.replace("/", ".") in text for name in given)
