"""Which tokens may be drawn at all: only the likeliest."""

import math

import torch
from jaxtyping import Float
from torch import Tensor


def filter_logits(
    logits: Float[Tensor, "*batch vocabulary"], top_k: int | None = None, top_p: float | None = None
) -> Float[Tensor, "*batch vocabulary"]:
    """The logits with those of unlikely tokens set to -inf, so that a softmax gives them exactly 0; all others stay as
    they are, and where they are.

    `top_k` keeps exactly the k largest of each row (all, if there are no more than k). Which of several equal ones are
    kept is free. `top_p` keeps the smallest set of the likeliest tokens whose probabilities (the softmax of the logits)
    add up to at least p: the token that reaches p is still kept, so at least one is. With p = 1 all are kept. If both
    are given, k comes first, and p then counts the probabilities of what is left, which again add up to 1. With neither
    nothing changes. Gradients reach the logits that are kept. There may be any number of axes before the last one, or
    none. Keep the dtype, and leave the logits as they are.

    Raises:
        ValueError: `top_k` is less than 1, or `top_p` is not above 0 and at most 1.

    Example: the probabilities are 0.125, 0.5, 0.125 and 0.25. To reach 0.7 it takes the two largest.

    >>> logits = torch.tensor([0.125, 0.5, 0.125, 0.25]).log()
    >>> filter_logits(logits, top_p=0.7).softmax(dim=-1)
    tensor([0.0000, 0.6667, 0.0000, 0.3333])
    >>> filter_logits(logits, top_k=1).softmax(dim=-1)
    tensor([0., 1., 0., 0.])
    """
    ### BEGIN SOLUTION
    if top_k is not None and top_k < 1:
        raise ValueError(f"no token is among the top {top_k}")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"a probability of {top_p}")
    if top_k is not None:
        best = logits.topk(min(top_k, logits.shape[-1]))
        logits = torch.full_like(logits, -math.inf).scatter(-1, best.indices, best.values)
    if top_p is not None:
        ordered, order = logits.sort(descending=True)
        shares = ordered.softmax(dim=-1)
        before = shares.cumsum(dim=-1) - shares  # what the tokens in front of each add up to
        ordered = ordered.masked_fill((before >= top_p) & (top_p < 1), -math.inf)
        logits = ordered.gather(-1, order.argsort())  # back to their places
    return logits
    ### END SOLUTION
