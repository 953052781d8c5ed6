"""Submissions of every kind become results in a real sandbox: one fixture grades them all, tests look at results."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.grading import Grader
from autograder.engine.local import LocalPlace
from autograder.engine.material import Material, Submission
from autograder.engine.place import Place
from autograder.engine.suites import with_suites
from autograder.errors import SandboxFault
from autograder.model.assignment import Limits
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.sandbox.zygote import Zygote
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment

COURSE = find_course(Path(__file__).parent)
SLUG = "self_attention"
EXERCISES = ("similarity_scores", "attention_weights", "scaled_dot_product_attention")
SEED = 11
IMPATIENT = Limits(call_seconds=1)

Graded = Mapping[str, Result]


def material(*slugs: str, limits: Limits = IMPATIENT) -> Material:
    """The real assignment, cut down to some of its exercises."""
    assignment = find_assignment(COURSE, SLUG)
    chosen = tuple(exercise for exercise in assignment.exercises if exercise.slug in slugs)
    return Material(
        replace(assignment, exercises=chosen, limits=limits), COURSE.solution_folder(SLUG), COURSE.suite_folder(SLUG),
        COURSE.given,
    )  # fmt: skip


def graded_by(
    place: Place, material: Material, submissions: Mapping[str, Mapping[str, bytes]], seed: int = SEED
) -> Graded:
    """The results of submissions, one after the other in one place."""
    results: dict[str, Result] = {}

    def body(suites: Any) -> None:
        grader = Grader(material, suites, place, seed)
        results.update({name: grader.grade(Submission(name, "0" * 64, files)) for name, files in submissions.items()})

    with_suites(material.suite_files, body)
    return results


def solution(slug: str) -> str:
    """The reference's text."""
    return (COURSE.solution_folder(SLUG) / f"{slug}.py").read_text()


def submission(**changed: str | bytes | None) -> dict[str, bytes]:
    """The reference solutions, but for some files that are changed, added or left out."""
    files: dict[str, str | bytes | None] = {slug: solution(slug) for slug in EXERCISES}
    files.update(changed)
    return {
        f"{name}.py": text.encode() if isinstance(text, str) else text
        for name, text in files.items()
        if text is not None
    }


