"""A counter that works."""

from itertools import count

counter = count(1)
