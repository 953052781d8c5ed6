"""The figures of the handout on GANs: run this file, and it writes its SVGs beside itself.

It trains one small GAN with the given parts, on fixed seeds, and draws what happens on the way.
"""

import itertools
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from torch import Tensor

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from given.gan import Discriminator, Generator, discriminator_step, generator_step  # noqa: E402
from given.gan_losses import generator_loss  # noqa: E402
from given.ring import ring_points  # noqa: E402

BLUE, ORANGE, GREY = "#1f5fa8", "#d1661c", "#7a7a7a"
JUDGEMENT = LinearSegmentedColormap.from_list("judgement", ["#eda26b", "#ffffff", "#7fa9d8"])
"""Orange where the discriminator holds points for made up, blue where it holds them for real."""
MOMENTS = (1, 100, 300, 1000)
EDGE = 1.9


@dataclass(frozen=True)
class Moment:
    """A training at one moment: the made-up points, the same for all moments, and the judgement of the plane."""

    step: int
    points: Tensor
    judgement: Tensor
    arrows: Tensor
    lines: Tensor


@dataclass(frozen=True)
class Training:
    """One training, from beginning to end."""

    moments: list[Moment]
    d_loss: list[float]
    g_loss: list[float]


def train(seed: int = 4, batch: int = 128) -> Training:
    """A training with the settings that the capstone recommends."""
    torch.manual_seed(seed)
    generator, discriminator = Generator(4, 48, 2), Discriminator(2, 48)
    d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-3, betas=(0.5, 0.99))
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.99))
    noise = torch.randn(4000, 4)
    moments, d_loss, g_loss = [], [], []
    for step in range(1, MOMENTS[-1] + 1):
        real = ring_points(batch)
        d_loss.append(discriminator_step(generator, discriminator, d_optimizer, real, torch.randn(batch, 4)))
        g_loss.append(generator_step(generator, discriminator, g_optimizer, torch.randn(batch, 4)))
        if step in MOMENTS:
            moments.append(moment(step, generator, discriminator, noise))
    return Training(moments, d_loss, g_loss)


def moment(step: int, generator: Generator, discriminator: Discriminator, noise: Tensor) -> Moment:
    """What the two networks do now."""
    points = generator(noise).detach().requires_grad_()
    generator_loss(discriminator(points)).backward()
    with torch.no_grad():
        judgement = discriminator(plane().reshape(-1, 2)).sigmoid().reshape(81, 81)
        bent = generator(torch.nn.functional.pad(noise_lines(), (0, 2)).flatten(0, 1)).reshape(noise_lines().shape)
    return Moment(step, points.detach(), judgement, -points.grad, bent)


def plane() -> Tensor:
    """The points of the plane at which the discriminator is asked: row, column, coordinate."""
    line = torch.linspace(-EDGE, EDGE, 81)
    return torch.stack(torch.meshgrid(line, line, indexing="xy"), dim=-1)


def noise_lines() -> Tensor:
    """Nine level and nine upright lines in the first two numbers of the noise; the other two are 0."""
    along, across = torch.meshgrid(torch.linspace(-2, 2, 400), torch.linspace(-2, 2, 9), indexing="ij")
    return torch.cat([torch.stack([along, across], -1), torch.stack([across, along], -1)], dim=1).transpose(0, 1)


