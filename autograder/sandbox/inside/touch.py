"""What every request needs, done once in the zygote, so that torch makes there whatever it makes at a first call."""

import torch

from .codec import Decoder, Encoder
from .watch import Watch


def touch() -> None:
    """Sends itself a few tensors and computes with them, watched and unwatched; changes no random state."""
    encoder = Encoder(lambda thing: {})
    nodes = encoder.encode(
        [torch.ones(3, 4), torch.ones(4, 3, dtype=torch.float64), torch.ones(3, 3, dtype=torch.bool)]
    )
    x, y, allowed = Decoder(bytearray(b"".join(encoder.blobs)), lambda kind, content: None).decode(nodes)
    with Watch(("nothing",)).watching():
        _compute(x, y, allowed)
    _compute(x, y, allowed)


def _compute(x: torch.Tensor, y: torch.Tensor, allowed: torch.Tensor) -> None:
    scores = (x.double().requires_grad_() @ y / 2).masked_fill(~allowed.tril(), float("-inf"))
    weights = torch.nan_to_num(scores.softmax(dim=-1)) * allowed
    heads = weights.view(3, 1, 3).transpose(0, 1).permute(1, 0, 2).reshape(3, 3)
    torch.cat([heads, heads.mT.exp()]).sum().backward()  # type: ignore[no-untyped-call]
    plain = torch.where(allowed, torch.zeros(3, 3), torch.stack([x.detach()[:, 0], x[:, 1], torch.arange(3.0)]))
    plain = (plain - plain.mean(-1, keepdim=True)).pow(2).clamp(min=1e-3).sqrt().log() * torch.full((3,), 0.5)
    torch.einsum("ij,kj->ik", plain, plain.T.contiguous()).amax(-1).unsqueeze(0).expand(2, 3).clone().isfinite().all()
