"""A result as Gradescope shows it: the same points, at the right time, and no score where there is none."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from autograder.model.assignment import Assignment, Exercise, Kind, Prompt, Shown
from autograder.model.points import to_number
from autograder.model.result import ExerciseResult, Outcome, Result, TestResult
from autograder.report.gradescope import LONGEST, graded, not_graded
from autograder.store.gradescope_submission import Handed, Submitter
from tests.bridges import results_json
from tests.bridges.results_json import Refused

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
ADA = Submitter("s001", "ada@x.org")
NOBODY = Handed("7", AT, (ADA,))
SEED = "424242"
ESSAY = Exercise("essay", "What is it good for?", 600, 2, 20, (), (), kind=Kind.RESPONSES, prompts=(Prompt("why"),))
QUIZ = Exercise("quiz", "Which is right?", 200, 1, 5, (), (), kind=Kind.QUIZ)


def document(assignment: Assignment, result: Result, **more: Any) -> dict[str, Any]:
    """What Gradescope reads of it."""
    checks, handed = more.pop("checks", {}), more.pop("handed", NOBODY)
    receipts = {each.id: f"receipt-{each.id}" for each in handed.submitters}
    return results_json.read(json.dumps(graded(assignment, result, checks, handed, receipts, **more)))


def of(document: dict[str, Any], slug: str) -> list[dict[str, Any]]:
    """The entries of an exercise that are no public checks."""
    return [test for test in document["tests"] if slug in test["tags"] and "public" not in test["tags"]]


def alone(exercise: Exercise, result: ExerciseResult, **more: Any) -> dict[str, Any]:
    """The document of an assignment with one exercise."""
    whole = Result("one", "s001", "sha", "r", "uid", int(SEED), "2026-12-01T12:00:00Z", 0.1, (result,))
    return document(Assignment("one", "One", "One.", (exercise,)), whole, **more)


def test_points_are_those_of_the_result(assignment: Assignment, result: Result) -> None:
    """In all, and exercise by exercise as the sum of their entries."""
    found = document(assignment, result)
    assert results_json.total(found) == to_number(result.points)
    for exercise in result.exercises:
        entries = of(found, exercise.exercise)
        assert sum(entry["score"] for entry in entries) == to_number(exercise.points)
        assert sum(entry["max_score"] for entry in entries) == to_number(exercise.max_points)


def test_every_hidden_test_is_an_entry_by_its_sentence(assignment: Assignment, result: Result) -> None:
    """With its author's words, and passed or failed."""
    first = result.exercises[0]
    entries = of(document(assignment, result), first.exercise)
    assert [entry["name"] for entry in entries] == [f"Similarity scores: {test.says}" for test in first.tests]
    assert {entry["status"] for entry in entries} == {"passed"}


@pytest.mark.parametrize(
    ("when", "due", "published"),
    [(Shown.AT_ONCE, False, False), (Shown.AFTER_DUE, True, False), (Shown.AFTER_PUBLISHED, False, True)],
)
def test_hidden_tests_are_seen_when_the_manifest_says(
    assignment: Assignment, result: Result, when: Shown, due: bool, published: bool
) -> None:
    """Not before, and the score neither: no more than the public checks and whose receipt it is."""
    public = ExerciseResult("split_heads", Outcome.PASSED, 0, 0)
    found = document(replace(assignment, hidden_tests=when), result, checks={"split_heads": public})
    then = results_json.shown(found, due=due, published=published)
    assert len(then["tests"]) == len(found["tests"]) and then["score"] == to_number(result.points)
    before = results_json.shown(found)
    if when is not Shown.AT_ONCE:
        assert [test["name"] for test in before["tests"]] == ["Split and merge heads: public checks"]
        assert "score" not in before and "hidden tests is shown" in before["output"]
    told = json.dumps(before)
    hidden = [said for each in result.exercises for test in each.tests for said in (test.says, test.message) if said]
    assert when is Shown.AT_ONCE or not any(said in told for said in hidden)
    assert "stdout" not in then


def test_after_publication_is_the_default() -> None:
    """Who hands in again and again learns nothing of hidden tests."""
    assert Assignment("one", "One", "One.", ()).hidden_tests is Shown.AFTER_PUBLISHED


def test_a_mistake_is_named_where_the_first_test_failed(assignment: Assignment, result: Result) -> None:
    """Once, and before what the test itself says."""
    wrong = next(each for each in result.exercises if each.diagnosis)
    says = wrong.diagnosis[0].says
    entries = of(document(assignment, result), wrong.exercise)
    named = [entry for entry in entries if says in entry["output"]]
    assert named == [next(entry for entry in entries if entry["status"] == "failed")]
    assert named[0]["output"].startswith(f"Probably this: {says}")


def test_what_a_person_reads_is_neither_given_nor_lost() -> None:
    """Its entry has no points, passed or failed it is not, and the page says who gives them."""
    answer = TestResult("why", "There is an answer under `why`, 80 words.", Outcome.PASSED, 0, 0)
    found = alone(ESSAY, ExerciseResult("essay", Outcome.TO_REVIEW, 0, 600, tests=(answer,)))
    (entry,) = found["tests"]
    assert not {"score", "max_score", "status"} & entry.keys()
    assert "A person will read this" in entry["output"] and "80 words" in entry["output"]
    assert "A person reads What is it good for?: 6 points, neither given nor lost yet." in found["output"]
    assert found["extra_data"]["autograder"]["to_review"] == ["essay"]


def test_an_essay_that_was_not_written_has_no_points_here_either() -> None:
    """They belong to a question of Gradescope's own, where a person says so."""
    found = alone(ESSAY, ExerciseResult("essay", Outcome.NOT_ATTEMPTED, 0, 600))
    assert "max_score" not in found["tests"][0] and "A person reads" not in found["output"]


