"""Hostile submissions through the real grading path: none gains a point, reads anything, or gets in anybody's way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .hostile.attack import Attack
from .hostile.catalogue import ATTACKS
from .hostile.environments import ENVIRONMENTS, Environment

Report = Callable[[str], dict[str, Any]]
pytestmark = pytest.mark.slow

CASES = [
    (environment, attack) for environment in ENVIRONMENTS for attack in ATTACKS if environment.level in attack.levels
]
OUTPUT_KIB = 64


def test_the_catalogue_is_whole() -> None:
    """Every item of the parts A1 to A4 has an attack, and no two attacks are called the same."""
    assert {attack.number for attack in ATTACKS} == {*range(1, 53), 60}
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS)


def test_the_readme_counts_them_all() -> None:
    """The numbers in its section on security are those of the table below."""
    text = " ".join((Path(__file__).parents[2] / "README.md").read_text().split())
    assert f"{len(ATTACKS)} hostile submissions on five kinds of machine: {len(CASES)} trials" in text
    assert len(ENVIRONMENTS) == 5


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda environment: environment.name)
def test_the_level_is_what_the_machine_offers(environment: Environment, report: Report) -> None:
    """The sandbox comes out at the level that such a machine can have, and submissions leave no file on it."""
    found = _found(report, environment)
    assert found["isolation"] == environment.level
    assert environment.level == "process" or found["left"] == 0
    assert found["kept"] <= OUTPUT_KIB << 10


@pytest.mark.parametrize(("environment", "attack"), CASES, ids=lambda case: getattr(case, "id", None) or case.name)
def test_attack_is_contained(environment: Environment, attack: Attack, report: Report) -> None:
    """The attack gets what its honest part earns, reads nothing, leaves nothing, and the next submission is fine."""
    came = _found(report, environment)["attacks"][attack.id]
    assert came["outcome"] in attack.outcomes, came
    assert attack.points is None or came["points"] == attack.points, came
    assert came["others"] == 0, "another exercise got points"
    assert not came["canary"], "the worker had the secret"
    assert not came["loud"], "what the student wrote reached the feedback"
    assert came["processes"] <= 0, "processes are left"
    assert came["descriptors"] <= 0, "descriptors are left"
    assert came["honest"], "the next honest submission lost points"


def _found(report: Report, environment: Environment) -> dict[str, Any]:
    found = report(environment.name)
    if "died" in found:
        pytest.fail(found["problem"])
    if "problem" in found:
        pytest.skip(found["problem"])
    return found
