"""Finding a course and the places in it."""

import os
import stat
import threading
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model.course_total import Group
from autograder.store.course import Course, find_course

REAL = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course's folder with two assignments named, of which one is written."""
    (tmp_path / "course.toml").write_text('title = "Tiny"\nassignments = ["later", "now"]\n', "utf-8")
    (tmp_path / "assignments" / "now").mkdir(parents=True)
    (tmp_path / "assignments" / "now" / "assignment.toml").touch()
    return tmp_path.resolve()


def test_a_course_is_found_from_any_folder_below(root: Path) -> None:
    """Commands work wherever in the course they run, as git does."""
    assert find_course(root / "assignments" / "now").root == root


def test_the_gradebook_lies_in_the_course_by_default(root: Path) -> None:
    """Without a database_url the gradebook is an SQLite file beside course.toml."""
    assert find_course(root).database_url == f"sqlite:///{root.as_posix()}/gradebook.sqlite3"


def test_a_relative_sqlite_path_starts_at_the_course(root: Path) -> None:
    """The gradebook does not move with the folder that a command runs in."""
    (root / "course.toml").write_text('title = "Tiny"\ndatabase_url = "sqlite:///data/grades.db"\n', "utf-8")
    assert find_course(root / "assignments").database_url == f"sqlite:///{root.as_posix()}/data/grades.db"


def test_another_database_is_taken_as_it_is(root: Path) -> None:
    """Any SQLAlchemy URL can stand in course.toml."""
    url = "postgresql+psycopg://teacher@db/grades"
    (root / "course.toml").write_text(f'title = "Tiny"\ndatabase_url = "{url}"\n', "utf-8")
    assert find_course(root).database_url == url


def test_only_written_assignments_are_listed(root: Path) -> None:
    """A slug without a manifest is no assignment yet."""
    assert find_course(root).assignment_slugs() == ["now"]


def test_no_course_says_what_to_do(tmp_path: Path) -> None:
    """Outside a course the one line says where to go."""
    with pytest.raises(InputError, match="No course.toml in .*change into the folder of your course"):
        find_course(tmp_path)


def test_a_misspelt_key_is_named_with_its_line(root: Path) -> None:
    """A wrong key in course.toml is an error, not silently ignored."""
    (root / "course.toml").write_text('title = "Tiny"\n\nassignmets = []\n', "utf-8")
    with pytest.raises(InputError, match=r"course.toml:3: unknown key `assignmets`, did you mean `assignments`\?"):
        find_course(root)


def test_the_real_course_has_its_eight_assignments_in_order() -> None:
    """The course of this checkout names what the module is made of."""
    assert find_course(REAL).slugs == (
        "dense_and_conv", "tokens_and_recurrence", "generative_loss", "gan", "self_attention", "transformer",
        "vision_transformer", "limits_and_discussion",
    )  # fmt: skip


def test_the_secret_stays_the_same(root: Path) -> None:
    """A second look gives the same secret, from a new object too."""
    assert find_course(root).secret() == find_course(root).secret()


def test_two_courses_have_two_secrets(tmp_path: Path) -> None:
    """Random inputs are fresh for every course."""
    first, second = (Course(tmp_path / name, name, "") for name in ("a", "b"))
    first.root.mkdir()
    second.root.mkdir()
    assert first.secret() != second.secret()


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_the_secret_is_its_owners_alone(root: Path) -> None:
    """Nobody else on the machine can read it."""
    find_course(root).secret()
    assert stat.S_IMODE((root / ".autograder" / "secret").stat().st_mode) == 0o600


def test_the_secret_is_not_in_course_toml(root: Path) -> None:
    """course.toml is shared and committed."""
    secret = find_course(root).secret()
    assert secret not in (root / "course.toml").read_text("utf-8")


def test_commands_that_start_at_once_agree_on_the_secret(root: Path) -> None:
    """Whoever writes first wins, and nobody sees half a secret."""
    course, start, seen = find_course(root), threading.Barrier(8), set()

    def ask() -> None:
        start.wait()
        seen.add(course.secret())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 1
    assert [path.name for path in (root / ".autograder").iterdir()] == ["secret"]


def test_an_emptied_secret_is_not_used(root: Path) -> None:
    """A lost secret must not pass as a weak one."""
    find_course(root).secret()
    (root / ".autograder" / "secret").write_text("")
    with pytest.raises(InputError, match="is empty"):
        find_course(root).secret()


def written(root: Path, text: str) -> Path:
    """The course's folder with more in its course.toml."""
    path = root / "course.toml"
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    return root


def test_a_course_has_a_zone_rules_and_groups(root: Path) -> None:
    """Without them, there is none."""
    assert (find_course(root).zone, find_course(root).groups, find_course(root).policy.late_days) == (None, (), 0)
    text = 'timezone = "Europe/Berlin"\n[policy]\nlate_days = 4\n'
    group = '[[group]]\ntitle = "All"\nassignments = ["now", "later"]\ndrop = 1\n'
    course = find_course(written(root, text + group))
    assert (str(course.zone), course.policy.late_days) == ("Europe/Berlin", 4)
    assert course.groups == (Group("All", ("now", "later"), 1),)


def test_all_that_is_wrong_with_the_rules_of_a_course_comes_at_once(root: Path) -> None:
    """With the line of each."""
    text = (
        'timezone = "Europe/Bärlin"\n[policy]\ndeduct_percent = 101\ndeduct_points = 0.125\nper = "week"\n'
        'late_days_order = ["noww"]\n[[group]]\ntitle = "A"\nassignments = ["now", "x"]\n'
        '[[group]]\ntitle = "B"\nassignments = ["now"]\ndrop = 1\n'
    )
    with pytest.raises(InputError) as caught:
        find_course(written(root, text))
    assert [line.rpartition("course.toml:")[2] for line in str(caught.value).splitlines()] == [
        "3: `timezone`: 'Europe/Bärlin' is no time zone, write e.g. Europe/Berlin (pip install tzdata may help)",
        "5: `deduct_percent` is 101, should be less than or equal to 100",
        "6: `deduct_points` stands beside `deduct_percent`, leave one out",
        "6: `deduct_points`: 0.125, write at most two decimals",
        "7: `per` is 'week', should be 'day' or 'hour'",
        "8: `late_days_order` has 'noww', which is none of `assignments`",
        "11: 'now' is in groups more than once, leave it in one",
        "11: 'x' is none of the course's `assignments`",
        "14: 'now' is in groups more than once, leave it in one",
        "15: `drop` is 1 of 1 assignments, leave at least one",
    ]
