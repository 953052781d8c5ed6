"""Public checks in the folder that a student unpacked."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model.result import ExerciseResult, Outcome
from autograder.store.bundle import MISCONCEPTIONS
from autograder.store.course import find_course
from autograder.store.progress import Progress
from autograder.workflow.check import check
from autograder.workflow.misconceptions import public_misconceptions
from autograder.workflow.release import release

MINI_COURSE = Path(__file__).parents[1] / "mini_course"
DOUBLE = "def double(number): return 2 * number\n"
RAISED = "double.py could not be loaded: it raised"
SQUARE = "def double(number): return number * number\n"


@pytest.fixture
def checked(mini_bundle: Path) -> Callable[..., ExerciseResult]:
    """The checks on this `double.py`."""

    def check_double(source: str | bytes) -> ExerciseResult:
        (mini_bundle / "double.py").write_bytes(source if isinstance(source, bytes) else source.encode())
        (result,) = check(mini_bundle, "double").results
        return result.exercises[0]

    return check_double


def test_a_right_answer_passes(checked: Callable[..., ExerciseResult]) -> None:
    """All points of the checks."""
    found = checked(DOUBLE)
    assert (found.outcome, found.points, found.max_points, found.message) == (Outcome.PASSED, 200, 200, "")
    assert [(test.name, test.says, test.outcome) for test in found.tests] == [
        ("test_two_is_doubled", "Twice two is four.", Outcome.PASSED)
    ]


def test_a_bonus_is_told_as_one(mini_bundle: Path) -> None:
    """The checks of an exercise that counts on top raise no maximum."""
    manifest = mini_bundle / "assignment.toml"
    manifest.write_text(manifest.read_text().replace("points = 2\n", "points = 2\nbonus = true\n"))
    (mini_bundle / "double.py").write_text(DOUBLE)
    (result,) = check(mini_bundle, None).results
    assert (result.points, result.bonus_points, result.max_points) == (200, 200, 300)


def test_a_wrong_answer_fails(checked: Callable[..., ExerciseResult]) -> None:
    """With the check that it fails."""
    found = checked("def double(number): return 5\n")
    assert (found.outcome, found.points) == (Outcome.FAILED, 0)
    assert found.tests[0].outcome is Outcome.FAILED and found.tests[0].message


def test_a_mismatch_is_told_in_full(mini_bundle: Path, checked: Callable[..., ExerciseResult]) -> None:
    """Expected, got and perhaps, one line each: public checks hide nothing."""
    (mini_bundle / "checks/test_double.py").write_text(
        "import pytest\nimport torch\nfrom autograder.testing import assert_close\n\n\n@pytest.mark.points(2)\n"
        'def test_it(student):\n    """It is right."""\n'
        '    assert_close(student.double(1), torch.zeros(2, 3), axes="row column")\n'
    )
    found = checked("import torch\ndef double(number): return torch.zeros(3, 2)\n")
    assert found.tests[0].message.splitlines() == [
        "The result does not have the shape that the task asks for.",
        "expected (row=2, column=3)",
        "got (3, 2)",
        "perhaps the right axes in another order?",
    ]


@pytest.mark.parametrize(("source", "outcome", "message"), [
    ("def double(number):\n    return (\n", Outcome.ERROR,
     "double.py, line 2: Python cannot read this ('(' was never closed)."),
    ("def Double(number): return 2 * number\n", Outcome.ERROR,
     "double.py does not define `double`. Did you mean to call `Double` that?"),
    ("x = 1 / 0\n", Outcome.ERROR,
     f"{RAISED} ZeroDivisionError. ZeroDivisionError: division by zero (double.py, line 1)"),
    ("import nothing_like_it\n", Outcome.ERROR,
     f"{RAISED} ModuleNotFoundError. ModuleNotFoundError: No module named 'nothing_like_it' (double.py, line 1)"),
])  # fmt: skip
def test_what_cannot_be_run_is_said_in_one_line(
    checked: Callable[..., ExerciseResult], source: str, outcome: Outcome, message: str
) -> None:
    """What, where, and on their own machine also why."""
    found = checked(source)
    assert (found.outcome, found.message, found.points) == (outcome, message, 0)


def test_an_error_is_told_with_its_place(checked: Callable[..., ExerciseResult]) -> None:
    """The exception's text and the student's own line."""
    found = checked("def double(number):\n    return number.upper()\n")
    assert found.outcome is Outcome.ERROR
    assert found.tests[0].message == "AttributeError: 'int' object has no attribute 'upper' (double.py, line 2)"


def test_an_error_of_autograd_is_told(mini_bundle: Path, checked: Callable[..., ExerciseResult]) -> None:
    """What fails in the backward pass is no question of types only."""
    (mini_bundle / "checks/test_double.py").write_text(
        "import pytest\nimport torch\n\n\n@pytest.mark.points(2)\ndef test_it(student):\n"
        '    """It learns."""\n    student.double(torch.ones(2, requires_grad=True)).sum().backward()\n'
    )
    found = checked("def double(number):\n    y = number.exp()\n    y2 = y * y\n    y += 1\n    return y2\n")
    assert found.outcome is Outcome.ERROR and "modified by an inplace operation" in found.tests[0].message


def test_stubs_are_not_attempted(mini_bundle: Path) -> None:
    """As the folder was unpacked; and a file that is gone is told."""
    (result,) = check(mini_bundle, None).results
    assert [exercise.outcome for exercise in result.exercises] == [Outcome.NOT_ATTEMPTED] * 2
    (mini_bundle / "double.py").unlink()
    (result,) = check(mini_bundle, None).results
    assert result.exercises[0].message == "There is no double.py here."


def test_stubs_are_not_told_what_they_raise(mini_bundle: Path) -> None:
    """That nothing has been written yet is said once, not with every check."""
    (result,) = check(mini_bundle, "double").results
    assert [test.message for test in result.exercises[0].tests] == [""]


def test_an_answer_that_calls_a_stub_is_told_which(checked: Callable[..., ExerciseResult], mini_bundle: Path) -> None:
    """It was attempted; what is missing is the other one."""
    found = checked("from Tally import Tally\n\n\ndef double(number):\n    return Tally().add()\n")
    assert (found.outcome, found.points) == (Outcome.ERROR, 0)
    assert found.message == "Your answer calls `Tally`, which is not written yet."


def test_an_answer_that_calls_a_stub_is_told_of_ours(checked: Callable[..., ExerciseResult], mini_bundle: Path) -> None:
    """Where there is a given one, and the task allows it."""
    manifest = mini_bundle / "assignment.toml"
    plain = manifest.read_text().replace('slug = "Tally"', 'slug = "Tally"\ngiven = "counters"')
    banned = plain.replace('slug = "double"', 'slug = "double"\nbanned = ["given.counters"]')
    for text, told in ((plain, True), (banned, False)):
        manifest.write_text(text)
        found = checked("from Tally import Tally\n\n\ndef double(number):\n    return Tally().add()\n")
        assert found.message.endswith("`from given.counters import Tally`.") == told


def test_what_is_not_allowed_is_told_at_once(checked: Callable[..., ExerciseResult], mini_bundle: Path) -> None:
    """Not only when it is graded."""
    manifest = mini_bundle / "assignment.toml"
    manifest.write_text(
        manifest.read_text().replace('slug = "double"', 'slug = "double"\nbanned = ["operator.mul"]', 1)
    )
    found = checked("import operator\n\n\ndef double(number):\n    return operator.mul(2, number)\n")
    assert (found.outcome, found.flags) == (Outcome.FLAGGED, ("double.py, line 5: operator.mul",))


def test_the_folder_may_be_called_anything(mini_course: Path) -> None:
    """A second download unpacks as `counting (1)`; it is still the same assignment."""
    released = release(find_course(mini_course), "counting", mini_course / "out", audited=False).folder
    renamed = released.rename(released.parent.parent / "counting (1)")
    (result,) = check(renamed, "counting/double").results
    assert (result.assignment, result.exercises[0].exercise) == ("counting", "double")


def test_a_loop_without_end_is_a_timeout(mini_bundle: Path, checked: Callable[..., ExerciseResult]) -> None:
    """The checks go on with the next exercise."""
    manifest = mini_bundle / "assignment.toml"
    manifest.write_text(manifest.read_text().replace("[[exercise]]", "[limits]\ncall_seconds = 0.3\n\n[[exercise]]", 1))
    found = checked("def double(number):\n    while True: pass\n")
    assert found.outcome is Outcome.TIMEOUT and found.tests[0].message == "Your code took longer than it may."


def test_an_answer_may_import_given_and_its_siblings(checked: Callable[..., ExerciseResult], mini_bundle: Path) -> None:
    """As it may in the grader's sandbox."""
    (mini_bundle / "notes.py").write_text("factor = 2\n")
    found = checked(
        "from given.counters import counter\nimport notes\ndef double(number): return notes.factor * number\n"
    )
    assert found.outcome is Outcome.PASSED


