"""Scripts: a worker answers what will be asked before it is asked, and only what is asked counts."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch

from autograder.errors import InvalidReply, OffScript, StudentCrash, StudentTimeout
from autograder.sandbox.inside.frames import HEADER
from autograder.sandbox.script import Script
from autograder.sandbox.worker import RemoteBackend
from autograder.sandbox.zygote import RemoteRoom
from autograder.testing.proxy import STUDENT

from .conftest import LIMITS

Rooms = Callable[..., RemoteRoom]

SOURCE = "calls = 0\ndef half(n):\n global calls; calls += 1\n return n / 2\ndef count(): return calls\n"


def request(number: int, name: str, *args: Any) -> bytes:
    """A call of a student's function with plain arguments, as the grader writes it."""
    given = {"l": [{"l": list(args)}, {"d": []}]}
    message = {"op": "call", "id": number, "root": STUDENT, "path": [name], "grad": True, "args": given}
    text = json.dumps(message, separators=(",", ":")).encode()
    return HEADER.pack(len(text), 0) + text


TWICE = Script({"first": (request(1, "half", 8), request(2, "half", 4)), "second": (request(3, "half", 2),)})


def asked(worker: RemoteBackend, name: str, *args: Any) -> Any:
    """What a test gets when it asks."""
    return worker.call(STUDENT, [name], args, {})


def played(rooms: Rooms, source: str = SOURCE, script: Script = TWICE, **limits: float) -> RemoteBackend:
    """A worker that has loaded the source, and plays."""
    worker = rooms(source, replace(LIMITS, **limits)).worker("answer", script=script)  # type: ignore[arg-type]
    worker.start()
    return worker


def test_a_script_is_answered_before_anybody_asks(rooms: Rooms) -> None:
    """Its answers come test by test; what is asked afterwards is answered live, by the same process."""
    worker = played(rooms)
    assert worker.begin_test("first", live=False) is not None
    assert [asked(worker, "half", 8), asked(worker, "half", 4)] == [4, 2]
    assert worker.begin_test("second", live=False) is not None
    assert asked(worker, "half", 2) == 1
    assert worker.begin_test("third", live=False) is None
    assert [asked(worker, "count"), asked(worker, "half", 9)] == [3, 4.5]
    worker.close()


def test_equal_answers_have_equal_hashes_and_others_have_not(rooms: Rooms) -> None:
    """Two programs that answer alike are told apart by nothing, and a last digit is enough to do so."""
    other_words = SOURCE.replace("n / 2", "n * 0.5")
    wrong = SOURCE.replace("n / 2", "n / 2 + 1e-15")
    workers = [played(rooms, source) for source in (SOURCE, other_words, wrong)]
    one, same, other = (worker.begin_test("first", live=False) for worker in workers)
    assert one is not None and other is not None and one == same != other
    for worker in workers:
        worker.close()


def test_a_test_that_asks_something_else_has_to_start_again(rooms: Rooms) -> None:
    """Once astray it gets no answer at all, whatever it catches; asked again, live, it gets its own."""
    worker = played(rooms)
    worker.begin_test("first", live=False)
    assert asked(worker, "half", 8) == 4 and not worker.astray
    for number in (5, 4):
        with pytest.raises(OffScript):
            asked(worker, "half", number)
    assert worker.astray and worker.ended is None
    worker.begin_test("second", live=False)
    worker.begin_test("first")
    assert [asked(worker, "half", 8), asked(worker, "half", 5)] == [4, 2.5]
    worker.close()


def test_a_test_that_asks_more_than_its_script_goes_astray(rooms: Rooms) -> None:
    """After its last foreseen answer there is none."""
    worker = played(rooms)
    worker.begin_test("first", live=False)
    assert [asked(worker, "half", 8), asked(worker, "half", 4)] == [4, 2]
    with pytest.raises(OffScript):
        asked(worker, "half", 4)
    worker.close()


ENDINGS = {
    "exits": ("import os; os._exit(0)", StudentCrash),
    "hangs": ("\n  while True: pass", StudentTimeout),
    "sends bytes of its own": ("import os; os.write(3, b'\\xff' * 16)", InvalidReply),
    "sends an answer to no request": (
        "import os, json, struct; x = json.dumps({'id': 9}).encode(); os.write(3, struct.pack('!II', len(x), 0) + x)",
        InvalidReply,
    ),
}


