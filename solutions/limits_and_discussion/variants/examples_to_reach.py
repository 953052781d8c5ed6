"""Other ways to write `examples_to_reach`: right ones, and the mistakes students make."""

import math
from itertools import pairwise

import numpy as np
from reference import examples_to_reach

from autograder.testing import alternative, misconception


def _check(sizes, accuracies):
    if len(sizes) != len(accuracies) or min(sizes) <= 0 or any(b < a for a, b in pairwise(sizes)):
        raise ValueError("sizes")


@alternative
def powers_of_the_ratio(sizes, accuracies, target):
    _check(sizes, accuracies)
    if accuracies[0] >= target:
        return sizes[0]
    for (size, low), (larger, high) in pairwise(zip(sizes, accuracies, strict=True)):
        if low < target <= high:
            return size * (larger / size) ** ((target - low) / (high - low))
    return None


@alternative
def interpolated_by_numpy(sizes, accuracies, target):
    _check(sizes, accuracies)
    there = [place for place, accuracy in enumerate(accuracies) if accuracy >= target]
    if not there:
        return None
    first = there[0]
    bracket = slice(max(first - 1, 0), first + 1)
    return float(10 ** np.interp(target, accuracies[bracket], np.log10(sizes[bracket])))


@alternative
def from_the_end(sizes, accuracies, target):
    _check(sizes, accuracies)
    points = list(zip(map(math.log2, sizes), accuracies, strict=True))
    found = None
    while points:
        log, accuracy = points.pop()
        if accuracy < target:
            continue
        found = 2**log
        if points and points[-1][1] < target:
            before, low = points[-1]
            found = 2 ** (before + (log - before) * (target - low) / (accuracy - low))
    return found


def _first(sizes, accuracies, target):
    """The place of the first accuracy that reaches the target, if any does."""
    _check(sizes, accuracies)
    return next((place for place, accuracy in enumerate(accuracies) if accuracy >= target), None)


@misconception
def linear_in_size(sizes, accuracies, target):
    """The line between two points is drawn over the size itself. Learning curves are straight over the *logarithm* of
    the size: each doubling helps about as much as the last one. Take logarithms first, and exp at the end."""
    place = _first(sizes, accuracies, target)
    if not place:
        return examples_to_reach(sizes, accuracies, target)
    share = (target - accuracies[place - 1]) / (accuracies[place] - accuracies[place - 1])
    return sizes[place - 1] + share * (sizes[place] - sizes[place - 1])


@misconception
def log_of_accuracy_too(sizes, accuracies, target):
    """The logarithm of the accuracies is taken as well. Only the sizes are on a logarithmic axis."""
    place = _first(sizes, accuracies, target)
    if not place:
        return examples_to_reach(sizes, accuracies, target)
    low, high, goal = (math.log(value) for value in (accuracies[place - 1], accuracies[place], target))
    return sizes[place - 1] * (sizes[place] / sizes[place - 1]) ** ((goal - low) / (high - low))


@misconception
def first_measured(sizes, accuracies, target):
    """The answer is the first size that was measured with the target reached. It is reached somewhere between that size
    and the one before: interpolate."""
    place = _first(sizes, accuracies, target)
    return None if place is None else float(sizes[place])


@misconception
def last_below(sizes, accuracies, target):
    """The answer is the last size that was measured before the target is reached. It is reached somewhere between that
    size and the next: interpolate."""
    place = _first(sizes, accuracies, target)
    return None if place is None else float(sizes[max(place - 1, 0)])


@misconception
def nearest_measured(sizes, accuracies, target):
    """The answer is the measured size whose accuracy is nearest to the target. Look for where the curve *reaches* the
    target, and interpolate between the two points around it."""
    if _first(sizes, accuracies, target) is None:
        return None
    return float(min(zip(sizes, accuracies, strict=True), key=lambda point: abs(point[1] - target))[0])


@misconception
def last_crossing(sizes, accuracies, target):
    """The last time that the curve reaches the target is taken. It may fall and rise again: the first time counts."""
    _check(sizes, accuracies)
    for place in range(len(sizes) - 1, 0, -1):
        if accuracies[place - 1] < target <= accuracies[place]:
            return examples_to_reach(sizes[place - 1 :], accuracies[place - 1 :], target)
    return examples_to_reach(sizes, accuracies, target)


