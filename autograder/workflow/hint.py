"""Hints, one at a time: the idea, the shapes, the steps."""

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InputError
from autograder.model.assignment import Exercise
from autograder.store.bundle import open_bundle
from autograder.store.progress import Progress


@dataclass(frozen=True)
class Hints:
    """The hints to show now, the first of them by its number."""

    exercise: Exercise
    first: int
    texts: tuple[str, ...]


def hint(start: Path, target: str, everything: bool = False) -> Hints:
    """The exercise's next hint, and the last one again when all were shown; or all of them.

    Raises:
        InputError: there is no such exercise.
    """
    bundle, exercises = open_bundle(start, target)
    if len(exercises) != 1:
        slugs = ", ".join(exercise.slug for exercise in exercises)
        raise InputError(f"`{target}` is a whole assignment:", f"name one of its exercises: {slugs}.")
    exercise = exercises[0]
    if not exercise.hints:
        raise InputError(f"There are no hints for {exercise.slug}:", "read its file, and the handout.")
    progress = Progress.load(bundle.files)
    count = len(exercise.hints)
    number = min(progress.hints.get(exercise.slug, 0) + 1, count)
    progress.hints[exercise.slug] = count if everything else number
    progress.save()
    return Hints(exercise, 1, exercise.hints) if everything else Hints(exercise, number, (exercise.hints[number - 1],))
