"""Faults in calls of tensor code: axes, reductions, masks, dtypes, order of arguments."""

from collections.abc import Iterator

import libcst as cst

from autograder.authoring.mutation import (
    Change,
    Scope,
    argument,
    arguments,
    call,
    called,
    code,
    integer,
    is_library,
    receiver,
    renamed,
)

AXES = {"dim", "axis", "dims", "dim1", "dim2", "start_dim", "end_dim", "diagonal", "offset"}
"""Keywords that name an axis or a diagonal."""
SILENT = {"device", "layout", "pin_memory", "memory_format", "strict"}
"""Keywords that change nothing that a test on one machine could see."""
OPPOSITES = {
    "mean": "sum", "sum": "mean", "amax": "amin", "amin": "amax", "max": "min", "min": "max", "argmax": "argmin",
    "argmin": "argmax", "any": "all", "all": "any", "tril": "triu", "triu": "tril", "ones": "zeros", "zeros": "ones",
    "ones_like": "zeros_like", "zeros_like": "ones_like", "softmax": "log_softmax", "log_softmax": "softmax",
    "logsigmoid": "sigmoid", "sigmoid": "tanh", "tanh": "sigmoid", "relu": "sigmoid", "leaky_relu": "relu",
    "exp": "expm1", "log": "log1p", "cat": "stack", "stack": "cat", "rand": "randn", "randn": "rand", "eval": "train",
    "train": "eval", "cumsum": "cumprod", "no_grad": "enable_grad", "floor": "ceil", "ceil": "floor", "var": "std",
    "std": "var", "maximum": "minimum", "minimum": "maximum", "softplus": "relu", "randn_like": "rand_like",
    "rand_like": "randn_like",
}  # fmt: skip
FROM_NOTHING = {
    "zeros", "ones", "empty", "arange", "full", "rand", "randn", "tensor", "eye", "linspace", "zeros_like", "ones_like",
    "full_like", "rand_like", "randn_like", "manual_seed", "Generator", "randperm", "randint", "einsum", "no_grad",
}  # fmt: skip
"""Functions that do nothing to their first argument but look at it."""
HARMLESS = {"contiguous", "to", "numel", "size", "dim", "item", "tolist", "append", "requires_grad_", "backward"}
"""Methods whose absence changes nothing, or never gives something of the same kind."""
REDUCTIONS = {"sum", "mean", "amax", "amin", "norm", "logsumexp", "prod", "all", "any", "var", "std"}
IN_ORDER = {"matmul", "sub", "div", "cdist", "linear", "where", "pow", "bmm", "mm", "lerp"}
"""Functions for which the order of the arguments matters."""
IN_PLACE = {
    "masked_fill", "clamp", "nan_to_num", "add", "sub", "mul", "div", "exp", "log", "sqrt", "abs", "square", "neg",
    "sigmoid", "tanh", "relu", "tril", "triu", "unsqueeze", "squeeze", "transpose",
}  # fmt: skip
"""Methods that have a form with a trailing underscore."""


