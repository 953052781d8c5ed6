"""A class with honest and hostile submissions walks the whole path: collect, grade, feedback, export (A5, 53 to 59)."""

import csv
import io
import json
import re
import shutil
import stat
import struct
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.exporters.registry import EXPORTERS
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Gradebook
from autograder.workflow.collect import CollectReport, collect
from autograder.workflow.export import export
from autograder.workflow.feedback import write_feedback
from autograder.workflow.grade import grade

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FULL = 700
SCRIPT = "\"><img src=x onerror=alert(1)><script>fetch('//evil')<"
RIGHT = (HERE / "course/solutions/target/double.py").read_bytes()
WRONG = b"def double(number): return number\n"
HONEST = {path.name: path.read_bytes() for path in (HERE / "course/solutions/target").glob("*.py")}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_mode(name: str, mode: int, data: bytes) -> bytes:
    """A zip with a right answer and an entry of another kind than a file."""
    buffer = io.BytesIO(zipped({"double.py": RIGHT}))
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = (mode | 0o777) << 16
        archive.writestr(info, data)
    return buffer.getvalue()


def overlapping() -> bytes:
    """A zip whose entries are all the same bytes: a little file that unpacks to much."""
    data = zipped({f"{i:03}.py": bytes(50_000) for i in range(100)})
    start = data.index(b"PK\x01\x02")
    central = bytearray(data[start:])
    for match in re.finditer(b"PK\x01\x02", bytes(central)):
        struct.pack_into("<I", central, match.start() + 42, 0)
    return data[:start] + bytes(central)


def countless_entries() -> bytes:
    """A table of contents with as many names as a submission has room for, and nothing behind it."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    table = entry * 300_000
    return table + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(table), 0, 0)


def notebook(cells: list[dict[str, object]], **metadata: object) -> bytes:
    """A notebook of these cells."""
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


FORGED = {
    "cell_type": "code",
    "source": {"text": "double = 1"},
    "outputs": [{"output_type": "stream", "text": "LOUD" * 100}],
    "metadata": {"nbgrader": {"grade": True, "points": 700, "locked": True, "grade_id": "double", "score": 700}},
}

ARCHIVES: dict[str, bytes] = {
    "slips out": zipped({"double.py": RIGHT, "../../autograder/suites/target/test_double.py": b""}),
    "slips out backwards": zipped({"double.py": RIGHT, "..\\..\\course.toml": b""}),
    "is absolute": zipped({"double.py": RIGHT, "/etc/cron.d/x.py": b"x"}),
    "has a drive": zipped({"double.py": RIGHT, "C:/x.py": b"x"}),
    "is a link": with_mode("attend.py", stat.S_IFLNK, b"../../../solutions/target/attend.py"),
    "is a device": with_mode("attend.py", stat.S_IFCHR, b""),
    "is a pipe": with_mode("attend.py", stat.S_IFIFO, b""),
    "has a null": zipped({"double.py": RIGHT, "attend.qy": b"x"}).replace(b"attend.qy", b"atten\0.py"),
    "is deep": zipped({"double.py": RIGHT, "a/" * 1000 + "attend.py": b"x"}),
    "is a bomb": zipped({"double.py": RIGHT, "attend.py": bytes(30 << 20)}),
    "overlaps": overlapping(),
    "has too many files": zipped({f"{i}.py": b"" for i in range(5000)}),
    "has 300,000 entries": countless_entries(),
    "is no zip": b"PK\x03\x04" + bytes(1000),
    "clashes": zipped({"double.py": WRONG, "DOUBLE.py": RIGHT}),
    "turns its name around": zipped({"double.py": RIGHT, "\u202eyp.elbuod.py": b"x"}),
}
"""Refused as a whole, with one line."""

DROPPED: dict[str, bytes] = {
    "brings its own start-up": zipped({
        "double.py": WRONG, "evil.pth": b"import os; os._exit(0)", "sitecustomize.py": b"raise SystemExit",
        "native.so": b"\x7fELF", "__pycache__/double.cpython-311.pyc": b"\x00", "setup.py": b"raise SystemExit",
        "requirements.txt": b"evil", "model.pt": b"\x80\x02cos\nsystem\n(S'touch x'\ntR.", ".bashrc": b"x",
    }),
    "is a zip in a zip": zipped({"double.py": WRONG, "more.zip": zipped({"double.py": RIGHT})}),
    "has a notebook with a heavy output": zipped({"double.py": WRONG, "n.ipynb": notebook(
        [{"cell_type": "code", "source": "", "metadata": {}, "outputs": [{"text": "x" * 15_000_000}]}])},
        zipfile.ZIP_STORED),
    "has a notebook of many cells": zipped({"double.py": WRONG, "n.ipynb": notebook([FORGED] * 10_000)},
                                            zipfile.ZIP_STORED),
    "forges a notebook's points": zipped({"double.py": WRONG, "n.ipynb": notebook([FORGED], points=700, score=700)}),
    "has a notebook nested without end": zipped({"double.py": WRONG, "n.ipynb": b"[" * 1_000_000}, zipfile.ZIP_STORED),
}  # fmt: skip
"""Collected, and graded by what is in `double.py`."""

IDS = [
    "=1+1", "+cmd|'/c calc'!A0", "@SUM(A1)", "-2+3", SCRIPT.replace("/", ""), "e\u0301mile", "..", "~root", "%2e%2e",
    "a\x1b[2Jb", "\u202eeve", "CON", "x" * 300, "\ud800",
]  # fmt: skip
"""Names of students."""


@dataclass
class Class:
    """What became of the class."""

    course: Course
    collected: CollectReport
    results: dict[str, Result]
    pages: dict[str, str]
    sheets: dict[str, bytes]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Two honest students, and a hostile one for each attack, through all commands."""
    root = tmp_path_factory.mktemp("class")
    course = find_course(Path(shutil.copytree(HERE / "course", root / "course")))
    inbox = root / "inbox"
    inbox.mkdir()
    for name, data in {**ARCHIVES, **DROPPED, "ada": zipped(HONEST), "zoe": zipped(HONEST)}.items():
        (inbox / f"{name}.zip").write_bytes(data)
    for name in IDS:
        _hand_in(inbox, name)
    _hand_in(inbox, "loud", WRONG + f"\n# {SCRIPT}\nprint({SCRIPT!r})\nraise ValueError({SCRIPT!r})\n".encode())
    _hand_in(inbox, "bidi", "x = '\u202e\x1b[2J\x1b]0;owned\x07'\nraise KeyError(x + '\\ud800')\n".encode())
    with Gradebook(course.database_url) as gradebook:
        people = [
            Person("\u00e9mile", '=HYPERLINK("//evil")'),
            Person("loud", SCRIPT, email="\t=1+1"),
            Person("=1+1", " =1+1"),
        ]
        gradebook.import_people([*people, Person("bidi", "\u202eevE\n=1+1", section="@A")])
    collected = collect(course, "target", [inbox])
    try:
        results = {result.student: result for result in grade(course, "target", jobs=1).results}
    except InputError as error:
        pytest.skip(str(error))
    folder = write_feedback(course, "target").folder
    pages = {path.name: path.read_text() for path in folder.rglob("*.html")}
    return Class(course, collected, results, pages, dict(_sheets(course, root)))


