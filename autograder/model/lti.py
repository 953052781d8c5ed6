"""LTI 1.3: the platforms that a course is known to, and what was sent to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

KINDS = ("moodle", "canvas", "blackboard", "brightspace", "sakai", "open-edx", "other")
"""Learning management systems that differ in what they take."""


@dataclass(frozen=True)
class Platform:
    """A course in an LMS, and how we are registered there."""

    key: str
    """How `Person.ids` and the gradebook name it: `lti`, or `lti_` and its name."""
    kind: str
    client_id: str
    token_url: str
    issuer: str = ""
    audience: str = ""
    """Whom the request for a token is addressed to; the token URL if empty."""
    deployment_id: str = ""
    line_items_url: str = ""
    memberships_url: str = ""


@dataclass(frozen=True)
class ItemWish:
    """The column of an assignment in a platform's gradebook, as we want to find it or make it."""

    label: str
    resource_id: str
    tag: str = ""
    url: str = ""
    """The line item itself, if it is known."""


class SentState(StrEnum):
    """What became of a score."""

    SENDING = "sending"
    """It may have arrived, or not."""
    ACCEPTED = "accepted"
    NEWER = "newer"
    """The platform has one that it takes for newer."""
    REFUSED = "refused"


@dataclass(frozen=True)
class SentScore:
    """One score, as it was sent to a platform."""

    platform: str
    assignment: str
    student: str
    line_item: str
    state: SentState
    body: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """All of it, with user and timestamp."""
    says: str = ""
    """What the platform answered, if it did not take it."""
