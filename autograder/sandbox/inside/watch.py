"""Which torch functions a student's code calls while it runs: a soft look, for what a look at the source cannot see.

The code could undo it, so what it sees is a reason for a person to look, and that it sees nothing proves nothing.
Calls are seen twice: as torch's functions (`F.…`, `torch.…`) and as the operations that they come down to, which also
shows calls past the Python layer (`torch.ops.aten.…`, `torch._C…`).
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode


class Watch:
    """Looks for calls by name; `seen` gathers them.

    Closely, it looks at functions and at what they come down to in every kind of call; otherwise at that in the first
    call of each function only, which is enough for code that names what it calls.
    """

    def __init__(self, names: Iterable[str], closely: bool = True) -> None:
        self._names = frozenset(names)
        self._closely = closely
        self._meant: dict[str, frozenset[str]] = {}
        """What each call that was met means, so that the same one is looked up once."""
        self._looked: set[Hashable] = set()
        self.seen: set[str] = set()

    def first(self, what: Hashable, form: Iterable[Hashable]) -> AbstractContextManager[Any]:
        """Looks the first time that a call has this form: watching doubles its time, and suites repeat themselves."""
        if not self._names or (key := (what, *form)) in self._looked:
            return nullcontext()
        closely = self._closely or what not in self._looked
        self._looked |= {key, what}
        return self.watching() if closely else _Functions(self._note)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Looks while the block runs."""
        with _Functions(self._note), _Operations(self._note):
            yield

    def _note(self, called: str) -> None:
        """`_scaled_dot_product_attention_math` is a way to call `scaled_dot_product_attention`."""
        if called not in self._meant:
            bare = called.lstrip("_")
            self._meant[called] = frozenset(n for n in self._names if bare == n or bare.startswith(f"{n}_"))
        self.seen |= self._meant[called]


class _Functions(TorchFunctionMode):
    def __init__(self, note: Callable[[str], None]) -> None:
        super().__init__()
        self._note = note

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self._note(getattr(func, "__name__", ""))
        return func(*args, **(kwargs or {}))


class _Operations(TorchDispatchMode):
    def __init__(self, note: Callable[[str], None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._note = note

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Nothing is compiled here; torch's guard against that would take longer than most operations."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self._note(func.overloadpacket.__name__)
        return func(*args, **(kwargs or {}))
