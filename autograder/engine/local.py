"""The student's code in this very process: for authors, for public checks, and where there is no sandbox.

It protects from nothing. What a suite sees is the same as from a sandboxed worker: plain values and tensors as they
are, everything else as a proxy.
"""

import _thread
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from autograder.errors import StudentError, StudentFailure, StudentTimeout
from autograder.model.assignment import Limits
from autograder.sandbox.crossing import crossed, tensors_in
from autograder.sandbox.inside.codec import DICTS
from autograder.sandbox.inside.failures import describe, type_names
from autograder.sandbox.inside.modules import ModuleSpace
from autograder.sandbox.inside.objects import backward, call, ended, leaf, mapped
from autograder.sandbox.script import Part, Script
from autograder.testing.copies import unchanged
from autograder.testing.proxy import STUDENT, TORCH, Proxy, Root

PLAIN = (type(None), bool, int, float, complex, str, bytes, torch.dtype)


class LocalBackend:
    """Calls the student's functions directly."""

    def __init__(self, files: Mapping[str, str], module: str, seconds: float | None = None) -> None:
        self._space = ModuleSpace(files)
        self._module = module
        self._seconds = seconds
        self._heard = True
        self._roots: dict[Any, Any] = {TORCH: torch}
        self.changed = False
        self.astray = False
        self.ended: StudentFailure | None = None
        self.spent: StudentFailure | None = None
        self.seen: set[str] = set()
        self.log: list[bytes] | None = None

    @classmethod
    def of(cls, namespace: Any, seconds: float | None = None, *, heard: bool = False) -> "LocalBackend":
        """A backend for names that are there already, such as a variant's; what those print is for nobody."""
        backend = cls({}, "", seconds)
        backend._heard = heard
        backend._roots[STUDENT] = namespace
        return backend

    def start(self) -> list[str]:
        """Loads the student's file; gives the names it defines. See `Worker`."""
        if STUDENT not in self._roots:
            with self._guarded():
                self._roots[STUDENT] = self._space.load(self._module)
        return [name for name in vars(self._roots[STUDENT]) if not name.startswith("_")]

    def call(self, root: Root, path: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """See `Backend`."""
        sent, grad = [list(args), dict(kwargs)], torch.is_grad_enabled()
        inputs = [tensor for tensor in tensors_in(sent) if tensor.requires_grad] if grad else []
        callbacks, leaves = _Callbacks(), list[Tensor]()
        given, before = _theirs(sent, callbacks, leaves), _theirs(sent, callbacks, [])
        try:
            with self._guarded(), torch.enable_grad():
                result, passed = call(self._resolve(root, path), given, leaves, grad)
                gathered = any(each.grad is not None for each in leaves)  # by a `backward` in the call
                self.changed = gathered or not unchanged(passed, before)
                result = self._wrapped(result)
        finally:
            callbacks.raise_first()
        outputs = [tensor for tensor in tensors_in(result) if tensor.requires_grad]
        return crossed(result, inputs, lambda gradients: self._backward(leaves, outputs, gradients))

    def get(self, root: Root, path: Sequence[str]) -> Any:
        """See `Backend`."""
        with self._guarded():
            return self._wrapped(self._resolve(root, path))

    def parameters(self, root: Root) -> list[tuple[str, Any, Any]]:
        """See `Backend`."""
        with self._guarded():
            return [(name, p.detach(), p.grad) for name, p in self._resolve(root, ()).named_parameters()]

    def begin_test(self, test: str = "", live: bool = True) -> None:
        """Nothing is watched or played here."""

    def ready(self) -> bool:
        """Nothing comes before it here."""
        return True

    def recall(self) -> bool:
        """Nothing takes its place here."""
        return True

    def close(self) -> None:
        """Nothing to give back."""

    def _backward(
        self, leaves: Sequence[Tensor], outputs: Sequence[Tensor], gradients: Sequence[Tensor | None]
    ) -> list[Tensor | None]:
        with self._guarded():
            return backward(leaves, outputs, gradients)

    def _resolve(self, root: Root, path: Sequence[str]) -> Any:
        thing = self._roots[root] if type(root) is str else root
        for name in path:
            thing = getattr(thing, name)
        return thing

    def _wrapped(self, result: Any) -> Any:
        kind = type(result)
        if kind in PLAIN or (kind is Tensor and result.layout is torch.strided):
            return result
        if kind is torch.nn.Parameter:
            return result.as_subclass(Tensor)
        if kind in (list, tuple, torch.Size):
            items = [self._wrapped(item) for item in result]
            return items if kind is list else tuple(items)
        if kind in DICTS:
            return {key: self._wrapped(item) for key, item in result.items()}
        return Proxy(self, result, type_name=kind.__name__)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns what the student's code does into a `StudentFailure`; what it prints goes where it disturbs nobody."""
        output = sys.stderr if self._heard else StringIO()
        try:
            with deadline(self._seconds), self._space.active(), redirect_stdout(output):
                yield
        except (StudentFailure, KeyboardInterrupt):
            raise
        except BaseException as error:
            raise StudentError(tuple(type_names(error)), describe(error, self._space.paths())) from error


class _Callbacks:
    """The test's own functions, as the student's code gets them: what they raise goes on in the test.

    Values cross here as they do to a worker, each by itself: no gradient flows through.
    """

    def __init__(self) -> None:
        self._grad = torch.is_grad_enabled()
        self._first: BaseException | None = None
        self._made: dict[int, Callable[..., Any]] = {}

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function to call in the place of the test's own, always the same one."""
        return self._made.setdefault(id(function), self._around(function))

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def callback(*args: Any, **kwargs: Any) -> Any:
            try:
                with torch.set_grad_enabled(self._grad):
                    answer = function(*mapped(args, leaf), **mapped(kwargs, leaf))
            except Exception as error:
                self._first = self._first or error
                raise RuntimeError(type(error).__name__) from None
            return ended(answer)

        return callback

    def raise_first(self) -> None:
        """Raises what the first failing callback raised, whatever the student's code made of it."""
        if self._first is not None:
            raise self._first


def _theirs(argument: Any, callback: _Callbacks, leaves: list[Tensor]) -> Any:
    """Arguments as the student's code gets them: proxies as the objects they stand for, tensors as copies.

    Gathers the copies that require gradients, in the order of `tensors_in`.
    """
    if type(argument) in (Tensor, torch.nn.Parameter):
        copy = leaf(argument)
        leaves += [copy] if copy.requires_grad else []
        return copy
    if isinstance(argument, Proxy):
        backend: Any = argument._backend
        while not hasattr(backend, "_resolve"):
            backend = backend.inner
        return backend._resolve(argument._root, argument._path)
    if type(argument) in (list, tuple):
        return type(argument)(_theirs(item, callback, leaves) for item in argument)
    if type(argument) is dict:
        return {key: _theirs(item, callback, leaves) for key, item in argument.items()}
    return callback(argument) if callable(argument) else argument


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Interrupts the main thread after so many seconds; works on every system.

    Raises:
        StudentTimeout: the block took longer.
    """
    if seconds is None:
        yield
        return
    fired = threading.Event()

    def interrupt() -> None:
        fired.set()
        if hasattr(signal, "pthread_kill"):  # which also ends a sleep
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        else:
            _thread.interrupt_main()

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:  # as in a job that a script puts into the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if fired.is_set():
            raise StudentTimeout(seconds) from None
        raise
    finally:
        timer.cancel()
        if before is signal.SIG_IGN:
            signal.signal(signal.SIGINT, before)


class LocalPlace:
    """Where there is no sandbox: every submission in this process."""

    isolation = "trusted"
    plays = False

    def open(self, files: Mapping[str, str], limits: Limits) -> "LocalRoom":
        """See `Place`."""
        return LocalRoom(files, limits)

    def close(self) -> None:
        """Nothing to give back."""


class LocalRoom:
    """One submission in this process."""

    def __init__(self, files: Mapping[str, str], limits: Limits) -> None:
        self._files = files
        self._limits = limits

    def worker(
        self, module: str, replaced: Mapping[str, str] = MappingProxyType({}), watched: Collection[str] = (),
        script: Script | None = None,
    ) -> LocalBackend:  # fmt: skip
        """See `Room`. Nothing is watched here: what protects from nothing need not look either. Nor is it played."""
        return LocalBackend({**self._files, **replaced}, module, self._limits.call_seconds)

    def ensemble(self, parts: Sequence[Part]) -> list[LocalBackend]:
        """See `Room`."""
        return [self.worker(part.module) for part in parts]

    def another(self, part: Part, replaced: Mapping[str, str]) -> LocalBackend:
        """See `Room`."""
        return self.worker(part.module, replaced)

    def close(self) -> None:
        """Nothing to give back."""
