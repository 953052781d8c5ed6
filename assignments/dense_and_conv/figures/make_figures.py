"""The figures of the handout on dense networks and convolutions: run this file, and it writes its SVGs."""

import itertools
from pathlib import Path

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

HERE = Path(__file__).parent
BLUE, ORANGE, GREEN, GREY = "#1f5fa8", "#d1661c", "#2e8b57", "#7a7a7a"
PALE_BLUE, PALE_ORANGE, PALE_GREY = "#cfe0f3", "#f8d9c3", "#e4e4e4"

PICTURE = """
................
.......##.......
......####......
.....######.....
....########....
...##########...
....#......#....
....#.##...#....
....#.##...#....
....#.##...#....
....########....
................
"""
"""A house: lines that run in all directions, and areas without any."""


def save(figure: Figure, name: str) -> None:
    """Write the figure so that the same picture is the same file."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def bare(axes: Axes, width: float, height: float, title: str = "") -> None:
    """An empty drawing board of this size, its first row on top."""
    axes.set(xlim=(-0.05, width + 0.05), ylim=(height + 0.05, -0.05), aspect="equal", xticks=[], yticks=[], title=title)
    axes.spines[:].set_visible(False)


def cell(axes: Axes, column: float, row: float, text: str, colour: str) -> None:
    """One square with something written into it."""
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.5))
    axes.text(column + 0.5, row + 0.5, text, ha="center", va="center")


def regressions() -> None:
    """The worked example of `affine`: as units that look at the input, and as a product of tables."""
    figure, (units, tables) = plt.subplots(1, 2, figsize=(10, 2.8), width_ratios=[1, 1.3])
    inputs, outputs = [(0, 0, "2"), (0, 2, "3")], [(3, 0, "12", BLUE), (3, 2, "−1", ORANGE)]
    for (_, output_y, _, colour), weights in zip(outputs, [("1", "0"), ("1", "−1")], strict=True):
        for (_, input_y, _), weight in zip(inputs, weights, strict=True):
            units.plot([0, 3], [input_y, output_y], color=colour, zorder=1)
            share = 0.28 if input_y == output_y else 0.24
            spot = (3 * share, input_y + (output_y - input_y) * share)
            units.text(*spot, weight, color=colour, ha="center", va="center", backgroundcolor="white", fontsize=9)
    for x, y, text, colour in [*((*each, "black") for each in inputs), *outputs]:
        units.scatter([x], [y], s=900, color="white", edgecolor=colour, linewidth=2, zorder=2)
        units.text(x, y, text, ha="center", va="center", zorder=3)
    units.text(3.4, 0, "+ 10", color=BLUE, va="center")
    units.text(3.4, 2, "+ 0", color=ORANGE, va="center")
    units.set(xlim=(-0.5, 4.2), ylim=(2.6, -0.6), xticks=[], yticks=[], title="two regressions on the same input")
    units.spines[:].set_visible(False)

    bare(tables, 8, 3, "the same as tables: weight, x, bias, answer")
    for row, (numbers, colour) in enumerate(
        [(("1", "0", "10", "12"), PALE_BLUE), (("1", "−1", "0", "−1"), PALE_ORANGE)]
    ):
        for column, text in zip((0, 1, 5, 7), numbers, strict=True):
            cell(tables, column, row + 0.5, text, colour)
        cell(tables, 3, row + 0.5, "23"[row], PALE_GREY)
    for column, sign in ((2.5, "·"), (4.5, "+"), (6.5, "=")):
        tables.text(column, 1.5, sign, ha="center", va="center", fontsize=14)
    save(figure, "regressions")


def bends() -> None:
    """What networks of one input can draw: without an activation a line, with ReLU a line with bends."""
    x = torch.linspace(0, 6, 241, dtype=torch.float64)
    wanted = (1.3 * x).sin() + 0.25 * x
    figure, row_of_axes = plt.subplots(1, 3, figsize=(10, 2.8), sharey=True)
    titles = [
        "no activation: a line,\nhowever many layers",
        "3 hidden units:\n3 bends at most",
        "12 hidden units:\nnearly a curve",
    ]
    for axes, title, places in zip(row_of_axes, titles, [[], [0.9, 3.3, 5.0], torch.arange(12) / 2], strict=True):
        columns = [torch.ones_like(x), x, *((x - float(place)).relu() for place in places)]
        basis = torch.stack(columns, dim=1)
        drawn = basis @ torch.linalg.lstsq(basis, wanted[:, None], driver="gelsd").solution
        axes.plot(x, wanted, color=PALE_ORANGE, linewidth=6, solid_capstyle="round")
        axes.plot(x, drawn[:, 0], color=BLUE)
        for place in places:
            at = int((x - float(place)).abs().argmin())
            axes.scatter([x[at]], [drawn[at, 0]], s=16, color=BLUE, zorder=3)
        axes.set(title=title, xticks=[], yticks=[], xlabel="input")
    row_of_axes[0].set_ylabel("answer")
    row_of_axes[0].text(1.2, 1.85, "asked for", color=ORANGE, ha="center")
    save(figure, "bends")


def xor() -> None:
    """Four corners that no line parts; the same four after a hidden layer; and the answer everywhere."""
    figure, (corners, hidden, surface) = plt.subplots(1, 3, figsize=(10, 3.3))
    points = [((0, 0), False), ((0, 1), True), ((1, 0), True), ((1, 1), False)]
    for axes, spots in ((corners, [0, 1, 2, 3]), (surface, [0, 1, 2, 3])):
        for spot in spots:
            (a, b), differ = points[spot]
            axes.scatter([a], [b], s=170, color=ORANGE if differ else BLUE, edgecolor="white", linewidth=1.5, zorder=3)
        axes.set(xlim=(-0.35, 1.35), ylim=(-0.35, 1.35), xticks=[0, 1], yticks=[0, 1], aspect="equal")
    corners.set(title="the inputs: no line parts\norange from blue", xlabel="first input", ylabel="second input")
    for line in ([(-0.35, 1.35), (0.9, 0.4)], [(0.25, 0.8), (-0.35, 1.35)], [(-0.35, 0.85), (0.85, -0.35)]):
        corners.plot(*line, color=GREY, linewidth=1, linestyle="--")

    moved = [(0, 0, BLUE, "(0, 0)", 0.14), (1, 0, ORANGE, "(0, 1) and (1, 0)", -0.17), (2, 1, BLUE, "(1, 1)", 0.14)]
    for x, y, colour, text, above in moved:
        hidden.scatter([x], [y], s=170, color=colour, edgecolor="white", linewidth=1.5, zorder=3)
        hidden.text(x, y + above, text, ha="center", va="center", fontsize=9)
    hidden.plot([0.1, 2.4], [-0.2, 0.95], color=GREEN)
    hidden.set(xlim=(-0.4, 2.5), ylim=(-0.4, 1.35), xticks=[0, 1, 2], yticks=[0, 1])
    hidden.set(title="after the hidden layer:\none line does it", xlabel="relu(s)", ylabel="relu(s − 1)")

    a, b = torch.meshgrid(torch.linspace(-0.35, 1.35, 18), torch.linspace(-0.35, 1.35, 18), indexing="xy")
    answer = (a + b).relu() - 2 * (a + b - 1).relu()
    surface.contourf(a, b, answer, levels=[-3, 0.4, 0.6, 3], colors=[PALE_BLUE, "white", PALE_ORANGE])
    surface.set(title="the answer: above 0.6,\nbelow 0.4, in between", xlabel="first input")
    save(figure, "xor")


def fixed_size() -> None:
    """Rows of different lengths, and what becomes of them at size 3."""
    rows, size = [["1", "2", "3", "4"], ["5", "6"], []], 3
    figure, axes = plt.subplots(figsize=(6.5, 2.5))
    bare(axes, 10, 4)
    for place, row in enumerate(rows):
        for column, number in enumerate(row):
            cell(axes, column, place + 0.5, number, PALE_BLUE if column < size else PALE_GREY)
        for column, number in enumerate((row + ["0"] * size)[:size]):
            cell(axes, column + 6.5, place + 0.5, number, PALE_BLUE if column < len(row) else PALE_ORANGE)
    axes.text(0, 2 + 1, "(no numbers)", va="center", color=GREY)
    axes.text(5.25, 2, "size = 3\n→", ha="center", va="center", linespacing=1.6)
    axes.text(3.5, 0.25, "cut", ha="center", va="center", color=GREY)
    axes.text(9.65, 3, "filled", va="center", color=ORANGE)
    save(figure, "fixed_size")


def convolution() -> None:
    """One picture, seen by three kernels."""
    image = torch.tensor([[float(sign == "#") for sign in line] for line in PICTURE.split()])
    kernels = {
        "kernel (−1, 1):\nedges, left to right": [[-1.0, 1.0]],
        "the same upright:\nedges, top to bottom": [[-1.0], [1.0]],
        "3 by 3, all 1/9:\na blur": [[1 / 9] * 3] * 3,
    }
    height, width = image.shape
    figure, row_of_axes = plt.subplots(1, 4, figsize=(10, 2.5), sharex=True, sharey=True)
    row_of_axes[0].imshow(image, cmap="gray", vmin=0, vmax=1)
    row_of_axes[0].set_title("the image:\n0 is black, 1 white")
    for axes, (title, numbers) in zip(row_of_axes[1:], kernels.items(), strict=True):
        kernel = torch.tensor(numbers)
        seen = F.conv2d(image[None, None], kernel[None, None])[0, 0]
        axes.imshow(seen, cmap="RdBu_r", vmin=-1, vmax=1, extent=(-0.5, seen.shape[1] - 0.5, seen.shape[0] - 0.5, -0.5))
        axes.set(title=title, xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    for axes in row_of_axes:
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    figure.text(0.5, -0.03, "red: positive   white: 0   blue: negative", ha="center", color=GREY)
    save(figure, "convolution")


def stamps() -> None:
    """The worked example of `conv_transpose2d`, stamp by stamp; and how unevenly stamps overlap."""
    figure, (example, counts) = plt.subplots(1, 2, figsize=(10, 3.2), width_ratios=[1.5, 1])
    bare(example, 9, 4.2, "x = (1, 10), kernel (1, 2, 3), stride 2")
    lines = [
        ("1 stamps", 0, ["1", "2", "3"], PALE_BLUE),
        ("10 stamps", 2, ["10", "20", "30"], PALE_ORANGE),
        ("the sum", 0, ["1", "2", "13", "20", "30"], PALE_GREY),
    ]
    for row, (name, start, numbers, colour) in enumerate(lines):
        top = row * 1.35 + 0.1
        example.text(3.3, top + 0.5, name, ha="right", va="center")
        for column, number in enumerate(numbers):
            cell(example, 3.7 + start + column, top, number, colour)
    example.annotate("", (5.7, 4.1), (3.7, 4.1), arrowprops={"arrowstyle": "<->", "color": GREY})
    example.text(5.85, 4.1, "stride", va="center", color=GREY)

    overlap = F.conv_transpose2d(torch.ones(1, 1, 4, 4), torch.ones(1, 1, 3, 3), stride=2)[0, 0]
    rows, columns = overlap.shape
    counts.pcolormesh(overlap, cmap="Blues", vmin=0, vmax=6, edgecolors="white", linewidth=1)
    for row, column in itertools.product(range(rows), range(columns)):
        counts.text(column + 0.5, row + 0.5, int(overlap[row, column]), ha="center", va="center", fontsize=8)
    bare(counts, columns, rows, "how many stamps lie on a pixel\n(3 by 3 pixels each, stride 2)")
    save(figure, "stamps")


def seen_by(layers: list[tuple[int, int]], output: int) -> list[list[int]]:
    """Layer by layer from the output back to the input: the places that one output depends on."""
    seen = [[output]]
    for kernel, stride in reversed(layers):
        below = {place * stride + offset for place in seen[-1] for offset in range(kernel)}
        seen.append(sorted(below))
    return seen


def field_of_view() -> None:
    """What one output sees through two layers; and how the view grows with more of them."""
    figure, (tree, growth) = plt.subplots(1, 2, figsize=(10, 3.2), width_ratios=[1.3, 1])
    layers, sizes, apart = [(3, 2), (3, 1)], [11, 5, 3], [1, 2, 2]
    seen = seen_by(layers, 1)[::-1]
    for depth, (size, step) in enumerate(zip(sizes, apart, strict=True)):
        offset = depth if depth < 2 else 3  # a number stands above the middle of what it sees
        for place in range(size):
            colour = BLUE if place in seen[depth] else PALE_GREY
            tree.scatter([place * step + offset], [depth], s=110, color=colour, zorder=2)
        if depth == 0:
            continue
        kernel, stride = layers[depth - 1]
        below_offset = depth - 1
        for place in seen[depth]:
            for below in range(place * stride, place * stride + kernel):
                ends = [place * step + offset, below * apart[depth - 1] + below_offset]
                tree.plot(ends, [depth, depth - 1], color=BLUE, linewidth=1, zorder=1)
    for depth, name in enumerate(["input", "kernel 3, stride 2", "kernel 3, stride 1"]):
        tree.text(-0.7, depth, name, ha="right", va="center")
    tree.annotate("", (1.7, -0.4), (8.3, -0.4), arrowprops={"arrowstyle": "<->", "color": ORANGE})
    tree.text(5, -0.62, "7 inputs", ha="center", va="center", color=ORANGE)
    tree.set(xlim=(-4.6, 10.5), ylim=(-0.8, 2.3), title="what one output sees")
    tree.axis("off")

    count = torch.arange(11)
    growth.plot(count, 1 + 2 * count, color=BLUE)
    growth.plot(count[:7], 2.0 ** (count[:7] + 1) - 1, color=ORANGE)
    growth.axhline(100, color=GREY, linewidth=1, linestyle="--")
    growth.text(10, 103, "100 inputs", ha="right", va="bottom", color=GREY)
    growth.text(10, 27, "stride 1", ha="right", color=BLUE)
    growth.text(4.9, 80, "stride 2", ha="right", color=ORANGE)
    growth.set(title="inputs seen, kernels of 3", xlabel="layers", ylim=(0, 130), xlim=(0, 10.2))
    save(figure, "field_of_view")


if __name__ == "__main__":
    plt.style.use(HERE.parents[1] / "figures.mplstyle")
    for draw in (regressions, bends, xor, fixed_size, convolution, stamps, field_of_view):
        draw()