@misconception
def extrapolates(sizes, accuracies, target):
    """The line through the last two points is drawn on beyond them. Nothing was measured there, and curves flatten:
    return None."""
    got = examples_to_reach(sizes, accuracies, target)
    if got is not None or len(sizes) < 2 or accuracies[-1] <= accuracies[-2]:
        return got
    share = (target - accuracies[-2]) / (accuracies[-1] - accuracies[-2])
    return sizes[-2] * (sizes[-1] / sizes[-2]) ** share


@misconception
def extrapolates_before(sizes, accuracies, target):
    """The curve is drawn on to sizes below the first one. If the first point is there already, the answer is its
    size."""
    got = examples_to_reach(sizes, accuracies, target)
    if accuracies[0] < target or len(sizes) < 2 or accuracies[1] == accuracies[0]:
        return got
    share = (target - accuracies[0]) / (accuracies[1] - accuracies[0])
    return sizes[0] * (sizes[1] / sizes[0]) ** share


@misconception
def last_size_if_never(sizes, accuracies, target):
    """If the target is never reached, the last size is returned. That says it was: return None."""
    got = examples_to_reach(sizes, accuracies, target)
    return float(sizes[-1]) if got is None else got


@misconception
def first_point_skipped(sizes, accuracies, target):
    """The first point is not looked at: a curve that starts at the target or above it has reached it with its first
    size."""
    _check(sizes, accuracies)
    for place in range(1, len(sizes)):
        if accuracies[place - 1] < target <= accuracies[place]:
            return examples_to_reach(sizes[place - 1 :], accuracies[place - 1 :], target)
    return None


@misconception
def strict_greater(sizes, accuracies, target):
    """A point that has exactly the target does not count as reached. It does: use >=, not >."""
    _check(sizes, accuracies)
    if accuracies[0] > target:
        return float(sizes[0])
    for (size, low), (larger, high) in pairwise(zip(sizes, accuracies, strict=True)):
        if low <= target < high:
            return size * (larger / size) ** ((target - low) / (high - low))
    return None


@misconception
def log10_returned(sizes, accuracies, target):
    """The logarithm of the number is returned. Turn it back into a number of examples (exp, or 10 to its power)."""
    got = examples_to_reach(sizes, accuracies, target)
    return None if got is None else math.log10(got)


@misconception
def natural_log_returned(sizes, accuracies, target):
    """The natural logarithm of the number is returned. Turn it back into a number of examples with exp."""
    got = examples_to_reach(sizes, accuracies, target)
    return None if got is None else math.log(got)


@misconception
def wrong_base_back(sizes, accuracies, target):
    """The way back has another base than the way there: log with 10 to the power, or log10 with exp. Use a pair that
    belongs together."""
    got = examples_to_reach(sizes, accuracies, target)
    return got if got is None else math.exp(math.log10(got))


@misconception
def rounded(sizes, accuracies, target):
    """The answer is rounded to whole examples. It is read off a curve: leave it as it is."""
    got = examples_to_reach(sizes, accuracies, target)
    return None if got is None else round(got)


@misconception
def lengths_not_checked(sizes, accuracies, target):
    """Lists of different lengths are accepted. Raise a ValueError: points would be lost without a sound."""
    count = min(len(sizes), len(accuracies))
    return examples_to_reach(sizes[:count], accuracies[:count], target)


@misconception
def unsorted_accepted(sizes, accuracies, target):
    """Sizes that do not grow are accepted. Raise a ValueError: such lists are no learning curve, and sorting them would
    hide a mix-up."""
    if len(sizes) != len(accuracies) or min(sizes) <= 0:
        raise ValueError("sizes")
    points = sorted(zip(sizes, accuracies, strict=True))
    return examples_to_reach([size for size, _ in points], [accuracy for _, accuracy in points], target)


@misconception
def zero_accepted(sizes, accuracies, target):
    """A size of 0 or below is accepted where its logarithm is not needed. Raise a ValueError at once."""
    if len(sizes) != len(accuracies) or any(b < a for a, b in pairwise(sizes)):
        raise ValueError("sizes")
    kept = [place for place, size in enumerate(sizes) if size > 0] or [0]
    return examples_to_reach(
        [max(sizes[place], 1) for place in kept], [accuracies[place] for place in kept], target
    )  # fmt: skip


@misconception
def input_mutated(sizes, accuracies, target):
    """A list is changed (pop, sort, insert …): whoever called the function finds other points than before. Read from
    it, or work on a copy."""
    got = examples_to_reach(sizes, accuracies, target)
    accuracies.append(target)
    return got