@pytest.mark.parametrize(("code", "failure"), ENDINGS.values(), ids=ENDINGS)
def test_what_ends_a_worker_counts_for_whoever_asks_for_it(rooms: Rooms, code: str, failure: type[Exception]) -> None:
    """The answers before it are there; the request that it happened in is its end."""
    worker = played(rooms, f"def half(n):\n if n == 4: {code}\n return n / 2\n", call_seconds=0.5)
    worker.begin_test("first", live=False)
    assert asked(worker, "half", 8) == 4 and worker.ended is None
    with pytest.raises(failure):
        asked(worker, "half", 4)
    assert isinstance(worker.ended, failure)
    worker.close()


def test_what_nobody_asks_for_ends_no_test(rooms: Rooms) -> None:
    """A test that ends before the fatal request has no death; only the worker can be used no more."""
    worker = played(rooms, "import os\ndef half(n): return n / 2 if n == 8 else os._exit(0)\n")
    assert worker.begin_test("first", live=False) is None
    assert asked(worker, "half", 8) == 4
    assert worker.ended is None and isinstance(worker.spent, StudentCrash)
    worker.close()


def test_a_flood_of_answers_is_cut_off(rooms: Rooms) -> None:
    """More bytes than all answers together may take are no answer, and are not kept."""
    worker = played(rooms, "import torch\ndef half(n): return torch.zeros(20 << 20)\n", Script({
        "first": tuple(request(number, "half", 8) for number in range(1, 6)),
    }), memory_mib=512, call_seconds=20)  # fmt: skip
    assert worker.begin_test("first", live=False) is None
    assert isinstance(worker.spent, InvalidReply)
    worker.close()


def test_gradients_are_foreseen_like_calls(rooms: Rooms) -> None:
    """A recorded backward pass is played, and leads to the same gradient."""
    source = "def half(x): return x / 2\n"
    x = torch.ones(3, requires_grad=True)
    live = rooms(source).worker("answer")
    live.start()
    live.begin_test()
    live.log = []
    asked(live, "half", x).sum().backward()
    script = Script({"first": tuple(live.log)})
    live.close()
    worker = played(rooms, source, script)
    assert len(script.tests["first"]) == 2 and worker.begin_test("first", live=False) is not None
    again = torch.ones(3, requires_grad=True)
    asked(worker, "half", again).sum().backward()
    assert again.grad is not None and again.grad.tolist() == [0.5] * 3
    worker.close()


def test_a_request_that_carries_a_function_is_not_kept(rooms: Rooms) -> None:
    """What a student's code will ask of it is not known in advance."""
    worker = rooms("def apply(f): return f(2)\n").worker("answer")
    worker.start()
    worker.begin_test()
    worker.log = []
    assert asked(worker, "apply", lambda n: n + 1) == 3
    assert worker.log is None
    worker.close()


def test_who_was_played_in_time_was_not_slow(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of time counts as played if its answers were there before anything is slow; else it is asked, live."""
    timed = Script(TWICE.tests, frozenset({"second"}))
    monkeypatch.setattr("autograder.sandbox.worker.FLOOR_SECONDS", 60.0)
    quick = played(rooms, script=timed)
    assert quick.begin_test("first", live=False) is not None and quick.begin_test("second", live=False) is not None
    quick.close()
    monkeypatch.setattr("autograder.sandbox.worker.FLOOR_SECONDS", 0.2)
    slow = played(rooms, "import time\ndef half(n):\n if n == 2: time.sleep(0.2)\n return n / 2\n", timed)
    assert slow.begin_test("first", live=False) is not None
    assert slow.begin_test("second", live=False) is None and not slow.spent
    assert slow.begin_test("second") is None and asked(slow, "half", 6) == 3
    slow.close()


def test_what_has_come_counts_from_when_it_came(rooms: Rooms) -> None:
    """Not from when somebody looks at it, as long as somebody took it in."""
    worker = played(rooms)
    until = time.monotonic() + 30
    while worker._line.busy and time.monotonic() < until:
        worker._line.take_in()
    taken_in = time.monotonic()
    assert worker.begin_test("first", live=False) is not None and worker._line.came_at <= taken_in
    worker.close()
