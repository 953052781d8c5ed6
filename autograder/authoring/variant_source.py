"""A variant as a file that a student could have handed in: for made-up classes and for tests of the whole path."""

import ast
from collections.abc import Collection, Iterator, Sequence

NOT_FOR_STUDENTS = "autograder"
ASIDE = "right_"
"""Begins the reference's own names, so that they stay what they are when the variant takes their place."""


def as_submission(reference: str, variants: str, variant: str, defines: Sequence[str]) -> str:
    """The text of a student's file that answers as the variant does.

    It holds the reference's text, then what the variants file defines for the variant, and then gives the exercise's
    names to it. `defines` are those names; the variant stands for the first, or for the one that its `of` says, or,
    as a plain class, for those it holds.
    """
    tree = ast.parse(variants)
    chosen = next(node for node in tree.body if _name(node) == variant)
    bindings = list(_bindings(chosen, variant, defines))
    kept = _needed(tree, variant)
    lines = [reference.rstrip(), "", *_imports(tree), ""]
    aside = _Aside(tree)
    marks = _marks(tree)
    lines += [ast.unparse(aside.visit(_bare(node, marks))) + "\n" for node in tree.body if _name(node) in kept]
    return "\n".join([*lines, *bindings]) + "\n"


def _name(node: ast.stmt) -> str | None:
    """What a top-level statement defines, if it defines something."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None


def _needed(tree: ast.Module, variant: str) -> set[str]:
    """The variant and the definitions that it uses, directly or not."""
    definitions = {name: node for node in tree.body if (name := _name(node))}
    needed, todo = set(), [variant]
    while todo:
        name = todo.pop()
        needed.add(name)
        used = {node.id for node in ast.walk(definitions[name]) if isinstance(node, ast.Name)}
        todo += [other for other in used & definitions.keys() if other not in needed]
    return needed


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "reference":
            yield from (f"{alias.asname or ASIDE + alias.name} = {alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not _is_ours(node)):
            yield ast.unparse(node)


class _Aside(ast.NodeTransformer):
    """Calls the reference, where a variants file imports it as it is, by the name that is kept for it."""

    def __init__(self, tree: ast.Module) -> None:
        imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "reference"]
        self._names = {alias.name for node in imports for alias in node.names if not alias.asname}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """A use of the reference."""
        return ast.Name(f"{ASIDE}{node.id}", node.ctx) if node.id in self._names else node


def _is_ours(node: ast.ImportFrom) -> bool:
    return (node.module or "").partition(".")[0] == NOT_FOR_STUDENTS


def _bare(node: ast.stmt, marks: Collection[str]) -> ast.stmt:
    """Without decorators that mark variants; another one is part of the answer."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        node.decorator_list = [each for each in node.decorator_list if _called(each) not in marks]
    return node


def _called(decorator: ast.expr) -> str:
    """`misconception`, with arguments or without."""
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)


def _marks(tree: ast.Module) -> set[str]:
    """What the file imports from us."""
    ours = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _is_ours(node)]
    return {alias.asname or alias.name for node in ours for alias in node.names}


def _bindings(chosen: ast.stmt, variant: str, defines: Sequence[str]) -> Iterator[str]:
    if isinstance(chosen, ast.ClassDef):
        held = [name for node in chosen.body if (name := _name(node)) in defines]
        if held:
            yield from (f"{name} = {variant}.{name}" for name in held)
            return
    yield f"{_of(chosen) or defines[0]} = {variant}"


def _of(node: ast.stmt) -> str | None:
    """The name in `@misconception(of="name")`."""
    for decorator in getattr(node, "decorator_list", []):
        for keyword in getattr(decorator, "keywords", []):
            if keyword.arg == "of" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return None
