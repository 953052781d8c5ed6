"""Whichever write fails, and whenever a command is killed: nothing is lost, nothing is graded wrongly, all is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import tracer
from .session import SCENARIOS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not tracer.available(), reason="the tracer knows Linux on x86-64 only"),
]
ROOT = Path(__file__).parents[2]
SECONDS = 1200


@pytest.mark.parametrize("how", tracer.HOWS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_fault_at_any_write_loses_nothing(scenario: str, how: str, tmp_path: Path) -> None:
    """The disk fills up, the process is killed, the gradebook is locked: after a retry all is well."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.session", scenario, how, str(tmp_path)],
        cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    if b"ptrace: Operation not permitted" in run.stderr:
        pytest.skip("this machine does not allow ptrace")
    assert run.returncode == 0, run.stderr.decode()[-3000:]
    report = json.loads((tmp_path / "report.json").read_text())
    assert len(report["writes"]) > 5
    assert report["problems"] == []
