"""Who is in a course, as its platform has it.

Source: LTI Names and Role Provisioning Services 2.0.
"""

import unicodedata
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from autograder.bridges.lti_http import Reply, Request
from autograder.bridges.lti_session import Session
from autograder.errors import InputError
from autograder.model.lti import Platform
from autograder.model.person import Person
from autograder.model.text import one_line

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEDIA = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership"
TEST_USER = "TestUser"
PAGE = 100
FIELDS = {
    "moodle": {"lis_person_sourcedid": "moodle_id", "ext_user_username": "moodle_username"},
    "canvas": {"lis_person_sourcedid": "sis_user"},
    "sakai": {"lis_person_sourcedid": "sakai"},
}
"""Where a platform is known to tell an id that its files have, too: how `Person.ids` calls that."""
OWN = ("moodle_username", "sakai", "moodle_id", "sis_user")
"""What our own id is made of if there is no roster yet, the likeliest first."""


def members_request(platform: Platform) -> Request:
    """The request for all members."""
    url = platform.memberships_url
    return Request("GET", f"{url}{'&' if '?' in url else '?'}limit={PAGE}", {"Accept": MEDIA}, scopes=(SCOPE,))


def learners(session: Session) -> list[Person]:
    """All learners, each once; who is not active has left.

    Raises:
        NoAnswer: the platform is silent, down or busy.
        InputError: it refuses, or does not answer with members.
    """
    if not session.platform.memberships_url:
        raise InputError("`memberships_url` is not in lti.toml:", "add what the LMS tells (docs/lti.md).")
    found = {
        member["user_id"]: _person(member, session.platform)
        for reply in session.pages(members_request(session.platform))
        for member in _members(reply)
        if _learns(member)
    }
    return list(found.values())


def _members(reply: Reply) -> Iterator[dict[str, Any]]:
    container = reply.json
    members = container.get("members") if isinstance(container, dict) else None
    if not isinstance(members, list):
        raise InputError(f"{reply.url} does not answer with members:", "check memberships_url in lti.toml.")
    for member in members:
        if isinstance(member, dict) and isinstance(id := member.get("user_id"), str | int) and str(id).strip():
            yield {**member, "user_id": str(id)}


def _learns(member: dict[str, Any]) -> bool:
    """Whether somebody is a student of the course, and no student of the LMS's own to try things with."""
    roles = [role for role in member.get("roles") or () if isinstance(role, str)]
    learner = any(role in ("Learner", f"{ROLE}#Learner") or role.startswith(f"{ROLE}/Learner#") for role in roles)
    return learner and not any(role.endswith(f"#{TEST_USER}") for role in roles)


def _person(member: dict[str, Any], platform: Platform) -> Person:
    def told(name: str) -> str:
        value = member.get(name)
        return unicodedata.normalize("NFC", value.strip()) if isinstance(value, str) else ""

    named = {key: told(name) for name, key in FIELDS.get(platform.kind, {}).items() if told(name)}
    ids = {platform.key: member["user_id"], **named}
    own = next((ids[key] for key in OWN if key in ids), "") or told("email") or member["user_id"]
    if one_line(own) != own:
        raise InputError(f"Invisible characters in the id '{one_line(own)}' of a member:", "correct it in the LMS.")
    name = told("name") or f"{told('given_name')} {told('family_name')}".strip()
    return Person(
        own, name, told("email"), ids=MappingProxyType(ids),
        withdrawn=str(member.get("status") or "Active").lower() != "active",
    )  # fmt: skip
