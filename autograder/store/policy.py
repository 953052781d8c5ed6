"""`[policy]` of a course and of an assignment, and the zone that their times are in."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from autograder.errors import InputError
from autograder.model.points import from_number
from autograder.model.policy import WHOLE, Attempts, LateDays, Policy, Unit, is_skipped, on_the_clock
from autograder.store.toml_file import Location, Table

PENALTIES = ("deduct_percent", "deduct_points")


def zone_of(name: str) -> tzinfo:
    """The zone of that name.

    Raises:
        ValueError: there is none here.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone, write e.g. Europe/Berlin (pip install tzdata may help)") from None


def _zone_name(name: str) -> str:
    zone_of(name)
    return name


def _hundredths(number: float) -> float:
    try:
        from_number(number)
    except ValueError:
        raise ValueError(f"{number}, write at most two decimals") from None
    return number


ZoneName = Annotated[str, AfterValidator(_zone_name)]
Percent = Annotated[float, Field(ge=0, le=100), AfterValidator(_hundredths)]


class PolicyTable(Table):
    """`[policy]` of an assignment; what is not in it is as the course has it."""

    deduct_percent: Percent | None = None
    deduct_points: Annotated[float, Field(ge=0), AfterValidator(_hundredths)] | None = None
    per: Literal["day", "hour"] | None = None
    percent_of: Literal["reached", "possible"] | None = None
    grace_minutes: Annotated[int, Field(ge=0)] | None = None
    deduct_most_percent: Percent | None = None
    close_after_days: Annotated[int, Field(ge=0, le=366)] | None = None
    attempts: Literal["last", "best"] | None = None
    bonus_most_percent: Percent | None = None


class CoursePolicyTable(PolicyTable):
    """`[policy]` of a course."""

    late_days: Annotated[int, Field(ge=0, le=366)] = 0
    late_days_each: Annotated[int, Field(ge=1)] | None = None
    late_days_order: list[str] | None = None

    def to_late_days(self) -> LateDays:
        """The late days of every student."""
        return LateDays(self.late_days, self.late_days_each)


def merged(course: PolicyTable, own: PolicyTable, zone: tzinfo) -> Policy:
    """The rules of an assignment: its own, and the course's where it has none."""
    rules = {name: getattr(course, name) for name in PolicyTable.model_fields}
    ours = own.model_dump(exclude_none=True)
    if set(ours) & set(PENALTIES):  # one kind of penalty takes the place of the other
        rules |= dict.fromkeys(PENALTIES)
    rules |= ours
    said = {name: value for name, value in rules.items() if value is not None}
    bonus = said.get("bonus_most_percent")
    return Policy(
        percent=from_number(said.get("deduct_percent", 0)), points=from_number(said.get("deduct_points", 0)),
        unit=Unit(said.get("per", "day")), of_possible=said.get("percent_of") == "possible",
        grace_minutes=said.get("grace_minutes", 0), close_days=said.get("close_after_days"),
        most_percent=from_number(said["deduct_most_percent"]) if "deduct_most_percent" in said else WHOLE,
        attempts=Attempts(said.get("attempts", "last")),
        bonus_percent=None if bonus is None else from_number(bonus), zone=zone,
    )  # fmt: skip


def one_penalty(data: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """That a file's `[policy]` has no two kinds of penalties."""
    found = data.get("policy")
    if isinstance(found, dict) and set(PENALTIES) <= set(found):
        yield ("policy", "deduct_points"), "`deduct_points` stands beside `deduct_percent`, leave one out"


def read_time(text: str, zone: tzinfo | None) -> datetime:
    """The time that an instructor typed, in UTC.

    Raises:
        InputError: it is none, or its zone is not known.
    """
    try:
        time = datetime.fromisoformat(text if ":" in text else "a day has many times")
    except ValueError:
        raise InputError(f"{text!r} is no time:", "write e.g. 2026-12-01T23:59.") from None
    try:
        return in_zone(time, zone)
    except ValueError as error:
        raise InputError(f"{error}.") from None


def in_zone(due: datetime, zone: tzinfo | None) -> datetime:
    """The time in UTC; one without a zone is what the clock shows in the course's.

    Raises:
        ValueError: there is no zone, or clocks skip that time.
    """
    if due.tzinfo is not None:
        return due.astimezone(UTC)
    if zone is None:
        says = f"{due.isoformat()} has no time zone, add one, e.g. {due.isoformat()}+01:00"
        raise ValueError(f"{says}, or `timezone` to course.toml")
    if is_skipped(due, zone):
        raise ValueError(f"{due.isoformat()} is skipped by the clocks in {zone}, choose an hour later")
    return on_the_clock(due, zone)
