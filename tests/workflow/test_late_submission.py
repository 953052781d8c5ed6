"""A late submission on its way from the LMS back into the LMS."""

import contextlib
import csv
import json
import shutil
from pathlib import Path

import pytest

from autograder.cli.main import run
from autograder.model.person import Person
from autograder.store.course import find_course
from autograder.store.gradebook import Gradebook
from autograder.store.packing import to_zip

RULES = """
timezone = "Europe/Berlin"
[policy]
deduct_percent = 10
grace_minutes = 5
late_days = 1
"""
METADATA = """\
submission_1:
  :submitters:
  - :name: Ada
    :sid: S1
  :created_at: 2026-12-02 03:00:00.000000000 Z
submission_2:
  :submitters:
  - :name: Bob
    :sid: S2
  :created_at: 2026-11-30 22:59:00.000000000 Z
"""
DOUBLE = b"def double(number):\n    return 2 * number\n"
SAYS = (
    "2 points, 1 day 4 hours 1 minute late, after 5 minutes of grace: 2 started days, less 1 late day: "
    "1 day x 10 % of 2 = -0.2, which leaves 1.8. 1 late day used, 0 left."
)


GRADE = ["grade", "counting", "--isolation", "trusted", "--trust-submissions", "--jobs", "1"]


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that took ada's late and bob's timely submission out of Gradescope; due at 23:59 in Berlin."""
    mini_course = tmp_path_factory.mktemp("late") / "course"
    shutil.copytree(Path(__file__).parents[1] / "mini_course", mini_course)
    with (mini_course / "course.toml").open("a", encoding="utf-8") as file:
        file.write(RULES)
    manifest = mini_course / "assignments" / "counting" / "assignment.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("T23:59:00Z", "T23:59:00"), "utf-8")
    with Gradebook(find_course(mini_course).database_url) as gradebook:
        ids = [("ada", "Ada", "S1"), ("bob", "Bob", "S2")]
        gradebook.import_people([Person(id, name, ids={"gradescope": sid, "canvas": sid[1:]}) for id, name, sid in ids])
    files = {f"x/submission_{n}/double.py": DOUBLE for n in (1, 2)}
    (mini_course / "g.zip").write_bytes(to_zip({**files, "x/submission_metadata.yml": METADATA.encode()}))
    with contextlib.chdir(mini_course):
        assert run(["collect", "counting", "--from", "gradescope", "g.zip"]) == 0
        assert run(GRADE) == 0
    return mini_course


@pytest.fixture
def graded(graded_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, to be changed."""
    copy = Path(shutil.copytree(graded_once, tmp_path / "course"))
    monkeypatch.chdir(copy)
    return copy


def exported(*options: str) -> dict[str, dict[str, str]]:
    """The plain grade file, by student."""
    assert run(["export", "counting", "--format", "csv", "--out", "grades.csv", *options]) == 0
    with Path("grades.csv").open(encoding="utf-8", newline="") as file:
        return {line["student_id"]: line for line in csv.DictReader(file)}


def test_every_file_has_the_points_that_count_and_their_arithmetic(graded: Path) -> None:
    """The page, the index, the tables; results stay as they were graded."""
    found = exported()
    assert [(found[id]["points"], found[id]["raw_points"]) for id in ("ada", "bob")] == [("1.8", "2"), ("2", "2")]
    assert (found["ada"]["arithmetic"], found["bob"]["arithmetic"]) == (SAYS, "")
    assert found["ada"]["late"] == "1 day 4 hours 1 minute after the due date"
    assert run(["export", "counting", "--format", "canvas", "--out", "canvas.csv"]) == 0
    assert [line.split(",")[-1] for line in Path("canvas.csv").read_text("utf-8").split()[-2:]] == ["1.8", "2"]
    assert run(["export", "counting", "--format", "json", "--comments", "--out", "grades.json"]) == 0
    ada = json.loads(Path("grades.json").read_text("utf-8"))["students"][0]
    assert (ada["points"], ada["raw_points"]) == (1.8, 2) and ada["comment"].endswith("1 late day used, 0 left.")
    assert run(["feedback", "counting"]) == 0
    page = Path("feedback/counting/ada.html").read_text("utf-8")
    assert '<strong class="number">1.8</strong> of 5 points' in page
    assert all(step in page for step in SAYS.split(" 1 late day used")[:1])
    assert '1.8 <span class="soft">of 2 graded</span>' in Path("feedback/counting/index.html").read_text("utf-8")
    assert json.loads(Path("results/counting/ada.json").read_text("utf-8"))["points"] == 2
    assert run(["totals", "--out", "totals.csv"]) == 0
    assert "ada,Ada,,,1.8,1.8,5,36" in Path("totals.csv").read_text("utf-8")


def test_an_extension_gives_the_points_back(graded: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without grading again; and the next export says who changes."""
    exported()
    assert run(["extend", "counting", "ada", "--until", "2026-12-02T12:00", "--why", "ill"]) == 0
    capfd.readouterr()
    assert exported()["ada"]["points"] == "2"
    assert "ada: 1.8 -> 2" in capfd.readouterr().out
    assert run(GRADE) == 0
    assert "0 graded, 2 were graded already" in capfd.readouterr().out


def test_a_later_due_date_regrades_nobody(graded: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A verdict does not depend on it, and neither does the receipt."""
    manifest = graded / "assignments" / "counting" / "assignment.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("11-30T23:59:00", "12-31T23:59:00"), "utf-8")
    capfd.readouterr()
    assert run(GRADE) == 0
    assert "0 graded, 2 were graded already" in capfd.readouterr().out
    assert exported()["ada"]["points"] == "2"


@pytest.mark.slow
def test_where_the_best_counts_every_attempt_is_graded(graded: Path) -> None:
    """Also those that came before the rule; and the page is that of the best."""
    worse = to_zip({"double.py": b"def double(number):\n    return 3\n"})
    (graded / "bob.zip").write_bytes(worse)
    assert run(["collect", "counting", "bob.zip", "--at", "2026-11-30T12:00"]) == 0
    assert run(GRADE) == 0
    assert exported()["bob"]["points"] == "0"
    course = graded / "course.toml"
    course.write_text(course.read_text("utf-8").replace("[policy]", '[policy]\nattempts = "best"'), "utf-8")
    assert exported()["bob"]["points"] == "2"
    assert json.loads(Path("results/counting/bob.json").read_text("utf-8"))["points"] == 0
    assert run(GRADE) == 0
    assert json.loads(Path("results/counting/bob.json").read_text("utf-8"))["points"] == 2
