"""The formats of `autograder release`, by name."""

from collections.abc import Mapping

from autograder.bridges import files, gradescope, nbgrader_source, notebook, otter
from autograder.bridges.format import Format

FORMATS: Mapping[str, Format] = {
    each.name: each for each in (files.FORMAT, notebook.FORMAT, nbgrader_source.FORMAT, otter.FORMAT, gradescope.FORMAT)
}
