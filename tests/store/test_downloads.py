"""Names in downloads of the five systems."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli import instructor
from autograder.errors import InputError
from autograder.store.downloads import SYSTEMS, Download, downloads, first_name
from autograder.store.entries import Entry
from autograder.store.gradescope_metadata import read_metadata

METADATA = """\
---
submission_7:
  :submitters:
  - :name: Lovelace, Ada
    :sid: '007'
    :email: ada@x.org
  - :name: "\\u00C9mile"
    :sid:
    :email: e@x.org
  :created_at: 2026-11-02 22:04:05.123456000 +01:00
  :score: 4.0
  :results:
    :tests:
    - :name: evil
      :output: |-
        :submitters:
        - :name: Mallory
submission_8:
  :submitters:
    - :name: Grace
      :sid: S9
      :email: g@x.org
  :created_at: 2026-11-02 21:04:05 Z
"""


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Blackboard and Brightspace tell times without a zone: that of the machine."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def entries(*names: str, **contents: str) -> list[Entry]:
    """Files of these names."""
    return [Entry(name, lambda name=name: BytesIO(contents.get("text", "").encode()), 10) for name in names]  # type: ignore[misc]


def seen(found: list[Download]) -> dict[str, list[str]]:
    """For each student the files."""
    return {" ".join(value for _, value in each.ids): [entry.name for entry in each.entries] for each in found}


def test_canvas_names_user_late_and_file() -> None:
    """Also in a folder of its own; what is named otherwise has nobody."""
    names = ["lovelaceada_LATE_101_5555_double.py", "lovelaceada_LATE_101_5556_Tally_2.py", "borelemile_102_5557_x.zip"]
    for folder in ("", "submissions/"):
        found = downloads(entries(*(folder + name for name in names), folder + "readme"), "canvas")
        assert seen(found) == {"101": ["double.py", "Tally_2.py"], "102": ["x.zip"], "": [folder + "readme"]}
        assert [each.late for each in found] == ["late in Canvas", "", ""]


@pytest.mark.parametrize(("name", "first"), [("double-1.py", "double.py"), ("a-b-12.zip", "a-b.zip"), ("x.py", "x.py")])
def test_canvas_counts_files_that_were_sent_again(name: str, first: str) -> None:
    """Behind their names."""
    assert first_name(name) == first


def test_moodle_names_people_with_folders_and_without() -> None:
    """A name may hold a _; online text is no file of the student's."""
    found = downloads(entries(
        "Ada Lovelace_11_assignsubmission_file_/src/double.py", "Ada Lovelace_11_assignsubmission_file_/Tally.py",
        "Ada Lovelace_11_assignsubmission_onlinetext_/onlinetext.html", "E_B_12_assignsubmission_file_double.py",
    ), "moodle")  # fmt: skip
    assert seen(found) == {"Ada Lovelace": ["src/double.py", "Tally.py"], "E_B": ["double.py"]}


def test_blackboards_last_attempt_counts() -> None:
    """The text that Blackboard adds is none of the student's."""
    names = [
        f"gradebook_AI_Lab_1_ada_attempt_2026-11-0{day}-23-59-00{end}"
        for day in (2, 3)
        for end in ("_double.py", ".txt")
    ]
    [ada] = downloads(entries(*names), "blackboard")
    assert (ada.ids, [entry.name for entry in ada.entries]) == (
        (("blackboard", "gradebook_AI_Lab_1_ada"),),
        ["double.py"],
    )
    assert ada.at == datetime(2026, 11, 3, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize("end", ["1159 PM/", "11-59 PM/", "11:59 PM/", "1159 PM - "])
def test_brightspace_names_people_and_times(end: str) -> None:
    """Of folders or of files; the page that lists them is left aside."""
    [ada] = downloads(entries("index.html", f"12-34 - Ada Lovelace - Nov 2, 2026 {end}double.py"), "brightspace")
    assert [entry.name for entry in ada.entries] == ["double.py"]
    assert ada.ids == (("name", "Ada Lovelace"),) and ada.at == datetime(2026, 11, 2, 22, 59, tzinfo=UTC)


def test_gradescope_names_everybody_of_a_group() -> None:
    """By SID, email and name."""
    names = ["export/submission_metadata.yml", "export/submission_7/double.py", "export/submission_8/double.py"]
    found = downloads(entries(*names, text=METADATA), "gradescope")
    assert [each.ids[0] for each in found] == [("gradescope", "007"), ("email", "e@x.org"), ("gradescope", "S9")]
    assert all([entry.name for entry in each.entries] == ["double.py"] for each in found)
    assert {each.at for each in found} == {datetime(2026, 11, 2, 21, 4, 5, tzinfo=UTC)}


def test_what_a_student_printed_is_no_metadata() -> None:
    """It stands deeper than what Gradescope says."""
    assert "Mallory" not in str(read_metadata(METADATA))
    assert read_metadata(METADATA)["submission_7"].people[1]["name"] == "Émile"


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("names", [[], ["ada/double.py"], ["ada/submission_7/submission_metadata.yml"], ["index.html"]])
def test_what_is_no_download_is_refused(system: str, names: list[str]) -> None:
    """In one line."""
    with pytest.raises(InputError, match=f"a download of {system}"):
        downloads(entries(*names), system)


def test_times_without_a_zone_are_in_the_one_given() -> None:
    """In winter as in summer; without one they are this machine's."""
    names = [f"x_{who}_attempt_2026-{month}-02-23-59-00_a.py" for who, month in (("ada", "11"), ("bob", "07"))]
    found = downloads(entries(*names), "blackboard", ZoneInfo("America/New_York"))
    assert [each.at for each in found] == [
        datetime(2026, 11, 3, 4, 59, tzinfo=UTC), datetime(2026, 7, 3, 3, 59, tzinfo=UTC),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", [f"x_ada_attempt_{day}-00-00-00_a.py" for day in ("2026-13-01", "0001-01-01", "9999-12-31")]
)
def test_a_time_that_there_is_not_names_nobody(name: str) -> None:
    """Rather than to end the command."""
    with pytest.raises(InputError):
        downloads(entries(name), "blackboard")


NAMES = st.sampled_from([
    "x_1_2_a.py", "A_1_assignsubmission_file_", "a_attempt_2026-11-02-23-59-00_a.py", "1-2 - A - Nov 32, 2026 1159 PM",
    "1-2 - A - Xyz 3, 2026 0099 AM - a", "submission_metadata.yml", "submission_7", "index.html",
]) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
@given(names=st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), max_size=4), text=st.text(max_size=60))
def test_any_names_give_submissions_or_one_line(system: str, names: list[str], text: str) -> None:
    """Nothing else is raised, and no file belongs to two attempts."""
    own = [entry for entry in entries(*names, text=text) if entry.parts]
    try:
        found = downloads(own, system)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert len({each.ids for each in found if each.ids}) == len([each for each in found if each.ids])


def test_the_command_knows_the_systems() -> None:
    """Without importing what reads them."""
    assert set(instructor.SYSTEMS) == {*SYSTEMS, "nbgrader"}
