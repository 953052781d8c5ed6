"""What the rules of a course make of points, row by row, and what holds whatever the numbers are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model.policy import (
    Attempts,
    Grade,
    Policy,
    Unit,
    counting,
    days_after,
    grade,
    is_skipped,
    late_days_for,
    lateness,
    on_the_clock,
)

BERLIN, ADELAIDE = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Adelaide")
DUE = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
"""23:59 in Berlin."""
TEN = Policy(percent=1000, zone=BERLIN)
HOURLY = Policy(percent=100, unit=Unit.HOUR, zone=BERLIN)
S, M, H, D = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def after(policy: Policy, raw: int, behind: timedelta, possible: int = 4200, late_days: int = 0) -> Grade:
    """The grade of so many hundredths, handed in so long after the due date."""
    return grade(policy, raw, possible, lateness(policy, DUE, DUE + behind, late_days=late_days))


@pytest.mark.parametrize(
    ("policy", "raw", "behind", "units", "points"),
    [
        # in time
        (TEN, 3650, -D, 0, 3650),
        (TEN, 3650, -S, 0, 3650),
        (TEN, 3650, 0 * S, 0, 3650),
        # days that have begun
        (TEN, 3650, S, 1, 3285),
        (TEN, 3650, D, 1, 3285),
        (TEN, 3650, D + S, 2, 2920),
        (TEN, 3650, D + 3 * H, 2, 2920),
        (TEN, 3650, 9 * D, 9, 365),
        (TEN, 3650, 10 * D, 10, 0),
        (TEN, 3650, 400 * D, 400, 0),
        (TEN, 0, 3 * D, 3, 0),
        # hours that have begun
        (HOURLY, 3650, S, 1, 3614),  # 36.135: half a hundredth stays with the student
        (HOURLY, 3650, H, 1, 3614),
        (HOURLY, 3650, H + S, 2, 3577),
        (HOURLY, 3650, D + 3 * H, 27, 2665),  # 26.645 likewise
        # points instead of percents, and never below nothing
        (Policy(points=150), 3650, D, 1, 3500),
        (Policy(points=150), 200, D + S, 2, 0),
        (Policy(points=150, unit=Unit.HOUR), 3650, 3 * H, 3, 3200),
        # of what could be had
        (Policy(percent=1000, of_possible=True), 3650, D, 1, 3230),
        (Policy(percent=1000, of_possible=True), 300, D, 1, 0),
        # grace
        (Policy(percent=1000, grace_minutes=15), 3650, 15 * M, 0, 3650),
        (Policy(percent=1000, grace_minutes=15), 3650, 15 * M + S, 1, 3285),
        (Policy(percent=1000, grace_minutes=15), 3650, D + 15 * M, 1, 3285),
        (Policy(percent=1000, grace_minutes=15), 3650, D + 15 * M + S, 2, 2920),
        # no more than so much
        (Policy(percent=1000, most_percent=5000), 3650, 5 * D, 5, 1825),
        (Policy(percent=1000, most_percent=5000), 3650, 60 * D, 60, 1825),
        (Policy(points=300, most_percent=2000), 3650, 60 * D, 60, 2920),
        (Policy(percent=1000, most_percent=5000, of_possible=True), 1000, 60 * D, 60, 0),
        # closed
        (Policy(percent=1000, close_days=3), 3650, 3 * D, 3, 2555),
        (Policy(percent=1000, close_days=3), 3650, 3 * D + S, 4, 0),
        (Policy(percent=1000, most_percent=2000, close_days=3), 3650, 3 * D + S, 4, 0),
        (Policy(close_days=0), 3650, S, 1, 0),
        (Policy(close_days=0), 3650, 0 * S, 0, 3650),
        (Policy(close_days=0, grace_minutes=60), 3650, H, 0, 3650),
        (Policy(close_days=0, grace_minutes=60), 3650, H + S, 1, 0),
        # no rules
        (Policy(), 3650, 5 * D, 5, 3650),
        # rounding: to the nearest hundredth, and in the middle to the student
        (Policy(percent=3333), 100, D, 1, 67),
        (Policy(percent=50), 100, D, 1, 100),
        (Policy(percent=51), 100, D, 1, 99),
        (Policy(percent=150), 100, D, 1, 99),
    ],
)
def test_what_lateness_costs(policy: Policy, raw: int, behind: timedelta, units: int, points: int) -> None:
    """Each row is a rule, hundredths, a time after the due date, what has begun then, and hundredths that are left."""
    found = after(policy, raw, behind)
    assert (found.lateness.began, found.points) == (units, points)


@pytest.mark.parametrize(
    ("zone", "due", "at", "days"),
    [
        # In the night to 25 October 2026 clocks in Berlin are put back: that day has 25 hours.
        (BERLIN, "2026-10-24T23:59:00+02:00", "2026-10-25T23:59:00+01:00", 1),
        (BERLIN, "2026-10-24T23:59:00+02:00", "2026-10-25T23:59:01+01:00", 2),
        (UTC, "2026-10-24T23:59:00+02:00", "2026-10-25T23:59:00+01:00", 2),
        # In the night to 28 March 2027 they are put forward: that day has 23 hours.
        (BERLIN, "2027-03-27T23:59:00+01:00", "2027-03-28T23:59:00+02:00", 1),
        (BERLIN, "2027-03-27T23:59:00+01:00", "2027-03-28T23:59:01+02:00", 2),
        (BERLIN, "2027-03-27T23:59:00+01:00", "2027-03-29T23:59:00+02:00", 2),
        # 02:30 is skipped then: the day ends at the later reading, 03:30.
        (BERLIN, "2027-03-27T02:30:00+01:00", "2027-03-28T03:30:00+02:00", 1),
        (BERLIN, "2027-03-27T02:30:00+01:00", "2027-03-28T03:30:01+02:00", 2),
        # 02:30 comes twice on 25 October: the day ends at the second one.
        (BERLIN, "2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+01:00", 1),
        (BERLIN, "2026-10-24T02:30:00+02:00", "2026-10-25T02:30:01+01:00", 2),
        # The other half of the world, half an hour off.
        (ADELAIDE, "2026-10-03T23:59:00+09:30", "2026-10-04T23:59:00+10:30", 1),
        (ADELAIDE, "2026-10-03T23:59:00+09:30", "2026-10-05T00:00:00+10:30", 2),
    ],
)
def test_days_are_those_of_the_clock_on_the_wall(zone: ZoneInfo, due: str, at: str, days: int) -> None:
    """Who hands in at the same time of the day is so many days late, also when clocks were put on or back."""
    found = lateness(Policy(percent=1000, zone=zone), datetime.fromisoformat(due), datetime.fromisoformat(at))
    assert found.began == days


def test_hours_are_hours_also_when_clocks_change() -> None:
    """25 hours are 25 hours."""
    due = datetime.fromisoformat("2026-10-24T23:59:00+02:00")
    assert lateness(HOURLY, due, datetime.fromisoformat("2026-10-25T23:59:00+01:00")).began == 25


def test_times_of_one_zone_are_no_other_times() -> None:
    """Python would subtract them by the clock on the wall, and so lose the hour that was put back."""
    due, at = (datetime.fromisoformat(f"2026-10-{day}T23:59").replace(tzinfo=BERLIN) for day in (24, 25))
    assert lateness(HOURLY, due, at).began == 25
    assert lateness(HOURLY, due, at).behind == 25 * H
    assert lateness(TEN, due, at).began == 1


def test_times_that_clocks_skip_or_show_twice() -> None:
    """The later reading holds, and a skipped time is known as one."""
    skipped, twice = datetime.fromisoformat("2027-03-28T02:30"), datetime.fromisoformat("2026-10-25T02:30")
    assert on_the_clock(skipped, BERLIN).isoformat() == "2027-03-28T01:30:00+00:00"
    assert on_the_clock(twice, BERLIN).isoformat() == "2026-10-25T01:30:00+00:00"
    assert is_skipped(skipped, BERLIN) and not is_skipped(twice, BERLIN) and not is_skipped(skipped, UTC)


@pytest.mark.parametrize(
    ("extension", "at", "began", "extended"),
    [
        (DUE + 2 * D, DUE + 2 * D, 0, True),
        (DUE + 2 * D, DUE + 2 * D + S, 1, True),
        (DUE + 2 * D, DUE, 0, True),
        (DUE - 2 * D, DUE, 0, False),
        (None, DUE + S, 1, False),
    ],
)
def test_an_extension_beats_the_penalty(extension: datetime | None, at: datetime, began: int, extended: bool) -> None:
    """Lateness counts from the student's own due date, which is never earlier than that of the others."""
    found = lateness(TEN, DUE, at, extension)
    assert (found.began, found.extended) == (began, extended)


