"""The formats of `autograder release`, by name."""

from collections.abc import Mapping

from autograder.bridges import files, gradescope, notebook, otter
from autograder.bridges.format import Format

FORMATS: Mapping[str, Format] = {
    each.name: each for each in (files.FORMAT, notebook.FORMAT, otter.FORMAT, gradescope.FORMAT)
}
