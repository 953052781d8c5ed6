"""The mini course's grader as Gradescope gets it, and a place for it to run."""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from autograder.workflow.release import _wheel

ROOT = Path(__file__).parents[2]
SECONDS = 900
"""Many times what a container takes on a quiet machine."""
Runs = dict[str, Any]


@pytest.fixture(scope="session")
def wheel() -> tuple[str, bytes]:
    """The package's real wheel, built once."""
    return _wheel()


@pytest.fixture(scope="session")
def installed(wheel: tuple[str, bytes]) -> Iterator[Path]:
    """An environment with that wheel installed by pip, and what it needs taken from this one."""
    with tempfile.TemporaryDirectory() as folder:
        name, content = wheel
        Path(folder, name).write_bytes(content)
        place = Path(folder, "venv")
        venv.create(place, symlinks=True)
        pip = [sys.executable, "-m", "pip", "--python", str(place / "bin/python"), "install", "--no-deps", "--no-index"]
        subprocess.run([*pip, str(Path(folder, name))], check=True, capture_output=True)
        (site,) = place.glob("lib/python*/site-packages")
        (site / "needed.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
        yield place


@pytest.fixture(scope="session")
def container(installed: Path) -> Callable[..., Runs]:
    """Runs submissions in /autograder of a container like Gradescope's; see `tests.bridges.container`."""
    if sys.platform != "linux" or os.getuid() != 0:
        pytest.skip("needs root on Linux: a mount namespace, and another user for the submission")

    def run(archive: Path, jobs: dict[str, Any], prepare: bool = False) -> Runs:
        with tempfile.TemporaryDirectory() as folder:
            todo = Path(folder, "jobs.json")
            todo.write_text(json.dumps({"jobs": jobs, "prepare": prepare}))
            done = subprocess.run(
                [sys.executable, "-m", "tests.bridges.container", str(archive), str(installed), str(todo)],
                cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            found: Runs = json.loads(done.stdout)
            return found

    return run


@pytest.fixture(scope="session")
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Name to content of a zip."""

    def read(path: Path) -> dict[str, bytes]:
        with ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return read
