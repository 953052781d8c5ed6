"""The grader's end of a worker: every byte that comes from there is hostile until it is decoded."""

import builtins
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor

from autograder.errors import Fault, InvalidReply, SandboxFault, StudentError, StudentFailure
from autograder.model.assignment import Limits
from autograder.sandbox.crossing import crossed, tensors_in
from autograder.sandbox.inside.codec import Decoder, Encoder, ProtocolError, TooLarge
from autograder.sandbox.inside.frames import opened, packed
from autograder.sandbox.line import START_SECONDS, Line
from autograder.sandbox.performance import Performance
from autograder.sandbox.script import Part
from autograder.testing.proxy import Proxy, Root
from autograder.testing.timing import FLOOR_SECONDS

EXCEPTIONS = {
    name for name, thing in vars(builtins).items() if isinstance(thing, type) and issubclass(thing, BaseException)
}
MAX_CALLBACKS = 10_000
MAX_TEXT = 2_000
"""Characters of an exception's text that are kept."""


class RemoteBackend:
    """A student's code for one exercise in a worker process, which may load other exercises' code before or after."""

    def __init__(self, line: Line, files: Mapping[str, str], part: Part, limits: Limits) -> None:
        self.changed = False
        self.seen: set[str] = set()
        self.log: list[bytes] | None = None
        self.ended: StudentFailure | None = None
        self._line = line
        self._limits = limits
        self._watched = frozenset(part.watched)
        self._played = Performance(part.script)
        self._asked_at = time.monotonic()
        """Nothing can have been answered before."""
        self._until = self._asked_at + START_SECONDS
        self._requests = self._latest = part.script.end
        """The numbers of the current request, and of the latest that was not played."""
        self._callbacks: dict[int, Callable[..., Any]] = {}
        self._numbers: dict[int, int] = {}
        """Of callbacks, by identity: an address of ours is not for the other side."""
        self._callback_error: BaseException | None = None
        encoder = Encoder(self._opaque)
        encoded = encoder.encode({name: text.encode() for name, text in files.items()})
        self._load = {"op": "load", "id": 0, "files": encoded, "module": part.module, "watched": list(part.watched)}
        self._load["closely"] = part.closely
        self._files = encoder.blobs
        line.expect(self, 1 + self._played.outstanding)

    def frames(self) -> Iterator[bytes]:
        """All requests that are made without waiting: loading the code, then the script."""
        yield b"".join(packed(self._load, self._files))
        yield from self._played.frames()

    def sent(self) -> bool:
        """Sends these requests to a process that is there already; whether it took them."""
        try:
            self._line.started()
            with self._in_time():
                self._line.send_frames(self.frames())
        except (StudentFailure, SandboxFault):
            self._line.close()
        return not self._line.closed

    def ready(self) -> bool:
        """See `Worker`."""
        self._until = time.monotonic() + self._limits.exercise_seconds
        try:
            self._line.started()
            while self._line.is_others_turn(self):
                with self._in_time():
                    self._line.fetch(self)
        except (StudentFailure, SandboxFault):
            self._line.close()
        return self._line.has(self, 1 + self._played.outstanding)

    def start(self) -> list[str]:
        """See `Worker`."""
        self._line.started()
        self._line.take_in()
        self._until = time.monotonic() + self._limits.exercise_seconds
        names = self._ask(self._load, self._files, sent=True)
        if type(names) is not list or any(type(name) is not str for name in names):
            raise self._end(InvalidReply())
        return names

    def recall(self) -> bool:
        """See `Worker`."""
        if self.ended or self.spent:
            return True
        if self._line.closed or self._line.loaded is self:
            return not self._line.closed
        self._line.loaded = self
        try:
            while self._line.busy:
                with self._in_time():
                    self._line.fetch(self)
            self.begin_test()
            self._request("recall", None, module=self._load["module"])
        except StudentFailure:
            self._line.close()
            return False
        return True

    @property
    def astray(self) -> bool:
        """See `Worker`."""
        return self._played.astray

    @property
    def spent(self) -> StudentFailure | None:
        """See `Worker`."""
        return self._played.spent

    def begin_test(self, test: str = "", live: bool = True) -> bytes | None:
        """See `Worker`."""
        self.seen.clear()
        self._latest = max(self._latest, self._requests)
        start = self._played.begin(test, live)
        self._requests = self._latest if start is None else start
        answers = None if start is None else self._played.gather(self._next_answer)
        if answers is not None and self._played.is_timed(test) and self._line.came_at - self._asked_at >= FLOOR_SECONDS:
            return self.begin_test()  # it may have been slow; that shows when it is asked
        return answers

    def _next_answer(self) -> bytearray:
        with self._in_time():
            return self._line.next(self)

    def call(self, root: Root, path: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """See `Backend`."""
        given = [list(args), dict(kwargs)]
        grad = torch.is_grad_enabled()
        inputs = [tensor for tensor in tensors_in(given) if tensor.requires_grad] if grad else []
        number = self._requests + 1
        result = self._request("call", given, "args", root=root, path=list(path), grad=grad)
        return crossed(result, inputs, lambda gradients: self._backward(number, gradients, len(inputs)))

    def get(self, root: Root, path: Sequence[str]) -> Any:
        """See `Backend`."""
        return self._request("get", None, root=root, path=list(path))

    def parameters(self, root: Root) -> list[tuple[str, Any, Any]]:
        """See `Backend`."""
        named = self._request("parameters", None, root=root)
        if type(named) is not list or any(type(item) is not list or len(item) != 3 for item in named):
            raise self._end(InvalidReply())
        return [(str(name), value, gradient) for name, value, gradient in named]

    def close(self) -> None:
        """See `Worker`."""
        if self.ended or self.spent:
            self._line.close()
        else:
            self._line.leave(self)

    def _backward(self, call: int, gradients: Sequence[Tensor | None], inputs: int) -> list[Tensor | None]:
        answer = self._request("backward", list(gradients), "gradients", call=call)
        if type(answer) is not list or len(answer) != inputs:
            raise self._end(InvalidReply())
        return answer

    def _request(self, operation: str, payload: Any, name: str = "", **fields: Any) -> Any:
        self._requests += 1
        encoder = Encoder(self._opaque)
        try:
            content = {name: encoder.encode(payload)} if name else {}
        except TooLarge as error:
            raise Fault("a suite sends more than a worker accepts") from error
        return self._ask({"op": operation, "id": self._requests, **fields, **content}, encoder.blobs)

    def _ask(self, message: Mapping[str, Any], blobs: Sequence[bytes], sent: bool = False) -> Any:
        """Sends a request, serves its callbacks, and decodes its reply; a worker that misbehaves is killed."""
        if self.ended is not None:
            raise self.ended
        try:
            with self._in_time():
                played = self._played.on
                reply, blob = self._played.reply(message, blobs) if played else self._told(message, blobs, sent)
                self._note_seen(reply.get("seen"))
                if "types" in reply:
                    raise _student_error(reply)
                self.changed = reply.get("changed") is True
                return self._decoded(reply.get("value"), blob)
        except StudentError:
            raise
        except StudentFailure as failure:
            raise self._end(failure) from None
        finally:
            if self._callback_error is not None:
                raised, self._callback_error = self._callback_error, None
                raise raised

    def _in_time(self) -> AbstractContextManager[None]:
        return self._line.in_time(self._limits.call_seconds, self._until)

    def _told(self, message: Mapping[str, Any], blobs: Sequence[bytes], sent: bool) -> tuple[Any, bytearray]:
        """The reply to a request that is sent now, unless it was sent before."""
        if self.log is not None:
            self.log.append(b"".join(packed(dict(message), blobs)))
        if not sent:
            self._line.send(message, blobs)
        return self._reply(message["id"])

    def _reply(self, number: int) -> tuple[dict[str, Any], bytearray]:
        for _ in range(MAX_CALLBACKS):
            reply, blob = opened(self._line.next(self))
            if reply.get("op") == "callback":
                self._serve_callback(reply, blob)
            elif reply.get("id") == number and type(reply["id"]) is int:
                return reply, blob
            else:
                raise ProtocolError("a reply to no request")
        raise ProtocolError("too many callbacks")

    def _serve_callback(self, message: Mapping[str, Any], blob: bytearray) -> None:
        number = message.get("callback")
        if type(number) is not int or number not in self._callbacks:
            raise ProtocolError("no such callback")
        given = self._decoded(message.get("args"), blob)
        if type(given) is not list or [type(part) for part in given] != [list, dict]:
            raise ProtocolError("bad arguments")
        if any(type(name) is not str for name in given[1]):
            raise ProtocolError("an argument's name is no text")
        encoder = Encoder(self._opaque)
        try:
            answer = {"value": encoder.encode(self._callbacks[number](*given[0], **given[1]))}
        except Exception as error:  # it goes on in the suite once the student's code has returned
            self._callback_error = self._callback_error or error
            answer, encoder = {"error": type(error).__name__}, Encoder(self._opaque)
        self._line.send({"op": "answer", **answer}, encoder.blobs)

    def _decoded(self, node: Any, blob: bytearray) -> Any:
        decoder = Decoder(blob, self._resolve)
        value = decoder.decode(node)
        self._line.arrived(decoder.size)
        return value

    def _note_seen(self, names: Any) -> None:
        """Which of the watched calls the worker says that it saw."""
        if type(names) is list:
            self.seen |= {name for name in names if type(name) is str} & self._watched

    def _opaque(self, thing: Any) -> dict[str, Any]:
        if isinstance(thing, Proxy):
            return {"r": [thing._root, list(thing._path)]}
        if callable(thing):
            self.log = None  # what it is asked in turn is not known in advance
            number = self._numbers.setdefault(id(thing), len(self._numbers) + 1)
            self._callbacks[number] = thing
            return {"k": number}
        raise Fault(f"a suite sends a {type(thing).__name__}, which cannot cross to a worker")

    def _resolve(self, kind: str, content: Any) -> Any:
        if kind == "k":
            return self._callbacks[content]
        if kind != "r":
            raise ProtocolError(f"unknown kind {kind!r}")
        number, name = content
        if type(number) is not int or type(name) is not str:
            raise ProtocolError("bad object")
        return Proxy(self, number, type_name=name[:80])

    def _end(self, failure: StudentFailure) -> StudentFailure:
        """Kills the worker for what it did, once and for all."""
        self._line.kill()
        self.ended = failure
        return failure


def _student_error(reply: Mapping[str, Any]) -> StudentError:
    types, text = reply["types"], reply.get("text")
    known = [name for name in types if type(name) is str and name in EXCEPTIONS] if type(types) is list else []
    return StudentError(tuple(known[:8]), text[:MAX_TEXT] if type(text) is str else "")
