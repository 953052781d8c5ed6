"""Other ways to write `train_reverser`: right ones, and the mistakes students make.

To name one student's mistake, all misconceptions are run. So each trains only once for each task, and most for fewer
steps: what is wrong shows by then. Short trainings, which are about seeds and shapes, are done as they are asked for.
"""

import functools

import torch
import torch.nn.functional as F
from given.sequences import COUNT, LENGTH, VOCABULARY, sequences
from given.transformer import TinyTransformerLM
from reference import train_reverser as right_train_reverser
from torch import nn

from autograder.testing import alternative, misconception

SHORT = 50
"""Trainings up to this length are not for judging what was learned."""


@alternative
def loss_on_all_places(task, seed, steps=250):
    """The digits that are asked are predicted too, as far as that is possible; one block more, and another schedule."""
    torch.manual_seed(seed)
    model = TinyTransformerLM(VOCABULARY, 20, num_layers=3)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        ids = sequences(task, 64)
        model.zero_grad()
        nn.CrossEntropyLoss()(model(ids)[:, :-1].mT, ids[:, 1:]).backward()
        optimizer.step()
        schedule.step()
    return model


class _PostNorm(nn.Module):
    """A transformer of another make: PyTorch's layers, and positions that start large."""

    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, 48)
        self.places = nn.Parameter(torch.randn(LENGTH, 48))
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(48, 4, 96, dropout=0.0, batch_first=True) for _ in range(2)
        )
        self.head = nn.Linear(48, VOCABULARY)

    def forward(self, ids):
        x = self.tokens(ids) + self.places[: ids.shape[1]]
        mask = nn.Transformer.generate_square_subsequent_mask(ids.shape[1])
        for layer in self.layers:
            x = layer(x, mask, is_causal=True)
        return self.head(x)


@alternative
def own_model_and_a_fixed_supply(task, seed, steps=250):
    """All examples are made beforehand; a learning rate that rises, and stays."""
    torch.manual_seed(seed)
    model = _PostNorm()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    supply = sequences(task, 8000, torch.Generator().manual_seed(seed))
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 2e-3 * min(1, (step + 1) / 50)
        ids = supply[torch.randint(len(supply), (64,))]
        optimizer.zero_grad()
        F.cross_entropy(model(ids[:, :-1])[:, -COUNT:].mT, ids[:, -COUNT:]).backward()
        optimizer.step()
    return model.eval()


@functools.cache
def _right(task):
    """The right model, trained once for all variants that only hand out another one."""
    return right_train_reverser(task, 0)


def _trained(task, seed, steps, change=lambda model: None, *, rate=3e-3, shift=1, fixed=False):
    """The right training, but for what the arguments change."""
    torch.manual_seed(seed)
    model = TinyTransformerLM(VOCABULARY, LENGTH)
    change(model)
    optimizer = torch.optim.AdamW([each for each in model.parameters() if each.requires_grad], lr=rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    ids = sequences(task, 32)
    for _ in range(steps):
        ids = ids if fixed else sequences(task, 32)
        logits, targets = model(ids[:, :-1])[:, -COUNT:], ids[:, shift : LENGTH - 1 + shift][:, -COUNT:]
        optimizer.zero_grad()
        F.cross_entropy(logits.mT, targets).backward()
        optimizer.step()
        schedule.step()
    return model.eval()


_trained_once = functools.cache(_trained)


def _wrong(task, seed, steps, *change, whole=150, **more):
    return (
        _trained(task, seed, steps, *change, **more)
        if steps <= SHORT
        else _trained_once(task, 0, whole, *change, **more)
    )


def _without_positions(model):
    nn.init.zeros_(model.position_table.weight).requires_grad_(False)


def _seeing_everything(model):
    for block in model.blocks:
        block.attn.causal = False


@misconception
def positions_missing(task, seed, steps=250):
    """Sorting is being learned, reversing is not: the model does not know where a token stands. Its positions are
    missing, or not learned (no parameter that the optimizer knows)."""
    return _wrong(task, seed, steps, _without_positions, whole=250)


@misconception
def not_causal(task, seed, steps=250):
    """The training loss is almost 0, but writing fails: each place can see the very token that it is to predict. Make
    the blocks causal."""
    return _wrong(task, seed, steps, _seeing_everything)


@misconception
def targets_not_shifted(task, seed, steps=250):
    """The model repeats what it reads: at each place it was told to predict the token that stands there. The target of
    a place is the token at the next one."""
    return _wrong(task, seed, steps, shift=0)


@misconception
def one_batch_only(task, seed, steps=250):
    """The model is surer of itself on new rows than it is right. Either the training sees the same batch in every step,
    and knows it by heart (make a new one each time), or the gradients of earlier batches add up (`zero_grad`)."""
    return _wrong(task, seed, steps, fixed=True)


@misconception
def learns_too_slowly(task, seed, steps=250):
    """Something is learned, but sorting is not learned to the end. Are the steps too small? Let the learning rate rise
    to about 3e-3, and fall again. Do the gradients of earlier batches add up (`zero_grad`)?"""
    return _wrong(task, seed, steps, rate=5e-4)


@misconception
def learns_nothing(task, seed, steps=250):
    """The model answers no better than by guessing. Are steps taken (`optimizer.step()`, by an optimizer of this very
    model's parameters)? Are the gradients set to zero before each `backward()`? Is it the trained model that is
    returned?"""
    torch.manual_seed(seed)
    return TinyTransformerLM(VOCABULARY, LENGTH)


@misconception
def task_ignored(task, seed, steps=250):
    """The model reverses, whatever the task is. Hand the task on to `sequences`."""
    return right_train_reverser("reverse", seed, steps) if steps <= SHORT else _right("reverse")


class _LastPlaceOnly(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids):
        return self.model(ids)[:, -1]


@misconception
def last_place_only(task, seed, steps=250):
    """The model gives logits for the last place only. Each place has its own: (batch, token, 6)."""
    return _LastPlaceOnly(right_train_reverser(task, seed, steps) if steps <= SHORT else _right(task))


@misconception
def seed_ignored(task, seed, steps=250):
    """The same seed gives another model each time. Set it before the model is made, so that its first parameters come
    from it too, and all examples after it."""
    return _trained(task, int(torch.randint(10**6, ())), steps) if steps <= SHORT else _right(task)


@misconception
def seed_fixed(task, seed, steps=250):
    """Every seed gives the same model: the one that is handed over is not used."""
    return right_train_reverser(task, 7, steps) if steps <= SHORT else _right(task)
