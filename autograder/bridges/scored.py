"""The verdicts of `autograder score`, for tests that another tool runs in the kernel of a student's notebook.

The hidden suite does not run in that kernel, but in a process of its own, which keeps the student's code in its
sandbox.
"""

import json
import subprocess
import sys
from pathlib import Path

from autograder.errors import Fault
from autograder.model.result import Result

PACKAGES = Path(__file__).resolve().parents[2]
"""The folder that this package lies in."""
SCORE = """
import sys
sys.path.append(sys.argv.pop(1))
from autograder.cli.main import main
main()
"""
"""The command line; a student's files, which may lie beside the package, stand in no library's place."""


def scored(course: Path, slug: str, notebook: Path) -> Result:
    """The result of the notebook; the kernel runs the student's code unprotected anyway, so any isolation will do.

    Raises:
        Fault: there is none.
    """
    command = [sys.executable, "-I", "-c", SCORE, str(PACKAGES), "score", slug, str(notebook)]
    done = subprocess.run(
        [*command, "--trust-submissions", "--json"], cwd=course, capture_output=True, text=True, check=False
    )
    try:
        return Result.from_dict(json.loads(done.stdout))
    except (ValueError, KeyError) as error:
        raise Fault(done.stderr.strip() or f"The grader gave no result ({error}).") from error