HEAD = "import math, os, sys, time, ctypes\nimport torch\n"
SIGNATURE = f"{HEAD}def attention_weights(q, k, mask=None):\n"
RIGHT = (
    " w = (q @ k.mT / math.sqrt(q.shape[-1]) + (0 if mask is None else torch.where(mask, 0., -math.inf))).softmax(-1)\n"
)
FLOAT32 = "from right import attention_weights as right\ndef attention_weights(*args): return right(*args).float()\n"
SIBLING = """
import torch
from attention_weights import attention_weights
def scaled_dot_product_attention(q, k, v, causal=False):
    if causal and q.shape[-2] != k.shape[-2]: raise ValueError
    mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril() if causal else None
    return attention_weights(q, k, mask) @ v
"""
NO_SCALE = SIGNATURE + (
    " s = q @ k.mT\n if mask is None: return s.softmax(-1)\n"
    " return s.masked_fill(~mask, -math.inf).softmax(-1).nan_to_num(nan=0.0)\n"
)
BODIES = {
    "raises": " raise ValueError('the secret of this student')\n",
    "hangs": " while True: pass\n",
    "hangs when masked": f" if mask is not None: time.sleep(60)\n{RIGHT} return w\n",
    "exits": " os._exit(0)\n",
    "exits politely": " sys.exit()\n",
    "breaks": " ctypes.string_at(0)\n",
    "bomb": " return bytearray(1 << 34)\n",
    "floods": " for _ in range(20): print('x' * (1 << 20))\n return None\n",
    "lies": " os.write(3, b'\\xff' * 16); time.sleep(60)\n",
    "list": " return list(range(10**5))\n",
    "endless list": " x = []; x.append(x); return x\n",
    "none": " return None\n",
    "subclass": " return torch.zeros(1).as_subclass(type('T', (torch.Tensor,), {}))\n",
}
SUBMISSIONS: dict[str, dict[str, bytes]] = {
    "right": submission(),
    **{name: submission(attention_weights=SIGNATURE + body) for name, body in BODIES.items()},
    "stub": {f"{slug}.py": (COURSE.stub_folder(SLUG) / f"{slug}.py").read_bytes() for slug in EXERCISES},
    "no scale": submission(attention_weights=NO_SCALE),
    "missing": submission(attention_weights=None),
    "misspelt": submission(attention_weights=None, attention_weigths=solution("attention_weights")),
    "syntax": submission(attention_weights="def attention_weights(q, k:\n    return q\n"),
    "not utf-8": submission(attention_weights="# caf\xe9\n".encode("latin-1")),
    "huge": submission(attention_weights="x = 1\n" * 100_000),
    "hangs at import": submission(attention_weights="while True: pass"),
    "exits at import": submission(attention_weights="import os; os._exit(0)"),
    "raises at import": submission(attention_weights="1 / 0"),
    "lies at import": submission(attention_weights="import os\nos.write(3, b'x' * 100)"),
    "near name": submission(attention_weights="def atention_weights(q, k, mask=None): pass"),
    "no name": submission(attention_weights="x = 1"),
    "float32": submission(right=solution("attention_weights"), attention_weights=FLOAT32),
    "carried": submission(attention_weights=NO_SCALE, scaled_dot_product_attention=SIBLING),
    "carried from a missing file": submission(attention_weights=None, scaled_dot_product_attention=SIBLING),
    "carried past a right one": submission(
        attention_weights=NO_SCALE, scaled_dot_product_attention=f"from similarity_scores import *\n{SIBLING}"
    ),
    "not carried": submission(
        attention_weights=NO_SCALE, scaled_dot_product_attention=SIBLING.replace("@ v", "@ v * 2")
    ),
    "banned": submission(scaled_dot_product_attention=(
        "from torch.nn.functional import scaled_dot_product_attention as f\n"
        "def scaled_dot_product_attention(q, k, v, causal=False): return f(q, k, v)\n"
    )),
    "banned in a sibling": submission(
        notes="import torch.nn as nn\nlayer = nn.MultiheadAttention(2, 1)\n",
        attention_weights="import notes\n" + solution("attention_weights"),
    ),
    "broken sibling": submission(notes="def (", attention_weights="import notes\n" + solution("attention_weights")),
    "odd siblings": {
        **submission(
            deep="x = " + "-" * 100_000 + "1",
            attention_weights="try: import deep\nexcept BaseException: pass\n" + solution("attention_weights"),
        ),
        "a.py": b"\0", "b.py": b"\xff", "sub/c.py": b"(" * 100, "torch.py": b"1 / 0", "notes.md": b"\xff",
    },
    "bom and crlf": {
        name: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") for name, data in submission().items()
    },
    "empty": {},
    "right again": submission(),
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(zygote: Zygote) -> Graded:
    """All submissions graded, one after the other by one grader."""
    return graded_by(zygote, material(*EXERCISES), SUBMISSIONS)


@pytest.fixture
def second(graded: Graded) -> Callable[[str], ExerciseResult]:
    """What became of `attention_weights` in a submission; the exercises around it must have passed."""

    def result(name: str) -> ExerciseResult:
        before, found, after = graded[name].exercises
        assert before.outcome is after.outcome is Outcome.PASSED
        return found

    return result


def _untimed(result: Result) -> dict[str, Any]:
    data = json.loads(json.dumps(result.to_dict()))
    for item in (data, *(test for exercise in data["exercises"] for test in exercise["tests"])):
        item.pop("duration_s")
    del data["graded_at"]
    return data


def test_the_right_answer_takes_full_points(graded: Graded) -> None:
    """Everything passes, nothing is diagnosed or flagged, and the result says how and with what it was graded."""
    result = graded["right"]
    assert [exercise.outcome for exercise in result.exercises] == [Outcome.PASSED] * 3
    assert result.points == result.max_points == 1600
    assert not any(exercise.diagnosis or exercise.flags or exercise.message for exercise in result.exercises)
    assert (result.isolation, result.seed, result.assignment, len(result.receipt)) == ("full", SEED, SLUG, 32)
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_what_others_did_before_changes_nothing(graded: Graded) -> None:
    """After all hostile submissions, the right answer has the same result as at first, but for times and its name."""
    assert _untimed(graded["right again"]) == {
        **_untimed(graded["right"]), "student": "right again", "receipt": graded["right again"].receipt,
    }  # fmt: skip


def test_a_stub_was_not_attempted(graded: Graded) -> None:
    """No points, and every test says that nothing was written yet."""
    result = graded["stub"]
    assert result.points == 0 and result.max_points == 1600
    for exercise in result.exercises:
        assert exercise.outcome is Outcome.NOT_ATTEMPTED and not exercise.diagnosis
        assert {(test.outcome, test.message) for test in exercise.tests} == {
            (Outcome.NOT_ATTEMPTED, "Not written yet.")
        }


def test_a_wrong_answer_fails_and_is_named(second: Callable[[str], ExerciseResult]) -> None:
    """Points for what is right, the author's words for what is wrong."""
    found = second("no scale")
    assert found.outcome is Outcome.FAILED and 0 <= found.points < found.max_points
    assert [diagnosis.id for diagnosis in found.diagnosis] == ["no_scale"]
    assert "√K" in found.diagnosis[0].says


def test_points_are_exact(second: Callable[[str], ExerciseResult]) -> None:
    """The wrong float width costs the part of a point that its own test is worth, and no other."""
    found = second("float32")
    (lost,) = [test for test in found.tests if test.points != test.max_points]
    assert (lost.name, lost.points) == ("test_keeps_the_dtype", 0) and lost.max_points % 100 != 0
    assert (found.outcome, found.points, found.max_points) == (Outcome.FAILED, 700 - lost.max_points, 700)


def test_code_that_raises_is_an_error_without_its_text(second: Callable[[str], ExerciseResult]) -> None:
    """The class of the exception is told, its text and the student's names are not."""
    found = second("raises")
    assert found.outcome is Outcome.ERROR and found.points == 0
    assert {(test.outcome, test.message) for test in found.tests} == {(Outcome.ERROR, "Your code raised a ValueError.")}


@pytest.mark.parametrize(("name", "outcome"), [
    ("hangs", Outcome.TIMEOUT), ("exits", Outcome.CRASHED), ("breaks", Outcome.CRASHED), ("lies", Outcome.FLAGGED),
    ("bomb", Outcome.ERROR), ("exits politely", Outcome.ERROR), ("hangs at import", Outcome.TIMEOUT),
    ("exits at import", Outcome.CRASHED), ("raises at import", Outcome.ERROR), ("lies at import", Outcome.FLAGGED),
    ("floods", Outcome.FAILED), ("list", Outcome.FAILED), ("endless list", Outcome.FAILED), ("none", Outcome.FAILED),
    ("subclass", Outcome.FAILED),
])  # fmt: skip
def test_every_way_to_go_wrong_has_its_outcome(
    second: Callable[[str], ExerciseResult], name: str, outcome: Outcome
) -> None:
    """In every test of the exercise, with no points; the exercises before and after it are unaffected."""
    found = second(name)
    assert (found.outcome, found.points, found.max_points) == (outcome, 0, 700)
    assert {test.outcome for test in found.tests} == {outcome}
    assert bool(found.flags) == (outcome is Outcome.FLAGGED)


def test_a_dead_worker_costs_one_test_and_the_second_death_the_rest(second: Callable[[str], ExerciseResult]) -> None:
    """Code that hangs with a mask keeps what it earned before, and nothing after its second death."""
    found = second("hangs when masked")
    outcomes = [test.outcome for test in found.tests]
    first = outcomes.index(Outcome.TIMEOUT)
    assert found.outcome is Outcome.TIMEOUT and found.points == sum(test.max_points for test in found.tests[:first])
    assert outcomes == [Outcome.PASSED] * first + [Outcome.TIMEOUT] * (len(outcomes) - first)
    slow = [test.duration_s > 0.9 for test in found.tests[first:]]
    assert slow == [True] * 2 + [False] * (len(outcomes) - first - 2)


@pytest.mark.parametrize(("name", "outcome", "message"), [
    ("missing", Outcome.NOT_ATTEMPTED, "attention_weights.py was not handed in."),
    ("misspelt", Outcome.NOT_ATTEMPTED,
     "attention_weights.py is missing. Did you mean to name attention_weigths.py that?"),
    ("syntax", Outcome.ERROR, "attention_weights.py, line 1: Python cannot read this ('(' was never closed)."),
    ("not utf-8", Outcome.ERROR, "attention_weights.py is not UTF-8 text (byte 6). Save it as UTF-8."),
    ("huge", Outcome.ERROR, "attention_weights.py is larger than 64 KiB. Hand in code, not data."),
    ("near name", Outcome.ERROR,
     "attention_weights.py does not define `attention_weights`. Did you mean to call `atention_weights` that?"),
    ("no name", Outcome.ERROR, "attention_weights.py does not define `attention_weights`."),
    ("raises at import", Outcome.ERROR, "attention_weights.py could not be loaded: it raised ZeroDivisionError."),
    ("broken sibling", Outcome.ERROR, "attention_weights.py could not be loaded: it raised SyntaxError."),
])  # fmt: skip
def test_what_cannot_be_run_is_said_in_one_line(
    second: Callable[[str], ExerciseResult], name: str, outcome: Outcome, message: str
) -> None:
    """What, where, and what to do; all tests of the exercise are listed all the same."""
    found, right = second(name), second("right")
    assert (found.outcome, found.message, found.points, found.max_points) == (outcome, message, 0, 700)
    assert [(test.name, test.max_points) for test in found.tests] == [(t.name, t.max_points) for t in right.tests]


def test_nothing_handed_in_is_a_result_too(graded: Graded) -> None:
    """An empty submission was not attempted."""
    assert [exercise.outcome for exercise in graded["empty"].exercises] == [Outcome.NOT_ATTEMPTED] * 3


@pytest.mark.parametrize("name", ["odd siblings", "bom and crlf"])
def test_odd_files_do_not_disturb(graded: Graded, name: str) -> None:
    """Files beside the answers that are no Python, and answers with a byte order mark and Windows line ends."""
    assert graded[name].points == graded[name].max_points


def test_an_error_is_paid_for_once(graded: Graded) -> None:
    """An exercise that imports a wrong sibling, or one that is missing, is right with the given one in its place.

    A sibling that lost nothing is not named.
    """
    for name in ("carried", "carried from a missing file", "carried past a right one"):
        _, paid, carried = graded[name].exercises
        assert paid.points < paid.max_points
        assert (carried.outcome, carried.points) == (Outcome.CARRIED, carried.max_points)
        assert carried.message == (
            "Graded with ours in the place of your attention_weights. What is wrong there costs points there, not here."
        )


def test_a_mistake_of_ones_own_is_not_carried(graded: Graded) -> None:
    """With the given sibling in place the answer is still wrong."""
    result = graded["not carried"].exercises[2]
    assert result.outcome is Outcome.FAILED and result.points < result.max_points


def test_what_is_not_allowed_is_flagged(graded: Graded) -> None:
    """No points until a person has looked at the named line, also when a sibling does it."""
    _, _, banned = graded["banned"].exercises
    assert (banned.outcome, banned.points) == (Outcome.FLAGGED, 0)
    assert "scaled_dot_product_attention.py, line 1: torch.nn.functional.scaled_dot_product_attention" in banned.flags
    _, sibling, _ = graded["banned in a sibling"].exercises
    assert sibling.outcome is Outcome.FLAGGED and sibling.flags == ("notes.py, line 2: torch.nn.MultiheadAttention",)


def test_no_word_of_a_student_or_of_a_hidden_test_is_in_a_result(graded: Graded) -> None:
    """Texts of exceptions and what was printed stay out."""
    everything = json.dumps([result.to_dict() for result in graded.values()])
    assert "the secret of this student" not in everything and "xxxx" not in everything


def test_a_result_is_the_same_again_and_in_company(graded: Graded, zygote: Zygote) -> None:
    """Graded alone and by another grader, it is the same but for times."""
    names = ("no scale", "carried", "float32", "banned")
    again = graded_by(zygote, material(*EXERCISES), {name: SUBMISSIONS[name] for name in reversed(names)})
    assert {name: _untimed(again[name]) for name in names} == {name: _untimed(graded[name]) for name in names}


def test_in_this_process_the_same_verdict_comes_out(graded: Graded) -> None:
    """`trusted` differs from `full` in its name only, for answers that do no harm."""
    names = ("right", "no scale", "carried", "float32", "stub", "near name", "none", "raises", "subclass", "list")
    local = graded_by(LocalPlace(), material(*EXERCISES), {name: SUBMISSIONS[name] for name in names})
    for name in names:
        assert _untimed(local[name]) == {**_untimed(graded[name]), "isolation": "trusted"}


# Diagnosis


def _variants() -> tuple[str, list[str]]:
    """The variants of `attention_weights` as a file without the grader's imports, and the names of the mistakes."""
    text = (COURSE.solution_folder(SLUG) / "variants/attention_weights.py").read_text()
    stand_in = "alternative = misconception = lambda thing: thing\ncombinations = lambda *all: None"
    source = text.replace("from autograder.testing import alternative, combinations, misconception", stand_in)
    lines = text.splitlines()
    names = [
        lines[i + 1].removeprefix("def ").partition("(")[0] for i, line in enumerate(lines) if line == "@misconception"
    ]
    return source, names


SOURCE, MISTAKES = _variants()
TWO_MISTAKES = {
    ("nan_in_empty_row", "naive_exp"):
        " s = q @ k.mT / math.sqrt(q.shape[-1])\n"
        " if mask is not None: s = s.masked_fill(~mask, -math.inf)\n"
        " e = s.exp()\n return e / e.sum(-1, keepdim=True)\n",
    ("softmax_over_queries", "mask_inverted"):
        " s = q @ k.mT / math.sqrt(q.shape[-1])\n if mask is None: return s.softmax(-2)\n"
        " return s.masked_fill(mask, -math.inf).softmax(-1).nan_to_num(nan=0.0)\n",
}  # fmt: skip
STRANGE = """
import torch as t
class Weigher:
    def __call__(self, q, k, mask=None):
        rows = t.stack([(q * k[..., j : j + 1, :]).sum(-1) for j in range(k.shape[-2])], -1) * q.shape[-1] ** -0.5
        if mask is not None:
            rows = t.where(mask.broadcast_to(rows.shape), rows, t.full_like(rows, -float("inf")))
        weights = t.nn.Softmax(dim=rows.ndim - 1)(rows)
        return t.where(weights != weights, t.zeros_like(weights), weights)
attention_weights = Weigher()
"""


@pytest.fixture(scope="module")
def diagnosed(zygote: Zygote) -> Mapping[str, ExerciseResult]:
    """What became of mistakes, of two at a time, and of a strange right answer."""
    files = {name: f"{SOURCE}\nattention_weights = {name}\n" for name in MISTAKES}
    files |= {" and ".join(names): SIGNATURE + body for names, body in TWO_MISTAKES.items()} | {"strange": STRANGE}
    submissions = {name: {"attention_weights.py": text.encode()} for name, text in files.items()}
    results = graded_by(zygote, material("attention_weights", limits=Limits(call_seconds=20)), submissions)
    return {name: result.exercises[0] for name, result in results.items()}


@pytest.mark.parametrize("name", MISTAKES)
def test_every_mistake_is_named_through_the_sandbox(diagnosed: Mapping[str, ExerciseResult], name: str) -> None:
    """The answers of a real worker are recognised, and that mistake is named first."""
    found = diagnosed[name]
    assert found.points < found.max_points
    assert [diagnosis.id for diagnosis in found.diagnosis][:1] == [name]


@pytest.mark.parametrize("names", TWO_MISTAKES)
def test_two_mistakes_in_one_answer_are_both_named(
    diagnosed: Mapping[str, ExerciseResult], names: tuple[str, str]
) -> None:
    """When they show in different tests."""
    assert {diagnosis.id for diagnosis in diagnosed[" and ".join(names)].diagnosis} == set(names)


def test_a_right_answer_in_strange_code_has_no_mistake(diagnosed: Mapping[str, ExerciseResult]) -> None:
    """Full points, whatever it looks like."""
    found = diagnosed["strange"]
    assert (found.outcome, found.points, found.diagnosis) == (Outcome.PASSED, 700, ())


# Our own faults


def _mini(course: Path) -> Material:
    found = find_course(course)
    return Material(
        find_assignment(found, "counting"),
        found.solution_folder("counting"),
        found.suite_folder("counting"),
        found.given,
    )


def _mini_answers(course: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (course / "solutions/counting").glob("*.py")}


def test_an_exercise_whose_reference_fails_is_ungraded(mini_course: Path, zygote: Zygote) -> None:
    """No student loses a point to a broken suite, and the other exercises are graded."""
    suite = mini_course / "autograder/suites/counting/test_double.py"
    suite.write_text(suite.read_text().replace("== -42", "== -43"))
    (result,) = graded_by(zygote, _mini(mini_course), {"ada": _mini_answers(mini_course)}).values()
    broken, whole = result.exercises
    assert (broken.outcome, broken.points, broken.max_points) == (Outcome.UNGRADED, 0, 200)
    assert {test.outcome for test in broken.tests} == {Outcome.UNGRADED}
    assert (whole.outcome, whole.points) == (Outcome.PASSED, 300) and result.ungraded


def test_a_suite_that_cannot_work_across_the_wall_is_found_before_anybody_is_graded(
    mini_course: Path, zygote: Zygote
) -> None:
    """Its reference differentiates through a function of the suite, which no worker can: nobody fails for that."""
    double = (
        "import torch\ndef double(f, x):\n x = x.clone().requires_grad_()\n"
        " return torch.autograd.grad(f(x).sum(), x)[0]\n"
    )
    (mini_course / "solutions/counting/double.py").write_text(double)
    (mini_course / "autograder/suites/counting/test_double.py").write_text(
        "import pytest, torch\n@pytest.mark.points(2)\ndef test_slope(student):\n"
        " assert student.double(lambda x: x**2, torch.ones(2)).tolist() == [2, 2]\n"
    )
    (result,) = graded_by(zygote, _mini(mini_course), {"ada": _mini_answers(mini_course)}).values()
    assert result.exercises[0].outcome is Outcome.UNGRADED


def test_a_suite_that_is_not_worth_its_exercise_leaves_it_ungraded(mini_course: Path, zygote: Zygote) -> None:
    """The manifest's points and the suite's must be the same."""
    suite = mini_course / "autograder/suites/counting/test_double.py"
    suite.write_text(suite.read_text().replace("points(1)", "points(0.75)", 1))
    (result,) = graded_by(zygote, _mini(mini_course), {"ada": _mini_answers(mini_course)}).values()
    assert result.exercises[0].outcome is Outcome.UNGRADED


@pytest.fixture
def doomed() -> Iterator[Zygote]:
    """A sandbox that may be killed."""
    try:
        place = Zygote()
    except (SandboxFault, OSError) as fault:
        pytest.skip(f"no full isolation on this machine: {fault}")
    yield place
    place.close()


def test_a_sandbox_that_dies_leaves_exercises_ungraded(mini_course: Path, doomed: Zygote) -> None:
    """Killed with a submission opened, and again with one in a worker's hands: never a crash of the student's."""
    answers = _mini_answers(mini_course)
    hangs = {"double.py": b"import time\ndef double(n): time.sleep(60)", "Tally.py": answers["Tally.py"]}
    found: list[Result] = []

    def body(suites: Any) -> None:
        grader = Grader(_mini(mini_course), suites, doomed, SEED)
        opened = [grader.open(Submission("ada", "0" * 64, files)) for files in (hangs, answers)]
        threading.Timer(0.5, lambda: os.kill(doomed._process.pid, signal.SIGKILL)).start()
        found.extend(submission.result() for submission in opened)

    with_suites(_mini(mini_course).suite_files, body)
    outcomes = [[exercise.outcome for exercise in result.exercises] for result in found]
    assert outcomes[0][0] is Outcome.UNGRADED
    # What was answered in time may count, for whoever grades starts over when something is ungraded.
    assert {outcome for each in outcomes for outcome in each} <= {Outcome.UNGRADED, Outcome.PASSED}
    with pytest.raises(SandboxFault):
        doomed.open(answers, Limits())  # type: ignore[arg-type]
