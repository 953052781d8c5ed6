"""torch's compiler, imported when somebody compiles.

At its first step an optimizer asks `torch._dynamo` to stay out of its way. Importing that takes over a second of CPU,
and makes every fork larger; nothing is compiled here, where no compiler can be run.
"""

import importlib
import sys
from collections.abc import Callable
from contextlib import nullcontext
from types import ModuleType, SimpleNamespace
from typing import Any

import torch

NAME = "torch._dynamo"


class Postponed(ModuleType):
    """Stands in for the compiler: says what optimizers and `torch.func` want to hear; who asks for more gets the real
    one."""

    compiled_autograd = SimpleNamespace(_disable=nullcontext)

    def graph_break(self, *args: Any, **options: Any) -> None:
        """Nothing is being compiled that could be broken off."""

    def disable(self, function: Callable[..., Any], *args: Any, **options: Any) -> Callable[..., Any]:
        """The function is not being compiled anyway."""
        return function

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
        return getattr(importlib.import_module(NAME), name)


def postpone_compiler() -> None:
    """Puts the stand-in in its place, unless the compiler is there already."""
    if NAME not in sys.modules:
        sys.modules[NAME] = torch._dynamo = Postponed(NAME)
