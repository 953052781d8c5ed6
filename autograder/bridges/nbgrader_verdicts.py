"""A result cell by cell, as nbgrader's gradebook has room for it. Needs no nbgrader."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.bridges.nbgrader_source import TESTS
from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.model.points import Points
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.report.comment import exercise_comment

MARKUP = re.compile(r"`[^`\n]*`|[<&]")


@dataclass(frozen=True)
class Verdict:
    """What is said of one grade cell; `grade_id` is its name and that of `commented` has room for the comment."""

    grade_id: str
    commented: str
    points: Points | None
    """Nothing where a person has to say."""
    comment: str
    """As it is, for a cell's output."""

    @property
    def markdown(self) -> str:
        """The comment as Markdown: nbgrader's feedback shows it as that, and lets HTML through."""
        first, *rest = MARKUP.sub(lambda match: HARMLESS.get(match[0], match[0]), self.comment).splitlines() or [""]
        return "\n".join([first, *([""] if rest else []), *(f"- {line}" for line in rest)])


HARMLESS = {"<": "&lt;", "&": "&amp;"}


def verdicts(assignment: Assignment, result: Result) -> Iterator[Verdict]:
    """What is said of each grade cell of the assignment's notebook."""
    for each in result.exercises:
        exercise = assignment.exercise(each.exercise)
        if exercise is None:
            continue
        if exercise.kind is Kind.RESPONSES:
            yield from _responses(exercise, each)
        else:
            waits = each.outcome is Outcome.FLAGGED
            yield Verdict(
                f"{TESTS}{exercise.slug}", exercise.slug, None if waits else each.points, exercise_comment(each)
            )


def _responses(exercise: Exercise, result: ExerciseResult) -> Iterator[Verdict]:
    """Of a prompt without an answer that there are no points; of the others whether they are as long as asked."""
    found = {test.name: test for test in result.tests}
    for prompt in exercise.prompts:
        test = found.get(prompt.slug)
        empty = test is None or test.outcome is Outcome.NOT_ATTEMPTED
        says = "No response." if test is None or empty else test.message
        yield Verdict(prompt.slug, prompt.slug, 0 if empty else None, says)
