"""Other ways to write `memory_influence`: right ones, and the mistakes students make."""

import torch
from given.recurrence import rnn_forward
from reference import memory_influence

from autograder.testing import alternative, misconception


@alternative
def product_of_slopes(xs, h0, w_x, w_h, b):
    with torch.no_grad():
        states, _ = rnn_forward(xs, h0, w_x, w_h, b)
        back, influence = torch.ones_like(b), []
        for state in reversed(states[0].unbind(0)):
            back = back * (1 - state**2)
            influence.insert(0, (back @ w_x).square().sum().sqrt())
            back = back @ w_h
        return torch.stack(influence)


@alternative
def jacobians(xs, h0, w_x, w_h, b):
    def last(tokens):
        h = h0
        for t in range(tokens.shape[1]):
            h = torch.tanh(tokens[:, t] @ w_x.T + h @ w_h.T + b)
        return h[0]

    jacobian = torch.func.jacrev(last)(xs).detach()  # (state, 1, time, width)
    return torch.linalg.vector_norm(jacobian.sum(dim=0)[0], dim=1)


@alternative
@torch.enable_grad()
def a_leaf_for_each_token(xs, h0, w_x, w_h, b):
    tokens = [token.detach().clone().requires_grad_(True) for token in xs[0]]
    h, w_x, w_h, b = h0[0].detach(), w_x.detach(), w_h.detach(), b.detach()
    for token in tokens:
        h = (w_x @ token + w_h @ h + b).tanh()
    h.sum().backward()
    return torch.tensor([float(token.grad.norm()) for token in tokens], dtype=xs.dtype)


def _slopes(xs, h0, w_x, w_h, b, read_off=torch.sum):
    """The gradient of what is read off the last memory, with respect to each token."""
    with torch.enable_grad():
        tokens = xs.detach().clone().requires_grad_()
        _, last = rnn_forward(tokens, h0, w_x, w_h, b)
        return torch.autograd.grad(read_off(last), tokens)[0][0]


@misconception
def influence_of_h_t(xs, h0, w_x, w_h, b):
    """The lengths of the memories are returned. How large a memory is says nothing of how long it lasts: take the
    gradient of the last memory with respect to each token."""
    return rnn_forward(xs, h0, w_x, w_h, b)[0][0].norm(dim=-1).detach()


@misconception
def gradient_by_states(xs, h0, w_x, w_h, b):
    """The gradient is taken with respect to the memories. Take it with respect to the tokens: what they do to a memory
    depends on `w_x` as well."""
    with torch.no_grad():
        states, _ = rnn_forward(xs, h0, w_x, w_h, b)
        back, influence = torch.ones_like(b), []
        for state in reversed(states[0].unbind(0)):
            influence.insert(0, back.norm())
            back = (back * (1 - state**2)) @ w_h
        return torch.stack(influence)


@misconception
def reversed_order(xs, h0, w_x, w_h, b):
    """The influences are in the wrong order. Entry 0 is that of the first token, which lies furthest back."""
    return memory_influence(xs, h0, w_x, w_h, b).flip(0)


@misconception
def grad_of_mean(xs, h0, w_x, w_h, b):
    """The gradient is that of the mean of the last memory. Take the sum of its numbers."""
    return _slopes(xs, h0, w_x, w_h, b, torch.mean).norm(dim=-1)


@misconception
def first_number_only(xs, h0, w_x, w_h, b):
    """The gradient is that of one number of the last memory. Take the sum of all of them."""
    return _slopes(xs, h0, w_x, w_h, b, lambda last: last[0, 0]).norm(dim=-1)


@misconception
def norm_of_the_memory(xs, h0, w_x, w_h, b):
    """The gradient is that of the last memory's length. Take the sum of its numbers; the length comes later, of each
    token's gradient."""
    return _slopes(xs, h0, w_x, w_h, b, torch.norm).norm(dim=-1)


