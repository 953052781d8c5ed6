"""`lti.toml`: the LMSs that a course sends scores to, and which column an assignment has there."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from autograder.errors import InputError
from autograder.model.lti import KINDS, ItemWish, Platform
from autograder.store.course import Course
from autograder.store.manifest import nearest
from autograder.store.toml_file import Location, Table, read_toml

LTI_FILE = "lti.toml"
HERE = ("127.0.0.1", "::1", "localhost")
NAME = re.compile(r"[a-z][a-z0-9_]*")


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        secret = parts.username is not None or parts.password is not None
        _ = parts.port  # raises if it is no number
    except ValueError as error:
        raise ValueError(f"{text!r} is no address ({error}), copy it from the LMS") from None
    if text != text.strip() or not host or parts.fragment or secret:
        raise ValueError(f"{text!r} is no plain address, copy it from the LMS")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in HERE):
        raise ValueError(f"{text!r} does not begin with https://, and scores go over nothing else")
    return text


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError(f"{text!r} is no name, use small letters, digits and _")
    return text


Url = Annotated[str, AfterValidator(_url)]
Filled = Annotated[str, Field(min_length=1)]


class PlatformTable(Table):
    """`[[platform]]`: one course in one LMS."""

    name: Annotated[str, AfterValidator(_name)] | None = None
    """Only needed where there are several."""
    kind: Literal[KINDS] = "other"  # type: ignore[valid-type]
    issuer: Filled
    client_id: Filled
    deployment_id: str = ""
    token_url: Url
    token_audience: str = ""
    line_items_url: Url | None = None
    memberships_url: Url | None = None

    def to_model(self) -> Platform:
        """The platform that the table describes."""
        return Platform(
            key=f"lti_{self.name}" if self.name else "lti", kind=self.kind, client_id=self.client_id,
            token_url=self.token_url, issuer=self.issuer, audience=self.token_audience,
            deployment_id=self.deployment_id, line_items_url=self.line_items_url or "",
            memberships_url=self.memberships_url or "",
        )  # fmt: skip


class LineItemTable(Table):
    """`[[line_item]]`: how an assignment is called there, where that is not its title and slug."""

    assignment: Filled
    platform: str | None = None
    """The name of the platform that it is meant for; all of them if there is none."""
    label: Filled | None = None
    resource_id: Filled | None = None
    tag: str = "autograder"
    url: Url | None = None


class LtiTable(Table):
    """`lti.toml`."""

    platform: Annotated[list[PlatformTable], Field(min_length=1)]
    line_item: list[LineItemTable] = Field(default_factory=list)


@dataclass(frozen=True)
class LtiSettings:
    """What `lti.toml` says."""

    platforms: tuple[Platform, ...]
    items: tuple[LineItemTable, ...]

    def chosen(self, name: str) -> tuple[Platform, ...]:
        """All platforms, or the one of that name.

        Raises:
            InputError: there is none of that name.
        """
        if not name:
            return self.platforms
        named = {each.key.removeprefix("lti_"): each for each in self.platforms}
        if name not in named:
            raise InputError(f"No platform {name!r} in {LTI_FILE}:", nearest(name, list(named)))
        return (named[name],)

    def wish(self, platform: Platform, assignment: str, title: str) -> ItemWish:
        """The column of an assignment there: what the file says of it, else its title and slug."""
        name = platform.key.removeprefix("lti_")
        of_it = [each for each in self.items if each.assignment == assignment and each.platform in (None, name)]
        said = next((each for each in of_it if each.platform), of_it[0] if of_it else LineItemTable(assignment="_"))
        return ItemWish(said.label or title, said.resource_id or assignment, said.tag, said.url or "")


def read_lti(course: Course) -> LtiSettings:
    """The course's platforms.

    Raises:
        InputError: there is no such file, or all that is wrong with it, one line each.
    """
    path: Path = course.root / LTI_FILE
    if not path.is_file():
        raise InputError(f"There is no {path}:", "write it as docs/lti.md says, from what the LMS tells you.")
    known = set(course.slugs)
    table = read_toml(path, LtiTable, lambda data: _across_keys(data, known))
    return LtiSettings(tuple(each.to_model() for each in table.platform), tuple(table.line_item))


def _across_keys(data: dict[str, Any], assignments: set[str]) -> Iterator[tuple[Location, str]]:
    """What can be said of no key alone."""
    platforms, items = _tables(data, "platform"), _tables(data, "line_item")
    names = Counter(str(table.get("name", "")) for table in platforms)
    for index, table in enumerate(platforms):
        name = str(table.get("name", ""))
        if names[name] > 1:
            what = f"`name` {name!r} is used twice" if name else "`name` is missing where there are several"
            yield ("platform", index, "name"), f"{what}, give each platform its own"
        if not {"line_items_url", "memberships_url"} & table.keys() and not items:
            yield ("platform", index), "neither `line_items_url` nor `memberships_url`, add what the LMS tells you"
    pairs = Counter((str(table.get("assignment")), str(table.get("platform", ""))) for table in items)
    for index, table in enumerate(items):
        slug, name = str(table.get("assignment")), str(table.get("platform", ""))
        if "assignment" in table and slug not in assignments:
            yield ("line_item", index, "assignment"), f"no assignment {slug!r}, {nearest(slug, sorted(assignments))}"
        if name and name not in names:
            yield ("line_item", index, "platform"), f"no platform {name!r}, {nearest(name, sorted(names))}"
        if pairs[slug, name] > 1:
            yield ("line_item", index), f"{slug} stands here twice, leave one"


def _tables(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = data.get(key)
    return [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []
