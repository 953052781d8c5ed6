"""Counting, step 1: twice as much."""

import operator


### BEGIN SOLUTION
def _checked(number: int) -> int:
    return operator.index(number)


### END SOLUTION


def double(number: int) -> int:
    """Twice the number.

    >>> double(2)
    4
    """
    ### BEGIN SOLUTION
    return _checked(number) + _checked(number)
    ### END SOLUTION
