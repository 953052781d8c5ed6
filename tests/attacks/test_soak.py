"""A short day of grading, one submission in five hostile; `make soak` is the long one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def test_nothing_is_left_of_hostile_submissions_among_honest_ones() -> None:
    """All honest ones are right, and no process, descriptor, file or memory is left."""
    run = subprocess.run(
        [sys.executable, "-m", "bench.soak", "--submissions", "60"],
        cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    if "No sandbox" in run.stderr:
        pytest.skip(run.stderr.strip().splitlines()[-1])
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.startswith("60 submissions")
