"""Who is in the course: a CSV file as people keep it, or a Canvas gradebook as Canvas exports it."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.model.text import one_line

HEADERS = {
    "id": ("student id", "id", "student", "username", "user name", "login", "login id", "user id", "student number"),
    "name": ("name", "full name", "student name", "display name"),
    "first": ("first name", "firstname", "given name", "first"),
    "last": ("last name", "lastname", "surname", "family name", "last"),
    "email": ("email", "e mail", "email address", "mail"),
    "section": ("section", "sections", "group", "class"),
    "canvas": ("canvas id",),
    "sis_user": ("sis user id",),
    "sis_login": ("sis login id",),
}
"""For every column that matters, what its header may be, the likeliest first; case, `_` and `-` do not matter."""

CANVAS_HEADERS = {**HEADERS, "id": (), "name": ("student",), "canvas": ("id",)}
"""In a Canvas gradebook "Student" is a name and "ID" is Canvas's own number."""

IDS = ("canvas", "sis_user", "sis_login")
Fields = dict[str, str]


def read_roster(path: Path) -> list[Person]:
    """The people in a CSV file (comma, semicolon or tab; UTF-8), in its order.

    Raises:
        InputError: the file cannot be read, has no column of ids, or ids that are missing or used twice.
    """
    rows = _rows(path)
    header = next(rows, (0, []))[1]
    columns = _columns(header)
    if not {"id", *IDS} & columns.keys():
        named = ", ".join(one_line(name) for name in header) or "nothing"
        raise InputError(f"{path}:1: no column of student ids among {named}:", "call it `id` in the first line.")
    people = [(line, _person(fields)) for line, fields in _records(rows, columns)]
    _check_ids(path, people)
    return [person for _, person in people]


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
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text:", "save it as CSV in UTF-8.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}):", "check the name.") from None


def _delimiter(text: str) -> str:
    """The separator that makes most sense of the first line."""
    first = text.lstrip().partition("\n")[0].strip()

    def columns_known(delimiter: str) -> int:
        return len(_columns(next(csv.reader([first], delimiter=delimiter), [])))

    return max(",;\t", key=columns_known)


def _columns(header: list[str]) -> dict[str, int]:
    """Where each known column stands."""
    names = [" ".join(name.lower().replace("_", " ").replace("-", " ").split()) for name in header]
    known = CANVAS_HEADERS if names[:2] == ["student", "id"] and "section" in names else HEADERS
    found = {field: next((name for name in headers if name in names), None) for field, headers in known.items()}
    return {field: names.index(name) for field, name in found.items() if name}


def _records(rows: Iterator[tuple[int, list[str]]], columns: Mapping[str, int]) -> Iterator[tuple[int, Fields]]:
    """The rows that are people; Canvas adds one of maximum points and one of notes, which name nobody."""
    for line, row in rows:
        fields = {field: row[at] for field, at in columns.items() if at < len(row)}
        if any(fields.values()) and "points possible" not in row[0].lower():
            yield line, fields


def _person(fields: Fields) -> Person:
    """A person; in a Canvas gradebook the login names the student, as it names submissions."""
    name = fields.get("name") or f"{fields.get('first', '')} {fields.get('last', '')}".strip()
    ids = {key: fields[key] for key in IDS if fields.get(key)}
    own = next((fields[key] for key in ("id", "sis_login", "sis_user", "canvas") if fields.get(key)), "")
    return Person(own, name, fields.get("email", ""), fields.get("section", ""), MappingProxyType(ids))


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
