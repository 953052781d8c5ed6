"""What Gradescope says of one submission, and that nothing it leaves out stops anybody."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from autograder.store.gradescope_submission import Handed, read_handed

METADATA: dict[str, Any] = {
    "id": 123456,
    "created_at": "2026-12-01T14:22:32.365935-07:00",
    "assignment": {
        "due_date": "2026-12-01T23:00:00.000000-07:00", "late_due_date": None, "group_size": 4,
        "group_submission": True, "id": 25828, "course_id": 1234, "title": "Self-attention", "total_points": "42.0",
    },
    "submission_method": "upload",
    "users": [
        {"email": "ada@x.org", "id": 1, "name": "Ada", "sid": "s001"},
        {"email": "emile@x.org", "id": 2, "name": "Émile", "sid": None,
         "assignment": {"due_date": "2026-12-03T23:00:00-07:00", "late_due_date": "2026-12-04T23:00:00-07:00"}},
        {"id": 3},
    ],
    "previous_submissions": [{"submission_time": "2026-11-30T14:24:48-07:00", "score": 0.0, "results": {"users": []}}],
}  # fmt: skip


def test_who_and_when() -> None:
    """The time in UTC; SID, or email, or Gradescope's number says who it is."""
    handed = read_handed(json.dumps(METADATA))
    assert handed.id == "123456"
    assert handed.at == datetime(2026, 12, 1, 21, 22, 32, 365935, UTC)
    assert [each.id for each in handed.submitters] == ["s001", "emile@x.org", "3"]


def test_an_extension_moves_the_date_of_one() -> None:
    """Dates beside a person come before those of all."""
    first, second, third = read_handed(json.dumps(METADATA)).submitters
    everybodys = datetime(2026, 12, 2, 6, tzinfo=UTC)
    assert (first.due, first.late_due) == (third.due, third.late_due) == (everybodys, None)
    assert second.due == datetime(2026, 12, 4, 6, tzinfo=UTC)
    assert second.late_due == datetime(2026, 12, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{", "7", '{"users": 7}', '{"users": {}, "assignment": []}', "[" * 100_000,
     '{"created_at": 5, "id": {}}', '{"created_at": "2026-12-01T10:00:00"}', '{"created_at": "soon"}'],
    ids=range(11),
)  # fmt: skip
def test_what_is_odd_is_unknown(text: str) -> None:
    """A file that is damaged, or that changed, gives nobody and no time; a time without a zone is none."""
    assert read_handed(text) == Handed()
