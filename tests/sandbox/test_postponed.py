"""The compiler and sympy are not imported with the sandbox, and there for whoever wants them."""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from autograder.sandbox.zygote import RemoteRoom, Zygote
from autograder.testing.proxy import STUDENT

from .conftest import LIMITS

PATIENT = replace(LIMITS, call_seconds=60, exercise_seconds=60, memory_mib=512)
HEAD = """
import sys, torch
from torch import nn
def loaded(): return any(name.startswith(("torch._dynamo.", "sympy.")) for name in sys.modules)
def layer(): return nn.Linear(2, 2)
"""
STEPS = {
    name: f"m = layer()\n m(torch.ones(1, 2)).sum().backward()\n torch.optim.{name}(m.parameters()).step()"
    for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "NAdam")
}
LIGHT = STEPS | {
    "an optimizer's other methods": "o = torch.optim.SGD(layer().parameters(), 0.1)\n o.zero_grad(); o.state_dict()",
    "torch.func.grad": "torch.func.grad(lambda x: (x**2).sum())(torch.ones(3))",
    "torch.func.jacrev": "torch.func.jacrev(lambda x: x * 2)(torch.ones(3))",
    "vmap": "torch.vmap(lambda x: x * 2)(torch.ones(3, 2))",
    "a gradient of a gradient": (
        "x = torch.ones(3, requires_grad=True)\n torch.autograd.grad(x**2, x, torch.ones(3), create_graph=True)"
    ),
    "attention": "x = torch.ones(1, 2, 4)\n nn.MultiheadAttention(4, 2, batch_first=True)(x, x, x)",
}
LIGHT |= {
    "a look through all modules": "import inspect\n inspect.getmodule(layer().forward)\n inspect.stack()",
    "a backward pass that is given a gradient": (
        "x = torch.ones(2, 3, requires_grad=True)\n (x * 2).backward(torch.ones(2, 3))"
    ),
    "a backward pass that is given another's gradient": (
        "x = torch.ones(2, 3, requires_grad=True)\n try: (x * 2).backward(torch.ones(3, 2))\n except RuntimeError: pass"
    ),
}
COMPILES = {
    "symbolic shapes": "from torch.fx.experimental.symbolic_shapes import ShapeEnv\n ShapeEnv()",
    "sizes that are no sizes": "import torch.fx.experimental.symbolic_shapes as s\n assert s.sym_eq((1, 2), (1, 2))",
    "torch.compile": "f = torch.compile(lambda x: x + 1, backend='eager')\n f(torch.ones(3))",
    "an import": "from torch._dynamo import reset\n reset()",
    "an import of a part": "import torch._dynamo.config\n torch._dynamo.config.verbose",
}


@pytest.mark.parametrize(
    ("code", "compiles"),
    [*((code, False) for code in LIGHT.values()), *((code, True) for code in COMPILES.values())],
    ids=[*LIGHT, *COMPILES],
)
def test_what_is_postponed_is_imported_by_who_needs_it(
    rooms: Callable[..., RemoteRoom], code: str, compiles: bool
) -> None:
    """All of it works; only who compiles, or computes with symbols, takes the time."""
    worker = rooms(f"{HEAD}def work():\n {code}\n return loaded()\n", PATIENT).worker("answer")
    worker.start()
    worker.begin_test()
    assert worker.call(STUDENT, ["work"], [], {}) is compiles
    worker.close()


@pytest.mark.parametrize("name", ["the first step", "torch.utils.checkpoint"])
def test_where_nothing_can_be_imported_it_is_there(name: str) -> None:
    """At level uid a worker sees no file: what it may need is imported before."""
    if os.getuid() != 0:
        pytest.skip("level uid needs root")
    code = {
        "the first step": STEPS["Adam"],
        "torch.utils.checkpoint": "from torch.utils.checkpoint import checkpoint\n"
        " checkpoint(lambda y: y * 2, torch.ones(3, requires_grad=True), use_reentrant=False).sum().backward()",
    }[name]
    place = Zygote("uid")
    room = place.open({"answer.py": f"{HEAD}def work():\n {code}\n return loaded()\n"}, PATIENT)
    worker = room.worker("answer")
    worker.start()
    worker.begin_test()
    assert worker.call(STUDENT, ["work"], [], {}) is True
    for thing in (worker, room, place):
        thing.close()
