"""The loss of a network that says what comes next."""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def next_token_loss(
    logits: Float[Tensor, "batch time vocab"], ids: Int[Tensor, "batch time"], ignore_id: int | None = None
) -> Float[Tensor, ""]:
    """How surprised the network is by the next token, on average.

    `logits[:, t]` are its scores for every word of the vocabulary after it has read the tokens up to and with
    `ids[:, t]`; so they are compared with `ids[:, t + 1]`. The loss of one comparison is the cross-entropy: minus the
    log of the probability that the softmax of the scores gives to the right word. The result is the mean over all
    comparisons of all sequences. The scores after the last token are compared with nothing.

    With `ignore_id`, comparisons whose *next* token has that number are left out, and don't count in the mean. It need
    not be a number of the vocabulary (-100, for instance); all other numbers are. Scores may be large, 1000 and more.
    Keep the dtype of the logits, and leave the arguments as they are.

    Example: two words. After word 0 the scores are equal, probability 1/2 for the next word, 1; after word 1 the right
    one, 0, gets 3/4. The mean of -log 1/2 and -log 3/4 is 0.4904.

    >>> logits = torch.tensor([[[0.0, 0.0], [1.0986, 0.0], [5.0, 7.0]]])  # 1.0986 is log 3
    >>> next_token_loss(logits, torch.tensor([[0, 1, 0]]))
    tensor(0.4904)

    Raises:
        ValueError: there is nothing to compare: fewer than two tokens, or all of them ignored.
    """
    ### BEGIN SOLUTION
    scores, following = logits[:, :-1], ids[:, 1:]
    counts = torch.ones_like(following, dtype=torch.bool) if ignore_id is None else following != ignore_id
    if not counts.any():
        raise ValueError("no token follows another one")
    log_probabilities = scores[counts].log_softmax(dim=-1)  # (comparison, vocab)
    return -log_probabilities.gather(-1, following[counts].unsqueeze(-1)).mean()
    ### END SOLUTION
