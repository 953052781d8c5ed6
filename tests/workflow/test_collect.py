"""Collecting a class's submissions from what arrived."""

import io
import os
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.cli.main import run
from autograder.errors import InputError
from autograder.model.person import Person
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Gradebook, Problem
from autograder.store.submissions import SubmissionStore
from autograder.workflow.class_results import class_results
from autograder.workflow.collect import collect, student_in

ANSWERS = {"double.py": b"def double(x): return 2 * x\n", "Tally.py": b"class Tally: ...\n"}
Tree = Mapping[str, bytes]


def zipped(files: Tree) -> bytes:
    """The bytes of a zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def under(folder: str, files: Tree) -> dict[str, bytes]:
    """The same files in a folder."""
    return {f"{folder}/{name}": data for name, data in files.items()}


def write(path: Path, files: Tree) -> Path:
    """Writes a folder, or a zip if the path is called so."""
    if path.suffix == ".zip":
        path.write_bytes(zipped(files))
        return path
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


@pytest.fixture
def course(mini_course: Path) -> Course:
    """A course of one assignment, `counting`, with the exercises double and Tally."""
    return find_course(mini_course)


def stored(course: Course) -> dict[str, dict[str, bytes]]:
    """Every student's newest submission, as the gradebook and the store have it."""
    store = SubmissionStore(course.submissions)
    with Gradebook(course.database_url) as gradebook:
        rows = gradebook.latest_submissions("counting")
    return {row.student: store.read("counting", row.student, row.sha256) for row in rows}


CLASS = {**under("ada", ANSWERS), "counting-bob.zip": zipped(ANSWERS), "eve.zip": zipped(under("hw", ANSWERS))}


@pytest.mark.parametrize("name", ["class", "class.zip"])
@pytest.mark.parametrize("files", [CLASS, under("Downloads/counting", CLASS)], ids=["flat", "in folders"])
def test_folders_and_zips_named_by_student(course: Course, tmp_path: Path, name: str, files: Tree) -> None:
    """A folder and one big zip of the same give the same."""
    report = collect(course, "counting", [write(tmp_path / name, files)])
    assert (report.new, report.problems, report.notes) == (["ada", "bob", "eve"], [], [])
    assert stored(course) == {"ada": ANSWERS, "bob": ANSWERS, "eve": ANSWERS}


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("counting-ada.zip", ANSWERS),
        ("counting-ada.zip", under("whatever", ANSWERS)),
        ("ada.zip", ANSWERS),
        ("ada.zip", under("counting", ANSWERS)),
        ("class.zip", under("ada", ANSWERS)),
        ("ada", ANSWERS),
        ("counting-ada", ANSWERS),
        ("class", under("ada", ANSWERS)),
    ],
)
def test_a_single_submission_is_a_source_too(course: Course, tmp_path: Path, name: str, files: Tree) -> None:
    """Whether the file or a folder in it names the student, the student is found."""
    assert collect(course, "counting", [write(tmp_path / name, files)]).new == ["ada"]
    assert stored(course) == {"ada": ANSWERS}


def test_again_is_unchanged(course: Course, tmp_path: Path) -> None:
    """Nothing is written a second time; only who handed in anew is new."""
    source = write(tmp_path / "class", CLASS)
    collect(course, "counting", [source])
    before = sorted(path for path in course.submissions.rglob("*"))
    report = collect(course, "counting", [source])
    assert (report.new, report.unchanged) == ([], ["ada", "bob", "eve"])
    assert sorted(path for path in course.submissions.rglob("*")) == before
    (source / "ada" / "double.py").write_bytes(b"# better\n")
    report = collect(course, "counting", [source])
    assert (report.new, report.unchanged) == (["ada"], ["bob", "eve"])
    assert stored(course)["ada"]["double.py"] == b"# better\n"


