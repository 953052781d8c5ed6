"""The figures of the handout on vision transformers: run this file, and it writes its SVGs beside itself.

Two of them show a model that is trained on the way, so another kind of processor may draw them a little differently.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from small_vit import GRID, SmallViT, block_images, train
from torch import Tensor

HERE = Path(__file__).parent
BLUE, ORANGE, GREY = "#1f5fa8", "#d1661c", "#7a7a7a"
TINTS = ["#cfe0f3", "#f8d9c3", "#d3ead9", "#e6d8ee", "#e4e4e4", "#f6ecb8"]


def save(figure: Figure, name: str) -> None:
    """Write the figure so that the same picture is the same file."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def clear(axes: Axes) -> None:
    """A panel without ticks and frame."""
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def landscape(size: int = 32) -> Tensor:
    """A house on a hill under the sun, as (size, size, 3)."""
    y, x = torch.meshgrid(torch.linspace(0, 1, size), torch.linspace(0, 1, size), indexing="ij")
    picture = torch.stack([0.55 + 0.3 * y, 0.75 + 0.15 * y, torch.full_like(y, 0.95)], dim=-1)
    picture[(x - 0.82) ** 2 + (y - 0.18) ** 2 < 0.011] = torch.tensor([1.0, 0.82, 0.2])
    picture[y > 0.72 + 0.12 * torch.cos(5 * x)] = torch.tensor([0.42, 0.66, 0.35])
    picture[(x > 0.3) & (x < 0.62) & (y > 0.48) & (y < 0.78)] = torch.tensor([0.85, 0.45, 0.32])
    picture[(y < 0.49) & (y > 0.26 + 1.1 * (x - 0.46).abs())] = torch.tensor([0.45, 0.2, 0.2])
    picture[(x > 0.4) & (x < 0.5) & (y > 0.6) & (y < 0.78)] = torch.tensor([0.3, 0.18, 0.12])
    return picture


