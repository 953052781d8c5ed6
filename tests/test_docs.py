"""README and docs/commands.md: short, whole, and true of the commands that there are."""

import re
import shlex
from pathlib import Path

import click
import pytest

from autograder.cli.main import COMMANDS, cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
REFERENCE = (ROOT / "docs/commands.md").read_text("utf-8")
NAMES = ("README.md", "CONTRIBUTING.md", "docs/commands.md", "docs/lti.md")
TEXTS = {name: (ROOT / name).read_text("utf-8") for name in NAMES}
EXAMPLE = re.compile(r"^ *(?:\$ )?(?:\.venv/bin/)?autograder ([^#\n]*)|`autograder ([^`]*)`", re.MULTILINE)


def command(path: str) -> click.Command:
    """The command of that name, such as `check` or `roster import`."""
    found: click.Command = cli
    for word in path.split():
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None, f"there is no command {path}"
        found = inner
    return found


def every_command() -> list[str]:
    """All commands that do something, those of groups too."""
    paths = []
    for name in COMMANDS:
        found = command(name)
        paths += [f"{name} {inner}" for inner in found.commands] if isinstance(found, click.Group) else [name]
    return paths


def examples() -> list[str]:
    """What the texts tell people to type after `autograder`."""
    return sorted({(line or code).strip() for text in TEXTS.values() for line, code in EXAMPLE.findall(text)})


def test_readme_fits_on_two_screens() -> None:
    """Nobody reads further than 90 lines before the first try."""
    assert len(README.splitlines()) <= 90


@pytest.mark.parametrize("path", every_command())
def test_every_command_has_help_and_a_paragraph(path: str) -> None:
    """`--help` says what it does, and docs/commands.md has a heading and an example for it."""
    assert command(path).help
    section = re.search(rf"^### `autograder {path}\b[^\n]*\n(.*?)(?=^##|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert section, f"docs/commands.md has no heading for {path}"
    assert re.search(rf"^    autograder {path}\b", section[1], re.MULTILINE), "no example"


@pytest.mark.parametrize("path", every_command())
def test_every_option_is_told(path: str) -> None:
    """Each option stands in docs/commands.md under its command."""
    section = re.search(rf"^### `autograder {path}\b.*?(?=^##|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    told = section[0] if section else ""
    options = [option for option in command(path).params if isinstance(option, click.Option)]
    assert not [option.opts[0] for option in options if option.opts[0] not in told]


@pytest.mark.parametrize("example", examples())
def test_what_the_texts_tell_to_type_exists(example: str) -> None:
    """No text names a command or an option that there is not."""
    words = shlex.split(example)
    if words[0].startswith("-") or words[0].isupper():  # `autograder --help`, `autograder COMMAND --help`
        return
    path = " ".join(words[:2]) if isinstance(command(words[0]), click.Group) else words[0]
    known = {name for option in command(path).params for name in option.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(TEXTS.values())))))
def test_what_the_texts_tell_to_make_exists(target: str) -> None:
    """Every `make` in the texts is a target of the Makefile."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
