"""Each operator puts its fault into small snippets of tensor code, and into nothing else."""

import pytest

from autograder.authoring.mutants import mutants

FRAME = '''import math

import torch


def answer(x: Float[Tensor, "a b"], y: Float[Tensor, "a b"], flag: bool = False) -> {gives}:
    """Something."""
    ### BEGIN SOLUTION
    {body}
    ### END SOLUTION
'''


def sources(body: str, gives: str = "int", frame: str = FRAME) -> set[str]:
    """The solutions of all mutants, lines joined by |."""
    made = mutants(frame.format(body=body.replace("\n", "\n    "), gives=gives))
    regions = [mutant.source.split("### BEGIN SOLUTION\n")[1].split("    ### END")[0] for mutant in made]
    return {"|".join(line.strip() for line in region.strip().splitlines()) for region in regions}


@pytest.mark.parametrize(
    ("body", "mutated"),
    [
        ("z = x @ y\nreturn z @ x", "z = x @ y|return z @ y"),
        ("z = x @ y\nreturn z @ x", "z = x @ y|return x @ x"),
        ("return torch.tensor([0.5, 2.0])", "return torch.tensor([-0.5, 2.0])"),
        ("x.add_(y)\nreturn x", "x.add_(y)|x.add_(y)|return x"),
        ("return x.softmax(dim=-1)", "return x.softmax(dim=-2)"),
        ("return x.softmax(dim=-1)", "return x.softmax()"),
        ("return x.softmax(-1)", "return x.softmax(0)"),
        ("return x.mean(dim=(0, 1))", "return x.mean(dim=0)"),
        ("return x.sum(dim=1)", "return x.sum(dim=1, keepdim=True)"),
        ("return x.sum(dim=1, keepdim=True)", "return x.sum(dim=1, keepdim=False)"),
        ("return x.var(dim=0)", "return x.var(dim=0, correction=0)"),
        ("return x.transpose(1, 2)", "return x"),
        ("return x.transpose(1, 2)", "return x.reshape(x.transpose(1, 2).shape)"),
        ("return x.permute(0, 2, 1)", "return x.permute(2, 0, 1)"),
        ("return x.detach() * 2", "return x * 2"),
        ("return x.mean()", "return x.sum()"),
        ("return x.sum()", "return x.mean()"),
        ("return x / 8", "return x"),
        ("return x * 8", "return x"),
        ("return x / math.sqrt(8)", "return x / 8"),
        ("return -x", "return x"),
        ("return x + y", "return x - y"),
        ("return x + y", "return y"),
        ("return x > y", "return x >= y"),
        ("return x >= y", "return x > y"),
        ("return x > y", "return x <= y"),
        ("return ~(x > y)", "return (x > y)"),
        ("return x.masked_fill(x > y, 0)", "return x.masked_fill(~(x > y), 0)"),
        ("return x.masked_fill(y, -math.inf)", "return x.masked_fill(y, 0.0)"),
        ('return float("-inf")', "return 0.0"),
        ("return x[1:]", "return x[1 + 1:]"),
        ("return x[:-1]", "return x[1:-1]"),
        ("return range(5)", "return range(5 - 1)"),
        ("return torch.arange(5)", "return torch.arange(1, 5)"),
        ("return range(5)", "return list(reversed(range(5)))"),
        ("return x.tril()", "return x.triu()"),
        ("return x.tril()", "return x.tril(diagonal=1)"),
        ("return x.triu(diagonal=1)", "return x.triu(diagonal=0)"),
        ("z = x + 1\nreturn z", "pass|return z"),
        ("return x.to(y.dtype)", "return x.float()"),
        ("return x * 3", "return x.mul_(3)"),
        ("return x.clamp(0)", "return x.clamp_(0)"),
        ("return torch.cat([x, y])", "return torch.cat([y, x])"),
        ("return torch.cat([x, y])", "return torch.stack([x, y])"),
        ("return zip(x, y)", "return zip(reversed(list(x)), y)"),
        ("return 0.5", "return 1.0"),
        ("return 1", "return 0"),
        ("return x and y", "return x or y"),
        ("if flag:\n    raise ValueError\nreturn 1", "if False:|raise ValueError|return 1"),
        ("if flag:\n    return 2\nreturn 1", "if True:|return 2|return 1"),
        ("if flag:\n    if x:\n        raise ValueError\nreturn 1", "if True:|if x:|raise ValueError|return 1"),
        ("return flag", "flag = False|return flag"),
        ("return x @ y", "return y @ x"),
        ("return x.mT", "return x.T"),
        ("total = 0\ntotal += 1\nreturn total", "total = 0|total -= 1|return total"),
        ("for a in x:\n    pass\nreturn 1", "for a in list(reversed(list(x))):|pass|return 1"),
        ('return torch.einsum("ab,cb->ac", x, y)', 'return torch.einsum("ab,cb->ca", x, y)'),
    ],
)
def test_the_fault_is_made(body: str, mutated: str) -> None:
    """The operator's fault is among the mutants of the snippet."""
    assert mutated in sources(body)


