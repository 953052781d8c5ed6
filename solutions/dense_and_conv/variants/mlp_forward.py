"""Other ways to write `mlp_forward`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import mlp_forward
from torch import nn

from autograder.testing import alternative, misconception


@alternative
def recursion(x, layers):
    (weight, bias), *rest = layers
    y = F.linear(x, weight, bias)
    return recursion(y.clamp(min=0), rest) if rest else y


@alternative
def bend_before_each_but_the_first(x, layers):
    assert len(layers) > 0
    for number, (weight, bias) in enumerate(layers):
        if number > 0:
            x = torch.where(x > 0, x, 0)
        x = torch.einsum("ni,oi->no", x, weight) + bias
    return x


@alternative
def ready_made_layers(x, layers):
    parts = []
    for weight, bias in layers:
        linear = nn.Linear(*weight.T.shape)
        del linear.weight, linear.bias
        linear.weight, linear.bias = weight, bias  # as they are, so that gradients reach them
        parts += [linear, nn.ReLU()]
    return nn.Sequential(*parts[:-1])(x) if parts else mlp_forward(x, layers)


def _run(x, layers, activation=torch.relu, last=lambda x: x):
    """The right answer, but for what the arguments change."""
    if not layers:
        raise ValueError("no layers")
    for weight, bias in layers[:-1]:
        x = activation(x @ weight.T + bias)
    weight, bias = layers[-1]
    return last(x @ weight.T + bias)


@misconception
def relu_last(x, layers):
    """There is a ReLU after the last layer too, so that the network can never answer with a negative number. The last
    layer's numbers are the answer as they come."""
    return _run(x, layers, last=torch.relu)


@misconception
def no_activation(x, layers):
    """There is no ReLU. Without a bend in between, any number of layers is no more than one regression: the exercise
    collapse_linear shows it."""
    return _run(x, layers, activation=lambda x: x)


@misconception
def relu_first(x, layers):
    """The input itself goes through a ReLU before the first layer, and everything negative in it is lost. The ReLU
    comes after a layer, not before it."""
    return _run(x.relu(), layers)


@misconception
def reversed_layers(x, layers):
    """The layers are used from the last to the first. The first one in the list is next to the input."""
    return _run(x, layers[::-1])


@misconception
def sigmoid_instead(x, layers):
    """The bend is a sigmoid. Here it is a ReLU, which leaves positive numbers just as they are."""
    return _run(x, layers, activation=torch.sigmoid)


@misconception
def residual_added(x, layers):
    """Each hidden layer's input is added to what it found. That is a residual connection, a good idea for later; here
    a layer's result takes the place of its input."""
    if not layers:
        raise ValueError("no layers")
    for weight, bias in layers[:-1]:
        x = x + (x @ weight.T + bias).relu()
    return _run(x, layers[-1:])


@misconception
def relu_before_bias(x, layers):
    """The ReLU comes before the bias is added. The bias belongs to the regression: it decides where the bend is. Add it
    first."""
    if not layers:
        raise ValueError("no layers")
    for weight, bias in layers[:-1]:
        x = (x @ weight.T).relu() + bias
    return _run(x, layers[-1:])


@misconception
def two_layers_only(x, layers):
    """Only the first and the last layer are used. The list may hold any number of layers; each of them works on the
    result of the one before."""
    return _run(x, layers if len(layers) < 2 else [layers[0], layers[-1]])


@misconception
def no_layers_accepted(x, layers):
    """A network without any layer hands back its input. Refuse an empty list with a ValueError: nobody means that."""
    return _run(x, layers) if layers else x


@misconception
def graph_cut(x, layers):
    """The answer is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way (or the
    weights were copied into new layers), and the network could not learn."""
    return _run(x.detach(), [(weight.detach(), bias.detach()) for weight, bias in layers])


@misconception
def dtype_hardcoded(x, layers):
    """The result does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return _run(x.float(), [(weight.float(), bias.float()) for weight, bias in layers])


@misconception
def input_mutated(x, layers):
    """The list of layers is changed (pop, remove, reverse …): whoever called the function finds layers missing. Read
    from it, or work on a copy."""
    if not layers:
        raise ValueError("no layers")
    last = layers.pop()
    return _run(x, [*layers, last])
