"""`autograder lti push`: scores and comments to the platform, each once, whatever happens on the way."""

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.bridges.lti_grades import (
    LineItem,
    create_request,
    find_or_make,
    has_result,
    is_newer,
    later,
    list_request,
    score_request,
)
from autograder.bridges.lti_http import PATIENCE, Patience, Reply
from autograder.bridges.lti_keys import read_key
from autograder.bridges.lti_session import Session, token_request
from autograder.errors import InputError, NoAnswer
from autograder.exporters.problems import Problem
from autograder.model.assignment import Assignment
from autograder.model.lti import ItemWish, Platform, SentScore, SentState
from autograder.model.points import to_number
from autograder.store.course import Course
from autograder.store.gradebook import Gradebook
from autograder.store.lti_file import read_lti
from autograder.workflow.class_results import class_results
from autograder.workflow.lti_plan import Plan, Planned, PushWishes, plan, same_content

SILENCE = 3
"""After so many students in a row without an answer, the others are not tried."""
UNKNOWN_ITEM = "<the line item's address>"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PushReport:
    """What arrived."""

    sent: int = 0
    as_before: int = 0
    """Those who had the same already."""
    failed: int = 0
    """Those whose score could not be sent."""
    problems: tuple[Problem, ...] = ()
    made: tuple[str, ...] = ()
    """Labels of line items that were made."""


def key_path(course: Course) -> Path:
    """Where the course's private key is."""
    return course.root / ".autograder" / "lti" / "key.pem"


def _now() -> datetime:
    return datetime.now(UTC)


def push(
    course: Course,
    slug: str,
    wishes: PushWishes,
    progress: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
    now: Callable[[], datetime] = _now,
) -> PushReport:
    """Sends what the platforms do not have yet.

    What is sent is remembered before and after, so that a run that was stopped goes on where it was: a score of which
    it is not known whether it arrived goes once more as it was, with the same timestamp, by which the platform knows
    it.

    Raises:
        InputError: `lti.toml`, the key or the roster is wanting, or a platform refuses us.
        NoAnswer: a platform is silent before the first score.
    """
    settings = read_lti(course)
    platforms = settings.chosen(wishes.platform)
    found = class_results(course, slug)
    planned = plan(found, platforms, wishes, now())
    total = sum(len(scores) for scores in planned.scores.values())
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    report = PushReport(problems=planned.problems, failed=planned.lost)
    with _alone(key_path(course)), Gradebook(course.database_url) as gradebook:
        key = read_key(key_path(course))
        for platform in platforms:
            if not planned.scores[platform.key]:
                continue
            wish = settings.wish(platform, slug, found.assignment.title)
            with Session(platform, key, patience) as session:
                push_to = _Push(session, gradebook, found.assignment, wish, wishes, now)
                report = _together(report, push_to.all(planned.scores[platform.key], step))
    return report


def dry_run(course: Course, slug: str, wishes: PushWishes) -> tuple[list[str], PushReport]:
    """The requests that `push` would make, without their secrets; nothing is sent, not even to look.

    Raises:
        InputError: `lti.toml`, the key or the roster is wanting.
    """
    settings, key = read_lti(course), read_key(key_path(course))
    platforms = settings.chosen(wishes.platform)
    found = class_results(course, slug)
    planned = plan(found, platforms, wishes, _now())
    requests: list[str] = []
    report = PushReport(problems=planned.problems, failed=planned.lost)
    with Gradebook(course.database_url) as gradebook:
        for platform in (each for each in platforms if planned.scores[each.key]):
            wish = settings.wish(platform, slug, found.assignment.title)
            sent = gradebook.sent_scores(platform.key, slug)
            scores, as_before = _scores_to_send(platform, slug, wish, wishes, planned, sent)
            report = replace(report, sent=report.sent + len(scores), as_before=report.as_before + as_before)
            maximum = to_number(found.assignment.points)
            looking = [] if wish.url else [list_request(platform, wish.resource_id)]
            making = [] if wish.url else [list_request(platform), create_request(platform, wish, maximum)]
            asked = [*looking, *making, *(score_request(each.line_item, each.body) for each in scores)]
            scopes = dict.fromkeys(request.scopes[0] for request in asked)
            requests += [str(token_request(platform, key, scope, _now().timestamp())) for scope in scopes]
            requests += [
                f"# only if there is no such line item:\n{each}" if each in making else str(each) for each in asked
            ]
    return requests, report


def _scores_to_send(
    platform: Platform, slug: str, wish: ItemWish, wishes: PushWishes, planned: Plan, sent: Sequence[SentScore]
) -> tuple[list[SentScore], int]:
    """What would be sent as far as it is known which line item it is, and how many would not."""
    url = wish.url or (sent[-1].line_item if sent else UNKNOWN_ITEM)
    log = _Log(sent)
    nexts = [
        log.next(SentScore(platform.key, slug, each.student, url, SentState.SENDING, each.content), wishes, _now())
        for each in planned.scores[platform.key]
    ]
    scores = [each for each in nexts if each]
    return scores, len(nexts) - len(scores)


