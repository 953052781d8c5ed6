"""A function of each number."""

from collections.abc import Callable


def apply(function: Callable[[int], int], numbers: list[int]) -> list[int]:
    """What the function makes of each number."""
    ### BEGIN SOLUTION
    return [function(number) for number in numbers]
    ### END SOLUTION