def save(figure: Figure, name: str) -> None:
    """Write the figure so that the same picture is the same file."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def clean(axes: Axes, edge: float = EDGE) -> None:
    """A square piece of the plane, without ticks."""
    axes.set(xlim=(-edge, edge), ylim=(-edge, edge), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def circle(axes: Axes, width: float = 1.0) -> None:
    """The ring that the real points lie on."""
    axes.add_patch(plt.Circle((0, 0), 1, fill=False, edgecolor=GREY, linewidth=width, linestyle=(0, (2, 2))))


def judged(axes: Axes, now: Moment) -> None:
    """The plane, coloured as the discriminator judges it."""
    extent = (-EDGE, EDGE, -EDGE, EDGE)
    axes.imshow(now.judgement, JUDGEMENT, vmin=0.15, vmax=0.85, origin="lower", extent=extent, interpolation="bilinear")


def turns() -> None:
    """Who learns in which turn, and how far the gradient goes."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(9, 3.6))
    chain(above, "D", ORANGE, "the discriminator's turn", ways_back=[(8.2, 6.2)])
    frame = {"facecolor": "white", "edgecolor": GREY}
    above.text(6.2, 1.25, "real sample", ha="center", va="center", bbox=frame)
    arrow(above, (6.2, 0.95), (6.2, 0.5), "black")
    above.text(5.1, -0.28, "✂", ha="center", va="center", fontsize=15, color=ORANGE)
    above.text(5.1, -0.75, "detach", ha="center", va="center", color=ORANGE)
    chain(below, "G", BLUE, "the generator's turn", ways_back=[(8.2, 6.2), (6.2, 4.0), (4.0, 2.0)])
    save(figure, "turns")


def chain(axes: Axes, learner: str, colour: str, title: str, ways_back: list[tuple[float, float]]) -> None:
    """From noise to loss, and the gradient's way back; the network that learns is coloured."""
    places = {"noise": 0.0, "G": 2.0, "made-up\nsample": 4.0, "D": 6.2, "loss": 8.2}
    for name, x in places.items():
        network, learns = name in ("D", "G"), name == learner
        face = colour if learns else "#d4d4d4" if network else "white"
        box = {"boxstyle": "round,pad=0.45", "facecolor": face, "edgecolor": "none" if network else GREY}
        text = axes.text(x, 0, name, ha="center", va="center", bbox=box, fontsize=15 if network else 10)
        text.set(color="white" if learns else "black", fontweight="bold" if learns else "normal")
    for start, end in itertools.pairwise(places.values()):
        arrow(axes, (start + 0.75, 0.16), (end - 0.75, 0.16), "black")
    for start, end in ways_back:
        arrow(axes, (start - 0.75, -0.2), (end + 0.75, -0.2), colour, (0, (3, 2)))
    axes.text(-0.9, 1.2, title, fontweight="bold", va="center")
    axes.set(xlim=(-1, 9), ylim=(-1, 1.6))
    axes.axis("off")


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str, style: Any = "-") -> None:
    """A thin arrow."""
    line = {"arrowstyle": "-|>", "color": colour, "linestyle": style, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, start, arrowprops=line)


def bayes() -> None:
    """Two generative models, and the predictive one that they make."""
    x = torch.linspace(-4, 5, 300)
    joint = [
        share * torch.exp(-((x - centre) ** 2) / (2 * width**2)) / (width * math.sqrt(2 * math.pi))
        for share, centre, width in ((0.25, -0.8, 0.8), (0.75, 1.5, 1.1))
    ]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 2.8))
    left.plot(x, joint[0], color=BLUE)
    left.plot(x, joint[1], color=ORANGE)
    left.text(-1.7, 0.12, "p(x | small) p(small)", color=BLUE, ha="right")
    left.text(2.9, 0.2, "p(x | large) p(large)", color=ORANGE)
    left.set(title="what each class makes, and how often", xlabel="x", yticks=[], xlim=(-7, 8))
    right.plot(x, joint[0] / (joint[0] + joint[1]), color=BLUE)
    right.plot(x, joint[1] / (joint[0] + joint[1]), color=ORANGE)
    right.text(-3.6, 0.82, "p(small | x)", color=BLUE)
    right.text(1.6, 0.88, "p(large | x)", color=ORANGE)
    right.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    right.set(title="which class it comes from", xlabel="x", yticks=[0, 0.5, 1])
    save(figure, "bayes")


