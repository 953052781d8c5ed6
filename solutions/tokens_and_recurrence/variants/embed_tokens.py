"""Other ways to write `embed_tokens`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import embed_tokens

from autograder.testing import alternative, misconception


def _check(ids, table):
    """Refuses what the reference refuses."""
    if ids.numel() > 0 and (ids.min() < 0 or ids.max() >= table.shape[0]):
        raise ValueError("no such row")


@alternative
def torch_embedding(ids, table):
    _check(ids, table)
    return F.embedding(ids, table)


@alternative
def one_hot_product(ids, table):
    _check(ids, table)
    return F.one_hot(ids, len(table)).to(table.dtype) @ table


@alternative
def index_select_and_view(ids, table):
    _check(ids, table)
    return table.index_select(0, ids.reshape(-1)).reshape(*ids.shape, table.shape[1])


@alternative
def row_by_row(ids, table):
    rows = []
    for number in ids.flatten().tolist():
        if not 0 <= number < len(table):
            raise IndexError(number)
        rows.append(table[number])
    return torch.stack(rows).view(ids.shape + table.shape[1:]) if rows else table.new_zeros(*ids.shape, table.shape[1])


@misconception
def one_based(ids, table):
    """Number 1 gets the first row, and number 0 the last one: the rows are counted from 1. They begin with 0, as the
    numbers in a vocabulary do."""
    _check(ids, table)
    return table[ids - 1]


@misconception
def float_ids_scaled(ids, table):
    """The number of a word is used as a size: word 4 becomes twice word 2. It is only a name, and says which row to
    take."""
    _check(ids, table)
    return ids[..., None] * table[0]


@misconception
def column_lookup(ids, table):
    """Columns of the table are taken. Every word has a row."""
    _check(ids, table)
    return table[:, ids]


@misconception
def column_as_row(ids, table):
    """Columns of the table are taken: the table is turned round. Every word has a row; don't transpose."""
    return embed_tokens(ids, table.T.contiguous())


@misconception
def flat(ids, table):
    """The axes of the numbers are lost. The result has the shape of the numbers, and one axis more for the vectors."""
    return embed_tokens(ids, table).reshape(-1, table.shape[1])


@misconception
def negative_wraps(ids, table):
    """Negative numbers are accepted: to Python, -1 is the last row. It is no word: raise a ValueError."""
    return table[ids]


@misconception
def too_large_accepted(ids, table):
    """Numbers that are too large are accepted, and made into another word's (`clamp`, or a remainder). Raise a
    ValueError: whoever calls this has another vocabulary."""
    if (ids < 0).any():
        raise ValueError("negative")
    return table[ids.clamp(max=len(table) - 1)]


@misconception
def last_row_refused(ids, table):
    """The last row is refused. With V rows, the numbers 0 to V - 1 are right."""
    if ((ids < 0) | (ids >= len(table) - 1)).any():
        raise ValueError("no such row")
    return table[ids]


@misconception
def graph_cut(ids, table):
    """The table cannot learn: its gradient is cut off (`.data`, `detach`, `no_grad` or `torch.tensor(...)`)."""
    return embed_tokens(ids, table.detach())


@misconception
def no_ids_fails(ids, table):
    """Without any number there is an error (from `min` or `max` of nothing). No words are no vectors: the shape is
    (0, width)."""
    if ids.min() < 0 or ids.max() >= len(table):
        raise ValueError("no such row")
    return table[ids]


@misconception
def dtype_hardcoded(ids, table):
    """The vectors do not keep the dtype of the table: something on the way is fixed to float32 (a one-hot table made
    with `.float()`?)."""
    return embed_tokens(ids, table.float())


@misconception
def pad_row_zeroed(ids, table):
    """The row of number 0 is set to zero in the table. The table is not yours to change, and "<pad>" has a vector like
    any other word: it is the mask that says what to ignore."""
    with torch.no_grad():
        table[0] = 0
    return embed_tokens(ids, table)


@misconception
def input_mutated(ids, table):
    """The numbers are changed in place (an operation with a trailing underscore, `-=` or `ids[...] =`). Work on a new
    tensor."""
    vectors = embed_tokens(ids, table)
    ids.clamp_(min=1)
    return vectors
