"""Faults in expressions: signs, terms, scales, comparisons, constants, slices, and how arguments are used."""

from collections.abc import Iterator

import libcst as cst

from autograder.authoring.mutation import Change, Scope, called, code, integer, is_library

ARITHMETIC: dict[type[cst.BaseBinaryOp], tuple[str, str]] = {
    cst.Add: ("other sign", "-"),
    cst.Subtract: ("other sign", "+"),
    cst.Multiply: ("divided, not multiplied", "/"),
    cst.Divide: ("multiplied, not divided", "*"),
    cst.FloorDivide: ("remainder of the division", "%"),
    cst.Modulo: ("division for its remainder", "//"),
    cst.BitAnd: ("or for and", "|"),
    cst.BitOr: ("and for or", "&"),
}
IN_PLACE: dict[type[cst.BaseBinaryOp], str] = {
    cst.Add: "add_", cst.Subtract: "sub_", cst.Multiply: "mul_", cst.Divide: "div_",
}  # fmt: skip
BOTH_NEEDED = (cst.Divide, cst.FloorDivide, cst.Modulo, cst.Power)
"""Without its left side, nothing of sense is left."""
COMPARISONS: dict[type[cst.BaseCompOp], tuple[str, ...]] = {
    cst.LessThan: ("<=", ">="), cst.LessThanEqual: ("<", ">"), cst.GreaterThan: (">=", "<="),
    cst.GreaterThanEqual: (">", "<"), cst.Equal: ("!=",), cst.NotEqual: ("==",), cst.Is: ("is not",),
    cst.IsNot: ("is",), cst.In: ("not in",), cst.NotIn: ("in",),
}  # fmt: skip
ABOUT = {
    "shape", "dtype", "device", "ndim", "numel", "size", "dim", "new_zeros", "new_ones", "new_full",
    "is_floating_point",
}  # fmt: skip
"""Attributes that say something about a tensor, whatever its values."""
LOOK_ONLY = {
    "len", "ones_like", "zeros_like", "empty_like", "full_like", "rand_like", "randn_like", "isinstance", "type",
}  # fmt: skip
"""Functions that do the same."""


