"""What a course's rules make of points: lateness, grace, late days, attempts, and caps.

Points are whole hundredths and percents whole hundredths of a percent, so that everything is exact but for one step:
what is taken off is rounded to the nearest hundredth of a point, and to the smaller one in the middle (`_rounded`). A
day ends when the clock on the course's wall shows the due time again, also where that is 23 or 25 hours later; an hour
is an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from fractions import Fraction

from autograder.model.points import Points

WHOLE = 10_000
"""Hundredths of a percent."""
HOUR = timedelta(hours=1)


class Unit(StrEnum):
    """What lateness is counted in, each as soon as it has begun."""

    DAY = "day"
    HOUR = "hour"


class Attempts(StrEnum):
    """Which of a student's submissions counts."""

    LAST = "last"
    BEST = "best"


@dataclass(frozen=True)
class Policy:
    """The rules of one assignment; as they are here, they take nothing off."""

    percent: int = 0
    """Taken off for each unit that has begun, in hundredths of a percent."""
    points: Points = 0
    """The same as points; one of the two is 0."""
    unit: Unit = Unit.DAY
    of_possible: bool = False
    """Whether percents are of the points to be had, and not of those reached."""
    grace_minutes: int = 0
    """Lateness counts from so many minutes after the due date."""
    most_percent: int = WHOLE
    """No more than this is taken off for lateness, as long as anything is accepted."""
    close_days: int | None = None
    """What comes more than so many days late earns nothing."""
    attempts: Attempts = Attempts.LAST
    bonus_percent: int | None = None
    """How far bonus points may lift a grade above all points, in hundredths of a percent of these."""
    zone: tzinfo = UTC
    """Where the clock hangs that says when a day is over."""

    @property
    def penalises(self) -> bool:
        """Whether lateness may cost points."""
        return bool(self.percent or self.points or self.close_days is not None)

    def base(self, counted: Points, possible: Points) -> Points:
        """What percents are of."""
        return possible if self.of_possible else counted

    def asked(self, base: Points, units: int) -> Fraction:
        """Hundredths of a point that so many units cost, not rounded and without any limit."""
        return Fraction(units * self.percent * base, WHOLE) + units * self.points

    def most(self, base: Points) -> Fraction:
        """Hundredths of a point that lateness costs at most."""
        return Fraction(self.most_percent * base, WHOLE)


@dataclass(frozen=True)
class LateDays:
    """Days that each student may be late without loss, over the whole course."""

    budget: int = 0
    each: int | None = None
    """No more than so many for one assignment."""


@dataclass(frozen=True)
class Lateness:
    """How late a submission was, and what of it counts."""

    due: datetime | None = None
    """The student's own due date."""
    extended: bool = False
    """Whether it is later than that of the others."""
    at: datetime | None = None
    """When it was handed in, if anybody knows."""
    began: int = 0
    """Units that had begun when it came, after the grace."""
    late_days: int = 0
    """Used for it."""
    charged: int = 0
    """Units that cost points."""
    closed: bool = False
    """Whether it came too late to earn anything."""

    @property
    def late(self) -> bool:
        """Whether it came after the due date and the grace."""
        return self.began > 0

    @property
    def behind(self) -> timedelta:
        """The time after the due date, the grace included."""
        return max(self.at - self.due, timedelta(0)) if self.at and self.due else timedelta(0)


@dataclass(frozen=True)
class Grade:
    """The points that count, and how they came about."""

    raw: Points
    """As graded."""
    over: Points = 0
    """Taken off because bonus points are capped."""
    taken: Points = 0
    """Taken off for lateness."""
    lateness: Lateness = Lateness()
    late_days_left: int | None = None
    """After this assignment; None where there are none."""

    @property
    def counted(self) -> Points:
        """What lateness is taken off from."""
        return self.raw - self.over

    @property
    def points(self) -> Points:
        """The points that count."""
        return self.counted - self.taken


def grade(policy: Policy, raw: Points, possible: Points, lateness: Lateness) -> Grade:
    """What the rules make of so many points out of those to be had."""
    over = 0
    if policy.bonus_percent is not None:
        over = max(0, _rounded(Fraction(raw * WHOLE - possible * (WHOLE + policy.bonus_percent), WHOLE)))
    counted = raw - over
    loss = counted if lateness.closed else _rounded(_loss(policy, counted, possible, lateness.charged))
    return Grade(raw, over, min(loss, counted), lateness)


def lateness(
    policy: Policy, due: datetime | None, at: datetime | None, extension: datetime | None = None, late_days: int = 0
) -> Lateness:
    """How late a submission was, with so many late days used; without a due date or a time, nothing is late.

    An extension never makes a due date earlier.
    """
    # Python subtracts and compares two times of one zone by the clock on the wall; in UTC it does not.
    due, at, extension = (time and time.astimezone(UTC) for time in (due, at, extension))
    if due is None:
        return Lateness(at=at)
    own = max(due, extension) if extension else due
    if at is None:
        return Lateness(own, own > due)
    start = own + timedelta(minutes=policy.grace_minutes)
    began = _began(policy, start, at)
    closed = policy.close_days is not None and at > days_after(start, policy.close_days, policy.zone)
    charged = _began(policy, days_after(start, late_days, policy.zone), at)
    return Lateness(own, own > due, at, began, late_days, charged, closed)


def late_days_for(policy: Policy, possible: Points, found: Lateness, left: int) -> int:
    """The fewest late days that save as much as can be saved with those that are left.

    They depend on times alone, not on the points reached: a later look at an answer moves no late day.
    """
    if not found.late or found.closed or found.due is None:
        return 0

    def loss(days: int) -> Fraction:
        spent = lateness(policy, found.due, found.at, late_days=days)
        return _loss(policy, possible, possible, spent.charged)

    return min(range(left + 1), key=lambda days: (loss(days), days))


def counting(policy: Policy, grades: Sequence[Grade]) -> int:
    """Which of a student's attempts counts, given them in the order in which they came; of equals the earlier one."""
    if policy.attempts is Attempts.LAST:
        return len(grades) - 1
    return max(range(len(grades)), key=lambda at: (grades[at].points, -at))


def days_after(start: datetime, days: int, zone: tzinfo) -> datetime:
    """When the clock on the wall shows the same time so many days later."""
    if not days:
        return start.astimezone(UTC)
    return on_the_clock(start.astimezone(zone).replace(tzinfo=None) + timedelta(days=days), zone)


def on_the_clock(wall: datetime, zone: tzinfo) -> datetime:
    """When a clock in that zone shows the time; where it does so twice or skips it, the later reading."""
    return max(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def is_skipped(wall: datetime, zone: tzinfo) -> bool:
    """Whether clocks in that zone never show the time, because they are put forward."""
    return on_the_clock(wall, zone).astimezone(zone).replace(tzinfo=None, fold=0) != wall.replace(fold=0)


def _began(policy: Policy, start: datetime, at: datetime) -> int:
    """Units that have begun; at the very end of one, the next has not."""
    if at <= start:
        return 0
    if policy.unit is Unit.HOUR:
        return -((start - at) // HOUR)
    days = max(1, (at - start).days - 1)
    while days_after(start, days, policy.zone) < at:
        days += 1
    return days


def _loss(policy: Policy, counted: Points, possible: Points, units: int) -> Fraction:
    base = policy.base(counted, possible)
    return min(policy.asked(base, units), policy.most(base))


def _rounded(loss: Fraction) -> Points:
    """To the nearest, and in the middle to the smaller."""
    return -((1 - 2 * loss) // 2)
