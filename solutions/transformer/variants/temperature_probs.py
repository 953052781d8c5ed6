"""Other ways to write `temperature_probs`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import temperature_probs as right_temperature_probs

from autograder.testing import alternative, misconception


@alternative
def power_in_log_space(logits, temperature):
    """p to the power of 1/T, made to sum to 1 again, is the same."""
    if temperature == 0:
        first = logits.argmax(-1, keepdim=True)
        return torch.zeros_like(logits).scatter(-1, first, 1.0)
    if not temperature > 0:
        raise ValueError("negative")
    powers = logits.log_softmax(-1) / temperature
    return (powers - powers.logsumexp(-1, keepdim=True)).exp()


@alternative
def log_softmax(logits, temperature):
    if temperature < 0.0:
        raise ValueError("negative")
    if temperature == 0.0:
        largest = logits == logits.max(dim=-1, keepdim=True).values
        return (largest & (largest.cumsum(dim=-1) == 1)).to(logits)
    return F.log_softmax(logits.div(temperature), dim=-1).exp()


@alternative
def by_hand(logits, temperature):
    assert temperature >= 0
    if temperature == 0:
        return torch.eye(logits.shape[-1], dtype=logits.dtype)[logits.argmax(-1)]
    shifted = logits - logits.amax(-1, keepdim=True).detach()
    powers = torch.exp(shifted / temperature)
    return powers / powers.sum(-1, keepdim=True)


def _shared(logits, temperature, *, share=None, cold=None):
    """The right answer, but for what the arguments change: at other temperatures, and at 0."""
    if temperature < 0:
        raise ValueError("negative")
    if temperature == 0:
        return (cold or (lambda logits: right_temperature_probs(logits, 0)))(logits)
    return (share or (lambda logits, temperature: (logits / temperature).softmax(-1)))(logits, temperature)


@misconception
def temperature_ignored(logits, temperature):
    """The temperature is not used. Divide the logits by it before the softmax."""
    return _shared(logits, temperature, share=lambda logits, temperature: logits.softmax(-1))


@misconception
def multiply_instead(logits, temperature):
    """The logits are multiplied by the temperature, so that a high one favours the favourites. Divide by it: heat
    levels."""
    return _shared(logits, temperature, share=lambda logits, temperature: (logits * temperature).softmax(-1))


@misconception
def after_softmax(logits, temperature):
    """The probabilities are divided by the temperature, after the softmax, and no longer sum to 1. Divide the logits,
    before it."""
    return _shared(logits, temperature, share=lambda logits, temperature: logits.softmax(-1) / temperature)


@misconception
def softmax_twice(logits, temperature):
    """The softmax is taken twice: probabilities are divided by the temperature, and then treated as logits again."""
    return _shared(
        logits, temperature, share=lambda logits, temperature: (logits.softmax(-1) / temperature).softmax(-1)
    )


@misconception
def power_wrong(logits, temperature):
    """The probabilities are raised to the power of the temperature. If powers at all, then 1 / temperature."""

    def share(logits, temperature):
        return (logits.log_softmax(-1) * temperature).exp()

    return _shared(logits, temperature, share=share)


@misconception
def log_probabilities(logits, temperature):
    """The result is the logarithm of the probabilities (`log_softmax`). The probabilities themselves are asked for."""
    return _shared(logits, temperature, share=lambda logits, temperature: (logits / temperature).log_softmax(-1))


@misconception
def zero_division(logits, temperature):
    """At the temperature 0 the logits are divided by 0, and NaN comes out. Treat it before dividing: all goes to the
    largest."""
    return _shared(logits, temperature, cold=lambda logits: (logits / 0).softmax(-1))


@misconception
def zero_is_one(logits, temperature):
    """At the temperature 0 nothing is done with the logits, as if it were 1. All of the probability goes to the largest
    then."""
    return _shared(logits, temperature, cold=lambda logits: logits.softmax(-1))


@misconception
def zero_is_index(logits, temperature):
    """At the temperature 0 the place of the largest logit is returned. Probabilities are asked for: 1 at that place,
    0 at all others."""
    return _shared(logits, temperature, cold=lambda logits: logits.argmax(-1))


@misconception
def zero_refused(logits, temperature):
    """The temperature 0 is refused. It is allowed: all of the probability goes to the largest logit."""
    if temperature <= 0:
        raise ValueError("not positive")
    return (logits / temperature).softmax(-1)


@misconception
def argmax_ties_shared(logits, temperature):
    """At the temperature 0 several equally large logits share. The first of them gets it all."""

    def cold(logits):
        largest = (logits == logits.amax(-1, keepdim=True)).to(logits.dtype)
        return largest / largest.sum(-1, keepdim=True)

    return _shared(logits, temperature, cold=cold)


@misconception
def argmax_ties_all(logits, temperature):
    """At the temperature 0 each of several equally large logits gets the probability 1. Only the first of them does."""
    return _shared(logits, temperature, cold=lambda logits: (logits == logits.amax(-1, keepdim=True)).to(logits.dtype))


@misconception
def softmax_dim0(logits, temperature):
    """The softmax runs over the first axis, which is the batch when there is one. Take it over the vocabulary, the last
    axis."""
    return _shared(logits, temperature, share=lambda logits, temperature: (logits / temperature).softmax(0))


@misconception
def naive_exp(logits, temperature):
    """The softmax is written as exp(x) / Σ exp(x), which overflows for large logits. Subtract the largest one first, or
    use softmax."""

    def share(logits, temperature):
        powers = (logits / temperature).exp()
        return powers / powers.sum(-1, keepdim=True)

    return _shared(logits, temperature, share=share)


@misconception
def almost_zero_added(logits, temperature):
    """A small number is added to the temperature so that 0 does not hurt. Then 0 is not quite 0, and equal logits
    share. Treat 0 by itself."""
    if temperature < 0:
        raise ValueError("negative")
    return (logits / (temperature + 1e-3)).softmax(-1)


@misconception
def negative_accepted(logits, temperature):
    """A negative temperature is accepted: it makes the unlikeliest token the likeliest. Raise a ValueError."""
    if temperature == 0:
        return right_temperature_probs(logits, 0)
    return (logits / temperature).softmax(-1)


@misconception
def graph_cut(logits, temperature):
    """The probabilities are right, but cut off from the gradient: a detach(), .data or .numpy() is on the way."""
    return right_temperature_probs(logits.detach(), temperature)


@misconception
def dtype_hardcoded(logits, temperature):
    """The result does not keep the dtype of the logits: something on the way is fixed to float32."""
    return right_temperature_probs(logits, temperature).float()


@misconception
def one_hot_is_whole(logits, temperature):
    """At the temperature 0 the result consists of whole numbers: `F.one_hot` gives those. Give it the dtype of the
    logits."""
    return _shared(logits, temperature, cold=lambda logits: F.one_hot(logits.argmax(-1), logits.shape[-1]))


@misconception
def input_mutated(logits, temperature):
    """The logits themselves are changed: `/=` writes into the caller's own tensor. Write `logits = logits / …`
    instead."""
    result = right_temperature_probs(logits, temperature)
    with torch.no_grad():
        logits /= max(temperature, 0.1)
    return result