class _Log:
    """The newest that is known of each user in each line item."""

    def __init__(self, sent: Sequence[SentScore]) -> None:
        self._newest = {(each.line_item, each.body["userId"]): each for each in sent}

    def newest(self, wanted: SentScore) -> SentScore | None:
        """The newest of the same user in the same line item."""
        return self._newest.get((wanted.line_item, wanted.body["userId"]))

    def next(self, wanted: SentScore, wishes: PushWishes, now: datetime) -> SentScore | None:
        """What is to be sent, with its timestamp; nothing if the platform has it, or has a newer one."""
        last = self.newest(wanted)
        if last and not wishes.again and same_content(last.body, wanted.body, wishes.comments):
            if last.state is SentState.SENDING:
                return last
            if last.state is not SentState.REFUSED:
                return None
        stamp = later(now, last.body["timestamp"] if last else "")
        return replace(wanted, body={**wanted.body, "timestamp": stamp})


class _Push:
    """The scores of an assignment on their way to one platform."""

    def __init__(
        self,
        session: Session,
        gradebook: Gradebook,
        assignment: Assignment,
        wish: ItemWish,
        wishes: PushWishes,
        now: Callable[[], datetime],
    ) -> None:
        self._session, self._gradebook, self._assignment = session, gradebook, assignment
        self._wish, self._wishes, self._now = wish, wishes, now
        self._log = _Log(gradebook.sent_scores(session.platform.key, assignment.slug))

    def all(self, scores: Sequence[Planned], step: Callable[[], None]) -> PushReport:
        """Sends one after another."""
        maximum = to_number(self._assignment.points)
        item, made = find_or_make(self._session, self._wish, maximum)
        report = PushReport(made=(item.label,) if made else (), problems=tuple(_differing(item, maximum)))
        silent = 0
        for number, score in enumerate(scores):
            one = self._one(score, item)
            step()
            report = _together(report, one)
            silent = silent + 1 if one.problems and one.problems[0].trap == "no-answer" else 0
            if silent == SILENCE and (rest := len(scores) - number - 1):
                what, todo = f"{rest} more were not tried", "run it again later; it goes on where it was"
                return _together(report, self._failed("no-answer", "", what, todo, rest))
        return report

    def _one(self, score: Planned, item: LineItem) -> PushReport:
        key, slug = self._session.platform.key, self._assignment.slug
        wanted = SentScore(key, slug, score.student, item.url, SentState.SENDING, score.content)
        last, sent = self._log.newest(wanted), self._log.next(wanted, self._wishes, self._now())
        if sent is None:
            if last and last.state is SentState.NEWER:
                return self._newer(score.student)
            return PushReport(as_before=1)
        if sent is not last:
            self._gradebook.add_sent(sent)
        try:
            reply = self._session.send(score_request(sent.line_item, sent.body))
        except NoAnswer as error:
            todo = "run it again later: the same goes once more"
            return self._failed("no-answer", score.student, error.message.rstrip(":"), todo)
        return self._settled(sent, reply, sure=sent is not last and not reply.unsure)

    def _settled(self, sent: SentScore, reply: Reply, sure: bool) -> PushReport:
        """What became of a score.

        Where an earlier try may have arrived, "already newer" says that it did; and where the platform has just what we
        say, somebody between us may have sent it twice.
        """
        newer = is_newer(reply)
        if reply.good or (newer and (not sure or has_result(self._session, sent.line_item, sent.body))):
            self._gradebook.add_sent(replace(sent, state=SentState.ACCEPTED))
            return PushReport(sent=1)
        state = SentState.NEWER if newer else SentState.REFUSED
        self._gradebook.add_sent(replace(sent, state=state, says=reply.says))
        if state is SentState.NEWER:
            return self._newer(sent.student)
        todo = "see that they are a student there, and that id and line item are right"
        return self._failed("refused", sent.student, f"the platform says {reply.says}", todo)

    def _newer(self, student: str) -> PushReport:
        what = "the platform has a score that it takes for newer, and keeps that"
        return self._failed("newer", student, what, "look there; `--again` sends ours nevertheless")

    def _failed(self, trap: str, student: str, what: str, todo: str, count: int = 1) -> PushReport:
        return PushReport(failed=count, problems=(Problem(trap, student, self._wish.label, what, todo),))


def _differing(item: LineItem, maximum: float) -> Iterator[Problem]:
    if item.maximum is not None and item.maximum != maximum:
        what = f"counts {item.maximum:g} points there and {maximum:g} here; the LMS converts"
        yield Problem("points-differ", "", item.label, what, "make them the same if that is not meant", note=True)


def _together(first: PushReport, second: PushReport) -> PushReport:
    return PushReport(
        first.sent + second.sent, first.as_before + second.as_before, first.failed + second.failed,
        (*first.problems, *second.problems), (*first.made, *second.made),
    )  # fmt: skip


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One push at a time: two would not know of each other's timestamps.

    Raises:
        InputError: there is no key, or another push is running.
    """
    read_key(path)
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError("Scores are being sent already:", "wait for the other `autograder lti push`.") from None
        yield
