"""The gradebook adds, never changes, and knows what holds now; on a real SQLite file."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.store.gradebook import Extension, Gradebook, Problem, SubmissionRow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADA = Person("ada", "Ada Lovelace", "ada@example.org", "A", {"canvas": "101"})
BOB = Person("bob")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where the gradebook is."""
    return f"sqlite:///{tmp_path / 'gradebook.sqlite3'}"


@pytest.fixture
def gradebook(url: str) -> Iterator[Gradebook]:
    """An empty gradebook."""
    with Gradebook(url) as opened:
        yield opened


def result(
    sha256: str = "s1", receipt: str = "r1", points: int = 250, student: str = "ada", **fields: object
) -> Result:
    """A result of one exercise."""
    outcome = fields.pop("outcome", Outcome.FAILED)
    exercise = ExerciseResult("scores", outcome, points, 400, message="say \ud800 it")  # type: ignore[arg-type]
    return Result("gan", student, sha256, receipt, "full", 7, "2026-11-23T10:00:00Z", 0.25, (exercise,))


def count(url: str, table: str) -> int:
    """How many rows a table has."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.scalar(text(f"SELECT COUNT(*) FROM {table}"))
    engine.dispose()
    return int(rows or 0)


def test_people_come_back_as_they_were(gradebook: Gradebook) -> None:
    """All fields and the ids of other systems, by id."""
    assert gradebook.import_people([BOB, ADA]) == ["bob", "ada"]
    assert gradebook.people() == [ADA, BOB]


def test_the_same_people_again_write_nothing(gradebook: Gradebook, url: str) -> None:
    """An import can be repeated."""
    gradebook.import_people([ADA, BOB])
    assert gradebook.import_people([BOB, ADA]) == []
    assert count(url, "people") == 2


def test_a_changed_person_is_the_newest_row(gradebook: Gradebook, url: str) -> None:
    """The old row stays."""
    gradebook.import_people([ADA, BOB])
    renamed = replace(ADA, name="Ada King")
    assert gradebook.import_people([renamed]) == ["ada"]
    assert gradebook.people() == [renamed, BOB]
    assert count(url, "people") == 3


def test_the_newest_submission_is_added_once(gradebook: Gradebook, url: str) -> None:
    """Collecting again adds nothing; handing in an older state again does."""
    assert gradebook.add_submission("gan", "ada", "s1", NOON)
    assert not gradebook.add_submission("gan", "ada", "s1", NOON + timedelta(1))
    assert gradebook.add_submission("gan", "ada", "s2", NOON)
    assert gradebook.add_submission("gan", "ada", "s1", NOON)
    assert count(url, "submissions") == 3


def test_latest_submissions_are_one_for_each_student(gradebook: Gradebook) -> None:
    """By student, of this assignment only, with times in UTC."""
    vienna = NOON.astimezone(timezone(timedelta(hours=1)))
    gradebook.add_submission("gan", "bob", "s3", vienna, "2 days late")
    gradebook.add_submission("gan", "ada", "s1", NOON)
    gradebook.add_submission("gan", "ada", "s2", NOON)
    gradebook.add_submission("transformer", "eve", "s4", NOON)
    rows = gradebook.latest_submissions("gan")
    assert rows == [SubmissionRow("gan", "ada", "s2", NOON), SubmissionRow("gan", "bob", "s3", NOON, "2 days late")]
    assert all(row.received_at.tzinfo is UTC for row in rows)


def test_a_result_comes_back_as_it_was(gradebook: Gradebook) -> None:
    """Points stay exact, and half a character in a message breaks nothing."""
    assert gradebook.add_result(result())
    assert gradebook.result_by_receipt("gan", "ada", "r1") == result()
    assert gradebook.result_by_receipt("gan", "bob", "r1") is None
    assert gradebook.result_by_receipt("gan", "ada", "r2") is None


def test_a_receipt_has_one_result(gradebook: Gradebook, url: str) -> None:
    """Grading twice changes no grade."""
    assert gradebook.add_result(result())
    assert not gradebook.add_result(result(points=0))
    assert gradebook.result_by_receipt("gan", "ada", "r1") == result()
    assert count(url, "results") == 1


def test_the_same_receipt_of_two_students_is_two_results(gradebook: Gradebook) -> None:
    """Two students may hand in the same files."""
    assert gradebook.add_result(result(student="ada"))
    assert gradebook.add_result(result(student="bob"))


def test_an_ungraded_result_gives_way_to_a_graded_one(gradebook: Gradebook) -> None:
    """What failed through our fault is graded again, and never the other way round."""
    ungraded = result(outcome=Outcome.UNGRADED, points=0)
    gradebook.add_submission("gan", "ada", "s1", NOON)
    assert gradebook.add_result(ungraded)
    assert not gradebook.add_result(ungraded)
    assert gradebook.current_results("gan") == [ungraded]
    assert gradebook.add_result(result())
    assert not gradebook.add_result(ungraded)
    assert gradebook.current_results("gan") == [result()]
    assert gradebook.result_by_receipt("gan", "ada", "r1") == result()


def test_current_results_are_the_newest_of_the_newest_submission(gradebook: Gradebook) -> None:
    """A regrade replaces, a new submission has no grade until it is graded, an older one again has its own."""
    gradebook.add_submission("gan", "ada", "s1", NOON)
    gradebook.add_result(result("s1", "r1", 100))
    gradebook.add_result(result("s1", "r2", 200))
    assert [found.points for found in gradebook.current_results("gan")] == [200]
    gradebook.add_submission("gan", "ada", "s2", NOON)
    assert gradebook.current_results("gan") == []
    gradebook.add_result(result("s2", "r3", 300))
    assert [found.points for found in gradebook.current_results("gan")] == [300]
    gradebook.add_submission("gan", "ada", "s1", NOON)
    assert [found.points for found in gradebook.current_results("gan")] == [200]


def test_current_results_are_by_student_and_of_one_assignment(gradebook: Gradebook) -> None:
    """Each student once, though all share an assignment and a hash."""
    for student in ("eve", "ada", "bob"):
        gradebook.add_submission("gan", student, "s1", NOON)
        gradebook.add_submission("transformer", student, "s1", NOON)
        gradebook.add_result(result(student=student))
        gradebook.add_result(replace(result(student=student), assignment="transformer"))
    assert [(found.assignment, found.student) for found in gradebook.current_results("gan")] == [
        ("gan", "ada"), ("gan", "bob"), ("gan", "eve"),
    ]  # fmt: skip


def test_a_problem_is_open_until_a_submission_follows(gradebook: Gradebook, url: str) -> None:
    """What could not be collected is not lost, and not said for ever."""
    problem = Problem("ada", "class/ada.zip", "class/ada.zip is damaged: make it anew.")
    assert gradebook.add_problem("gan", problem)
    assert not gradebook.add_problem("gan", problem)
    assert gradebook.problems("gan") == [problem]
    assert gradebook.problems("transformer") == []
    gradebook.add_submission("gan", "bob", "s1", NOON)
    assert gradebook.problems("gan") == [problem]
    gradebook.add_submission("gan", "ada", "s1", NOON - timedelta(days=1))
    assert gradebook.problems("gan") == []
    assert gradebook.add_problem("gan", problem)
    assert gradebook.problems("gan") == [problem]
    assert count(url, "problems") == 2


def test_everything_is_there_after_reopening(url: str) -> None:
    """The tables and the view are made once."""
    with Gradebook(url) as first:
        first.add_submission("gan", "ada", "s1", NOON)
        first.add_result(result())
    with Gradebook(url) as second:
        assert second.current_results("gan") == [result()]


def test_the_five_kinds_of_rows_and_problems_have_tables(gradebook: Gradebook, url: str) -> None:
    """What later commands write has its place from the beginning."""
    for table in ("people", "submissions", "results", "manual_grades", "extensions", "problems"):
        assert count(url, table) == 0


def test_readers_do_not_wait_for_writers(gradebook: Gradebook, tmp_path: Path) -> None:
    """The file is in write-ahead mode."""
    connection = sqlite3.connect(tmp_path / "gradebook.sqlite3")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def _write(url: str, student: str) -> None:
    with Gradebook(url) as gradebook:
        for number in range(20):
            gradebook.add_submission("gan", student, f"s{number}", NOON)
            gradebook.add_submission("gan", "shared", "same", NOON)
            gradebook.add_result(result(f"s{number}", f"r{number}", student=student))
            gradebook.add_result(result("same", f"r{number}", student="shared"))


def test_several_graders_write_at_once(url: str) -> None:
    """Nobody finds the database locked or half made, and nothing is written twice."""
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(url, f"s{number}")) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert count(url, "submissions") == 4 * 20 + 1
    assert count(url, "results") == 4 * 20 + 20


@pytest.mark.parametrize("bad", ["nonsense", "sqlite:////no/such/folder/g.sqlite3", "nodatabase://x/y"])
def test_a_database_that_cannot_be_opened_is_one_clear_line(bad: str) -> None:
    """The line says where the address stands."""
    with pytest.raises(InputError, match=r"cannot be opened \(.+\): check database_url in course.toml") as caught:
        Gradebook(bad)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    """Some other file in the gradebook's place is not overwritten."""
    (tmp_path / "g.sqlite3").write_text("no database" * 100)
    with pytest.raises(InputError, match="file is not a database"):
        Gradebook(f"sqlite:///{tmp_path / 'g.sqlite3'}")
    assert (tmp_path / "g.sqlite3").read_text() == "no database" * 100


