"""What a module of a course is about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bullet:
    """One thing that the module teaches."""

    id: str
    topic: str
    """The heading that it stands under."""
    says: str
    questions: tuple[str, ...] = ()
    """Questions about it, as ASSIGNMENT/QUESTION."""
    activities: tuple[str, ...] = ()
    """Games in class about it."""
