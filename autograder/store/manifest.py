"""`assignment.toml`: assignments as their authors write them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import AfterValidator, Field, create_model

from autograder.errors import InputError
from autograder.model.assignment import SLUG, Assignment, Exercise, Kind, Limits, Prompt, Shown
from autograder.model.points import from_number
from autograder.model.policy import Policy
from autograder.store.course import Course
from autograder.store.policy import PolicyTable, in_zone, merged, one_penalty
from autograder.store.toml_file import Location, Table, read_toml

MANIFEST = "assignment.toml"
DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError(f"{text!r} is no slug, use a letter and then letters, digits and _")
    return text


def _dotted(text: str) -> str:
    if not DOTTED.fullmatch(text):
        raise ValueError(f"{text!r} is no dotted name, write e.g. torch.nn.functional.softmax")
    return text


def _identifier(text: str) -> str:
    if not text.isidentifier():
        raise ValueError(f"{text!r} is no Python name, write a function's or a class's name")
    return text


def _points(number: float) -> float:
    if number <= 0:
        raise ValueError(f"{number} points, give more than 0")
    try:
        from_number(number)
    except ValueError as error:
        raise ValueError(f"{error}, round it") from None
    return number


def _three(hints: list[str]) -> list[str]:
    if len(hints) != 3 or not all(hint.strip() for hint in hints):
        raise ValueError("not three hints, write exactly three: the idea, the shapes, the steps")
    return hints


class PromptTable(Table):
    """One of an exercise's `prompts`."""

    asked: Annotated[str, Field(pattern=r"^([A-Za-z]\w*/)?[A-Za-z]\w*$")]
    """Its heading in this assignment's questions, or in another one's: `gan/always_answers`."""
    number: bool = False
    completion: bool = False

    def to_model(self) -> Prompt:
        """The prompt that the table describes."""
        source, _, slug = self.asked.rpartition("/")
        return Prompt(slug, source, self.number, self.completion)


class ExerciseTable(Table):
    """`[[exercise]]`."""

    slug: Annotated[str, AfterValidator(_slug)]
    kind: Literal["code", "quiz", "responses"] = "code"
    title: Annotated[str, Field(min_length=1)]
    points: Annotated[float, AfterValidator(_points)]
    level: Annotated[int, Field(ge=1, le=4)]
    minutes: Annotated[int, Field(ge=1)]
    defines: Annotated[list[Annotated[str, AfterValidator(_identifier)]], Field(min_length=1)] | None = None
    hints: Annotated[list[str], AfterValidator(_three)] | None = None
    banned: tuple[Annotated[str, AfterValidator(_dotted)], ...] = Field((), strict=False)
    given: Annotated[str, AfterValidator(_identifier)] | None = None
    capstone: bool = False
    bonus: bool = False
    prompts: Annotated[list[PromptTable], Field(min_length=1)] | None = None
    explanations: Literal["after_due", "on_submission"] = "after_due"
    covers: tuple[Annotated[str, AfterValidator(_slug)], ...] = Field((), strict=False)

    def to_model(self) -> Exercise:
        """The exercise that the table describes."""
        return Exercise(
            slug=self.slug, title=self.title, points=from_number(self.points), level=self.level, minutes=self.minutes,
            defines=tuple(self.defines or [self.slug]), hints=tuple(self.hints or ()), banned=self.banned,
            given=self.given, capstone=self.capstone, bonus=self.bonus, kind=Kind(self.kind), covers=self.covers,
            prompts=tuple(prompt.to_model() for prompt in self.prompts or ()),
            explained_at_once=self.explanations == "on_submission",
        )  # fmt: skip


def _limit(name: str, default: Any) -> Any:
    return (get_type_hints(Limits)[name], Field(default, gt=0))


LimitsTable: type[Table] = create_model(
    "LimitsTable", __base__=Table, **{field.name: _limit(field.name, field.default) for field in fields(Limits)}
)


class AssignmentTable(Table):
    """`assignment.toml`."""

    slug: Annotated[str, AfterValidator(_slug)] | None = None
    """In a release, where the folder may be called anything; in the course the folder's name is the slug."""
    title: Annotated[str, Field(min_length=1)]
    summary: Annotated[str, Field(min_length=1)]
    place: Annotated[int, Field(ge=1)] | None = None
    """In a release, where there is no course to say which comes first."""
    due: datetime | None = None
    policy: PolicyTable = PolicyTable()
    after: tuple[Annotated[str, AfterValidator(_slug)], ...] = Field((), strict=False)
    hidden_tests: Literal["visible", "after_due_date", "after_published"] = "after_published"
    limits: LimitsTable = LimitsTable()  # type: ignore[valid-type]
    exercise: Annotated[list[ExerciseTable], Field(min_length=1)]


