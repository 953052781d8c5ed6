"""A small vision transformer on PyTorch's own layers, and images to train it on: what two of the figures show."""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

SIZE, PATCH, WIDTH, HEADS = 8, 2, 32, 4
GRID = SIZE // PATCH


def block_images(count: int, generator: torch.Generator) -> tuple[Float[Tensor, "count 1 8 8"], Int[Tensor, " count"]]:
    """Noisy images with a full block in one quadrant and a diagonal in another; the label is the full block's."""
    images = 0.15 * torch.randn(count, 1, SIZE, SIZE, generator=generator)
    labels = torch.randint(4, (count,), generator=generator)
    others = (labels + torch.randint(1, 4, (count,), generator=generator)) % 4
    for image, *quadrants in zip(images, labels.tolist(), others.tolist(), strict=True):
        for quadrant, shape in zip(quadrants, (torch.ones(2, 2), torch.eye(2)), strict=True):
            down, right = torch.randint(3, (2,), generator=generator).tolist()
            top, left = 4 * (quadrant // 2) + down, 4 * (quadrant % 2) + right
            image[0, top : top + 2, left : left + 2] += shape
    return images, labels


class Block(nn.Module):
    """One block: every token looks at all others, then thinks for itself."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.look = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.think = nn.Sequential(
            nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH)
        )

    def forward(
        self, x: Float[Tensor, "batch token width"]
    ) -> tuple[Float[Tensor, "batch token width"], Float[Tensor, "batch head token token"]]:
        """The tokens after the block, and who looked at whom."""
        normed = self.norm(x)
        found, maps = self.look(normed, normed, normed, average_attn_weights=False)
        x = x + found
        return x + self.think(x), maps


class SmallViT(nn.Module):
    """Two blocks over the patches of an image, and a class token that answers."""

    def __init__(self) -> None:
        super().__init__()
        self.cut = nn.Unfold(PATCH, stride=PATCH)
        self.embed = nn.Linear(PATCH * PATCH, WIDTH)
        self.start = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.positions = nn.Parameter(0.1 * torch.randn(GRID * GRID + 1, WIDTH))
        self.blocks = nn.ModuleList([Block(), Block()])
        self.answer = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 4))

    def forward(
        self, images: Float[Tensor, "batch 1 8 8"]
    ) -> tuple[Float[Tensor, "batch 4"], Float[Tensor, "batch head token token"]]:
        """The logits, and the attention maps of the last block."""
        patches = self.embed(self.cut(images).mT)  # (batch, patch, width)
        x = torch.cat([self.start.repeat(len(images), 1, 1), patches], dim=1) + self.positions
        for block in self.blocks:
            x, maps = block(x)
        return self.answer(x[:, 0]), maps


def train(epochs: int = 8, batch: int = 63) -> SmallViT:
    """A model that finds the full block in nearly every image it has never seen; takes some seconds."""
    torch.set_num_threads(1)
    torch.manual_seed(3)
    images, labels = block_images(2000, torch.Generator().manual_seed(0))
    model = SmallViT()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    steps = epochs * -(-len(images) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps)
    for _ in range(epochs):
        for chosen in torch.randperm(len(images)).split(batch):
            loss = F.cross_entropy(model(images[chosen])[0], labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()
