"""Scores on their way to a platform: each arrives once, whatever happens."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.bridges.lti_http import Patience
from autograder.errors import InputError, NoAnswer
from autograder.exporters.problems import Problem
from autograder.model.lti import SentState
from autograder.model.person import Person
from autograder.store.course import Course
from autograder.store.gradebook import Gradebook
from autograder.workflow.lti import PushReport, dry_run, key_path, push
from autograder.workflow.lti_plan import PushWishes
from tests.bridges.lti_platform import IMPATIENT, State
from tests.workflow.conftest import graded, record

SHORT = Patience(read=60.0, tries=2, wait=0.01)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RUN = "import sys; from autograder.cli.main import run; sys.exit(run(sys.argv[1:]))"


def lti_toml(lms: State, kind: str = "moodle", name: str = "") -> str:
    """The platform as the course has it."""
    named = f'name = "{name}"\n' if name else ""
    return (
        f'[[platform]]\n{named}kind = "{kind}"\nissuer = "https://lms.example"\nclient_id = "tool-1"\n'
        f'token_url = "{lms.url}/Token"\nline_items_url = "{lms.url}/Course/AbC/lineitems?type_id=1"\n'
        f'memberships_url = "{lms.url}/Course/AbC/Members"\n\n'
    )


@pytest.fixture
def known(course: Course, lms: State, key_file: Path) -> Course:
    """The course, known to a platform whose users are Ada, Eve and Grace."""
    (course.root / "lti.toml").write_text(lti_toml(lms), "utf-8")
    key_path(course).parent.mkdir(parents=True)
    os.link(key_file, key_path(course))
    with Gradebook(course.database_url) as gradebook:
        users = {"ada": "u-1", "../eve": "u-2", "grace": "u-3"}
        gradebook.import_people([replace(person, ids={"lti": users[person.id]}) for person in gradebook.people()])
    lms.users = set(users.values())
    return course


def send(course: Course, patience: Patience = SHORT, now: datetime | None = None, **wishes: object) -> PushReport:
    """One run."""
    clock = (lambda: now) if now else (lambda: datetime.now(UTC))
    return push(course, "counting", PushWishes(**wishes), patience=patience, now=clock)  # type: ignore[arg-type]


def traps(report: PushReport) -> list[tuple[str, str]]:
    """The names of the problems and whose they are."""
    return [(problem.trap, problem.row) for problem in report.problems]


def counts(report: PushReport) -> tuple[int, int, int]:
    """Sent, as before, failed."""
    return report.sent, report.as_before, report.failed


def test_scores_and_comments_arrive(known: Course, lms: State) -> None:
    """In a line item of the assignment's own; who has no score or no id is told."""
    report = send(known, now=NOON)
    assert counts(report) == (2, 0, 1) and report.made == ("Counting",)
    assert traps(report) == [("missing", "grace"), ("no-id", "stranger")]
    assert [(item["label"], item["scoreMaximum"], item["resourceId"]) for item in lms.items] == [
        ("Counting", 5, "counting")
    ]
    assert lms.scores[lms.items[0]["id"], "u-1"] == {
        "userId": "u-1", "scoreGiven": 2, "scoreMaximum": 5, "timestamp": "2026-11-24T12:00:00.000Z",
        "activityProgress": "Completed", "gradingProgress": "FullyGraded",
        "comment": "Twice as much: 2 of 2, passed.\nA tally: 0 of 3, not written yet.",
        "submission": {"submittedAt": "2026-11-23T10:00:00.000Z"},
    }  # fmt: skip
    assert lms.requests("score")[0].url.endswith("/lineitem/scores?type_id=1")


def test_what_arrived_is_not_sent_again_until_it_changes(
    known: Course, lms: State, hand_in: Callable[[str, int], None]
) -> None:
    """And then later by a second at least, whatever the clock says meanwhile."""
    send(known, now=NOON)
    assert counts(send(known, now=NOON + timedelta(hours=1))) == (0, 2, 1)
    assert len(lms.requests("score")) == 2 and not send(known).made
    hand_in("ada", 100)
    assert counts(send(known, now=NOON - timedelta(hours=3))) == (1, 1, 1)
    score = lms.scores[lms.items[0]["id"], "u-1"]
    assert (score["scoreGiven"], score["timestamp"]) == (1, "2026-11-24T12:00:01.000Z")


def test_comments_may_stay_at_home(known: Course, lms: State) -> None:
    """Then a comment changes nobody."""
    send(known, comments=False)
    assert not [body for body in lms.scores.values() if "comment" in body]
    assert counts(send(known, comments=False)) == (0, 2, 1)
    assert counts(send(known)) == (2, 0, 1)
    assert counts(send(known, comments=False)) == (0, 2, 1)


