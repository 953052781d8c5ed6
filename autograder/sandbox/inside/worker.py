"""Serves a student's code: answers the requests of a script, then what comes until the socket closes.

The first request loads the code of an exercise; another one puts that exercise aside for the next.

Nothing here can be trusted once the student's code has been loaded; the grader treats every byte as hostile.
"""

import importlib
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .codec import Decoder, Encoder, ProtocolError, TooLarge
from .failures import describe, type_names
from .frames import Inbox, opened, send, split
from .modules import ModuleSpace
from .objects import Objects, call, ended
from .seeds import seed
from .watch import Watch

Message = dict[str, Any]
Reply = tuple[Message, Encoder]


class Loaded:
    """One exercise's code, and what belongs to it in this process."""

    def __init__(self, files: Mapping[str, bytes], watched: Iterable[str], closely: bool) -> None:
        self.space = ModuleSpace({name: text.decode() for name, text in files.items()})
        self.objects = Objects(None)
        self.watch = Watch(watched, closely)
        self.callbacks: dict[int, Callable[..., Any]] = {}
        self.sent: dict[int, Message] = {}
        """How objects that the grader named were written, by their identity."""


class Worker:
    """One student's code and the socket to the grader."""

    def __init__(self, sock: socket.socket, script: bytes) -> None:
        self._sock = sock
        self._inbox = Inbox(sock)
        self._script = script
        self._now = Loaded({}, (), False)
        self._all: dict[str, Loaded] = {}
        """By the exercise's module."""

    def serve(self) -> None:
        """Answers the script and then the grader, until that is gone."""
        try:
            for frame in split(self._script):
                self._answer(*opened(frame))
            while True:
                self._answer(*opened(self._inbox.next()))
        except (EOFError, OSError):
            return

    def _answer(self, message: Message, blob: bytearray) -> None:
        operation = getattr(self, f"_op_{message['op']}")
        self._now.objects.begin(message["id"])
        try:
            reply, encoder = operation(message, blob)
            _flush()
            # A number with too many digits, or too much of everything, shows here: that is the student's own error.
            self._reply(message, reply, encoder.blobs)
        except BaseException as error:
            _flush()
            self._reply(message, {"types": type_names(error), "text": describe(error, self._now.space.paths())}, [])

    def _reply(self, message: Message, reply: Message, blobs: list[bytes]) -> None:
        seen = {"seen": sorted(self._now.watch.seen)} if self._now.watch.seen else {}
        send(self._sock, {"id": message["id"], **reply, **seen}, blobs)

    def _op_load(self, message: Message, blob: bytearray) -> Reply:
        files = self._decoder(blob).decode(message["files"])
        self._switch(Loaded(files, message["watched"], message["closely"]))
        self._all[message["module"]] = self._now
        seed()
        with self._now.watch.first("load", ()):
            module = importlib.import_module(message["module"])
        self._now.objects = Objects(module)
        return self._encoded(value=[name for name in vars(module) if not name.startswith("_")])

    def _op_recall(self, message: Message, blob: bytearray) -> Reply:
        self._switch(self._all[message["module"]])
        return self._encoded(value=None)

    def _switch(self, loaded: Loaded) -> None:
        self._now.objects.forget_calls()  # they take memory, and nobody asks for their gradients any more
        self._now.space.remove()
        self._now = loaded
        loaded.space.install()

    def _op_call(self, message: Message, blob: bytearray) -> Reply:
        decoder = self._decoder(blob)
        given = decoder.decode(message["args"])
        function = self._now.objects.resolve(message["root"], message["path"])
        with self._now.watch.first((message["root"], *message["path"]), _form(message)):
            result, args = call(function, given, decoder.differentiable, message["grad"])
        reply, encoder = self._encoded(value=result)
        self._now.objects.remember(message["id"], decoder.differentiable, encoder.differentiable)
        gathered = any(leaf.grad is not None for leaf in decoder.differentiable)  # by a `backward` in the call
        return {**reply, "changed": gathered or self._changed(args, message["args"], blob)}, encoder

    def _changed(self, args: Any, sent: Any, blob: bytearray) -> bool:
        """Whether the arguments are no longer what was sent."""
        encoder = Encoder(lambda thing: self._now.sent.get(id(thing)) or self._opaque(thing))
        try:
            return bool(encoder.encode(args) != sent or b"".join(encoder.blobs) != blob)
        except TooLarge:
            return True

    def _op_get(self, message: Message, blob: bytearray) -> Reply:
        return self._encoded(value=self._now.objects.resolve(message["root"], message["path"]))

    def _op_parameters(self, message: Message, blob: bytearray) -> Reply:
        return self._encoded(value=self._now.objects.parameters(message["root"]))

    def _op_backward(self, message: Message, blob: bytearray) -> Reply:
        return self._encoded(
            value=self._now.objects.backward(message["call"], self._decoder(blob).decode(message["gradients"]))
        )

    def _encoded(self, **values: Any) -> Reply:
        """A reply; a value that is too large to send goes as an object."""
        encoder = Encoder(self._opaque)
        try:
            return {name: encoder.encode(value) for name, value in values.items()}, encoder
        except TooLarge:
            return {name: self._opaque(value) for name, value in values.items()}, Encoder(self._opaque)

    def _decoder(self, blob: bytearray) -> Decoder:
        return Decoder(blob, self._resolve)

    def _opaque(self, thing: Any) -> Message:
        return {"r": [self._now.objects.number(thing), type(thing).__name__[:80]]}

    def _resolve(self, kind: str, content: Any) -> Any:
        if kind not in ("r", "k"):
            raise ProtocolError(f"unknown kind {kind!r}")
        thing = self._now.objects.resolve(*content) if kind == "r" else self._callback(content)
        self._now.sent[id(thing)] = {kind: content}
        return thing

    def _callback(self, number: int) -> Callable[..., Any]:
        """A function that asks the grader; meanwhile it answers what the grader asks back."""
        if number not in self._now.callbacks:

            def callback(*args: Any, **kwargs: Any) -> Any:
                message, encoder = self._encoded(args=[list(args), kwargs])
                _flush()
                send(self._sock, {"op": "callback", "callback": number, **message}, encoder.blobs)
                while True:
                    reply, blob = opened(self._inbox.next())
                    if reply["op"] != "answer":
                        self._answer(reply, blob)
                    elif "error" in reply:
                        raise RuntimeError(reply["error"])
                    else:
                        return ended(self._decoder(blob).decode(reply["value"]))

            self._now.callbacks[number] = callback
        return self._now.callbacks[number]


def _form(message: Message) -> Iterator[Any]:
    """What tells one kind of call of a function from another: flags, absent arguments, numbers of axes; no values."""
    positional, named = (next(iter(part.values())) for part in message["args"]["l"])
    for name, node in [*enumerate(positional), *named]:
        kind, content = next(iter(node.items())) if type(node) is dict else (type(node).__name__, node)
        yield name, kind, len(content[1]) if kind == "T" else content if kind in ("bool", "NoneType") else None


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # closed or replaced by the student's code
            continue
