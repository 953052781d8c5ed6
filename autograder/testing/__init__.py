"""The vocabulary of suites and checks: all that they may import.

`student`, `reference`, `remote` and `rng` reach a test as fixtures; what else a suite needs stands here.
"""

from autograder.testing.compare import assert_close, assert_rejects, assert_that, left_unchanged
from autograder.testing.facts import facts_only, once
from autograder.testing.gradients import assert_gradients_close, gradients
from autograder.testing.modules import load_parameters, parameter_gradients, parameters
from autograder.testing.networks import affine, differ, network, randomise, rows_of
from autograder.testing.plain import assert_equal
from autograder.testing.proxy import Proxy, value
from autograder.testing.rng import FLOATS, Rng
from autograder.testing.timing import assert_vectorised
from autograder.testing.variants import alternative, combinations, misconception

__all__ = [
    "FLOATS", "Proxy", "Rng", "affine", "alternative", "assert_close", "assert_equal", "assert_gradients_close",
    "assert_rejects", "assert_that", "assert_vectorised", "combinations", "differ", "facts_only", "gradients",
    "left_unchanged", "load_parameters", "misconception", "network", "once", "parameter_gradients", "parameters",
    "randomise", "rows_of", "value",
]  # fmt: skip
