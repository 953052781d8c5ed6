"""The figures of the handout on tokens and recurrence: run this file, and it writes its SVGs."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2] / "solutions" / HERE.parent.name)]

from bpe_merge_step import _joined, bpe_merge_step  # noqa: E402  (found through the line above)
from given.recurrence import rnn_forward  # noqa: E402

BLUE, ORANGE, GREEN, GREY = "#1f5fa8", "#d1661c", "#2e8b57", "#7a7a7a"
PALE_BLUE, PALE_ORANGE, PALE_GREEN, PALE_GREY = "#cfe0f3", "#f8d9c3", "#d3ead9", "#e4e4e4"

WORDS = {"powers": 6, "power": 4, "them": 4, "empty": 3, "tower": 2}
"""How often each word comes in the picture of the merges."""


def save(figure: Figure, name: str) -> None:
    """Write the figure so that the same picture is the same file."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def bare(axes: Axes, width: float, height: float, title: str = "") -> None:
    """An empty drawing board of this size, its first row on top."""
    axes.set(xlim=(-0.05, width + 0.05), ylim=(height + 0.05, -0.05), aspect="equal", xticks=[], yticks=[], title=title)
    axes.spines[:].set_visible(False)


def cell(axes: Axes, left: float, top: float, text: str, colour: str, width: float = 1) -> None:
    """One box with something written into it."""
    axes.add_patch(Rectangle((left, top), width, 0.8, facecolor=colour, edgecolor="white", linewidth=1.5))
    axes.text(left + width / 2, top + 0.4, text, ha="center", va="center")


def encoding() -> None:
    """The worked example of `encode_batch`: texts, words, numbers, mask."""
    figure, axes = plt.subplots(figsize=(9.5, 2.6))
    bare(axes, 17.6, 4.2)
    vocab = {"the": 2, "dog": 3, "barks": 4}
    for left, title in ((0, "texts, cut into words"), (9.6, "ids"), (13.6, "mask")):
        axes.text(left, 0.5, title, va="center", fontweight="bold")
    for row, text in enumerate(["The bird barks loudly", "the dog"]):
        words, top = text.lower().split(), 1.2 + row * 1.2
        for column in range(4):
            word = words[column] if column < len(words) else ""
            kept = column < 3
            if word:
                cell(axes, column * 2.1, top, word, PALE_BLUE if kept else PALE_GREY, 2)
            if kept:
                number, colour = vocab.get(word, 1), PALE_BLUE if word in vocab else PALE_ORANGE
                cell(axes, 9.6 + column, top, str(number) if word else "0", colour if word else PALE_GREY)
                cell(
                    axes, 13.6 + column * 1.3, top, "True" if word else "False", PALE_GREEN if word else PALE_GREY, 1.2
                )
    axes.text(8.9, 2.4, "→", ha="center", va="center", fontsize=14)
    axes.text(7.3, 3.8, "cut: length is 3", ha="center", va="center", color=GREY)
    axes.text(11.1, 3.8, "1: unknown, 0: filled up", ha="center", va="center", color=GREY)
    save(figure, "encoding")


def merges() -> None:
    """The first steps of byte pair encoding on five words, and what the same steps make of a sixth one."""
    words, new, old = {tuple(word): count for word, count in WORDS.items()}, tuple("empowers"), tuple("powers")
    figure, axes = plt.subplots(figsize=(9.5, 3.7))
    bare(axes, 20, 7.8)
    for left, title in ((0, "step"), (6.6, "powers"), (12, "empowers (not among the words)")):
        axes.text(left, 0.4, title, va="center", fontweight="bold")
    for step in range(7):
        text = "0. letters"
        if step:
            pair, words = bpe_merge_step(words)
            new, old, text = _joined(new, pair), _joined(old, pair), f"{step}. {' + '.join(pair)}"
        axes.text(0, step + 1.35, text, va="center")
        for start, symbols in ((6.6, old), (12, new)):
            before = 0
            for symbol in symbols:
                colour = PALE_BLUE if len(symbol) == 1 else PALE_ORANGE
                cell(axes, start + 0.8 * before, step + 0.95, symbol, colour, 0.8 * len(symbol))
                before += len(symbol)
    save(figure, "merges")


def lookup() -> None:
    """Numbers pick rows of a table."""
    figure, axes = plt.subplots(figsize=(8.5, 2.9))
    bare(axes, 15.5, 4.9)
    table = [
        ("<pad>", "0.0", "0.1"),
        ("<unk>", "0.3", "-0.2"),
        ("the", "-0.1", "0.4"),
        ("dog", "1.2", "0.9"),
        ("barks", "0.8", "-1.1"),
    ]
    for row, (word, *numbers) in enumerate(table):
        axes.text(6.3, row + 0.4, f"{word}  {row}", ha="right", va="center", color=GREY)
        for column, number in enumerate(numbers):
            cell(
                axes,
                6.6 + 1.4 * column,
                row,
                number,
                (PALE_GREY, PALE_GREY, PALE_GREEN, PALE_BLUE, PALE_ORANGE)[row],
                1.4,
            )
    for row, number, colour in ((0, 2, PALE_GREEN), (1, 3, PALE_BLUE), (2, 4, PALE_ORANGE)):
        top = row * 1.2 + 0.6
        cell(axes, 1, top, str(number), colour)
        for column, text in enumerate(table[number][1:]):
            cell(axes, 12.2 + 1.4 * column, top, text, colour, 1.4)
        axes.plot([2.1, 4.6], [top + 0.4, number + 0.4], color=GREY, linewidth=1)
        axes.plot([9.5, 12.1], [number + 0.4, top + 0.4], color=GREY, linewidth=1)
    axes.text(1.5, 4.7, "ids", ha="center", va="center", fontweight="bold")
    axes.text(13.6, 4.7, "vectors", ha="center", va="center", fontweight="bold")
    save(figure, "lookup")


