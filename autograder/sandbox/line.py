"""The grader's end of a worker process: its socket, what it prints, and the handle that kills it."""

import os
import select
import signal
import socket
import time
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from autograder.errors import InvalidReply, SandboxFault, StudentCrash, StudentTimeout
from autograder.sandbox.inside.codec import ProtocolError
from autograder.sandbox.inside.frames import Inbox, send, send_bytes

MAX_RECEIVED = 256 << 20
"""Bytes of values that a worker may send in its life, answers and arguments of callbacks together, for suites and the
diagnosis keep them. The references of the course send 1.3 MiB at most."""
START_SECONDS = 30.0


class Line:
    """To one process, in which one exercise's code is loaded after the other."""

    def __init__(self, rpc: socket.socket, output: int, output_kib: int, sandbox_is_gone: Callable[[], bool]) -> None:
        self.loaded: Hashable = None
        """Whose code is there once all that is due has come."""
        self.closed = False
        self.text = bytearray()
        """The first part of what was printed."""
        self.pidfd: int | None = None
        self._rpc = rpc
        self._inbox = Inbox(rpc)
        self._output = output
        self._output_bytes = output_kib << 10
        self._sandbox_is_gone = sandbox_is_gone
        self._deadline = time.monotonic() + START_SECONDS
        self._received = 0
        self._due: deque[Hashable] = deque()
        """For whom the next frames are, one entry for each that will come without being asked for."""
        self._kept: defaultdict[Hashable, deque[tuple[bytearray, float]]] = defaultdict(deque)
        """Frames that came before somebody wanted them, and by when they had come."""
        self.came_at = 0.0
        """By when the frame had come that was handed out last, on the clock of `time.monotonic`."""
        self._users: set[Hashable] = set()
        self._poll = select.poll()
        self._poll.register(rpc, select.POLLIN)
        self._poll.register(output, select.POLLIN)

    def join(self, user: Hashable) -> None:
        """Keeps the process alive until the user leaves."""
        self._users.add(user)

    def expect(self, user: Hashable, frames: int) -> None:
        """So many frames will come for a user, after those of the users before."""
        self._due += [user] * frames
        self.join(user)
        self.loaded = user

    @property
    def busy(self) -> bool:
        """Whether frames are due that nobody needs to ask for."""
        return bool(self._due)

    def is_others_turn(self, user: Hashable) -> bool:
        """Whether frames of others come before the user's first."""
        return not self._kept[user] and bool(self._due) and self._due[0] is not user

    def has(self, user: Hashable, frames: int) -> bool:
        """Whether so many frames of a user have come, or still can."""
        return not self.closed or len(self._kept[user]) >= frames

    def started(self) -> None:
        """Waits until the process runs.

        Raises:
            SandboxFault: it does not.
        """
        if self.pidfd is not None or self.closed:
            return
        problem = self._greeted()
        if problem:
            self.close()
            raise SandboxFault(problem)

    def _greeted(self) -> str:
        """Waits for the process to say who it is; gives why it cannot be there."""
        self._deadline = time.monotonic() + START_SECONDS
        try:
            self.wait(False)
            _, descriptors, _, _ = socket.recv_fds(self._rpc, 1, 1)
            if descriptors:
                (self.pidfd,) = descriptors
                return ""
            why = self._rpc.recv(1 << 12).decode(errors="replace")
        except (OSError, TimeoutError) as error:
            why = str(error)
        return f"a worker did not start: {why or 'its sandbox is gone'}"

    @contextmanager
    def in_time(self, seconds: float, until: float) -> Iterator[None]:
        """Until the deadline of a call; what goes wrong meanwhile is the student's failure, or our own fault."""
        outermost = self._deadline
        self._deadline = min(time.monotonic() + seconds, until)
        try:
            yield
        except TimeoutError:
            raise StudentTimeout(seconds) from None
        except (EOFError, OSError) as error:
            if self._sandbox_is_gone():
                self.close()
                raise SandboxFault("the sandbox ended while a worker was busy") from error
            raise StudentCrash from None
        except ProtocolError:
            raise InvalidReply from None
        finally:
            self._deadline = outermost

    def send(self, message: Mapping[str, Any], blobs: Sequence[bytes]) -> None:
        """Sends one frame.

        Raises:
            ProtocolError: the worker has answered what nobody has asked yet.
        """
        if self._inbox.pending and not self._due:
            raise ProtocolError("a frame out of turn")
        send(self._rpc, dict(message), blobs, self.wait)

    def send_frames(self, frames: Iterable[bytes]) -> None:
        """Sends many frames, while answers to the first ones come already."""
        send_bytes(self._rpc, frames, self.wait)

    def next(self, user: Hashable) -> bytearray:
        """The user's next frame; those of others that come before it are kept for them."""
        while not self._kept[user]:
            self.fetch(user)
        frame, self.came_at = self._kept[user].popleft()
        return frame

    def fetch(self, user: Hashable) -> None:
        """Receives a frame: what is due, else what this user has asked for."""
        whose = self._due.popleft() if self._due else user
        frame = self._inbox.next(self.wait)
        self.arrived(len(frame))
        self._kept[whose].append((frame, time.monotonic()))

    def take_in(self) -> None:
        """Receives what is due and has come by now. What is wrong with it shows when somebody wants it."""
        with suppress(OSError, EOFError, ProtocolError):
            self._sort_in()
            while self._due and not self.closed and any(fd == self._rpc.fileno() for fd, _ in self._poll.poll(0)):
                self._read()
                self._sort_in()

    def _sort_in(self) -> None:
        while self._due and self._inbox.complete:
            self.fetch(self._due[0])

    def _read(self) -> None:
        _bounded(self._inbox.read())

    def arrived(self, size: int) -> None:
        """Counts what the worker has sent, or makes us keep.

        Raises:
            ProtocolError: it is more than a worker may.
        """
        self._received += size
        _bounded(self._received)

    def wait(self, write: bool) -> None:
        """Waits for the socket until the deadline; meanwhile takes in what would keep the worker waiting.

        Raises:
            TimeoutError: the deadline passed.
        """
        if write:
            self._poll.modify(self._rpc, select.POLLIN | select.POLLOUT)
        try:
            while (left := self._deadline - time.monotonic()) > 0:
                ready = dict(self._poll.poll(left * 1000))
                if self._output in ready and not self._drain():
                    self._poll.unregister(self._output)
                events = ready.get(self._rpc.fileno(), 0)
                if write and events & select.POLLIN:
                    self._read()
                if events and (not write or events & ~select.POLLIN):
                    return
            raise TimeoutError
        finally:
            if write:
                self._poll.modify(self._rpc, select.POLLIN)

    def kill(self) -> None:
        """Ends the process, whatever it does."""
        if self.pidfd is not None:
            try:
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
            except ProcessLookupError:
                return

    def leave(self, user: Hashable) -> None:
        """The user needs the process no more; the last one ends it."""
        self._users.discard(user)
        if not self._users:
            self.close()

    def close(self) -> None:
        """Kills the process and lets go of it."""
        if self.pidfd is None and not self.closed:
            self._greeted()  # nobody else knows whom to kill
        self.kill()
        self.closed = True
        self._rpc.close()
        if self._output >= 0:
            os.close(self._output)
            self._output = -1
        if self.pidfd is not None:
            os.close(self.pidfd)
            self.pidfd = None

    def _drain(self) -> bool:
        """Reads what was printed, keeps the first part; False at its end."""
        data = os.read(self._output, 1 << 16)
        self.text += data[: max(0, self._output_bytes - len(self.text))]
        return bool(data)


def _bounded(size: int) -> None:
    if size > MAX_RECEIVED:
        raise ProtocolError("more than all answers together may take")
