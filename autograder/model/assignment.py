"""An assignment as its manifest describes it."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from autograder.model.points import Points, total

SLUG = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
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


@dataclass(frozen=True)
class Exercise:
    """One exercise: one file of the student's, one hidden suite."""

    slug: str
    title: str
    points: Points
    level: int
    minutes: int
    """Minutes it takes a typical student."""
    defines: tuple[str, ...]
    """The names that the student's file must define."""
    hints: tuple[str, ...]
    """Idea, shapes, steps."""
    banned: tuple[str, ...] = ()
    """Dotted names that the answer must not use, e.g. `torch.nn.functional.softmax`."""
    given: str | None = None
    """The module of `assignments/given/` that stands in for this exercise when others build on it."""
    capstone: bool = False

    @property
    def file(self) -> str:
        """The name of the student's file."""
        return f"{self.slug}.py"


@dataclass(frozen=True)
class Assignment:
    """One assignment: exercises in order, and what is common to them."""

    slug: str
    title: str
    summary: str
    exercises: tuple[Exercise, ...]
    due: datetime | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def points(self) -> Points:
        """All points of the assignment."""
        return total(exercise.points for exercise in self.exercises)

    def exercise(self, slug: str) -> Exercise | None:
        """The exercise of that slug, if there is one."""
        return next((exercise for exercise in self.exercises if exercise.slug == slug), None)
