"""Large parts of torch that nearly nobody needs, imported when somebody does.

At its first step an optimizer asks `torch._dynamo` to stay out of its way, and a backward pass that is given a gradient
asks `symbolic_shapes`, with all of sympy behind it, whether two plain sizes are equal. To import them takes long,
and makes every fork larger.
"""

import importlib
import sys
from collections.abc import Callable
from contextlib import nullcontext
from types import ModuleType, SimpleNamespace
from typing import Any

import torch
import torch.fx.experimental


class Postponed(ModuleType):
    """Stands in for a module: says what nearly everybody wants to hear; who asks for more gets the real one."""

    absent: tuple[str, ...] = ("__file__",)
    """What a look through all modules asks for, and gets no answer."""

    def __getattr__(self, name: str) -> Any:
        if name in self.absent:
            raise AttributeError(name)
        return getattr(self.real(), name)

    def real(self) -> ModuleType:
        """The module itself, from now on in its place."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return importlib.import_module(self.__name__)


class Compiler(Postponed):
    """Nothing is compiled here, where no compiler can be run."""

    compiled_autograd = SimpleNamespace(_disable=nullcontext)

    def graph_break(self, *args: Any, **options: Any) -> None:
        """Nothing is being compiled that could be broken off."""

    def disable(self, function: Callable[..., Any], *args: Any, **options: Any) -> Callable[..., Any]:
        """The function is not being compiled anyway."""
        return function


class SymbolicShapes(Postponed):
    """Sizes are numbers here."""

    absent = ("__file__", "__path__")  # by which `import` knows packages

    def sym_eq(self, one: Any, other: Any) -> Any:
        """Whether two sizes are equal."""
        return one == other if type(one) is type(other) is torch.Size else self.real().sym_eq(one, other)

    def expect_true(self, holds: Any, skip: int = 0) -> Any:
        """Whether it holds, which is known."""
        return holds if type(holds) is bool else self.real().expect_true(holds, skip)


def postpone() -> None:
    """Puts the stand-ins in their places, where the modules are not there already."""
    for parent, stand_in in (
        (torch, Compiler("torch._dynamo")),
        (torch.fx.experimental, SymbolicShapes("torch.fx.experimental.symbolic_shapes")),
    ):
        if stand_in.__name__ not in sys.modules:
            sys.modules[stand_in.__name__] = stand_in
            setattr(parent, stand_in.__name__.rpartition(".")[2], stand_in)
