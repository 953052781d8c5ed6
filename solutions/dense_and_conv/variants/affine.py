"""Other ways to write `affine`: right ones, and the mistakes students make."""

import torch
from reference import affine

from autograder.testing import alternative, misconception


@alternative
def einsum(x, weight, bias):
    assert x.shape[-1] == weight.shape[1]  # einsum, too, would stretch an axis of size 1
    return torch.einsum("...i,oi->...o", x, weight) + bias


@alternative
def broadcasting(x, weight, bias):
    assert x.shape[-1] == weight.shape[1]
    return (x.unsqueeze(-2) * weight).sum(dim=-1) + bias


@alternative
def one_regression_after_the_other(x, weight, bias):
    return torch.stack([x @ row + constant for row, constant in zip(weight, bias, strict=True)], dim=-1)


@alternative
def flat_in_between(x, weight, bias):
    rows = torch.addmm(bias, x.reshape(-1, x.shape[-1]), weight.transpose(0, 1))
    return rows.reshape(*x.shape[:-1], len(bias))


@misconception
def no_transpose(x, weight, bias):
    """The input is multiplied by `weight` as it stands, so that the *columns* act as the regressions. It runs only if
    the matrix is square. Each row of `weight` is one regression: turn the matrix round first."""
    return x @ weight + bias


@misconception
def no_bias(x, weight, bias):
    """The bias is missing: each regression also has a constant, which it adds whatever the input."""
    return affine(x, weight, torch.zeros_like(bias))


@misconception
def bias_on_rows(x, weight, bias):
    """The bias is added along the wrong axis: each *sample* gets a constant of its own. It is each regression that has
    one, and the regressions stand along the last axis."""
    return affine(x, weight, torch.zeros_like(bias)) + bias[:, None]


@misconception
def weight_applied_left(x, weight, bias):
    """With two axes this is right, but not with any other number: `.T` turns round *all* axes. The input stays as it
    is; let it stand on the left of the product, and only the weights are turned."""
    if x.shape[-1] != weight.shape[-1]:
        raise ValueError("widths differ")
    return (weight @ x.T).T + bias


@misconception
def sum_not_dot(x, weight, bias):
    """The products are added up over the wrong axis: over the regressions. Add them up over the input's numbers, so
    that each regression keeps its own sum."""
    return (x.unsqueeze(-2) * weight).sum(dim=-2) + bias


@misconception
def narrow_input_stretched(x, weight, bias):
    """An input that is one number wide is accepted whatever the weights: broadcasting quietly uses that number again
    and again. Compare the two widths first, and raise a ValueError when they differ."""
    return (x.unsqueeze(-2) * weight).sum(dim=-1) + bias


@misconception
def graph_cut(x, weight, bias):
    """The numbers are right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and
    nothing could be learned through it."""
    return affine(x.detach(), weight.detach(), bias.detach())


@misconception
def dtype_hardcoded(x, weight, bias):
    """The result does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return affine(x.float(), weight.float(), bias.float())


@misconception
def input_mutated(x, weight, bias):
    """An argument is changed in place (an operation with a trailing underscore, or `+=`): whoever called the function
    finds it changed. Work on a new tensor."""
    if x.shape[-1] != weight.shape[-1]:
        raise ValueError("widths differ")
    return x @ weight.t_() + bias
