"""The gradebook: who handed in what, and how it was graded. Every write is one transaction and only adds."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, Text, create_engine, event, exists, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.schema import CreateColumn

from autograder.errors import Fault, InputError
from autograder.model.lti import SentScore, SentState
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.store.tables import (
    ADDED_LATER,
    CURRENT_RESULTS,
    current_results,
    extensions,
    lti_scores,
    metadata,
    people,
    problems,
    results,
    submissions,
)

BUSY_OR_FULL = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}
LOCK_SECONDS = 60
"""How long a command waits for another one's transaction."""


@dataclass(frozen=True)
class SubmissionRow:
    """A submission as the gradebook knows it; the files are in the `SubmissionStore`."""

    assignment: str
    student: str
    sha256: str
    received_at: datetime
    late_info: str = ""
    """What the place it came from says of its lateness."""
    handed_in: datetime | None = None
    """When the student handed it in, if anybody knows."""


@dataclass(frozen=True)
class Extension:
    """A later due date for one student."""

    assignment: str
    student: str
    due: datetime
    reason: str = ""
    revoked: bool = False


@dataclass(frozen=True)
class Problem:
    """A submission that could not be collected."""

    student: str
    source: str
    reason: str
    """One line: what, and what to do."""


class Gradebook:
    """A gradebook in any database that SQLAlchemy reaches; tables are made when they are missing."""

    def __init__(self, url: str) -> None:
        """
        Raises:
            InputError: the database cannot be opened.
            Fault: it is there, but locked, or its disk is full.
        """
        try:
            self._engine = _engine(url)
            with self._engine.begin() as connection:
                _create(connection)
        except (SQLAlchemyError, ImportError) as error:
            if getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF in BUSY_OR_FULL:
                raise _fault(error) from error
            raise InputError(
                f"The gradebook cannot be opened ({_reason(error)}):",
                "check database_url in course.toml, and that its disk has room.",
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the database's connections back."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """All or nothing of what is done within; a database that is locked, full or gone is a `Fault`."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise _fault(error) from error

    def import_people(self, persons: Iterable[Person]) -> list[str]:
        """The ids of those who were not there before, or not like this; all are there now."""
        with self._transaction() as connection:
            known = {person.id: person for person in _people(connection)}
            new = [person for person in persons if known.get(person.id) != person]
            if new:
                connection.execute(insert(people), [_person_row(person) for person in new])
        return [person.id for person in new]

    def people(self) -> list[Person]:
        """Everybody on the roster, by id."""
        with self._transaction() as connection:
            return _people(connection)

    def add_submission(
        self, assignment: str, student: str, sha256: str, received_at: datetime, late_info: str = "",
        handed_in: datetime | None = None, certain: bool = False,
    ) -> bool:  # fmt: skip
        """Whether there is anything new in it; nothing is written if it is the student's newest already.

        The same files at an earlier time, or at the first one that is known, are new; at a later time only if that is
        `certain`: who hands in the same again is not late.
        """
        with self._transaction() as connection:
            newest = select(submissions.c.sha256, submissions.c.handed_in).where(*_is(submissions, assignment, student))
            before = connection.execute(newest.order_by(submissions.c.id.desc()).limit(1)).first()
            if before and before.sha256 == sha256 and not _is_news(before.handed_in, handed_in, certain):
                return False
            connection.execute(
                insert(submissions).values(
                    assignment=assignment, student=student, sha256=sha256, received_at=received_at,
                    late_info=late_info, handed_in=handed_in,
                )
            )  # fmt: skip
            return True

    def latest_submissions(self, assignment: str) -> list[SubmissionRow]:
        """Each student's newest submission, by student."""
        columns = [submissions.c[name] for name in SubmissionRow.__dataclass_fields__]
        newest = select(func.max(submissions.c.id)).where(submissions.c.assignment == assignment)
        query = select(*columns).where(submissions.c.id.in_(newest.group_by(submissions.c.student)))
        with self._transaction() as connection:
            return [SubmissionRow(*row) for row in connection.execute(query.order_by(submissions.c.student))]

    def all_submissions(self, assignment: str) -> list[SubmissionRow]:
        """Every submission, by student and in the order in which they came; of a time that was corrected, the last."""
        columns = [submissions.c[name] for name in SubmissionRow.__dataclass_fields__]
        query = select(*columns).where(submissions.c.assignment == assignment)
        found: list[SubmissionRow] = []
        with self._transaction() as connection:
            for row in connection.execute(query.order_by(submissions.c.student, submissions.c.id)):
                if found and (found[-1].student, found[-1].sha256) == (row.student, row.sha256):
                    found.pop()
                found.append(SubmissionRow(*row))
        return found

    def add_extension(self, extension: Extension) -> None:
        """From now on this is the student's due date; or, if it is revoked, that of all."""
        with self._transaction() as connection:
            connection.execute(insert(extensions).values(asdict(extension)))

    def extensions(self) -> list[Extension]:
        """Those that hold now, by assignment and student."""
        columns = [extensions.c[name] for name in Extension.__dataclass_fields__]
        newest = select(func.max(extensions.c.id)).group_by(extensions.c.assignment, extensions.c.student)
        query = select(*columns).where(extensions.c.id.in_(newest), ~extensions.c.revoked)
        with self._transaction() as connection:
            rows = connection.execute(query.order_by(extensions.c.assignment, extensions.c.student)).all()
        return [Extension(*row) for row in rows]

    def add_problem(self, assignment: str, problem: Problem) -> bool:
        """Whether the problem is new; nothing is written if it is open already."""
        with self._transaction() as connection:
            if problem in _open_problems(connection, assignment):
                return False
            connection.execute(
                insert(problems).values(
                    assignment=assignment, student=problem.student, source=problem.source, reason=problem.reason
                )
            )
            return True

    def problems(self, assignment: str) -> list[Problem]:
        """Submissions that could not be collected and were not followed by one that could, by student."""
        with self._transaction() as connection:
            return _open_problems(connection, assignment)

    def add_result(self, result: Result) -> bool:
        """Whether the result is new; nothing is written if there is one of the same receipt.

        Only a result that is ungraded through our fault gives way to a graded one of the same receipt.
        """
        row = {name: getattr(result, name) for name in ("assignment", "student", "receipt", "submission_sha256")}
        try:
            with self._transaction() as connection:
                before = _result(connection, result.assignment, result.student, result.receipt)
                if before and (result.ungraded or not before.ungraded):
                    return False
                connection.execute(insert(results).values(**row, ungraded=result.ungraded, data=result.to_dict()))
        except IntegrityError:  # another grader was faster
            return False
        return True

    def result_by_receipt(self, assignment: str, student: str, receipt: str) -> Result | None:
        """The student's result of that receipt, if there is one."""
        with self._transaction() as connection:
            return _result(connection, assignment, student, receipt)

    def current_results(self, assignment: str) -> list[Result]:
        """Of each student's newest submission, the newest result, by student."""
        query = select(current_results.c.data.cast(Text)).where(current_results.c.assignment == assignment)
        return self._results(query.order_by(current_results.c.student))

    def add_sent(self, score: SentScore) -> None:
        """Remembers a score that is being sent, or what became of it."""
        with self._transaction() as connection:
            connection.execute(insert(lti_scores).values(_columns_of(score)))

    def sent_scores(self, platform: str, assignment: str) -> list[SentScore]:
        """All that was ever sent for the assignment, in the order of sending."""
        columns = [lti_scores.c[name] for name in SentScore.__dataclass_fields__]
        query = select(*columns).where(lti_scores.c.platform == platform, lti_scores.c.assignment == assignment)
        with self._transaction() as connection:
            rows = connection.execute(query.order_by(lti_scores.c.id)).mappings().all()
        return [SentScore(**{**row, "state": SentState(row["state"])}) for row in rows]

    def newest_results(self, assignment: str) -> dict[tuple[str, str], Result]:
        """Of every submission, the newest result, by student and hash."""
        newest = select(func.max(results.c.id)).where(results.c.assignment == assignment)
        newest = newest.group_by(results.c.student, results.c.submission_sha256)
        found = self._results(select(results.c.data.cast(Text)).where(results.c.id.in_(newest)))
        return {(result.student, result.submission_sha256): result for result in found}

    def _results(self, query: Any) -> list[Result]:
        """The results that a query finds as text; they are read one by one, and when others may write again."""
        with self._transaction() as connection:
            found = connection.scalars(query).all()
        return [Result.from_dict(json.loads(data)) for data in found]


def _fault(error: Exception) -> Fault:
    return Fault(
        f"The gradebook cannot be used ({_reason(error)}):",
        "see that no other program holds it and that its disk has room, then run it again; nothing done is lost.",
    )


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        # The driver would begin only at the first write, and what was read before could be outdated by then.
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {LOCK_SECONDS * 1000}", "journal_mode = WAL"):
        connection.execute(f"PRAGMA {pragma}").close()


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    found = inspect(connection)
    for new in ADDED_LATER:
        if new.name not in {column["name"] for column in found.get_columns(new.table.name)}:
            says = CreateColumn(new).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {new.table.name} ADD COLUMN {says}"))
    if "current_results" not in found.get_view_names():
        connection.execute(text(CURRENT_RESULTS))


def _is_news(before: datetime | None, now: datetime | None, certain: bool) -> bool:
    """Whether the time of a submission that is there already tells anything."""
    return now is not None and (before is None or now < before or (certain and now != before))


def _people(connection: Connection) -> list[Person]:
    newest = select(func.max(people.c.id)).group_by(people.c.person)
    rows = connection.execute(select(people).where(people.c.id.in_(newest)).order_by(people.c.person))
    return [_person(row) for row in rows]


def _person(row: Row[Any]) -> Person:
    return Person(row.person, row.name, row.email, row.section, MappingProxyType(row.ids), row.withdrawn)


def _person_row(person: Person) -> Mapping[str, Any]:
    return {
        "person": person.id, "name": person.name, "email": person.email, "section": person.section,
        "ids": dict(person.ids), "withdrawn": person.withdrawn,
    }  # fmt: skip


def _columns_of(score: SentScore) -> Mapping[str, Any]:
    return {**vars(score), "state": str(score.state), "body": dict(score.body)}


def _open_problems(connection: Connection, assignment: str) -> list[Problem]:
    followed = exists().where(
        *_is(submissions, problems.c.assignment, problems.c.student),
        submissions.c.recorded_at > problems.c.recorded_at,
    )
    query = select(problems.c.student, problems.c.source, problems.c.reason).distinct()
    query = query.where(problems.c.assignment == assignment, ~followed)
    return [Problem(*row) for row in connection.execute(query.order_by(problems.c.student, problems.c.source))]


def _result(connection: Connection, assignment: str, student: str, receipt: str) -> Result | None:
    query = select(results.c.data).where(*_is(results, assignment, student), results.c.receipt == receipt)
    data = connection.scalar(query.order_by(results.c.id.desc()).limit(1))
    return Result.from_dict(data) if data else None


def _is(table: Any, assignment: Any, student: Any) -> tuple[Any, Any]:
    return table.c.assignment == assignment, table.c.student == student
