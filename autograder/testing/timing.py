"""Whether an answer uses tensor operations or Python loops: time on a larger size, against the reference's own."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from autograder.errors import Mismatch, StudentTimeout
from autograder.testing.on_the_spot import on_the_spot

FLOOR_SECONDS = 0.25
"""Nothing that takes less is slow."""
FACTOR = 30
HOPELESS = 4
"""So many times over the bound, a second try is no use."""


def assert_vectorised(got: Callable[[], Any], reference: Callable[[], Any]) -> Any:
    """The student's call stays below the larger of 0.25 s and 30 times the reference's median; gives its result.

    Choose a size where tensor operations take a few milliseconds and a loop takes a hundred times more. The fastest of
    three tries counts, so that a busy machine costs nobody a point.
    """
    on_the_spot(timed=True)
    bound = FLOOR_SECONDS  # the reference is timed only when that matters
    for _ in range(3):
        try:
            seconds, result = _seconds(got)
        except StudentTimeout:
            break
        if seconds > bound:
            bound = max(FLOOR_SECONDS, FACTOR * statistics.median(_seconds(reference)[0] for _ in range(5)))
        if seconds < bound:
            return result
        if seconds > HOPELESS * bound:
            break
    raise Mismatch("slow", perhaps="replace the loop by operations on whole tensors")


def _seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result
