"""A course's rules as students read them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from autograder.model.assignment import Assignment
from autograder.model.policy import Attempts, LateDays, Policy, Unit
from autograder.report.rules import rules

BEGUN, HOUR = "For each day late that has begun", "For each hour late that has begun"
SPENT = "they are spent where they save points."
DUE = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("policy", "late_days", "says"),
    [
        (Policy(), LateDays(3), []),
        (
            Policy(percent=1000, most_percent=5000, grace_minutes=15), LateDays(3, 1),
            [
                f"{BEGUN}, 10 % of the points reached are taken off, 50 % of the points reached at most.",
                "Lateness counts from 15 minutes after the due date.",
                f"You have 3 late days in the whole course, at most 1 for one assignment: {SPENT}",
            ],
        ),
        (
            Policy(points=150, unit=Unit.HOUR, close_days=3), None,
            [f"{HOUR}, 1.5 points are taken off.", "What comes more than 3 days late earns nothing."],
        ),
        (
            Policy(percent=250, of_possible=True), None,
            [f"{BEGUN}, 2.5 % of the points to be had are taken off."],
        ),
        (Policy(close_days=0), None, ["What comes late earns nothing."]),
        (Policy(attempts=Attempts.BEST), None, ["Of your submissions the best counts, once lateness is taken off."]),
    ],
)  # fmt: skip
def test_each_rule_is_a_sentence(
    assignment: Assignment, policy: Policy, late_days: LateDays | None, says: list[str]
) -> None:
    """And no rule is none."""
    assert rules(replace(assignment, due=DUE), policy, late_days) == says


def test_lateness_is_of_no_interest_without_a_due_date(assignment: Assignment) -> None:
    """The cap on bonus points is, where there are any."""
    policy = Policy(percent=1000, bonus_percent=1000)
    assert rules(assignment, policy, LateDays(3)) == []
    extra = replace(assignment, exercises=(replace(assignment.exercises[0], bonus=True), *assignment.exercises[1:]))
    assert rules(extra, policy, None) == ["Bonus points count for at most 10 % on top of all points."]
