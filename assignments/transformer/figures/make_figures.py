"""The figures of the handout on the transformer: run this file, and it writes its SVGs beside itself.

They are drawn from two kinds of models that are trained on the way (`tiny_model.py`), so another kind of processor may
draw them a little differently. It takes about a minute.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from tiny_model import WORDS, Watched, ids_of, maps, sentence_model, stream, watched
from torch import Tensor, nn

HERE = Path(__file__).parent
BLUE, ORANGE, GREEN, PURPLE, GREY = "#1f5fa8", "#d1661c", "#2e8b57", "#8a4fa3", "#7a7a7a"
TEXT = "the dogs near the cat"
WHOLE = f"{TEXT} bark loudly ."


def save(figure: Figure, name: str) -> None:
    """Write the figure so that the same picture is the same file."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def clear(axes: Axes) -> None:
    """A panel without ticks and frame."""
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def box(axes: Axes, x: float, y: float, width: float, text: str, colour: str) -> None:
    """A box with rounded corners, by its middle."""
    shape = FancyBboxPatch((x - width / 2, y - 0.3), width, 0.6, boxstyle="round,pad=0.05", facecolor=colour, lw=0)
    axes.add_patch(shape)
    axes.text(x, y, text, ha="center", va="center", fontsize=9)


def arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str = GREY, bend: float = 0
) -> None:
    """An arrow from here to there."""
    style = f"arc3,rad={bend}"
    axes.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, color=colour, connectionstyle=style)
    )


def machine() -> None:
    """All panels in a row, and the stream through a block with what is added to it."""
    figure, axes = plt.subplots(figsize=(10, 3.7))
    tints = {"exercise": "#cfe0f3", "block": "#f8d9c3", "draw": "#d3ead9", "plain": "#eeeeee"}
    panels = [
        (0.0, 1.0, "ids", "plain"), (1.8, 1.7, "embed_with_\npositions", "exercise"), (6.9, 1.0, "norm", "exercise"),
        (8.3, 1.1, "unembed", "exercise"), (9.9, 1.3, "filter_\nlogits", "draw"),
        (11.7, 1.5, "temperature_\nprobs", "draw"), (13.3, 0.9, "draw", "draw"),
    ]  # fmt: skip
    for x, width, text, kind in panels:
        box(axes, x, 0, width, text, tints[kind])
    axes.plot([2.75, 6.3], [0, 0], color=BLUE, linewidth=4, solid_capstyle="butt")
    axes.text(4.5, -0.32, "the stream", ha="center", color=BLUE, fontsize=9)
    for x, text in ((3.1, "norm1\nattention"), (4.8, "norm2\nfc1, GELU, fc2")):
        box(axes, x + 0.65, 1.25, 1.45, text, tints["block"])
        arrow(axes, (x, 0.05), (x + 0.2, 0.9), ORANGE)
        arrow(axes, (x + 1.1, 0.9), (x + 1.3, 0.05), ORANGE)
        axes.text(x + 1.42, 0.12, "+", color=ORANGE, fontsize=13, weight="bold")
    axes.add_patch(plt.Rectangle((2.85, -0.55), 3.5, 2.3, fill=False, edgecolor=GREY, linestyle=":"))
    axes.text(4.6, 1.85, "TransformerBlock, several times", ha="center", fontsize=9, color=GREY)
    for start, end in ((0.55, 0.9), (7.45, 7.7), (8.9, 9.2), (10.6, 10.9), (12.5, 12.8)):
        arrow(axes, (start, 0), (end, 0))
    arrow(axes, (13.3, -0.4), (0.0, -0.4), GREEN, bend=-0.13)
    axes.text(6.7, -1.72, "append the new token and begin again: generate", ha="center", color=GREEN, fontsize=9)
    axes.set(xlim=(-0.7, 14), ylim=(-2, 2.2), aspect="equal")
    clear(axes)
    save(figure, "machine")


