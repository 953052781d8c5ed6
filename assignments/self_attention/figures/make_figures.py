"""The figures of the handout on self-attention: run this file, and it writes its SVGs beside itself."""

import itertools
from pathlib import Path

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

HERE = Path(__file__).parent
BLUE, ORANGE, GREY = "#1f5fa8", "#d1661c", "#7a7a7a"

EXAMPLE_WORDS = ["the", "river", "bank"]
EXAMPLE = torch.tensor([[0.0, 0.0], [2.0, 0.0], [1.0, 1.0]])
"""The sentence that the handout works out by hand: how much water, and how much money, is in each word."""

WORDS = ["the", "dog", "that", "the", "neighbours", "feed", "barks", "loudly"]
SINGULAR, PLURAL, VERB, ADVERB = torch.eye(4)
NOTHING = torch.zeros(4)
OFFERS = torch.stack([NOTHING, SINGULAR, NOTHING, NOTHING, PLURAL, VERB, VERB, ADVERB])
"""Keys, written by hand: what each word of the sentence has to offer."""
ANY_NOUN = SINGULAR + PLURAL
ASKS_WHO = 8 * torch.stack([ANY_NOUN, NOTHING, SINGULAR, ANY_NOUN, NOTHING, PLURAL, SINGULAR, NOTHING])
"""Queries of one head: a verb looks for the noun it agrees with."""
ASKS_HOW = 8 * torch.stack([NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, ADVERB, ADVERB, VERB])
"""Queries of another head: verbs and adverbs look for each other."""


def attention_map(queries: Tensor, keys: Tensor, causal: bool = False) -> Tensor:
    """The weights of one head, rows = queries, by PyTorch's own layer."""
    return F.scaled_dot_product_attention(queries[None], keys[None], torch.eye(len(keys))[None], is_causal=causal)[0]