def _hand_in(inbox: Path, name: str, source: bytes = WRONG) -> None:
    """A folder named by the student, where the file system takes the name."""
    try:
        (inbox / name).mkdir()
        (inbox / name / "double.py").write_bytes(source)
    except (OSError, UnicodeEncodeError):
        (inbox / f"{abs(hash(name))}.zip").write_bytes(zipped({f"{name[:9]}/double.py".replace("\ud800", ""): source}))


def _sheets(course: Course, root: Path) -> Iterator[tuple[str, bytes]]:
    for fmt in EXPORTERS:
        try:
            export(course, "target", fmt, root / fmt)
        except InputError:
            continue  # it needs a file of the LMS; its own tests have one
        yield fmt, (root / fmt).read_bytes()


@pytest.mark.parametrize("student", ["ada", "zoe"])
def test_honest_students_get_full_marks(graded: Class, student: str) -> None:
    """Whatever arrives beside them."""
    assert graded.results[student].points == FULL


@pytest.mark.parametrize("student", ARCHIVES)
def test_a_hostile_archive_is_refused_with_one_line(graded: Class, student: str) -> None:
    """It is listed as a problem, and nothing of it is kept or graded."""
    (problem,) = [problem for problem in graded.collected.problems if problem.student == student]
    assert "\n" not in problem.reason and problem.reason.isprintable()
    assert student not in graded.results


@pytest.mark.parametrize("student", DROPPED)
def test_what_is_no_answer_is_left_aside(graded: Class, student: str) -> None:
    """The submission is graded by its source, and gets what that is worth."""
    assert graded.results[student].points == 0
    assert not graded.results[student].ungraded


