"""Other ways to write `filter_implausible`: right ones, and the mistakes students make."""

import torch

from autograder.testing import alternative, misconception


@alternative
def cut_off_afterwards(generator, discriminator, noise, min_logit):
    samples = generator(noise).detach()
    accepted = discriminator(samples).detach().ge(min_logit)
    places = accepted.nonzero().squeeze(dim=1)
    return samples.index_select(0, places), accepted


@alternative
def one_after_the_other(generator, discriminator, noise, min_logit):
    kept, accepted = noise.new_zeros(0, generator(noise[:1]).shape[1]), []
    for row in noise.split(1):
        sample = generator(row).detach()
        accepted.append(discriminator(sample).item() >= min_logit)
        if accepted[-1]:
            kept = torch.cat([kept, sample])
    return kept, torch.tensor(accepted, dtype=torch.bool)


@alternative
def in_eval_mode_meanwhile(generator, discriminator, noise, min_logit):
    """Without chance in either network, and with the modes put back."""
    networks = (generator, discriminator)
    modes = [network.training for network in networks]
    for network in networks:
        network.eval()
    with torch.inference_mode():
        samples = generator(noise)
        refused = discriminator(samples) < min_logit
    for network, mode in zip(networks, modes, strict=True):
        network.train(mode)
    kept = torch.masked_select(samples, ~refused.unsqueeze(1)).view(-1, samples.shape[1])
    return kept.clone(), ~refused


def _judged(generator, discriminator, noise):
    """Samples and logits, as in the right answer."""
    with torch.no_grad():
        samples = generator(noise)
        return samples, discriminator(samples)


@misconception
def sorted_by_score(generator, discriminator, noise, min_logit):
    """The samples come back in the order of their scores. They are to stay in the order of their noise, or nobody can
    say which one was made from what."""
    samples, logits = _judged(generator, discriminator, noise)
    order = logits.argsort(descending=True)
    return samples[order][logits[order] >= min_logit], logits >= min_logit


@misconception
def keeps_top1_always(generator, discriminator, noise, min_logit):
    """When no sample is good enough, the best one is given back nevertheless: it still always answers. Give back none,
    with the shape (0, data)."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = logits >= min_logit
    if not accepted.any():
        accepted[logits.argmax()] = True
    return samples[accepted], accepted


@misconception
def draws_again(generator, discriminator, noise, min_logit):
    """What is refused is replaced by samples of new noise until one passes: it still always answers. Refused is
    refused; who wants more samples can come with more noise."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = logits >= min_logit
    for _ in range(20):
        missing = logits < min_logit
        again, scores = _judged(generator, discriminator, torch.randn_like(noise))
        samples, logits = torch.where(missing[:, None], again, samples), torch.where(missing, scores, logits)
    return samples[logits >= min_logit], accepted


@misconception
def strict_greater(generator, discriminator, noise, min_logit):
    """A sample whose logit is exactly `min_logit` is refused. At least that much is asked for: `>=`, not `>`."""
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits > min_logit], logits > min_logit


@misconception
def sigmoid_threshold(generator, discriminator, noise, min_logit):
    """The threshold is compared with a probability. It is a logit, like what the discriminator gives: leave the sigmoid
    out."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = logits.sigmoid() >= min_logit
    return samples[accepted], accepted


@misconception
def keeps_the_refused(generator, discriminator, noise, min_logit):
    """It is the wrong way round: the samples below the threshold are kept. A large logit means that the discriminator
    takes a sample for real."""
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits < min_logit], logits < min_logit


@misconception
def all_or_nothing(generator, discriminator, noise, min_logit):
    """One decision is made for the whole batch, by its average. Each sample has a logit of its own, and is kept or
    refused by that."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = (logits.mean() >= min_logit).expand(len(noise)).clone()
    return samples[accepted], accepted


@misconception
def above_average(generator, discriminator, noise, min_logit):
    """The logits are compared with one another (with their average, or after a softmax over the batch), so that whether
    a sample passes depends on its neighbours. Compare each logit itself with `min_logit`."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = logits - logits.mean() >= min_logit
    return samples[accepted], accepted


@misconception
def zeros_for_refused(generator, discriminator, noise, min_logit):
    """What is refused is set to 0 instead of being left out: 0 is a sample like any other. Pick the accepted rows, so
    that there are fewer."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = logits >= min_logit
    return samples * accepted[:, None], accepted


@misconception
def noise_kept(generator, discriminator, noise, min_logit):
    """The noise is given back in the place of the samples that were made from it."""
    _, logits = _judged(generator, discriminator, noise)
    return noise[logits >= min_logit], logits >= min_logit


@misconception
def only_the_kept(generator, discriminator, noise, min_logit):
    """Only the samples are given back. Two things are asked for: the samples that are kept, and the mask that says
    which of the noise was accepted."""
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits >= min_logit]


