"""Other ways to write `similarity_scores`: right ones, and the mistakes students make."""

import math

import torch

from autograder.testing import alternative, misconception


@alternative
def operator(x):
    return x @ x.transpose(-2, -1)


@alternative
def einsum(x):
    return torch.einsum("...id,...jd->...ij", x, x)


@alternative
def multiply_and_add_up(x):
    return (x.unsqueeze(-2) * x.unsqueeze(-3)).sum(dim=-1)


@alternative(loses=("test_is_vectorised",))
def double_loop(x):
    tokens = x.unbind(dim=-2)
    return torch.stack([torch.stack([(a * b).sum(-1) for b in tokens], dim=-1) for a in tokens], dim=-2)


@misconception
def feature_gram(x):
    """The features are compared with each other, not the tokens: the sum has to run over the width, so that a (token,
    token) table is left."""
    return x.mT @ x


@misconception
def cosine(x):
    """The tokens are scaled to length 1 first: that gives the cosine of the angle. The dot product asked for keeps the
    lengths, so that a long vector counts for more."""
    unit = x / x.norm(dim=-1, keepdim=True)
    return unit @ unit.mT


@misconception
def distance(x):
    """These are distances between the tokens: small for similar ones, 0 for a token with itself. A similarity is to be
    large for similar tokens: take the dot product."""
    return (x.unsqueeze(-2) - x.unsqueeze(-3)).norm(dim=-1)


@misconception
def turns_all_axes(x):
    """`.T` turns round all axes, the batch axis too. Swap only the last two."""
    return x @ x.permute(*reversed(range(x.ndim)))


@misconception
def batch_mixed(x):
    """Tokens of different batch items are compared with each other. Leave the leading axes as they are: each item has
    its own table."""
    tokens = x.reshape(-1, x.shape[-1])
    return tokens @ tokens.mT


@misconception
def elementwise(x):
    """Each number is multiplied by itself only. Every token is to meet every token, so the result has one row and one
    column for each."""
    return x * x


@misconception
def scaled(x):
    """The scores are divided by the root of the width. That comes later, with the attention weights; here the plain dot
    product is asked for."""
    return x @ x.mT / math.sqrt(x.shape[-1])


@misconception
def weights_already(x):
    """A softmax has been taken. That is step 3; here the plain dot products are asked for."""
    return (x @ x.mT).softmax(dim=-1)


@misconception
def graph_cut(x):
    """The scores are right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and
    nothing could be learned through them."""
    return x.detach() @ x.detach().mT


@misconception
def dtype_hardcoded(x):
    """The result does not keep the dtype of `x`: something on the way is fixed to float32."""
    return x.float() @ x.float().mT


@misconception
def input_mutated(x):
    """`x` itself is turned round: an operation with a trailing underscore changes its tensor in place. Use the one
    without the underscore."""
    return x.clone() @ x.transpose_(-2, -1)
