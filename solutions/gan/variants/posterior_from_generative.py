"""Other ways to write `posterior_from_generative`: right ones, and the mistakes students make."""

import torch

from autograder.testing import alternative, misconception


@alternative
def subtract_evidence(log_likelihood, log_prior):
    log_joint = log_likelihood + log_prior.unsqueeze(0)
    log_evidence = torch.logsumexp(log_joint, dim=-1, keepdim=True)
    return torch.exp(log_joint - log_evidence)


@alternative
def exponential_of_log_softmax(log_likelihood, log_prior):
    return torch.log_softmax(torch.add(log_prior, log_likelihood), -1).exp()


@alternative
def ratios_row_by_row(log_likelihood, log_prior):
    """1 / Σ p(x, k') / p(x, k), which needs no normalisation."""
    rows = []
    for row in log_likelihood:
        joint = row + log_prior
        rows.append(1 / (joint.unsqueeze(0) - joint.unsqueeze(1)).exp().sum(1))
    return torch.stack(rows)


@misconception
def prior_ignored(log_likelihood, log_prior):
    """The prior does not count: all classes are taken to be equally common. Bayes' rule weighs each class by how common
    it is."""
    return log_likelihood.softmax(dim=1)


@misconception
def likelihood_ignored(log_likelihood, log_prior):
    """Every sample gets the prior, whatever it is. What the sample says about its class stands in the likelihood."""
    return log_prior.softmax(dim=0).expand_as(log_likelihood)


@misconception
def softmax_over_samples(log_likelihood, log_prior):
    """The probabilities are normalised over the samples. For each single sample its classes share one whole: normalise
    along the row."""
    return (log_likelihood + log_prior).softmax(dim=0)


@misconception
def multiply_logs(log_likelihood, log_prior):
    """The logarithms of likelihood and prior are multiplied. It is the probabilities that are multiplied; what happens
    to logarithms then?"""
    return (log_likelihood * log_prior).softmax(dim=1)


@misconception
def divided_by_prior(log_likelihood, log_prior):
    """The prior is on the wrong side of the fraction: a common class becomes less probable. Likelihood times prior is
    what counts."""
    return (log_likelihood - log_prior).softmax(dim=1)


@misconception
def exp_first(log_likelihood, log_prior):
    """The logarithms are turned into probabilities too soon: e to the power of -10000 is 0 in a computer, and the sum
    that you divide by is 0 too. Stay with the logarithms until the last step."""
    joint = log_likelihood.exp() * log_prior.exp()
    return joint / joint.sum(dim=1, keepdim=True)


@misconception
def add_prior_as_prob(log_likelihood, log_prior):
    """The prior is added as a probability to a logarithm. Add like to like: both are given as logarithms."""
    return (log_likelihood + log_prior.exp()).softmax(dim=1)


@misconception
def argmax_onehot(log_likelihood, log_prior):
    """The likeliest class gets everything. That is a decision; asked for is how probable each class is."""
    best = (log_likelihood + log_prior).argmax(dim=1)
    return torch.nn.functional.one_hot(best, len(log_prior)).to(log_likelihood.dtype)


@misconception
def not_normalised(log_likelihood, log_prior):
    """Likelihood and prior are multiplied, but the rows do not sum to 1: divide by what the classes of a row add up
    to."""
    return (log_likelihood + log_prior).exp()


@misconception
def log_posterior(log_likelihood, log_prior):
    """The result is the logarithm of the posterior. Asked for are the probabilities themselves."""
    return (log_likelihood + log_prior).log_softmax(dim=1)


@misconception
def graph_cut(log_likelihood, log_prior):
    """The probabilities are right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way,
    and neither the models nor the prior could be learned through it."""
    return (log_likelihood + log_prior).detach().softmax(dim=1)


@misconception
def dtype_hardcoded(log_likelihood, log_prior):
    """The result does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return (log_likelihood + log_prior).float().softmax(dim=1)


@misconception
def input_mutated(log_likelihood, log_prior):
    """An argument is changed in place (`+=`, an operation with a trailing underscore, or `x[...] =`). Work on a new
    tensor."""
    with torch.no_grad():
        log_likelihood += log_prior
    return log_likelihood.softmax(dim=1)
