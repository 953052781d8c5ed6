"""All attacks that a submission can make by its code; those around the run stand in `test_around_the_run.py`."""

from . import a1_reading, a2_forging, a3_shirking, a4_breaking
from .attack import Attack

ATTACKS: list[Attack] = [*a1_reading.ATTACKS, *a2_forging.ATTACKS, *a3_shirking.ATTACKS, *a4_breaking.ATTACKS]
"""In the order of the catalogue's parts."""
