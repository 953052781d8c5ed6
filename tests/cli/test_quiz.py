"""A quiz in the terminal, by hand and both in turn, in the folder that students of the real assignment unpack."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.main import cli, run
from autograder.engine.written import judge_written
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment
from autograder.store.quiz_key import read_quiz_key

COURSE = find_course(Path(__file__).parent)
SLUG = "limits_and_discussion"
KEY = read_quiz_key(COURSE.solution_folder(SLUG) / "concept_quiz.toml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the student stands: stubs and manifest; nobody has said yet who they are."""
    folder = Path(shutil.copytree(COURSE.stub_folder(SLUG), tmp_path / SLUG))
    shutil.copy(COURSE.assignment_folder(SLUG) / "assignment.toml", folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("AUTOGRADER_STUDENT", raising=False)
    return folder


def asked(typed: list[str], student: str = "ada") -> Result:
    """The quiz with these lines typed."""
    return CliRunner().invoke(cli, ["quiz", "--student", student], input="\n".join(typed) + "\n")


def points(folder: Path) -> int:
    """What the file earns, by the key."""
    assignment = find_assignment(COURSE, SLUG)
    exercise = assignment.exercise("concept_quiz")
    assert exercise
    return judge_written(assignment, exercise, (folder / "concept_quiz.py").read_bytes(), {"concept_quiz": KEY}).points


def right_for(order: str) -> list[str]:
    """The right letters for somebody with that order."""
    return [question.right for question in KEY.ordered(order).questions]


def test_right_letters_earn_all_points(folder: Path) -> None:
    """Who answers as their own order asks for gets everything; the same letters are wrong for somebody else."""
    assert asked(right_for("ada")).exit_code == 0
    assert points(folder) == 500
    assert right_for("ada") != right_for("bob")


def test_options_are_shown_in_the_students_order() -> None:
    """The first question's options stand in the order of this student, lettered from a."""
    shown = asked([""] * 10).output
    first = KEY.questions[0].ordered("ada").lettered()
    places = [shown.index(f"  {letter}  {option.text}") for letter, option in first.items()]
    assert places == sorted(places)


def test_a_wrong_letter_is_asked_again_and_enter_goes_on(folder: Path) -> None:
    """What is no option is refused; questions that were passed over are counted at the end."""
    result = asked(["z", right_for("ada")[0], *[""] * 9])
    assert result.exit_code == 0
    assert "'z' is not one of" in result.output
    assert "9 of 10 have no answer yet" in result.output
    assert points(folder) == 50


def test_answers_survive_an_interruption_and_can_be_changed(folder: Path) -> None:
    """Every answer is in the file at once; asked again, Enter keeps it."""
    right = right_for("ada")
    assert asked(right[:3]).exit_code != 0  # input ends in the middle
    assert points(folder) == 150
    assert "Enter to keep" in asked(["", "", "", *right[3:]]).output
    assert points(folder) == 500


def test_answers_by_hand_are_taken_over(folder: Path) -> None:
    """Letters written into the released file become those of the same options when the terminal takes over."""
    path = folder / "concept_quiz.py"
    text = path.read_text("utf-8")
    for question, letter in zip(KEY.questions, right_for(""), strict=True):
        text = text.replace(f'"{question.id}": ""', f'"{question.id}": "{letter}"')
    path.write_text(text, "utf-8")
    assert points(folder) == 500
    assert asked([""] * 10).exit_code == 0
    assert "order = 'ada'" in path.read_text("utf-8")
    assert points(folder) == 500


def test_what_cannot_be_read_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with something odd in it is told in one line and left as it is."""
    path = folder / "concept_quiz.py"
    for text, says in [("answers = {", "Python cannot read this file"), ('answers = {"q1": "a"}', "no question 'q1'")]:
        path.write_text(text)
        assert run(["quiz", "--student", "ada"]) == 2
        assert says in capsys.readouterr().err
        assert path.read_text() == text


def test_without_a_quiz_it_says_so(
    mini_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An assignment without a quiz is told in one line."""
    monkeypatch.chdir(mini_bundle)
    assert run(["quiz"]) == 2
    assert "There is no quiz in counting" in capsys.readouterr().err


def test_status_and_submit_know_letters_and_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is still empty is told; responses go into the zip once."""
    assert run(["status"]) == 0
    assert capsys.readouterr().out.count("not written yet") == 8
    asked(right_for("ada")[:9])
    responses = folder / "responses.md"
    heading = "## hallucination: What the loss pays for\n"
    responses.write_text(responses.read_text("utf-8").replace(heading, f"{heading}\nShort.\n"), "utf-8")
    assert run(["status"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert any(line.startswith("concept_quiz") and line.endswith("1 without an answer") for line in lines)
    assert any(line.startswith("discussion_generation") and "3 of 3 not as long as asked" in line for line in lines)
    assert any(line.startswith("discussion_attention") and line.endswith("not written yet") for line in lines)
    assert run(["submit", "--student", "ada"]) == 0
    assert (folder / f"{SLUG}-ada.zip").is_file()


def test_without_its_questions_a_quiz_can_be_handed_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who deleted the file of questions can't be asked, but can submit what is written."""
    (folder / "concept_quiz.json").unlink()
    assert run(["submit", "--student", "ada"]) == 0
    assert "unpack the assignment again" in capsys.readouterr().out
    assert run(["quiz"]) == 2


def test_check_tells_words_and_misses_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A check counts words and says which answers are missing, and ends with 1; complete, it ends with 0."""
    assert run(["check", "discussion_attention"]) == 1
    assert "not written yet" in capsys.readouterr().out
    responses = folder / "responses.md"
    text = responses.read_text("utf-8")
    for slug in ("sentence_game", "architecture_choice", "power_and_pitfalls", "exit_ticket"):
        start = text.index("\n", text.index(f"## {slug}"))
        text = f"{text[:start]}\n\n{'It takes 4 words. ' * 20}\n{text[start:]}"
    responses.write_text(text, "utf-8")
    assert run(["check", "discussion_attention"]) == 0
    out = capsys.readouterr().out
    assert "to be reviewed" in out and "under `sentence_game`, 80 words" in out
    asked(right_for("ada"))
    assert run(["check", "concept_quiz"]) == 0
    out = capsys.readouterr().out
    assert "All questions are answered." in out and "✓" not in out
    assert run(["status"]) == 0
    assert "10 of 10 questions answered" in capsys.readouterr().out


def test_there_are_no_hints_for_a_quiz(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for hints, a quiz is one line and exit code 2."""
    assert run(["hint", "concept_quiz"]) == 2
    assert "There are no hints for concept_quiz" in capsys.readouterr().err
