"""Other ways to write `vit_tokens`: right ones, and the mistakes students make."""

import torch
from reference import vit_tokens as right_vit_tokens

from autograder.testing import alternative, misconception


@alternative
def filled_in(patch_vectors, class_token, positions):
    batch, patches, width = patch_vectors.shape
    tokens = patch_vectors.new_empty(batch, patches + 1, width)
    tokens[:, 0] = class_token + positions[0]
    tokens[:, 1:] = patch_vectors + positions[1:]
    return tokens


@alternative
def repeated(patch_vectors, class_token, positions):
    first = class_token.reshape(1, 1, -1).repeat(len(patch_vectors), 1, 1)
    return positions.unsqueeze(0).add(torch.concatenate((first, patch_vectors), -2))


@alternative
def image_by_image(patch_vectors, class_token, positions):
    return torch.stack([torch.vstack([class_token, vectors]) + positions for vectors in patch_vectors])


@alternative
def one_matrix_product(patch_vectors, class_token, positions):
    """Both kinds of tokens are moved to their places by matrices of zeros and ones."""
    rows = torch.eye(len(positions), dtype=positions.dtype)
    return rows[:, 1:] @ patch_vectors + torch.outer(rows[:, 0], class_token) + positions


def _joined(patch_vectors, class_token, positions):
    return torch.cat([class_token.expand(len(patch_vectors), 1, -1), patch_vectors], dim=1) + positions


@misconception
def class_last(patch_vectors, class_token, positions):
    """The class token stands at the end. It comes first, before all patches."""
    return torch.cat([patch_vectors, class_token.expand(len(patch_vectors), 1, -1)], dim=1) + positions


@misconception
def positions_before_class(patch_vectors, class_token, positions):
    """The positions are added to the patches before the class token comes in front, so that every patch gets the
    position of its neighbour, and the class token none: the first position is the class token's."""
    placed = patch_vectors + positions[:-1]
    return torch.cat([class_token.expand(len(placed), 1, -1), placed], dim=1)


@misconception
def no_position_for_class(patch_vectors, class_token, positions):
    """The class token gets no position. It has one like every token: the first."""
    placed = patch_vectors + positions[1:]
    return torch.cat([class_token.expand(len(placed), 1, -1), placed], dim=1)


@misconception
def positions_missing(patch_vectors, class_token, positions):
    """The positions are not added. Without them attention cannot tell where a patch was."""
    return _joined(patch_vectors, class_token, torch.zeros_like(positions))


@misconception
def positions_only_first_image(patch_vectors, class_token, positions):
    """Only the first image gets its positions. They belong to every image of the batch."""
    first = torch.arange(len(patch_vectors)) == 0
    return _joined(patch_vectors, class_token, torch.zeros_like(positions)) + positions * first[:, None, None]


@misconception
def class_repeated_over_tokens(patch_vectors, class_token, positions):
    """Every patch gets a class token. There is one for each image: repeat it over the batch only."""
    first = class_token.expand(*patch_vectors.shape)
    return torch.cat([first, patch_vectors], dim=1)


@misconception
def class_added(patch_vectors, class_token, positions):
    """The class token is added to the patches. It is a token of its own, in front of them."""
    return patch_vectors + class_token + positions[1:]


@misconception
def class_over_first_patch(patch_vectors, class_token, positions):
    """The class token takes the place of the last or first patch. No patch may be lost: there is one token more."""
    first = class_token.expand(len(patch_vectors), 1, -1)
    return torch.cat([first, patch_vectors[:, 1:]], dim=1) + positions[:-1]


@misconception
def expand_missing(patch_vectors, class_token, positions):
    """The class token is made for a batch of one image only. Every image of the batch needs it: expand it first."""
    return torch.cat([class_token.view(1, 1, -1), patch_vectors], dim=1) + positions


@misconception
def class_detached(patch_vectors, class_token, positions):
    """The class token is right, but cut off from the gradient: a detach(), .data or torch.tensor(…) is on the way, and
    it could never be learned."""
    return right_vit_tokens(patch_vectors, class_token.detach(), positions)


@misconception
def concat_feature_axis(patch_vectors, class_token, positions):
    """The class token is put beside the numbers of each patch, along the last axis. It is one token more: join along
    the token axis."""
    return torch.cat([class_token.expand(*patch_vectors.shape), patch_vectors], dim=-1)


@misconception
def graph_cut(patch_vectors, class_token, positions):
    """The tokens are right, but cut off from the gradient: a detach(), .data or torch.tensor(…) is on the way, and
    nothing could be learned through them."""
    return right_vit_tokens(patch_vectors.detach(), class_token.detach(), positions.detach())


@misconception
def dtype_hardcoded(patch_vectors, class_token, positions):
    """The result does not keep the dtype of the inputs: it is filled into a buffer that is always float32."""
    return right_vit_tokens(patch_vectors, class_token, positions).float()


@misconception
def input_mutated(patch_vectors, class_token, positions):
    """The patch vectors themselves are changed: `+=` adds to the caller's own tensor. Write `a = a + b` instead."""
    with torch.no_grad():
        patch_vectors += positions[1:]
    return torch.cat([(class_token + positions[0]).expand(len(patch_vectors), 1, -1), patch_vectors], dim=1)
