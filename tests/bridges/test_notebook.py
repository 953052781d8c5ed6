"""The release as a notebook holds what `check` needs, and nothing that must stay secret."""

import json
from pathlib import Path

import pytest

from autograder.errors import Fault
from autograder.store.course import find_course
from autograder.store.packing import to_zip
from autograder.workflow import release as module
from autograder.workflow.release import ReleaseReport, release

COURSE = find_course(Path(__file__))
BUNDLE = [
    ".github/classroom/autograding.json",
    ".github/workflows/classroom.yml",
    "README.md",
    "assignment.toml",
    "autograder-0.1.0-py3-none-any.whl",
    "checks/misconceptions.json",
    "checks/test_Tally.py",
    "checks/test_double.py",
    "counting.ipynb",
    "given/counters.py",
]


@pytest.fixture(scope="module")
def wheel() -> tuple[str, bytes]:
    """The package's real wheel, built once."""
    return module._wheel()


@pytest.fixture(autouse=True)
def built_once(wheel: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every release carries that wheel."""
    monkeypatch.setattr(module, "_wheel", lambda: wheel)


def released(root: Path) -> ReleaseReport:
    """The mini course as a notebook."""
    return release(find_course(root), "counting", root / "out", format_name="notebook")


def test_the_bundle_holds_exactly_what_is_allowed(mini_course: Path) -> None:
    """The notebook, what checks it, and no handout beside it."""
    assert list(released(mini_course).files) == BUNDLE


def test_a_second_release_is_the_same_to_the_byte(mini_course: Path) -> None:
    """And keeps nothing aside."""
    first = released(mini_course).archive.read_bytes()
    report = released(mini_course)
    assert (report.archive.read_bytes(), report.kept) == (first, None)


def test_a_release_as_files_may_follow(mini_course: Path) -> None:
    """One format replaces the other."""
    released(mini_course)
    report = release(find_course(mini_course), "counting", mini_course / "out")
    assert "double.py" in report.files and "counting.ipynb" not in report.files
    assert report.kept is None


@pytest.mark.parametrize(
    ("file", "planted", "source"),
    [
        ("handout.md", "> return _checked(number) + _checked(number)", "solutions/counting/double.py"),
        ("handout.md", '> hidden_tally = student.Tally()  # "quoted"', "test_Tally.py"),
        ("questions.md", "A full answer says that counting compares amounts without moving them.", "questions.md"),
    ],
)
def test_a_planted_leak_is_refused(mini_course: Path, file: str, planted: str, source: str) -> None:
    """A line of a solution or a hidden test in a cell stops the release."""
    path = mini_course / "assignments/counting" / file
    path.write_text(path.read_text() + planted + "\n")
    with pytest.raises(Fault, match=source):
        released(mini_course)
    assert not (mini_course / "out").exists()


def test_quotation_marks_hide_no_leak(mini_course: Path) -> None:
    """JSON puts a backslash before them; what cells hold is looked at without."""
    suite = mini_course / "autograder/suites/counting/test_double.py"
    statement = 'raise AssertionError("a hidden sentence", "and more")'
    suite.write_text(suite.read_text() + f"\n\ndef _never():\n    {statement}\n")
    handout = mini_course / "assignments/counting/handout.md"
    handout.write_text(handout.read_text() + f"\n    {statement}\n")
    with pytest.raises(Fault, match=r"counting\.ipynb holds .* of autograder/suites/counting/test_double\.py"):
        released(mini_course)


@pytest.mark.slow
@pytest.mark.parametrize("slug", COURSE.assignment_slugs())
def test_every_assignment_is_released_without_a_leak(slug: str, tmp_path: Path) -> None:
    """No solution, no hidden test, no key; and the zip is the folder."""
    report = release(COURSE, slug, tmp_path, audited=False, format_name="notebook")
    files = {f"{slug}/{name}": (report.folder / name).read_bytes() for name in report.files}
    assert report.archive.read_bytes() == to_zip(files)
    sources = ["".join(cell["source"]) for cell in json.loads(files[f"{slug}/{slug}.ipynb"])["cells"]]
    assert not [source for source in sources if "BEGIN SOLUTION" in source or "pytest" in source]
    given = {name for name in report.files if name.startswith("given/")}
    text = "\n".join(sources)
    named = {f"given/{path.name}" for path in COURSE.given.glob("*.py") if f"from given.{path.stem} import" in text}
    assert named <= given
