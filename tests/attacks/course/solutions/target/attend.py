"""Attention weights."""

from torch import Tensor


def attend(q: Tensor, k: Tensor) -> Tensor:
    """Softmax over the keys of q·k / √width."""
    ### BEGIN SOLUTION
    return (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).softmax(-1)
    ### END SOLUTION
