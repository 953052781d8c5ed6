"""The figures of the handout on losses for generated content: run this file, and it writes its SVGs beside itself."""

import math
from pathlib import Path

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

HERE = Path(__file__).parent
BLUE, ORANGE, GREEN, GREY = "#1f5fa8", "#d1661c", "#2e8b57", "#7a7a7a"

CIRCLE = torch.linspace(0, 2 * math.pi, 13)[:-1]
ANSWERS = torch.stack([CIRCLE.cos(), CIRCLE.sin()], dim=1)
"""Twelve answers, all equally right."""


def save(figure: Figure, name: str) -> None:
    """Write the figure so that the same picture is the same file."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def label(axes: Axes, x: float, y: float, text: str, colour: str = "black", align: str = "left") -> None:
    """Words beside what they are about, in its colour."""
    axes.text(x, y, text, color=colour, ha=align, va="center")


def average_answer() -> None:
    """What squared error asks for, and why it is no answer: the two measures disagree."""
    figure, (plane, line) = plt.subplots(1, 2, figsize=(8.4, 3.4), width_ratios=[1, 1.4])
    plane.plot(*ANSWERS.T, "o", color=BLUE, markersize=7)
    plane.plot(0, 0, "*", color=ORANGE, markersize=16)
    plane.axhline(0, color=GREY, linewidth=0.8, linestyle=":", zorder=0)
    label(plane, 0, -0.26, "the best by\nsquared error", ORANGE, "center")
    plane.set(aspect="equal", title="Twelve right answers", xlim=(-1.6, 1.6), ylim=(-1.25, 1.25))

    along = torch.linspace(-1.6, 1.6, 161)
    points = torch.stack([along, torch.zeros_like(along)], dim=1)
    distances = torch.cdist(points, ANSWERS)
    line.plot(along, distances.square().mean(dim=1), color=ORANGE)
    line.plot(along, distances.amin(dim=1), color=BLUE)
    line.axvline(0, color=GREY, linewidth=0.8, linestyle=":", zorder=0)
    label(line, 0, 2.3, "mean squared error", ORANGE, "center")
    label(line, 0, 0.3, "distance to the\nnearest right answer", BLUE, "center")
    line.set(xlabel="prediction, along the dotted line", ylim=(0, 3.6))
    line.set_title("The best prediction is the least plausible")
    save(figure, "average_answer")


def nearest_distance() -> None:
    """A landscape of plausibility: how far it is from each place to something real."""
    generator = torch.Generator().manual_seed(4)
    angles = torch.rand(14, generator=generator) * 2 * math.pi
    real = torch.stack([1.6 * angles.cos(), angles.sin()], dim=1) + 0.1 * torch.randn(14, 2, generator=generator)
    across, up = torch.linspace(-2.5, 2.5, 101), torch.linspace(-1.7, 1.7, 69)
    places = torch.cartesian_prod(across, up)
    height = torch.cdist(places, real).amin(dim=1).reshape(101, 69).T

    figure, axes = plt.subplots(figsize=(6.2, 3.8))
    lines = axes.contour(across, up, height, levels=[0.2, 0.4, 0.6, 0.8, 1.0], cmap="Blues", vmin=-0.4, linewidths=1.2)
    axes.clabel(lines, fmt="%.1f", fontsize=8)
    axes.plot(*real.T, "o", color=BLUE, markersize=6)
    samples = torch.stack([real[0], torch.tensor([1.0, -0.2]), torch.tensor([0.0, 0.1])])
    axes.plot(*samples.T, "X", color=ORANGE, markersize=9, markeredgecolor="white")
    for sample, distance in zip(samples, torch.cdist(samples, real).amin(dim=1), strict=True):
        axes.text(sample[0], sample[1] - 0.2, f"{distance:.2f}", color=ORANGE, ha="center", va="center", weight="bold")
    axes.set(aspect="equal", title="Real samples, three made-up ones, and how far they are from anything real")
    save(figure, "nearest_distance")


def cross_entropy() -> None:
    """The loss of one prediction, and what becomes of it when the probability is computed on the way."""
    figure, (curves, limits) = plt.subplots(1, 2, figsize=(8.4, 3.3))
    logits = torch.linspace(-6, 6, 121)
    for target, colour, x, y in ((1.0, BLUE, -3.4, 4.6), (0.0, ORANGE, 2.9, 4.6), (0.9, GREEN, 4.2, 1.2)):
        curves.plot(logits, F.softplus(logits) - target * logits, color=colour)
        label(curves, x, y, f"target {target:g}", colour, "center" if target != 1.0 else "left")
    curves.set(xlabel="logit", ylabel="loss", ylim=(0, 6.2), title="The loss of one prediction")

    logits = torch.linspace(0, 40, 161)
    naive = -torch.log(1 - torch.sigmoid(logits))
    finite = naive.isfinite()
    limits.plot(logits, logits, color=ORANGE)
    limits.plot(logits, -torch.log(1 - torch.sigmoid(logits) + 1e-7), color=GREY)
    limits.plot(logits[finite][-1], naive[finite][-1], "o", color="black")
    limits.annotate("log(1 − p) ends here:\nthe next value is ∞", (logits[finite][-1], naive[finite][-1]), (0.5, 25),
                    arrowprops={"arrowstyle": "-", "linewidth": 0.8})  # fmt: skip
    label(limits, 31, 36, "from the logit", ORANGE, "right")
    label(limits, 28, 12.5, "log(1 − p + 0.0000001)", GREY, "center")
    limits.set(xlabel="logit, target 0", ylabel="loss", title="Sure and wrong, in float32")
    save(figure, "cross_entropy")


def generator_losses() -> None:
    """Two losses with the same goal; only one of them is steep where the generator begins."""
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.3))
    logits = torch.linspace(-8, 4, 121)
    belief = torch.sigmoid(logits)
    panels[0].plot(logits, -F.logsigmoid(logits), color=BLUE)
    panels[0].plot(logits, F.logsigmoid(-logits), color=ORANGE)
    label(panels[0], -4.9, 6.6, "−log p", BLUE)
    label(panels[0], -4.9, -1.0, "log(1 − p)", ORANGE)
    panels[0].set(title="The loss of one made-up sample", xlabel="its logit")
    panels[1].plot(logits, 1 - belief, color=BLUE)
    panels[1].plot(logits, belief, color=ORANGE)
    label(panels[1], 1.7, 0.26, "−log p", BLUE)
    label(panels[1], 1.7, 0.72, "log(1 − p)", ORANGE)
    panels[1].set(title="How hard it pulls upwards", xlabel="its logit", ylim=(0, 1.1))
    for axes in panels:
        axes.axvspan(-8, -4, color=GREY, alpha=0.15, linewidth=0)
    label(panels[1], -6, 0.55, "seen through:\nwhere every\ngenerator begins", GREY, "center")
    save(figure, "generator_losses")


def bell(x: Tensor, middle: float) -> Tensor:
    """A normal density of width 1."""
    return torch.exp(-((x - middle) ** 2) / 2) / math.sqrt(2 * math.pi)


def optimal_discriminator() -> None:
    """As the made-up samples come closer to the real ones, the best discriminator knows less and less."""
    figure, panels = plt.subplots(1, 3, figsize=(8.8, 2.9), sharey=True)
    x = torch.linspace(-4, 6, 201)
    p_real = bell(x, 2.0)
    for axes, middle in zip(panels, (-1.0, 1.0, 2.0), strict=True):
        p_fake = bell(x, middle)
        best = p_real / (p_real + p_fake)
        loss = torch.trapezoid(-(p_real * best.log() + p_fake * (1 - best).log()) / 2, x)
        axes.fill_between(x, p_real, color=BLUE, alpha=0.25, linewidth=0)
        axes.fill_between(x, p_fake, color=ORANGE, alpha=0.25, linewidth=0)
        axes.plot(x, best, color="black")
        axes.set(title=f"loss {loss:.2f}", xticks=[], ylim=(0, 1.05))
    label(panels[0], 2.0, 0.47, "real", BLUE, "center")
    label(panels[0], -1.6, 0.47, "made up", ORANGE, "center")
    label(panels[0], 1.6, 0.9, "best\ndiscriminator")
    label(panels[2], 1.0, 0.6, "0.5 everywhere", align="center")
    panels[0].set(ylabel="density, probability")
    save(figure, "optimal_discriminator")


def balderdash() -> None:
    """Who gets the point: it depends on which side of the diagonal a round lies, and on nothing else."""
    generator = torch.Generator().manual_seed(6)
    real, fake = 0.12 + 0.76 * torch.rand(2, 22, generator=generator)
    true = torch.rand(22, generator=generator) < 0.35
    figure, axes = plt.subplots(figsize=(4.6, 3.8))
    axes.fill_between([0, 1], [0, 1], 1, color=ORANGE, alpha=0.12, linewidth=0)
    axes.fill_between([0, 1], 0, [0, 1], color=BLUE, alpha=0.12, linewidth=0)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1)
    axes.scatter(real[true], fake[true], color="black", s=34)
    axes.scatter(real[~true], fake[~true], facecolor="white", edgecolor="black", s=34)
    label(axes, 0.03, 0.94, "point for the generator", ORANGE)
    label(axes, 0.97, 0.05, "point for the discriminator", BLUE, "right")
    axes.set(aspect="equal", xlim=(0, 1), ylim=(0, 1), xticks=[0, 1], yticks=[0, 1],
             xlabel="plausibility of the real answer", ylabel="plausibility of the made-up one",
             title="● happens to be true   ○ is not")  # fmt: skip
    save(figure, "balderdash")


if __name__ == "__main__":
    plt.style.use(HERE.parents[1] / "figures.mplstyle")
    average_answer()
    nearest_distance()
    cross_entropy()
    generator_losses()
    optimal_discriminator()
    balderdash()