def enlarge() -> None:
    """What one pixel of the small map touches on the way to the image."""
    figure, row_of_axes = plt.subplots(1, 3, figsize=(8, 2.9))
    touched = torch.zeros(1, 1, 2, 2)
    touched[0, 0, 0, 0] = 1
    brush = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 4
    for axes, size in zip(row_of_axes, (2, 4, 8), strict=True):
        axes.pcolormesh(touched[0, 0], cmap="Blues", vmin=0, vmax=1.2, edgecolors="#b5b5b5", linewidth=0.6)
        axes.set(xlim=(0, size), ylim=(size, 0), aspect="equal", xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.set_title(f"{size} by {size}")
        touched = torch.nn.functional.conv_transpose2d(touched, brush.outer(brush)[None, None], stride=2, padding=1)
    save(figure, "enlarge")


def moments(training: Training) -> None:
    """Made-up points over the discriminator's judgement."""
    figure, row_of_axes = plt.subplots(1, 4, figsize=(11, 3.1))
    for axes, now in zip(row_of_axes, training.moments, strict=True):
        judged(axes, now)
        circle(axes)
        axes.scatter(*now.points[:250].T, s=5, color="black", linewidth=0)
        clean(axes)
        axes.set_title(f"step {now.step}")
    figure.supxlabel("blue: held for real     orange: held for made up     dashed: where real points lie", fontsize=10)
    save(figure, "moments")


def arrows(training: Training) -> None:
    """What the generator hears: at each point, where it would be believed more."""
    now = training.moments[1]
    figure, axes = plt.subplots(figsize=(4.2, 4.2))
    judged(axes, now)
    circle(axes)
    points, steps = now.points[:60], now.arrows[:60]
    axes.quiver(*points.T, *steps.T, color=BLUE, width=0.006, scale=float(steps.norm(dim=1).max()) * 5)
    axes.scatter(*points.T, s=9, color="black", linewidth=0, zorder=3)
    clean(axes, 1.6)
    axes.set_title(f"step {now.step}: where would each point be believed more?")
    save(figure, "arrows")


def warp(training: Training) -> None:
    """A grid of noise, and what the trained generator makes of it."""
    figure, (before, after) = plt.subplots(1, 2, figsize=(7.4, 3.7))
    for axes, lines, edge in ((before, noise_lines(), 2.2), (after, training.moments[-1].lines, 1.5)):
        for number, curve in enumerate(lines):
            axes.plot(*curve.T, color=BLUE if number < 9 else ORANGE, linewidth=0.8)
        clean(axes, edge)
    circle(after, 1.6)
    before.set_title("noise: two of its four numbers")
    after.set_title("the points that are made of it")
    save(figure, "warp")


def losses_and_angles(training: Training) -> None:
    """How the losses go on, and whether all of the ring is reached."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.4, 3), width_ratios=[1.3, 1])
    for losses, colour, name, height in (
        (training.d_loss, ORANGE, "discriminator", 0.2),
        (training.g_loss, BLUE, "generator", 0.86),
    ):
        smooth = torch.tensor(losses).unfold(0, 20, 10).mean(dim=1)
        left.plot(torch.arange(len(smooth)) * 10 + 10, smooth, color=colour, linewidth=1.5)
        left.text(0.98, height, name, color=colour, ha="right", transform=left.transAxes)
    left.axhline(math.log(2), color=GREY, linewidth=1, linestyle="--")
    left.text(1010, math.log(2), "log 2", color=GREY, va="center")
    left.set(title="losses (mean of 20 steps)", xlabel="step", xlim=(0, 1000))
    points = training.moments[-1].points
    near = points[(points.norm(dim=1) - 1).abs() < 0.2]
    shares = torch.histc(torch.atan2(near[:, 1], near[:, 0]), 16, -math.pi, math.pi) / len(points)
    right.bar(torch.arange(16), 100 * shares, width=0.85, color=BLUE)
    right.axhline(1, color=GREY, linewidth=1, linestyle="--")
    right.text(15.7, 1.0, "1 %", color=GREY, va="center")
    right.set(title="made-up points near the circle, by angle", xlabel="from -π to π", ylabel="% of all", xticks=[])
    save(figure, "losses_and_angles")


if __name__ == "__main__":
    torch.set_num_threads(1)
    plt.style.use(HERE.parents[1] / "figures.mplstyle")
    for draw in (turns, bayes, enlarge):
        draw()
    trained = train()
    for draw_training in (moments, arrows, warp, losses_and_angles):
        draw_training(trained)