def test_without_a_time_or_a_due_date_nothing_is_late() -> None:
    """Nobody pays for what nobody knows."""
    for due, at in ((None, DUE), (DUE, None), (None, None)):
        found = lateness(Policy(percent=1000, close_days=0), due, at)
        assert (found.late, found.closed, grade(TEN, 3650, 4200, found).points) == (False, False, 3650)


@pytest.mark.parametrize(
    ("policy", "behind", "left", "used", "points"),
    [
        (TEN, 0 * S, 4, 0, 3650),
        (TEN, S, 4, 1, 3650),
        (TEN, D + 3 * H, 4, 2, 3650),
        (TEN, D + 3 * H, 1, 1, 3285),
        (TEN, D + 3 * H, 0, 0, 2920),
        (HOURLY, D + 3 * H, 1, 1, 3541),  # 3 hours are left, 1.095
        (HOURLY, D + 3 * H, 9, 2, 3650),
        (Policy(percent=10_000), 3 * D, 2, 0, 0),  # two would save nothing either
        (Policy(percent=10_000), 2 * D, 2, 2, 3650),
        # Days that would save nothing are kept.
        (Policy(percent=1000, most_percent=2000), 9 * D, 3, 0, 2920),
        (Policy(percent=1000, most_percent=2000), 4 * D, 3, 3, 3285),
        (Policy(percent=1000, close_days=3), 4 * D, 9, 0, 0),
        (Policy(), 4 * D, 9, 0, 3650),
        (Policy(percent=1000, grace_minutes=30), 20 * M, 9, 0, 3650),
    ],
)
def test_late_days(policy: Policy, behind: timedelta, left: int, used: int, points: int) -> None:
    """As few as save as much as can be saved, as long as there are some."""
    days = late_days_for(policy, 4200, lateness(policy, DUE, DUE + behind), left)
    assert (days, after(policy, 3650, behind, late_days=days).points) == (used, points)


