"""Twice as much."""


def double(number: int) -> int:
    """Twice the number."""
    ### BEGIN SOLUTION
    return number + number
    ### END SOLUTION
