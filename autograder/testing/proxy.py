"""The student's code as a suite sees it: names to call, wherever the code runs.

A suite never knows whether `student.attention_weights(q, k)` runs in this process or in a sandboxed one. A `Backend`
decides; a `Proxy` is a path of names from one of its roots.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

STUDENT = "student"
TORCH = "torch"

Root = Any
"""`STUDENT`, `TORCH`, or the backend's own reference to an object that lives with the student's code."""


class Backend(Protocol):
    """Where the student's code runs. Arguments cross by value: what the code does to them reaches no tensor of ours.

    Every method raises a `StudentFailure` for what the student's code did, and a `Fault` for what we did.
    """

    changed: bool
    """Whether the latest call changed an argument in place. From a sandboxed worker it is that worker's claim."""

    def call(self, root: Root, path: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The call's result: plain values and tensors as they are, anything else as a `Proxy`."""
        ...

    def get(self, root: Root, path: Sequence[str]) -> Any:
        """The value at the path."""
        ...

    def parameters(self, root: Root) -> list[tuple[str, Any, Any]]:
        """Name, value and gradient (or None) of every parameter of a module."""
        ...


class Proxy:
    """A path of names from a root; call it, or go on with a further name."""

    __slots__ = ("_backend", "_path", "_root", "_type_name")

    def __init__(self, backend: Backend, root: Root, path: tuple[str, ...] = (), type_name: str = "") -> None:
        self._backend = backend
        self._root = root
        self._path = path
        self._type_name = type_name

    def __getattr__(self, name: str) -> "Proxy":
        if name.startswith("__"):  # protocols such as __len__ and __array__ are not the student's to answer
            raise AttributeError(name)
        return Proxy(self._backend, self._root, (*self._path, name))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the student's code returns."""
        return self._backend.call(self._root, self._path, args, kwargs)

    def __repr__(self) -> str:
        return f"<{self._type_name or '.'.join(self._path) or 'object'} beside the student's code>"


def value(proxy: Proxy) -> Any:
    """The plain value or tensor that stands at a proxy's path, e.g. `value(module.training)`."""
    return proxy._backend.get(proxy._root, proxy._path)


def type_name(thing: object) -> str:
    """The name of a thing's class, as a student would know it."""
    if isinstance(thing, Proxy):
        return thing._type_name or "object"
    return type(thing).__name__
