"""A student's commands, as they are typed."""

from pathlib import Path

import pytest

from autograder.cli.main import run


@pytest.fixture(autouse=True)
def in_the_bundle(mini_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The student stands in the folder they unpacked, and the environment does not know them."""
    monkeypatch.chdir(mini_bundle)
    monkeypatch.delenv("AUTOGRADER_STUDENT", raising=False)


def test_hint_says_which_and_how_to_get_more(capsys: pytest.CaptureFixture[str]) -> None:
    """A hint has its number; the last one promises no further."""
    assert run(["hint", "double"]) == 0
    assert capsys.readouterr().out == "Hint 1 of 3: What is twice a number?\nOne more: autograder hint double\n"
    for _ in range(2):
        assert run(["hint", "double"]) == 0
    assert capsys.readouterr().out.endswith("Hint 3 of 3: Add the number to itself.\nThat was the last one.\n")
    assert run(["hint", "double", "--all"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Hint 3 of 3: Add the number to itself."


def test_an_unknown_exercise_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest exercise is offered, with exit code 2."""
    assert run(["hint", "dubble"]) == 2
    assert capsys.readouterr() == ("", "autograder: No exercise 'dubble' in counting: did you mean double?\n")


def test_status_lists_every_exercise(capsys: pytest.CaptureFixture[str]) -> None:
    """Each exercise has a line with its level, minutes, points and state."""
    assert run(["status"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Counting"
    assert "double Twice as much ★ 5 2 not written yet" in lines
    assert "Tally A tally ★★ 10 3 not written yet" in lines


def test_submit_lists_what_is_in_the_zip(mini_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every file is listed with its state, what earns nothing is marked, and the path to upload comes last."""
    (mini_bundle / "double.py").write_text("def double(n):\n    return 2 * n\n")
    assert run(["submit", "--student", "ada"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "counting-ada.zip, for ada:",
        "double.py edited",
        "! Tally.py not written yet",
        "responses.md not written yet",
        "1 of 2 answers, marked with !, will earn nothing as they are.",
        f"Now upload {mini_bundle / 'counting-ada.zip'}",
    ]


def test_submit_without_a_terminal_does_not_wait(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody can be asked, the missing id is an error with what to do."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert run(["submit"]) == 2
    assert "Add `--student ID`" in capsys.readouterr().err


def test_outside_of_a_bundle_the_way_back_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder without an assignment, the message says where to go."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert run(["status"]) == 2
    assert "run this in the folder you unpacked" in capsys.readouterr().err
