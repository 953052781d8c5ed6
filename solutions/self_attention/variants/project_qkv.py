"""Other ways to write `project_qkv`: right ones, and the mistakes students make."""

import math

import torch
import torch.nn.functional as F

from autograder.testing import alternative, misconception


@alternative
def fused(x, w_q, w_k, w_v):
    q, k, v = (x @ torch.cat([w_q, w_k, w_v], dim=-1)).chunk(3, dim=-1)
    return q, k, v


@alternative
def einsum(x, w_q, w_k, w_v):
    return tuple(torch.einsum("...td,dk->...tk", x, w) for w in (w_q, w_k, w_v))


@alternative
def as_linear_layers(x, w_q, w_k, w_v):
    return F.linear(x, w_q.t()), F.linear(x, w_k.t()), F.linear(x, w_v.t())


@alternative
def multiply_and_add_up(x, w_q, w_k, w_v):
    stacked = torch.stack([w_q, w_k, w_v])
    return tuple((x.unsqueeze(-1) * w).sum(dim=-2) for w in stacked)


@misconception
def transposed_weight(x, w_q, w_k, w_v):
    """The matrices are turned round first. Here they are stored (width, head_width), so the tokens meet them as they
    are; it is `nn.Linear` that stores them the other way."""
    return x @ w_q.mT, x @ w_k.mT, x @ w_v.mT


@misconception
def same_for_all(x, w_q, w_k, w_v):
    """Queries and keys are the same. Each has its own matrix, so that looking for something and offering it can
    differ."""
    q = x @ w_q
    return q, q, x @ w_v


@misconception
def values_not_projected(x, w_q, w_k, w_v):
    """The values are the tokens themselves. They have a matrix of their own, `w_v`."""
    return x @ w_q, x @ w_k, x


@misconception
def order_swapped(x, w_q, w_k, w_v):
    """Keys and values have changed places. Return queries, keys, values, in this order."""
    return x @ w_q, x @ w_v, x @ w_k


@misconception
def keys_first(x, w_q, w_k, w_v):
    """Queries and keys have changed places. Return queries, keys, values, in this order."""
    return x @ w_k, x @ w_q, x @ w_v


@misconception
def left_multiply(x, w_q, w_k, w_v):
    """The matrices stand on the left, so it is the tokens that are mixed with each other. Each token keeps to itself:
    the tokens stand on the left, their numbers meet the rows of the matrix."""
    return w_q @ x, w_k @ x, w_v @ x


@misconception
def scaled_here(x, w_q, w_k, w_v):
    """The queries are divided by √K. That is the business of the attention weights; done here as well, the scores would
    be scaled twice."""
    return x @ w_q / math.sqrt(w_q.shape[-1]), x @ w_k, x @ w_v


@misconception
def graph_cut(x, w_q, w_k, w_v):
    """The projections are right, but cut off from the gradient: a detach(), .data or .numpy() is on the way, and the
    matrices could not learn."""
    return tuple((x @ w).detach() for w in (w_q, w_k, w_v))


@misconception
def dtype_hardcoded(x, w_q, w_k, w_v):
    """The results do not keep the dtype of the tokens: something on the way is fixed to float32."""
    return tuple(x.float() @ w.float() for w in (w_q, w_k, w_v))


@misconception
def input_mutated(x, w_q, w_k, w_v):
    """A matrix is changed in place: an operation with a trailing underscore changes the tensor itself. Use the one
    without the underscore."""
    return tuple(F.linear(x, w.t_()) for w in (w_q, w_k, w_v))
