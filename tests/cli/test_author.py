"""An author's commands, as they are typed."""

import json
from pathlib import Path

import pytest

from autograder.cli.main import run


def test_stubs_check_fails_on_drift_and_stubs_repairs_it(
    mini_course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` ends with 1 and changes nothing; without it the stub is written, and `--check` ends with 0."""
    monkeypatch.chdir(mini_course / "assignments")
    stub = mini_course / "student_stubs/counting/double.py"
    stub.unlink()
    assert run(["stubs", "--check"]) == 1
    assert capsys.readouterr().out.startswith("student_stubs/counting/double.py is missing\n")
    assert not stub.exists()
    assert run(["stubs"]) == 0
    assert capsys.readouterr().out == "wrote student_stubs/counting/double.py\n1 stubs changed.\n"
    assert run(["stubs", "--check"]) == 0


def test_outside_of_a_course_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a course.toml above, the command says so and ends with 2."""
    monkeypatch.chdir(tmp_path)
    assert run(["stubs"]) == 2
    assert capsys.readouterr().err.startswith("autograder: No course.toml in ")


def test_audit_ends_with_0_or_1_and_gives_one_json_document(
    mini_course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A good suite passes; a weak one ends with 1, and --html writes the same findings as a page."""
    monkeypatch.chdir(mini_course)
    assert run(["audit", "counting", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["passed"] is True
    suite = mini_course / "autograder/suites/counting/test_double.py"
    suite.write_text('import pytest\n\n\n@pytest.mark.points(2)\ndef test_x(student):\n    """X."""\n')
    assert run(["audit", "counting/double", "--html", "page.html"]) == 1
    assert "survivor" in capsys.readouterr().out
    assert "survivor" in (mini_course / "page.html").read_text()
    assert run(["audit", "counting/doubel"]) == 2
    assert "did you mean double?" in capsys.readouterr().err
