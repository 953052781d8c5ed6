"""How many examples does it take? Reading a learning curve."""

import math


def examples_to_reach(sizes: list[int], accuracies: list[float], target: float) -> float | None:
    """The number of examples at which a learning curve first reaches the target; None if it never does.

    A model was trained on `sizes[0]`, `sizes[1]` … examples, more and more, and each time had the accuracy at the same
    place of `accuracies`. Between two measured points the curve is a straight line over the *logarithm* of the size. If
    the first point is there already, the answer is its size. A curve may fall again; the first time counts. Beyond the
    last point nothing is known. Leave the lists as they are.

    Example: 60 % with 100 examples, 80 % with 10 000. Halfway between the two accuracies lies halfway between the two
    logarithms, 2 and 4: that is 3, or 1000 examples.

    >>> round(examples_to_reach([100, 10_000], [0.6, 0.8], 0.7), 6)
    1000.0

    Raises:
        ValueError: the lists have different lengths, a size is not positive, or a size is smaller than the one before.
    """
    raise NotImplementedError("limits_and_discussion.examples_to_reach")