@misconception
def all_states(xs, h0, w_x, w_h, b):
    """The gradient is that of all memories together. Asked for is what is left at the end: take the last memory."""
    with torch.enable_grad():
        tokens = xs.detach().clone().requires_grad_()
        states, _ = rnn_forward(tokens, h0, w_x, w_h, b)
        return torch.autograd.grad(states.sum(), tokens)[0][0].norm(dim=-1)


@misconception
def abs_sum_not_norm(xs, h0, w_x, w_h, b):
    """The sizes of a gradient's numbers are added up. Take its length: the root of the sum of squares."""
    return _slopes(xs, h0, w_x, w_h, b).abs().sum(dim=-1)


@misconception
def plain_sum(xs, h0, w_x, w_h, b):
    """The numbers of a gradient are added up, so that positive and negative ones cancel. Take its length: the root of
    the sum of squares."""
    return _slopes(xs, h0, w_x, w_h, b).sum(dim=-1)


@misconception
def squared_norm(xs, h0, w_x, w_h, b):
    """The root is missing: these are the squares of the lengths."""
    return _slopes(xs, h0, w_x, w_h, b).square().sum(dim=-1)


@misconception
def norm_over_time(xs, h0, w_x, w_h, b):
    """The length is taken over the wrong axis: it is one number for each token, over the width."""
    return _slopes(xs, h0, w_x, w_h, b).norm(dim=0)


@misconception
def relative(xs, h0, w_x, w_h, b):
    """The influences are divided by their sum or by the largest one. Return the lengths as they are: it matters whether
    they are small."""
    influence = memory_influence(xs, h0, w_x, w_h, b)
    return influence / influence.max()


@misconception
def batch_axis_kept(xs, h0, w_x, w_h, b):
    """The axis of the batch is still there. There is only one sequence: the result is (time,)."""
    return memory_influence(xs, h0, w_x, w_h, b)[None]


@misconception
def graph_kept(xs, h0, w_x, w_h, b):
    """The result carries a graph (`create_graph=True`, or weights that require gradients in a computation by hand). It
    is a measurement: `detach` it."""
    with torch.enable_grad():
        tokens = xs.detach().clone().requires_grad_()
        _, last = rnn_forward(tokens, h0, w_x, w_h, b)
        return torch.autograd.grad(last.sum(), tokens, create_graph=True)[0][0].norm(dim=-1)


@misconception
def needs_grad_mode(xs, h0, w_x, w_h, b):
    """Within `torch.no_grad()` it fails, since no graph is recorded there. Switch recording on around your
    own computation, with `torch.enable_grad`."""
    tokens = xs.detach().clone().requires_grad_()
    _, last = rnn_forward(tokens, h0, w_x, w_h, b)
    return torch.autograd.grad(last.sum(), tokens)[0][0].norm(dim=-1)


@misconception
def accumulates_grad(xs, h0, w_x, w_h, b):
    """It leaves something behind: `backward()` adds to the `.grad` of everything that requires gradients, the caller's
    weights too. Use `torch.autograd.grad`, or work on detached copies."""
    with torch.enable_grad():
        tokens = xs.detach().clone().requires_grad_()
        rnn_forward(tokens, h0, w_x, w_h, b)[1].sum().backward()
        return tokens.grad[0].norm(dim=-1)


@misconception
def dtype_hardcoded(xs, h0, w_x, w_h, b):
    """The influences do not have the dtype of the inputs: something on the way is fixed to float32 (`torch.tensor` of
    Python numbers?)."""
    return memory_influence(xs, h0, w_x, w_h, b).float()


@misconception
def input_mutated(xs, h0, w_x, w_h, b):
    """The tokens still require gradients after the call: `requires_grad_()` was called on the caller's own tensor. Make
    a copy first: `xs.detach().clone()`."""
    influence = memory_influence(xs, h0, w_x, w_h, b)
    xs.requires_grad_()
    return influence
