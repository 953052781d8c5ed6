"""Faults in statements: one forgotten, a condition that never holds, a result handled wrongly on its way out."""

from collections.abc import Iterator, Sequence

import libcst as cst

from autograder.authoring.mutation import Change, Scope, code, parts

REDUCED = (
    ("result averaged", "({}).mean()"),
    ("result summed up", "({}).sum()"),
    ("result reversed", "({}).flip(-1)"),
    ("result reversed", "({}).flip(0)"),
    ("result moved by one", "({}).roll(1, 0)"),
    ("first only", "({})[:1]"),
    ("first left out", "({})[1:]"),
    ("last number left out", "({})[..., :-1]"),
)
"""What changes a tensor of more than one number."""
CHANGED = (
    ("gradient cut", "({}).detach()"),
    ("float32 written down", "({}).float()"),
    ("float64 written down", "({}).double()"),
    ("result negated", "-({})"),
    ("result scaled", "2 * ({})"),
    ("result halved", "({}) / 2"),
    ("result shifted", "({}) + 1"),
    ("result squared", "({}) ** 2"),
    ("the rest to 1", "1 - ({})"),
    ("exponential of the result", "({}).exp()"),
    ("logarithm of the result", "({}).log()"),
    ("whole numbers", "({}).long()"),
    ("no tensor", "({}).tolist()"),
    ("one axis more", "({}).unsqueeze(0)"),
)
SAME_FOR_ZEROS = {
    "gradient cut", "result negated", "result scaled", "result halved", "result squared", "result reversed",
    "result moved by one",
}  # fmt: skip


def left_out(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A statement forgotten."""
    if not isinstance(node, cst.SimpleStatementLine) or not isinstance(scope.parent, (cst.IndentedBlock, cst.Module)):
        return
    statement = node.body[0]
    if isinstance(statement, (cst.Return, cst.Raise, cst.Pass, cst.Import, cst.ImportFrom, cst.Assert)):
        return
    if isinstance(statement, cst.Expr) and isinstance(statement.value, cst.SimpleString):
        return  # a docstring
    if len(scope.parent.body) > 1:
        yield "statement left out", "pass"


def twice(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A call made for what it does, made twice."""
    if not isinstance(node, cst.SimpleStatementLine) or not isinstance(node.body[0], cst.Expr):
        return
    said = code(node.body[0])
    if isinstance(node.body[0].value, cst.Call) and not said.startswith("super()"):
        yield "done twice", f"{said}\n{' ' * scope.column}{said}"


def augmented(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """`-=` for `+=`, and a sum that keeps only the last term."""
    if isinstance(node, cst.AugAssign):
        target, given = code(node.target), code(node.value)
        if isinstance(node.operator, (cst.AddAssign, cst.SubtractAssign)):
            other = "-=" if isinstance(node.operator, cst.AddAssign) else "+="
            yield "other sign", f"{target} {other} {given}"
        yield "not added up", f"{target} = {given}"


def condition(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A branch that is never, or always, taken; of one that raises, only never: bad input is let through."""
    if isinstance(node, cst.BaseExpression) and isinstance(scope.parent, cst.If) and node is scope.parent.test:
        raises = _raises(scope.parent)
        yield "error handling left out" if raises else "branch never taken", "False"
        if not raises:
            yield "branch always taken", "True"
    if isinstance(node, cst.CompIf):
        yield "filter left out", ""


def loop(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A loop that runs backwards."""
    if not isinstance(scope.parent, (cst.For, cst.CompFor)) or node is not scope.parent.iter:
        return
    if not (isinstance(node, cst.Call) and code(node.func) == "range"):
        yield "backwards", f"list(reversed(list({code(node)})))"


def result(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """What is returned: cut off, of fixed dtype, negated, reduced; of several, in another order."""
    if not isinstance(node, cst.Return) or node.value is None:
        return
    if isinstance(node.value, cst.Tuple):
        yield from _one_of(node.value.elements, parts(scope.gives)) if "Tensor" in scope.gives else ()
        return
    given = code(node.value)
    for what, pattern in _patterns(scope.gives):
        if not ("zeros" in given and what in SAME_FOR_ZEROS):
            yield what, f"return {pattern.format(given)}"


def argument_changed(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """The right result, but an argument is another one after the call."""
    if not isinstance(node, cst.Return) or node.value is None:
        return
    for parameter in scope.parameters:
        change = _change(code(parameter.annotation.annotation)) if parameter.annotation else ""
        if change:
            done = f"{parameter.name.value}.{change}"
            yield "argument changed after use", f"result = {code(node.value)}; {done}; return result"


def default_only(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A parameter that is ignored: the default is used whatever was given."""
    function = scope.function
    if function is None or not isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
        return
    if scope.parent is not function.body or node is not _first(function):
        return
    statement = code(node.with_changes(leading_lines=())).replace("\n", f"\n{' ' * scope.column}")
    for parameter in scope.parameters:
        if parameter.default is not None:
            ignored = f"{parameter.name.value} = {code(parameter.default)}"
            yield "parameter ignored", f"{ignored}\n{' ' * scope.column}{statement}"


def _patterns(gives: str) -> Sequence[tuple[str, str]]:
    if not gives.startswith("Float"):
        return REDUCED if gives.startswith(("Bool", "Int")) else ()
    return CHANGED if gives.endswith('""]') else (*CHANGED, *REDUCED)


def _one_of(elements: Sequence[cst.BaseElement], gives: Sequence[str]) -> Iterator[Change]:
    texts = [code(element.value) for element in elements]
    for i, text in enumerate(texts):
        whole = i < len(gives) and gives[i].startswith(("Bool", "Int"))
        for what, pattern in REDUCED if whole else CHANGED:
            yield what, f"return {', '.join([*texts[:i], pattern.format(text), *texts[i + 1 :]])}"
        if i:
            swapped = [*texts[: i - 1], text, texts[i - 1], *texts[i + 1 :]]
            yield "results in another order", f"return {', '.join(swapped)}"


def _change(annotation: str) -> str:
    """A call that changes an argument of that annotation in place."""
    if annotation.startswith("Bool"):
        return "data.logical_not_()"
    return "data.add_(1)" if "Tensor" in annotation and not annotation.startswith(("list", "dict")) else ""


def _raises(node: cst.If) -> bool:
    lines = (line for line in node.body.body if isinstance(line, cst.SimpleStatementLine))
    return any(isinstance(each, cst.Raise) for line in lines for each in line.body)


def _first(function: cst.FunctionDef) -> cst.CSTNode | None:
    """The first statement after the docstring."""
    body = list(function.body.body)
    if body and function.get_docstring() is not None:
        body = body[1:]
    return body[0] if body else None


OPERATORS = (left_out, twice, augmented, condition, loop, result, argument_changed, default_only)