def test_nobody_else_gains_a_point(graded: Class) -> None:
    """All but the honest students have nothing, and everybody's verdict is one."""
    others = {student: result for student, result in graded.results.items() if student not in ("ada", "zoe")}
    assert {result.points for result in others.values()} == {0}
    assert not any(result.ungraded for result in others.values())
    assert len(others) >= len(DROPPED) + 7


def test_the_course_is_untouched(graded: Class) -> None:
    """No archive wrote into tests, solutions or manifests, or beside the course."""
    for path in (HERE / "course").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert (graded.course.root / path.relative_to(HERE / "course")).read_bytes() == path.read_bytes()
    assert {path.name for path in graded.course.root.parent.iterdir()} <= {"course", "inbox", *EXPORTERS}


def test_students_folders_stay_where_they_belong(graded: Class) -> None:
    """An id is never a path: every folder lies in that of the assignment, under a plain name."""
    folders = list((graded.course.submissions / "target").iterdir())
    assert all(
        re.fullmatch(r"[\w%@+.-]+", folder.name, re.ASCII) and folder.name not in (".", "..") for folder in folders
    )


def test_ids_are_matched_in_one_unicode_form(graded: Class) -> None:
    """An e with an accent is one letter or two, and the same student."""
    assert unicodedata.normalize("NFC", "e\u0301mile") in graded.results


class Tags(HTMLParser):
    """The tags of a page, their attributes, and its policy."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        named = dict(attrs)
        if named.get("http-equiv") == "Content-Security-Policy":
            self.policy = named.get("content") or ""


def test_no_page_has_a_tag_or_character_of_a_student(graded: Class) -> None:
    """Names, files, output and exceptions run nothing on a page, load nothing and hide nothing."""
    assert len(graded.pages) > len(graded.results)
    for name, page in graded.pages.items():
        found = Tags()
        found.feed(page)
        assert not found.tags & {"script", "img", "iframe", "object", "embed", "form", "link", "base"}, name
        assert not any(attribute.startswith("on") for attribute in found.attributes), name
        assert "default-src 'none'" in found.policy and "script" not in found.policy, name
        assert not any(unicodedata.category(character) in ("Cf", "Cs") for character in page), name
        assert "\x1b" not in page, name


def test_no_page_tells_what_the_code_printed_or_raised(graded: Class) -> None:
    """Hidden tests answer in the author's words."""
    page = next(page for name, page in graded.pages.items() if name.startswith("bidi"))
    assert "owned" not in page
    assert "raised KeyError" in page


def test_no_cell_of_a_grade_file_is_a_formula(graded: Class) -> None:
    """Neither names nor ids nor second lines make a spreadsheet compute."""
    for fmt, data in ((fmt, graded.sheets[fmt]) for fmt in ("canvas", "moodle-csv", "brightspace", "sakai", "csv")):
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            for cell in row:
                starts = [line.lstrip(" \u00a0")[:1] for line in re.split(r"[\r\n]", cell)]
                assert not set(starts) & set("=+-@\t\r"), (fmt, cell)


def test_a_hostile_archive_takes_no_time(tmp_path: Path) -> None:
    """Bombs, overlaps and tables of contents without end are refused before they cost anything."""
    course = find_course(Path(shutil.copytree(HERE / "course", tmp_path / "course")))
    (tmp_path / "inbox").mkdir()
    for name in ("is a bomb", "overlaps", "has 300,000 entries", "has too many files"):
        (tmp_path / "inbox" / f"{name}.zip").write_bytes(ARCHIVES[name])
    begin = time.process_time()
    assert len(collect(course, "target", [tmp_path / "inbox"]).problems) == 4
    assert time.process_time() - begin < 3


def test_nothing_in_the_grader_loads_what_could_run_code() -> None:
    """No `torch.load`, no pickle, no `numpy.load` anywhere in the package."""
    loads = re.compile(
        r"\b(torch\.load|np\.load|numpy\.load|joblib)\b"
        r"|\b(pickle|dill|shelve|marshal)\b(?=\.|\s*$)|^import (pickle|dill)",
        re.MULTILINE,
    )
    found = [str(path) for path in (ROOT / "autograder").rglob("*.py") if loads.search(_code(path.read_text("utf-8")))]
    assert found == []


def _code(text: str) -> str:
    """The text without comments."""
    return re.sub(r"#.*", "", text)
