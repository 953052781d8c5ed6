"""`autograder lti keys` and `autograder lti roster`: being known to a platform, and knowing its people."""

import json
from dataclasses import dataclass
from pathlib import Path

from autograder.bridges.lti_http import PATIENCE, Patience
from autograder.bridges.lti_keys import Key, make_key, read_key
from autograder.bridges.lti_people import learners
from autograder.bridges.lti_session import Session
from autograder.errors import InputError
from autograder.store.course import Course
from autograder.store.lti_file import read_lti
from autograder.store.roster import Roster
from autograder.workflow.lti import key_path
from autograder.workflow.roster import RosterReport, take_in


@dataclass(frozen=True)
class KeyReport:
    """The key pair, and its public half to be registered."""

    path: Path
    made: bool
    kept: Path | None
    """Where the former one is, if there was one."""
    id: str
    key_set: str
    """JSON, as platforms want it."""
    pem: str


def course_key(course: Course, new: bool = False) -> KeyReport:
    """The course's key pair, made if there is none; with `new` another one, and the former is kept beside it.

    Raises:
        InputError: what stands there is no key.
    """
    path = key_path(course)
    kept = None
    if new and path.exists():
        kept = path.with_name(f"key-{read_key(path).id[:8]}.pem")
        path.rename(kept)
    made = not path.exists()
    key = _made(path) if made else read_key(path)
    key_set = json.dumps({"keys": [key.public_jwk]}, indent=2) + "\n"
    return KeyReport(path, made, kept, key.id, key_set, key.public_pem)


def _made(path: Path) -> Key:
    try:
        return make_key(path)
    except FileExistsError:  # another command was faster; its key is the course's
        return read_key(path)


def import_members(
    course: Course, name: str = "", add: bool = False, withdraw: bool = False, patience: Patience = PATIENCE
) -> RosterReport:
    """Brings the roster up to the learners of a platform, as with a file of it.

    Raises:
        InputError: `lti.toml` or the key is wanting, or the platform refuses or has no learners.
        NoAnswer: the platform is silent, down or busy.
    """
    platforms = read_lti(course).chosen(name)
    if len(platforms) > 1:
        names = ", ".join(each.key.removeprefix("lti_") for each in platforms)
        raise InputError("There are several platforms:", f"say which one with --platform: {names}.")
    with Session(platforms[0], read_key(key_path(course)), patience) as session:
        people = learners(session)
    if not people:
        raise InputError("The platform names no learners:", "enrol them there first, or see which address it is.")
    return take_in(course, Roster(people, own_ids=False), add, withdraw)
