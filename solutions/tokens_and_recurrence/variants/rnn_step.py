"""Other ways to write `rnn_step`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import rnn_step

from autograder.testing import alternative, misconception


@alternative
def one_matrix(x, h, w_x, w_h, b):
    return torch.tanh(torch.cat([x, h], dim=1) @ torch.cat([w_x, w_h], dim=1).T + b)


@alternative
def einsums(x, h, w_x, w_h, b):
    return (torch.einsum("bd,kd->bk", x, w_x) + torch.einsum("bj,kj->bk", h, w_h) + b).tanh()


@alternative
def two_dense_layers(x, h, w_x, w_h, b):
    return F.tanh(F.linear(x, w_x, b) + F.linear(h, w_h))


@alternative
def sequence_by_sequence(x, h, w_x, w_h, b):
    return torch.stack([2 * torch.sigmoid(2 * (w_x @ x[i] + w_h @ h[i] + b)) - 1 for i in range(x.shape[0])])


@misconception
def no_transpose_wh(x, h, w_x, w_h, b):
    """`w_h` is used the wrong way round. It is square, so nothing complains: row k of it makes number k of the new
    memory, as with `w_x`. Transpose it."""
    return torch.tanh(x @ w_x.T + h @ w_h + b)


@misconception
def no_transpose_wx(x, h, w_x, w_h, b):
    """`w_x` is used the wrong way round. Row k of it makes number k of the new memory: transpose it, also when it is
    square."""
    return torch.tanh(x @ w_x + h @ w_h.T + b)


@misconception
def no_tanh(x, h, w_x, w_h, b):
    """The tanh is missing. Without it, step after step makes the memory larger and larger, and it can only ever compute
    sums."""
    return x @ w_x.T + h @ w_h.T + b


@misconception
def sigmoid(x, h, w_x, w_h, b):
    """A sigmoid takes the place of tanh. The memory is to have numbers from -1 to 1."""
    return torch.sigmoid(x @ w_x.T + h @ w_h.T + b)


@misconception
def relu(x, h, w_x, w_h, b):
    """A ReLU takes the place of tanh. It lets the memory grow without bound; tanh keeps it between -1 and 1."""
    return torch.relu(x @ w_x.T + h @ w_h.T + b)


@misconception
def memory_forgotten(x, h, w_x, w_h, b):
    """The memory `h` is not used. Without it this is a plain dense layer, which knows nothing of earlier tokens."""
    return torch.tanh(x @ w_x.T + b)


@misconception
def input_forgotten(x, h, w_x, w_h, b):
    """The token `x` is not used. The new memory depends on both: the token and the old memory."""
    return torch.tanh(h @ w_h.T + b)


@misconception
def bias_forgotten(x, h, w_x, w_h, b):
    """The bias `b` is missing."""
    return torch.tanh(x @ w_x.T + h @ w_h.T)


@misconception
def bias_twice(x, h, w_x, w_h, b):
    """The bias is added twice, once for the token and once for the memory. There is only one."""
    return torch.tanh(F.linear(x, w_x, b) + F.linear(h, w_h, b))


@misconception
def tanh_inside(x, h, w_x, w_h, b):
    """There is a tanh around each part. Add up the token's part, the memory's part and the bias first; then comes one
    tanh around all of it."""
    return torch.tanh(x @ w_x.T + b) + torch.tanh(h @ w_h.T)


@misconception
def bias_outside(x, h, w_x, w_h, b):
    """The bias is added after the tanh. It belongs inside."""
    return torch.tanh(x @ w_x.T + h @ w_h.T) + b


@misconception
def concat_order(x, h, w_x, w_h, b):
    """Token and memory are put side by side in another order than their weights. Both orders are fine, but it must be
    the same one."""
    return torch.tanh(torch.cat([h, x], dim=1) @ torch.cat([w_x, w_h], dim=1).T + b)


@misconception
def added_to_memory(x, h, w_x, w_h, b):
    """The result is added to the old memory. It takes its place: what is to be kept goes through `w_h`."""
    return h + rnn_step(x, h, w_x, w_h, b)


@misconception
def tanh_of_exponentials(x, h, w_x, w_h, b):
    """For large numbers the result is NaN: the exponential in a home-made tanh is infinite. Use `torch.tanh`."""
    z = x @ w_x.T + h @ w_h.T + b
    return (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())


@misconception
def graph_cut(x, h, w_x, w_h, b):
    """The old memory is cut off from the gradient (`detach` or `.data`), so that nothing that happened before this step
    can be learned from."""
    return rnn_step(x, h.detach(), w_x, w_h, b)


@misconception
def dtype_hardcoded(x, h, w_x, w_h, b):
    """The new memory does not have the dtype of the inputs: something on the way is fixed to float32."""
    return rnn_step(*(tensor.float() for tensor in (x, h, w_x, w_h, b)))


@misconception
def input_mutated(x, h, w_x, w_h, b):
    """The old memory is changed in place (`h += …`, `copy_` …). Make a new tensor: the old one is still needed, for
    learning and by whoever called."""
    new = rnn_step(x, h, w_x, w_h, b)
    with torch.no_grad():
        h.copy_(new)
    return new
