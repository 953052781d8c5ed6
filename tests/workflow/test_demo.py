"""The whole path with a made-up class, through the real command."""

import ast
import csv
import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.made_up_class import HOSTILE, Answers, made_up_class
from autograder.errors import Fault
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment
from autograder.workflow.leaks import refuse_leaks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a small demo, and what the command printed."""
    out = tmp_path_factory.mktemp("demo") / "out"
    command = [str(Path(sys.executable).parent / "autograder"), "demo", "--students", "6", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ})
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def test_everything_lies_where_the_command_says(shown: tuple[Path, str]) -> None:
    """The pages, the grade file, the gradebook and the summary are there, and the output names them."""
    out, printed = shown
    for name in ("feedback/index.html", "feedback/s001.html", "grades-canvas.csv", "summary.json"):
        assert (out / name).is_file()
        assert name in printed
    assert (out / "course" / "gradebook.sqlite3").is_file()


def test_the_summary_counts_the_class(shown: tuple[Path, str]) -> None:
    """Counts, seconds and isolation; right work has full points, untouched stubs none."""
    out, _ = shown
    summary = json.loads((out / "summary.json").read_text())
    assert summary["students"] == 6 == sum(summary["kinds"].values())
    assert summary["isolation"] in ("full", "uid") and summary["seconds_per_submission"] > 0
    with (out / "grades-canvas.csv").open() as file:
        grades = {row["SIS Login ID"]: float(row["Self-attention"]) for row in csv.DictReader(file) if row["ID"]}
    assert grades["s001"] == summary["max_points"] and grades["s003"] == 0


def test_no_page_gives_a_solution_or_a_hidden_test_away(shown: tuple[Path, str]) -> None:
    """No statement of either, and no number that a hidden test expects, stands in the pages of right, wrong and hostile
    work; one that is put there is found."""
    course = find_course(shown[0] / "course")
    assignment = find_assignment(course, "self_attention")
    pages = {path.name: _words(path.read_text()) for path in (shown[0] / "feedback").glob("*.html")}
    assert len(pages) == 7
    refuse_leaks(course, assignment, {name: text.encode() for name, text in pages.items()})
    expected = {
        ast.get_source_segment(path.read_text(), node) or ""
        for path in course.suite_folder("self_attention").glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    }
    long = {number for number in expected if len(number) > 4}
    assert "0.66976" in long
    assert {name: found for name, text in pages.items() if (found := [each for each in long if each in text])} == {}
    told = pages["s001.html"] + "assert_close(student.similarity_scores(x), reference.similarity_scores(x))"
    with pytest.raises(Fault, match=r"page holds .* of autograder/suites/self_attention/test_similarity_scores\.py"):
        refuse_leaks(course, assignment, {"page": told.encode()})


def _words(page: str) -> str:
    """What a reader sees of a page."""
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_a_foreign_folder_is_left_alone(shown: tuple[Path, str], tmp_path: Path) -> None:
    """A folder that holds something else is refused in one line, and nothing in it is touched."""
    (tmp_path / "thesis.txt").write_text("years of work")
    command = [str(Path(sys.executable).parent / "autograder"), "demo", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_class_of_forty_has_every_kind_and_is_always_the_same() -> None:
    """Right, wrong, mixed, untouched, unreadable, hostile: all are there, and again the same on the next day."""
    answers = [Answers(f"{name}.py", [name], "stub", "right", {"a": "a"}, {"b": "b"}) for name in ("one", "two")]
    first, second = (list(made_up_class(answers, 40)) for _ in range(2))
    assert first == second
    kinds = {student.kind for student in first}
    assert kinds >= {"right", "one mistake", "mixture", "untouched stubs", "syntax error", "file misnamed", *HOSTILE}
    assert len({student.person.id for student in first}) == 40