BAD = {
    "mallory.zip": (zipped({"../../hidden.py": b""}), "../../hidden.py leaves its folder"),
    "empty.zip": (zipped({}), "holds no .py, .ipynb, .md or .txt file"),
    "torn.zip": (zipped(ANSWERS)[:-30], "cannot be read, it is damaged or no zip"),
    "bomb.zip": (zipped({"double.py": bytes(2**22)}), "unpacks to more than 100 times its size"),
    "rarer.rar": (b"Rar!", "is no folder, .zip, .py or .ipynb"),
    "pdf/answers.pdf": (b"%PDF", "holds no .py, .ipynb, .md or .txt file"),
    "a\u202eb.zip": (zipped(ANSWERS), "invisible characters"),
}


@pytest.mark.parametrize("source", ["class", "class.zip"])
@pytest.mark.parametrize("name", BAD)
def test_one_bad_submission_is_a_problem_and_the_rest_goes_on(
    course: Course, tmp_path: Path, source: str, name: str
) -> None:
    """Whatever one student sends, the class is collected and the problem recorded, in one line."""
    data, says = BAD[name]
    report = collect(course, "counting", [write(tmp_path / source, {**CLASS, name: data})])
    assert report.new == ["ada", "bob", "eve"]
    (problem,) = report.problems
    assert says in problem.reason
    assert (problem.reason + problem.student + problem.source).isprintable()
    with Gradebook(course.database_url) as gradebook:
        assert gradebook.problems("counting") == [problem]
    assert collect(course, "counting", [tmp_path / source]).problems == [problem]
    with Gradebook(course.database_url) as gradebook:
        assert gradebook.problems("counting") == [problem]


def test_a_problem_names_student_source_and_reason(course: Course, tmp_path: Path) -> None:
    """An instructor can write to the student from this alone."""
    report = collect(course, "counting", [write(tmp_path / "class", {"counting-eve.zip": zipped({"a.docx": b""})})])
    reason = "class/counting-eve.zip holds no .py, .ipynb, .md or .txt file: send your files."
    assert report.problems == [Problem("eve", "class/counting-eve.zip", reason)]


@pytest.mark.parametrize("name", ["class.zip", "counting-ada.zip"])
def test_a_source_that_is_no_zip_is_a_problem(course: Course, tmp_path: Path, name: str) -> None:
    """Other sources go on."""
    (tmp_path / name).write_bytes(b"no zip")
    report = collect(course, "counting", [tmp_path / name, write(tmp_path / "bob.zip", ANSWERS)])
    assert report.new == ["bob"]
    (problem,) = report.problems
    assert (problem.student, problem.source) == (name[:-4].removeprefix("counting-"), name)
    assert "damaged or no zip" in problem.reason


