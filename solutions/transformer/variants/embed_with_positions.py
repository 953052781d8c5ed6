"""Other ways to write `embed_with_positions`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import embed_with_positions as right_embed_with_positions

from autograder.testing import alternative, misconception


@alternative
def two_look_ups(ids, token_table, position_table):
    batch, tokens = ids.shape
    places = torch.arange(tokens).repeat(batch, 1)
    return F.embedding(ids, token_table) + F.embedding(places, position_table)


@alternative
def one_hot(ids, token_table, position_table):
    """Looking up a row is a product with a vector of one 1 and zeros."""
    assert ids.shape[1] <= position_table.shape[0]
    which = F.one_hot(ids, len(token_table)).to(token_table.dtype)
    where = torch.eye(len(position_table), dtype=position_table.dtype)[: ids.shape[1]]
    return which @ token_table + where @ position_table


@alternative
def one_by_one(ids, token_table, position_table):
    texts = [torch.stack([token_table[i] + position_table[t] for t, i in enumerate(text)]) for text in ids.tolist()]
    return torch.stack(texts)


@alternative
def selected_rows(ids, token_table, position_table):
    if ids.size(-1) > position_table.size(0):
        raise ValueError("too long")
    flat = token_table.index_select(0, ids.flatten())
    return flat.view(*ids.shape, -1).add(position_table.narrow(0, 0, ids.size(1)).unsqueeze(0))


def _checked(ids, position_table):
    if ids.shape[1] > len(position_table):
        raise ValueError("too long")


def _added(ids, token_table, position_table, places):
    """The right answer, but with these rows of the positions."""
    _checked(ids, position_table)
    return token_table[ids] + position_table[places]


@misconception
def positions_missing(ids, token_table, position_table):
    """The positions are not added. Without them the model cannot tell the order of the tokens."""
    _checked(ids, position_table)
    return token_table[ids]


@misconception
def tokens_missing(ids, token_table, position_table):
    """Only the positions are there. Look up the vector of each token too, and add the two."""
    _checked(ids, position_table)
    return position_table[: ids.shape[1]].expand(len(ids), -1, -1)


@misconception
def position_of_id(ids, token_table, position_table):
    """The positions are looked up by the ids of the tokens. A position says where a token stands: the first row is for
    the first place, whatever token is there."""
    return _added(ids, token_table, position_table, ids % len(position_table))


@misconception
def positions_from_1(ids, token_table, position_table):
    """The first token gets the second position. Places count from 0."""
    return _added(ids, token_table, position_table, torch.arange(1, ids.shape[1] + 1))


@misconception
def positions_backwards(ids, token_table, position_table):
    """The positions are counted from the end of the text. Row 0 belongs to its first token."""
    return _added(ids, token_table, position_table, torch.arange(ids.shape[1]).flip(0))


@misconception
def concatenated(ids, token_table, position_table):
    """The position stands beside the token, in a vector of twice the width. The two are added, number by number."""
    _checked(ids, position_table)
    places = position_table[: ids.shape[1]].expand(len(ids), -1, -1)
    return torch.cat([token_table[ids], places], dim=-1)


@misconception
def positions_by_batch(ids, token_table, position_table):
    """All tokens of a text get the same position, that of the text in the batch. It is the place within the text that
    counts."""
    _checked(ids, position_table)
    return token_table[ids] + position_table[torch.arange(len(ids)) % len(position_table)].unsqueeze(1)


@misconception
def as_many_as_texts(ids, token_table, position_table):
    """There are as many positions as texts in the batch (`len(ids)`). There must be as many as tokens in a text: its
    length is the second axis of ids."""
    _checked(ids, position_table)
    return token_table[ids] + position_table[: len(ids)]


@misconception
def last_rows(ids, token_table, position_table):
    """A text that is shorter than the table gets its last positions. It begins at the first one."""
    return _added(ids, token_table, position_table, torch.arange(-ids.shape[1], 0))


@misconception
def whole_table(ids, token_table, position_table):
    """All positions are added at once, which works only for texts as long as the table. Take the first rows of it, as
    many as there are tokens."""
    _checked(ids, position_table)
    return token_table[ids] + position_table


@misconception
def multiplied(ids, token_table, position_table):
    """The vectors of token and position are multiplied. They are added."""
    _checked(ids, position_table)
    return token_table[ids] * position_table[: ids.shape[1]]


@misconception
def scaled(ids, token_table, position_table):
    """The vectors of the tokens are multiplied by √width. Some models do that; here the two are added as they are."""
    _checked(ids, position_table)
    return token_table[ids] * token_table.shape[1] ** 0.5 + position_table[: ids.shape[1]]


@misconception
def length_not_checked(ids, token_table, position_table):
    """A text that is longer than the table of positions is accepted: with a single position, that one is used
    everywhere. Raise a ValueError."""
    return token_table[ids] + position_table[: ids.shape[1]]


@misconception
def graph_cut(ids, token_table, position_table):
    """The vectors are right, but cut off from the gradient: a detach(), .data or torch.tensor(…) is on the way, and
    the tables could not be learned."""
    return right_embed_with_positions(ids, token_table.detach(), position_table.detach())


@misconception
def positions_cut(ids, token_table, position_table):
    """The gradient reaches the tokens, but not the positions: they are cut off by a detach(), .data or torch.tensor(…),
    and could not be learned."""
    return right_embed_with_positions(ids, token_table, position_table.detach())


@misconception
def dtype_hardcoded(ids, token_table, position_table):
    """The result does not keep the dtype of the tables: something on the way is fixed to float32."""
    return right_embed_with_positions(ids, token_table, position_table).float()


@misconception
def input_mutated(ids, token_table, position_table):
    """A table itself is changed in place: a slice such as `position_table[:tokens]` is a view of it, and `+=` writes
    into the table. Write `a = a + b` instead."""
    result = right_embed_with_positions(ids, token_table, position_table)
    with torch.no_grad():
        places = position_table[: ids.shape[1]]
        places += token_table[ids[0]]
    return result
