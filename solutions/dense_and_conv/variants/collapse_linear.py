"""Other ways to write `collapse_linear`: right ones, and the mistakes students make."""

import functools

import torch
from reference import collapse_linear

from autograder.testing import alternative, misconception


@alternative
def ask_the_stack(layers):
    def stack(x):
        for weight, bias in layers:
            x = torch.nn.functional.linear(x, weight, bias)
        return x

    first_weight, _ = layers[0]
    width = first_weight.shape[1]
    bias = stack(first_weight.new_zeros(width))
    return (stack(torch.eye(width, dtype=first_weight.dtype)) - bias).T, bias


@alternative
def reduce_pairs(layers):
    def after(first, second):
        return second[0] @ first[0], torch.mv(second[0], first[1]) + second[1]

    return functools.reduce(after, layers)


@alternative
def from_the_last(layers):
    weight, bias = layers[-1]
    for before, its_bias in reversed(layers[:-1]):
        bias = bias + weight @ its_bias
        weight = weight @ before
    return [weight, bias]


@alternative
def one_matrix_with_the_bias_in_it(layers):
    def whole(weight, bias):
        constant = torch.zeros(1, weight.shape[1] + 1, dtype=weight.dtype)
        constant[0, -1] = 1
        return torch.cat([torch.cat([weight, bias[:, None]], dim=1), constant])

    product = functools.reduce(lambda done, layer: whole(*layer) @ done, layers[1:], whole(*layers[0]))
    return product[:-1, :-1], product[:-1, -1]


def _collapse(layers, next_bias):
    """The right weights, and the biases that `next_bias(done, weight, bias)` gives for a layer after those done."""
    weight, done = layers[0]
    for layer_weight, layer_bias in layers[1:]:
        weight, done = layer_weight @ weight, next_bias(done, layer_weight, layer_bias)
    return weight, done


@misconception
def bias_summed(layers):
    """The biases are just added up. But an early layer's bias goes through all the layers after it, like everything
    else: put the input 0 into two layers and follow what comes out."""
    return _collapse(layers, lambda done, weight, bias: done + bias)


@misconception
def wrong_order(layers):
    """The weights are multiplied in the order of the list. With x standing on the right, the layer that acts first
    stands next to it, and each later one to the left of all before."""
    weight, bias = layers[0]
    for layer_weight, layer_bias in layers[1:]:
        weight, bias = weight @ layer_weight, layer_weight @ bias + layer_bias
    return weight, bias


@misconception
def bias_not_propagated(layers):
    """Only the last layer's bias is kept. The earlier ones don't vanish: what they add goes on through the layers after
    them."""
    return _collapse(layers, lambda _done, _weight, bias: bias)


@misconception
def bias_from_left(layers):
    """The earlier bias is multiplied with the next weights from the wrong side, so that it meets their columns. It goes
    through the next layer just as an input does: row by row."""
    return _collapse(layers, lambda done, weight, bias: done @ weight + bias)


@misconception
def bias_through_itself(layers):
    """A layer's own bias is multiplied with its own weights. The bias is added after the weights have done their work:
    only the layers that follow change it."""
    return _collapse(layers, lambda done, weight, bias: weight @ (done + bias))


@misconception
def first_and_last_only(layers):
    """Only the first and the last layer are used. There may be any number of layers in between, and each of them
    counts."""
    return collapse_linear(layers if len(layers) < 2 else [layers[0], layers[-1]])


@misconception
def weights_turned_round(layers):
    """The weights come out as (in, out). As in every layer here they have one row for each output: (out, in)."""
    weight, bias = collapse_linear(layers)
    return weight.T, bias


@misconception
def graph_cut(layers):
    """The result is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way."""
    return collapse_linear([(weight.detach(), bias.detach()) for weight, bias in layers])


@misconception
def dtype_hardcoded(layers):
    """The result does not keep the dtype of the layers: something on the way is fixed to float32."""
    return collapse_linear([(weight.float(), bias.float()) for weight, bias in layers])


@misconception
def input_mutated(layers):
    """The list of layers is changed (pop, remove, reverse …): whoever called the function finds layers missing. Read
    from it, or work on a copy."""
    return collapse_linear([layers.pop(0), *layers])