def patches() -> None:
    """An image, its patches as a row of words, and the image again."""
    picture, patch, across = landscape(), 8, 4
    figure, (whole, row, back) = plt.subplots(1, 3, figsize=(10, 2.6), width_ratios=[1, 2.1, 1])
    for axes, title in ((whole, "an image"), (back, "and back")):
        axes.imshow(picture, extent=(0, across, across, 0))
        axes.set_title(title)
        clear(axes)
    for edge in range(1, across):
        whole.axhline(edge, color="white", linewidth=1.5)
        whole.axvline(edge, color="white", linewidth=1.5)
    for number in range(across * across):
        top, left = patch * (number // across), patch * (number % across)
        x, y = 1.15 * (number % 8), 1.75 * (number // 8)
        row.imshow(picture[top : top + patch, left : left + patch], extent=(x, x + 1, y + 1, y), vmin=0, vmax=1)
        row.text(x + 0.5, y + 1.3, number, ha="center", va="center", color=GREY)
    row.set(xlim=(-0.1, 9.2), ylim=(3.4, -0.2), title="cut row by row: 16 words")
    clear(row)
    save(figure, "patches")


def patch_order() -> None:
    """Which number of a small image goes where: patches row by row, and inside a patch row by row again."""
    height, width, patch = 4, 6, 2
    figure, (image, tokens) = plt.subplots(1, 2, figsize=(8, 3), width_ratios=[1.4, 1])
    for number in range(height * width):
        y, x = divmod(number, width)
        which, inside = (y // patch) * (width // patch) + x // patch, (y % patch) * patch + x % patch
        for axes, corner in ((image, (x, y)), (tokens, (inside, which))):
            axes.add_patch(Rectangle(corner, 1, 1, facecolor=TINTS[which], edgecolor="white"))
            axes.text(corner[0] + 0.5, corner[1] + 0.5, number, ha="center", va="center")
    image.set(xlim=(0, width), ylim=(height, 0), aspect="equal", title="image: 1 channel, 4 × 6")
    tokens.set(xlim=(0, 4), ylim=(6, 0), aspect="equal", title="tokens: 6 patches of 4 numbers")
    for axes in (image, tokens):
        clear(axes)
    tokens.set_yticks([row + 0.5 for row in range(6)], [f"patch {row}" for row in range(6)])
    tokens.tick_params(length=0)
    save(figure, "patch_order")


def field_of_view() -> None:
    """How far one output sees: convolutions layer by layer, attention at once."""
    size = 15
    figure, (conv, attention) = plt.subplots(1, 2, figsize=(8.6, 4.3))
    for reach, colour, layers in (
        (3, "#dce9f6", "3 layers: 7 × 7"),
        (2, "#a9cbe8", "2: 5 × 5"),
        (1, "#6aa5d4", "1: 3 × 3"),
    ):
        side = 2 * reach + 1
        conv.add_patch(Rectangle((7 - reach, 7 - reach), side, side, facecolor=colour))
        conv.text(7 - reach, 6.9 - reach, layers, va="bottom", fontsize=9)
    conv.add_patch(Rectangle((7, 7), 1, 1, facecolor=ORANGE))
    conv.set_title("3 × 3 convolutions: a little wider with each layer")
    query = (1, 3)
    for number in range(25):
        y, x = divmod(number, 5)
        near = 0.4 + 2.6 * torch.rand((), generator=torch.Generator().manual_seed(number)).item() ** 2
        attention.plot([3 * query[1] + 1.5, 3 * x + 1.5], [3 * query[0] + 1.5, 3 * y + 1.5], color=BLUE, linewidth=near)
        attention.plot(3 * x + 1.5, 3 * y + 1.5, "o", color=BLUE, markersize=6)
    attention.add_patch(Rectangle((9, 3), 3, 3, facecolor=ORANGE))
    attention.set_title("attention over patches: all of it, in one layer")
    for axes, step in ((conv, 1), (attention, 3)):
        for edge in range(0, size + 1, step):
            axes.plot([edge, edge], [0, size], color="#d0d0d0", linewidth=0.7, zorder=0.5)
            axes.plot([0, size], [edge, edge], color="#d0d0d0", linewidth=0.7, zorder=0.5)
        axes.set(xlim=(-0.1, size + 0.1), ylim=(size + 0.1, -0.1), aspect="equal")
        clear(axes)
    save(figure, "field_of_view")


def class_attention(model: SmallViT) -> None:
    """What the class token looks at in five images, in the head that looks most at the full block."""
    images, labels = block_images(200, torch.Generator().manual_seed(1))
    with torch.no_grad():
        logits, maps = model(images)
    looks = maps[:, :, 0, 1:].reshape(-1, maps.shape[1], GRID, GRID)
    head = int(looks.amax(dim=(2, 3)).mean(dim=0).argmax())
    right = (logits.argmax(dim=1) == labels).float().mean()
    figure, rows = plt.subplots(2, 5, figsize=(9, 3.9))
    for column, chosen in enumerate([0, 1, 2, 3, 4]):
        rows[0, column].imshow(images[chosen, 0], cmap="gray", vmin=-0.3, vmax=1.2, extent=(0, GRID, GRID, 0))
        rows[1, column].pcolormesh(looks[chosen, head], cmap="Blues", vmin=0, vmax=1, edgecolors="white")
        rows[1, column].set(xlim=(0, GRID), ylim=(GRID, 0), aspect="equal")
        for row, column_of_patch in torch.cartesian_prod(torch.arange(GRID), torch.arange(GRID)).tolist():
            share = float(looks[chosen, head, row, column_of_patch])
            if share >= 0.1:
                colour = "white" if share > 0.6 else "black"
                place = (column_of_patch + 0.5, row + 0.5)
                rows[1, column].text(*place, f"{share:.2f}", ha="center", va="center", color=colour, fontsize=8)
        for axes in rows[:, column]:
            clear(axes)
    rows[0, 0].set_ylabel("image")
    rows[1, 0].set_ylabel("class token\nattends to")
    figure.suptitle(f"the class token finds the full block ({right:.0%} of 200 new images right)", fontsize=10.5)
    save(figure, "class_attention")


def position_similarity(model: SmallViT) -> None:
    """How alike the learned position vectors are: one small map for each patch, laid out like the patches."""
    directions = F.normalize(model.positions[1:].detach(), dim=1)
    similarity = (directions @ directions.mT).reshape(GRID * GRID, GRID, GRID)
    figure, grid = plt.subplots(GRID, GRID, figsize=(5.4, 4.6))
    for number, axes in enumerate(grid.flat):
        cells = axes.pcolormesh(similarity[number], cmap="RdBu_r", vmin=-1, vmax=1, edgecolors="white", linewidth=0.5)
        axes.set(xlim=(0, GRID), ylim=(GRID, 0), aspect="equal")
        axes.plot(number % GRID + 0.5, number // GRID + 0.5, "o", color="white", markersize=4)
        clear(axes)
    figure.colorbar(cells, ax=grid, label="cosine similarity to the dotted patch", ticks=[-1, 0, 1], shrink=0.7)
    save(figure, "position_similarity")


if __name__ == "__main__":
    plt.style.use(HERE.parents[1] / "figures.mplstyle")
    trained = train()
    patches()
    patch_order()
    field_of_view()
    class_attention(trained)
    position_similarity(trained)