def embedding(model: nn.Module) -> None:
    """How alike the vectors of tokens are, and those of positions."""
    figure, panels = plt.subplots(1, 2, figsize=(9.8, 4.6), width_ratios=[1.15, 1])
    for axes, table in zip(panels, (model.token_table, model.position_table), strict=True):
        directions = F.normalize(table.weight.detach(), dim=1)
        cells = axes.pcolormesh(directions @ directions.mT, cmap="RdBu_r", vmin=-1, vmax=1)
        axes.set(aspect="equal", ylim=(len(directions), 0))
    tokens, places = panels
    middles = [number + 0.5 for number in range(len(WORDS))]
    tokens.set_xticks(middles, WORDS, rotation=90, fontsize=7)
    tokens.set_yticks(middles, WORDS, fontsize=7)
    tokens.set_title("token_table")
    places.set_xticks([0.5, 5.5, 10.5, 15.5], [0, 5, 10, 15])
    places.set_yticks([0.5, 5.5, 10.5, 15.5], [0, 5, 10, 15])
    places.set(title="position_table", xlabel="place", ylabel="place")
    figure.colorbar(cells, ax=places, label="cosine similarity", ticks=[-1, 0, 1], shrink=0.8)
    save(figure, "embedding")


def block(model: nn.Module) -> None:
    """How the stream grows while norms keep what is read from it in range; and the bend in the dense network."""
    text = ids_of(WHOLE)
    spreads = torch.stack([x.std(dim=-1, correction=0) for x in stream(model, text)])
    figure, (growth, bend) = plt.subplots(1, 2, figsize=(9.4, 3.3), width_ratios=[1.4, 1])
    for place in range(spreads.shape[1]):
        growth.plot(range(3), spreads[:, place], "o-", color=BLUE, alpha=0.25 + 0.09 * place, linewidth=1.5)
    growth.plot(range(3), [1, 1, 1], "--", color=ORANGE)
    growth.text(0, 1.03, "what the norms hand on", color=ORANGE, fontsize=9)
    growth.set_xticks(range(3), ["embedded", "after block 1", "after block 2"])
    growth.set(ylabel="spread of a token's numbers", ylim=(0, None), title="the stream grows: one line for each token")
    z = torch.linspace(-3.5, 3, 200)
    bend.plot(z, z.relu(), color=GREY, linestyle="--", label="ReLU")
    bend.plot(z, F.gelu(z), color=BLUE, label="GELU")
    bend.plot([-1, 1], [-0.159, 0.841], "o", color=ORANGE)
    for place, value, shift in ((-1, -0.159, (-14, -14)), (1, 0.841, (6, -8))):
        bend.annotate(f"{value}", (place, value), shift, textcoords="offset points", color=ORANGE, fontsize=9)
    bend.legend(loc="upper left")
    bend.set(title="a ReLU without a corner", xlabel="z", ylim=(-0.6, 3))
    save(figure, "block")


def attention(model: nn.Module) -> None:
    """The head that, at the place where the verb is predicted, looks at the noun that it depends on."""
    words = WHOLE.split()
    found = maps(model, ids_of(WHOLE))
    reader, noun = words.index("cat"), words.index("dogs")
    number, head = max(
        ((b, h) for b in range(2) for h in range(4)), key=lambda at: float(found[at[0]][at[1], reader, noun])
    )
    figure, axes = plt.subplots(figsize=(5.4, 4.4))
    cells = axes.pcolormesh(found[number][head], cmap="Blues", vmin=0, vmax=1, edgecolors="white")
    axes.set_xticks([i + 0.5 for i in range(len(words))], words, rotation=45, ha="right")
    axes.set_yticks([i + 0.5 for i in range(len(words))], words)
    axes.set(ylim=(len(words), 0), aspect="equal", title=f"block {number + 1}, head {head + 1}")
    axes.add_patch(plt.Rectangle((noun, reader), 1, 1, fill=False, edgecolor=ORANGE, linewidth=2))
    axes.text(4.4, 1.5, f"having read “cat”, it looks\nback to “dogs” with {found[number][head, reader, noun]:.2f}",
              color=ORANGE, fontsize=9, va="center")  # fmt: skip
    figure.colorbar(cells, ax=axes, label="weight", shrink=0.8)
    save(figure, "attention")


def next_logits(model: nn.Module) -> Tensor:
    """The logits of what follows on the text."""
    with torch.no_grad():
        return model(ids_of(TEXT))[0, -1]