@misconception
def mask_first(generator, discriminator, noise, min_logit):
    """Samples and mask are in the wrong order: first what is kept, then the mask."""
    samples, logits = _judged(generator, discriminator, noise)
    return logits >= min_logit, samples[logits >= min_logit]


@misconception
def places_for_mask(generator, discriminator, noise, min_logit):
    """The second result holds the places of the accepted samples. Give a mask instead: one True or False for each row
    of the noise."""
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits >= min_logit], (logits >= min_logit).nonzero().flatten()


@misconception
def numbers_for_mask(generator, discriminator, noise, min_logit):
    """The mask is made of the numbers 0 and 1. It is to be one of True and False (`torch.bool`): a tensor that is
    indexed with numbers gives rows 0 and 1, over and over."""
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits >= min_logit], (logits >= min_logit).to(samples.dtype)


@misconception
def logits_for_mask(generator, discriminator, noise, min_logit):
    """The second result holds the logits. What was accepted is asked for: True where the logit is at least
    `min_logit`."""
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits >= min_logit], logits


@misconception
def nothing_has_no_width(generator, discriminator, noise, min_logit):
    """When no sample is accepted, the result has lost its last axis. No samples are still samples of so many numbers:
    the shape is (0, data). Indexing with a mask gives that by itself."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = logits >= min_logit
    return (samples[accepted] if accepted.any() else samples.new_zeros(0)), accepted


@misconception
def stack_of_nothing(generator, discriminator, noise, min_logit):
    """When no sample is accepted, there is an error: an empty list can't be stacked. Index the samples with the mask;
    then nothing is a tensor too, of shape (0, data)."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = logits >= min_logit
    return torch.stack([sample for sample, good in zip(samples, accepted, strict=True) if good]), accepted


@misconception
def squeezed(generator, discriminator, noise, min_logit):
    """Axes of size 1 are lost: a single sample that is kept has the shape (1, data) all the same. Leave the `squeeze()`
    out, or say which axis it is for."""
    samples, logits = _judged(generator, discriminator, noise)
    accepted = (logits >= min_logit).squeeze()
    return samples[accepted].squeeze(), accepted


@misconception
def made_again(generator, discriminator, noise, min_logit):
    """The samples that come back are made a second time, and nobody has judged those: a generator with dropout makes
    others. Keep the ones that the discriminator saw."""
    _, logits = _judged(generator, discriminator, noise)
    with torch.no_grad():
        return generator(noise[logits >= min_logit]), logits >= min_logit


@misconception
def fresh_noise(generator, discriminator, noise, min_logit):
    """The samples are made of new random numbers instead of the `noise` that was handed in."""
    samples, logits = _judged(generator, discriminator, torch.randn_like(noise))
    return samples[logits >= min_logit], logits >= min_logit


@misconception
def seeded(generator, discriminator, noise, min_logit):
    """The random numbers are seeded in here. All chance lies in the noise, and whoever calls this and draws more of it
    would get the same numbers over and over."""
    torch.manual_seed(0)
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits >= min_logit], logits >= min_logit


@misconception
def graph_kept(generator, discriminator, noise, min_logit):
    """The samples still hang on the graph of both networks, which stays in memory as long as they do. Nobody is to
    learn from them: work within `torch.no_grad()`, or detach them."""
    samples = generator(noise)
    accepted = discriminator(samples) >= min_logit
    return samples[accepted], accepted


@misconception
def networks_frozen(generator, discriminator, noise, min_logit):
    """The parameters no longer require gradients afterwards, so that the next turn of the training finds nothing to
    learn. Use `torch.no_grad()`, which leaves the networks alone."""
    generator.requires_grad_(False)
    discriminator.requires_grad_(False)
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits >= min_logit], logits >= min_logit


@misconception
def eval_mode_left(generator, discriminator, noise, min_logit):
    """A network is left in eval mode. Whoever calls this decides on the mode; change nothing, or put back what was
    there."""
    generator.eval()
    discriminator.eval()
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits >= min_logit], logits >= min_logit


@misconception
def train_mode_afterwards(generator, discriminator, noise, min_logit):
    """Both networks are in training mode afterwards, whatever they were in before. Change nothing, or put back the mode
    that was there."""
    generator.eval()
    discriminator.eval()
    samples, logits = _judged(generator, discriminator, noise)
    generator.train()
    discriminator.train()
    return samples[logits >= min_logit], logits >= min_logit


@misconception
def dtype_hardcoded(generator, discriminator, noise, min_logit):
    """The samples do not keep the dtype that the generator gives them: something on the way is fixed to float32."""
    samples, logits = _judged(generator, discriminator, noise)
    return samples[logits >= min_logit].float(), logits >= min_logit


@misconception
def input_mutated(generator, discriminator, noise, min_logit):
    """The noise is changed in place (an operation with a trailing underscore, `*=` or `x[...] =`). Work on a new
    tensor."""
    samples, logits = _judged(generator, discriminator, noise)
    noise[logits < min_logit] = 0
    return samples[logits >= min_logit], logits >= min_logit