def test_what_is_flagged_has_one_entry_that_is_not_failed() -> None:
    """Its tests' points are not its points, and nothing has been decided."""
    exercise = Exercise("one", "One", 300, 1, 5, ("one",), ("a", "b", "c"))
    passed = TestResult("test_a", "It works.", Outcome.PASSED, 300, 300)
    flagged = ExerciseResult("one", Outcome.FLAGGED, 0, 300, flags=("calls torch.softmax",), tests=(passed,))
    (entry,) = alone(exercise, flagged)["tests"]
    assert (entry["score"], entry["max_score"], "status" in entry) == (0, 3, False)
    assert "Nothing has been decided yet" in entry["output"] and "calls torch.softmax" in entry["output"]


def test_a_quiz_is_not_explained_before_the_due_date() -> None:
    """Not even where hidden tests are visible at once; but it is where its manifest says so."""
    right = TestResult("q1", "q1: Which?", Outcome.PASSED, 200, 200, "Because it is.")
    result = ExerciseResult("quiz", Outcome.PASSED, 200, 200, tests=(right,))
    whole = Result("one", "s001", "sha", "r", "uid", 7, "2026-12-01T12:00:00Z", 0.1, (result,))
    for exercise, seen in ((QUIZ, False), (replace(QUIZ, explained_at_once=True), True)):
        assignment = Assignment("one", "One", "One.", (exercise,), hidden_tests=Shown.AT_ONCE)
        assert bool(results_json.shown(document(assignment, whole))["tests"]) is seen
        assert results_json.shown(document(assignment, whole), due=True)["tests"]


def test_late_is_told_by_the_time_of_the_submission(assignment: Assignment, result: Result) -> None:
    """One line for one; the points stay as they are, for lateness is Gradescope's business."""
    late = Handed("7", AT, (replace(ADA, due=AT - timedelta(hours=2, minutes=5)),))
    found = document(assignment, result, handed=late)
    assert "Handed in 2 hours 5 minutes after the due date." in found["output"]
    assert found["extra_data"]["autograder"]["late_seconds"] == {"s001": 7500}
    assert found["score"] == document(assignment, result)["score"]
    assert "Handed in" not in document(assignment, result)["output"]


def test_in_a_group_each_has_a_date_and_a_receipt(assignment: Assignment, result: Result) -> None:
    """An extension holds for one; after the late due date is more than late."""
    due = AT - timedelta(days=1)
    others = (replace(ADA, sid="s002", due=AT), Submitter("s003", due=due, late_due=AT - timedelta(seconds=1)))
    found = document(assignment, result, handed=Handed("7", AT, (replace(ADA, due=due), *others)))
    said = found["output"].split("\n")
    assert "s001: handed in 1 day after the due date." in said
    assert "s003: handed in 1 day after the due date, and after the late due date." in said
    assert not [line for line in said if line.startswith("s002: handed in")]
    assert [line for line in said if line.startswith("Receipt of s002: receipt-s002")]
    assert list(found["extra_data"]["autograder"]["receipts"]) == ["s001", "s002", "s003"]


def test_the_manifests_date_holds_where_gradescope_has_none(assignment: Assignment, result: Result) -> None:
    """As it does for what is collected; without a time nothing is said."""
    dated = replace(assignment, due=AT - timedelta(minutes=1))
    assert "Handed in 1 minute after" in document(dated, result)["output"]
    timeless = document(dated, result, handed=Handed("", None, (ADA,)))
    assert "Handed in" not in timeless["output"]
    assert timeless["extra_data"]["autograder"]["late_seconds"] == {"s001": None}


def test_public_checks_say_all_and_count_nothing(assignment: Assignment, result: Result) -> None:
    """Visible at once, one entry for the exercise, with what was expected and what came."""
    test = TestResult("test_a", "The example comes out.", Outcome.FAILED, 0, 100, "Wrong values.\nexpected 4\ngot 5")
    checks = {"split_heads": ExerciseResult("split_heads", Outcome.FAILED, 0, 100, tests=(test,))}
    found = document(assignment, result, checks=checks)
    (entry,) = [entry for entry in found["tests"] if "public" in entry["tags"]]
    assert entry["output"] == "✗ The example comes out.\n    Wrong values.\n    expected 4\n    got 5"
    assert (entry["status"], entry["visibility"]) == ("failed", "visible") and "score" not in entry
    assert found["score"] == document(assignment, result)["score"]


def test_what_a_student_writes_stays_text(assignment: Assignment, result: Result) -> None:
    """Escapes are spelt out, and too much of it is cut."""
    loud = ExerciseResult("split_heads", Outcome.ERROR, 0, 100, "\x1b[2J\u202e<script>" + "x" * 2 * LONGEST)
    (entry,) = [each for each in document(assignment, result, checks={"split_heads": loud})["tests"]
                if "public" in each["tags"]]  # fmt: skip
    assert "\\x1b[2J\\u202e<script>" in entry["output"] and entry["output_format"] == "text"
    assert len(entry["output"]) <= LONGEST + 2


def test_the_seed_is_told_nobody(assignment: Assignment, result: Result) -> None:
    """Whoever knows it knows the hidden inputs."""
    assert SEED not in json.dumps(document(assignment, replace(result, seed=int(SEED))))


def test_what_could_not_be_graded_has_no_score() -> None:
    """Gradescope records none, and not 0; student and instructor read why."""
    text = json.dumps(not_graded())
    assert "tell your instructor" in results_json.parsed(text)["output"]
    with pytest.raises(Refused, match="no score"):
        results_json.read(text)
