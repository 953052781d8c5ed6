"""Other ways to write `generate`: right ones, and the mistakes students make."""

import torch
from filter_logits import filter_logits
from reference import generate as right_generate
from temperature_probs import temperature_probs

from autograder.testing import alternative, misconception


@alternative
def buffer_in_eval_mode(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The text has its full length from the beginning, and the model is in eval mode meanwhile."""
    before = model.training
    model.eval()
    tokens = ids.shape[1]
    text = torch.zeros(len(ids), tokens + steps, dtype=ids.dtype)
    text[:, :tokens] = ids
    with torch.inference_mode():
        for end in range(tokens, tokens + steps):
            logits = model(text[:, max(0, end - max_len) : end])[:, -1]
            chances = temperature_probs(filter_logits(logits, top_k=top_k), temperature)
            text[:, end] = torch.multinomial(chances, 1, generator=generator).squeeze(1)
    model.train(before)
    return text


@alternative
def gumbel_noise(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The largest of the logits with noise of the right kind is a draw, too."""
    for _ in range(steps):
        logits = filter_logits(model(ids[:, -max_len:])[:, -1], top_k)
        if temperature > 0:
            noise = torch.rand(logits.shape, generator=generator, dtype=logits.dtype).clamp(min=1e-12)
            logits = logits / temperature - torch.log(-torch.log(noise))
        ids = torch.cat((ids, logits.argmax(-1, keepdim=True)), -1)
    return ids


@alternative
def draws_by_sums(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """A random number falls into the share of one token. And instead of a loop: one token, then the rest."""
    if steps == 0:
        return ids
    with torch.no_grad():
        logits = model(ids[:, -max_len:])[:, -1, :]
    if temperature == 0:
        new = logits.max(dim=-1).indices[:, None]
    else:
        kept = filter_logits(logits / temperature, top_k)
        sums = kept.double().softmax(-1).cumsum(-1)
        new = (torch.rand(len(ids), 1, generator=generator, dtype=sums.dtype) * sums[:, -1:] >= sums).sum(-1, True)
    text = torch.cat([ids, new], dim=1)
    return draws_by_sums(model, text, steps - 1, max_len, temperature, top_k, generator)


def _written(
    model, ids, steps, max_len, temperature, top_k, generator, *,
    crop=lambda ids, max_len: ids[:, -max_len:], pick=lambda logits: logits[:, -1], chances=None, draw=None,
):  # fmt: skip
    """The right answer, but for what the arguments change."""
    with torch.no_grad():
        for _ in range(steps):
            logits = filter_logits(pick(model(crop(ids, max_len))), top_k)
            shares = (chances or temperature_probs)(logits, temperature)
            new = draw(shares) if draw else torch.multinomial(shares, 1, generator=generator)
            ids = torch.cat([ids, new], dim=1)
    return ids


@misconception
def first_position(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The logits of the first place are used. What comes next, those of the last place say."""
    return _written(model, ids, steps, max_len, temperature, top_k, generator, pick=lambda logits: logits[:, 0])


@misconception
def mean_of_positions(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The logits of all places are averaged. What comes next, those of the last place say, and only those."""
    return _written(model, ids, steps, max_len, temperature, top_k, generator, pick=lambda logits: logits.mean(1))


@misconception
def all_positions(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """A token is appended for every place that the model has read. Only the prediction of the last place is new: one
    token in each step."""
    with torch.no_grad():
        for _ in range(steps):
            ids = torch.cat([ids, model(ids[:, -max_len:]).argmax(-1)], dim=1)
    return ids


@misconception
def no_crop(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The model reads the whole text, however long. It has positions for `max_len` tokens only: give it the
    last ones."""
    return _written(model, ids, steps, max_len, temperature, top_k, generator, crop=lambda ids, max_len: ids)


@misconception
def crop_left(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The model reads the first `max_len` tokens, so that it never sees the new ones of a long text. Give it the last
    ones."""
    return _written(
        model, ids, steps, max_len, temperature, top_k, generator, crop=lambda ids, max_len: ids[:, :max_len]
    )


@misconception
def last_token_only(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The model reads only the last token. It is to read as many as it can, the last `max_len`."""
    return _written(model, ids, steps, max_len, temperature, top_k, generator, crop=lambda ids, max_len: ids[:, -1:])


@misconception
def prompt_not_extended(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The model reads the prompt every time, and never what it has written itself. Append each token before the next
    step."""
    return _written(
        model, ids, steps, max_len, temperature, top_k, generator, crop=lambda text, max_len: ids[:, -max_len:]
    )


@misconception
def prompt_cropped(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The beginning of a long text is lost. It is cropped for the model only; the result holds all of it."""
    for _ in range(steps):
        ids = right_generate(model, ids[:, -max_len:], 1, max_len, temperature, top_k, generator)
    return ids


@misconception
def only_new_returned(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """Only the new tokens are returned. The prompt stays in front of them."""
    return right_generate(model, ids, steps, max_len, temperature, top_k, generator)[:, ids.shape[1] :]


@misconception
def one_step_short(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """There are fewer new tokens than `steps`: the prompt is counted among them. `steps` says how many are added."""
    return right_generate(model, ids, max(0, steps - ids.shape[1]), max_len, temperature, top_k, generator)


@misconception
def always_greedy(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The likeliest token is taken at every temperature. Only at 0 is it; otherwise a token is drawn by its
    probability."""
    return right_generate(model, ids, steps, max_len, 0.0, top_k, generator)


@misconception
def temperature_ignored(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The temperature makes no difference, but at 0. Divide the logits by it before the softmax."""
    return right_generate(model, ids, steps, max_len, 1.0 if temperature else 0.0, top_k, generator)


@misconception
def softmax_twice(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The softmax is taken twice: what becomes probabilities by the temperature are probabilities already. Give it the
    logits."""

    def chances(logits, temperature):
        return temperature_probs(logits.softmax(-1), temperature)

    return _written(model, ids, steps, max_len, temperature, top_k, generator, chances=chances)


@misconception
def top_k_ignored(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """`top_k` is not used: any token may be drawn. Filter the logits first."""
    return right_generate(model, ids, steps, max_len, temperature, None, generator)


@misconception
def even_chances(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """All tokens that are left are drawn equally often. A token is drawn as often as its probability says."""

    def chances(logits, temperature):
        return temperature_probs(logits, temperature) if temperature == 0 else (logits > -50).to(logits.dtype)

    return _written(model, ids, steps, max_len, temperature, top_k, generator, chances=chances)


@misconception
def same_draw_for_batch(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """All rows get the same draw. Each text draws for itself: `torch.multinomial` takes all rows at once and does
    that."""

    def draw(shares):
        number = torch.rand((), generator=generator)
        return (shares.cumsum(-1) < number).sum(-1, keepdim=True).clamp(max=shares.shape[-1] - 1)

    return _written(model, ids, steps, max_len, temperature, top_k, generator, draw=draw)


@misconception
def generator_ignored(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The generator is not used: the same seed gives another text each time. Hand it to what draws."""
    return right_generate(model, ids, steps, max_len, temperature, top_k)


@misconception
def seed_fixed(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The text is the same at every call: the seed is set inside of the function. Without a generator of the caller's,
    draw from PyTorch's global one as it stands."""
    generator = generator or torch.Generator().manual_seed(0)
    return right_generate(model, ids, steps, max_len, temperature, top_k, generator)


@misconception
def eval_left_on(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The model is in eval mode afterwards, though it was in training mode before. Remember `model.training`, and set
    it again."""
    model.eval()
    return right_generate(model, ids, steps, max_len, temperature, top_k, generator)


@misconception
def train_left_on(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The model is in training mode afterwards, though it was in eval mode before. Remember `model.training`, and set
    it again."""
    result = right_generate(model, ids, steps, max_len, temperature, top_k, generator)
    model.train()
    return result


@misconception
def called_too_often(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The text is right, but the model is called more often than there are tokens to write. Call it once in each step,
    for all rows: it is by far the most expensive part."""

    def once_more(logits):
        model(ids[:, -max_len:])
        return logits[:, -1]

    return _written(model, ids, steps, max_len, temperature, top_k, generator, pick=once_more)


@misconception
def floats_returned(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The ids come back as floats. Whole numbers go in, and whole numbers (`torch.long`) come out."""
    return right_generate(model, ids, steps, max_len, temperature, top_k, generator).float()


@misconception
def input_mutated(model, ids, steps, max_len, temperature=1.0, top_k=None, generator=None):
    """The prompt itself is changed in place. Make a new tensor of it and the new tokens, with `torch.cat`."""
    result = right_generate(model, ids, steps, max_len, temperature, top_k, generator)
    if steps:
        ids.copy_(result[:, -ids.shape[1] :])
    return result
