"""Faults in code that works on words, lists and dicts: words changed, items lost, keys and pairs mixed up."""

from collections.abc import Iterator, Sequence

import libcst as cst

from autograder.authoring.mutation import Change, Scope, arguments, call, called, code, parts

LISTS = (
    ("result reversed", "({})[::-1]"),
    ("first left out", "({})[1:]"),
    ("last left out", "({})[:-1]"),
    ("result sorted", "sorted({})"),
    ("repeated ones left out", "list(dict.fromkeys({}))"),
)
DICTS = (
    ("first left out", "dict(list(({}).items())[1:])"),
    ("last left out", "dict(list(({}).items())[:-1])"),
    ("numbers shifted", "{{key: number + 1 for key, number in ({}).items()}}"),
    ("numbers doubled", "{{key: 2 * number for key, number in ({}).items()}}"),
    ("whole numbers as floats", "{{key: float(number) for key, number in ({}).items()}}"),
    ("keys as text", "{{str(list(key)): number for key, number in ({}).items()}}"),
)
NUMBERS = (
    ("one more", "({}) + 1"),
    ("one less", "({}) - 1"),
    ("float for a whole number", "float({})"),
)
PAIRS = (
    ("pair turned round", "({})[::-1]"),
    ("pair joined", '"".join({})'),
)

ONCE = {"items", "keys", "enumerate", "set", "range"}
"""What gives nothing twice."""


def result(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """What is returned, with something lost, added or turned round; several results in another order."""
    if not isinstance(node, cst.Return) or node.value is None or "Tensor" in scope.gives:
        return
    if not isinstance(node.value, cst.Tuple):
        for what, pattern in _patterns(scope.gives):
            yield what, f"return {pattern.format(code(node.value))}"
        return
    texts = [code(element.value) for element in node.value.elements]
    for i, (text, gives) in enumerate(zip(texts, parts(scope.gives), strict=False)):
        for what, pattern in _patterns(gives) if text != "None" else ():
            yield what, f"return {', '.join([*texts[:i], pattern.format(text), *texts[i + 1 :]])}"
    yield "results in another order", f"return {', '.join(reversed(texts))}"


def argument_changed(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """The right result, but an argument is another one after the call."""
    if not isinstance(node, cst.Return) or node.value is None:
        return
    for parameter in scope.parameters:
        annotation = code(parameter.annotation.annotation) if parameter.annotation else ""
        change = {"list": "reverse()", "dict": "clear()"}.get(annotation.partition("[")[0])
        if change:
            done = f"{parameter.name.value}.{change}"
            yield "argument changed after use", f"result = {code(node.value)}; {done}; return result"


def word(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """Another word where one is written down; none at all."""
    if isinstance(node, cst.SimpleString) and not isinstance(scope.parent, cst.Expr) and _is_of_words(scope):
        text = node.evaluated_value
        if isinstance(text, str) and text:
            yield "another word", repr(text.swapcase() if text.swapcase() != text else f"{text}{text}")
            yield "no word", '""'


def items(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """What is gone through, with the first or the last item left out, or with each item only once."""
    if not isinstance(scope.parent, (cst.For, cst.CompFor)) or node is not scope.parent.iter or not _is_of_words(scope):
        return
    given = code(node)
    if not (isinstance(node, cst.Call) and code(node.func) == "range"):
        yield "first left out", f"list({given})[1:]"
        yield "last left out", f"list({given})[:-1]"
        if not (isinstance(node, cst.Call) and called(node) in ONCE):
            yield "repeated ones left out", f"list(dict.fromkeys({given}))"


def order(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """Not sorted, or sorted by another part of the key; a pair with its parts changed round."""
    if isinstance(node, cst.Call) and called(node) == "sorted":
        yield "not sorted", call("list", arguments(node)[:1])
    if isinstance(node, cst.Tuple) and len(node.elements) == 2 and node.lpar and _is_of_words(scope):
        first, second = (code(element.value) for element in node.elements)
        if not first.startswith("*") and not second.startswith("*"):
            yield "parts changed round", f"{second}, {first}"
            if isinstance(scope.parent, cst.Lambda):
                yield "one part of the key only", first
                yield "one part of the key only", second


def looked_up(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A default that is not given: `d[key]` for `d.get(key, default)`."""
    if (
        isinstance(node, cst.Call)
        and called(node) == "get"
        and len(node.args) == 2
        and isinstance(node.func, cst.Attribute)
    ):
        yield "no default", f"{code(node.func.value)}[{code(node.args[0].value)}]"


def _is_of_words(scope: Scope) -> bool:
    """Whether the function takes words and no tensors: what it goes through can be compared and hashed."""
    annotations = [code(each.annotation.annotation) for each in scope.parameters if each.annotation]
    return any("str" in annotation for annotation in annotations) and not scope.tensors


def _patterns(gives: str) -> Sequence[tuple[str, str]]:
    kind = gives.removesuffix("| None").strip()
    if kind.startswith("tuple[str, str]"):
        return PAIRS
    return {"list": LISTS, "dict": DICTS, "int": NUMBERS}.get(kind.partition("[")[0], ())


OPERATORS = (result, argument_changed, word, items, order, looked_up)
