from autograder.testing import alternative, misconception


@alternative
class Listed:
    def __init__(self):
        self.asked = []

    def add(self):
        self.asked.append(1)
        return len(self.asked)


@misconception
class Stuck:
    """The tally forgets: keep the number in `self`."""

    def add(self):
        return 1