def unrolled() -> None:
    """The same step at every token, its memory handed on."""
    figure, axes = plt.subplots(figsize=(9.5, 2.7))
    bare(axes, 19, 4.6)
    words = ["the", "dog", "barks", "loudly"]
    arrow = {"arrowstyle": "->", "color": GREY, "linewidth": 1.5}
    axes.text(0.4, 1.9, "h₀", ha="center", va="center", fontsize=12, color=ORANGE)
    for place, word in enumerate(words):
        left = 2.3 + place * 4
        axes.add_patch(Rectangle((left, 1.2), 2.2, 1.4, facecolor=PALE_ORANGE, edgecolor=ORANGE))
        axes.text(left + 1.1, 1.9, "step", ha="center", va="center")
        cell(axes, left + 0.1, 3.8, word, PALE_BLUE, 2)
        axes.annotate("", (left + 1.1, 2.65), (left + 1.1, 3.75), arrowprops=arrow)
        axes.annotate("", (left, 1.9), (left - (1.4 if place == 0 else 1.8), 1.9), arrowprops=arrow)
        axes.annotate("", (left + 1.1, 0.45), (left + 1.1, 1.15), arrowprops=arrow)
        axes.text(left + 1.1, 0.2, f"h{'₁₂₃₄'[place]}", ha="center", va="center", fontsize=12, color=ORANGE)
    axes.annotate("", (18.3, 1.9), (16.5, 1.9), arrowprops=arrow)
    axes.text(18.7, 1.9, "…", ha="center", va="center")
    save(figure, "unrolled")


def remembered() -> None:
    """The example by hand: a memory of one number that has read "not", with strong and with weak weights."""
    words = ["this", "is", "not", "a", "good", "film"]
    xs = torch.tensor([[[float(word == "not")] for word in words]])
    figure, axes = plt.subplots(figsize=(6, 2.6))
    for w_h, colour, text in ((2.0, BLUE, "w_h = 2: it holds"), (0.5, ORANGE, "w_h = 0.5: it fades")):
        states, _ = rnn_forward(xs, torch.zeros(1, 1), torch.tensor([[3.0]]), torch.tensor([[w_h]]), torch.zeros(1))
        axes.plot(words, states[0, :, 0], marker="o", color=colour)
        axes.text(5.1, float(states[0, -1, 0]), text, color=colour, va="center")
    axes.set(ylabel="memory", ylim=(-0.05, 1.05), xlim=(-0.2, 7))
    save(figure, "remembered")


def influence() -> None:
    """How the influence of a token falls with every step back, for memories of different strength."""
    torch.manual_seed(1)
    steps, width = 31, 8
    figure, axes = plt.subplots(figsize=(7, 3))
    turn = torch.linalg.qr(torch.randn(width, width)).Q
    w_x = torch.randn(width, width) / width**0.5
    xs = 0.3 * torch.randn(1, steps, width)
    for factor, colour in ((1.1, GREEN), (0.9, BLUE), (0.5, ORANGE)):
        tokens = xs.clone().requires_grad_()
        _, last = rnn_forward(tokens, torch.zeros(1, width), w_x, factor * turn, torch.zeros(width))
        (slopes,) = torch.autograd.grad(last.sum(), tokens)
        lengths = slopes[0].norm(dim=-1).flip(0)
        axes.semilogy(range(steps), lengths, color=colour)
        axes.text(steps, float(lengths[-1]), f"{factor}", color=colour, va="center")
    axes.text(steps - 0.5, 300, "w_h stretches\nthe memory by", va="center", color=GREY, fontsize=9)
    axes.set(xlabel="words back", ylabel="influence", xlim=(0, 37), ylim=(1e-12, 1e4))
    save(figure, "influence")


def shifted() -> None:
    """Which scores are compared with which token."""
    words = ["the", "dog", "barks", "loudly"]
    figure, axes = plt.subplots(figsize=(8, 2.6))
    bare(axes, 14.5, 4.4)
    for name, top in (("ids", 0), ("scores after it", 1.3), ("compared with", 2.6)):
        axes.text(3, top + 0.4, name, ha="right", va="center", color=GREY)
    for place, word in enumerate(words):
        left = 3.4 + place * 2.7
        last = place == len(words) - 1
        cell(axes, left, 0, word, PALE_BLUE, 2.4)
        cell(axes, left, 1.3, f"logits[:, {place}]", PALE_GREY if last else PALE_ORANGE, 2.4)
        cell(axes, left, 2.6, "nothing" if last else words[place + 1], PALE_GREY if last else PALE_GREEN, 2.4)
        if not last:
            ends = [left + 2.7 + 0.4, left + 2.0], [0.85, 2.6]
            axes.plot(*ends, color=GREEN, linewidth=1, zorder=0)
    save(figure, "shifted")


if __name__ == "__main__":
    plt.style.use(HERE.parents[1] / "figures.mplstyle")
    for draw in (encoding, merges, lookup, unrolled, remembered, influence, shifted):
        draw()
