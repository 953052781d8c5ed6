"""The files in which systems tell who is in a course: how each is recognised, and what its columns mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

NAMES = {
    "name": ("name", "full name", "student name", "display name"),
    "first": ("first name", "firstname", "given name", "givenname", "first"),
    "last": ("last name", "lastname", "surname", "family name", "familyname", "last"),
    "email": ("email", "e mail", "email address", "mail"),
    "section": ("section", "sections", "group", "groups", "class"),
    "role": ("roles", "role"),
    "status": ("availability", "status", "enableduser"),
}
"""For what any file may say of a person, what its header may be, the likeliest first."""

PLAIN_IDS = (
    "student id", "id", "student", "username", "user name", "login", "login id", "user id", "student number",
)  # fmt: skip
IDS = (
    "canvas", "sis_user", "sis_login", "moodle_username", "moodle_id", "blackboard", "blackboard_student",
    "d2l_username", "d2l_org", "sakai", "edx", "edx_user_id", "edx_student", "gradescope", "oneroster", "lti",
)  # fmt: skip
"""What the ids of other systems are called in `Person.ids`."""
GONE = {"no", "false", "tobedeleted", "inactive", "suspended", "not current", "withdrawn"}
"""A status of somebody who has left."""


@dataclass(frozen=True)
class Kind:
    """A kind of file."""

    title: str
    recognised: Callable[[Sequence[str]], bool]
    """By its headers, in small letters, `_` and `-` as blanks."""
    headers: Mapping[str, tuple[str, ...]]
    """For each field what its header may be."""
    own: tuple[str, ...] = ()
    """Which field names the student here, the first that is filled."""
    signs: str = ""
    """What is taken away from the beginning of ids."""
    own_ids: bool = False
    """Whether our own id of each student is in it."""


def _has(*headers: str) -> Callable[[Sequence[str]], bool]:
    return lambda names: set(headers) <= set(names)


def _is_blackboard(names: Sequence[str]) -> bool:
    scored = any("[total pts:" in name for name in names)
    return "username" in names and (scored or {"last access", "availability"} <= set(names))


def _is_sakai(names: Sequence[str]) -> bool:
    items = any(name.startswith(("*", "#")) or name.endswith("]") for name in names[2:])
    return list(names[:2]) == ["student id", "name"] and items


def _is_moodle(names: Sequence[str]) -> bool:
    theirs = {"id number", "groups", "roles", "last access to course"} & set(names)
    return {"first name", "email address"} <= set(names) and bool(theirs or not set(PLAIN_IDS) & set(names))


PLAIN = Kind(
    "a table with student ids",
    lambda names: True,
    {"id": PLAIN_IDS, **NAMES, **{key: (f"{key.replace('_', ' ')} id", key.replace("_", " ")) for key in IDS}},
    own=("id", "sis_login", "sis_user", "canvas"),
    own_ids=True,
)
KINDS = (
    Kind(
        "a gradebook of Canvas",
        lambda names: list(names[:2]) == ["student", "id"] and "section" in names,
        {**NAMES, "name": ("student",), "canvas": ("id",),
         "sis_user": ("sis user id",), "sis_login": ("sis login id",)},
        own=("sis_login", "sis_user", "canvas"),
    ),
    Kind(
        "a grading worksheet of Moodle",
        _has("identifier", "grade", "last modified (grade)"),
        {**{key: NAMES[key] for key in ("name", "email", "section")},
         "moodle_id": ("id number",), "moodle_username": ("username",)},
        own=("moodle_username", "moodle_id", "email"),
    ),
    Kind(
        "a grade file of Brightspace",
        lambda names: "orgdefinedid" in names or "end of line indicator" in names,
        {**NAMES, "d2l_username": ("username",), "d2l_org": ("orgdefinedid",)},
        own=("d2l_username", "d2l_org"),
        signs="#",
    ),
    Kind(
        "a grade file of Blackboard",
        _is_blackboard,
        {**NAMES, "blackboard": ("username",), "blackboard_student": ("student id",)},
        own=("blackboard", "blackboard_student"),
    ),
    Kind("a grade file of Sakai", _is_sakai, {**NAMES, "sakai": ("student id",)}, own=("sakai",)),
    Kind("a roster of Gradescope", _has("sid", "email"), {**NAMES, "gradescope": ("sid",)}, ("gradescope", "email")),
    Kind(
        "users of OneRoster",
        _has("sourcedid", "username"),
        {**NAMES, "oneroster": ("sourcedid",), "sis_user": ("identifier",), "sis_login": ("username",)},
        own=("sis_login", "sis_user", "oneroster"),
    ),
    Kind(
        "participants or grades of Moodle",
        _is_moodle,
        {**NAMES, "moodle_username": ("username",), "moodle_id": ("id number",)},
        own=("moodle_username", "moodle_id", "email"),
    ),
    PLAIN,
)  # fmt: skip
"""The first that is recognised is it."""


def kind_of(header: Sequence[str]) -> Kind:
    """The kind of file that has this header."""
    names = normalised(header)
    return next(kind for kind in KINDS if kind.recognised(names))


def normalised(header: Sequence[str]) -> list[str]:
    """Headers as they are compared."""
    return [" ".join(name.lower().replace("_", " ").replace("-", " ").split()) for name in header]
