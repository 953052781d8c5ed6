"""The command `autograder`: a table of commands, each imported when it runs, and how one that fails ends."""

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from io import TextIOWrapper

import click

from autograder.errors import FULL, AutograderError
from autograder.model.text import lines

SECTIONS = {
    "For students, in the folder of an unpacked assignment": {
        "check": ("student:check", "Tries your answers on the public checks."),
        "hint": ("student:hint", "Shows the next hint for an exercise."),
        "quiz": ("student:quiz", "Asks the questions of a quiz, one by one."),
        "status": ("student:status", "Lists the exercises and how far you are."),
        "submit": ("student:submit", "Packs your answers into one file to upload."),
    },
    "For authors, in the course": {
        "stubs": ("author:stubs", "Makes the students' stubs from the solutions."),
        "audit": ("author:audit", "Puts hidden suites on trial."),
    },
    "For instructors, in the course": {
        "release": ("instructor:release", "Builds what students of an assignment get."),
        "roster": ("instructor:roster", "Takes in who is in the course."),
        "collect": ("instructor:collect", "Takes in what students handed in."),
        "extend": ("policies:extend", "Gives students a later due date."),
        "grade": ("grading:grade", "Grades what is new, in the sandbox."),
        "score": ("grading:score", "Grades one file, folder or zip; stores nothing."),
        "feedback": ("instructor:feedback", "Writes a page for each student."),
        "export": ("instructor:export", "Writes the grade file for the LMS."),
        "totals": ("policies:totals", "Shows what everybody has in the whole course."),
        "nbgrader": ("nbgrader:nbgrader", "Writes results into an nbgrader course."),
        "lti": ("lti:lti", "Sends scores to the LMS and fetches people, over LTI 1.3."),
        "doctor": ("doctor:doctor", "Tries every isolation level on this machine."),
        "activities": ("instructor:activities", "Writes the pages of the in-class activities."),
        "demo": ("grading:demo", "Walks the whole path with a made-up class."),
    },
}
EXTRAS = {
    **dict.fromkeys(("hatchling", "jinja2", "libcst", "markdown_it", "resvg_py", "sqlalchemy"), "course"),
    **dict.fromkeys(("nbformat", "nbgrader"), "nbgrader"),
    **dict.fromkeys(("cryptography", "httpx", "jwt"), "lti"),
}
"""What instructors and authors install on top of what students have: package to the extra that brings it."""
COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


class LazyGroup(click.Group):
    """Commands from the table, so that help is instant and a command costs only its own imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(f"autograder.cli.{module}"), function)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = get_close_matches(args[0], COMMANDS, n=1)
        if args[0] not in COMMANDS and near:
            raise click.UsageError(f"No such command '{args[0]}': did you mean '{near[0]}'?", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, says) for name, (_, says) in section.items()])


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)  # fmt: skip
@click.version_option(package_name="autograder", message="%(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Exercises on generative models and transformers, graded."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> None:
    """Runs the command line and exits with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows ? in its place
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code of one command line; whatever goes wrong is told in one line on standard error."""
    try:
        code = cli.main(list(arguments), prog_name="autograder", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "autograder"
        return _tell(f"{error.format_message()} See `{command} --help`.", 2)
    except click.ClickException as error:
        return _tell(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        return _tell("stopped; nothing that was done is lost", 130)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter complains when it flushes at exit
        return 0
    except AutograderError as error:
        return _tell(f"{error.message} {error.hint}", error.exit_code)
    except PermissionError as error:
        return _tell(f"{error.filename} cannot be read or written: {error.strerror}. Check whose it is.", 2)
    except OSError as error:
        if error.errno not in FULL:
            return _fault(error)
        where = f"{error.filename} cannot be written" if error.filename else "A file cannot be written"
        return _tell(f"{where}: {error.strerror}. Make room and run it again; nothing that was done is lost.", 3)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            return _fault(error)
        return _tell(f"This needs {package}: in the course's folder, run `pip install -e '.[{EXTRAS[package]}]'`.", 2)
    except Exception as error:
        return _fault(error)


def _fault(error: Exception) -> int:
    says = " ".join(f"{type(error).__name__}: {error}".split())
    hint = "run again with AUTOGRADER_DEBUG=1 for the traceback; nothing was lost"
    return _tell(f"internal fault: {says} ({hint})", 3)


def _tell(message: str, code: int) -> int:
    if os.environ.get("AUTOGRADER_DEBUG") == "1":
        traceback.print_exc()
    for line in lines(message.strip()):
        click.echo(f"autograder: {line}", err=True)
    return code
