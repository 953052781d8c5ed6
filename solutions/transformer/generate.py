"""A language model writes: one token after the other, and each is read again before the next."""

import torch
from filter_logits import filter_logits
from jaxtyping import Int
from temperature_probs import temperature_probs
from torch import Tensor, nn


@torch.no_grad()
def generate(
    model: nn.Module,
    ids: Int[Tensor, "batch token"],
    steps: int,
    max_len: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> Int[Tensor, "batch token+steps"]:
    """The ids with `steps` new tokens after each row, drawn one by one from the model's own predictions.

    For each new token the model reads the last `max_len` ids there are by then, new ones included, and gives logits of
    shape (batch, token, vocabulary). Those of the last place count: they are filtered by `top_k`, become probabilities
    at this `temperature`, and a token is drawn for each row by itself. At temperature 0 that is the likeliest token.
    The model is called exactly `steps` times, each time for all rows.

    Chance comes from `generator` if one is given, so that the same seed gives the same text, and otherwise from
    PyTorch's global one. If you switch the model to `eval()` meanwhile, leave it in the mode in which it was. `ids`
    stays as it is.

    You may import your own exercises or the given ones, `from given.transformer import filter_logits`.

    Example: an embedding whose row i holds the logits of what follows token i. Here token i + 1 follows, and 0 at the
    end.

    >>> model = nn.Embedding.from_pretrained(torch.eye(4).roll(1, dims=1))
    >>> generate(model, torch.tensor([[1], [0]]), steps=4, max_len=3, temperature=0.0)
    tensor([[1, 2, 3, 0, 1],
            [0, 1, 2, 3, 0]])
    """
    ### BEGIN SOLUTION
    for _ in range(steps):
        logits = model(ids[:, -max_len:])[:, -1]  # (batch, vocabulary)
        probabilities = temperature_probs(filter_logits(logits, top_k), temperature)
        drawn = torch.multinomial(probabilities, 1, generator=generator)  # (batch, 1)
        ids = torch.cat([ids, drawn], dim=1)
    return ids
    ### END SOLUTION
