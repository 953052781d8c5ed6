"""Results cell by cell, as nbgrader's gradebook has room for them."""

from autograder.bridges.nbgrader_verdicts import Verdict, verdicts
from autograder.model.assignment import Assignment, Exercise, Kind, Prompt
from autograder.model.result import Diagnosis, ExerciseResult, Outcome, Result, TestResult

CODE = Exercise("double", "Twice", 200, 1, 1, (), ())
WORDS = Exercise(
    "talk", "Words", 300, 1, 1, (), (), kind=Kind.RESPONSES, prompts=(Prompt("why"), Prompt("how"), Prompt("when"))
)
ASSIGNMENT = Assignment("counting", "Counting", "", (CODE, WORDS))


def said(*exercises: ExerciseResult) -> dict[str, Verdict]:
    """The verdicts on these exercises, by grade id."""
    result = Result("counting", "ada", "", "", "full", 0, "", 0.0, exercises)
    return {verdict.grade_id: verdict for verdict in verdicts(ASSIGNMENT, result)}


def test_points_and_comment_stand_apart() -> None:
    """Points belong to the grader cell, the comment to the solution cell."""
    wrong = ExerciseResult("double", Outcome.FAILED, 50, 200, diagnosis=(Diagnosis("square", "This is the square."),))
    verdict = said(wrong)["test_double"]
    assert (verdict.commented, verdict.points) == ("double", 50)
    assert verdict.comment.splitlines() == ["0.5 of 2, not right yet.", "This is the square."]


def test_what_is_flagged_waits_for_a_person() -> None:
    """No points are given, and none are taken."""
    assert said(ExerciseResult("double", Outcome.FLAGGED, 0, 200))["test_double"].points is None


def test_of_responses_only_the_empty_ones_are_decided() -> None:
    """What was written waits for a reader; what was not earns nothing."""
    tests = (
        TestResult("why", "", Outcome.PASSED, 0, 0),
        TestResult("how", "", Outcome.FAILED, 0, 0, "Write 60 to 250 words."),
        TestResult("when", "", Outcome.NOT_ATTEMPTED, 0, 0),
    )
    found = said(ExerciseResult("talk", Outcome.TO_REVIEW, 0, 300, tests=tests))
    assert {slug: verdict.points for slug, verdict in found.items()} == {"why": None, "how": None, "when": 0}
    assert [found[slug].comment for slug in ("how", "when")] == ["Write 60 to 250 words.", "No response."]


def test_a_comment_holds_no_html() -> None:
    """nbgrader's feedback would let it through; what stands between backticks is shown as it is."""
    verdict = Verdict("test_double", "double", 0, "p < 0 & `a < b`\n<script>")
    assert verdict.markdown == "p &lt; 0 &amp; `a < b`\n\n- &lt;script>"
