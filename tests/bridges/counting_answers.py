"""What the made-up students of `test_agreement.py` may hand in besides the mini course's own variants, by exercise."""

from collections.abc import Mapping

from autograder.authoring.made_up_class import HOSTILE, SYNTAX_ERROR, Answers

HALF_DOUBLE = """
def double(number):
    return 2 * abs(number)
"""
HALF_TALLY = """
class Tally:
    def __init__(self):
        self.number = 0

    def add(self):
        self.number = min(3, self.number + 1)
        return self.number
"""
LAMBDA = """
double = lambda number: 2 * number
"""
HELPER = """
TWICE = 2


def times(number, factor=TWICE):
    return number * factor


def double(number):
    return times(number)
"""
DECORATED = """
from functools import wraps


def twice(function):
    @wraps(function)
    def both(number):
        return function(number) + function(number)

    return both


@twice
def double(number):
    return number
"""
ITERATOR = """
from itertools import count


class Tally:
    def __init__(self):
        self.numbers = count(1)

    def add(self):
        return next(self.numbers)
"""
INHERITED = """
class Base:
    number = 0


class Tally(Base):
    def add(self):
        self.number += 1
        return self.number
"""
FLOAT = """
def double(number):
    return 2.0 * number
"""
RAISES = """
def double(number):
    raise ValueError(number)
"""
RECURSES = """
def double(number):
    return double(number)
"""
PRINTS = """
def double(number):
    print(2 * number)
"""
LEAVES = """
import sys


def double(number):
    sys.exit(2 * number)
"""
MISSING = """
def duble(number):
    return 2 * number
"""
LIES = """
import sys


class Anything(int):
    __hash__ = int.__hash__

    def __eq__(self, other):
        return True


def double(number):
    sys.stderr.write("look away")
    return Anything(1)
"""
SHARED = """
from given.counters import counter


class Tally:
    def add(self):
        return next(counter)
"""
WANTS_MORE = """
class Tally:
    def __init__(self, start):
        self.number = start

    def add(self):
        self.number += 1
        return self.number
"""
WITHOUT_METHOD = """
class Tally:
    number = 0
"""
CRASHES = """
import os


class Tally:
    def add(self):
        os._exit(0)
"""
ENDS = """
import os

os._exit(0)


def double(number):
    return 2 * number
"""
RIGHT: Mapping[str, Mapping[str, str]] = {
    "double": {"a lambda": LAMBDA, "a helper": HELPER, "a decorator": DECORATED},
    "Tally": {"an iterator": ITERATOR, "inherited": INHERITED},
}
WRONG: Mapping[str, Mapping[str, str]] = {
    "double": {
        "half right": HALF_DOUBLE, "a float": FLOAT, "raises": RAISES, "recurses": RECURSES, "prints": PRINTS,
        "leaves": LEAVES, "is missing": MISSING, "lies": LIES, "crashes": HOSTILE["crash"].format(name="double"),
    },
    "Tally": {
        "half right": HALF_TALLY, "shared": SHARED, "wants more": WANTS_MORE, "has no method": WITHOUT_METHOD,
        "crashes": CRASHES,
    },
}  # fmt: skip


def chosen(double: Answers, tally: Answers) -> Mapping[str, tuple[str, str, str]]:
    """Student to kind and answers: one of each kind, so that few stand for many."""
    return {
        "right": ("other right ways", double.right["shifted"], tally.right["Listed"]),
        "half": ("half right, a stub", HALF_DOUBLE, tally.stub),
        "syntax": ("a syntax error", SYNTAX_ERROR.format(name="double"), HALF_TALLY),
        "crash": ("a mistake, a crash", double.wrong["squared"], CRASHES),
        "ends": ("ends the process", ENDS, tally.reference),
    }
