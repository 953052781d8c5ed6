from autograder.testing import alternative, misconception


@alternative
def shifted(number):
    return number << 1


@misconception
def squared(number):
    """This is the square: add the number to itself."""
    return number * number
