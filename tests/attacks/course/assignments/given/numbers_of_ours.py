"""A constant that any assignment may import."""

TWO = 2
