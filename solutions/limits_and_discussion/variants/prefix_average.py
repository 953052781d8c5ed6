"""Other ways to write `prefix_average`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import prefix_average

from autograder.testing import alternative, misconception


@alternative
def triangle_of_shares(x):
    shares = torch.ones(x.shape[1], x.shape[1], dtype=x.dtype).tril()
    return shares / shares.sum(dim=1, keepdim=True) @ x


@alternative
def attention_without_preferences(x):
    return F.scaled_dot_product_attention(torch.zeros_like(x), x, x, is_causal=True)


@alternative
def running_sum_in_einsum(x):
    places = torch.arange(x.size(1))
    earlier = (places[:, None] >= places).to(x.dtype)
    return torch.einsum("ts,bsd->btd", earlier, x) / (places + 1).to(x.dtype).view(1, -1, 1)


@alternative
def place_by_place(x):
    return torch.stack([x[:, : t + 1].mean(dim=1) for t in range(x.shape[1])], dim=1)


@alternative
def memory_step_by_step(x):
    memory, memories = torch.zeros_like(x[:, 0]), []
    for t in range(x.shape[1]):
        memory = memory + (x[:, t] - memory) / (t + 1)
        memories.append(memory)
    return torch.stack(memories, dim=1)


@alternative(loses=("test_uses_tensor_operations",))
def text_by_text(x):
    texts = []
    for text in x:
        total, means = torch.zeros_like(text[0]), []
        for count, token in enumerate(text, start=1):
            total = total + token
            means.append(total / count)
        texts.append(torch.stack(means))
    return torch.stack(texts)


@misconception
def global_mean(x):
    """Every place gets the mean of the whole text. That looks into the future: at place t only the tokens up to t have
    been read."""
    return x.mean(dim=1, keepdim=True).expand_as(x).clone()


@misconception
def divide_by_length(x):
    """The sums are right, but all are divided by the length of the text. At place t only t + 1 tokens were added up:
    divide by that."""
    return x.cumsum(dim=1) / x.shape[1]


@misconception
def not_divided(x):
    """The tokens are added up and not divided by how many they are. Asked for is their mean."""
    return x.cumsum(dim=1)


@misconception
def excludes_self(x):
    """A place does not count its own token. The mean runs up to place t, t included."""
    before = x.cumsum(dim=1) - x
    count = torch.arange(x.shape[1], dtype=x.dtype).clamp(min=1)
    return before / count[:, None]


@misconception
def counts_from_zero(x):
    """The sum at place t is divided by t. Counting starts at 0, so t + 1 tokens were added up there."""
    return x.cumsum(dim=1) / torch.arange(x.shape[1], dtype=x.dtype).clamp(min=1)[:, None]


@misconception
def cumsum_over_features(x):
    """The mean runs along the width of a token. It is to run along the text: add up over the token axis, axis 1."""
    return x.cumsum(dim=-1) / torch.arange(1, x.shape[-1] + 1, dtype=x.dtype)


@misconception
def cumsum_over_batch(x):
    """Texts of the batch are mixed: the sum runs over axis 0. It is to run over the token axis, axis 1."""
    return x.cumsum(dim=0) / torch.arange(1, x.shape[0] + 1, dtype=x.dtype)[:, None, None]


@misconception
def window(x):
    """Only the last few tokens count. That is what a convolution does; here all of them do, from the first one on."""
    return torch.stack([x[:, max(0, t - 2) : t + 1].mean(dim=1) for t in range(x.shape[1])], dim=1)


@misconception
def halved_each_time(x):
    """Each new token counts as much as everything before it together, so that early ones fade. All are to have the same
    say: the new one counts 1 of t + 1."""
    memories = [x[:, 0]]
    for t in range(1, x.shape[1]):
        memories.append((memories[-1] + x[:, t]) / 2)
    return torch.stack(memories, dim=1)


@misconception
def graph_cut(x):
    """The means are right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way."""
    return prefix_average(x.detach())


@misconception
def dtype_hardcoded(x):
    """The result does not keep the dtype of the input: something on the way is fixed to float32."""
    return prefix_average(x.float())


@misconception
def input_mutated(x):
    """The input is changed in place (an operation with a trailing underscore, `+=` or `x[...] =`). Work on a new
    tensor."""
    with torch.no_grad():
        x.cumsum_(dim=1)
    return x / torch.arange(1, x.shape[1] + 1, dtype=x.dtype)[:, None]
