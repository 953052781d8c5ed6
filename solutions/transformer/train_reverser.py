"""A transformer learns to reverse, and to sort: from nothing, in a few seconds."""

import torch
import torch.nn.functional as F
from given.sequences import COUNT, LENGTH, VOCABULARY, sequences
from jaxtyping import Int
from TinyTransformerLM import TinyTransformerLM
from torch import Tensor, nn


def train_reverser(task: str, seed: int, steps: int = 250) -> nn.Module:
    """A language model that has learned to continue six digits and a separator with the six digits in reverse order
    (`task` is "reverse") or in order of size ("sort").

    The model takes ids of shape (batch, token), for texts of 1 to 12 tokens at least, and gives logits of shape (batch,
    token, 6), as `TinyTransformerLM` does. `given.sequences` makes examples to learn from: `sequences(task, 32)` gives
    32 new ones, each of 13 ids, the answer included. `steps` says how many steps the training takes. The same seed
    gives the same model, bit for bit.

    It is tried on 500 new rows of digits, for each task by a training of its own: it writes six tokens after the
    separator, at temperature 0, and an answer counts if all six are right. 90 % give full points, 60 % half of them. If
    a training misses that, a second one with another seed may do better. A training may take a minute; a few seconds
    are enough.

    What works: batches of 32, made anew for each step; cross-entropy of the logits at each place with the id at the
    *next* place; AdamW with a learning rate that rises to 3e-3 and falls again (`torch.optim.lr_scheduler.OneCycleLR`).
    Print the loss now and then, and you see in `check` how far it is. You may import your own `TinyTransformerLM`, or
    the given one: `from given.transformer import TinyTransformerLM`.

    >>> model = train_reverser("sort", seed=0, steps=3)
    >>> model(torch.tensor([[3, 1, 4, 1, 0, 2, 5]])).shape
    torch.Size([1, 7, 6])
    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model = TinyTransformerLM(VOCABULARY, LENGTH)
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps)
    for step in range(1, steps + 1):
        ids = sequences(task, 32)
        answers = ids[:, -COUNT:]
        logits = model(ids[:, :-1])[:, -COUNT:]  # place t predicts what stands at t + 1
        loss = F.cross_entropy(logits.flatten(0, 1), answers.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            print(f"{task}, step {step} of {steps}: loss {loss.item():.3f}")
    return model.eval()
    ### END SOLUTION
