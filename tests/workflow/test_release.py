"""Students get what is on the list, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.bridges.parts import UNAUDITED
from autograder.bridges.registry import FORMATS
from autograder.errors import Fault, InputError
from autograder.store.course import find_course
from autograder.store.manifest import load_assignment
from autograder.workflow import release as module
from autograder.workflow.release import ReleaseReport, release

WHEEL = "autograder-0.1.0-py3-none-any.whl"
BUNDLE = [
    ".github/classroom/autograding.json",
    ".github/workflows/classroom.yml",
    "README.md",
    "Tally.py",
    "assignment.toml",
    WHEEL,
    "checks/misconceptions.json",
    "checks/test_Tally.py",
    "checks/test_double.py",
    "double.py",
    "figures/line.svg",
    "given/counters.py",
    "handout.md",
    "questions.md",
    "responses.md",
]


@pytest.fixture(scope="session")
def wheel() -> tuple[str, bytes]:
    """The package's real wheel, built once."""
    return module._wheel()


@pytest.fixture(autouse=True)
def built_once(wheel: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every release carries that wheel."""
    monkeypatch.setattr(module, "_wheel", lambda: wheel)


def _release(root: Path) -> ReleaseReport:
    return release(find_course(root), "counting", root / "out")


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_bundle_holds_exactly_what_is_allowed(mini_course: Path) -> None:
    """The folder and the zip hold the files of the list, and nothing else lies beside them."""
    report = _release(mini_course)
    assert _files(report.folder) == sorted(report.files) == BUNDLE
    with ZipFile(report.archive) as archive:
        assert archive.namelist() == [f"counting/{name}" for name in BUNDLE]
    assert sorted(path.name for path in (mini_course / "out").iterdir()) == ["counting", "counting.zip"]


def test_the_wheel_holds_the_package_without_suites(wheel: tuple[str, bytes], tmp_path: Path) -> None:
    """The wheel has the student's commands, and no hidden suite, solution or test."""
    (tmp_path / "it.whl").write_bytes(wheel[1])
    with ZipFile(tmp_path / "it.whl") as archive:
        names = archive.namelist()
    assert "autograder/cli/student.py" in names
    assert {name.split("/")[0] for name in names} == {"autograder", "autograder-0.1.0.dist-info"}
    assert not [name for name in names if "suites" in name.split("/")[:-1] or "/test_" in name]


def test_no_solution_line_is_in_the_bundle(mini_course: Path) -> None:
    """The words that only the solutions and the hidden tests use are nowhere in the bundle."""
    report = _release(mini_course)
    everything = b"".join(path.read_bytes() for path in report.folder.rglob("*") if path.is_file())
    for secret in (b"_checked", b"how_often_it_was_asked", b"hidden_number", b"hidden_tally"):
        assert secret not in everything


@pytest.mark.parametrize("name", FORMATS)
def test_no_zip_to_hand_out_lies_beside_what_holds_solutions(mini_course: Path, name: str) -> None:
    """There is one exactly where no solution and no hidden test is in the folder: not beside nbgrader's source."""
    out = mini_course / "out"
    report = release(find_course(mini_course), "counting", out, audited=False, format_name=name)
    contents = [path.read_bytes() for path in report.folder.rglob("*") if path.is_file()]
    if (upload := report.folder / "autograder.zip").is_file():
        with ZipFile(upload) as archive:
            contents += [archive.read(each) for each in archive.namelist()]
    holds_secrets = any(secret in content for content in contents for secret in (b"_checked", b"hidden_number"))
    assert (report.archive is None) == holds_secrets
    assert list(out.glob("**/counting.zip")) == ([] if report.archive is None else [report.archive])


def test_a_second_release_is_the_same_to_the_byte(mini_course: Path) -> None:
    """Releasing again replaces the bundle with an equal one and keeps nothing aside."""
    first = _release(mini_course).archive.read_bytes()
    report = _release(mini_course)
    assert (report.archive.read_bytes(), report.kept) == (first, None)
    assert _files(report.folder) == BUNDLE


def test_a_folder_that_somebody_worked_in_is_kept(mini_course: Path) -> None:
    """Releasing again loses nothing that was written into the former bundle."""
    (_release(mini_course).folder / "double.py").write_text("my answer")
    report = _release(mini_course)
    assert report.kept is not None
    assert (report.kept / "double.py").read_text() == "my answer"
    assert "NotImplementedError" in (report.folder / "double.py").read_text()


@pytest.mark.parametrize("to", ["assignments", "solutions", "student_stubs"])
def test_the_course_itself_is_never_replaced(mini_course: Path, to: str) -> None:
    """A release into a folder of the course is refused, and the folder stays as it is."""
    before = _files(mini_course)
    with pytest.raises(InputError, match="is no release"):
        release(find_course(mini_course), "counting", mini_course / to)
    assert _files(mini_course) == before


def test_stubs_out_of_step_are_not_released(mini_course: Path) -> None:
    """A drifted stub is named, with the command that repairs it."""
    (mini_course / "student_stubs/counting/double.py").write_text("x = 1\n")
    with pytest.raises(InputError, match=r"double\.py differs .* run `autograder stubs`"):
        _release(mini_course)
    assert not (mini_course / "out").exists()


@pytest.mark.parametrize(
    ("file", "planted", "source"),
    [
        (
            "assignments/counting/handout.md",
            "> return _checked(number) + _checked(number)",
            "solutions/counting/double.py",
        ),
        (
            "assignments/given/counters.py",
            "# self.how_often_it_was_asked += 1; return self.how_often_it_was_asked",
            "Tally.py",
        ),
        ("assignments/counting/checks/test_double.py", "# return _checked(number) + _checked(number)", "double.py"),
        ("assignments/counting/handout.md", "assert_that(student.double(-21) == -42)", "suites/counting/test_double"),
        (
            "assignments/counting/questions.md",
            "A full answer says that counting compares amounts without moving them.",
            "solutions/counting/questions.md",
        ),
        ("assignments/counting/figures/line.svg", "<!-- hidden_tally = student.Tally() -->", "test_Tally.py"),
    ],
)
def test_a_planted_leak_is_refused(mini_course: Path, file: str, planted: str, source: str) -> None:
    """A line of a solution or a hidden test in anything handed out stops the release, which names both places."""
    path = mini_course / file
    path.write_text(path.read_text() + planted + "\n")
    with pytest.raises(Fault) as refused:
        _release(mini_course)
    assert source in refused.value.message
    assert path.name in refused.value.message
    assert not (mini_course / "out").exists()


def test_a_hidden_suite_copied_as_public_check_is_refused(mini_course: Path) -> None:
    """A public check that is a hidden suite stops the release."""
    suite = mini_course / "autograder/suites/counting/test_Tally.py"
    (mini_course / "assignments/counting/checks/test_Tally.py").write_text(suite.read_text())
    with pytest.raises(Fault, match="suites/counting/test_Tally"):
        _release(mini_course)


def test_a_public_check_may_share_a_call_with_a_hidden_test(mini_course: Path) -> None:
    """One line in common, such as the call both make, is no leak."""
    check = mini_course / "assignments/counting/checks/test_Tally.py"
    call = "    hidden_tally = student.Tally()\n    assert hidden_tally.add() == 1\n"
    check.write_text(check.read_text() + call + "    assert hidden_tally.add() == 2\n")
    assert "checks/test_Tally.py" in _release(mini_course).files


@pytest.mark.parametrize("inside", ["autograder/suites/counting/test_x.py", "autograder/workflow/x.py"])
def test_a_leak_inside_the_wheel_is_refused(
    mini_course: Path, inside: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A suite, or a line of a solution, inside the wheel stops the release."""
    with ZipFile(tmp_path / WHEEL, "w") as archive:
        archive.writestr(inside, "return _checked(number) + _checked(number)\n")
    monkeypatch.setattr(module, "_wheel", lambda: (WHEEL, (tmp_path / WHEEL).read_bytes()))
    with pytest.raises(Fault, match=inside):
        _release(mini_course)


def test_a_suite_that_fails_its_audit_is_not_released(mini_course: Path) -> None:
    """A suite that lets everything pass stops the release; without an audit it goes out, and the README says so."""
    suite = mini_course / "autograder/suites/counting/test_double.py"
    suite.write_text('import pytest\n\n\n@pytest.mark.points(2)\ndef test_x(student):\n    """X."""\n')
    with pytest.raises(InputError, match=r"counting/double: the hidden suite does not pass its audit"):
        _release(mini_course)
    assert not (mini_course / "out").exists()
    report = release(find_course(mini_course), "counting", mini_course / "out", audited=False)
    assert UNAUDITED in (report.folder / "README.md").read_text()


def test_the_readme_says_what_is_a_bonus(mini_course: Path) -> None:
    """In its table, where points stand."""
    manifest = mini_course / "assignments/counting/assignment.toml"
    manifest.write_text(manifest.read_text().replace("points = 3\n", "points = 3\nbonus = true\n"))
    readme = (_release(mini_course).folder / "README.md").read_text()
    assert "| `Tally.py` | A tally (bonus) | 3 |" in readme and "| `double.py` | Twice as much | 2 |" in readme


def test_an_audited_release_does_not_speak_of_it(mini_course: Path) -> None:
    """The README of a usual release has no word on audits."""
    assert "audit" not in (_release(mini_course).folder / "README.md").read_text().replace("autograder", "")


def test_the_readme_lists_where_questions_are_answered(mini_course: Path) -> None:
    """Also those that no exercise collects."""
    readme = (_release(mini_course).folder / "README.md").read_text()
    assert "| `responses.md` | Your answers to `questions.md` | none here | | |" in readme.splitlines()


def test_students_read_when_it_is_due_and_what_lateness_costs(mini_course: Path) -> None:
    """In the course's zone; and their manifest says the same time without any course.toml."""
    with (mini_course / "course.toml").open("a", encoding="utf-8") as file:
        file.write('timezone = "Europe/Berlin"\n[policy]\ndeduct_percent = 10\nlate_days = 3\n')
    manifest = mini_course / "assignments" / "counting" / "assignment.toml"
    text = manifest.read_text("utf-8").replace("points = 3\n", "points = 3\nbonus = true\n")
    manifest.write_text(text.replace("23:59:00Z", "23:59:00"), "utf-8")
    folder = _release(mini_course).folder
    readme = (folder / "README.md").read_text("utf-8")
    assert "\nDue 2026-11-30 23:59 CET.\n\nFor each day late that has begun, 10 % of the points reached" in readme
    assert "\nYou have 3 late days in the whole course: they are spent where they save points.\n" in readme
    assert "| `Tally.py` | A tally (bonus) | 3 |" in readme
    assert "\ndue = 2026-11-30T23:59:00+01:00\n" in (folder / "assignment.toml").read_text("utf-8")
    assert load_assignment(folder).due == datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
