"""Where a student stands, exercise by exercise."""

from pathlib import Path

import pytest

from autograder.store.progress import Progress
from autograder.workflow.status import Standing, status


def _double(bundle: Path) -> Standing:
    return status(bundle)[0].exercises[0]


def _checked(bundle: Path, passed: int) -> None:
    progress = Progress.load(bundle)
    progress.record_check("double", (bundle / "double.py").read_bytes(), passed, checks=2)
    progress.save()


def test_a_fresh_bundle_is_all_stubs(mini_bundle: Path) -> None:
    """Every exercise is listed, and none is done."""
    (found,) = status(mini_bundle)
    assert [(standing.says, standing.done) for standing in found.exercises] == [("not written yet", False)] * 2


@pytest.mark.parametrize(("passed", "done"), [(1, False), (2, True)])
def test_the_last_check_is_told(mini_bundle: Path, passed: int, done: bool) -> None:
    """A checked file is done when all its checks passed."""
    (mini_bundle / "double.py").write_text("def double(n):\n    return 2 * n\n")
    assert _double(mini_bundle).says == "edited"
    _checked(mini_bundle, passed)
    assert (_double(mini_bundle).says, _double(mini_bundle).done) == (f"{passed} of 2 checks passed", done)


def test_an_edit_after_the_last_check_is_told(mini_bundle: Path) -> None:
    """A file that changed since is not done any more."""
    (mini_bundle / "double.py").write_text("def double(n):\n    return 2 * n\n")
    _checked(mini_bundle, 2)
    (mini_bundle / "double.py").write_text("def double(n):\n    return 3 * n\n")
    assert _double(mini_bundle) == Standing(
        status(mini_bundle)[0].exercises[0].exercise, "edited since 2 of 2 checks passed", False
    )


def test_a_missing_file_and_a_syntax_error_are_told(mini_bundle: Path) -> None:
    """What cannot be run is named before anything else."""
    (mini_bundle / "double.py").write_text("def double(n):\n    return (\n")
    (mini_bundle / "Tally.py").unlink()
    says = [standing.says for standing in status(mini_bundle)[0].exercises]
    assert says == ["not valid Python (line 2: '(' was never closed)", "missing"]
