"""An assignment, a rich result and a small class to report on."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.model.assignment import Assignment, Exercise
from autograder.model.person import Person
from autograder.model.result import Outcome, Result

GOLDEN = Path(__file__).parents[1] / "golden"
TITLES = {
    "similarity_scores": ("Similarity scores", 400),
    "attention_weights": ("Attention weights", 700),
    "scaled_dot_product_attention": ("Scaled dot-product attention", 900),
    "split_heads": ("Split and merge heads", 800),
    "MultiHeadSelfAttention": ("Multi-head self-attention", 1400),
}


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of files that outputs are compared with as a whole."""
    return GOLDEN


@pytest.fixture(scope="session")
def assignment() -> Assignment:
    """Five exercises, 42 points."""
    exercises = (
        Exercise(slug, title, points, 2, 20, (slug,), ("idea", "shapes", "steps"))
        for slug, (title, points) in TITLES.items()
    )
    return Assignment("self_attention", "Self-attention", "Who looks at whom.", tuple(exercises))


@pytest.fixture(scope="session")
def result() -> Result:
    """One result with five different outcomes, a diagnosis, a flag and messages."""
    return Result.from_dict(json.loads((GOLDEN / "results.json").read_text("utf-8")))


@pytest.fixture(scope="session")
def people() -> list[Person]:
    """Three students, the last of whom handed in nothing."""
    return [Person("ada", "Ada Lovelace", section="A"), Person("emile", "Émile Borel"), Person("grace", "Grace Hopper")]


@pytest.fixture(scope="session")
def results(result: Result) -> list[Result]:
    """The first student's result; the second's, of whom one exercise is ungraded; and a stranger's."""
    ungraded = replace(result.exercises[0], outcome=Outcome.UNGRADED, points=0, tests=())
    return [
        result,
        replace(result, student="emile", isolation="process", exercises=(ungraded, *result.exercises[1:])),
        replace(result, student="stranger"),
    ]
