"""Runs the catalogue on each kind of machine that this one can be, and shows what was contained where."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from .hostile.environments import ENVIRONMENTS

collect_ignore = ["course"]
ROOT = Path(__file__).parents[2]
AT_ONCE = 2
SECONDS = 1500
"""Many times what a session takes on a quiet machine."""
Report = dict[str, Any]

TABLE = pytest.StashKey[dict[str, dict[str, bool]]]()


@pytest.fixture(scope="session")
def report() -> Iterator[Callable[[str], Report]]:
    """What came of all attacks in an environment; the environments run side by side, from the first question on."""
    running: dict[str, Future[Report]] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def ask(name: str) -> Report:
            if not running:
                running.update({each.name: pool.submit(_session, each.name) for each in ENVIRONMENTS})
            return running[name].result()

        yield ask
        pool.shutdown(cancel_futures=True)


def _session(name: str) -> Report:
    canary = f"canary-{secrets.token_hex(16)}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        run = subprocess.run(
            [sys.executable, "-m", "tests.attacks.hostile.session", name, folder, canary],
            cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        written = Path(folder, "report.json")
        text = written.read_text() if written.exists() else ""
        return (
            json.loads(text) if text else {"problem": f"the session died: {run.stderr.decode()[-3000:]}", "died": True}
        )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Notes for the table which attack was contained where."""
    outcome = yield
    marker = item.get_closest_marker("parametrize")
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    found = outcome.get_result()  # type: ignore[attr-defined]
    if marker and found.when == "call" and {"attack", "environment"} <= parameters.keys() and not found.skipped:
        table = item.config.stash.setdefault(TABLE, {})
        table.setdefault(parameters["attack"].id, {})[parameters["environment"].name] = found.passed


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Prints the table attack by environment."""
    table = config.stash.get(TABLE, {})
    if not table:
        return
    names = [each.name for each in ENVIRONMENTS]
    terminalreporter.section("attacks contained")
    terminalreporter.write_line(" " * 66 + "".join(f"{name:>16}" for name in names))
    for attack, found in table.items():
        cells = "".join(f"{_word(found.get(name)):>16}" for name in names)
        terminalreporter.write_line(f"{attack[:66]:66}{cells}")
    contained = [sum(found.get(name) is True for found in table.values()) for name in names]
    tried = [sum(name in found for found in table.values()) for name in names]
    totals = "".join(f"{f'{good} of {all_}':>16}" for good, all_ in zip(contained, tried, strict=True))
    terminalreporter.write_line(f"{'contained':66}{totals}")


def _word(contained: bool | None) -> str:
    return {True: "contained", False: "NOT CONTAINED", None: "-"}[contained]
