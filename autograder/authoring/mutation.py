"""What operators on solutions work with: a node, what is around it, and text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

Change = tuple[str, str]
"""What is done, and the text that takes the node's place."""
LIBRARIES = {"torch", "F", "math", "nn", "functional"}
"""Names of modules: what is called on them takes what it works on as first argument."""


@dataclass(frozen=True)
class Scope:
    """What is around a node."""

    above: tuple[cst.CSTNode, ...]
    """From the module down to the node's parent."""
    column: int

    @property
    def parent(self) -> cst.CSTNode:
        """The node right above."""
        return self.above[-1]

    @cached_property
    def function(self) -> cst.FunctionDef | None:
        """The innermost function."""
        return next((node for node in reversed(self.above) if isinstance(node, cst.FunctionDef)), None)

    @property
    def parameters(self) -> Sequence[cst.Param]:
        """The function's parameters."""
        function = self.function
        return (*function.params.params, *function.params.kwonly_params) if function else ()

    @property
    def tensors(self) -> dict[str, str]:
        """The parameters that are tensors, with their annotations."""
        said = {each.name.value: code(each.annotation.annotation) for each in self.parameters if each.annotation}
        return {name: annotation for name, annotation in said.items() if "Tensor" in annotation}

    @property
    def gives(self) -> str:
        """The annotation of what the function returns."""
        function = self.function
        return code(function.returns.annotation) if function and function.returns else ""


Operator = Callable[[cst.CSTNode, Scope], Iterator[Change]]


def code(node: cst.CSTNode) -> str:
    """The node's text."""
    return cst.Module([]).code_for_node(node).strip()


def one_line(text: str) -> str:
    """The text with every run of blanks as one."""
    return " ".join(text.split())


def called(node: cst.Call) -> str:
    """The last name of what is called: `softmax` of `x.softmax(-1)` and of `torch.softmax(x, -1)`."""
    function = node.func
    if isinstance(function, cst.Attribute):
        return function.attr.value
    return function.value if isinstance(function, cst.Name) else ""


def receiver(node: cst.Call) -> cst.BaseExpression | None:
    """The thing whose method is called; None for functions, those of libraries too."""
    if not isinstance(node.func, cst.Attribute) or is_library(node.func.value):
        return None
    return node.func.value


def is_library(node: cst.CSTNode) -> bool:
    """Whether the node is a module such as `torch` or `torch.nn.functional`."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return isinstance(node, cst.Name) and node.value in LIBRARIES


def arguments(node: cst.Call) -> list[str]:
    """The texts of a call's arguments."""
    return [argument(each) for each in node.args]


def argument(node: cst.Arg) -> str:
    """The text of one argument, without the comma."""
    return code(node.with_changes(comma=cst.MaybeSentinel.DEFAULT))


def call(function: str, texts: Sequence[str]) -> str:
    """The text of a call."""
    return f"{function}({', '.join(texts)})"


def renamed(node: cst.Call, name: str) -> str:
    """The call of another function of the same library or thing."""
    function = node.func
    start = f"{code(function.value)}." if isinstance(function, cst.Attribute) else ""
    return call(f"{start}{name}", arguments(node))


def integer(node: cst.BaseExpression) -> int | None:
    """The number that a literal such as 2 or -1 stands for."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        number = integer(node.expression)
        return None if number is None else -number
    return int(node.value, 0) if isinstance(node, cst.Integer) else None


def parts(gives: str) -> list[str]:
    """The annotations of the items of a tuple's annotation."""
    annotation = cst.parse_expression(gives) if gives else None
    if not isinstance(annotation, cst.Subscript):
        return []
    return [code(each.slice.value) for each in annotation.slice if isinstance(each.slice, cst.Index)]