@pytest.mark.parametrize("fault", ["500", "500 after", "drop", "drop after", "429"])
def test_a_lost_answer_does_no_harm(known: Course, lms: State, fault: str) -> None:
    """The same score goes again, with the same timestamp; that it is there already is as good as an answer."""
    lms.faults["score"] = [fault]
    assert counts(send(known)) == (2, 0, 1)
    assert set(lms.accepted.values()) == {1} and len(lms.requests("score")) == 3
    assert lms.requests("score")[0].body == lms.requests("score")[1].body
    assert counts(send(known)) == (0, 2, 1)


@pytest.mark.parametrize("fault", ["silent", "silent after"])
def test_silence_does_no_harm(known: Course, lms: State, fault: str) -> None:
    """However often it is asked again, each score is taken once."""
    lms.items = [{"id": f"{lms.url}/x/lineitem?type_id=1", "label": "Lab", "resourceId": "counting", "scoreMaximum": 5}]
    lms.faults["score"] = [fault]
    assert counts(send(known, patience=IMPATIENT)) == (2, 0, 1)
    assert set(lms.accepted.values()) == {1} and len({seen.body for seen in lms.requests("score")}) == 2
    assert counts(send(known)) == (0, 2, 1)


def test_a_run_that_lost_every_answer_goes_on_where_it_was(known: Course, lms: State) -> None:
    """What may have arrived goes once more as it was; nothing is taken twice, nothing is lost."""
    lms.faults["score"] = ["drop after", "drop after", "drop", "drop"]
    report = send(known)
    assert counts(report) == (0, 0, 3) and ("no-answer", "ada") in traps(report)
    assert counts(send(known)) == (2, 0, 1)
    assert set(lms.accepted.values()) == {1} and (lms.score_of("u-1"), lms.score_of("u-2")) == (2, 0.5)
    bodies = [seen.body for seen in lms.requests("score")]
    assert len(bodies) == 6 and len(set(bodies)) == 2


def test_what_changed_while_the_answer_was_out_goes_as_it_is_now(
    known: Course, lms: State, hand_in: Callable[[str, int], None]
) -> None:
    """With a later timestamp, so that the old one cannot win when it arrives after all."""
    lms.faults["score"] = ["late", "late", "", ""]
    assert counts(send(known)) == (1, 0, 2)
    hand_in("../eve", 100)
    assert counts(send(known)) == (1, 1, 1)
    for go, done in lms.late:
        go.set()
        assert done.wait(60)
    assert lms.score_of("u-2") == 1 and set(lms.accepted.values()) == {1}


def test_already_newer_is_told_and_not_tried_again(
    known: Course, lms: State, hand_in: Callable[[str, int], None]
) -> None:
    """Until the score changes, or somebody says `--again`."""
    send(known, now=NOON)
    url = lms.items[0]["id"]
    lms.scores[url, "u-1"] = {**lms.scores[url, "u-1"], "scoreGiven": 4, "timestamp": "2026-11-25T00:00:00Z"}
    hand_in("ada", 100)
    report = send(known, now=NOON + timedelta(hours=1))
    assert counts(report) == (0, 1, 2) and ("newer", "ada") in traps(report) and lms.score_of("u-1") == 4
    requests = len(lms.requests("score"))
    assert ("newer", "ada") in traps(send(known, now=NOON + timedelta(days=2))) and len(
        lms.requests("score")
    ) == requests
    assert counts(send(known, now=NOON + timedelta(days=2), again=True)) == (2, 0, 1)
    assert lms.score_of("u-1") == 1


@pytest.mark.parametrize("may_look", [True, False])
def test_a_request_that_is_doubled_on_the_way_did_arrive(known: Course, lms: State, may_look: bool) -> None:
    """The only answer is "already newer"; whether it is ours says the platform, if it lets us look."""
    if not may_look:
        lms.scopes = {scope for scope in lms.scopes if "result" not in scope}
    lms.faults["score"] = ["twice", "twice"]
    assert counts(send(known)) == ((2, 0, 1) if may_look else (0, 0, 3))
    assert set(lms.accepted.values()) == {1} and (lms.score_of("u-1"), lms.score_of("u-2")) == (2, 0.5)
    assert len(lms.requests("results")) == (2 if may_look else 0)
    assert counts(send(known)) == ((0, 2, 1) if may_look else (0, 0, 3))


def test_a_refusal_is_told_in_the_platforms_words_and_tried_next_time(known: Course, lms: State) -> None:
    """Nobody else is kept waiting."""
    lms.users.remove("u-1")
    report = send(known)
    assert counts(report) == (1, 0, 2)
    (refused,) = [problem for problem in report.problems if problem.trap == "refused"]
    assert "Incorrect score received: <b>unknown</b> user" not in str(refused)
    assert "400" in refused.what and "unknown" in refused.what
    lms.users.add("u-1")
    assert counts(send(known)) == (1, 1, 1)