@pytest.mark.parametrize("name", ["nothing", "nothing.zip"])
def test_an_empty_source_is_a_problem(course: Course, tmp_path: Path, name: str) -> None:
    """Nobody should believe that a class was collected."""
    (tmp_path / "nothing").mkdir()
    (problem,) = collect(course, "counting", [write(tmp_path / name, {})]).problems
    assert problem.reason.startswith(f"{name} is empty: ")


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
def test_links_among_submissions_are_not_followed(course: Course, tmp_path: Path) -> None:
    """An unpacked archive may hold a link to anywhere on this machine."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "double.py").write_text("secret")
    source = write(tmp_path / "class", CLASS)
    (source / "mallory").symlink_to(tmp_path / "secret")
    report = collect(course, "counting", [source])
    assert report.new == ["ada", "bob", "eve"]
    (problem,) = report.problems
    assert "is a link or a device" in problem.reason
    assert "mallory" not in stored(course)


def test_two_submissions_of_a_student_at_once(course: Course, tmp_path: Path) -> None:
    """Which one counts is not guessed silently: the first is taken, the second is a problem."""
    one, other = write(tmp_path / "ada.zip", ANSWERS), write(tmp_path / "x", {"ada/double.py": b"other"})
    report = collect(course, "counting", [one, other])
    assert report.new == ["ada"]
    assert [problem.reason for problem in report.problems] == [
        "x/ada is a second submission of ada: collect it by itself."
    ]
    assert stored(course) == {"ada": ANSWERS}


def test_who_is_not_on_the_roster_is_noted_and_stored(course: Course, tmp_path: Path) -> None:
    """A mistyped id must not cost a submission."""
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people([Person("ada"), Person("lovelace")])
    files = {**under("ada", ANSWERS), **under("lovelacy", ANSWERS), **under("zzz", ANSWERS)}
    report = collect(course, "counting", [write(tmp_path / "class", files)])
    assert report.new == ["ada", "lovelacy", "zzz"]
    assert report.notes == ["lovelacy: not on the roster (nearest: lovelace)", "zzz: not on the roster"]


@pytest.mark.parametrize(
    ("files", "notes"),
    [
        ({"duoble.py": b"", "Tally.py": b""}, ["ada: duoble.py: did you mean double.py?"]),
        ({"tally.py": b"", "double.py": b""}, ["ada: tally.py: did you mean Tally.py?"]),
        ({"Double (1).py": b"", "x.py": b""}, ["ada: Double (1).py: did you mean double.py?"]),
        ({"doubles.py": b"", **ANSWERS}, []),
        ({"src/double.py": b"", "Tally.py": b""}, ["ada: src/double.py: did you mean double.py?"]),
        ({"main.py": b"", "x.txt": b""}, ["ada: no file is named as an exercise (double.py, Tally.py)"]),
        (
            {"handout.ipynb": b"{}"},
            [
                (
                    "ada: handout.ipynb has no cells as notebooks of format 4 have them: "
                    "save it again in Jupyter, and hand it in again."
                )
            ],
        ),
    ],
)
def test_wrong_file_names_are_noted_and_stored(course: Course, tmp_path: Path, files: Tree, notes: list[str]) -> None:
    """The likely name is said; nothing is renamed."""
    report = collect(course, "counting", [write(tmp_path / "counting-ada.zip", files)])
    assert report.notes == notes
    assert stored(course) == {"ada": files}


def only_double(course: Course) -> Course:
    """The course with one exercise."""
    manifest = course.assignment_folder("counting") / "assignment.toml"
    head, first, *_ = manifest.read_text("utf-8").split("[[exercise]]")
    manifest.write_text(f"{head}[[exercise]]{first}", "utf-8")
    return course


def test_files_named_by_student_answer_the_only_exercise(course: Course, tmp_path: Path) -> None:
    """With a single exercise there is nothing else that ada.py could be."""
    source = write(tmp_path / "class", {"ada.py": b"1", "counting-bob.py": b"2", "eve.ipynb": b"{}"})
    collect(only_double(course), "counting", [source])
    assert stored(course) == {
        "ada": {"double.py": b"1"}, "bob": {"double.py": b"2"}, "eve": {"eve.ipynb": b"{}"},
    }  # fmt: skip


def test_a_file_that_names_an_exercise_names_no_student(course: Course, tmp_path: Path) -> None:
    """A single answer on its own does not say whose it is."""
    (tmp_path / "double.py").touch()
    report = collect(course, "counting", [tmp_path / "double.py"])
    assert report.new == []
    assert report.problems[0].reason == (
        "double.py names an exercise and no student: put it in a folder named by student."
    )


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ada", "ada"),
        ("ada.ZIP", "ada"),
        ("counting-ada.zip", "ada"),
        ("counting-counting-ada", "counting-ada"),
        ("ada.l@x.org.py", "ada.l@x.org"),
        ("ada.l", "ada.l"),
        ("e\u0301mile.ipynb", "émile"),
    ],
)
def test_names_of_students_in_names_of_files(name: str, student: str) -> None:
    """Prefix and suffix go, the id stays as it is."""
    assert student_in(name, "counting") == student


@pytest.mark.parametrize(
    ("slug", "source", "says"),
    [("countin", ".", "No assignment 'countin' in .*: did you mean counting?"), ("counting", "gone", "gone does not")],
)
def test_wrong_usage_stops_at_once(course: Course, slug: str, source: str, says: str) -> None:
    """What the command line says wrongly is the instructor's, not a student's."""
    with pytest.raises(InputError, match=says):
        collect(course, slug, [Path(source)])
    assert not course.submissions.exists()


PEOPLE = [
    Person("ada", "Ada Lovelace", "ada@x.org", ids={"canvas": "101", "blackboard": "ada_l"}),
    Person("bob", "Kim, Bob", "", ids={"canvas": "102", "gradescope": "B7"}),
    Person("bob2", "Bob Kim"),
]
CANVAS = {
    "lovelaceada_LATE_101_1_double-1.py": ANSWERS["double.py"], "lovelaceada_LATE_101_2_Tally.py": ANSWERS["Tally.py"],
    "kimbob_102_3_anything.zip": zipped(ANSWERS), "doejane_999_4_double.py": b"",
}  # fmt: skip
METADATA = """\
submission_1:
  :submitters:
  - :name: Bob Kim
    :sid: B7
    :email: b@x.org
  :created_at: 2026-11-02 21:04:05 Z
