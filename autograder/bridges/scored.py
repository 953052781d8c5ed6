"""The verdicts of our grader, for tests that another tool runs in the kernel of a student's notebook.

The hidden suite does not run in that kernel, but in a process of its own, which keeps the student's code in its
sandbox.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.errors import Fault
from autograder.model.result import Result

PACKAGES = Path(__file__).resolve().parents[2]
"""The folder that this package lies in."""
RUN = """
import sys
from importlib import import_module
sys.path.append(sys.argv.pop(1))
import_module(sys.argv.pop(1)).main()
"""
"""A module's `main`; a student's files, which may lie beside the package, stand in no library's place."""


def scored(course: Path, slug: str, notebook: Path) -> Result:
    """The result of the notebook; the kernel runs the student's code unprotected anyway, so any isolation will do.

    Raises:
        Fault: there is none.
    """
    arguments = ("score", slug, str(notebook), "--trust-submissions", "--json")
    return Result.from_dict(said_by("autograder.cli.main", arguments, course))


def said_by(module: str, arguments: Sequence[str], folder: Path) -> Any:
    """What a module of ours prints as JSON, run in the folder.

    Raises:
        Fault: it prints none.
    """
    command = [sys.executable, "-I", "-c", RUN, str(PACKAGES), module, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        raise Fault(done.stderr.strip() or f"The grader gave no result ({error}).") from error
