"""The commands of LTI: words, streams and exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli.main import run
from autograder.store.course import find_course
from autograder.store.gradebook import Gradebook
from autograder.workflow.lti import key_path
from tests.bridges.lti_platform import LEARNER, State
from tests.workflow.conftest import graded, record
from tests.workflow.test_lti import lti_toml

WITHOUT = (
    "import sys; sys.modules[sys.argv[1]] = None; from autograder.cli.main import run; sys.exit(run(sys.argv[2:]))"
)


@pytest.fixture
def here(mini_course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course, in which the commands run."""
    monkeypatch.chdir(mini_course)
    return mini_course


@pytest.fixture
def known(here: Path, lms: State, key_file: Path) -> Path:
    """The same, known to a platform with one student."""
    (here / "lti.toml").write_text(lti_toml(lms), "utf-8")
    path = key_path(find_course(here))
    path.parent.mkdir(parents=True)
    path.hardlink_to(key_file)
    lms.users = {"u-1"}
    lms.members = [{"user_id": "u-1", "name": "Ada Lovelace", "roles": [LEARNER], "ext_user_username": "ada"}]
    return here


def test_keys_prints_what_to_register_and_nothing_else(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The key set on standard output; where the private half is on standard error."""
    assert run(["lti", "keys"]) == 0
    out, err = capsys.readouterr()
    (key,) = json.loads(out)["keys"]
    assert key["kid"] in err and "give it to nobody" in err and "PRIVATE" not in out + err
    assert run(["lti", "keys", "--pem"]) == 0
    assert capsys.readouterr().out.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert run(["lti", "keys", "--out", "www/jwks.json"]) == 0
    assert (here / "www/jwks.json").read_text() == out and capsys.readouterr().out == ""
    assert run(["lti", "keys", "--new"]) == 0
    assert json.loads(capsys.readouterr().out)["keys"][0]["kid"] != key["kid"]


def test_from_the_roster_to_the_grade(known: Path, lms: State, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole way, and the second time there is nothing to do."""
    assert run(["lti", "roster"]) == 0
    assert capsys.readouterr().out == "1 new, 0 changed, 0 unchanged.\n".replace("unchanged", "as they were")
    record(find_course(known), graded("ada", 200))
    assert run(["lti", "push", "counting", "--dry-run"]) == 0
    out, err = capsys.readouterr()
    assert '"scoreGiven": 2' in out and err == "1 would be sent, 0 as they were, 0 could not be sent.\n"
    assert not lms.requests("score")
    assert run(["lti", "push", "counting"]) == 0
    assert capsys.readouterr().out == "Made the line item Counting.\n1 sent, 0 as they were, 0 could not be sent.\n"
    assert run(["lti", "push", "counting", "--no-comments", "--so-far", "--platform", "lti"]) == 0
    assert capsys.readouterr().out == "0 sent, 1 as they were, 0 could not be sent.\n"


def test_what_could_not_be_sent_ends_with_1(known: Path, lms: State, capsys: pytest.CaptureFixture[str]) -> None:
    """With a line for each student."""
    run(["lti", "roster"])
    record(find_course(known), graded("ada", 200))
    lms.users.clear()
    capsys.readouterr()
    assert run(["lti", "push", "counting"]) == 1
    assert capsys.readouterr().err.startswith("refused: ada Counting: the platform says 400 ")
    lms.faults["token"] = ["401"]
    assert run(["lti", "push", "counting"]) == 2
    assert "gives no token (401" in capsys.readouterr().err


def test_wrong_input_ends_with_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line: what, where, what to do."""
    for arguments, says in (
        (["lti", "push", "counting"], "There is no"),
        (["lti", "roster"], "There is no"),
        (["lti", "push"], "Missing argument 'ASSIGNMENT'"),
    ):
        assert run(arguments) == 2
        err = capsys.readouterr().err
        assert says in err and err.startswith("autograder: ") and len(err.splitlines()) == 1


def test_no_key_is_told(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is asked."""
    key_path(find_course(known)).unlink()
    assert run(["lti", "roster"]) == 2
    assert "make one with `autograder lti keys`" in capsys.readouterr().err


@pytest.mark.parametrize("package", ["httpx", "jwt", "cryptography"])
def test_without_its_packages_one_line_says_what_to_install(known: Path, package: str) -> None:
    """And help needs none of them."""
    with Gradebook(find_course(known).database_url):
        pass
    command = [sys.executable, "-c", WITHOUT, package, "lti"]
    done = subprocess.run([*command, "push", "counting"], capture_output=True, text=True, check=False, cwd=known)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(
        f"autograder: This needs {package}: in the course's folder, run `pip install -e '.[lti]'`"
    )
    done = subprocess.run([*command, "push", "--help"], capture_output=True, text=True, check=False, cwd=known)
    assert done.returncode == 0
