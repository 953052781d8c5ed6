"""Stubs are what remains of a solution when the solution is gone."""

import pytest

from autograder.authoring.stubs import stub
from autograder.errors import InputError

SOLUTION = '''"""Sums.  """

import math
import torch  # stays


### BEGIN SOLUTION
def secret_helper(x):
    return x + 1


### END SOLUTION


def add(a: int, b: int) -> int:
    """The sum.

    ### BEGIN SOLUTION in a docstring is text
    """
    ### BEGIN SOLUTION
    return secret_helper(a + b) - 1
    ### END SOLUTION


class Adder:
    """Adds."""

    size = 3

    ### BEGIN SOLUTION
    hidden = 5
    ### END SOLUTION

    def __init__(self, a: int) -> None:
        super().__init__()
        if a:
            ### BEGIN SOLUTION
            # two statements
            self.a = a
            self.b = math.pi
            ### END SOLUTION

    def run(self, b: int = 2) -> int:
        """Runs."""
        ### BEGIN SOLUTION

        def inner(x):
            return x

        return inner(self.a + b)
        ### END SOLUTION
'''

STUB = '''"""Sums.  """

import math
import torch  # stays


def add(a: int, b: int) -> int:
    """The sum.

    ### BEGIN SOLUTION in a docstring is text
    """
    raise NotImplementedError("sums.add")


class Adder:
    """Adds."""

    size = 3

    def __init__(self, a: int) -> None:
        super().__init__()
        if a:
            raise NotImplementedError("sums.add")

    def run(self, b: int = 2) -> int:
        """Runs."""
        raise NotImplementedError("sums.add")
'''


def test_regions_go_and_everything_else_stays_byte_for_byte() -> None:
    """A region in a function becomes one raise, a region elsewhere vanishes, all else is kept."""
    assert stub(SOLUTION, "sums.add") == STUB


def test_a_stub_of_a_stub_is_the_stub() -> None:
    """Making a stub twice changes nothing."""
    assert stub(STUB, "sums.add") == STUB


def test_line_endings_are_kept() -> None:
    """A file with Windows line endings stays one."""
    source = "def f():\r\n    ### BEGIN SOLUTION\r\n    return 1\r\n    ### END SOLUTION\r\n"
    assert stub(source, "a.f") == 'def f():\r\n    raise NotImplementedError("a.f")\n'


def test_a_form_feed_or_line_separator_does_not_shift_the_lines() -> None:
    """Only Python's own line ends count as lines."""
    source = 'x = "\u2028"\n\x0c\ndef f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n'
    assert stub(source, "a.f") == 'x = "\u2028"\n\x0c\ndef f():\n    raise NotImplementedError("a.f")\n'


@pytest.mark.parametrize("tail", ["", "\n", "\n\n\n"])
def test_a_stub_ends_with_one_newline(tail: str) -> None:
    """However many newlines the solution ends with, the stub ends with one."""
    source = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION" + tail
    assert stub(source, "a.f") == 'def f():\n    raise NotImplementedError("a.f")\n'


B, E = "    ### BEGIN SOLUTION\n", "    ### END SOLUTION\n"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def f():\n    return 1\n", "line 1: no solution is marked"),
        ("def f():\n" + B + "    return 1\n", "line 2: `### BEGIN SOLUTION` is never closed"),
        ("def f():\n    return 1\n" + E, "line 3: `### END SOLUTION` without"),
        ("def f():\n" + B + B + "    return 1\n" + E, "line 3: a second `### BEGIN SOLUTION`"),
        ("def f():\n" + B + "    return 1\n### END SOLUTION\n", "line 4: `### END SOLUTION` is not below"),
        ("def f():\n" + B + "    # nothing\n" + E + "    return 1\n", "line 2: the solution is empty"),
        ("def f():\n    # Begin Solution\n    return 1\n", "line 2: `# Begin Solution` is no marker"),
        ("def f():\n    return 1  ### BEGIN SOLUTION\n", "line 2: `### BEGIN SOLUTION` is no marker"),
        ("def f(:\n    return 1\n", "line 1: this is not Python"),
        ("class A:\n" + B + "    x = 1\n" + E, "line 1 of the stub: it does not compile"),
        (
            "def f():\n    if a:\n        b\n" + B + "    elif c:\n        d\n" + E + "    else:\n        e\n",
            "line 5 of the stub",
        ),
    ],
)
def test_wrong_markers_are_refused_with_their_line(source: str, says: str) -> None:
    """What cannot become a stub is named with its line, and nothing is written half."""
    with pytest.raises(InputError) as refused:
        stub(source, "a.f")
    assert says in refused.value.message
    assert refused.value.hint
