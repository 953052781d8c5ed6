"""The grader's end of a worker: every byte that comes from there is hostile until it is decoded."""

import builtins
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from autograder.errors import (
    Fault,
    InvalidReply,
    SandboxFault,
    StudentCrash,
    StudentError,
    StudentFailure,
    StudentTimeout,
)
from autograder.model.assignment import Limits
from autograder.sandbox.crossing import crossed, tensors_in
from autograder.sandbox.inside.codec import Decoder, Encoder, ProtocolError, TooLarge
from autograder.sandbox.inside.frames import Inbox, opened, packed, send
from autograder.sandbox.performance import Performance
from autograder.sandbox.script import Script
from autograder.testing.proxy import Proxy, Root

EXCEPTIONS = {
    name for name, thing in vars(builtins).items() if isinstance(thing, type) and issubclass(thing, BaseException)
}
MAX_CALLBACKS = 10_000
MAX_RECEIVED = 256 << 20
"""Bytes of values that a worker may send in its life, answers and arguments of callbacks together, for suites and the
diagnosis keep them. The references of the course send 1.3 MiB at most."""
MAX_TEXT = 2_000
START_SECONDS = 30.0
MAX_AT_ONCE = 1 << 15
"""Bytes of files that a socket takes without waiting for its reader."""


class RemoteBackend:
    """A student's code in a worker process."""

    def __init__(
        self, rpc: socket.socket, output: int, files: Mapping[str, str], module: str, limits: Limits,
        room_is_gone: Callable[[], bool], watched: Collection[str] = (), script: Script | None = None,
    ) -> None:  # fmt: skip
        self.changed = False
        self.seen: set[str] = set()
        self.log: list[bytes] | None = None
        self._played = Performance(script or Script())
        self._inbox = Inbox(rpc)
        self._watched = frozenset(watched)
        self.ended: StudentFailure | None = None
        self._rpc = rpc
        self._output = output
        self._limits = limits
        self._room_is_gone = room_is_gone
        self._pidfd: int | None = None
        self._deadline = self._until = time.monotonic() + START_SECONDS
        self._requests = self._latest = script.end if script else 0
        """The numbers of the current request, and of the latest that was not played."""
        self._callbacks: dict[int, Callable[..., Any]] = {}
        self._numbers: dict[int, int] = {}
        """Of callbacks, by identity: an address of ours is not for the other side."""
        self._received = 0
        self._callback_error: BaseException | None = None
        self._text = bytearray()
        self._poll = select.poll()
        self._poll.register(rpc, select.POLLIN)
        self._poll.register(output, select.POLLIN)
        encoder = Encoder(self._opaque)
        encoded = encoder.encode({name: text.encode() for name, text in files.items()})
        self._load = {"op": "load", "id": 0, "files": encoded, "module": module, "watched": list(watched)}
        self._files = encoder.blobs
        self._sent = sum(map(len, self._files)) < MAX_AT_ONCE and self._begin_loading()

    def _begin_loading(self) -> bool:
        """Sends the files before the worker asks for them; whether that worked."""
        try:
            send(self._rpc, self._load, self._files, self._wait)
        except OSError:
            return False  # the room is gone, which `start` finds out as well
        return True

    def start(self) -> list[str]:
        """See `Worker`."""
        self._deadline = time.monotonic() + START_SECONDS
        try:
            self._wait(False)
            _, descriptors, _, _ = socket.recv_fds(self._rpc, 1, 1)
            self._pidfd = descriptors[0]
        except (OSError, IndexError, TimeoutError) as error:
            self.close()
            raise SandboxFault("a worker did not start") from error
        self._until = time.monotonic() + self._limits.exercise_seconds
        names = self._ask(self._load, self._files, sent=self._sent)
        if type(names) is not list or any(type(name) is not str for name in names):
            raise self._end(InvalidReply())
        return names

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
        return None if start is None else self._played.gather(self._next_answer)

    def _next_answer(self) -> bytearray:
        with self._in_time():
            frame = self._inbox.next(self._wait)
            self._arrived(len(frame))
            return frame

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
        """Kills the worker, whatever it does, and lets go of it."""
        self._kill()
        self._rpc.close()
        if self._output >= 0:
            os.close(self._output)
            self._output = -1
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None

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

    def _ask(self, message: Mapping[str, Any], blobs: Sequence[memoryview], sent: bool = False) -> Any:
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

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Until the deadline of a call; what goes wrong meanwhile is the student's failure, or our own fault."""
        outermost = self._deadline
        self._deadline = min(time.monotonic() + self._limits.call_seconds, self._until)
        try:
            yield
        except TimeoutError:
            raise StudentTimeout(self._limits.call_seconds) from None
        except (EOFError, OSError) as error:
            if self._room_is_gone():
                self.close()
                raise SandboxFault("the sandbox ended while a worker was busy") from error
            raise StudentCrash from None
        except ProtocolError:
            raise InvalidReply from None
        finally:
            self._deadline = outermost

    def _told(self, message: Mapping[str, Any], blobs: Sequence[memoryview], sent: bool) -> tuple[Any, bytearray]:
        """The reply to a request that is sent now, unless it was sent before."""
        if self.log is not None:
            self.log.append(b"".join(packed(dict(message), blobs)))
        if not sent:
            send(self._rpc, dict(message), blobs, self._wait)
        return self._reply(message["id"])

    def _reply(self, number: int) -> tuple[dict[str, Any], bytearray]:
        for _ in range(MAX_CALLBACKS):
            frame = self._inbox.next(self._wait)
            if self._inbox.pending and not self._played.outstanding:
                raise ProtocolError("a frame out of turn")
            reply, blob = opened(frame)
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
        send(self._rpc, {"op": "answer", **answer}, encoder.blobs, self._wait)

    def _decoded(self, node: Any, blob: bytearray) -> Any:
        decoder = Decoder(blob, self._resolve)
        value = decoder.decode(node)
        self._arrived(decoder.size)
        return value

    def _arrived(self, size: int) -> None:
        self._received += size
        if self._received > MAX_RECEIVED:
            raise ProtocolError("more than all answers together may take")

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

    def _wait(self, write: bool) -> None:
        """Waits for the socket until the deadline; meanwhile keeps the worker's output from filling its pipe."""
        if write:
            self._poll.modify(self._rpc, select.POLLOUT)
        try:
            while (left := self._deadline - time.monotonic()) > 0:
                ready = dict(self._poll.poll(left * 1000))
                if self._output in ready and not self._drain():
                    self._poll.unregister(self._output)
                if self._rpc.fileno() in ready:
                    return
            raise TimeoutError
        finally:
            if write:
                self._poll.modify(self._rpc, select.POLLIN)

    def _drain(self) -> bool:
        """Reads what was printed, keeps the first part; False at its end."""
        data = os.read(self._output, 1 << 16)
        self._text += data[: max(0, (self._limits.output_kib << 10) - len(self._text))]
        return bool(data)

    def _end(self, failure: StudentFailure) -> StudentFailure:
        """Kills the worker for what it did, once and for all."""
        self._kill()
        self.ended = failure
        return failure

    def _kill(self) -> None:
        if self._pidfd is not None:
            try:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            except ProcessLookupError:
                return


def _student_error(reply: Mapping[str, Any]) -> StudentError:
    types, text = reply["types"], reply.get("text")
    known = [name for name in types if type(name) is str and name in EXCEPTIONS] if type(types) is list else []
    return StudentError(tuple(known[:8]), text[:MAX_TEXT] if type(text) is str else "")
