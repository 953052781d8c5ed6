"""Whether a worker has played or is asked live, and who was graded before, makes no difference to a result."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.engine.grading import Grader
from autograder.engine.material import Submission
from autograder.engine.memory import Memory
from autograder.engine.suites import Suites, with_suites
from autograder.model.result import ExerciseResult, Result
from autograder.sandbox.script import Part
from autograder.sandbox.worker import RemoteBackend
from autograder.sandbox.zygote import RemoteRoom, Zygote

from .test_grading import EXERCISES, SEED, SUBMISSIONS, graded_by, material, solution, submission

REPLAYED = (
    "right",
    "stub",
    "no scale",
    "raises",
    "hangs when masked",
    "exits",
    "lies",
    "list",
    "none",
    "raises at import",
)


def test_played_or_asked_live_a_result_is_the_same(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the second submission on workers play a script; without one everything but times is equal."""
    submissions = {name: SUBMISSIONS[name] for name in REPLAYED}
    played = graded_by(zygote, material(*EXERCISES), submissions)
    monkeypatch.setattr(zygote, "plays", False)
    live = graded_by(zygote, material(*EXERCISES), submissions)
    for name in REPLAYED:
        assert _timeless(live[name]) == _timeless(played[name]), name


def _timeless(result: Result) -> list[ExerciseResult]:
    return [
        replace(exercise, tests=tuple(replace(test, duration_s=0) for test in exercise.tests))
        for exercise in result.exercises
    ]


SNEAKY = """
import torch
def attention_weights(q, k, mask=None):
    getattr(torch.nn.functional, "scaled_dot" + "_product_attention")(q, k, k)
    return right(q, k, mask)
"""


def test_who_answers_like_a_cheat_is_no_cheat(zygote: Zygote) -> None:
    """What one worker was seen doing is never said of another one that gave the same answers, before or after it."""
    sneaky = solution("attention_weights").replace("def attention_weights", "def right") + SNEAKY
    order = ["live", "honest", "sneaky", "again", "sneakier"]
    submissions = {
        name: submission(attention_weights=sneaky) if name.startswith("sneak") else submission() for name in order
    }
    found = graded_by(zygote, material(*EXERCISES), submissions)
    flags = {name: [flag for exercise in found[name].exercises for flag in exercise.flags] for name in order}
    assert all(bool(flags[name]) == name.startswith("sneak") for name in order), flags


QUIET_DEATHS = {
    "hangs": " while True: pass\n",
    "exits": " raise SystemExit\n",
    "bomb": " return torch.zeros(1 << 40)\n",
    "no floor": " return attention_weights(q, k, mask)\n",
}
LOUD = solution("similarity_scores") + "\ntorch.set_default_dtype(torch.float64)\n"


def test_together_or_alone_a_result_is_the_same(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet exercises share a process; with a process for each everything but times is equal, deaths included."""
    bodies = {
        name: f"import torch\ndef attention_weights(q, k, mask=None):\n{body}" for name, body in QUIET_DEATHS.items()
    }
    submissions = {name: submission(attention_weights=text) for name, text in bodies.items()}
    submissions |= {"first": submission(), "right": submission(), "stub": SUBMISSIONS["stub"]}
    submissions = dict(reversed(submissions.items()))  # the first one is never played
    together = graded_by(zygote, material(*EXERCISES), submissions)
    monkeypatch.setattr("autograder.engine.grading.all_quiet", lambda sources: False)
    alone = graded_by(zygote, material(*EXERCISES), submissions)
    for name in submissions:
        assert _timeless(alone[name]) == _timeless(together[name]), name


def test_only_quiet_code_shares_a_process(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who changes torch for good spoils nobody else's exercise, not even their own."""
    shared: list[int] = []
    ensemble = RemoteRoom.ensemble

    def counted(room: RemoteRoom, parts: Sequence[Part]) -> list[RemoteBackend]:
        shared.append(len(parts))
        return ensemble(room, parts)

    monkeypatch.setattr(RemoteRoom, "ensemble", counted)
    submissions = {"first": submission(), "loud": submission(similarity_scores=LOUD)}
    found = graded_by(zygote, material(*EXERCISES), submissions)
    assert shared == [] and found["loud"].points == found["first"].points
    graded_by(zygote, material(*EXERCISES), {"first": submission(), "quiet": submission()})
    assert shared == [len(EXERCISES)]


def test_what_many_submissions_need_is_learned_beforehand(zygote: Zygote, tmp_path: Path) -> None:
    """Then the next grader on the same file plays the first submission already, and names its mistakes at once."""
    made, file = material(*EXERCISES), tmp_path / "memory.json"
    found: list[Result] = []

    def learning(suites: Suites) -> None:
        grader = Grader(made, suites, zygote, SEED, Memory(file), start=-2)
        assert list(grader._slugs) == [*reversed(EXERCISES[:-1]), EXERCISES[-1]]
        grader.learn()

    def learned(suites: Suites) -> None:
        room = zygote.open({}, made.assignment.limits)
        grader = Grader(made, suites, zygote, SEED, Memory(file))
        workers = grader.ensemble(room, made.assignment.coded)
        assert list(workers) == [exercise.slug for exercise in made.assignment.coded]
        for worker in workers.values():
            worker.close()
        room.close()
        found.append(grader.grade(Submission("ada", "0" * 64, SUBMISSIONS["no scale"])))

    with_suites(made.suite_files, learning)
    kept = json.loads(file.read_text())
    assert kept.keys() == {"fit", "known", "played"} and all(found.keys() == set(EXERCISES) for found in kept.values())
    with_suites(made.suite_files, learned)
    assert any(exercise.diagnosis for exercise in found[0].exercises)
    assert json.loads(file.read_text()) == kept
