"""Who is in the course: a CSV file as people keep it, or as a system exports it."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.model.text import one_line
from autograder.store.roster_files import GONE, IDS, Kind, kind_of, normalised

UTF16 = b"\xff\xfe"
Fields = dict[str, str]


@dataclass(frozen=True)
class Roster:
    """What a file says of who is in the course."""

    people: list[Person]
    """In its order."""
    own_ids: bool
    """Whether it has our own ids; otherwise a person may be on our roster under another id already."""


def read_roster(path: Path) -> Roster:
    """The people in a CSV file (comma, semicolon or tab; UTF-8, or UTF-16 with its mark).

    Raises:
        InputError: the file cannot be read, has no column of ids, or ids that are missing or used twice.
    """
    rows = _rows(path)
    header = next(rows, (0, []))[1]
    kind = kind_of(header)
    columns = _columns(header, kind)
    if not set(kind.own) & columns.keys():
        named = ", ".join(one_line(name) for name in header) or "nothing"
        raise InputError(f"{path}:1: no column of student ids among {named}:", "call it `id` in the first line.")
    people = [(line, _person(fields, kind)) for line, fields in _records(rows, columns)]
    _check_ids(path, people)
    return Roster([person for _, person in people], kind.own_ids)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the line it starts in."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    start = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield start, [unicodedata.normalize("NFC", cell.strip()) for cell in row]
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}:{start}: no CSV ({error}):", "export it again as CSV.") from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return data.decode("utf-16") if data.startswith(UTF16) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text:", "save it as CSV in UTF-8.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}):", "check the name.") from None


def _delimiter(text: str) -> str:
    """The separator that makes most sense of the first line."""
    first = text.lstrip().partition("\n")[0].strip()

    def columns_known(delimiter: str) -> int:
        header = next(csv.reader([first], delimiter=delimiter), [])
        return len(_columns(header, kind_of(header)))

    return max(",;\t", key=columns_known)


def _columns(header: list[str], kind: Kind) -> dict[str, int]:
    """Where each known column stands."""
    names = normalised(header)
    found = {field: next((name for name in headers if name in names), None) for field, headers in kind.headers.items()}
    return {field: names.index(name) for field, name in found.items() if name}


def _records(rows: Iterator[tuple[int, list[str]]], columns: Mapping[str, int]) -> Iterator[tuple[int, Fields]]:
    """The rows that are students; Canvas adds one of maximum points and one of notes, which name nobody."""
    for line, row in rows:
        fields = {field: row[at] for field, at in columns.items() if at < len(row)}
        role = fields.get("role", "").lower()
        if role and "student" not in role and "learner" not in role:
            continue
        if any(fields.values()) and "points possible" not in row[0].lower():
            yield line, fields


def _person(fields: Fields, kind: Kind) -> Person:
    """A person; where there is no id of ours, the one that people log in by names the student."""
    name = fields.get("name") or f"{fields.get('first', '')} {fields.get('last', '')}".strip()
    ids = {key: fields[key].removeprefix(kind.signs) for key in IDS if fields.get(key)}
    own = next((ids.get(key) or fields[key] for key in kind.own if fields.get(key)), "")
    return Person(
        own, name, fields.get("email", ""), fields.get("section", ""), MappingProxyType(ids),
        withdrawn=fields.get("status", "").lower() in GONE,
    )  # fmt: skip


def _check_ids(path: Path, people: list[tuple[int, Person]]) -> None:
    if not people:
        raise InputError(f"{path} names no students:", "write one line for each, below the first line.")
    lines: dict[str, list[int]] = {}
    for line, person in people:
        lines.setdefault(person.id, []).append(line)
    if missing := lines.pop("", []):
        raise InputError(f"{path}: no id in {_in_lines(missing)}:", "give every student one.")
    if hidden := [line for id, found in lines.items() if one_line(id) != id for line in found]:
        raise InputError(f"{path}: invisible characters in the id in {_in_lines(hidden)}:", "type it afresh.")
    twice = [f"{one_line(id)} ({_in_lines(found)})" for id, found in lines.items() if len(found) > 1]
    if twice:
        raise InputError(f"{path}: ids used more than once: {', '.join(twice)}:", "keep one line for each student.")


def _in_lines(lines: list[int]) -> str:
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
