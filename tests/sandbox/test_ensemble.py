"""Ensembles: one process plays one exercise after the other, and each gets what it would get alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from autograder.errors import StudentError, StudentTimeout
from autograder.sandbox.script import Part, Script
from autograder.sandbox.worker import RemoteBackend
from autograder.sandbox.zygote import RemoteRoom

from .conftest import LIMITS
from .test_performance import asked, request

HALF = Script({"first": (request(1, "half", 8),), "second": (request(2, "half", 2),)})
DOUBLE = Script({"first": (request(1, "double", 8),)})
PARTS = (Part("answer", (), HALF), Part("other", (), DOUBLE))
ANSWER = "calls = 0\ndef half(n):\n global calls; calls += 1\n return n / 2\ndef count(): return calls\n"
OTHER = "import answer\ndef double(n): return 2 * n\ndef count(): return answer.calls\n"


Rooms = Callable[..., RemoteRoom]
Ensemble = Callable[..., list[RemoteBackend]]


@pytest.fixture
def ensemble(rooms: Rooms) -> Iterator[Ensemble]:
    """Starts one process for two files, and gives a worker for each."""
    started: list[RemoteBackend] = []

    def start_ensemble(answer: str = ANSWER, other: str = OTHER, **limits: float) -> list[RemoteBackend]:
        room = rooms(answer, replace(LIMITS, **limits), other=other)  # type: ignore[arg-type]
        started.extend(room.ensemble(PARTS))
        return started

    yield start_ensemble
    for worker in started:
        worker.close()


def perform(*workers: RemoteBackend) -> None:
    """Takes in all that they play, and begins to ask live."""
    for worker in workers:
        worker.start()
        for test in ("first", "second"):
            worker.begin_test(test, live=False)
        worker.begin_test()


def answers(worker: RemoteBackend, test: str, name: str, *args: Any) -> Any:
    """What was played for a test's only request."""
    assert worker.begin_test(test, live=False) is not None
    return asked(worker, name, *args)


def test_each_exercise_is_loaded_and_played_in_its_turn(ensemble: Ensemble) -> None:
    """All answers come from one process, which stays for what may come again."""
    half, double = ensemble()
    assert half.start() == ["calls", "half", "count"] and double.start() == ["answer", "double", "count"]
    assert [answers(half, "first", "half", 8), answers(half, "second", "half", 2)] == [4, 1]
    half.close()
    assert answers(double, "first", "double", 8) == 16 and half._line is double._line and not double._line.closed
    double.close()
    assert not double._line.closed


def test_nobody_has_to_wait_for_its_own_turn(ensemble: Ensemble) -> None:
    """What comes for others meanwhile is kept for them."""
    half, double = ensemble()
    assert double.start() == ["answer", "double", "count"] and answers(double, "first", "double", 8) == 16
    assert half.start() == ["calls", "half", "count"] and answers(half, "first", "half", 8) == 4


def test_the_next_exercise_meets_fresh_modules(ensemble: Ensemble) -> None:
    """The file that two exercises share was called twice for the first, which knows that when it is called back."""
    half, double = ensemble()
    perform(half, double)
    assert asked(double, "count") == 0
    assert half.recall() and asked(half, "count") == 2


def test_chance_begins_anew_for_each_exercise(ensemble: Ensemble) -> None:
    """Whatever the first one drew, the second one draws what it would draw alone; torch, numpy and Python alike."""
    draw = "import random, numpy, torch\ndef half(n):\n return torch.rand(()), random.random(), numpy.random.rand()\n"
    draw += "double = half\n"
    half, double = ensemble(draw, draw)
    half.start()
    double.start()
    assert answers(half, "first", "half", 8) == answers(double, "first", "double", 8)


def test_an_exercise_is_recalled_to_be_asked_live(ensemble: Ensemble) -> None:
    """Its turn may come again, and what was played for the others is not lost."""
    half, double = ensemble()
    perform(half)
    assert half.recall() and asked(half, "half", 10) == 5
    double.start()
    assert answers(double, "first", "double", 8) == 16
    assert double.recall() and asked(double, "double", 10) == 20
    assert double.recall() and asked(double, "double", 11) == 22


def test_objects_of_one_are_not_the_next_ones(ensemble: Ensemble) -> None:
    """Objects have numbers of their own in each exercise."""
    half, double = ensemble("half = lambda n: object()", "double = lambda n: object()")
    half.start()
    double.start()
    mine, other = answers(half, "first", "half", 8), answers(double, "first", "double", 8)
    assert mine._type_name == other._type_name == "object"
    double.begin_test()
    with pytest.raises(StudentError):
        double.get(mine._root + 1, ["anything"])


