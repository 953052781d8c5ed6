"""The models of the figures: one that writes small sentences, and the capstone's, watched while they learn."""

import sys
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parents[2]))

from given.sequences import COUNT, LENGTH, VOCABULARY, sequences
from given.transformer import TinyTransformerLM

NOUNS, PLURALS = ["dog", "cat", "bird", "child"], ["dogs", "cats", "birds", "children"]
VERBS, PLURAL_VERBS = ["barks", "sleeps", "sings", "runs"], ["bark", "sleep", "sing", "run"]
ADVERBS = ["loudly", "quietly", "quickly"]
WORDS = ["the", "near", ".", *NOUNS, *PLURALS, *VERBS, *PLURAL_VERBS, *ADVERBS]
CONTEXT = 16

DOES = torch.tensor([[0.70, 0.20, 0.00, 0.10], [0.00, 0.75, 0.05, 0.20], [0.00, 0.15, 0.75, 0.10],
                     [0.00, 0.20, 0.35, 0.45]])  # fmt: skip
"""How often each kind of noun does what."""
HOW = torch.tensor([[0.8, 0.1, 0.1], [0.05, 0.95, 0.0], [0.6, 0.35, 0.05], [0.1, 0.2, 0.7]])
"""How often each thing is done how."""


def ids_of(text: str) -> Tensor:
    """The ids of words, as a batch of one text."""
    return torch.tensor([[WORDS.index(word) for word in text.split()]])


def sentence(generator: torch.Generator) -> list[str]:
    """*The dogs near the cat bark loudly.* The verb goes with the first noun, whatever stands between them."""

    def one_of(chances: Tensor) -> int:
        return int(torch.multinomial(chances, 1, generator=generator))

    who, plural = one_of(torch.ones(4)), one_of(torch.ones(2))
    words = ["the", (NOUNS, PLURALS)[plural][who]]
    if one_of(torch.tensor([0.4, 0.6])):
        words += ["near", "the", [*NOUNS, *PLURALS][one_of(torch.ones(8))]]
    does = one_of(DOES[who])
    return [*words, (VERBS, PLURAL_VERBS)[plural][does], ADVERBS[one_of(HOW[does])], "."]


def texts(count: int, generator: torch.Generator) -> Tensor:
    """Texts of one and a half sentences or more, cut to one length, beginning with a sentence: (count, token)."""
    rows = []
    for _ in range(count):
        words: list[str] = []
        while len(words) <= CONTEXT:
            words += sentence(generator)
        rows.append([WORDS.index(word) for word in words[: CONTEXT + 1]])
    return torch.tensor(rows)


def sentence_model(steps: int = 500) -> TinyTransformerLM:
    """A model that has read some ten thousand such texts; takes about ten seconds."""
    torch.set_num_threads(1)
    torch.manual_seed(2)
    model = TinyTransformerLM(len(WORDS), CONTEXT)
    for table in (model.token_table, model.position_table):
        table.weight.data *= 0.1  # so that what is learned stands out from what chance has put there
    generator = torch.Generator().manual_seed(0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps)
    for _ in range(steps):
        ids = texts(24, generator)
        _step(model, optimizer, schedule, ids[:, :-1], ids[:, 1:])
    return model.eval()


@dataclass(frozen=True)
class Watched:
    """What came of a training of the capstone's model."""

    model: TinyTransformerLM
    steps: list[int]
    right: list[float]
    """The share of new rows that are answered without a mistake, at these steps."""
    losses: list[list[float]]
    """The loss at each place of the answer, at these steps."""


def watched(task: str, steps: int = 250, positions: bool = True) -> Watched:
    """A training of the capstone's model, looked at every 20 steps."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    model = TinyTransformerLM(VOCABULARY, LENGTH)
    if not positions:
        torch.nn.init.zeros_(model.position_table.weight).requires_grad_(False)
    optimizer = torch.optim.AdamW([each for each in model.parameters() if each.requires_grad], lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps)
    new = sequences(task, 300, torch.Generator().manual_seed(0))
    found = Watched(model, [], [], [])
    for step in range(steps + 1):
        if step % 20 == 0:
            with torch.no_grad():
                logits = model(new[:, :-1])[:, -COUNT:]
            found.steps.append(step)
            found.right.append((logits.argmax(-1) == new[:, -COUNT:]).all(1).double().mean().item())
            found.losses.append(F.cross_entropy(logits.mT, new[:, -COUNT:], reduction="none").mean(0).tolist())
        ids = sequences(task, 32)
        _step(model, optimizer, schedule, ids[:, :-1], ids[:, 1:], last=COUNT)
    return found


def _step(
    model: TinyTransformerLM, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.OneCycleLR,
    ids: Tensor, targets: Tensor, last: int = 0,
) -> None:  # fmt: skip
    """One step of a training on the predictions of the last places, or of all."""
    loss = F.cross_entropy(model(ids)[:, -last:].flatten(0, 1), targets[:, -last:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if schedule.last_epoch < schedule.total_steps:
        schedule.step()


def maps(model: TinyTransformerLM, ids: Tensor) -> list[Tensor]:
    """The attention of every block: one tensor (head, token, token) for each."""
    found = []
    with torch.no_grad():
        x = model.token_table(ids) + model.position_table.weight[: ids.shape[1]]
        for block in model.blocks:
            found.append(block.attn.attention_maps(block.norm1(x))[0])
            x = block(x)
    return found


def stream(model: TinyTransformerLM, ids: Tensor) -> list[Tensor]:
    """The stream after the embedding and after each block: (token, width) each."""
    with torch.no_grad():
        found = [model.token_table(ids) + model.position_table.weight[: ids.shape[1]]]
        for block in model.blocks:
            found.append(block(found[-1]))
    return [x[0] for x in found]
