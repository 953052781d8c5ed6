"""Being known to a platform, and knowing its people."""

import json
import threading
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Gradebook
from autograder.workflow.lti import key_path
from autograder.workflow.lti_people import course_key, import_members
from tests.bridges.lti_platform import LEARNER, State
from tests.workflow.test_lti import lti_toml


@pytest.fixture
def known(course: Course, lms: State, key_file: Path) -> Course:
    """The course, known to a Moodle; nobody has an id there yet."""
    (course.root / "lti.toml").write_text(lti_toml(lms), "utf-8")
    key_path(course).parent.mkdir(parents=True)
    key_path(course).hardlink_to(key_file)
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people([Person("ada", "Ada Lovelace", "ada@x.example", ids={"canvas": "101"})])
    return course


def member(id: str, name: str, **said: object) -> dict[str, object]:
    """A member as the platform tells it."""
    return {"user_id": id, "name": name, "roles": [LEARNER], **said}


def test_the_key_is_made_once(mini_course: Path) -> None:
    """The second time it is shown, and nothing is written."""
    course = find_course(mini_course)
    first = course_key(course)
    assert (
        first.made
        and first.path.stat().st_mode & 0o777 == 0o600
        and first.path.parent.parent.stat().st_mode & 0o077 == 0
    )
    before = first.path.read_bytes()
    again = course_key(course)
    assert not again.made and again.id == first.id and first.path.read_bytes() == before
    (key,) = json.loads(again.key_set)["keys"]
    assert key["kid"] == first.id and "d" not in key and "PRIVATE" not in again.pem


def test_a_new_key_leaves_the_former_one_beside_it(mini_course: Path) -> None:
    """It may still be the one that is registered."""
    course = find_course(mini_course)
    first = course_key(course)
    before = first.path.read_bytes()
    second = course_key(course, new=True)
    assert second.made and second.id != first.id and second.kept
    assert second.kept.read_bytes() == before and second.kept.stat().st_mode & 0o777 == 0o600
    assert course_key(course).id == second.id


def test_two_commands_at_once_end_with_the_same_key(mini_course: Path) -> None:
    """Whichever is faster."""
    course, ids = find_course(mini_course), []
    threads = [threading.Thread(target=lambda: ids.append(course_key(course).id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4 and len(set(ids)) == 1
    assert [path.name for path in key_path(course).parent.iterdir()] == ["key.pem"]


def test_members_complete_the_roster(known: Course, lms: State) -> None:
    """By email or login; who it is not certain is listed with candidates, and never guessed by name."""
    lms.members = [
        member("7", "Ada L.", email="ADA@x.example", ext_user_username="ada.l"),
        member("8", "Grace Hopper", ext_user_username="grace"),
        member("9", "<b>Eve</b>", email="eve@x.example"),
    ]
    report = import_members(known)
    assert (report.changed, report.added) == (["ada", "grace"], [])
    assert [(doubt.person.ids["lti"], doubt.candidates) for doubt in report.doubts] == [("9", ("../eve",))]
    with Gradebook(known.database_url) as gradebook:
        ids = {person.id: dict(person.ids) for person in gradebook.people()}
    assert ids["ada"] == {"canvas": "101", "lti": "7", "moodle_username": "ada.l"}
    assert import_members(known).changed == []
    assert import_members(known, add=True).added == ["eve@x.example"]


def test_who_left_there_has_left_here(known: Course, lms: State) -> None:
    """Inactive is withdrawn; so are those who are not named, if so wanted."""
    lms.members = [member("7", "Ada Lovelace", email="ada@x.example", status="Inactive")]
    report = import_members(known)
    assert report.absent == ("../eve", "grace")
    import_members(known, withdraw=True)
    with Gradebook(known.database_url) as gradebook:
        assert {person.id: person.withdrawn for person in gradebook.people()} == {
            "../eve": True,
            "ada": True,
            "grace": True,
        }


def test_nobody_is_withdrawn_because_nobody_is_named(known: Course) -> None:
    """An empty list is a mistake."""
    with pytest.raises(InputError, match="The platform names no learners"):
        import_members(known, withdraw=True)


def test_of_several_platforms_one_is_asked(known: Course, lms: State) -> None:
    """Each gives ids of its own."""
    (known.root / "lti.toml").write_text(lti_toml(lms, name="day") + lti_toml(lms, name="evening"), "utf-8")
    lms.members = [member("7", "Ada Lovelace", email="ada@x.example")]
    with pytest.raises(InputError, match="There are several platforms: say which one with --platform: day, evening"):
        import_members(known)
    import_members(known, "evening")
    with Gradebook(known.database_url) as gradebook:
        assert gradebook.people()[1].ids["lti_evening"] == "7"
