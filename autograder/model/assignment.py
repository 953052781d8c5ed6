"""An assignment as its manifest describes it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from autograder.model.points import Points, total

SLUG = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
RESPONSES = "responses.md"
"""A student's answers to free-response questions; exercises of that kind share the file."""
LEVELS = {1: "★", 2: "★★", 3: "★★★", 4: "★★★★"}


@dataclass(frozen=True)
class Limits:
    """What a student's code may use."""

    call_seconds: float = 10
    """Wall-clock seconds for one call."""
    exercise_seconds: float = 60
    """Wall-clock seconds for all calls of one exercise."""
    memory_mib: int = 1024
    """MiB over what torch itself takes."""
    scratch_mib: int = 64
    """MiB of files in the scratch folder."""
    threads: int = 32
    output_kib: int = 64
    """KiB of printed output that are kept."""


class Shown(StrEnum):
    """When students see what came of hidden tests where another system shows it to them, in Gradescope's words."""

    AT_ONCE = "visible"
    AFTER_DUE = "after_due_date"
    AFTER_PUBLISHED = "after_published"


class Kind(StrEnum):
    """What a student hands in for an exercise."""

    CODE = "code"
    """A file that runs, judged by a hidden suite."""
    QUIZ = "quiz"
    """A file of letters, read and never run."""
    RESPONSES = "responses"
    """Words under headings; the tool looks whether they are there, a person reads them."""


@dataclass(frozen=True)
class Prompt:
    """A question that is answered in words, under a heading that starts with its slug."""

    slug: str
    source: str = ""
    """The assignment that asks it, if that is another one."""
    number: bool = False
    """Whether the answer is to quote a number of the student's own."""
    completion: bool = False
    """Whether it is enough to answer at all."""


@dataclass(frozen=True)
class Exercise:
    """One exercise: for one of the kind `code`, one file of the student's and one hidden suite."""

    slug: str
    title: str
    points: Points
    level: int
    minutes: int
    """Minutes it takes a typical student."""
    defines: tuple[str, ...]
    """The names that the student's file must define."""
    hints: tuple[str, ...]
    """Idea, shapes, steps; for words and letters there are none."""
    banned: tuple[str, ...] = ()
    """Dotted names that the answer must not use, e.g. `torch.nn.functional.softmax`."""
    given: str | None = None
    """The module of `assignments/given/` that stands in for this exercise when others build on it."""
    capstone: bool = False
    bonus: bool = False
    """Whether its points come on top of those of the assignment."""
    kind: Kind = Kind.CODE
    prompts: tuple[Prompt, ...] = ()
    """Of the kind `responses`: what is asked, in order."""
    explained_at_once: bool = False
    """Of the kind `quiz`: whether feedback explains the options before the due date."""
    covers: tuple[str, ...] = ()
    """The bullets of the module that it exercises."""

    @property
    def full_title(self) -> str:
        """What it is called wherever its points are shown: nobody is to take a bonus for an exercise that counts."""
        return f"{self.title} (bonus)" if self.bonus else self.title

    @property
    def file(self) -> str:
        """The name of the student's file."""
        return RESPONSES if self.kind is Kind.RESPONSES else f"{self.slug}.py"


@dataclass(frozen=True)
class Assignment:
    """One assignment: exercises in order, and what is common to them."""

    slug: str
    title: str
    summary: str
    exercises: tuple[Exercise, ...]
    due: datetime | None = None
    limits: Limits = field(default_factory=Limits)
    after: tuple[str, ...] = ()
    """The assignments whose ideas it builds on."""
    place: int = 0
    """Its place in the course, from 1; 0 where nobody says."""
    hidden_tests: Shown = field(default=Shown.AFTER_PUBLISHED, repr=False)  # changes no verdict, so no receipt either
    """When students see what came of hidden tests."""

    @property
    def coded(self) -> tuple[Exercise, ...]:
        """The exercises that run and have a hidden suite."""
        return tuple(exercise for exercise in self.exercises if exercise.kind is Kind.CODE)

    @property
    def headings(self) -> tuple[str, ...]:
        """The slugs of all prompts, under which students write in one file."""
        return tuple(prompt.slug for exercise in self.exercises for prompt in exercise.prompts)

    @property
    def counted(self) -> tuple[Exercise, ...]:
        """The exercises that make up the assignment's points: all but a bonus."""
        return tuple(exercise for exercise in self.exercises if not exercise.bonus)

    @property
    def minutes(self) -> int:
        """The minutes of the exercises that count."""
        return sum(exercise.minutes for exercise in self.counted)

    @property
    def points(self) -> Points:
        """All points of the assignment; those of a bonus come on top."""
        return total(exercise.points for exercise in self.counted)

    def exercise(self, slug: str) -> Exercise | None:
        """The exercise of that slug, if there is one."""
        return next((exercise for exercise in self.exercises if exercise.slug == slug), None)
