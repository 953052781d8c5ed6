"""Other ways to write `rnn_forward`: right ones, and the mistakes students make."""

import torch
from reference import rnn_forward

from autograder.testing import alternative, misconception


def _step(x, h, w_x, w_h, b):
    """The memory after one more token."""
    return torch.tanh(x @ w_x.T + h @ w_h.T + b)


@alternative
def preallocated(xs, h0, w_x, w_h, b):
    batch, time, _ = xs.shape
    states = torch.zeros(batch, time, h0.shape[1], dtype=xs.dtype)
    h = h0
    for t in range(time):
        h = _step(xs[:, t], h, w_x, w_h, b)
        states[:, t] = h
    return states, h


@alternative
def tokens_projected_first(xs, h0, w_x, w_h, b):
    projected = xs @ w_x.T + b
    states, h = [], h0.clone()
    for t in range(xs.shape[1]):
        h = (projected[:, t] + h @ w_h.T).tanh()
        states += [h.unsqueeze(1)]
    return (torch.cat(states, dim=1) if states else xs.new_zeros(xs.shape[0], 0, h0.shape[1])), h


@alternative
def recursion(xs, h0, w_x, w_h, b):
    if xs.shape[1] == 0:
        return torch.empty(*xs.shape[:2], len(b), dtype=xs.dtype), h0
    before, h = recursion(xs[:, :-1], h0, w_x, w_h, b)
    h = torch.nn.functional.linear(torch.cat([xs[:, -1], h], -1), torch.cat([w_x, w_h], 1), b).tanh()
    return torch.cat([before, h[:, None]], dim=1), h


@misconception
def time_axis_0(xs, h0, w_x, w_h, b):
    """The steps go along the first axis, which is the batch: one sequence after the other is taken for a token. Time is
    the second axis: `xs[:, t]`."""
    states, _ = rnn_forward(xs.transpose(0, 1), h0, w_x, w_h, b)
    states = states.transpose(0, 1)
    return states, states[:, -1]


@misconception
def stacked_time_first(xs, h0, w_x, w_h, b):
    """The memories have time as first axis (`torch.stack` without `dim=1`?). The batch stays first: (batch, time,
    state)."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    return states.transpose(0, 1), last


@misconception
def state_not_carried(xs, h0, w_x, w_h, b):
    """Every step begins with `h0`. Each step goes on from the memory that the one before it has left."""
    steps = [_step(x, h0, w_x, w_h, b) for x in xs.unbind(1)]
    return torch.stack([h0, *steps], dim=1)[:, 1:], steps[-1] if steps else h0


@misconception
def h0_ignored(xs, h0, w_x, w_h, b):
    """The memory begins with zeros, whatever `h0` is. It begins with `h0`: somebody may have read something before."""
    return rnn_forward(xs, torch.zeros_like(h0), w_x, w_h, b) if xs.shape[1] else rnn_forward(xs, h0, w_x, w_h, b)


@misconception
def returns_h0_too(xs, h0, w_x, w_h, b):
    """There is a memory too many: `h0` is among the results. There is one for each token, after it was read."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    return torch.cat([h0[:, None], states], dim=1), last


@misconception
def states_before_update(xs, h0, w_x, w_h, b):
    """The memories are those *before* each token. Keep the memory after the step."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    return torch.cat([h0[:, None], states], dim=1)[:, :-1], last


@misconception
def reversed_time(xs, h0, w_x, w_h, b):
    """The sequences are read from the end. `xs[:, 0]` comes first."""
    states, last = rnn_forward(xs.flip(1), h0, w_x, w_h, b)
    return states.flip(1), last


@misconception
def states_backwards(xs, h0, w_x, w_h, b):
    """The memories come in the wrong order, the last one first (`insert(0, …)`?). Append them as they come."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    return states.flip(1), last


@misconception
def first_state_as_last(xs, h0, w_x, w_h, b):
    """The second result is the memory after the first token. Return the one after the last."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    return states, states[:, 0] if xs.shape[1] else last


@misconception
def last_sequence_as_last_state(xs, h0, w_x, w_h, b):
    """The second result is all that the last sequence went through (`states[-1]`). Return the last memory of every
    sequence: `states[:, -1]`."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    return states, states[-1] if xs.shape[1] else last


@misconception
def results_swapped(xs, h0, w_x, w_h, b):
    """The results are in the wrong order: first all memories, then the last one."""
    return rnn_forward(xs, h0, w_x, w_h, b)[::-1]


@misconception
def last_state_only(xs, h0, w_x, w_h, b):
    """Only the last memory is returned. Return two results: all memories, and the last one."""
    return rnn_forward(xs, h0, w_x, w_h, b)[1]


@misconception
def no_transpose_wh(xs, h0, w_x, w_h, b):
    """`w_h` is used the wrong way round. It is square, so nothing complains: row k of it makes number k of the new
    memory, as with `w_x`. Transpose it."""
    return rnn_forward(xs, h0, w_x, w_h.T, b)


@misconception
def no_tokens_fails(xs, h0, w_x, w_h, b):
    """Without any token there is an error (from `torch.stack` of nothing, or `states[-1]`). Nothing was read, so the
    memory is still `h0`, and the memories have the shape (batch, 0, state)."""
    if xs.shape[1] == 0:
        raise RuntimeError("stack expects a non-empty TensorList")
    return rnn_forward(xs, h0, w_x, w_h, b)


@misconception
def past_cut_off(xs, h0, w_x, w_h, b):
    """Each step is cut off from the gradient of those before it (`detach` or `.data`), so that nothing can be learned
    over more than one step."""
    states, h = [h0], h0
    for x in xs.unbind(1):
        h = _step(x, h.detach(), w_x, w_h, b)
        states.append(h)
    return torch.stack(states, dim=1)[:, 1:], h


@misconception
def graph_cut(xs, h0, w_x, w_h, b):
    """The results are cut off from the gradient (`detach`, `.data` or `no_grad`), so that nothing can be learned."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    return states.detach(), last.detach()


@misconception
def dtype_hardcoded(xs, h0, w_x, w_h, b):
    """The results do not have the dtype of the inputs: a tensor on the way was made as float32 (`torch.zeros` without a
    dtype?)."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    return torch.zeros(states.shape).copy_(states), last


@misconception
def h0_inplace(xs, h0, w_x, w_h, b):
    """`h0` is changed in place (`h += …`, `copy_`, `h[:] = …`): `h = h0` makes no copy, it is the same tensor under
    another name. Make a new tensor in each step."""
    states, last = rnn_forward(xs, h0, w_x, w_h, b)
    h0.data.copy_(last)
    return states, last