def test_a_typical_mistake_is_named(mini_bundle: Path, checked: Callable[..., ExerciseResult]) -> None:
    """By the file that a release carries, where neither solution nor variant is."""
    check_file = (
        "import pytest\n\n\n@pytest.mark.points(2)\ndef test_doubles(student):\n"
        '    """3 and 5 are doubled."""\n    assert [student.double(3), student.double(5)] == [6, 10]\n'
    )
    course = find_course(Path(shutil.copytree(MINI_COURSE, mini_bundle.parents[1] / "course")))
    (course.assignment_folder("counting") / "checks/test_double.py").write_text(check_file)
    (mini_bundle / "checks/test_double.py").write_text(check_file)
    (mini_bundle / "checks" / MISCONCEPTIONS).write_text(public_misconceptions(course, "counting"))
    found = checked(SQUARE)
    assert [(diagnosis.id, diagnosis.says) for diagnosis in found.diagnosis] == [
        ("squared", "This is the square: add the number to itself.")
    ]
    assert checked("def double(number): return number + 1\n").diagnosis == ()
    assert checked(DOUBLE).diagnosis == ()


def test_how_the_checks_ended_is_remembered(mini_bundle: Path, checked: Callable[..., ExerciseResult]) -> None:
    """For `status`, until the file changes."""
    checked(DOUBLE)
    progress = Progress.load(mini_bundle)
    assert (progress.checks["double"].passed, progress.checks["double"].checks) == (1, 1)
    assert progress.current("double", (mini_bundle / "double.py").read_bytes())
    (mini_bundle / "double.py").write_text(SQUARE)
    assert not progress.current("double", (mini_bundle / "double.py").read_bytes())


