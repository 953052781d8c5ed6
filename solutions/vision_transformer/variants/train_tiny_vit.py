"""Other ways to write `train_tiny_vit`: right ones, and the mistakes students make."""

import math

import torch
import torch.nn.functional as F
from given.vision import TinyViT
from reference import train_tiny_vit as right_train_tiny_vit
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.testing import alternative, misconception


@alternative
def loader_and_cosine(images, labels, num_classes, seed, epochs=10):
    torch.manual_seed(seed)
    model = TinyViT(8, 4, 1, num_classes, d_model=48)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    batches = DataLoader(TensorDataset(images, labels), batch_size=80, shuffle=True, drop_last=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(1, epochs * len(batches)))
    for _ in range(epochs):
        for some, answers in batches:
            model.zero_grad()
            nn.CrossEntropyLoss()(model(some), answers).backward()
            optimizer.step()
            schedule.step()
    return model


class _MeanOfPatches(nn.Module):
    """A transformer of another make: no class token, the mean of all patches answers."""

    def __init__(self, num_classes):
        super().__init__()
        self.cut, self.embed = nn.Unfold(4, stride=4), nn.Linear(16, 32)
        self.positions = nn.Parameter(torch.randn(4, 32))
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(32, 4, 128, dropout=0.0, batch_first=True) for _ in range(2)
        )
        self.head = nn.Linear(32, num_classes)

    def forward(self, images):
        x = self.embed(self.cut(images).mT) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean(dim=1))


@alternative
def own_model_and_decay_by_hand(images, labels, num_classes, seed, epochs=10):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = _MeanOfPatches(num_classes)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for epoch in range(epochs):
        optimizer.param_groups[0]["lr"] = 3e-3 * (1 - epoch / epochs)
        order = torch.randperm(len(images), generator=generator)
        for start in range(0, len(images), 64):
            chosen = order[start : start + 64]
            optimizer.zero_grad()
            (-model(images[chosen]).log_softmax(-1)[torch.arange(len(chosen)), labels[chosen]]).mean().backward()
            optimizer.step()
    return model.train()


def _train(model, images, labels, epochs, *, loss=F.cross_entropy, chosen=None):
    """The right training, but for what the arguments change."""
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    steps = max(1, epochs * math.ceil(len(images) / 100))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=7e-3, total_steps=steps)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(100):
            batch = batch if chosen is None else chosen
            optimizer.zero_grad()
            loss(model(images[batch]), labels[batch]).backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def _vit(num_classes, seed):
    torch.manual_seed(seed)
    return TinyViT(8, 4, 1, num_classes)


_trained = {}


def _right(images, labels, num_classes, seed, epochs):
    """The right model, trained once for all variants that only hand it out in another way."""
    key = (num_classes, seed, epochs, images.sum().item())
    if key not in _trained:
        _trained[key] = right_train_tiny_vit(images, labels, num_classes, seed, epochs)
    return _trained[key]


@misconception
def positions_missing(images, labels, num_classes, seed, epochs=10):
    """The digits are read, but the model does not know where in the image something is: its positions are missing, are
    not learned (no `nn.Parameter`, or one that the optimizer does not know), or start so small that they do not matter
    in time."""
    model = _vit(num_classes, seed)
    del model.positions
    model.register_buffer("positions", torch.zeros(5, 32))
    return _train(model, images, labels, epochs)


@misconception
def learns_nothing(images, labels, num_classes, seed, epochs=10):
    """The model answers no better than by guessing, on either kind of images. Are steps taken (`optimizer.step()`, by
    an optimizer of this very model's parameters)? Are the gradients set to zero before each `backward()`, so that those
    of earlier batches do not add up? Do images and labels stay together when you mix them? Can the class token see the
    patches (no causal blocks)?"""
    return _vit(num_classes, seed).eval()


@misconception
def learns_too_slowly(images, labels, num_classes, seed, epochs=10):
    """Something is learned, but many digits stay wrong. Does cross-entropy get the logits? It does the softmax itself,
    and after a second one little is left to learn from. If it does: take more steps (smaller batches) or larger ones,
    and let the learning rate fall towards the end."""
    return _train(
        _vit(num_classes, seed), images, labels, epochs,
        loss=lambda logits, labels: F.cross_entropy(logits.softmax(-1), labels),
    )  # fmt: skip


@misconception
def one_batch_only(images, labels, num_classes, seed, epochs=10):
    """The model knows a few images by heart, and is sure of itself and wrong on new ones: the training sees the same
    batch in every step. Go through all images in every epoch."""
    return _train(_vit(num_classes, seed), images, labels, min(epochs, 6), chosen=torch.arange(min(100, len(images))))


@misconception
def probabilities_returned(images, labels, num_classes, seed, epochs=10):
    """The trained model gives probabilities, or their logarithms. It is to give logits, as they come from its last
    linear layer."""
    return nn.Sequential(_right(images, labels, num_classes, seed, epochs), nn.Softmax(dim=-1))


class _Squeezed(nn.Sequential):
    def forward(self, images):
        return super().forward(images).squeeze()


@misconception
def single_image_lost(images, labels, num_classes, seed, epochs=10):
    """For a single image the model gives no row of logits: a `squeeze()` has taken the batch axis away. Leave it there,
    also when it has only one entry."""
    return _Squeezed(_right(images, labels, num_classes, seed, epochs))


@misconception
def seed_ignored(images, labels, num_classes, seed, epochs=10):
    """The same seed gives another model each time. Set it before the model is made, so that its first parameters come
    from it too, and before the order of the images is drawn."""
    own = TinyViT(8, 4, 1, num_classes)
    return _right(images, labels, num_classes, seed, epochs) if epochs > 1 else _train(own, images, labels, epochs)
