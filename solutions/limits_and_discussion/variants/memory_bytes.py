"""Other ways to write `memory_bytes`: right ones, and the mistakes students make."""

import torch
from given.transformer import TinyTransformerLM
from reference import memory_bytes
from torch import nn

from autograder.testing import alternative, misconception


@alternative
def counted_on_paper_tensors(
    vocab_size, max_len, d_model, num_layers, d_ff, bytes_per_number=4, training=False
):  # fmt: skip
    def block():
        attention = [nn.Linear(d_model, d_model, bias=False, device="meta") for _ in range(4)]
        dense = [nn.Linear(d_model, d_ff, device="meta"), nn.Linear(d_ff, d_model, device="meta")]
        return nn.ModuleList([*attention, *dense, *(nn.LayerNorm(d_model, device="meta") for _ in range(2))])

    model = nn.ModuleList([
        nn.Embedding(vocab_size, d_model, device="meta"), nn.Embedding(max_len, d_model, device="meta"),
        nn.Linear(d_model, vocab_size, bias=False, device="meta"), nn.LayerNorm(d_model, device="meta"),
        *(block() for _ in range(num_layers)),
    ])  # fmt: skip
    numbers = sum(parameter.numel() for parameter in model.parameters())
    return numbers * bytes_per_number * (1 + 3 * training)


@alternative
def given_model_on_the_meta_device(
    vocab_size, max_len, d_model, num_layers, d_ff, bytes_per_number=4, training=False
):  # fmt: skip
    with torch.device("meta"):
        model = TinyTransformerLM(vocab_size, max_len, d_model, 1, num_layers, d_ff)
    weights = sum(bytes_per_number * parameter.numel() for parameter in model.parameters())
    return weights if not training else weights + weights + 2 * weights


@alternative
def added_up(vocab_size, max_len, d_model, num_layers, d_ff, bytes_per_number=4, training=False):
    total = 2 * vocab_size * d_model + max_len * d_model + 2 * d_model
    for _ in range(num_layers):
        total += 4 * d_model**2 + 2 * d_model * d_ff + d_ff + 5 * d_model
    return bytes_per_number * (total << (2 if training else 0))


def _bytes(
    vocab_size, max_len, d_model, num_layers, d_ff, bytes_per_number=4, training=False, *,
    left_out=lambda v, m, d, n, f: 0, copies=4,
):  # fmt: skip
    """The right answer, but for numbers that are left out and for how many copies training takes."""
    right = memory_bytes(vocab_size, max_len, d_model, num_layers, d_ff, 1)
    numbers = right - left_out(vocab_size, max_len, d_model, num_layers, d_ff)
    return numbers * bytes_per_number * (copies if training else 1)


@misconception
def forgets_positions(*sizes, **further):
    """The table of places is missing: M by D numbers."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: m * d)


@misconception
def forgets_unembed(*sizes, **further):
    """The projection to the logits is missing. In this model it has weights of its own, V by D: it does not share those
    of the token table."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: v * d)


@misconception
def forgets_biases(*sizes, **further):
    """The biases of fc1 and fc2 are missing: F and D numbers in each block."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: n * (f + d))


@misconception
def forgets_norms(*sizes, **further):
    """The norms are missing: two in each block and one at the end, each with a gain and a shift of D numbers."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: (2 * n + 1) * 2 * d)


@misconception
def forgets_last_norm(*sizes, **further):
    """The norm after the last block is missing: 2 · D numbers."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: 2 * d)


@misconception
def norms_without_shift(*sizes, **further):
    """A norm is counted with D numbers. It has a gain and a shift, D numbers each."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: (2 * n + 1) * d)


@misconception
def three_projections(*sizes, **further):
    """Three projections of attention are counted in a block: queries, keys and values. There is a fourth one, which
    mixes what the heads found."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: n * d * d)


@misconception
def attention_with_biases(*sizes, **further):
    """The projections of attention are counted with biases. In this model they have none."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: -4 * n * d)


@misconception
def unembed_with_bias(*sizes, **further):
    """The projection to the logits is counted with a bias. In this model it has none."""
    return _bytes(*sizes, **further, left_out=lambda v, m, d, n, f: -v)


@misconception
def layers_not_multiplied(*sizes, **further):
    """One block is counted, however many there are. Each has weights of its own: multiply by the number of layers."""
    return _bytes(
        *sizes, **further, left_out=lambda v, m, d, n, f: (n - 1) * (4 * d * d + 2 * d * f + f + 5 * d)
    )  # fmt: skip


@misconception
def four_times_the_width(vocab_size, max_len, d_model, num_layers, d_ff, bytes_per_number=4, training=False):
    """A block is counted as 4 · D wide inside. That is usual, but here the width is an argument, `d_ff`."""
    return memory_bytes(vocab_size, max_len, d_model, num_layers, 4 * d_model, bytes_per_number, training)


@misconception
def adam_x3(*sizes, **further):
    """In training, three numbers are counted in the place of one. There are four: the weight, its gradient, and the
    optimizer's two running means."""
    return _bytes(*sizes, **further, copies=3)


@misconception
def gradients_only(*sizes, **further):
    """In training, two numbers are counted in the place of one, the weight and its gradient. The optimizer keeps two
    running means for each as well."""
    return _bytes(*sizes, **further, copies=2)


@misconception
def training_ignored(*sizes, **further):
    """Training takes no more than using the model. It takes four numbers in the place of one: the weight, its gradient,
    and the optimizer's two running means."""
    return _bytes(*sizes, **further, copies=1)


@misconception
def numbers_not_bytes(vocab_size, max_len, d_model, num_layers, d_ff, bytes_per_number=4, training=False):
    """The numbers are counted, not their bytes: multiply by `bytes_per_number`."""
    return memory_bytes(vocab_size, max_len, d_model, num_layers, d_ff, 1, training)


@misconception
def always_four_bytes(vocab_size, max_len, d_model, num_layers, d_ff, bytes_per_number=4, training=False):
    """Each number is counted with 4 bytes. How many they are is an argument, `bytes_per_number`: large models are often
    kept with 2, or 1."""
    return memory_bytes(vocab_size, max_len, d_model, num_layers, d_ff, 4, training)


@misconception
def bits_not_bytes(vocab_size, max_len, d_model, num_layers, d_ff, bytes_per_number=4, training=False):
    """The result is in bits: it is 8 times too large. Asked for are bytes."""
    return memory_bytes(vocab_size, max_len, d_model, num_layers, d_ff, 8 * bytes_per_number, training)


@misconception
def float_result(*sizes, **further):
    """The result is a float. A number of bytes is whole: use // in place of /, and no 1e3 or the like."""
    return float(memory_bytes(*sizes, **further))
