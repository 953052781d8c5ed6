"""`assignments/module.toml`: what the module is about, bullet by bullet."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from autograder.model.assignment import SLUG
from autograder.model.module import Bullet
from autograder.store.course import Course
from autograder.store.toml_file import Table, read_toml


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError(f"{text!r} is no slug, use a letter and then letters, digits and _")
    return text


class BulletTable(Table):
    """`[[bullet]]`."""

    id: Annotated[str, AfterValidator(_slug)]
    topic: Annotated[str, Field(min_length=1)]
    says: Annotated[str, Field(min_length=1)]
    questions: list[str] = Field(default_factory=list)
    activities: list[str] = Field(default_factory=list)


class ModuleTable(Table):
    """The whole file."""

    bullet: Annotated[list[BulletTable], Field(min_length=1)]


def module_file(course: Course) -> Path:
    """Where the bullets stand; not every course has such a file."""
    return course.root / "assignments" / "module.toml"


def read_module(course: Course) -> list[Bullet]:
    """The bullets, in their order.

    Raises:
        InputError: the file is not as it should be.
    """
    table = read_toml(module_file(course), ModuleTable)
    return [
        Bullet(each.id, each.topic, each.says, tuple(each.questions), tuple(each.activities)) for each in table.bullet
    ]