def test_code_that_cannot_be_loaded_spoils_nothing(ensemble: Ensemble) -> None:
    """Its own requests come to nothing; the next exercise is as good as ever."""
    half, double = ensemble("1 / 0", "def double(n): return 2 * n")
    with pytest.raises(StudentError):
        half.start()
    half.close()
    assert double.start() == ["double"] and answers(double, "first", "double", 8) == 16


@pytest.mark.parametrize("deadly", ["while True: pass", "import os; os._exit(0)"])
def test_who_comes_after_a_death_is_lost(ensemble: Ensemble, deadly: str) -> None:
    """The one that ended the process is judged for it; the others need a process of their own, and say so."""
    half, double = ensemble(f"def half(n):\n {deadly}\n", call_seconds=0.5)
    half.start()
    assert half.begin_test("first", live=False) is None and half.spent is not None
    half.close()
    assert not double.ready()


def test_who_was_answered_before_a_death_is_not_lost(ensemble: Ensemble) -> None:
    """All its answers are there; only asked live it needs another process."""
    half, double = ensemble(other="def double(n):\n while True: pass\n", call_seconds=0.5)
    double.start()
    assert double.begin_test("first", live=False) is None and isinstance(double.spent, StudentTimeout)
    double.close()
    assert half.ready() and half.start() == ["calls", "half", "count"] and answers(half, "first", "half", 8) == 4
    assert not half.recall()


def test_who_cannot_be_recalled_says_so(ensemble: Ensemble) -> None:
    """The code of another exercise hangs: its turn comes first, and it is not this one's fault."""
    half, double = ensemble(other="while True: pass", call_seconds=0.5)
    half.start()
    assert not half.recall() and half.ended is None and not double.ready()


def test_slow_answers_of_others_take_none_of_ones_own_time(ensemble: Ensemble) -> None:
    """Two calls together take longer than one may; who comes after them waits for both."""
    half, double = ensemble("import time\ndef half(n): time.sleep(0.4); return n / 2\n", call_seconds=0.7)
    assert half.ready()
    half.start()
    half.close()
    assert double.ready() and double.start() == ["answer", "double", "count"]


def test_each_exercise_has_the_processor_time_that_it_would_have_alone(ensemble: Ensemble) -> None:
    """The limit, which counts for a process, grows with the exercises, each of which may come twice."""
    half, _ = ensemble("import resource\ndef half(n): return resource.getrlimit(resource.RLIMIT_CPU)[0]\n")
    half.start()
    assert answers(half, "first", "half", 8) == 4 * LIMITS.exercise_seconds + 5


def test_an_exercise_may_come_once_more_with_other_files(rooms: Rooms) -> None:
    """It is loaded anew in the same process, and those that were there before go on as they were."""
    room = rooms(ANSWER, other=OTHER)
    half, double = room.ensemble(PARTS)
    half.start()
    half.close()
    again = room.another(PARTS[0], {"answer.py": "def half(n): return n / 4\n"})
    assert again is not None and again.ready() and again._line is half._line
    assert again.start() == ["half"]
    assert [answers(again, "first", "half", 8), answers(again, "second", "half", 2)] == [2, 0.5]
    perform(double)
    assert double.recall() and asked(double, "count") == 0
    again.begin_test()
    assert again.recall() and asked(again, "half", 2) == 0.5


def test_who_answers_at_length_is_heard_while_it_is_asked(rooms: Rooms) -> None:
    """More requests than a socket holds, each with an answer as large as itself: nobody waits for the other."""
    long = "x" * 100_000
    script = Script({"long": tuple(request(number, "same", long) for number in range(1, 31))})
    room = rooms("def same(x): return x\n", other=OTHER)
    room.ensemble([Part("answer", (), Script()), PARTS[1]])
    again = room.another(Part("answer", (), script), {})
    assert again is not None and again.ready()
    again.start()
    assert again.begin_test("long", live=False) is not None
    assert [asked(again, "same", long) for _ in range(30)] == [long] * 30


def test_nothing_comes_once_more_in_a_process_that_has_ended(rooms: Rooms) -> None:
    """Neither when that is known, nor when it shows on the way; nor where no process was shared."""
    room = rooms("import os\nos._exit(0)", other=OTHER)
    assert room.another(PARTS[1], {}) is None
    room.ensemble(PARTS)
    again = room.another(PARTS[1], {})
    assert again is None or not again.ready()
    assert room.another(PARTS[1], {}) is None
