"""A course's rules in words, for those who hand in."""

from collections.abc import Iterator

from autograder.model.assignment import Assignment
from autograder.model.points import in_words, text
from autograder.model.policy import WHOLE, Attempts, LateDays, Policy
from autograder.model.text import counted


def rules(assignment: Assignment, policy: Policy, late_days: LateDays | None) -> list[str]:
    """A sentence for each rule that differs from none at all; `late_days` only where they can be spent."""
    said = list(_lateness(policy, late_days)) if assignment.due else []
    if policy.attempts is Attempts.BEST:
        said.append("Of your submissions the best counts, once lateness is taken off.")
    if policy.bonus_percent is not None and any(exercise.bonus for exercise in assignment.exercises):
        said.append(f"Bonus points count for at most {text(policy.bonus_percent)} % on top of all points.")
    return said


def _lateness(policy: Policy, late_days: LateDays | None) -> Iterator[str]:
    if policy.percent or policy.points:
        of = "the points to be had" if policy.of_possible else "the points reached"
        rate = f"{text(policy.percent)} % of {of}" if policy.percent else f"{in_words(policy.points)}"
        most = f", {text(policy.most_percent)} % of {of} at most" if policy.most_percent < WHOLE else ""
        yield f"For each {policy.unit} late that has begun, {rate} are taken off{most}."
    if policy.close_days is not None:
        days = f"more than {counted(policy.close_days, 'day')} " if policy.close_days else ""
        yield f"What comes {days}late earns nothing."
    if policy.penalises and policy.grace_minutes:
        yield f"Lateness counts from {counted(policy.grace_minutes, 'minute')} after the due date."
    if late_days and late_days.budget and policy.penalises:
        each = "" if late_days.each is None else f", at most {late_days.each} for one assignment"
        days = counted(late_days.budget, "late day")
        yield f"You have {days} in the whole course{each}: they are spent where they save points."