"""
EXPORT = {**under("x/submission_1", ANSWERS), "x/submission_metadata.yml": METADATA.encode()}


@pytest.mark.parametrize("name", ["submissions.zip", "submissions"])
def test_a_download_of_canvas_is_taken_as_it_is(course: Course, tmp_path: Path, name: str) -> None:
    """Users by their ids, files that were sent again by their first names, late marks kept, strangers told."""
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people(PEOPLE)
    report = collect(course, "counting", [write(tmp_path / name, CANVAS)], "canvas")
    assert (sorted(report.new), report.notes) == (["ada", "bob"], [])
    assert [problem.student for problem in report.problems] == ["doejane_999_4_double"]
    assert stored(course) == {"ada": ANSWERS, "bob": ANSWERS}
    with Gradebook(course.database_url) as gradebook:
        assert [row.late_info for row in gradebook.latest_submissions("counting")] == ["late in Canvas", ""]


@pytest.mark.parametrize(
    ("system", "files", "new", "said"),
    [
        ("moodle", under("Lovelace Ada_5_assignsubmission_file_", ANSWERS), ["ada"], "ada: found by name alone"),
        ("moodle", under("Bob Kim_5_assignsubmission_file_", ANSWERS), [], "may be of bob or bob2"),
        ("moodle", under("Ada Lovelaze_5_assignsubmission_file_", ANSWERS), [], "nobody on the roster (nearest: ada)"),
        ("blackboard", {"Lab_ada_l_attempt_2026-11-02-21-04-05_a.zip": zipped(ANSWERS)}, ["ada"], ""),
        ("brightspace", under("1-2 - Ada Lovelace - Nov 2, 2026 904 PM", ANSWERS), ["ada"], "found by name alone"),
        ("gradescope", EXPORT, ["bob"], ""),
    ],
)  # fmt: skip
def test_downloads_of_other_systems(
    course: Course, tmp_path: Path, system: str, files: Tree, new: list[str], said: str
) -> None:
    """Nobody is guessed; who is found by name alone is told."""
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people(PEOPLE)
    report = collect(course, "counting", [write(tmp_path / "download.zip", files)], system)
    assert report.new == new
    assert said in " ".join([*report.notes, *(problem.reason for problem in report.problems)])
    assert all(files == ANSWERS for files in stored(course).values())


def test_the_time_that_the_lms_tells_is_kept_and_compared_with_the_due_date(course: Course, tmp_path: Path) -> None:
    """Not the time at which it was collected."""
    manifest = course.assignment_folder("counting") / "assignment.toml"
    due = "due = 2026-11-01T21:00:00Z"
    manifest.write_text(re.sub("^due = .*$", due, manifest.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people(PEOPLE)
        collect(course, "counting", [write(tmp_path / "export.zip", EXPORT)], "gradescope")
        [row] = gradebook.latest_submissions("counting")
    assert row.received_at == row.handed_in == datetime(2026, 11, 2, 21, 4, 5, tzinfo=UTC)
    assert class_results(course, "counting").late(row.student) == "1 day 4 minutes after the due date"


@pytest.mark.parametrize(
    ("rules", "at", "handed_in"),
    [
        ("", "2026-11-30T23:59+01:00", "2026-11-30T22:59:00+00:00"),
        ('timezone = "Europe/Berlin"\n', "2026-11-30 23:59:30", "2026-11-30T22:59:30+00:00"),
        ('timezone = "Europe/Berlin"\n', "2026-11-30T23:59Z", "2026-11-30T23:59:00+00:00"),
    ],
)
def test_the_instructor_may_say_when_submissions_were_handed_in(
    course: Course, tmp_path: Path, rules: str, at: str, handed_in: str
) -> None:
    """In the course's zone where the time has none; and may correct it, also to a later one."""
    (course.root / "course.toml").write_text(f'title = "T"\nassignments = ["counting"]\n{rules}', "utf-8")
    source, found = write(tmp_path / "class", CLASS), find_course(course.root)
    collect(found, "counting", [source])
    assert collect(found, "counting", [source], at="2026-11-01T00:00Z").new == ["ada", "bob", "eve"]
    assert collect(found, "counting", [source], at=at).new == ["ada", "bob", "eve"]
    with Gradebook(course.database_url) as gradebook:
        assert {row.handed_in for row in gradebook.latest_submissions("counting")} == {
            datetime.fromisoformat(handed_in)
        }


