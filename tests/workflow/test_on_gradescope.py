"""One submission on Gradescope, in this process: what has to be there, and what is printed for instructors."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.bridges import gradescope
from autograder.bridges.format import Ingredients
from autograder.engine.local import LocalPlace
from autograder.engine.memory import Memory
from autograder.model.result import Outcome, Result
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment
from autograder.workflow import on_gradescope as module
from autograder.workflow.grading_course import grading_course
from autograder.workflow.misconceptions import public_misconceptions
from autograder.workflow.on_gradescope import main

NOTHING = "what stood there before"


@pytest.fixture
def here(mini_course: Path, tmp_path: Path) -> Path:
    """/autograder, with the zip unpacked and a right answer to one of two exercises."""
    course = find_course(mini_course)
    mistakes = public_misconceptions(course, "counting").encode()
    ingredients = Ingredients(
        course, find_assignment(course, "counting"), ("x.whl", b""), mistakes, True, dict,
        lambda: grading_course(course, "counting"),
    )  # fmt: skip
    place = tmp_path / "autograder"
    for name, content in gradescope._contents(ingredients).items():
        path = place / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (place / "submission").mkdir()
    shutil.copy(mini_course / "solutions/counting/Tally.py", place / "submission")
    (place / "submission_metadata.json").write_text('{"id": 7, "users": [{"email": "ada@x.org"}]}')
    (place / "results").mkdir()
    (place / "results/results.json").write_text(NOTHING)
    return place


@pytest.fixture(autouse=True)
def here_and_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is graded here does no harm, and needs no sandbox."""
    monkeypatch.setattr(module, "open_place", lambda isolation: LocalPlace())


def _results(here: Path) -> str:
    return (here / "results/results.json").read_text()


def test_the_whole_result_is_printed_for_instructors(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As `score` shows it; students get the document."""
    assert main([str(here)]) == 0
    assert "3 of 5 points" in capsys.readouterr().out
    assert json.loads(_results(here))["score"] == 3
    assert list(json.loads(_results(here))["extra_data"]["autograder"]["receipts"]) == ["ada@x.org"]


def test_preparing_finds_out_what_runs_need(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Afterwards no run has to try references and typical mistakes again; there are no results yet."""
    assert main([str(here), "--prepare"]) == 0
    assert capsys.readouterr().out == "autograder: ready, isolation trusted\n"
    assert _results(here) == NOTHING
    (kept,) = (here / "source/course/.autograder/memory").iterdir()

    def never() -> Any:
        raise AssertionError("it is known")

    assert Memory(kept).problem("double", never) == "" and Memory(kept).known("double", never)


def _no_submission(here: Path) -> None:
    shutil.rmtree(here / "submission")


def _no_solution(here: Path) -> None:
    (here / "source/course/solutions/counting/Tally.py").unlink()


def _wrong_suite(here: Path) -> None:
    suite = here / "source/course/autograder/suites/counting/test_double.py"
    suite.write_text(suite.read_text().replace("== -42", "== -43"))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (_no_submission, "submission is missing: Gradescope puts there what was handed in."),
        (_no_solution, "Tally.py is missing."),
        (_wrong_suite, "Not graded, so there is no score"),
    ],
)
def test_what_is_our_fault_leaves_what_stood_there(
    here: Path, capsys: pytest.CaptureFixture[str], broken: Callable[[Path], None], says: str
) -> None:
    """In one line for the instructor, and exit code 3; `run_autograder` put there that there is no score."""
    broken(here)
    assert main([str(here)]) == 3
    assert says in capsys.readouterr().out
    assert _results(here) == NOTHING


def test_a_second_try_is_made_before_giving_up(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox that was gone once is no fault that anybody has to see."""
    graded, tries = module.graded, list[str]()

    def once_in_vain(*arguments: Any) -> Any:
        result = graded(*arguments)
        tries.append(result.receipt)
        return _ungraded(result) if len(tries) == 1 else result

    monkeypatch.setattr(module, "graded", once_in_vain)
    assert main([str(here)]) == 0
    assert len(tries) == 2 and json.loads(_results(here))["score"] == 3


def _ungraded(result: Result) -> Result:
    return replace(result, exercises=tuple(replace(each, outcome=Outcome.UNGRADED) for each in result.exercises))