def test_a_gradebook_from_before_students_could_withdraw_is_brought_up_to_date(tmp_path: Path) -> None:
    """Nobody in it has, and from then on somebody may."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    with Gradebook(url) as gradebook:
        gradebook.import_people([ADA])
    with sqlite3.connect(tmp_path / "old.sqlite3") as database:
        database.execute("ALTER TABLE people DROP COLUMN withdrawn")
    database.close()
    with Gradebook(url) as gradebook:
        assert gradebook.people() == [ADA]
        assert gradebook.import_people([replace(ADA, withdrawn=True)]) == ["ada"]
        assert gradebook.people()[0].withdrawn


@pytest.mark.parametrize(("table", "column"), [("submissions", "handed_in"), ("extensions", "revoked")])
def test_a_gradebook_from_before_times_were_kept_is_brought_up_to_date(tmp_path: Path, table: str, column: str) -> None:
    """What is in it stays, and its times are not known."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    with Gradebook(url) as gradebook:
        gradebook.add_submission("gan", "ada", "s1", NOON)
    with sqlite3.connect(tmp_path / "old.sqlite3") as database:
        database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    database.close()
    with Gradebook(url) as gradebook:
        assert gradebook.latest_submissions("gan") == [SubmissionRow("gan", "ada", "s1", NOON)]
        assert gradebook.extensions() == []


