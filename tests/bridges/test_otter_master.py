"""Of our master notebooks otter makes what we would hand out ourselves."""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.notebook import Cell, Role
from autograder.bridges.format import HiddenTest
from autograder.bridges.otter_master import Master, solved_quiz, with_otters_markers
from autograder.model.assignment import Assignment, Exercise, Kind, Prompt
from autograder.model.quiz import Option, Question, Quiz
from autograder.store.quiz_answers import QuizAnswers, quiz_file, read_quiz_answers

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what otter imports
    from otter.assign.solutions import replace_solutions

ROOT = Path(__file__).resolve().parent.parent.parent
QUIZ = Quiz((Question("q01", "Which?", (Option("This"), Option("That", right=True))),
             Question("q02", "How?", (Option("So", right=True), Option("Not so")))))  # fmt: skip


def solutions() -> list[Path]:
    """Every reference solution of the course."""
    stubs = sorted((ROOT / "student_stubs").glob("*/*.py"))
    return [path for stub in stubs if (path := ROOT / "solutions" / stub.parent.name / stub.name).is_file()]


def as_students_get_it(source: str) -> str:
    """What otter makes of a solution's cell."""
    return "\n".join(replace_solutions(source.split("\n"), "python"))


def master(exercise: Exercise) -> Master:
    """A master of one exercise, with two hidden tests."""
    tests = {exercise.slug: [HiddenTest("test_a[3-4]", 50), HiddenTest('test_"b"', 100)]}
    answers = {"why": "Because."}
    return Master(Assignment("one", "One", "", (exercise,)), tests, {exercise.slug: QUIZ}, answers, {"files": []}, "w")


def exercise(kind: Kind, prompts: tuple[Prompt, ...] = ()) -> Exercise:
    """An exercise of that kind, worth a point and a half."""
    return Exercise("x", "X", 150, 1, 5, ("x",), (), kind=kind, prompts=prompts)


def sources(cells: list[dict[str, Any]]) -> list[str]:
    """What stands in the cells."""
    return ["".join(cell["source"]) for cell in cells]


@pytest.mark.parametrize("path", solutions(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_otter_makes_our_stub_of_every_solution(path: Path) -> None:
    """Byte for byte: nothing of a solution is left, and what is raised has the label that we look for."""
    marked = with_otters_markers(path.read_text("utf-8"), f"{path.parent.name}.{path.stem}")
    compile(marked, path.name, "exec", dont_inherit=True)
    stub = ROOT / "student_stubs" / path.parent.name / path.name
    assert as_students_get_it(marked) == stub.read_text("utf-8").rstrip()


def test_otter_makes_the_empty_quiz_of_the_solved_one() -> None:
    """The master has the right letters, which we read from it; students get none."""
    empty = quiz_file(QUIZ, QuizAnswers()).split('"""')[-1].strip()
    solved = solved_quiz(empty, QUIZ)
    assert read_quiz_answers(solved, QUIZ).letters == {"q01": "b", "q02": "a"}
    assert as_students_get_it(solved) == empty


def test_every_hidden_test_is_a_case_with_its_points() -> None:
    """The public checks are a case without points; names of tests survive quotation marks and brackets."""
    cells = master(exercise(Kind.CODE)).cells([Cell("stub-x", Role.STUB, "x = 1", "x")])
    tests = [source for source in sources(cells) if "TEST CONFIG" in source]
    assert ["points: 0" in tests[0], "hidden: false" in tests[0]] == [True, True]
    assert [("points: 0.5" in tests[1]), ("hidden: true" in tests[1]), "points: 1" in tests[2]] == [True, True, True]
    called: list[tuple[str, str]] = []
    for number, test in enumerate(tests[1:], 1):
        names: dict[str, Any] = {}
        exec(test.replace("from autograder.workflow.in_otter import hidden", ""), names)
        names["hidden"] = lambda *names: called.append(names)
        names[f"hidden_{number}"]()
    assert called == [("x", "test_a[3-4]"), ("x", 'test_"b"')]


def test_what_a_person_reads_is_a_manual_question_with_the_points_of_the_manifest() -> None:
    """Otter locks the first cell of such a question: what is asked. The model answer is the solution."""
    asks, answer = Cell("asks-why", Role.TEXT, "Why?", "x"), Cell("response-why", Role.RESPONSE, "#### why: ", "x")
    cells = master(exercise(Kind.RESPONSES, (Prompt("why"),))).cells([asks, answer])
    assert sources(cells)[1:] == [
        '# BEGIN QUESTION\nname: "x"\nmanual: true\npoints: 1.5', "Why?",
        "# BEGIN PROMPT", "#### why: ", "# END PROMPT",
        "# BEGIN SOLUTION", "#### A good answer\n\nBecause.", "# END SOLUTION", "# END QUESTION",
    ]  # fmt: skip


def test_cells_have_ids_and_our_check_cells_are_otters() -> None:
    """Every cell has an id of its own, the same each time; otter adds the cell that checks by itself."""
    given = [Cell("stub-x", Role.STUB, "x = 1", "x"), Cell("check-x", Role.CHECK, 'check("x")', "x")]
    once, twice = (json.dumps(master(exercise(Kind.CODE)).cells(given)) for _ in range(2))
    ids = [cell["id"] for cell in json.loads(once)]
    assert once == twice
    assert len(set(ids)) == len(ids)
    assert 'check("x")' not in sources(json.loads(once))
