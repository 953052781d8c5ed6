"""Every exercise of the course passes its audit, whatever was audited before.

Capstones are tried in `test_exercises.py` alone: no mutants are made of them, as each answer is trained for seconds.
"""

from pathlib import Path

import pytest

from autograder.report.audit import findings
from autograder.store.course import find_course
from autograder.workflow import audit as module

TASKS = [task for task in module._tasks(find_course(Path(__file__).parent), None) if not task.exercise.capstone]
SHORT = {
    "dense_and_conv/xor_network": 24, "dense_and_conv/collapse_linear": 20, "gan/Generator": 22,
    "gan/generator_step": 16, "self_attention/importance_order": 28,
}  # fmt: skip
"""Solutions of three points and more that are a few lines, or mostly the student's choice: fewer mutants count."""


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS, ids=[task.name for task in TASKS])
def test_an_audit_finds_nothing_to_do(task: module._Task) -> None:
    """All mutants are killed or judged, from three points on at least 30 killed; no entry is stale and no test idle."""
    result = module._audit_one(task)
    assert list(findings(result)) == []
    least = SHORT.get(task.name, 30) if result.points >= 300 else 0
    assert result.killed >= least