HOUR = timedelta(hours=1)


def test_the_time_of_a_submission_is_completed_and_not_made_later(gradebook: Gradebook) -> None:
    """The same files again: the first time that is known and an earlier one are taken, a later one if it is certain."""

    def add(at: datetime | None, certain: bool = False) -> tuple[bool, datetime | None]:
        new = gradebook.add_submission("gan", "ada", "s1", NOON, handed_in=at, certain=certain)
        return new, gradebook.latest_submissions("gan")[0].handed_in

    assert add(None) == (True, None)
    assert add(NOON) == (True, NOON)
    assert add(NOON + HOUR) == (False, NOON)
    assert add(None) == (False, NOON)
    assert add(NOON - HOUR) == (True, NOON - HOUR)
    assert add(NOON + HOUR, certain=True) == (True, NOON + HOUR)
    assert add(NOON + HOUR, certain=True) == (False, NOON + HOUR)
    assert [row.handed_in for row in gradebook.all_submissions("gan")] == [NOON + HOUR]


def test_all_submissions_are_there_in_the_order_in_which_they_came(gradebook: Gradebook) -> None:
    """By student, of this assignment only."""
    for student, sha256 in (("bob", "s3"), ("ada", "s1"), ("ada", "s2"), ("ada", "s1")):
        gradebook.add_submission("gan", student, sha256, NOON)
    gradebook.add_submission("transformer", "ada", "s9", NOON)
    assert [(row.student, row.sha256) for row in gradebook.all_submissions("gan")] == [
        ("ada", "s1"), ("ada", "s2"), ("ada", "s1"), ("bob", "s3"),
    ]  # fmt: skip


def test_every_submission_has_its_newest_result(gradebook: Gradebook) -> None:
    """Also those that are not the newest submission."""
    for receipt, sha256, points in (("r1", "s1", 200), ("r2", "s2", 100), ("r3", "s1", 300)):
        gradebook.add_result(replace(result(points=points), receipt=receipt, submission_sha256=sha256))
    found = gradebook.newest_results("gan")
    assert {key: each.points for key, each in found.items()} == {("ada", "s1"): 300, ("ada", "s2"): 100}


def test_the_newest_extension_holds_until_it_is_revoked(gradebook: Gradebook, url: str) -> None:
    """Nothing is deleted."""
    first = Extension("gan", "ada", NOON, "ill")
    longer, others = replace(first, due=NOON + HOUR), Extension("gan", "bob", NOON)
    for each in (first, others, longer):
        gradebook.add_extension(each)
    assert gradebook.extensions() == [longer, others]
    gradebook.add_extension(replace(longer, revoked=True))
    assert gradebook.extensions() == [others]
    gradebook.add_extension(first)
    assert gradebook.extensions() == [first, others]
    assert count(url, "extensions") == 5
