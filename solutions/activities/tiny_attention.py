"""The order of importance that a tiny attention model gives to the words of the sentence game.

    python solutions/activities/tiny_attention.py

Trains one layer of attention on the sentences of the game and the answers of the balderdash deck: a word is hidden, and
the model is to tell it from the others. What it attends to, on average over heads and words, is what it finds important
(`importance_order` of `self_attention`). Writes importance.json beside this file; the same numbers on every run.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "self_attention"), str(HERE.parents[1] / "assignments")]

from given.attention import MultiHeadSelfAttention  # noqa: E402
from importance_order import importance_order  # noqa: E402

PAD, HIDDEN = 0, 1
WIDTH, HEADS, STEPS, BATCH = 32, 4, 400, 64


class TinyAttention(nn.Module):
    """Word and position vectors, one layer of attention, and a score for each word of the vocabulary."""

    def __init__(self, words: int, longest: int) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(words, WIDTH), nn.Embedding(longest, WIDTH)
        self.attention, self.scores = MultiHeadSelfAttention(WIDTH, HEADS), nn.Linear(WIDTH, words)

    def embed(self, ids: Tensor) -> Tensor:
        """What goes into the attention."""
        return self.words(ids) + self.places.weight[: ids.shape[1]]

    def forward(self, ids: Tensor) -> Tensor:
        """For every place, how likely each word is to stand there."""
        x = self.embed(ids)
        return self.scores(x + self.attention(x))


def plain_words(text: str) -> list[str]:
    """The words in small letters, without punctuation."""
    return re.findall(r"[\w'-]+", text.lower())


def train(texts: list[list[str]], vocabulary: dict[str, int]) -> TinyAttention:
    """The model, after learning to fill in hidden words."""
    torch.manual_seed(0)
    longest = max(map(len, texts))
    table = torch.tensor([[vocabulary[w] for w in text] + [PAD] * (longest - len(text)) for text in texts])
    model = TinyAttention(len(vocabulary) + 2, longest)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(STEPS):
        ids = table[torch.randint(len(table), (BATCH,))]
        hidden = (torch.rand(ids.shape) < 0.2) & (ids != PAD)
        loss = F.cross_entropy(model(ids.masked_fill(hidden, HIDDEN))[hidden], ids[hidden])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def orders() -> dict[str, list[str]]:
    """Every sentence of the game, and its words in the model's order of importance."""
    torch.set_num_threads(1)
    sentences = [
        entry["words"] for entry in tomllib.loads((HERE / "sentence_game.toml").read_text("utf-8"))["sentence"]
    ]
    cards = [entry["answer"] for entry in tomllib.loads((HERE / "balderdash.toml").read_text("utf-8"))["card"]]
    texts = [plain_words(text) for text in [*sentences, *cards]]
    vocabulary = {word: number for number, word in enumerate(sorted({w for text in texts for w in text}), HIDDEN + 1)}
    model, found = train(texts, vocabulary), {}
    for sentence in sentences:
        ids = torch.tensor([[vocabulary[word] for word in plain_words(sentence)]])
        with torch.no_grad():
            maps = model.attention.attention_maps(model.embed(ids))
        found[sentence] = importance_order(maps[0], sentence.split())
    return found


if __name__ == "__main__":
    (HERE / "importance.json").write_text(json.dumps(orders(), indent=1, ensure_ascii=False) + "\n", "utf-8")