def test_late_days_do_not_depend_on_the_points() -> None:
    """Who has nothing yet, because a person has to look, does not pay for it later."""
    found = lateness(TEN, DUE, DUE + D)
    assert late_days_for(TEN, 4200, found, 3) == 1
    assert grade(TEN, 0, 4200, lateness(TEN, DUE, DUE + D, late_days=1)).points == 0


@pytest.mark.parametrize(
    ("extra", "raw", "points"),
    [(None, 4600, 4600), (0, 4600, 4200), (0, 4100, 4100), (500, 4600, 4410), (500, 4400, 4400), (1, 4600, 4200)],
)
def test_bonus_points_are_capped(extra: int | None, raw: int, points: int) -> None:
    """At so many percent of the points of the assignment."""
    assert grade(Policy(bonus_percent=extra), raw, 4200, lateness(Policy(), DUE, DUE)).points == points


def test_lateness_is_taken_from_what_the_cap_leaves() -> None:
    """First the cap, then the penalty."""
    found = after(Policy(percent=1000, bonus_percent=0), 4600, D)
    assert (found.over, found.counted, found.taken, found.points) == (400, 4200, 420, 3780)


@pytest.mark.parametrize(
    ("attempts", "grades", "which"),
    [
        (Attempts.LAST, [(3650, -D), (3000, -H)], 1),
        (Attempts.BEST, [(3650, -D), (3000, -H)], 0),
        (Attempts.BEST, [(3000, -D), (3650, D)], 1),  # 32.85 are more than 30
        (Attempts.BEST, [(3300, -D), (3650, D)], 0),  # and less than 33
        (Attempts.BEST, [(3285, -D), (3650, D)], 0),  # of equals the earlier one
        (Attempts.BEST, [(0, -D)], 0),
    ],
)
def test_which_attempt_counts(attempts: Attempts, grades: list[tuple[int, timedelta]], which: int) -> None:
    """The last, or that with most points once lateness is taken off."""
    policy = Policy(percent=1000, attempts=attempts)
    assert counting(policy, [after(policy, raw, behind) for raw, behind in grades]) == which