def load_assignment(folder: Path, zone: tzinfo | None = None) -> Assignment:
    """The assignment that a folder's manifest describes; a due date without a zone is in the one given.

    Raises:
        InputError: all that is wrong with the manifest, one line each.
    """
    table = read_toml(folder / MANIFEST, AssignmentTable, partial(_across_keys, zone=zone))
    slug = table.slug or folder.name
    if not SLUG.fullmatch(slug):
        raise InputError(f"{folder}: {slug!r} is no slug:", "use a letter and then letters, digits and _.")
    return Assignment(
        slug, table.title, table.summary, tuple(exercise.to_model() for exercise in table.exercise),
        due=in_zone(table.due, zone) if table.due else None, limits=Limits(**table.limits.model_dump()),  # type: ignore[attr-defined]
        after=table.after, place=table.place or 0, hidden_tests=Shown(table.hidden_tests),
    )  # fmt: skip


def load_course_assignments(course: Course) -> list[Assignment]:
    """All assignments that have a manifest, in course order."""
    return [find_assignment(course, slug) for slug in course.assignment_slugs()]


def find_assignment(course: Course, slug: str) -> Assignment:
    """The course's assignment of that slug.

    Raises:
        InputError: there is none, and which is the nearest one; or its manifest gives it another slug.
    """
    known = course.assignment_slugs()
    if slug not in known:
        raise InputError(f"No assignment {slug!r} in {course.root}:", nearest(slug, known))
    assignment = load_assignment(course.assignment_folder(slug), course.zone)
    if assignment.slug != slug:
        says = f"the slug is {assignment.slug!r}, the folder's name {slug!r}"
        raise InputError(f"{course.assignment_folder(slug) / MANIFEST}: {says}:", "leave the slug out.")
    return replace(assignment, place=course.slugs.index(slug) + 1)


def find_policy(course: Course, slug: str) -> Policy:
    """The rules of an assignment that there is."""
    check = partial(_across_keys, zone=course.zone)
    table = read_toml(course.assignment_folder(slug) / MANIFEST, AssignmentTable, check)
    return merged(course.policy, table.policy, course.zone or UTC)


def parse_target(assignments: Sequence[Assignment], text: str) -> tuple[Assignment, Exercise | None]:
    """What `ASSIGNMENT` or `ASSIGNMENT/EXERCISE` means.

    Raises:
        InputError: there is no such thing; names the nearest one.
    """
    slug, slash, rest = text.partition("/")
    assignment = next((assignment for assignment in assignments if assignment.slug == slug), None)
    if assignment is None:
        raise InputError(f"No assignment {slug!r}:", nearest(slug, [each.slug for each in assignments]))
    if not slash:
        return assignment, None
    exercise = assignment.exercise(rest)
    if exercise is None:
        known = [each.slug for each in assignment.exercises]
        raise InputError(f"No exercise {rest!r} in {slug}:", nearest(rest, known))
    return assignment, exercise


def nearest(name: str, known: Sequence[str]) -> str:
    """The hint for a name that is not known: the likeliest one, or all there are."""
    near = get_close_matches(name, known, 1)
    if near:
        return f"did you mean {near[0]}?"
    return f"choose one of {', '.join(known)}." if known else "there are none yet."


def _across_keys(data: dict[str, Any], zone: tzinfo | None) -> Iterator[tuple[Location, str]]:
    """What can be said of no key alone."""
    yield from one_penalty(data)
    if isinstance(data.get("due"), datetime):
        try:
            in_zone(data["due"], zone)
        except ValueError as error:
            yield ("due",), f"`due`: {error}"
    found = data.get("exercise")
    numbered = enumerate(found if isinstance(found, list) else [])
    tables = {index: table for index, table in numbered if isinstance(table, dict)}
    yield from _repeated_slugs(tables)
    for index, table in tables.items():
        kind = table.get("kind", "code")
        if kind == "code" and "hints" not in table:
            yield ("exercise", index, "hints"), "`hints` is missing, add it"
        if ("prompts" in table) != (kind == "responses"):
            yield ("exercise", index, "prompts"), "`prompts` belong to the kind `responses`, and to no other"


def _repeated_slugs(tables: dict[int, dict[str, Any]]) -> Iterator[tuple[Location, str]]:
    slugs = {index: table.get("slug") for index, table in tables.items()}
    counts = Counter(slug for slug in slugs.values() if isinstance(slug, str))
    for index, slug in slugs.items():
        if isinstance(slug, str) and counts[slug] > 1:
            yield ("exercise", index, "slug"), f"`slug` {slug!r} is used {counts[slug]} times, rename all but one"
