"""The grade files that can be written, by the name of their format.

A package adds a format of its own by an entry point of the group `autograder.exporters` that names an `Exporter`.
"""

from collections.abc import Mapping
from importlib.metadata import entry_points

from autograder.errors import InputError
from autograder.exporters import (
    blackboard,
    brightspace,
    canvas,
    gradescope,
    moodle_csv,
    moodle_worksheet,
    moodle_xml,
    oneroster,
    open_edx,
    plain_csv,
    plain_json,
    sakai,
)
from autograder.exporters.sheet import Exporter

GROUP = "autograder.exporters"
EXPORTERS: Mapping[str, Exporter] = {
    "canvas": canvas.EXPORTER,
    "moodle-csv": moodle_csv.EXPORTER,
    "moodle-xml": moodle_xml.EXPORTER,
    "moodle-worksheet": moodle_worksheet.EXPORTER,
    "blackboard": blackboard.EXPORTER,
    "brightspace": brightspace.EXPORTER,
    "sakai": sakai.EXPORTER,
    "open-edx": open_edx.EXPORTER,
    "oneroster": oneroster.EXPORTER,
    "gradescope": gradescope.EXPORTER,
    "csv": plain_csv.EXPORTER,
    "json": plain_json.EXPORTER,
}
"""Our own; no other package's can take their names."""


def find_exporter(name: str) -> Exporter:
    """The format of that name, ours or another package's.

    Raises:
        InputError: there is none, or what another package names is no exporter.
    """
    if name in EXPORTERS:
        return EXPORTERS[name]
    others = {point.name: point for point in entry_points(group=GROUP)}
    if name not in others:
        raise InputError(f"No grade file format {name!r}:", f"choose one of {', '.join([*EXPORTERS, *others])}.")
    try:
        found = others[name].load()
    except (ImportError, AttributeError) as error:
        raise InputError(f"The format {name!r} cannot be loaded ({error}):", "install its package again.") from error
    if not isinstance(found, Exporter):
        raise InputError(f"{others[name].value} is no Exporter:", "tell the authors of that package.")
    return found