def save(figure: Figure, name: str) -> None:
    """Write the figure so that the same picture is the same file."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def draw_cells(axes: Axes, values: Tensor, digits: int | None = None, top: float = 1.0) -> None:
    """A table as coloured squares, the numbers written into them if `digits` says how exactly."""
    rows, columns = values.shape
    axes.pcolormesh(values, cmap="Blues", vmin=0, vmax=top, edgecolors="white", linewidth=1)
    axes.set(xlim=(0, columns), ylim=(rows, 0), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    if digits is None:
        return
    for row, column in itertools.product(range(rows), range(columns)):
        value = float(values[row, column])
        colour = "white" if value > 0.6 * top else "black"
        axes.text(column + 0.5, row + 0.5, f"{value:.{digits}f}", ha="center", va="center", color=colour)


def name_axes(axes: Axes, rows: list[str] | None, columns: list[str] | None, rotation: float = 0) -> None:
    """Words beside the rows and above the columns of a table."""
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    if rows:
        axes.set_yticks([row + 0.5 for row in range(len(rows))], rows)
    if columns:
        alignment = "left" if rotation else "center"
        axes.set_xticks([column + 0.5 for column in range(len(columns))], columns, rotation=rotation, ha=alignment)


def three_steps() -> None:
    """The worked example: three words, their similarities, the weights, and what comes out."""
    weights = attention_map(EXAMPLE, EXAMPLE)
    panels = [
        ("tokens $x$", EXAMPLE, ["water", "money"], 0),
        ("1. similarity: $x\\,x^T$", EXAMPLE @ EXAMPLE.T, EXAMPLE_WORDS, 0),
        ("2. weights: divide by $\\sqrt{2}$,\nsoftmax in every row", weights, EXAMPLE_WORDS, 2),
        ("3. mix: weights times $x$", weights @ EXAMPLE, ["water", "money"], 2),
    ]
    figure, row_of_axes = plt.subplots(1, 4, figsize=(10, 2.8), width_ratios=[2, 3, 3, 2])
    for axes, (title, values, columns, digits) in zip(row_of_axes, panels, strict=True):
        draw_cells(axes, values, digits, top=max(1.0, float(values.max()) * 1.2))
        name_axes(axes, EXAMPLE_WORDS if axes in (row_of_axes[0], row_of_axes[3]) else None, columns)
        axes.set_title(title, pad=10)
    save(figure, "three_steps")


def sentence_map() -> None:
    """One head over a sentence: the verb finds its noun, however far away it stands."""
    weights = attention_map(ASKS_WHO, OFFERS)
    figure, (lines, cells) = plt.subplots(1, 2, figsize=(10, 4.6), width_ratios=[1, 1.25])
    for query, colour in ((WORDS.index("barks"), BLUE), (WORDS.index("feed"), ORANGE)):
        for key, weight in enumerate(weights[query]):
            lines.plot([0, 1], [query, key], color=colour, linewidth=6 * float(weight), solid_capstyle="round")
    for place, word in enumerate(WORDS):
        lines.text(-0.06, place, word, ha="right", va="center", fontsize=11)
        lines.text(1.06, place, word, ha="left", va="center", fontsize=11)
    lines.set(xlim=(-0.5, 1.5), ylim=(len(WORDS) - 0.5, -0.5))
    lines.set_title("who attends  →  to whom")
    lines.axis("off")
    draw_cells(cells, weights, 2)
    name_axes(cells, WORDS, WORDS, rotation=40)
    cells.set_ylabel("query: the word that attends")
    cells.set_xlabel("key: the word attended to")
    save(figure, "sentence_map")


def one_head_or_two() -> None:
    """Two questions in one head share one softmax; two heads have one each."""
    panels = [
        ("one head, both questions", ASKS_WHO + ASKS_HOW),
        ("head 0 asks: who?", ASKS_WHO),
        ("head 1 asks: how?", ASKS_HOW),
    ]
    figure, row_of_axes = plt.subplots(1, 3, figsize=(10, 4))
    for axes, (title, queries) in zip(row_of_axes, panels, strict=True):
        draw_cells(axes, attention_map(queries, OFFERS))
        name_axes(axes, WORDS if axes is row_of_axes[0] else None, WORDS, rotation=55)
        axes.set_title(title, pad=10)
        row = WORDS.index("barks")
        axes.add_patch(Rectangle((0, row), len(WORDS), 1, fill=False, edgecolor=ORANGE, linewidth=2))
    save(figure, "one_head_or_two")


def causal_mask() -> None:
    """The same queries and keys with and without a look at what comes later."""
    queries, count = ASKS_WHO + ASKS_HOW, len(WORDS)
    figure, row_of_axes = plt.subplots(1, 3, figsize=(10, 4))
    draw_cells(row_of_axes[0], attention_map(queries, OFFERS))
    draw_cells(row_of_axes[1], 0.5 * torch.ones(count, count).tril())
    draw_cells(row_of_axes[2], attention_map(queries, OFFERS, causal=True))
    for axes, title in zip(row_of_axes, ["every word sees all", "who may see whom", "causal"], strict=True):
        name_axes(axes, WORDS if axes is row_of_axes[0] else None, WORDS, rotation=55)
        axes.set_title(title, pad=10)
    for axes in row_of_axes[1:]:
        hidden = [(column, row) for row in range(count) for column in range(row + 1, count)]
        for corner in hidden:
            axes.add_patch(Rectangle(corner, 1, 1, facecolor="#e4e4e4", edgecolor="white"))
        axes.text(5.6, 2.3, "hidden", ha="center", va="center", color=GREY, fontsize=12)
    save(figure, "causal_mask")


def spread_of_dot_products() -> None:
    """Sums of more products spread wider, until the softmax only sees the largest."""
    generator = torch.Generator().manual_seed(5)
    figure, (plain, scaled, softmax) = plt.subplots(1, 3, figsize=(10, 3), width_ratios=[1, 1, 0.9])
    for width, colour, place in ((4, "#8a4fa3", 0), (64, ORANGE, 1), (256, BLUE, 2)):
        q, k = torch.randn(2, 40_000, width, generator=generator)
        products = (q * k).sum(dim=1)
        for axes, values, edge in ((plain, products, 50), (scaled, products / width**0.5, 4)):
            heights, edges = torch.histogram(values, bins=60, range=(-edge, edge), density=True)
            axes.plot((edges[1:] + edges[:-1]) / 2, heights, color=colour)
        plain.text(0.97, 0.9 - 0.12 * place, f"K = {width}", color=colour, ha="right", transform=plain.transAxes)
    plain.set_title("q·k: the spread grows like √K")
    scaled.set_title("q·k / √K: always about 1")
    q, keys = torch.randn(256, generator=generator), torch.randn(8, 256, generator=generator)
    places = torch.arange(8)
    softmax.bar(places - 0.2, (keys @ q).softmax(0), width=0.4, color=GREY, label="without √K")
    softmax.bar(places + 0.2, (keys @ q).div(16).softmax(0), width=0.4, color=BLUE, label="with √K")
    softmax.set(title="weights of 8 keys, K = 256", xticks=[], xlabel="key", ylim=(0, 1))
    softmax.legend(loc="upper right")
    for axes in (plain, scaled):
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
    save(figure, "spread_of_dot_products")


def heads() -> None:
    """Where each number of one sentence goes when its channels are dealt out to two heads."""
    tokens, width, head_width = 3, 8, 4
    figure, (whole, first, second) = plt.subplots(1, 3, figsize=(10, 2.4), width_ratios=[2, 1, 1])
    for axes, start, channels in ((whole, 0, width), (first, 0, head_width), (second, head_width, head_width)):
        for token in range(tokens):
            for channel in range(start, start + channels):
                colour = "#cfe0f3" if channel < head_width else "#f8d9c3"
                axes.add_patch(Rectangle((channel - start, token), 1, 1, facecolor=colour, edgecolor="white"))
                axes.text(channel - start + 0.5, token + 0.5, token * width + channel, ha="center", va="center")
        axes.set(xlim=(0, channels), ylim=(tokens, 0), aspect="equal", xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    name_axes(whole, [f"token {token}" for token in range(tokens)], None)
    whole.set_title("one sentence: 3 tokens, D = 8 channels")
    first.set_title("head 0: channels 0 to 3")
    second.set_title("head 1: channels 4 to 7")
    save(figure, "heads")


def importance() -> None:
    """The words as they were said, and as the attention they receive would sort them."""
    maps = torch.stack([attention_map(ASKS_WHO, OFFERS), attention_map(ASKS_HOW, OFFERS)])
    received = torch.einsum("hqk->k", maps) / (2 * len(WORDS))
    ranks = received.argsort(descending=True, stable=True).argsort()
    figure, axes = plt.subplots(figsize=(6.4, 3.8))
    for place, (word, rank, share) in enumerate(zip(WORDS, ranks.tolist(), received.tolist(), strict=True)):
        axes.plot([0, 1], [place, rank], color=BLUE, linewidth=1 + 12 * share, alpha=0.7)
        axes.text(-0.05, place, word, ha="right", va="center")
        axes.text(1.05, rank, f"{word}   {share:.2f}", ha="left", va="center")
    axes.set(xlim=(-0.7, 1.8), ylim=(len(WORDS) - 0.5, -0.7))
    axes.set_title("as it is said   →   by the attention received")
    axes.axis("off")
    save(figure, "importance")


if __name__ == "__main__":
    plt.style.use(HERE.parents[1] / "figures.mplstyle")
    for draw in (three_steps, sentence_map, one_head_or_two, causal_mask, spread_of_dot_products, heads, importance):
        draw()
