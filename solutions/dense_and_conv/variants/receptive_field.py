"""Other ways to write `receptive_field`: right ones, and the mistakes students make."""

import math

import torch
from reference import receptive_field

from autograder.testing import alternative, misconception


def _check(layers):
    """Refuses what the reference refuses."""
    if any(kernel < 1 or stride < 1 for kernel, stride in layers):
        raise ValueError("kernel or stride")


@alternative
def back_from_the_output(layers):
    _check(layers)
    seen = 1
    for kernel, stride in reversed(layers):
        seen = (seen - 1) * stride + kernel
    return seen


@alternative
def first_and_last_position(layers):
    _check(layers)
    last = 0
    for kernel, stride in layers[::-1]:
        last = last * stride + kernel - 1
    return last + 1


@alternative
def recursion(layers):
    if not layers:
        return 1
    *before, (kernel, stride) = layers
    assert kernel >= 1 and stride >= 1
    apart = math.prod(stride for _, stride in before)
    return recursion(before) + (kernel - 1) * apart


@misconception
def sum_kernels(layers):
    """The kernels are added up. But two kernels on top of one another share a position, and a stride in an early layer
    spreads out what later kernels see."""
    _check(layers)
    return sum(kernel for kernel, _ in layers) if layers else 1


@misconception
def product_kernels(layers):
    """The kernels are multiplied. Neighbouring numbers see nearly the same inputs, so each layer only *adds* to what is
    seen."""
    _check(layers)
    return math.prod(kernel for kernel, _ in layers)


@misconception
def stride_from_current_layer(layers):
    """A layer's stride already counts for its own kernel. But a kernel looks at neighbours in the layer before it; the
    stride sets the layer's own outputs apart, which only later layers notice."""
    _check(layers)
    span, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        span += (kernel - 1) * step
    return span


@misconception
def no_stride(layers):
    """The strides are not used. After a layer with stride 2, neighbouring numbers are two inputs apart, and a later
    kernel reaches twice as far."""
    return receptive_field([(kernel, min(stride, 1)) for kernel, stride in layers])


@misconception
def last_stride_only(layers):
    """Only the stride of the layer just before is used. Strides multiply: after two layers with stride 2, neighbouring
    numbers are four inputs apart."""
    _check(layers)
    strides = [1, *(stride for _, stride in layers)]
    return 1 + sum((kernel - 1) * stride for (kernel, _), stride in zip(layers, strides, strict=False))


def _whole_kernels(layers, span):
    """Every layer adds its whole kernel to the span so far."""
    _check(layers)
    step = 1
    for kernel, stride in layers:
        span, step = span + kernel * step, step * stride
    return span


@misconception
def whole_kernels(layers):
    """Each layer adds its whole kernel. But one of its positions is in what an output spans already: only the other
    kernel - 1 reach beyond it."""
    return _whole_kernels(layers, 1)


@misconception
def whole_kernels_from_nothing(layers):
    """The span begins at 0, and each layer adds its whole kernel. That is right for one layer. On top of another, one
    position of the kernel is spanned already: begin at 1 and add kernel - 1."""
    return _whole_kernels(layers, 0) if layers else 1


@misconception
def off_by_one(layers):
    """One position is missing. Before the first layer, an output already spans 1 input, not 0: count the fence posts,
    not the gaps between them."""
    return receptive_field(layers) - 1


@misconception
def order_reversed(layers):
    """The layers are taken in the wrong order. The first in the list is next to the input: its stride spreads out what
    all others see, the last layer's stride nothing at all."""
    return receptive_field(layers[::-1])


@misconception
def gaps_left_out(layers):
    """Only the positions that some kernel looks at are counted. Asked for is the distance from the first to the last,
    with the gaps in between."""
    _check(layers)
    seen = {0}
    for kernel, stride in reversed(layers):
        seen = {position * stride + offset for position in seen for offset in range(kernel)}
    return len(seen)


@misconception
def nothing_without_layers(layers):
    """Without any layer the answer is 0. The output then is the input itself, and sees one position."""
    return receptive_field(layers) if layers else 0


@misconception
def zero_accepted(layers):
    """A kernel or a stride of 0 is accepted. There is no such convolution: raise a ValueError."""
    span, step = 1, 1
    for kernel, stride in layers:
        span, step = span + (kernel - 1) * step, step * stride
    return span


@misconception
def tensor_returned(layers):
    """The result is a tensor. Asked for is a number of positions: a plain int."""
    return torch.tensor(receptive_field(layers))


@misconception
def input_mutated(layers):
    """The list of layers is changed (pop, reverse, sort …): whoever called the function finds other layers than before.
    Read from it, or use `reversed`."""
    layers.reverse()
    return receptive_field(layers[::-1])
