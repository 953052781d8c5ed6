"""TOML files as validated pydantic models: every error at once, each with its line and what to do."""

import re
import tomllib
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from autograder.errors import InputError

Location = tuple[int | str, ...]
"""Where a value stands, e.g. ("exercise", 0, "points")."""

Check = Callable[[dict[str, Any]], Iterator[tuple[Location, str]]]
"""What a model cannot say of one value alone: the errors in a file's data, each with its location."""

HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\s\"'-]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")


class Table(BaseModel):
    """A TOML table: unknown keys are errors, and nothing is converted on the way."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


T = TypeVar("T", bound=Table)


def read_toml(path: Path, model: type[T], check: Check = lambda data: iter(())) -> T:
    """The file's content as the model has it.

    Raises:
        InputError: one line for each error, `path:LINE: what, what to do`.
    """
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}:{_syntax_line(str(error), text)}: not valid TOML, correct it: {error}") from None
    errors = list(check(data))
    try:
        table = model.model_validate(data)
    except ValidationError as error:
        errors += [(tuple(item["loc"]), _says(item, model)) for item in error.errors(include_url=False)]
    if errors:
        lines = _lines(text)
        found = sorted({(_line(location, lines), says) for location, says in errors})
        raise InputError("\n".join(f"{path}:{line}: {says}" for line, says in found))
    return table


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text:", "save it as UTF-8.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}):", "check that it is there.") from None


def _syntax_line(error: str, text: str) -> int:
    """The parser tells the line in words, and only if it is not the last."""
    at = re.search(r"at line (\d+)", error)
    return int(at[1]) if at else len(text.splitlines()) or 1


def _lines(text: str) -> dict[Location, int]:
    """The line of every table and key; the parser does not keep them."""
    lines: dict[Location, int] = {}
    tables: dict[str, int] = {}
    table: Location = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            table = (header[2],)
            if header[1] == "[[":
                tables[header[2]] = tables.get(header[2], -1) + 1
                table = (header[2], tables[header[2]])
            lines.setdefault(table, number)
        elif key := KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def _line(location: Location, lines: dict[Location, int]) -> int:
    """The line of the value, or of the nearest thing around it that has one."""
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 1)


def _says(error: Any, model: type[Table]) -> str:
    location: Location = error["loc"]
    key = next(part for part in reversed(location) if isinstance(part, str))
    match error["type"]:
        case "missing":
            return f"`{key}` is missing, add it"
        case "extra_forbidden":
            return f"unknown key `{key}`, {_suggestion(key, location[:-1], model)}"
        case "value_error":
            return f"`{key}`: {error['ctx']['error']}"
    says = re.sub(r"^Input should be", "should be", error["msg"])
    return f"`{key}` is {_short(error['input'])}, {says[0].lower()}{says[1:]}"


def _suggestion(key: str, location: Location, model: type[Table]) -> str:
    for part in location:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            model = next(kind for kind in (*get_args(annotation), annotation) if issubclass(kind, Table))
    near = get_close_matches(key, model.model_fields, 1)
    return f"did you mean `{near[0]}`?" if near else f"remove it (known: {', '.join(model.model_fields)})"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
