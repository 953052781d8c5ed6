"""The tables of the gradebook. Rows are only ever added; the newest row of a thing is what holds now."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    false,
    table,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class UtcTime(TypeDecorator[datetime]):
    """Aware times, in UTC, also where the database keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time as the database gets it."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time as the package gets it."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _log(
    name: str, *columns: Column[str] | Column[int] | Column[bool] | Column[datetime] | UniqueConstraint | Index
) -> Table:
    """A table of rows in the order of writing."""
    return Table(
        name, metadata, Column("id", Integer, primary_key=True, autoincrement=True), *columns,
        Column("recorded_at", UtcTime, nullable=False, default=lambda: datetime.now(UTC)),
    )  # fmt: skip


def _key(name: str) -> Column[str]:
    return Column(name, String(255), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


people = _log(
    "people", _key("person"), _text("name"), _text("email"), _text("section"), Column("ids", JSON, nullable=False),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
)  # fmt: skip

submissions = _log(
    "submissions", _key("assignment"), _key("student"), _key("sha256"),
    Column("received_at", UtcTime, nullable=False), _text("late_info"), Column("handed_in", UtcTime),
    Index("submissions_of_student", "assignment", "student"),
)  # fmt: skip

problems = _log("problems", _key("assignment"), _key("student"), _text("source"), _text("reason"))

results = _log(
    "results", _key("assignment"), _key("student"), _key("receipt"), _key("submission_sha256"),
    Column("ungraded", Boolean, nullable=False), Column("data", JSON, nullable=False),
    UniqueConstraint("assignment", "student", "receipt", "ungraded"),
)  # fmt: skip

manual_grades = _log(
    "manual_grades", _key("assignment"), _key("student"), _key("exercise"),
    Column("points", Integer, nullable=False), _text("comment"), _key("grader"),
)  # fmt: skip

extensions = _log(
    "extensions", _key("assignment"), _key("student"), Column("due", UtcTime, nullable=False), _text("reason"),
    Column("revoked", Boolean, nullable=False, server_default=false()),
)  # fmt: skip

lti_scores = _log(
    "lti_scores", _key("platform"), _key("assignment"), _key("student"), _text("line_item"), _key("state"),
    Column("body", JSON, nullable=False), _text("says"), Index("lti_scores_of_assignment", "platform", "assignment"),
)  # fmt: skip
"""What was sent to a platform, before and after: of a line item and a user, the newest row is what is known."""

current_results = table("current_results", column("assignment"), column("student"), column("data", JSON))
"""A view: of each student's newest submission, the newest result."""

ADDED_LATER = (people.c.withdrawn, submissions.c.handed_in, extensions.c.revoked)
"""Columns that a gradebook made by an earlier version has not."""

CURRENT_RESULTS = """
CREATE VIEW current_results AS
SELECT results.assignment, results.student, results.data
FROM results
JOIN submissions
  ON submissions.assignment = results.assignment
 AND submissions.student = results.student
 AND submissions.sha256 = results.submission_sha256
WHERE submissions.id = (
    SELECT MAX(newer.id) FROM submissions AS newer
    WHERE newer.assignment = results.assignment AND newer.student = results.student
) AND results.id = (
    SELECT MAX(newer.id) FROM results AS newer
    WHERE newer.assignment = results.assignment AND newer.student = results.student
      AND newer.submission_sha256 = results.submission_sha256
)
"""
