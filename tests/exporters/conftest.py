"""An assignment and a class with everything that makes grade files hard."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.exporters.sheet import Row
from autograder.model.assignment import Assignment, Exercise
from autograder.model.person import Person
from autograder.model.result import Outcome, Result

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of files that outputs are compared with as a whole."""
    return GOLDEN


@pytest.fixture(scope="session")
def assignment() -> Assignment:
    """Two exercises, 11 points."""
    exercises = (
        Exercise(slug, slug, points, 2, 20, (slug,), ("idea", "shapes", "steps"))
        for slug, points in (("similarity_scores", 400), ("attention_weights", 700))
    )
    return Assignment("self_attention", "Self-attention", "Who looks at whom.", tuple(exercises))


@pytest.fixture(scope="session")
def result() -> Result:
    """4 of 4 and 4 of 7 points, both final."""
    rich = Result.from_dict(json.loads((GOLDEN / "results.json").read_text("utf-8")))
    return replace(rich, exercises=rich.exercises[:2])


@pytest.fixture(scope="session")
def ungraded(result: Result) -> Result:
    """Of whose exercises one could not be graded."""
    return replace(result, exercises=(result.exercises[0], replace(result.exercises[1], outcome=Outcome.UNGRADED)))


@pytest.fixture(scope="session")
def rows(result: Result, ungraded: Result) -> list[Row]:
    """A class: commas, accents, two sections, half points, a formula for a name, late, excused, no result, no ids."""
    half = replace(result, exercises=(replace(result.exercises[0], points=350), result.exercises[1]))
    flagged = replace(result.exercises[1], outcome=Outcome.FLAGGED, points=0)
    waiting = replace(result, exercises=(result.exercises[0], flagged))
    said = 'Good: "nice" <b>\n=1+1 ends in \\'
    ada = Person("ada", "Lovelace, Ada", "ada@example.org", "A", {"canvas": "101", "sis_user": "S001"})
    emile = Person("emile", 'Émile "X" Borel', "", "A and B", {"sis_user": "007", "sis_login": "emile"})
    return [
        Row(ada, result, submitted=True, comment=said),
        Row(emile, half, submitted=True, late="1 day"),
        Row(Person("eve", '=HYPERLINK("http://x")', "", "-A", {"sis_login": "eve"}), result, submitted=True),
        Row(Person("mal", "Mal\u202e", "", "A", {"canvas": "104", "sis_user": "1.2.3"}), waiting, submitted=True),
        Row(Person("grace", "Grace Hopper", "", "B", {"canvas": "105"})),
        Row(Person("kurt", "Kurt Gödel", "", "B", {"canvas": "106"}), ungraded, submitted=True),
        Row(Person("max", "Max Born", "", "B", {"canvas": "107"}), excused=True),
        Row(Person("stranger"), result, submitted=True),
    ]
