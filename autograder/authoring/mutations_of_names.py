"""Operators on names: one thing taken for another.

Short solutions have few constants and axes, but names enough to mix up: the generator for the discriminator, the weight
of this layer for that of the next.
"""

from collections.abc import Iterator
from itertools import pairwise

import libcst as cst

from autograder.authoring.mutation import Change, Operator, Scope, code

SHORT, OTHERS = 8, 4
"""Lines of a function in which names are mixed up, for longer ones give mutants enough; and with how many others."""
USES = (cst.Arg, cst.BinaryOperation, cst.Element, cst.Return, cst.Call)
"""Where a name stands for a value that something is done with."""


def other_name(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A parameter or variable in the place of another one."""
    if not isinstance(node, cst.Name) or not isinstance(scope.parent, USES) or scope.function is None:
        return
    if (isinstance(scope.parent, cst.Arg) and node is scope.parent.keyword) or _in_condition(scope):
        return
    names = _names(scope)
    if node.value in names and code(scope.function.body).count("\n") <= SHORT + _documented(scope.function):
        for other in [name for name in names if name != node.value][:OTHERS]:
            yield "names mixed up", other


def _in_condition(scope: Scope) -> bool:
    """Whether the name is asked about by an `if`: a guard may ask in many ways, and other operators turn it."""
    return any(isinstance(above, cst.If) and below is above.test for above, below in pairwise(scope.above))


def _names(scope: Scope) -> list[str]:
    """The function's parameters and the variables that it sets, in the order in which they come."""
    assert scope.function is not None
    found = [parameter.name.value for parameter in scope.parameters]
    finder = _Targets()
    scope.function.body.visit(finder)
    return [name for name in dict.fromkeys([*found, *finder.names]) if name not in ("self", "_")]


def _documented(function: cst.FunctionDef) -> int:
    """Lines that are docstring."""
    docstring = function.get_docstring(clean=False)
    return docstring.count("\n") if docstring else 0


class _Targets(cst.CSTVisitor):
    """Gathers the names that are set."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._take(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._take(node.target)

    def _take(self, target: cst.BaseExpression) -> None:
        if isinstance(target, cst.Name):
            self.names.append(target.value)
        elif isinstance(target, cst.Tuple):
            for element in target.elements:
                self._take(element.value)


OPERATORS: tuple[Operator, ...] = (other_name,)