def axis(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """Another axis or diagonal in a keyword."""
    if not isinstance(node, cst.Arg) or node.keyword is None or node.keyword.value not in AXES:
        return
    number, name = integer(node.value), node.keyword.value
    if number is not None:
        for other in {"diagonal": (number - 1, number + 1)}.get(name, (0, 1, -1, -2)):
            if other != number:
                yield "another axis", f"{name}={other}"
    elif isinstance(node.value, cst.Tuple):
        for element in node.value.elements:
            yield "one axis less", f"{name}={code(element.value)}"


def keyword_left_out(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A keyword argument forgotten."""
    if isinstance(node, cst.Call):
        for skipped in node.args:
            if skipped.keyword is not None and skipped.keyword.value not in SILENT:
                kept = [argument(each) for each in node.args if each is not skipped]
                yield "keyword left out", call(code(node.func), kept)


def keyword_put_in(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """`keepdim`, the other estimate of a variance, a shifted diagonal."""
    if not isinstance(node, cst.Call):
        return
    name, keywords = called(node), {each.keyword.value for each in node.args if each.keyword}
    given = arguments(node)
    if name in REDUCTIONS and "keepdim" not in keywords and (given if receiver(node) is not None else given[1:]):
        yield "axis kept", call(code(node.func), [*given, "keepdim=True"])
    if name in ("var", "std", "var_mean", "std_mean") and not keywords & {"unbiased", "correction"}:
        yield "biased estimate", call(code(node.func), [*given, "correction=0"])
    if name in ("tril", "triu") and "diagonal" not in keywords and len(given) == (receiver(node) is None):
        for diagonal in (-1, 1):
            yield "another diagonal", call(code(node.func), [*given, f"diagonal={diagonal}"])


def opposite(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """The sister of a function: the sum for the mean, the other triangle."""
    if isinstance(node, cst.Call) and called(node) in OPPOSITES:
        yield "sister function", renamed(node, OPPOSITES[called(node)])
    if isinstance(node, cst.Attribute) and node.attr.value == "mT":
        yield "all axes turned", f"{code(node.value)}.T"
        yield "not transposed", code(node.value)
    if isinstance(node, cst.Attribute) and node.attr.value == "T":
        yield "not transposed", code(node.value)


def call_left_out(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A step forgotten: `x.softmax(-1)` and `torch.softmax(x, -1)` become `x`."""
    if not isinstance(node, cst.Call) or called(node) in HARMLESS | FROM_NOTHING:
        return
    on = receiver(node)
    if on is not None and not (isinstance(on, cst.Name) and on.value == "self") and not _is_super(on):
        yield "step left out", code(on)
    elif isinstance(node.func, cst.Attribute) and is_library(node.func.value) and called(node)[:1].islower():
        first = node.args[0] if node.args else None
        if first and first.keyword is None and not isinstance(first.value, (cst.List, cst.Tuple)):
            yield "step left out", code(first.value)


def axes_swapped(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """`permute` in another order; numbers laid out anew (`reshape`) where axes should change places."""
    if not isinstance(node, cst.Call):
        return
    on, texts = receiver(node), arguments(node)
    if on is not None and called(node) in ("transpose", "permute", "swapaxes", "movedim"):
        yield "reshape for a change of axes", f"{code(on)}.reshape({code(node)}.shape)"
    if called(node) == "permute":
        for i in range(len(texts) - 1):
            swapped = [*texts[:i], texts[i + 1], texts[i], *texts[i + 2 :]]
            yield "axes in another order", call(code(node.func), swapped)
    if called(node) in ("reshape", "view", "unflatten") and len(texts) > 1:
        for i in range(len(texts) - 1):
            swapped = [*texts[:i], texts[i + 1], texts[i], *texts[i + 2 :]]
            yield "sizes in another order", call(code(node.func), swapped)


def arguments_swapped(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """Neighbouring arguments in the wrong order; a list to join, or what runs in step, reversed."""
    if not isinstance(node, cst.Call):
        return
    texts = arguments(node)
    if called(node) in IN_ORDER:
        for i in range(len(texts) - 1):
            if node.args[i].keyword is None and node.args[i + 1].keyword is None:
                swapped = [*texts[:i], texts[i + 1], texts[i], *texts[i + 2 :]]
                yield "arguments in another order", call(code(node.func), swapped)
    if called(node) in ("cat", "stack") and texts and isinstance(node.args[0].value, (cst.List, cst.Tuple)):
        parts = [code(element.value) for element in node.args[0].value.elements]
        yield "parts in another order", call(code(node.func), [f"[{', '.join(reversed(parts))}]", *texts[1:]])
    if called(node) == "zip" and len(texts) > 1:
        yield "one of two reversed", call("zip", [f"reversed(list({texts[0]}))", *texts[1:]])


def counting(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """`range` and `arange` one too short, one too long, from 1, or backwards."""
    if not isinstance(node, cst.Call) or called(node) not in ("range", "arange"):
        return
    function, texts = code(node.func), arguments(node)
    numbers = [text for text, each in zip(texts, node.args, strict=True) if each.keyword is None]
    rest = texts[len(numbers) :]
    last = 0 if len(numbers) == 1 else 1
    for off in ("- 1", "+ 1"):
        bounds = [f"{text} {off}" if i == last else text for i, text in enumerate(numbers)]
        yield "off by one", call(function, [*bounds, *rest])
    if len(numbers) == 1:
        yield "from 1", call(function, ["1", *numbers, *rest])
    yield "backwards", f"list(reversed({code(node)}))" if function == "range" else f"{code(node)}.flip(0)"


def einsum_turned(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """The last two axes of an einsum's result the other way round."""
    if isinstance(node, cst.SimpleString) and isinstance(scope.parent, cst.Arg) and "->" in node.value:
        yield "result turned", f"{node.value[:-3]}{node.value[-2]}{node.value[-3]}{node.value[-1]}"


def mask_turned(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A mask read the wrong way round."""
    if isinstance(node, cst.Call) and called(node) in ("masked_fill", "where") and node.args:
        texts = arguments(node)
        yield "mask turned round", call(code(node.func), [f"~({texts[0]})", *texts[1:]])


def dtype_fixed(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A float width written down instead of taken over."""
    if isinstance(node, cst.Call) and called(node) == "to" and (on := receiver(node)) is not None:
        if "dtype" in code(node):
            yield "float32 written down", f"{code(on)}.float()"
            yield "dtype not taken over", code(on)
    elif isinstance(node, cst.Attribute) and node.attr.value == "dtype" and isinstance(scope.parent, cst.Arg):
        yield "float32 written down", "torch.float32"


def in_place(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """An argument changed by the method with the trailing underscore."""
    if isinstance(node, cst.Call) and called(node) in IN_PLACE and code(receiver(node) or node) in scope.tensors:
        yield "in place on an argument", renamed(node, f"{called(node)}_")


def _is_super(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Call) and code(node.func) == "super"


OPERATORS = (
    axis, keyword_left_out, keyword_put_in, opposite, call_left_out, axes_swapped, arguments_swapped, counting,
    einsum_turned, mask_turned, dtype_fixed, in_place,
)  # fmt: skip
