"""Bringing two lists of people together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model.person import Person
from autograder.model.same_person import merge

ADA = Person("ada", "Ada Lovelace", "ada@x.org", "A", {"canvas": "101"})
EMILE = Person("S007", "Émile Borel", "", "", {"sis_login": "emile"})


@pytest.mark.parametrize(
    ("theirs", "who"),
    [
        (Person("x", email="ADA@X.org"), "ada"),
        (Person("x", ids={"canvas": "101"}), "ada"),
        (Person("x", ids={"moodle_username": "ada"}), "ada"),
        (Person("x", ids={"blackboard": "emile"}), "S007"),
        (Person("x", ids={"d2l_org": "S007"}), "S007"),
        (Person("x", ids={"oneroster": "ada"}), None),
        (Person("x", "Ada Lovelace"), None),
        (Person("ada"), None),
    ],
)
def test_an_id_or_an_email_says_who_it_is(theirs: Person, who: str | None) -> None:
    """Where it means the same in both systems; a name, or an id that theirs was only given here, does not."""
    found = merge([ADA, EMILE], [theirs])
    assert [person.id for person in found.known] == ([who] if who else [])


def test_what_is_new_is_added_and_our_id_stays() -> None:
    """Names and emails are as the newer file has them."""
    [ada] = merge([ADA], [Person("S001", "Lovelace, Ada", "ada@x.org", "B", {"moodle_id": "S001"})]).known
    assert ada == Person("ada", "Lovelace, Ada", "ada@x.org", "B", {"canvas": "101", "moodle_id": "S001"})


@pytest.mark.parametrize(
    ("theirs", "why"),
    [
        ([Person("x", email="ada@x.org", ids={"sis_login": "emile"})], "may be several people"),
        ([Person("x", email="ada@x.org", ids={"canvas": "999"})], "has another canvas on the roster"),
        ([Person("x", email="ada@x.org"), Person("y", ids={"canvas": "101"})], "is one of two who are the same"),
    ],
)
def test_contradictions_are_for_a_person_to_decide(theirs: list[Person], why: str) -> None:
    """Nothing is taken in."""
    found = merge([ADA, EMILE], theirs)
    assert found.known == () and all(doubt.why.startswith(why) for doubt in found.doubts) and found.doubts


@pytest.mark.parametrize("name", ["Lovelace, Ada", "ADA LOVELACE", "Ada Lovelase"])
def test_a_like_name_is_a_candidate(name: str) -> None:
    """In whatever order, case or spelling."""
    [stranger] = merge([ADA, EMILE], [Person("zzz", name)]).strangers
    assert stranger.candidates == ("ada",)


TEXT = st.sampled_from(["a", "b", "ada", "A@x", ""])
IDS = st.dictionaries(st.sampled_from(["canvas", "sakai"]), TEXT.filter(bool))
PEOPLE = st.lists(
    st.builds(Person, TEXT.filter(bool), TEXT, TEXT, TEXT, IDS),
    max_size=4, unique_by=lambda person: person.id,
)  # fmt: skip


@given(PEOPLE, PEOPLE)
def test_everybody_is_somewhere_and_nobody_becomes_two(ours: list[Person], theirs: list[Person]) -> None:
    """Known, a stranger or in doubt; and what is known of our people is never lost."""
    found = merge(ours, theirs)
    assert len(found.known) + len(found.strangers) + len(found.doubts) == len(theirs)
    ids = [person.id for person in found.known]
    assert len(set(ids)) == len(ids) and set(ids) <= {person.id for person in ours}
    before = {person.id: person for person in ours}
    assert all(before[person.id].ids.items() <= person.ids.items() for person in found.known)