def temperature(logits: Tensor) -> None:
    """The logits of what comes next, and the probabilities at four temperatures."""
    order = logits.argsort(descending=True)[:9].flip(0)
    names = [WORDS[token] for token in order]
    figure, panels = plt.subplots(1, 5, figsize=(10.4, 3.2), sharey=True)
    panels[0].barh(names, logits[order], color=GREY)
    panels[0].set(title="logits", ylabel=f"{TEXT} …")
    for axes, heat in zip(panels[1:], (0.0, 0.5, 1.0, 3.0), strict=True):
        shares = F.one_hot(logits.argmax(), len(logits)).float() if heat == 0 else (logits / heat).softmax(0)
        axes.barh(names, shares[order], color=BLUE)
        for row, share in enumerate(shares[order].tolist()):
            if share > 0.005:
                axes.text(share + 0.02, row, f"{share:.2f}", va="center", fontsize=8)
        axes.set(title=f"temperature {heat:g}", xlim=(0, 1.25), xticks=[0, 0.5, 1])
    save(figure, "temperature")


def filters(logits: Tensor) -> None:
    """The same probabilities, a little heated, in order: what top-k and top-p keep of them."""
    shares, order = (logits / 1.5).softmax(0).sort(descending=True)
    sums, count = shares.cumsum(0), 10
    reached = int((sums < 0.9).sum()) + 1
    figure, (by_count, by_sum) = plt.subplots(1, 2, figsize=(9.4, 3.4), sharex=True)
    names = [WORDS[token] for token in order[:count]]
    by_count.bar(names, shares[:count], color=[BLUE] * 3 + [GREY] * (count - 3))
    by_count.axvline(2.5, color=ORANGE, linestyle="--")
    by_count.set(title="top-k = 3: the three likeliest", ylabel="probability at temperature 1.5")
    by_sum.bar(names, sums[:count], color=[BLUE] * reached + [GREY] * (count - reached))
    by_sum.axhline(0.9, color=ORANGE, linestyle="--")
    by_sum.text(-0.4, 0.92, "p = 0.9", color=ORANGE, va="bottom", fontsize=9)
    by_sum.set(title=f"top-p = 0.9: as many as reach it, here {reached}", ylabel="added up", ylim=(0, 1.1))
    for axes in (by_count, by_sum):
        axes.tick_params(axis="x", rotation=45)
    save(figure, "filters")


def reverser(reverse: Watched, blind: Watched, sort: Watched) -> None:
    """How the capstone learns, which place of the answer is hardest, and what the best head looks at."""
    figure, (learning, places, looks) = plt.subplots(1, 3, figsize=(11.5, 3.5), width_ratios=[1.1, 1, 1])
    for found, name, colour in (
        (reverse, "reverse", BLUE),
        (blind, "reverse, no positions", GREY),
        (sort, "sort", ORANGE),
    ):
        learning.plot(found.steps, found.right, color=colour, label=name)
    learning.legend(loc="center right", fontsize=9)
    learning.set(title="rows without a mistake", xlabel="step", ylim=(-0.03, 1.03))
    for found, name, colour in ((reverse, "reverse", BLUE), (sort, "sort", ORANGE)):
        places.plot(range(1, 7), found.losses[found.steps.index(80)], "o-", color=colour, label=name)
    places.set(title="loss after 80 steps", xlabel="digit of the answer", ylim=(0, None))
    places.legend(fontsize=9)
    row = torch.tensor([[3, 0, 4, 1, 1, 2, 5, 2, 1, 1, 4, 0, 3]])
    wanted = [(6 + i, 5 - i) for i in range(6)]
    found = torch.cat(maps(reverse.model, row[:, :-1]))
    best = max(found, key=lambda each: sum(float(each[reader, read]) for reader, read in wanted))
    looks.pcolormesh(best[6:], cmap="Blues", vmin=0, vmax=1, edgecolors="white")
    digits = ["|" if each == 5 else str(each) for each in row[0].tolist()]
    looks.set_xticks([i + 0.5 for i in range(12)], digits[:12])
    looks.set_yticks([i + 0.5 for i in range(6)], [f"{digits[6 + i]} → {digits[7 + i]}" for i in range(6)])
    looks.set(ylim=(6, 0), aspect="equal", title="reverse: what the clearest head looks at", ylabel="reads → writes")
    save(figure, "reverser")


if __name__ == "__main__":
    plt.style.use(HERE.parents[1] / "figures.mplstyle")
    writer = sentence_model()
    machine()
    embedding(writer)
    block(writer)
    attention(writer)
    temperature(next_logits(writer))
    filters(next_logits(writer))
    reverser(watched("reverse"), watched("reverse", positions=False), watched("sort"))
