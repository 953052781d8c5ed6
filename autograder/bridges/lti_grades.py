"""Line items and scores.

Source: LTI Assignment and Grade Services 2.0.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from autograder.bridges.lti_http import Reply, Request, same_place
from autograder.bridges.lti_session import Session
from autograder.errors import InputError, NoAnswer
from autograder.model.lti import ItemWish, Platform

SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM, LINE_ITEM_READ, SCORE_SCOPE = f"{SCOPE}lineitem", f"{SCOPE}lineitem.readonly", f"{SCOPE}score"
RESULT_SCOPE = f"{SCOPE}result.readonly"
MEDIA = "application/vnd.ims.lis."
ITEM, ITEMS, SCORE = f"{MEDIA}v2.lineitem+json", f"{MEDIA}v2.lineitemcontainer+json", f"{MEDIA}v1.score+json"
RESULTS = f"{MEDIA}v2.resultcontainer+json"
CANVAS = "https://canvas.instructure.com/lti/submission"
TICK = timedelta(seconds=1)
"""Moodle compares whole seconds."""
CONFLICT, BAD_REQUEST = 409, 400
HUNDREDTH = 0.01


@dataclass(frozen=True)
class Score:
    """What a user got."""

    user: str
    given: int | float
    maximum: int | float
    comment: str = ""
    submitted_at: datetime | None = None


@dataclass(frozen=True)
class LineItem:
    """A column of a platform's gradebook."""

    url: str
    label: str
    maximum: float | None = None
    resource_id: str = ""
    tag: str = ""


def score_content(score: Score, platform: Platform) -> dict[str, Any]:
    """All that is sent of a score but the time of sending."""
    content: dict[str, Any] = {
        "userId": score.user, "scoreGiven": score.given, "scoreMaximum": score.maximum,
        "activityProgress": "Completed", "gradingProgress": "FullyGraded",
    }  # fmt: skip
    if score.comment:
        content["comment"] = score.comment
    if score.submitted_at:
        content["submission"] = {"submittedAt": timestamp(score.submitted_at)}
    if platform.kind == "canvas":  # or every score would count as one more attempt of the student
        content[CANVAS] = {"new_submission": False}
    return content


def score_request(line_item: str, body: Mapping[str, Any]) -> Request:
    """The request that hands in a score."""
    headers = {"Content-Type": SCORE, "Accept": "*/*"}
    return Request("POST", scores_url(line_item), headers, _encoded(body), (SCORE_SCOPE,))


def scores_url(line_item: str) -> str:
    """Where the scores of a line item go; what follows its `?` stays behind it."""
    return _below(line_item, "scores")


def _below(line_item: str, name: str) -> str:
    parts = urlsplit(line_item)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))


def later(now: datetime, last: str) -> str:
    """The timestamp of a score: now, but a second after the last one at least, whatever the clock says."""
    if last:
        now = max(now, datetime.fromisoformat(last) + TICK)
    return timestamp(now)


