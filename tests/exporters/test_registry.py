"""Formats of our own and of other packages."""

from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.exporters.registry import EXPORTERS, find_exporter

OURS = """\
from autograder.exporters.canvas import EXPORTER
nonsense = 7
"""


@pytest.fixture
def other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package that adds formats."""
    info = tmp_path / "grades_of_ours-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: grades-of-ours\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[autograder.exporters]\nours = grades_of_ours:EXPORTER\ncsv = grades_of_ours:EXPORTER\n"
        "odd = grades_of_ours:nonsense\ngone = no_such_module:EXPORTER\n"
    )
    (tmp_path / "grades_of_ours.py").write_text(OURS)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("other_package")
def test_another_package_adds_a_format() -> None:
    """By an entry point; it cannot take the name of one of ours."""
    assert find_exporter("ours") is EXPORTERS["canvas"]
    assert find_exporter("csv") is EXPORTERS["csv"]


@pytest.mark.usefixtures("other_package")
@pytest.mark.parametrize(
    ("name", "says"),
    [("odd", "no Exporter"), ("gone", "cannot be loaded"), ("excel", "choose one of canvas, .*, json, ")],
)
def test_what_is_no_format_is_told_in_one_line(name: str, says: str) -> None:
    """Whoever is at fault."""
    with pytest.raises(InputError, match=says):
        find_exporter(name)


def test_every_format_says_where_it_goes() -> None:
    """And what to download, if it needs something."""
    assert all(each.title and each.upload and (each.template or not each.must_fill) for each in EXPORTERS.values())
