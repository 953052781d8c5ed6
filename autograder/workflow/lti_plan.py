"""Which scores go to which platform, and why somebody's does not: known before anything is sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autograder.bridges.lti_grades import Score, score_content
from autograder.errors import InputError
from autograder.exporters.identity import IdKind, identified
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Row
from autograder.exporters.standing import Way
from autograder.model.lti import Platform
from autograder.model.points import Points, to_number
from autograder.workflow.class_results import ClassResults
from autograder.workflow.rows import left, rows_of

WAY = "LTI"


@dataclass(frozen=True)
class PushWishes:
    """How scores are to be sent."""

    platform: str = ""
    """The name of one; all if empty."""
    comments: bool = True
    so_far: bool = False
    """Whether points count of which some wait for a person."""
    excused: Collection[str] = ()
    """Ids of students."""
    again: bool = False
    """Whether also what the platform has already is sent, or what it took for old."""


@dataclass(frozen=True)
class Planned:
    """A score that a platform is to have."""

    student: str
    user: str
    content: Mapping[str, Any]
    """All of it but the time of sending."""


@dataclass(frozen=True)
class Plan:
    """All scores of an assignment."""

    scores: Mapping[str, tuple[Planned, ...]]
    """For each platform, by its key."""
    problems: tuple[Problem, ...]
    """Who was left out, and what is to be known."""
    lost: int
    """How many have a score that can't be sent for want of an id."""


def plan(found: ClassResults, platforms: Sequence[Platform], wishes: PushWishes, now: datetime) -> Plan:
    """What is to be sent to whom.

    Raises:
        InputError: nobody on the roster has an id of a platform.
    """
    carries = Carries(late=wishes.comments, comments=True, over_max=True)
    rows = list(rows_of(found, wishes.excused, wishes.so_far, wishes.comments))
    _check_ids(rows, platforms)
    problems: list[Problem] = []
    way = Way(found.assignment.points, carries, found.assignment.title, WAY)
    told = way.scored(rows, problems).rows
    scores: dict[str, tuple[Planned, ...]] = {}
    unknown: list[Problem] = []
    for platform in platforms:
        here = way.scored([row for row in told if row.person.ids.get(platform.key)], [])
        known = identified(here, [IdKind(f"{platform.key} id", platform.key, plain=False)])
        unknown += known.problems
        scores[platform.key] = tuple(
            _planned(found, row, points, user, platform, wishes, now) for row, points, user in known.found()
        )
    unknown += [_no_id(row, platforms) for row in told if not _ids(row, platforms)]
    return Plan(scores, (*problems, *unknown, *left(found)), len(unknown))


def same_content(body: Mapping[str, Any], content: Mapping[str, Any], comments: bool) -> bool:
    """Whether what was sent once is what would be sent now; without comments only grades count."""
    aside = {"timestamp"} if comments else {"timestamp", "comment"}
    return {key: body[key] for key in body.keys() - aside} == {key: content[key] for key in content.keys() - aside}


def _planned(
    found: ClassResults, row: Row, points: Points, user: str, platform: Platform, wishes: PushWishes, now: datetime
) -> Planned:
    work = found.works.get(row.person.id)
    at = work and (work.submission.handed_in or work.submission.received_at)
    late = f"Late: {row.late}." if wishes.comments and row.late else ""
    score = Score(
        user, to_number(points), to_number(found.assignment.points),
        comment="\n".join(part for part in (late, row.comment) if part),
        # A time that is still to come, from a clock that was wrong, would have the score refused.
        submitted_at=at if at and at <= now else None,
    )  # fmt: skip
    return Planned(row.person.id, user, score_content(score, platform))


def _ids(row: Row, platforms: Sequence[Platform]) -> list[str]:
    return [id for platform in platforms if (id := row.person.ids.get(platform.key))]


def _check_ids(rows: Sequence[Row], platforms: Sequence[Platform]) -> None:
    if any(_ids(row, platforms) for row in rows):
        return
    keys = ", ".join(platform.key for platform in platforms)
    raise InputError(f"Nobody on the roster has an id of the platform ({keys}):", "run `autograder lti roster` first.")


def _no_id(row: Row, platforms: Sequence[Platform]) -> Problem:
    what, todo = "has none, and is left out", "run `autograder lti roster`, or give the roster one"
    return Problem("no-id", row.person.id, f"{platforms[0].key} id", what, todo)