@pytest.mark.parametrize(
    "mutated",
    [
        "return (x + y).detach()",
        "return (x + y).float()",
        "return -(x + y)",
        "return x.detach() + y",
        "return y + y",
        "result = x + y; y.data.add_(1); return result",
    ],
)
def test_a_result_that_is_a_tensor_is_cut_off_or_changed(mutated: str) -> None:
    """What returns floats gets the faults of results and of arguments."""
    assert mutated in sources("return x + y", 'Float[Tensor, "a b"]')


def test_results_change_places() -> None:
    """Of two results the order is a fault."""
    assert "return y, x" in sources("return x, y", "tuple[Tensor, Tensor]")


WORDS = FRAME.replace(
    'x: Float[Tensor, "a b"], y: Float[Tensor, "a b"], flag: bool = False', "x: list[str], y: dict[str, int]"
)


@pytest.mark.parametrize(
    ("body", "gives", "mutated"),
    [
        ("return x", "list[str]", "return (x)[::-1]"),
        ("return y", "dict[str, int]", "return dict(list((y).items())[1:])"),
        ("return y", "dict[str, int]", "result = y; x.reverse(); return result"),
        ("return y", "dict[str, int]", "result = y; y.clear(); return result"),
        ("return len(x)", "int", "return (len(x)) + 1"),
        ("return x[0], y", "tuple[list[str], dict[str, int]]", "return y, x[0]"),
        ("return x, y", "tuple[list[str], dict[str, int]]", "return (x)[1:], y"),
        ("return best, y", "tuple[tuple[str, str] | None, dict[str, int]]", "return (best)[::-1], y"),
        ('return y["<unk>"]', "int", "return y['<UNK>']"),
        ('return y.get("a", 1)', "int", 'return y["a"]'),
        ("for a in x:\n    pass\nreturn 1", "int", "for a in list(x)[1:]:|pass|return 1"),
        ("return [a for a in x]", "list[str]", "return [a for a in list(dict.fromkeys(x))]"),
        ("return sorted(x)", "list[str]", "return list(x)"),
        ("return sorted(x, key=lambda a: (y[a], a))", "list[str]", "return sorted(x, key=lambda a: (a, y[a]))"),
        ("return sorted(x, key=lambda a: (y[a], a))", "list[str]", "return sorted(x, key=lambda a: (y[a]))"),
        ("return x[0].lower()", "str", "return x[0]"),
    ],
)
def test_faults_of_words_lists_and_dicts_are_made(body: str, gives: str, mutated: str) -> None:
    """Code without tensors has faults of its own."""
    assert mutated in sources(body, gives, WORDS)


def test_a_docstring_within_a_solution_is_no_statement() -> None:
    """Leaving it out changes nothing, and is no fault."""
    made = sources('def f():\n    """Five."""\n    return 5\nreturn f()')
    assert {each.count("Five") for each in made if "def f()" in each} == {1}


def test_nothing_outside_of_a_solution_is_changed() -> None:
    """Only lines between the markers differ, and words of errors, annotations and docstrings never do."""
    source = FRAME.format(body='if flag:\n        raise ValueError(f"{1 + 2}")\n    return 5', gives="int")
    for mutant in mutants(source):
        assert mutant.source.split("### BEGIN")[0] == source.split("### BEGIN")[0]
        assert 'raise ValueError(f"{1 + 2}")' in mutant.source


def test_no_mutant_is_the_reference_or_another_mutant() -> None:
    """All programs are different, compile, and have ids of their own."""
    source = FRAME.format(body="z = x[1:] * 1 + y[1:]\n    return z.softmax(dim=-1)", gives='Float[Tensor, "a b"]')
    made = mutants(source)
    assert len({mutant.source for mutant in made} | {source}) == len(made) + 1
    assert len({mutant.id for mutant in made}) == len(made)
    for mutant in made:
        compile(mutant.source, "mutant", "exec")


def test_ids_stay_when_lines_move() -> None:
    """A comment above the function changes no id, so that verdicts on mutants stay valid."""
    source = FRAME.format(body="return x / 8", gives="int")
    assert [m.id for m in mutants(source)] == [m.id for m in mutants("# a line more\n" + source)]


def test_names_are_not_mixed_up_where_a_guard_asks_nor_in_long_functions() -> None:
    """A guard may ask in many ways, and a long function gives mutants enough."""
    assert "if len(y):|return x" not in sources("if len(x):\n    return x\nreturn y", gives="int")
    assert "z = flag|return x @ z" in sources("z = flag\nreturn x @ flag")
    assert not any(made.endswith("@ z") for made in sources("z = flag\n" * 9 + "return x @ flag"))
