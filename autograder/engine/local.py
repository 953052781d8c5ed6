"""The student's code in this very process: for authors, for public checks, and where there is no sandbox.

It protects from nothing. What a suite sees is the same as from a sandboxed worker: plain values and tensors as they
are, everything else as a proxy.
"""

import _thread
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from autograder.errors import StudentCrash, StudentError, StudentFailure, StudentTimeout
from autograder.model.assignment import Limits
from autograder.sandbox.inside.failures import describe, type_names
from autograder.sandbox.inside.modules import ModuleSpace
from autograder.testing.copies import copied, unchanged
from autograder.testing.proxy import STUDENT, TORCH, Proxy, Root

PLAIN = (type(None), bool, int, float, complex, str, bytes, torch.dtype)


class LocalBackend:
    """Calls the student's functions directly."""

    def __init__(self, files: Mapping[str, str], module: str, seconds: float | None = None) -> None:
        self._space = ModuleSpace(files)
        self._module = module
        self._seconds = seconds
        self._roots: dict[Any, Any] = {TORCH: torch}
        self.changed = False

    @classmethod
    def of(cls, namespace: Any) -> "LocalBackend":
        """A backend for names that are there already, such as a variant's."""
        backend = cls({}, "")
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
        with self._guarded(), self._space.active():
            function = self._resolve(root, path)
            given = [[unwrapped(arg) for arg in args], {name: unwrapped(arg) for name, arg in kwargs.items()}]
            mine = copied(given)
            result = function(*mine[0], **mine[1])
            self.changed = not unchanged(mine, given)
            return self._wrapped(result)

    def get(self, root: Root, path: Sequence[str]) -> Any:
        """See `Backend`."""
        with self._guarded(), self._space.active():
            return self._wrapped(self._resolve(root, path))

    def parameters(self, root: Root) -> list[tuple[str, Any, Any]]:
        """See `Backend`."""
        return [(name, p.detach(), p.grad) for name, p in self._resolve(root, ()).named_parameters()]

    def close(self) -> None:
        """Nothing to give back."""

    def _resolve(self, root: Root, path: Sequence[str]) -> Any:
        thing = self._roots[root] if isinstance(root, str) else root
        for name in path:
            thing = getattr(thing, name)
        return thing

    def _wrapped(self, result: Any) -> Any:
        kind = type(result)
        if kind in PLAIN or kind is Tensor:
            return result
        if kind is torch.nn.Parameter:
            return result.as_subclass(Tensor)  # type: ignore[no-untyped-call]
        if kind in (list, tuple, torch.Size):
            items = [self._wrapped(item) for item in result]
            return items if kind is list else tuple(items)
        if kind in (dict, OrderedDict):
            return {key: self._wrapped(item) for key, item in result.items()}
        return Proxy(self, result, type_name=kind.__name__)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns what the student's code does into a `StudentFailure`."""
        try:
            with deadline(self._seconds):
                yield
        except StudentFailure:
            raise
        except SystemExit as error:
            raise StudentCrash("the code ended the program") from error
        except Exception as error:
            raise StudentError(tuple(type_names(error)), describe(error, self._space.paths())) from error


def unwrapped(argument: Any) -> Any:
    """A proxy's object, for handing it back to the code it came from."""
    if isinstance(argument, Proxy):
        backend: Any = argument._backend
        while not hasattr(backend, "_resolve"):
            backend = backend.inner
        return backend._resolve(argument._root, argument._path)
    return argument


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
        _thread.interrupt_main()

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if fired.is_set():
            raise StudentTimeout(seconds) from None
        raise
    finally:
        timer.cancel()




class LocalPlace:
    """Where there is no sandbox: every submission in this process."""

    isolation = "trusted"

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

    def worker(self, module: str, replaced: Mapping[str, str] = MappingProxyType({})) -> LocalBackend:
        """See `Room`."""
        return LocalBackend({**self._files, **replaced}, module, self._limits.call_seconds)

    def close(self) -> None:
        """Nothing to give back."""
