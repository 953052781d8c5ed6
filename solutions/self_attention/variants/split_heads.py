"""Other ways to write `split_heads` and `merge_heads`: right ones, and the mistakes students make."""

import torch
from reference import merge_heads as right_merge_heads
from reference import split_heads as right_split_heads

from autograder.testing import alternative, misconception


@alternative
class chunk_and_stack:
    @staticmethod
    def split_heads(x, num_heads):
        if num_heads < 1 or x.shape[-1] % num_heads != 0:
            raise ValueError("the heads do not fit")
        return torch.stack(x.chunk(num_heads, dim=-1), dim=1)

    @staticmethod
    def merge_heads(x):
        return torch.cat(x.unbind(dim=1), dim=-1)


@alternative
class unflatten_and_flatten:
    @staticmethod
    def split_heads(x, num_heads):
        if num_heads < 1 or x.size(2) % num_heads != 0:
            raise ValueError("the heads do not fit")
        return x.unflatten(2, (num_heads, -1)).permute(0, 2, 1, 3)

    @staticmethod
    def merge_heads(x):
        return x.permute(0, 2, 1, 3).flatten(start_dim=2)


@alternative
class index_by_index:
    @staticmethod
    def split_heads(x, num_heads):
        if num_heads <= 0:
            raise ValueError("no heads")
        head_width, rest = divmod(x.shape[-1], num_heads)
        if rest:
            raise ValueError("channels are left over")
        channels = torch.arange(num_heads * head_width).view(num_heads, 1, head_width)
        return x[:, torch.arange(x.shape[1]).view(1, -1, 1), channels]

    @staticmethod
    def merge_heads(x):
        merged = x.new_zeros(x.shape[0], x.shape[2], x.shape[1] * x.shape[3])
        for head in range(x.shape[1]):
            merged[:, :, head * x.shape[3] : (head + 1) * x.shape[3]] = x[:, head]
        return merged


def _check(x, num_heads):
    if num_heads < 1 or x.shape[-1] % num_heads:
        raise ValueError("the heads do not fit")


@misconception
def view_only(x, num_heads):
    """The shape is right, but the tokens are mixed up: `view` and `reshape` only cut the same row of numbers anew, and
    a head then gets whole tokens instead of a part of each. Make the head axis out of the channels, then move it
    forward."""
    _check(x, num_heads)
    return x.reshape(x.shape[0], num_heads, x.shape[1], -1)


@misconception
class view_both_ways:
    """Both functions only cut the same row of numbers anew, so that they undo each other and still mix up the tokens: a
    head gets whole tokens instead of a part of each. Make the head axis out of the channels, then swap it with the
    token axis, and swap back before you merge."""

    @staticmethod
    def split_heads(x, num_heads):
        _check(x, num_heads)
        return x.reshape(x.shape[0], num_heads, x.shape[1], -1)

    @staticmethod
    def merge_heads(x):
        return x.reshape(x.shape[0], x.shape[2], -1)


@misconception
def interleaved(x, num_heads):
    """Each head gets every so-many-th channel. Its channels are to be neighbours: the first K belong to head 0. Mind
    the order of the two axes that you split the channels into."""
    _check(x, num_heads)
    return x.reshape(*x.shape[:2], -1, num_heads).permute(0, 3, 1, 2)


@misconception
def wrong_axis_swap(x, num_heads):
    """The result is (batch, token, head, K). Move the head axis before the tokens, so that each head has its own table
    of tokens."""
    _check(x, num_heads)
    return x.reshape(*x.shape[:2], num_heads, -1)


@misconception
def head_width_is_num_heads(x, num_heads):
    """The number of heads and the width of a head are taken for one another: `num_heads` says how many heads there
    are."""
    _check(x, num_heads)
    return x.reshape(*x.shape[:2], -1, num_heads).transpose(1, 2)


@misconception
def remainder_dropped(x, num_heads):
    """A width that cannot be divided evenly is accepted, and the channels left over are lost without a word. Raise a
    ValueError."""
    if num_heads < 1:
        raise ValueError("no heads")
    fitting = x.shape[-1] - x.shape[-1] % num_heads
    return right_split_heads(x[..., :fitting], num_heads)


@misconception(of="merge_heads")
def merge_without_transpose(x):
    """`merge_heads` only reshapes, so that different tokens end up in one row. The heads of a token must be neighbours
    first: swap the head and the token axis back."""
    return x.reshape(x.shape[0], x.shape[2], -1)


@misconception(of="merge_heads")
def merge_interleaved(x):
    """`merge_heads` deals the channels out in turn: first channel of head 0, first of head 1, and so on. Each head's
    channels stay together."""
    return x.permute(0, 2, 3, 1).flatten(start_dim=2)


@misconception(of="merge_heads")
def heads_added(x):
    """`merge_heads` adds the heads up, or averages them. Put them side by side: nothing may be lost."""
    return x.sum(dim=1)


@misconception(of="merge_heads")
def view_noncontiguous(x):
    """`view` cannot follow a transpose: the numbers no longer lie in the memory in the order of the new shape. Use
    `reshape`, or `contiguous()` first."""
    return x.transpose(1, 2).view(x.shape[0], x.shape[2], -1)


@misconception
class graph_cut:
    """The numbers are right, but cut off from the gradient: a detach(), .data or torch.tensor(…) is on the way, and
    nothing could be learned through them."""

    @staticmethod
    def split_heads(x, num_heads):
        return right_split_heads(x.detach(), num_heads)

    @staticmethod
    def merge_heads(x):
        return right_merge_heads(x.detach())


@misconception
def dtype_hardcoded(x, num_heads):
    """The result does not keep the dtype of `x`: it is filled into a buffer that is always float32."""
    return right_split_heads(x, num_heads).float()


@misconception(of="merge_heads")
def merged_dtype_hardcoded(x):
    """The result of `merge_heads` does not keep the dtype of `x`: it is filled into a buffer that is always float32."""
    return right_merge_heads(x).float()


@misconception(of="merge_heads")
def input_mutated(x):
    """`merge_heads` turns its argument round in place: an operation with a trailing underscore changes the tensor
    itself. Use the one without the underscore."""
    return x.transpose_(1, 2).flatten(start_dim=2)
