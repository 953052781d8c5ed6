"""Every exercise of the course passes its audit, whatever was audited before.

Capstones are tried in `test_exercises.py` alone: no mutants are made of them, as each answer is trained for seconds.
"""

from pathlib import Path

import pytest

from autograder.report.audit import findings
from autograder.store.course import find_course
from autograder.workflow import audit as module

TASKS = [task for task in module._tasks(find_course(Path(__file__).parent), None) if not task.exercise.capstone]
SHORT = {"gan/Generator": 22}
"""Solutions of three points and more that are mostly the student's choice: fewer mutants are wrong."""


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS, ids=[task.name for task in TASKS])
def test_an_audit_finds_nothing_to_do(task: module._Task) -> None:
    """All mutants are killed or judged, from three points on at least 30 killed; no entry is stale and no test idle."""
    result = module._audit_one(task)
    assert list(findings(result)) == []
    least = SHORT.get(task.name, 30) if result.points >= 300 else 0
    assert result.killed >= least
