"""`submission_metadata.yml` of a Gradescope export: who handed in which folder, and when.

A student's code writes some of what is in it (outputs of an autograder), so that nothing is read but the lines that are
needed, at the depth where Gradescope writes them; there is no YAML parser to be led astray.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

METADATA = "submission_metadata.yml"
FOLDER = re.compile(r"(submission_[0-9]+):\s*")
CREATED = re.compile(r"  :created_at: (.+)")
SECTION = re.compile(r"  :([a-z_]+):.*")
TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T]([\d:]{8})(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?")
PERSON = re.compile(r"  (?:  )?(- |  ):(name|sid|email): ?(.*)")
FIELDS = {"sid": "gradescope", "email": "email", "name": "name"}


@dataclass
class Submission:
    """One folder of the export."""

    at: datetime | None = None
    people: list[dict[str, str]] = field(default_factory=list)

    @property
    def submitters(self) -> list[tuple[tuple[str, str], ...]]:
        """What each of them is called."""
        return [tuple((FIELDS[key], each[key]) for key in FIELDS if each.get(key)) for each in self.people]


def read_metadata(text: str) -> dict[str, Submission]:
    """What the file says of each folder."""
    found: dict[str, Submission] = {}
    now, section = Submission(), ""
    for line in text.splitlines():
        if match := FOLDER.fullmatch(line):
            now, section = found.setdefault(match[1], Submission()), ""
        elif match := CREATED.fullmatch(line):
            now.at, section = _time(match[1]), ""
        elif match := SECTION.fullmatch(line):
            section = match[1]
        elif section == "submitters" and (match := PERSON.fullmatch(line)):
            if match[1] == "- ":
                now.people.append({})
            if now.people:
                now.people[-1][match[2]] = _scalar(match[3])
    return found


def _scalar(text: str) -> str:
    """A YAML scalar of one line."""
    text = text.strip()
    if text.startswith("'") and text.endswith("'"):
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text.strip('"')
    return "" if text in ("null", "~") else text


def _time(text: str) -> datetime | None:
    """A time as Ruby writes it, `2026-11-02 21:04:05.123456000 Z`."""
    match = re.match(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9:]{8})(?:\.[0-9]+)? ?(Z|[+-][0-9]{2}:?[0-9]{2})?", text.strip("'\"")
    )
    if match is None:
        return None
    try:
        zone = "+0000" if match[3] in (None, "Z") else match[3].replace(":", "")
        return datetime.strptime(f"{match[1]} {match[2]} {zone}", "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None
