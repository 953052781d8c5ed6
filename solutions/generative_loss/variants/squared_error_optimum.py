"""Other ways to write `squared_error_optimum`: right ones, and the mistakes students make."""

import torch

from autograder.testing import alternative, misconception


@alternative
def sum_and_divide(answers):
    return torch.einsum("nd->d", answers) / len(answers)


@alternative
def least_squares(answers):
    ones = torch.ones(len(answers), 1, dtype=answers.dtype)
    return torch.linalg.lstsq(ones, answers).solution[0]


@alternative
def gradient_descent(answers):
    prediction = torch.zeros(answers.shape[1], dtype=answers.dtype, requires_grad=True)
    for _ in range(40):
        error = (answers.detach() - prediction).square().sum(dim=1).mean()
        (slope,) = torch.autograd.grad(error, prediction)
        prediction = (prediction - 0.2 * slope).detach().requires_grad_()
    return prediction.detach()


@alternative
def running_mean(answers):
    mean = answers[0].clone()
    for count, answer in enumerate(answers[1:], start=2):
        mean += (answer - mean) / count
    return mean


@misconception
def median(answers):
    """This is the median of each coordinate, which makes the mean *absolute* error small. With squares, one far answer
    pulls much harder than that: where does the pull from all sides cancel out?"""
    return answers.median(dim=0).values


@misconception
def mode_or_first(answers):
    """One answer is picked and the others are ignored. All of them are equally right, and the error counts them all."""
    return answers[0].clone()


@misconception
def argmin_over_answers(answers):
    """This is the best of the existing answers. It minimises among the answers, not over all predictions: a point that
    is none of them can have a smaller error, and that is just what this exercise is about."""
    errors = (answers[:, None] - answers[None]).square().sum(dim=-1).mean(dim=1)
    return answers[errors.argmin()]


@misconception
def mean_all(answers):
    """Everything is averaged to a single number. The prediction is a point with as many coordinates as each answer:
    average over the answers only."""
    return answers.mean()


@misconception
def mean_dim1(answers):
    """The coordinates of each answer are averaged. It is the answers that must be averaged, coordinate by
    coordinate: think about which axis counts the answers."""
    return answers.mean(dim=1)


@misconception
def axis_kept(answers):
    """The numbers are right, but the axis of the answers is still there, with size 1. The prediction is one point, so
    it has one axis."""
    return answers.mean(dim=0, keepdim=True)


@misconception
def sum_not_mean(answers):
    """The answers are added up but not divided by how many there are, so the prediction runs away as answers are
    added."""
    return answers.sum(dim=0)


@misconception
def dtype_hardcoded(answers):
    """The result does not keep the dtype of the input: something on the way is fixed to float32."""
    return answers.float().mean(dim=0)


@misconception
def input_mutated(answers):
    """The argument is changed in place (an operation with a trailing underscore, `+=` or `x[...] =`). Work on a new
    tensor."""
    total = answers[0]
    for answer in answers[1:]:
        total += answer
    return total / len(answers)
