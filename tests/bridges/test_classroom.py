"""What GitHub Classroom is given: YAML and JSON of its form, with commands that run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.bridges.classroom import TESTS, WORKFLOW, classroom_files
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment, load_course_assignments

MINI = Path(__file__).parents[1] / "mini_course"
WHEEL = "autograder-0.1.0-py3-none-any.whl"
BIN = Path(sys.executable).parent


def workflow(root: Path = MINI, slug: str = "counting") -> dict[str, Any]:
    """The workflow of an assignment, as YAML has it."""
    files = classroom_files(find_assignment(find_course(root), slug), WHEEL)
    found = yaml.safe_load(files[WORKFLOW])
    assert isinstance(found, dict)
    return found


def run(command: str, folder: Path) -> int:
    """The exit code of a command in a folder, as a runner's shell runs it."""
    path = {"PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run(
        ["/bin/bash", "-e", "-c", command], cwd=folder, env=path, capture_output=True, check=False
    ).returncode


def test_the_workflow_has_the_form_that_classroom_writes() -> None:
    """Its events, its permissions, a grader for each exercise, and a reporter that knows them all."""
    found = workflow()
    assert found["on"] == ["push", "repository_dispatch"]
    assert found["permissions"] == {"checks": "write", "actions": "read", "contents": "read"}
    (job,) = found["jobs"].values()
    assert job["if"] == "github.actor != 'github-classroom[bot]'"
    graders = [step for step in job["steps"] if "command-grader" in step.get("uses", "")]
    assert [(step["id"], step["with"]) for step in graders] == [
        ("double", {"test-name": "Twice as much", "command": "autograder check double", "timeout": 2, "max-score": 2}),
        ("Tally", {"test-name": "A tally", "command": "autograder check Tally", "timeout": 2, "max-score": 3}),
    ]
    reporter = job["steps"][-1]
    assert reporter["with"] == {"runners": "double,Tally"}
    assert reporter["env"] == {
        "DOUBLE_RESULTS": "${{steps.double.outputs.result}}",
        "TALLY_RESULTS": "${{steps.Tally.outputs.result}}",
    }


def test_every_assignment_has_a_workflow_and_tests_that_agree() -> None:
    """Whatever stands in titles; points are whole, as Classroom wants them."""
    course = find_course(Path(__file__))
    for assignment in load_course_assignments(course):
        files = classroom_files(assignment, WHEEL)
        (job,) = yaml.safe_load(files[WORKFLOW])["jobs"].values()
        graders = [step["with"] for step in job["steps"] if "command-grader" in step.get("uses", "")]
        tests = json.loads(files[TESTS])["tests"]
        assert [each["test-name"] for each in graders] == [each.full_title for each in assignment.coded]
        assert [(each["command"], each["max-score"]) for each in graders] == [
            (each["run"], each["points"]) for each in tests
        ]
        assert all(isinstance(each["points"], int) and each["comparison"] == "included" for each in tests)


@pytest.mark.slow
def test_its_commands_run_the_public_checks(mini_bundle: Path) -> None:
    """In a folder as it was released: what has its answer passes, what is still the stub does not."""
    (job,) = workflow()["jobs"].values()
    commands = [step["with"]["command"] for step in job["steps"] if "command-grader" in step.get("uses", "")]
    (mini_bundle / "double.py").write_text("def double(number): return 2 * number\n")
    assert [run(command, mini_bundle) for command in commands] == [0, 1]


@pytest.mark.slow
def test_its_install_line_installs_the_wheel(tmp_path: Path) -> None:
    """The wheel that lies in the released folder, by its name."""
    from autograder.workflow.release import _wheel

    name, content = _wheel()
    (tmp_path / name).write_bytes(content)
    (job,) = workflow()["jobs"].values()
    lines = next(step["run"] for step in job["steps"] if step.get("name") == "Install").strip().splitlines()
    assert name == WHEEL and len(lines) == 2 and "torch" in lines[0]
    target = f"PIP_TARGET={tmp_path / 'out'} PIP_NO_DEPS=1"
    assert run(f"{target} {lines[1]}", tmp_path) == 0
    assert (tmp_path / "out/autograder/cli/student.py").is_file()
