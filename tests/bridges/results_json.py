"""What Gradescope says of a submission, and what it makes of a `results.json`: written from its documentation alone.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/ (January 2025).
"""

import json
from collections.abc import Mapping
from typing import Any

FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
TOP = {
    "score": (int, float), "execution_time": (int, float, str), "output": (str,), "output_format": (str,),
    "test_output_format": (str,), "test_name_format": (str,), "visibility": (str,), "stdout_visibility": (str,),
    "extra_data": (dict,), "tests": (list,), "leaderboard": (list,),
}  # fmt: skip
TEST = {
    "score": (int, float), "max_score": (int, float), "status": (str,), "name": (str,), "name_format": (str,),
    "number": (str,), "output": (str,), "output_format": (str,), "tags": (list,), "visibility": (str,),
    "extra_data": (dict,),
}  # fmt: skip


class Refused(Exception):
    """Gradescope would show a failed autograder, and no score."""


def metadata(*users: Mapping[str, Any], at: str = "2026-12-01T10:00:00.365935-07:00") -> str:
    """What Gradescope says of a submission by these users."""
    assignment = {
        "due_date": "2026-12-01T10:30:00-07:00", "late_due_date": None, "group_size": 2, "group_submission": True,
        "id": 1, "course_id": 2, "title": "Counting", "total_points": "5.0",
    }  # fmt: skip
    said = {"id": 77, "created_at": at, "assignment": assignment, "users": users, "previous_submissions": []}
    return json.dumps({**said, "submission_method": "upload"})


def read(text: str) -> dict[str, Any]:
    """The document, if Gradescope takes it.

    Raises:
        Refused: it does not; says why.
    """
    document = parsed(text)
    tests = document.get("tests", [])
    if "score" not in document and not (tests and all("score" in test for test in tests)):
        raise Refused("no score on top, and not one on each test")
    return document


def parsed(text: str) -> dict[str, Any]:
    """The document, as far as its keys and values are what they may be.

    Raises:
        Refused: they are not; says why.
    """
    try:
        document = json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise Refused(f"no JSON: {error}") from None
    _check(document, TOP)
    for test in document.get("tests", []):
        _check(test, TEST)
        if test.get("status", "passed") not in {"passed", "failed"}:
            raise Refused(f"status {test['status']}")
        if not all(isinstance(tag, str) for tag in test.get("tags", [])):
            raise Refused("a tag is no text")
    return document


def by_exercise(document: dict[str, Any], key: str = "score") -> dict[str, float]:
    """Points by exercise, as the sum of the entries."""
    found: dict[str, float] = {}
    for test in document["tests"]:
        slug = test["tags"][0]
        found[slug] = found.get(slug, 0) + test.get(key, 0)
    return found


def total(document: dict[str, Any]) -> float:
    """The score that Gradescope records."""
    return float(document.get("score", sum(test.get("score", 0) for test in document.get("tests", []))))


def shown(document: dict[str, Any], *, due: bool = False, published: bool = False) -> dict[str, Any]:
    """What a student sees of it before or after the due date and the publication; the score only with all tests."""
    open_now = {"visible"} | ({"after_due_date"} if due else set()) | ({"after_published"} if published else set())
    default = document.get("visibility", "visible")
    tests = document.get("tests", [])
    seen = [test for test in tests if test.get("visibility", default) in open_now]
    whole = all(test.get("visibility", default) in {*open_now, "hidden"} for test in tests)
    return {
        "output": document.get("output", "") if default in open_now else "", "tests": seen,
        **({"score": total(document)} if whole else {}),
        **({"stdout": True} if document.get("stdout_visibility", "hidden") in open_now else {}),
    }  # fmt: skip


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _check(table: Any, kinds: dict[str, tuple[type, ...]]) -> None:
    if not isinstance(table, dict):
        raise Refused(f"{table!r} is no object")
    for key, value in table.items():
        if key not in kinds or not isinstance(value, kinds[key]) or isinstance(value, bool):
            raise Refused(f"{key}: {value!r}")
        if key.endswith("visibility") and value not in VISIBILITIES:
            raise Refused(f"{key}: {value}")
        if key.endswith("_format") and value not in FORMATS:
            raise Refused(f"{key}: {value}")
