"""What holds for every command: quick help, one clear line for what goes wrong, and the exit code."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from autograder.cli.main import COMMANDS, cli, run
from autograder.errors import Fault, InputError

MODULES_AFTER = (
    "import sys; from autograder.cli.main import run; code = run(sys.argv[1:]); "
    "print(*sys.modules, file=sys.stderr); sys.exit(code)"
)


def _modules(cwd: Path, *arguments: str) -> set[str]:
    """All modules that a command line has imported when it ends."""
    command = [sys.executable, "-c", MODULES_AFTER, *arguments]
    ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return set(ended.stderr.split())


def _ends_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code when a command raises."""

    def fail() -> None:
        raise error

    monkeypatch.setitem(cli.commands, "fail", click.Command("fail", callback=fail))
    monkeypatch.setattr(type(cli), "get_command", lambda self, ctx, name: cli.commands[name])
    return run(["fail"])


def test_help_imports_nothing_but_click_and_errors(tmp_path: Path) -> None:
    """Help is instant, because no command and no library is imported for it."""
    modules = _modules(tmp_path, "--help")
    ours = {name for name in modules if name.split(".")[0] == "autograder"}
    assert ours == {
        "autograder", "autograder.cli", "autograder.cli.main", "autograder.errors", "autograder.model",
        "autograder.model.text",
    }  # fmt: skip
    assert not modules & {"torch", "numpy", "rich", "pydantic", "sqlalchemy", "jinja2", "libcst", "pytest"}


@pytest.mark.parametrize("arguments", [["status"], ["hint", "double"], ["submit", "--student", "ada"]])
def test_student_commands_import_no_instructor_code(mini_bundle: Path, arguments: list[str]) -> None:
    """A student's commands need no gradebook, no collecting, no torch, and no package for instructors."""
    modules = _modules(mini_bundle, *arguments)
    assert not modules & {"torch", "sqlalchemy", "libcst", "jinja2", "hatchling"}
    assert not {name for name in modules if name.startswith(("autograder.store.gradebook", "autograder.authoring"))}
    assert not {f"autograder.workflow.{name}" for name in ("collect", "roster", "release", "grade", "export")} & modules


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The table names real commands, and its one line is how their own help begins."""
    assert run([name, "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert COMMANDS[name][1].rstrip(".").split(";")[0].split(",")[0] in shown


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """With and without --help, all commands are listed."""
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert run([]) == 0
    assert capsys.readouterr().out == shown
    for name, (_, says) in COMMANDS.items():
        assert f"  {name} " in shown
        assert says in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chek"], "No such command 'chek': did you mean 'check'? See `autograder --help`."),
        (["frobnicate"], "No such command 'frobnicate'. See `autograder --help`."),
        (["hint"], "Missing argument 'EXERCISE'. See `autograder hint --help`."),
        (["roster"], "Missing command. See `autograder roster --help`."),
        (["grade", "x", "--jobs", "0"], "Invalid value for '--jobs': 0 is not in the range x>=1."),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage says what is wrong and where to read on."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"autograder: {says}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (InputError("x.py is missing:", "write it."), 2, "autograder: x.py is missing: write it.\n"),
        (InputError("a:1: one\na:2: two"), 2, "autograder: a:1: one\nautograder: a:2: two\n"),
        (InputError("bad \x1b[2J name"), 2, "autograder: bad \\x1b[2J name\n"),
        (Fault("a leak."), 3, "autograder: a leak.\n"),
        (KeyboardInterrupt(), 130, "\nautograder: stopped; nothing that was done is lost\n"),
        (
            ZeroDivisionError("by\nzero"), 3,
            (
                "autograder: internal fault: ZeroDivisionError: by zero "
                "(run again with AUTOGRADER_DEBUG=1 for the traceback; nothing was lost)\n"
            ),
        ),
        (
            ModuleNotFoundError("no", name="sqlalchemy"), 2,
            "autograder: This needs sqlalchemy: in the course's folder, run `pip install -e '.[course]'`.\n",
        ),
        (
            PermissionError(13, "Permission denied", "/x"), 2,
            "autograder: /x cannot be read or written: Permission denied. Check whose it is.\n",
        ),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_without_a_traceback(
    error: BaseException, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each kind of error has its line on standard error and its exit code."""
    monkeypatch.delenv("AUTOGRADER_DEBUG", raising=False)
    assert _ends_with(error, monkeypatch) == code
    assert capsys.readouterr() == ("", says)


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With AUTOGRADER_DEBUG=1 a developer sees where it happened."""
    monkeypatch.setenv("AUTOGRADER_DEBUG", "1")
    assert _ends_with(ZeroDivisionError("by zero"), monkeypatch) == 3
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_reader_that_stops_reading_is_no_error() -> None:
    """`autograder --help | head -0` ends silently."""
    command = [sys.executable, "-c", "from autograder.cli.main import main; main()", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
