"""Line items and scores."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from autograder.bridges.lti_grades import (
    Score,
    create_request,
    find_or_make,
    is_newer,
    later,
    list_request,
    score_content,
    score_request,
    scores_url,
    timestamp,
)
from autograder.bridges.lti_http import Reply
from autograder.bridges.lti_session import Session
from autograder.errors import InputError, NoAnswer
from autograder.model.lti import ItemWish, Platform
from tests.bridges.lti_platform import State

WISH = ItemWish("Lab 1", "lab_1", "autograder")
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


def item(lms: State, number: int, **said: object) -> dict[str, object]:
    """A line item of the platform."""
    return {"id": f"{lms.url}/Course/AbC/lineitems/{number}/lineitem?type_id=1", "scoreMaximum": 5, **said}


@pytest.mark.parametrize(
    ("line_item", "scores"),
    [
        ("https://h/x/5/lineitem?type_id=1", "https://h/x/5/lineitem/scores?type_id=1"),
        ("https://h/x/5", "https://h/x/5/scores"),
        ("https://h/x/5/", "https://h/x/5/scores"),
        ("https://h/x?a=1&B=C%2Fd", "https://h/x/scores?a=1&B=C%2Fd"),
    ],
)
def test_the_query_string_stays_behind_the_path(line_item: str, scores: str) -> None:
    """Moodle finds no line item otherwise."""
    assert scores_url(line_item) == scores


def test_a_line_item_is_made_once(lms: State, session: Session) -> None:
    """The second time it is found."""
    made, new = find_or_make(session, WISH, 5)
    assert new and made.url == f"{lms.url}/Course/AbC/lineitems/5/lineitem?type_id=1"
    assert lms.items == [
        {"label": "Lab 1", "scoreMaximum": 5, "resourceId": "lab_1", "tag": "autograder", "id": made.url}
    ]
    assert find_or_make(session, WISH, 5) == (made, False)
    assert len(lms.items) == 1


def test_a_line_item_is_found_on_the_last_page(lms: State, session: Session) -> None:
    """Among those with another resource, another tag, and none; pages that repeat an entry do no harm."""
    others = [item(lms, n, label=f"Other {n}", resourceId="other") for n in range(4)]
    wrong = item(lms, 8, label="Lab 1", resourceId="lab_1", tag="somebody's")
    lms.items = [*others, wrong, item(lms, 9, label="Renamed by hand", resourceId="lab_1"), others[0]]
    lms.page = 1
    found, made = find_or_make(session, WISH, 5)
    assert (found.url, found.label, made) == (lms.items[5]["id"], "Renamed by hand", False)


def test_a_column_of_the_same_name_is_neither_taken_nor_doubled(lms: State, session: Session) -> None:
    """A person says which one is meant."""
    lms.items = [item(lms, 9, label="Lab 1")]
    with pytest.raises(InputError, match=r"a line item 'Lab 1' that is not marked as ours \(http.*/9/.*\): if it is"):
        find_or_make(session, WISH, 5)
    assert not lms.requests("make")
    lms.items = [item(lms, 1, label="a", resourceId="lab_1"), item(lms, 2, label="b", resourceId="lab_1")]
    with pytest.raises(InputError, match="2 line items have the resource id 'lab_1'"):
        find_or_make(session, WISH, 5)


def test_a_line_item_that_is_named_is_not_looked_for(lms: State, session: Session) -> None:
    """Nor are its rights needed."""
    found, made = find_or_make(session, replace(WISH, url=f"{lms.url}/x?type_id=1"), 5)
    assert (found.url, made, lms.seen) == (f"{lms.url}/x?type_id=1", False, [])


@pytest.mark.parametrize("fault", ["500 after", "silent after", "drop after"])
def test_a_line_item_whose_making_got_no_answer_is_found(lms: State, impatient: Session, fault: str) -> None:
    """It is there, and no second one is made."""
    lms.faults["make"] = [fault]
    found, _ = find_or_make(impatient, WISH, 5)
    assert [each["id"] for each in lms.items] == [found.url] and len(lms.requests("make")) == 1


def test_a_line_item_that_was_not_made_is_not_asked_for_twice(lms: State, session: Session) -> None:
    """It might come later; the next run looks."""
    lms.faults["make"] = ["drop"]
    with pytest.raises(NoAnswer):
        find_or_make(session, WISH, 5)
    assert len(lms.requests("make")) == 1 and not lms.items
    assert find_or_make(session, WISH, 5)[1]


def test_a_platform_that_lets_nobody_make_line_items_is_told(lms: State, session: Session) -> None:
    """Moodle with "grade sync only"."""
    lms.scopes = {scope + ".readonly" if scope.endswith("lineitem") else scope for scope in lms.scopes}
    with pytest.raises(InputError, match="does not grant .*scope/lineitem: allow it"):
        find_or_make(session, WISH, 5)


def test_a_line_item_on_another_server_gets_no_token(lms: State, session: Session) -> None:
    """Whoever wrote that into the list."""
    lms.items = [{"id": "https://elsewhere.example/1", "label": "x", "resourceId": "lab_1", "scoreMaximum": 1}]
    with pytest.raises(InputError, match="is on another server"):
        find_or_make(session, WISH, 5)


def test_an_answer_that_is_no_list_is_told(lms: State, session: Session) -> None:
    """A web page."""
    lms.faults["items"] = ["page"]
    with pytest.raises(InputError, match="answers 200 Welcome: check address and permissions"):
        find_or_make(session, WISH, 5)


def test_open_edx_counts_whole_points(session: Session, there: Platform) -> None:
    """It is told before it is tried."""
    session.platform = replace(there, kind="open-edx")
    with pytest.raises(InputError, match="Open edX counts whole points, and Lab 1 has 2.5"):
        find_or_make(session, WISH, 2.5)


def test_media_types_and_words_are_exact(there: Platform) -> None:
    """As the specification has them; a letter in another case stores no grade in Moodle."""
    content = score_content(Score("3", 1.5, 5, 'Right.\n"x" \\ é 🎓', NOON), there)
    assert content == {
        "userId": "3", "scoreGiven": 1.5, "scoreMaximum": 5, "activityProgress": "Completed",
        "gradingProgress": "FullyGraded", "comment": "Right.\n\"x\" \\ é 🎓",
        "submission": {"submittedAt": "2026-11-23T12:00:00.123Z"},
    }  # fmt: skip
    request = score_request("https://h/5?type_id=1", content)
    assert (request.method, request.url) == ("POST", "https://h/5/scores?type_id=1")
    assert request.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
    assert json.loads(request.body) == content
    assert list_request(there).headers == {"Accept": "application/vnd.ims.lis.v2.lineitemcontainer+json"}
    assert list_request(there, "a&b").url.endswith("/lineitems?type_id=1&resource_id=a%26b")
    making = create_request(there, WISH, 5)
    assert making.headers["Content-Type"] == "application/vnd.ims.lis.v2.lineitem+json"


def test_canvas_is_told_that_a_score_is_no_attempt(there: Platform) -> None:
    """Others get no word that they do not know."""
    canvas = score_content(Score("3", 1, 5), replace(there, kind="canvas"))
    assert canvas["https://canvas.instructure.com/lti/submission"] == {"new_submission": False}
    assert not [key for key in score_content(Score("3", 1, 5), there) if key.startswith("https:")]


def test_half_a_character_in_a_comment_is_sent_nevertheless(there: Platform) -> None:
    """JSON in UTF-8 cannot hold it as it is."""
    body = score_request("https://h/5", score_content(Score("3", 1, 5, "\ud83d"), there)).body
    assert json.loads(body)["comment"] == "\ud83d"


def test_timestamps_only_rise_whatever_the_clock_says() -> None:
    """By a second at least, for Moodle compares whole seconds."""
    stamps, last = [], ""
    for now in (NOON, NOON, NOON + timedelta(milliseconds=5), NOON - timedelta(days=400), NOON + timedelta(days=1)):
        last = later(now, last)
        stamps.append(datetime.fromisoformat(last))
    gaps = [second - first for first, second in pairwise(stamps)]
    assert min(gaps) >= timedelta(seconds=1) and stamps[-1] == datetime(2026, 11, 24, 12, 0, 0, 123000, tzinfo=UTC)
    assert timestamp(NOON.astimezone()) == "2026-11-23T12:00:00.123Z"


def test_already_newer_is_understood_in_every_way_it_is_said() -> None:
    """Canvas has a 400 for it; any other 400 is a refusal."""
    canvas = b'{"errors": "Provided timestamp of 2026 before last updated timestamp of 2027"}'
    assert is_newer(Reply(409, "u")) and is_newer(Reply(400, "u", canvas))
    assert not is_newer(Reply(400, "u", b"Provided timestamp of x not a valid timestamp")) and not is_newer(
        Reply(200, "u")
    )
