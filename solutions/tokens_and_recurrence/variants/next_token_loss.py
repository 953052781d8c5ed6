"""Other ways to write `next_token_loss`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import next_token_loss

from autograder.testing import alternative, misconception


def _counts(following, ignore_id):
    """Which comparisons count."""
    return torch.ones_like(following).bool() if ignore_id is None else following != ignore_id


def _check(ids, ignore_id):
    """Refuses what the reference refuses."""
    if ids.shape[1] < 2 or not _counts(ids[:, 1:], ignore_id).any():
        raise ValueError("nothing to compare")


@alternative
def torch_cross_entropy(logits, ids, ignore_id=None):
    _check(ids, ignore_id)
    ignored = -100 if ignore_id is None else ignore_id
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), ignore_index=ignored)


@alternative
def logsumexp_minus_score(logits, ids, ignore_id=None):
    _check(ids, ignore_id)
    counts = _counts(ids[:, 1:], ignore_id)
    right = torch.where(counts, ids[:, 1:], 0)
    score = torch.gather(logits[:, :-1], 2, right[:, :, None]).squeeze(2)
    losses = logits[:, :-1].logsumexp(dim=2) - score
    return (losses * counts).sum() / counts.sum()


@alternative
def negative_log_likelihood(logits, ids, ignore_id=None):
    _check(ids, ignore_id)
    logs = F.log_softmax(logits.transpose(1, 2)[:, :, :-1], dim=1)  # (batch, vocab, time)
    return F.nll_loss(logs, ids[:, 1:], ignore_index=-100 if ignore_id is None else ignore_id)


@alternative
def one_by_one(logits, ids, ignore_id=None):
    losses = []
    for scores, row in zip(logits, ids.tolist(), strict=True):
        for t in range(len(row) - 1):
            if row[t + 1] != ignore_id:
                losses.append(torch.logsumexp(scores[t], 0) - scores[t, row[t + 1]])
    return torch.stack(losses).mean()  # which refuses an empty list with a RuntimeError


@misconception
def no_shift(logits, ids, ignore_id=None):
    """Each score is compared with the token that has just been read. Compare it with the one that comes next: the
    scores at t with the token at t + 1."""
    _check(ids, ignore_id)
    counts = _counts(ids, ignore_id)
    return F.cross_entropy(logits[counts], ids[counts])


@misconception
def shift_wrong_way(logits, ids, ignore_id=None):
    """Each score is compared with the token before it. The other way round: the scores at t, all but the last, with the
    token at t + 1, all but the first."""
    _check(ids, ignore_id)
    counts = _counts(ids[:, :-1], ignore_id)
    return F.cross_entropy(logits[:, 1:][counts], ids[:, :-1][counts])


@misconception
def rolled_over(logits, ids, ignore_id=None):
    """The scores after the last token are compared with the first one (`roll`?). Nothing follows the last token: leave
    its scores out."""
    _check(ids, ignore_id)
    following = ids.roll(-1, dims=1)
    counts = _counts(following, ignore_id)
    return F.cross_entropy(logits[counts], following[counts])


@misconception
def softmax_then_ce(logits, ids, ignore_id=None):
    """A softmax is taken twice: `cross_entropy` does it by itself. Give it the scores as they are."""
    return next_token_loss(logits.softmax(dim=-1), ids, ignore_id)


@misconception
def log_of_softmax(logits, ids, ignore_id=None):
    """For large scores the loss is infinite or NaN: a probability has become exactly 0, and then comes its log. Use
    `log_softmax`, or `logsumexp`."""
    _check(ids, ignore_id)
    counts = _counts(ids[:, 1:], ignore_id)
    return F.nll_loss(logits[:, :-1][counts].softmax(dim=-1).log(), ids[:, 1:][counts])


@misconception
def sum_not_mean(logits, ids, ignore_id=None):
    """The losses are added up. Take their mean, so that long texts and short ones can be compared."""
    _check(ids, ignore_id)
    return next_token_loss(logits, ids, ignore_id) * _counts(ids[:, 1:], ignore_id).sum()


@misconception
def mean_over_all(logits, ids, ignore_id=None):
    """Ignored tokens still count in the mean: their loss is 0, but they are among those that the sum is divided by.
    Divide by the number of comparisons that count."""
    _check(ids, ignore_id)
    counts = _counts(ids[:, 1:], ignore_id)
    return next_token_loss(logits, ids, ignore_id) * counts.sum() / counts.numel()


@misconception
def mean_of_row_means(logits, ids, ignore_id=None):
    """First comes a mean for each sequence, and then the mean of those. When not all have as many comparisons, that is
    another number: take one mean over all."""
    _check(ids, ignore_id)
    counts = _counts(ids[:, 1:], ignore_id)
    rows = [next_token_loss(logits[i : i + 1], ids[i : i + 1], ignore_id) for i in range(len(ids)) if counts[i].any()]
    return torch.stack(rows).mean()


@misconception
def log_softmax_dim1(logits, ids, ignore_id=None):
    """The softmax is taken over time. It is over the vocabulary, the last axis: the words compete, not the places."""
    _check(ids, ignore_id)
    counts = _counts(ids[:, 1:], ignore_id)
    return F.nll_loss(logits[:, :-1].log_softmax(dim=1)[counts], ids[:, 1:][counts])


@misconception
def sign_missing(logits, ids, ignore_id=None):
    """The minus is missing: the log of a probability is negative, a loss is not."""
    return -next_token_loss(logits, ids, ignore_id)


@misconception
def score_only(logits, ids, ignore_id=None):
    """The loss is made of the right word's score alone. A score means something only beside those of the other words:
    take the log of the softmax."""
    _check(ids, ignore_id)
    counts = _counts(ids[:, 1:], ignore_id)
    return F.nll_loss(logits[:, :-1][counts], ids[:, 1:][counts])


@misconception
def perplexity(logits, ids, ignore_id=None):
    """This is the perplexity, e to the power of the loss. Return the loss itself."""
    return next_token_loss(logits, ids, ignore_id).exp()


@misconception
def ignore_unused(logits, ids, ignore_id=None):
    """`ignore_id` is not used. Comparisons whose next token has that number are to be left out."""
    _check(ids, ignore_id)
    inside = ids.clamp(0, logits.shape[-1] - 1)
    return next_token_loss(logits, inside)


@misconception
def ignore_zero_forgotten(logits, ids, ignore_id=None):
    """The number 0 is not ignored: `if ignore_id:` is false for 0 as well as for None. Ask `if ignore_id is not
    None`."""
    _check(ids, ignore_id)
    return next_token_loss(logits, ids, ignore_id or None)


@misconception
def inputs_ignored(logits, ids, ignore_id=None):
    """Comparisons are left out when the token that was just read is to be ignored. It is the next token that counts."""
    _check(ids, ignore_id)
    counts = _counts(ids[:, :-1], ignore_id)
    following = ids[:, 1:].clamp(0, logits.shape[-1] - 1)
    return F.cross_entropy(logits[:, :-1][counts], following[counts])


@misconception
def ignore_before_shift(logits, ids, ignore_id=None):
    """The ignored tokens are taken out before the shift, so that tokens become neighbours which were none. Shift first:
    each score belongs to the token right behind it."""
    _check(ids, ignore_id)
    kept = _counts(ids, ignore_id)
    pairs = [(scores[keep][:-1], row[keep][1:]) for scores, row, keep in zip(logits, ids, kept, strict=True)]
    return F.cross_entropy(torch.cat([scores for scores, _ in pairs]), torch.cat([row for _, row in pairs]))


@misconception
def too_short_accepted(logits, ids, ignore_id=None):
    """A single token gives NaN or 0. There is nothing to compare: raise a ValueError."""
    if ids.shape[1] < 2:
        return logits.sum() * 0
    return next_token_loss(logits, ids, ignore_id)


@misconception
def all_ignored_accepted(logits, ids, ignore_id=None):
    """When all tokens are ignored, the loss is NaN or 0. There is nothing to compare: raise a ValueError."""
    if ids.shape[1] >= 2 and not _counts(ids[:, 1:], ignore_id).any():
        return logits.sum() * 0
    return next_token_loss(logits, ids, ignore_id)


@misconception
def graph_cut(logits, ids, ignore_id=None):
    """The loss is cut off from the gradient (`detach`, `.item()`, `float(...)`), so that nothing can be learned from
    it."""
    return next_token_loss(logits.detach(), ids, ignore_id)


@misconception
def dtype_hardcoded(logits, ids, ignore_id=None):
    """The loss does not have the dtype of the logits: something on the way is fixed to float32."""
    return next_token_loss(logits.float(), ids, ignore_id)


@misconception
def input_mutated(logits, ids, ignore_id=None):
    """The ids are changed in place (`ids[ids == ignore_id] = …`). Work on a copy."""
    loss = next_token_loss(logits, ids, ignore_id)
    ids[ids == (0 if ignore_id is None else ignore_id)] = -100
    return loss
