"""Where chance begins for a student's code, unless a suite says otherwise."""

import random

import numpy
import torch


def seed() -> None:
    """The same start for every exercise."""
    torch.default_generator.manual_seed(0)
    random.seed(0)
    numpy.random.seed(0)