@pytest.mark.parametrize("at", ["yesterday", "2026-11-30", "2026-11-30T23:59", "2026-13-30T23:59Z"])
def test_what_is_no_time_is_refused(course: Course, tmp_path: Path, at: str) -> None:
    """Nor is one without a zone, in a course without one; nothing is collected."""
    with pytest.raises(InputError, match=f"'{at}' is no time|has no time zone"):
        collect(course, "counting", [write(tmp_path / "class", CLASS)], at=at)
    assert stored(course) == {}


def test_the_time_of_a_file_is_not_trusted_and_that_is_told(course: Course, tmp_path: Path) -> None:
    """Where lateness would cost points."""
    source = write(tmp_path / "class", CLASS)
    assert collect(course, "counting", [source]).notes == []
    with (course.root / "course.toml").open("a", encoding="utf-8") as file:
        file.write("[policy]\ndeduct_percent = 10\n")
    [note] = collect(find_course(course.root), "counting", [source]).notes
    assert note.startswith("nobody knows when 3 of them were handed in")
    found = find_course(course.root)
    collect(found, "counting", [source / "ada"], at="2026-11-01T00:00Z")
    [note] = collect(found, "counting", [source]).notes
    assert note.startswith("nobody knows when 2 of them were handed in")
    with Gradebook(course.database_url) as gradebook:
        times = {row.student: row.handed_in for row in gradebook.latest_submissions("counting")}
    assert times == {"ada": datetime(2026, 11, 1, tzinfo=UTC), "bob": None, "eve": None}


def test_a_submission_that_looks_like_a_download_is_one_submission(course: Course, tmp_path: Path) -> None:
    """A student cannot hand in for somebody else."""
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people(PEOPLE)
    evil = {**under("submission_1", ANSWERS), "submission_metadata.yml": METADATA.encode(), "x_102_1_double.py": b""}
    collect(course, "counting", [write(tmp_path / "class", {"ada.zip": zipped(evil)})])
    assert set(stored(course)) == {"ada"}


def test_what_is_no_download_is_a_problem(course: Course, tmp_path: Path) -> None:
    """Told in one line."""
    (problem,) = collect(course, "counting", [write(tmp_path / "class", CLASS)], "canvas").problems
    assert "named as a download of canvas" in problem.reason


@pytest.mark.parametrize(
    ("options", "files", "code", "says"),
    [
        ([], CLASS, 0, "3 new, 0 as they were, 0 could not be collected."),
        (["--from", "canvas"], CANVAS, 1, "2 new, 0 as they were, 1 could not be collected."),
        (["--from", "canvas"], CLASS, 2, "0 new, 0 as they were, 1 could not be collected."),
    ],
    ids=["named by student", "canvas", "no download"],
)
def test_the_command_says_what_came_of_it(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    options: list[str], files: Tree, code: int, says: str,
) -> None:  # fmt: skip
    """With and without a system that the source comes from."""
    monkeypatch.chdir(course.root)
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people(PEOPLE)
    assert run(["collect", "counting", str(write(tmp_path / "class", files)), *options]) == code
    assert says in capfd.readouterr().out
