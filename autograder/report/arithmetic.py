"""How a grade came about, in words: what rules took off, step by step, with every number."""

from collections.abc import Iterator
from datetime import timedelta

from autograder.model.points import Points, in_words, text
from autograder.model.policy import WHOLE, Grade, Lateness, Policy, Unit, days_after
from autograder.model.text import counted, plural


def arithmetic(grade: Grade, policy: Policy, possible: Points) -> list[str]:
    """A sentence for each step from the points as graded to those that count; none if no rule has a say."""
    found = grade.lateness
    steps = []
    if grade.over:
        cap = f"at most {_percent(policy.bonus_percent or 0)} on top of {text(possible)} count"
        steps.append(f"{text(grade.raw)} points, with a bonus; {cap}: -{text(grade.over)} = {text(grade.counted)}.")
    if found.late and (policy.penalises or found.late_days):
        steps.append(" ".join(_late_steps(grade, policy, possible)))
    elif found.late:
        steps.append(f"{_how_late(found, policy)}; nothing is taken off for that.")
    elif found.behind:
        steps.append(f"{_how_late(found, policy)}, within {_minutes(policy.grace_minutes)} of grace: in time.")
    elif found.extended and found.at:
        steps.append("In time, with an extension.")
    if grade.late_days_left is not None and found.late:
        steps.append(_late_days(found.late_days, grade.late_days_left))
    return steps


def lateness_words(found: Lateness, policy: Policy) -> str:
    """How late something was, in a few words; empty if it was in time."""
    return f"{_span(found, policy)} after the due date" if found.late else ""


def _late_steps(grade: Grade, policy: Policy, possible: Points) -> Iterator[str]:
    """What lateness costs."""
    found = grade.lateness
    grace = f", after {_minutes(policy.grace_minutes)} of grace" if policy.grace_minutes else ""
    yield f"{in_words(grade.counted)}, {_how_late(found, policy).lower()}{grace}:"
    if found.closed:
        days = f"more than {counted(policy.close_days, 'day')} " if policy.close_days else ""
        yield f"nothing counts that is {days}late."
        return
    units = f"{found.began} started {plural(found.began, policy.unit)}"
    if found.late_days:
        less = f"less {counted(found.late_days, 'late day')}"
        units += f", {less}: {counted(found.charged, policy.unit)}" if found.charged else f", {less}"
    yield _loss(units, grade, policy, possible)


def _loss(units: str, grade: Grade, policy: Policy, possible: Points) -> str:
    found, base = grade.lateness, policy.base(grade.counted, possible)
    if not found.charged or not grade.counted:
        return f"{units}: nothing is taken off."
    rate = f"{_percent(policy.percent)} of {text(base)}" if policy.percent else in_words(policy.points)
    asked, most = policy.asked(base, found.charged), policy.most(base)
    limit = ""
    if min(asked, most) > grade.counted or (asked > most and policy.most_percent == WHOLE):
        limit = ", but no more than there are"
    elif asked > most:
        limit = f", but at most {_percent(policy.most_percent)} of {text(base)}"
    return f"{units} x {rate}{limit} = -{text(grade.taken)}, which leaves {text(grade.points)}."


def _how_late(found: Lateness, policy: Policy) -> str:
    extended = ", counted from the extended due date" if found.extended else ""
    return f"{_span(found, policy)} late{extended}"


def _span(found: Lateness, policy: Policy) -> str:
    """The time after the due date; in days as the clock on the wall counts them, where days are counted."""
    assert found.due and found.at  # or it would not be late
    if policy.unit is Unit.HOUR:
        return _clock(0, found.behind)
    days = max(0, found.behind.days - 1)
    while days_after(found.due, days + 1, policy.zone) <= found.at:
        days += 1
    return _clock(days, found.at - days_after(found.due, days, policy.zone))


def _clock(days: int, rest: timedelta) -> str:
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    return " ".join(counted(number, word) for number, word in parts if number) or "Less than a minute"


def _late_days(used: int, left: int) -> str:
    spent = f"{counted(used, 'late day')} used" if used else "No late day used"
    return f"{spent}, {left} left."


def _minutes(minutes: int) -> str:
    return counted(minutes, "minute")


def _percent(hundredths: int) -> str:
    return f"{text(hundredths)} %"
