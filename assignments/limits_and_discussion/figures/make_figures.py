"""The figures of the handout on limits: run this file, and it writes its SVGs beside itself."""

import math
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

HERE = Path(__file__).parent
BLUE, ORANGE, GREY = "#1f5fa8", "#d1661c", "#7a7a7a"
WORDS = ["Ada", "wrote", "it", ",", "they", "say", ";", "Ada", "did"]
SIZES = [100, 1000, 10_000, 100_000]
CURVES = {"neighbours built in": [0.70, 0.86, 0.92, 0.95], "everything learned": [0.40, 0.62, 0.85, 0.96]}


def save(figure: Figure, name: str) -> None:
    """Write the figure so that the same picture is the same file."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def weights_map(axes: Axes, weights: Tensor, title: str) -> None:
    """A map of weights, one row for each word that attends."""
    axes.pcolormesh(weights, cmap="Blues", vmin=0, vmax=1, edgecolors="white", linewidth=0.6)
    places = [place + 0.5 for place in range(len(WORDS))]
    axes.set(xticks=places, yticks=places, title=title, xlim=(0, len(WORDS)), ylim=(len(WORDS), 0), aspect="equal")
    axes.set_xticklabels(WORDS, rotation=60)
    axes.set_yticklabels(WORDS)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def two_ways_to_read() -> None:
    """The same say for all so far, and all of it for the same word."""
    count = len(WORDS)
    average = torch.ones(count, count).tril()
    same = torch.tensor([[float(one == other) for other in WORDS] for one in WORDS])
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.1))
    weights_map(left, average / average.sum(dim=1, keepdim=True), "prefix_average: all so far alike")
    weights_map(right, (30 * same).softmax(dim=1), "lookup_attention: the same word, wherever it is")
    save(figure, "two_ways_to_read")


def cost() -> None:
    """Multiply-adds of a layer of width 256 over the length of the text, and the weights to be kept."""
    lengths, width, heads = [2**power for power in range(5, 14)], 256, 8
    projections = [4 * length * width**2 for length in lengths]
    pairs = [2 * length**2 * width for length in lengths]
    recurrent = [2 * length * width**2 for length in lengths]
    figure, (macs, memory) = plt.subplots(1, 2, figsize=(9.4, 3.5))
    macs.loglog(lengths, projections, color=GREY, label="attention: projections")
    macs.loglog(lengths, pairs, color=ORANGE, label="attention: scores and mixing")
    macs.loglog(lengths, recurrent, color=BLUE, label="recurrent network")
    macs.axvline(2 * width, ymax=0.7, color=GREY, linewidth=1, linestyle=":")
    macs.text(2 * width * 1.1, projections[0], "twice the width", color=GREY)
    macs.set(xlabel="tokens", ylabel="multiply-adds", title="width 256, one layer, one text")
    macs.legend(fontsize=9)
    maps = [4 * heads * length**2 / 2**20 for length in lengths]
    tokens = [4 * length * width / 2**20 for length in lengths]
    memory.loglog(lengths, maps, color=ORANGE, label="weights, 8 heads")
    memory.loglog(lengths, tokens, color=BLUE, label="the tokens themselves")
    memory.set(xlabel="tokens", ylabel="MiB", title="what one layer keeps for its gradient")
    memory.legend(fontsize=9)
    save(figure, "cost")


def learning_curves() -> None:
    """Two curves over the logarithm of the number of examples, and where each of them first reaches 90 %."""
    figure, axes = plt.subplots(figsize=(7, 3.6))
    for (name, accuracies), color in zip(CURVES.items(), (BLUE, ORANGE), strict=True):
        axes.semilogx(SIZES, accuracies, "o-", color=color, label=name)
        place = next(place for place, accuracy in enumerate(accuracies) if accuracy >= 0.9)
        share = (0.9 - accuracies[place - 1]) / (accuracies[place] - accuracies[place - 1])
        start, end = math.log(SIZES[place - 1]), math.log(SIZES[place])
        reached = math.exp(start + share * (end - start))
        axes.plot([reached, reached], [0.35, 0.9], color=color, linewidth=1, linestyle=":")
        axes.text(reached, 0.36, f" {reached:,.0f}", color=color)
    axes.axhline(0.9, color=GREY, linewidth=1, linestyle="--")
    axes.set(xlabel="examples (each mark ten times the last)", ylabel="accuracy", ylim=(0.35, 1))
    axes.legend(loc=(0.22, 0.04), fontsize=9)
    save(figure, "learning_curves")


if __name__ == "__main__":
    plt.style.use(HERE.parents[1] / "figures.mplstyle")
    two_ways_to_read()
    cost()
    learning_curves()
