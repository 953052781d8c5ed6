"""A student of the course, as the roster knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Person:
    """`id` names the student everywhere in the course; `ids` are the names other systems use.

    Known keys of `ids` stand in `autograder.store.roster_files.IDS`.
    """

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    withdrawn: bool = False
    """Whether the student has left; what they did stays."""