POLICIES = st.builds(
    Policy,
    percent=st.integers(0, 10_000), points=st.integers(0, 1000), unit=st.sampled_from(Unit), of_possible=st.booleans(),
    grace_minutes=st.integers(0, 3000), most_percent=st.integers(0, 10_000),
    close_days=st.none() | st.integers(0, 20), bonus_percent=st.none() | st.integers(0, 10_000),
    zone=st.sampled_from([UTC, BERLIN, ADELAIDE]),
)  # fmt: skip
POINTS = st.integers(0, 10_000)
WALLS = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01"))
BEHIND = st.timedeltas(-3 * D, 40 * D)


@given(POLICIES, POINTS, POINTS, BEHIND, st.integers(0, 5))
def test_a_grade_is_never_more_than_graded_nor_less_than_nothing(
    policy: Policy, raw: int, possible: int, behind: timedelta, late_days: int
) -> None:
    """Whatever the rules are."""
    found = after(policy, raw, behind, possible, late_days)
    assert 0 <= found.points <= found.counted <= found.raw == raw


@given(POLICIES, POINTS, POINTS, BEHIND, BEHIND)
def test_whoever_is_later_has_no_more(
    policy: Policy, raw: int, possible: int, one: timedelta, other: timedelta
) -> None:
    """The same work is worth no more a second later."""
    early, late = sorted([one, other])
    assert after(policy, raw, early, possible).points >= after(policy, raw, late, possible).points


@given(POLICIES, POINTS, BEHIND, st.integers(0, 6), st.integers(0, 3))
def test_late_days_never_cost_and_none_is_wasted(
    policy: Policy, possible: int, behind: timedelta, left: int, more: int
) -> None:
    """No number of days within the budget saves more, and none of those used could be kept."""
    used = late_days_for(policy, possible, lateness(policy, DUE, DUE + behind), left)
    points = [after(policy, possible, behind, possible, days).points for days in range(left + more + 1)]
    assert 0 <= used <= left and points[used] == max(points[: left + 1])
    assert points == sorted(points)


@given(POLICIES, WALLS, st.integers(0, 30))
def test_days_later_the_clock_shows_the_same_time(policy: Policy, wall: datetime, days: int) -> None:
    """Or, where clocks skip it, an hour more."""
    start = on_the_clock(wall, policy.zone)
    shown = days_after(start, days, policy.zone).astimezone(policy.zone).replace(tzinfo=None)
    wanted = start.astimezone(policy.zone).replace(tzinfo=None) + timedelta(days=days)
    assert shown.replace(fold=0) - wanted.replace(fold=0) in (
        {0 * S, H} if is_skipped(wanted, policy.zone) else {0 * S}
    )
