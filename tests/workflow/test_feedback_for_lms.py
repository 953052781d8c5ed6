"""Files that bring feedback to an LMS."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from autograder.cli.main import run
from autograder.store.course import Course
from tests.exporters.readers import moodle_feedback_files

WORKSHEET = """\
Identifier,"Full name","ID number","Email address",Grade,"Last modified (grade)"
"Participant 7","Ada Lovelace",ada,a@x,,-
"Participant 8",Eve,../eve,e@x,,-
"Participant 9",Grace,grace,g@x,,-
"""
GRADEBOOK = "Student,ID,SIS Login ID,Section,Counting (4711)\n    Points Possible,,,,5\nAda,101,,A,\nEve,102,eve,A,\n"
ASKED = ["--for", "canvas", "--template", "canvas.csv", "--course", "42", "--out", "requests.json"]


@pytest.fixture(autouse=True)
def downloads(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a teacher took from each system, beside the course."""
    (course.root / "moodle.csv").write_text(WORKSHEET, "utf-8")
    (course.root / "canvas.csv").write_text(GRADEBOOK, "utf-8")
    monkeypatch.chdir(course.root)


def test_moodle_gets_the_pages_that_students_have(course: Course, capfd: pytest.CaptureFixture[str]) -> None:
    """The same as in the folder; who has none and who is not in the worksheet are told by name."""
    assert run(["feedback", "counting"]) == 0
    assert run(["feedback", "counting", "--for", "moodle", "--template", "moodle.csv", "--out", "f.zip"]) == 0
    pages = course.root / "feedback" / "counting"
    found = moodle_feedback_files(Path("f.zip").read_bytes(), {7, 8, 9})
    name = "/counting-feedback.html"
    assert found == {
        7: {name: (pages / "ada.html").read_bytes()}, 8: {name: (pages / "..%2Feve.html").read_bytes()},
    }  # fmt: skip
    out, err = capfd.readouterr()
    assert "2 students in f.zip" in out
    assert "not-in-template: stranger" in err and "missing: grace" in err


def test_canvas_gets_comments_and_nothing_is_sent(course: Course, capfd: pytest.CaptureFixture[str]) -> None:
    """With the ids of the download."""
    assert run(["feedback", "counting", *ASKED]) == 0
    [request] = json.loads(Path("requests.json").read_text("utf-8"))["requests"]
    said = request["body"]["grade_data"]
    assert request["path"] == "/api/v1/courses/42/assignments/4711/submissions/update_grades"
    assert set(said) == {"101", "102"} and "Twice as much: 2 of 2, passed." in said["101"]["text_comment"]
    assert "not-in-template: stranger" in capfd.readouterr().err


def test_the_arithmetic_goes_with_the_comments(course: Course) -> None:
    """To Canvas, and into grade files that have room for comments."""
    with (course.root / "course.toml").open("a", encoding="utf-8") as file:
        file.write("[policy]\ndeduct_percent = 10\n")
    assert run(["collect", "counting", "--at", "2026-12-01T00:00Z", str(answers(course))]) == 0
    assert run(["grade", "counting", "--student", "ada", "--isolation", "trusted", "--trust-submissions"]) == 0
    says = "1 minute late: 1 started day x 10 % of 2 = -0.2, which leaves 1.8."
    assert run(["feedback", "counting", *ASKED, "--statuses", "--excuse", "../eve"]) == 0
    requests = json.loads(Path("requests.json").read_text("utf-8"))["requests"]
    assert says in requests[0]["body"]["grade_data"]["101"]["text_comment"]
    assert [each["body"] for each in requests[1:]] == [
        {"submission": {"late_policy_status": "late", "seconds_late_override": 60}}, {"submission": {"excuse": True}},
    ]  # fmt: skip
    assert run(["export", "counting", "--format", "sakai", "--comments", "--out", "sakai.csv"]) == 0
    assert says in Path("sakai.csv").read_text("utf-8")


def answers(course: Course) -> Path:
    """What ada handed in, as a file by her name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("double.py", "def double(number):\n    return 2 * number\n")
    path = course.root.parent / "ada.zip"
    path.write_bytes(data.getvalue())
    return path


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--for", "moodle", "--out", "f.zip"], "Download grading worksheet; name it by --template"),
        (["--for", "moodle", "--template", "moodle.csv"], "--for needs --out"),
        (["--for", "moodle", "--template", "canvas.csv", "--out", "f.zip"], "no grading worksheet of Moodle"),
        (["--for", "moodle", "--template", "moodle.csv", "--out", "f.zip", "--statuses"], "are for Canvas"),
        ([*ASKED[:4], "--out", "r.json"], "Canvas needs the course's number"),
        ([*ASKED[:4], "--course", "42/../1", "--out", "r.json"], "Canvas needs the course's number"),
        (["--for", "canvas", "--template", "moodle.csv", "--course", "42", "--out", "r"], "no gradebook from Canvas"),
        (["--template", "moodle.csv"], "go with --for"),
    ],
)
def test_what_is_missing_is_asked_for(options: list[str], says: str, capfd: pytest.CaptureFixture[str]) -> None:
    """In a line; nothing is written."""
    assert run(["feedback", "counting", *options]) == 2
    assert says in capfd.readouterr().err
    assert not Path("f.zip").exists() and not Path("r.json").exists()
