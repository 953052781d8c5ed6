"""Counting, step 2: a tally."""


class Tally:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        ### BEGIN SOLUTION
        self.how_often_it_was_asked = 0
        ### END SOLUTION

    def add(self) -> int:
        """One more, and how many it is now."""
        ### BEGIN SOLUTION
        self.how_often_it_was_asked += 1
        return self.how_often_it_was_asked
        ### END SOLUTION