def arithmetic(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """Another operator, a term or a factor left out, the sides of a product swapped, an argument changed in place."""
    if not isinstance(node, cst.BinaryOperation) or _is_text(node):
        return
    kind, left, right = type(node.operator), code(node.left), code(node.right)
    if kind in ARITHMETIC:
        what, sign = ARITHMETIC[kind]
        yield what, f"{left} {sign} {right}"
    yield "left out", left
    if kind not in BOTH_NEEDED:
        yield "left out", right
    if kind in (cst.MatrixMultiply, cst.Divide, cst.Subtract):
        yield "sides swapped", f"{right} {code(node.operator)} {left}"
    if kind in IN_PLACE and left in scope.tensors:
        yield "in place on an argument", f"{left}.{IN_PLACE[kind]}({right})"


def unary(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A sign, a `not` or a `~` left out."""
    if isinstance(node, cst.UnaryOperation) and integer(node) is None and not _is_infinity(node):
        yield "sign or negation left out", code(node.expression)


def comparison(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """The boundary on the other side, or the other way round."""
    if not isinstance(node, cst.Comparison):
        return
    for i, target in enumerate(node.comparisons):
        for other in COMPARISONS.get(type(target.operator), ()):
            texts = [
                f"{other if i == j else code(each.operator)} {code(each.comparator)}"
                for j, each in enumerate(node.comparisons)
            ]
            yield "other comparison", " ".join([code(node.left), *texts])
    if len(node.comparisons) > 1:
        first, last = node.comparisons[0], node.comparisons[-1]
        yield "upper bound left out", f"{code(node.left)} {code(first.operator)} {code(first.comparator)}"
        yield "lower bound left out", f"{code(first.comparator)} {code(last.operator)} {code(last.comparator)}"


def logic(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """`and` for `or`, or one of the two left out."""
    if isinstance(node, cst.BooleanOperation):
        left, right = code(node.left), code(node.right)
        yield "or for and, and for or", f"{left} {'or' if isinstance(node.operator, cst.And) else 'and'} {right}"
        yield "condition left out", left
        yield "condition left out", right
    if isinstance(node, cst.IfExp):
        yield "condition left out", code(node.body)
        yield "condition left out", code(node.orelse)


def number(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A constant that is a little different; infinity that is 0."""
    if _is_infinity(node):
        yield "0 for infinity", "0.0"
        return
    if isinstance(node, cst.Name) and node.value in ("True", "False") and isinstance(scope.parent, cst.Arg):
        yield "other flag", str(node.value == "False")
    value = integer(node) if isinstance(node, cst.BaseExpression) else None
    if value is not None and not _is_signed_already(node, scope) and not _in_axis_keyword(scope):
        for other in (value + 1, value - 1):
            yield "off by one", str(other)
        if value not in (-1, 0, 1):
            yield "0 for a number", "0"
    if isinstance(node, cst.Float):
        real = float(node.value)
        signs = (-real,) if isinstance(scope.parent, cst.Element) else ()  # elsewhere it is a width or a slope
        for changed in (0.0, 1.0, 2 * real, *signs):
            if changed != real:
                yield "other constant", repr(changed)


def slices(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A slice that begins or ends one off."""
    if not isinstance(node, cst.Slice) or (node.lower is None and node.upper is None):
        return
    lower, upper = (code(bound) if bound else "" for bound in (node.lower, node.upper))
    step = f":{code(node.step)}" if node.step else ""
    for first in (f"{lower} + 1" if lower else "1", f"{lower} - 1" if lower else ""):
        yield "off by one", f"{first}:{upper}{step}"
    for last in (f"{upper} + 1" if upper else "", f"{upper} - 1" if upper else "-1"):
        yield "off by one", f"{lower}:{last}{step}"


def argument_used(node: cst.CSTNode, scope: Scope) -> Iterator[Change]:
    """A tensor argument cut off, negated, scaled, shifted, shortened, of fixed dtype, or mixed up with another one."""
    if not isinstance(node, cst.Name) or node.value not in scope.tensors or not _is_value(node, scope):
        return
    name, annotation = node.value, scope.tensors[node.value]
    if annotation.startswith("Float") and "Float" in scope.gives:
        yield "gradient cut", f"{name}.detach()"
        yield "float32 written down", f"{name}.float()"
    if annotation.startswith("Float"):
        yield "argument negated", f"(-{name})"
        yield "argument scaled", f"(2 * {name})"
        yield "argument shifted", f"({name} + 1)"
        yield "argument squared", f"{name}.square()"
        yield "argument rounded", f"{name}.half().to({name}.dtype)"
        yield "argument as probability", f"{name}.sigmoid()"
    if annotation.startswith("Bool"):
        yield "argument negated", f"(~{name})"
    for what, part in (("first only", ":1"), ("first left out", "1:"), ("last number left out", "..., :-1")):
        yield what, f"{name}[{part}]"
    kind = annotation.partition("[")[0]
    others = [other for other, said in scope.tensors.items() if said.partition("[")[0] == kind and other != name]
    for other in others[:2]:
        yield "arguments mixed up", other


def _is_value(node: cst.Name, scope: Scope) -> bool:
    """Whether the name stands for the tensor's values, rather than being set or asked about."""
    parent = scope.parent
    if isinstance(parent, cst.Attribute):
        return node is parent.value and parent.attr.value not in ABOUT
    if isinstance(parent, cst.Arg):
        around = scope.above[-2]
        return node is parent.value and not (isinstance(around, cst.Call) and called(around) in LOOK_ONLY)
    if isinstance(parent, (cst.AssignTarget, cst.Param, cst.CompFor, cst.For, cst.AugAssign, cst.NamedExpr)):
        return False
    near = scope.above[-2:]
    return not any(isinstance(each, cst.Comparison) and _is_identity(each) for each in near)


def _is_identity(node: cst.Comparison) -> bool:
    return isinstance(node.comparisons[0].operator, (cst.Is, cst.IsNot))


def _is_infinity(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        node = node.expression
    if isinstance(node, cst.Call) and code(node.func) == "float":
        return "inf" in code(node)
    return isinstance(node, cst.Attribute) and node.attr.value == "inf" and is_library(node.value)


def _is_signed_already(node: cst.CSTNode, scope: Scope) -> bool:
    """Whether it is the 1 of -1, which is looked at as a whole."""
    return isinstance(scope.parent, cst.UnaryOperation) and isinstance(node, cst.Integer)


def _in_axis_keyword(scope: Scope) -> bool:
    from_above = [each for each in scope.above[-4:] if isinstance(each, cst.Arg) and each.keyword]
    return bool(from_above) and code(from_above[-1].keyword or from_above[-1]) in ("dim", "axis", "dims", "diagonal")


def _is_text(node: cst.BinaryOperation) -> bool:
    return isinstance(node.left, (cst.SimpleString, cst.FormattedString))


OPERATORS = (arithmetic, unary, comparison, logic, number, slices, argument_used)
