"""Other ways to write `to_fixed_vector`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import to_fixed_vector

from autograder.testing import alternative, misconception


@alternative
def pad_by_what_is_missing(rows, size, pad_value=0.0):
    if size < 1 or not all(row.dim() == 1 for row in rows):
        raise ValueError("no such table")
    padded = [F.pad(row, (0, size - len(row)), value=pad_value) for row in rows]
    return torch.stack(padded) if padded else torch.zeros(0, size)


@alternative
def pad_sequence_then_cut(rows, size, pad_value=0.0):
    if size < 1 or {row.ndim for row in rows} - {1}:
        raise ValueError("no such table")
    longest = torch.zeros(size, dtype=rows[0].dtype if rows else torch.float32)
    table = torch.nn.utils.rnn.pad_sequence([*rows, longest], batch_first=True, padding_value=pad_value)
    return table[:-1, :size]


@alternative
def plain_lists(rows, size, pad_value=0.0):
    if size < 1:
        raise ValueError("no such table")
    numbers = []
    for row in rows:
        assert row.ndim == 1
        kept = row.tolist()[:size]
        numbers.append(kept + [pad_value] * (size - len(kept)))
    return torch.tensor(numbers, dtype=rows[0].dtype) if rows else torch.empty((0, size))


def _table(rows, size, fit):
    """The right answer, but for how a row is made to fit."""
    if size < 1 or any(row.ndim != 1 for row in rows):
        raise ValueError("no such table")
    return torch.stack([fit(row) for row in rows]) if rows else torch.zeros(0, size)


def _fill(row, size, pad_value):
    """The row, cut and filled up to this size."""
    return torch.cat([row[:size], row.new_full((max(0, size - len(row)),), pad_value)])


@misconception
def pad_left(rows, size, pad_value=0.0):
    """Short rows are filled up in front. Fill them up at the end, so that the first number stays the first."""
    return _table(rows, size, lambda row: torch.cat([_fill(row, size, pad_value)[len(row) :], row[:size]]))


@misconception
def truncate_left(rows, size, pad_value=0.0):
    """Of a long row, the last numbers are kept. Keep the first ones, and cut at the end."""
    return _table(rows, size, lambda row: _fill(row[-size:], size, pad_value))


@misconception
def resize_interp(rows, size, pad_value=0.0):
    """Short rows are filled up by repeating their own numbers, which makes up data that nobody measured. Fill up with
    `pad_value`."""
    return _table(rows, size, lambda row: row.repeat(size)[:size] if len(row) else _fill(row, size, pad_value))


@misconception
def pad_zero_always(rows, size, pad_value=0.0):
    """Short rows are always filled up with 0, whatever `pad_value` says."""
    return to_fixed_vector(rows, size)


@misconception
def max_len_instead(rows, size, pad_value=0.0):
    """The rows are made as long as the longest of them. A network has a fixed number of inputs: it is `size` that
    counts, whatever the rows."""
    longest = max((len(row) for row in rows), default=size) if size > 0 else size
    return to_fixed_vector(rows, longest, pad_value)


@misconception
def long_rows_left_out(rows, size, pad_value=0.0):
    """Rows that are too long are left out. Each row has its place in the table; cut it instead."""
    _table(rows, size, lambda row: _fill(row, size, pad_value))
    return to_fixed_vector([row for row in rows if len(row) <= size], size, pad_value)


@misconception
def no_rows_fails(rows, size, pad_value=0.0):
    """Without any row, there is an error (from `torch.stack` of nothing, or `rows[0]`). An empty table is a table too:
    (0, size)."""
    if not rows:
        raise RuntimeError("stack expects a non-empty TensorList")
    return to_fixed_vector(rows, size, pad_value)


@misconception
def no_rows_no_width(rows, size, pad_value=0.0):
    """Without any row, the table has lost its width. It has no rows, but each of them would be `size` long: the shape
    is (0, size)."""
    return to_fixed_vector(rows, size, pad_value) if rows else torch.tensor([])


@misconception
def size_below_one_accepted(rows, size, pad_value=0.0):
    """A size of 0, or below, is accepted. Refuse it with a ValueError."""
    return to_fixed_vector(rows, size, pad_value) if size > 0 else torch.zeros(len(rows), 0)


@misconception
def any_axes_accepted(rows, size, pad_value=0.0):
    """A row with two axes, or none, is accepted and made into something. Refuse it with a ValueError: who calls this
    has mixed something up."""
    return to_fixed_vector([row.reshape(-1) for row in rows], size, pad_value)


@misconception
def dtype_hardcoded(rows, size, pad_value=0.0):
    """The table does not keep the dtype of the rows: it was made with PyTorch's default, float32."""
    return to_fixed_vector([row.float() for row in rows], size, pad_value)


@misconception
def input_mutated(rows, size, pad_value=0.0):
    """The list of rows is changed (`rows[i] = …`, append, pop …), or a row in it: whoever called the function finds
    other rows than before. Build something new."""
    table = to_fixed_vector(rows, size, pad_value)
    rows[:] = list(table)
    return table