def test_a_page_for_people_is_no_answer(known: Course, lms: State) -> None:
    """A login in the way says 200, too, and took no score."""
    lms.faults["score"] = ["page"]
    report = send(known)
    assert counts(report) == (1, 0, 2) and "the platform says 200 Welcome" in str(report.problems[2])
    assert counts(send(known)) == (1, 1, 1)


def test_a_token_that_ends_in_the_middle_is_replaced(known: Course, lms: State) -> None:
    """lti1p3platform refuses the old one; the score arrives with the new one, once."""
    lms.on_score = lambda number, when: lms.revoked.update(lms.tokens) if when == "after" else None
    assert counts(send(known)) == (2, 0, 1)
    assert [seen.status for seen in lms.requests("score")] == [200, 401, 200]
    assert set(lms.accepted.values()) == {1}


def test_a_platform_that_is_down_is_not_asked_for_everybody(known: Course, lms: State) -> None:
    """After three in a row the others wait for the next run."""
    with Gradebook(known.database_url) as gradebook:
        gradebook.import_people([Person(f"s{n}", ids={"lti": f"s{n}"}) for n in range(6)])
    for n in range(6):
        record(known, graded(f"s{n}", 100))
    lms.users |= {f"s{n}" for n in range(6)}
    lms.faults["score"] = ["503"] * 100
    report = send(known)
    assert counts(report) == (0, 0, 9) and len(lms.requests("score")) == 6
    assert report.problems[-1] == Problem(
        "no-answer", "", "Counting", "5 more were not tried", "run it again later; it goes on where it was"
    )
    lms.faults.clear()
    assert counts(send(known)) == (8, 0, 1)


def test_a_platform_that_is_down_before_the_first_score_ends_the_run(known: Course, lms: State) -> None:
    """Nothing is wrong here: exit code 1."""
    lms.faults["token"] = ["503"] * 9
    with pytest.raises(NoAnswer) as raised:
        send(known)
    assert raised.value.exit_code == 1 and not lms.scores


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_goes_on_where_it_was(known: Course, lms: State, moment: str) -> None:
    """By SIGKILL, while a score is at the platform: nothing that was taken is taken twice, nothing is lost."""
    with Gradebook(known.database_url) as gradebook:
        gradebook.import_people([Person(f"s{n}", ids={"lti": f"s{n}"}) for n in range(4)])
    for n in range(4):
        record(known, graded(f"s{n}", 100))
    lms.users |= {f"s{n}" for n in range(4)}
    victims: list[subprocess.Popen[bytes]] = []

    def kill(number: int, when: str) -> None:
        if victims and number % 2 == 1 and when == moment:
            process = victims.pop()
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

    lms.on_score = kill
    killed = 0
    for _ in range(9):
        with subprocess.Popen([sys.executable, "-c", RUN, "lti", "push", "counting"], cwd=known.root) as process:
            victims[:] = [process]
            process.wait()
        killed += process.returncode == -signal.SIGKILL
        if process.returncode != -signal.SIGKILL:
            break
    assert killed >= 2 and process.returncode == 1, "the stranger has no id"
    assert set(lms.accepted.values()) == {1} and len(lms.scores) == 6
    assert counts(send(known)) == (0, 6, 1)


def test_two_runs_at_a_time_are_refused(known: Course, lms: State) -> None:
    """Neither would know of the other's timestamps."""
    inside, told = threading.Event(), []

    def meanwhile(number: int, when: str) -> None:
        if not inside.is_set():
            inside.set()
            with pytest.raises(InputError, match="Scores are being sent already"):
                send(known)
            told.append(when)

    lms.on_score = meanwhile
    assert counts(send(known)) == (2, 0, 1) and told == ["before"]


def test_who_waits_or_is_excused_is_left_out(known: Course, lms: State) -> None:
    """Excused students are never posted; who waits is, if so wanted."""
    report = send(known, excused=["ada"])
    assert counts(report) == (1, 0, 1) and lms.score_of("u-1") is None
    assert next(str(each) for each in report.problems if each.trap == "excused") == (
        "excused: ada Counting: is excused, which LTI cannot say, and is left out: excuse them in the LMS."
    )


def test_nobody_gets_somebody_elses_score(known: Course, lms: State) -> None:
    """Two students with one user id are both left out."""
    with Gradebook(known.database_url) as gradebook:
        gradebook.import_people([Person("ada", ids={"lti": "u-2"})])
    report = send(known)
    assert counts(report) == (0, 0, 3) and not lms.scores
    assert [trap for trap, _ in traps(report)].count("shared-id") == 2


