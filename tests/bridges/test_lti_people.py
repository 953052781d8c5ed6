"""Members of a course."""

from dataclasses import replace

import pytest

from autograder.bridges.lti_people import learners
from autograder.bridges.lti_session import Session
from autograder.errors import InputError
from autograder.model.lti import Platform
from tests.bridges.lti_platform import LEARNER, State

TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


def member(id: object, **said: object) -> dict[str, object]:
    """A member as the platform tells it."""
    return {"user_id": id, "roles": [LEARNER], "name": f"Name {id}", "email": f"{id}@x.example", **said}


def test_all_pages_are_read_and_learners_taken(lms: State, session: Session) -> None:
    """Under the three ways to say so; teachers and Canvas's test student are not."""
    lms.members = [
        member("a"), member("b", roles=["Learner"]), member("t", roles=[TEACHER]),
        member("c", roles=[LEARNER.replace("#", "/Learner#").replace("Learner#Learner", "Learner#GuestLearner")]),
        member("test", roles=[LEARNER, TEST_USER]), member("none", roles=[]), member("a"),
    ]  # fmt: skip
    lms.next_link = lambda url: f"{url}&Cursor=XyZ"
    assert [person.ids["lti"] for person in learners(session)] == ["a", "b", "c"]
    assert len(lms.requests("members")) == 4 and "Cursor=XyZ" in lms.requests("members")[1].url


def test_who_is_not_active_has_left(lms: State, session: Session) -> None:
    """Without a status everybody is."""
    lms.members = [
        member("a"),
        member("b", status="Inactive"),
        member("c", status="Deleted"),
        member("d", status="Active"),
    ]
    assert [person.withdrawn for person in learners(session)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("kind", "ids", "own"),
    [
        ("moodle", {"lti": "7", "moodle_id": "S007", "moodle_username": "ada"}, "ada"),
        ("canvas", {"lti": "7", "sis_user": "S007"}, "S007"),
        ("sakai", {"lti": "7", "sakai": "S007"}, "S007"),
        ("other", {"lti": "7"}, "ada@x.example"),
    ],
)
def test_ids_that_files_have_too_are_kept(
    lms: State, session: Session, there: Platform, kind: str, ids: dict[str, str], own: str
) -> None:
    """By what is known of each platform; of others nothing is guessed."""
    session.platform = replace(there, kind=kind)
    lms.members = [
        member("7", email="ada@x.example", name="", given_name="Ada", family_name="Lovelace ",
               lis_person_sourcedid="S007", ext_user_username="ada")
    ]  # fmt: skip
    (person,) = learners(session)
    assert (dict(person.ids), person.id, person.name) == (ids, own, "Ada Lovelace")


def test_a_platform_of_another_name_has_ids_of_its_own(lms: State, session: Session, there: Platform) -> None:
    """The number 7 there is somebody else."""
    session.platform = replace(there, key="lti_evening")
    lms.members = [member(7)]
    assert dict(learners(session)[0].ids) == {"lti_evening": "7"}


def test_members_without_anything_but_an_id_are_named_by_it(lms: State, session: Session) -> None:
    """The platform may tell no names. Entries of another form are passed over."""
    lms.members = [{"user_id": "u-1", "roles": ["Learner"]}]
    assert [(person.id, person.name, person.email) for person in learners(session)] == [("u-1", "", "")]


def test_what_is_no_list_of_members_is_told(lms: State, session: Session, there: Platform) -> None:
    """Another address of the platform, an id that nobody sees, no address at all."""
    session.platform = replace(there, memberships_url=f"{lms.url}/Course/AbC/Members")
    lms.faults["members"] = ["page"]
    with pytest.raises(InputError, match="answers 200 Welcome: check address and permissions"):
        learners(session)
    lms.members = [member("x\u202e", email="")]
    with pytest.raises(InputError, match=r"Invisible characters in the id 'x\\u202e'"):
        learners(session)
    session.platform = replace(there, memberships_url="")
    with pytest.raises(InputError, match="`memberships_url` is not in lti.toml"):
        learners(session)