def test_wrong_usage_is_told(mini_bundle: Path, tmp_path: Path) -> None:
    """No such exercise, no assignment here, checks that are gone, a file that is no text."""
    with pytest.raises(InputError, match="triple"):
        check(mini_bundle, "triple")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"assignment\.toml"):
        check(tmp_path / "empty", None)
    (mini_bundle / "double.py").write_bytes(b"# caf\xe9\n")
    with pytest.raises(InputError, match=r"double\.py is not UTF-8 text \(byte 6\)"):
        check(mini_bundle, None)
    for path in (mini_bundle / "checks").glob("*.py"):
        path.unlink()
    with pytest.raises(InputError, match="no checks"):
        check(mini_bundle, None)


def _command(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("autograder")), "check", *arguments]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def test_the_command_prints_one_json_document(mini_bundle: Path) -> None:
    """Whatever the student's code prints; the exit code says that not all passed."""
    (mini_bundle / "double.py").write_text("print('loading')\ndef double(n):\n    print('calling')\n    return 2 * n\n")
    done = _command(mini_bundle, "--json")
    assert done.returncode == 1, done.stderr
    (result,) = json.loads(done.stdout)
    assert [exercise["outcome"] for exercise in result["exercises"]] == ["passed", "not_attempted"]
    assert "calling" in done.stderr


def test_the_command_ends_with_0_when_all_passed(mini_bundle: Path) -> None:
    """For people, with the points of the exercise."""
    (mini_bundle / "double.py").write_text(DOUBLE)
    done = _command(mini_bundle, "double")
    assert (done.returncode, done.stderr) == (0, "") and "2 of 2 points" in done.stdout


def test_the_command_tells_bad_input_in_one_line(mini_bundle: Path) -> None:
    """Exit code 2 and no traceback."""
    done = _command(mini_bundle, "triple")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "triple" in done.stderr