def test_without_any_ids_the_way_to_them_is_told(known: Course) -> None:
    """Our own ids are never taken for theirs."""
    with Gradebook(known.database_url) as gradebook:
        gradebook.import_people([replace(person, ids={}) for person in gradebook.people()])
    with pytest.raises(
        InputError, match="Nobody on the roster has an id of the platform .*: run `autograder lti roster`"
    ):
        send(known)


def test_lateness_goes_into_the_comment(known: Course, lms: State) -> None:
    """There is no other place; without comments it is told."""
    result = graded("ada", 150)
    with Gradebook(known.database_url) as gradebook:
        gradebook.add_submission("counting", "ada", result.submission_sha256, NOON, "2 d late")
        gradebook.add_result(result)
    send(known, now=NOON)
    assert lms.scores[lms.items[0]["id"], "u-1"]["comment"].startswith("Late: 2 d late.\nTwice as much: 1.5 of 2")
    assert ("late", "ada") in traps(send(known, comments=False))


def test_a_submission_from_the_future_has_no_time(known: Course, lms: State) -> None:
    """Canvas refuses those."""
    send(known, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert not [body for body in lms.scores.values() if "submission" in body]


def test_canvas_makes_no_new_attempt(known: Course, lms: State) -> None:
    """It is told so with every score."""
    (known.root / "lti.toml").write_text(lti_toml(lms, "canvas"), "utf-8")
    send(known)
    extension = {
        body["https://canvas.instructure.com/lti/submission"]["new_submission"] for body in lms.scores.values()
    }
    assert extension == {False}


def test_several_platforms_each_get_their_students(known: Course, lms: State) -> None:
    """Who is in one of them is missed in no other."""
    (known.root / "lti.toml").write_text(lti_toml(lms, name="day") + lti_toml(lms, name="evening"), "utf-8")
    with Gradebook(known.database_url) as gradebook:
        gradebook.import_people([Person("ada", ids={"lti_day": "u-1"}), Person("../eve", ids={"lti_evening": "u-2"})])
    assert counts(send(known, platform="day")) == (1, 0, 2)
    assert counts(send(known)) == (1, 1, 1)
    assert lms.score_of("u-2") == 0.5


def test_other_points_there_are_told(known: Course, lms: State) -> None:
    """The LMS converts; nothing is changed there."""
    lms.items = [
        {"id": f"{lms.url}/x/lineitem?type_id=1", "label": "Lab", "resourceId": "counting", "scoreMaximum": 100}
    ]
    report = send(known)
    assert "points-differ: Lab: counts 100 points there and 5 here" in [str(each) for each in report.problems][-1]
    assert counts(report) == (2, 0, 1)


def test_a_dry_run_sends_nothing_and_says_what_would_be_sent(
    known: Course, lms: State, hand_in: Callable[[str, int], None]
) -> None:
    """To the letter, but for the secrets."""
    requests, report = dry_run(known, "counting", PushWishes())
    assert lms.seen == [] and (report.sent, report.failed) == (2, 1)
    words = [request.split()[0] for request in requests]
    assert words == ["POST", "POST", "GET", "#", "#", "POST", "POST"], "tokens, looking, making, scores"
    assert requests[-1].startswith("POST <the line item's address>/scores\n")
    send(known)
    hand_in("ada", 100)
    requests, report = dry_run(known, "counting", PushWishes())
    assert (report.sent, report.as_before) == (1, 1)
    send(known)
    real = lms.requests("score")[-1]
    said, _, body = requests[-1].partition("\n\n")
    assert said.splitlines()[0] == f"POST {real.url}"
    ours, theirs = json.loads(body), json.loads(real.body)
    assert {**ours, "timestamp": ""} == {**theirs, "timestamp": ""}
    headers = dict(line.split(": ", 1) for line in said.splitlines()[1:])
    assert headers["Content-Type"] == real.headers["Content-Type"] and "<token for" in headers["Authorization"]
    assert not [token for token in lms.tokens if token in "".join(requests)]


def test_what_was_sent_stands_in_the_gradebook(known: Course, lms: State) -> None:
    """Before it is sent, and what became of it."""
    send(known, now=NOON)
    with Gradebook(known.database_url) as gradebook:
        sent = gradebook.sent_scores("lti", "counting")
    assert [(each.student, each.state) for each in sent] == [
        ("../eve", SentState.SENDING), ("../eve", SentState.ACCEPTED),
        ("ada", SentState.SENDING), ("ada", SentState.ACCEPTED),
    ]  # fmt: skip
    assert sent[0].line_item == lms.items[0]["id"] and sent[0].body["scoreGiven"] == 0.5