def timestamp(at: datetime) -> str:
    """A time as the services want it: in UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_newer(reply: Reply) -> bool:
    """Whether the platform says that it has a newer score; Canvas has no status of its own for that."""
    return reply.status == CONFLICT or (reply.status == BAD_REQUEST and b"before last updated timestamp" in reply.body)


def results_request(line_item: str, user: str) -> Request:
    """The request for what a user has in a line item."""
    url = _with_query(_below(line_item, "results"), "user_id", user)
    return Request("GET", url, {"Accept": RESULTS}, scopes=(RESULT_SCOPE,))


def has_result(session: Session, line_item: str, body: Mapping[str, Any]) -> bool:
    """Whether the platform has what a score says, to a hundredth of a point; not, if it does not let us look."""
    try:
        replies = list(session.pages(results_request(line_item, body["userId"])))
        entries = [entry for reply in replies for entry in (reply.json if isinstance(reply.json, list) else ())]
    except (InputError, NoAnswer):
        return False
    return any(_says_the_same(entry, body) for entry in entries if isinstance(entry, dict))


def _says_the_same(entry: dict[str, Any], body: Mapping[str, Any]) -> bool:
    given, maximum = entry.get("resultScore"), entry.get("resultMaximum", body["scoreMaximum"])
    if str(entry.get("userId")) != body["userId"] or not isinstance(given, int | float):
        return False
    counted = given * body["scoreMaximum"] / maximum if isinstance(maximum, int | float) and maximum > 0 else given
    return bool(abs(counted - body["scoreGiven"]) < HUNDREDTH)


def _with_query(url: str, name: str, value: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{name}={quote(value, safe='')}"


def list_request(platform: Platform, resource_id: str = "") -> Request:
    """The request for the line items, all or those of one resource."""
    url = platform.line_items_url
    if resource_id:
        url = _with_query(url, "resource_id", resource_id)
    return Request("GET", url, {"Accept": ITEMS}, scopes=(LINE_ITEM, LINE_ITEM_READ))


def create_request(platform: Platform, wish: ItemWish, maximum: int | float) -> Request:
    """The request that makes a line item."""
    item = {"label": wish.label, "scoreMaximum": maximum, "resourceId": wish.resource_id, "tag": wish.tag}
    body = _encoded({name: value for name, value in item.items() if value != ""})
    return Request("POST", platform.line_items_url, {"Content-Type": ITEM, "Accept": ITEM}, body, (LINE_ITEM,))


def find_or_make(session: Session, wish: ItemWish, maximum: int | float) -> tuple[LineItem, bool]:
    """The line item, and whether it had to be made.

    Raises:
        NoAnswer: the platform is silent, down or busy.
        InputError: it refuses, or it is not certain which one is meant.
    """
    if wish.url:
        return LineItem(wish.url, wish.label), False
    platform = session.platform
    if not platform.line_items_url:
        raise InputError("lti.toml has neither `line_items_url` nor the line item's `url`:", "add one (docs/lti.md).")
    if found := _found(session, wish):
        return found, False
    if named := [item.url for item in _listed(session, list_request(platform)) if item.label == wish.label]:
        what = f"There is a line item {wish.label!r} that is not marked as ours ({', '.join(named)}):"
        raise InputError(what, "if it is meant, give its `url` in lti.toml; if not, another `label`.")
    return _made(session, wish, maximum), True


def _found(session: Session, wish: ItemWish) -> LineItem | None:
    listed = _listed(session, list_request(session.platform, wish.resource_id))
    ours = [item for item in listed if item.resource_id == wish.resource_id and item.tag in ("", wish.tag)]
    if len(ours) > 1:
        urls = ", ".join(item.url for item in ours)
        what = f"{len(ours)} line items have the resource id {wish.resource_id!r} ({urls}):"
        raise InputError(what, "give the `url` of the one that is meant in lti.toml.")
    return _at_home(ours[0], session.platform) if ours else None


def _made(session: Session, wish: ItemWish, maximum: int | float) -> LineItem:
    """A new line item. It is asked for once: a second one would be a second column in the gradebook."""
    if session.platform.kind == "open-edx" and maximum != int(maximum):
        raise InputError(f"Open edX counts whole points, and {wish.label} has {maximum}:", "change the points.")
    try:
        reply = session.send(create_request(session.platform, wish, maximum), repeat=False)
    except NoAnswer:
        if found := _found(session, wish):  # it was made, and only the answer got lost
            return found
        raise
    if not reply.good:
        what = f"The line item {wish.label!r} can't be made ({reply.says}):"
        raise InputError(what, "allow it where the tool is registered, or make it there and give its `url`.")
    item = _item(reply.json) if reply.body else None
    if item := item or _found(session, wish):
        return _at_home(item, session.platform)
    raise InputError(f"The platform made no line item {wish.label!r}:", "make it there and give its `url` in lti.toml.")


def _listed(session: Session, request: Request) -> list[LineItem]:
    """All line items, each once, whatever pages repeat."""
    found: dict[str, LineItem] = {}
    for reply in session.pages(request):
        for item in _items(reply):
            found[item.url] = item
    return list(found.values())


def _items(reply: Reply) -> Iterator[LineItem]:
    listed = reply.json
    if not isinstance(listed, list):
        raise InputError(f"{reply.url} does not answer with line items:", "check line_items_url in lti.toml.")
    for entry in listed:
        if item := _item(entry):
            yield item


def _at_home(item: LineItem, platform: Platform) -> LineItem:
    """The line item, if it is where a token may go."""
    if not same_place(item.url, platform.line_items_url):
        raise InputError(f"The line item {item.url} is on another server than line_items_url:", "correct lti.toml.")
    return item


def _item(entry: object) -> LineItem | None:
    """A line item as the platform describes it, if it says where it is."""
    if not isinstance(entry, dict) or not isinstance(url := entry.get("id"), str) or not url:
        return None
    maximum = entry.get("scoreMaximum")
    return LineItem(
        url, str(entry.get("label") or ""), float(maximum) if isinstance(maximum, int | float) else None,
        str(entry.get("resourceId") or ""), str(entry.get("tag") or ""),
    )  # fmt: skip


def _encoded(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
