"""Rosters as people keep them and as Canvas exports them."""

from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.store.roster import read_roster

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (55),Current Score
    Points Possible,,,,,10,(read only)
,,,,,Manual Posting,
"Lovelace, Ada",101,S001,ada,Sec A,9.5,95
"Borel, Émile",102,007,emile,Sec A and Sec B,EX,
"""


def roster(folder: Path, content: str | bytes) -> Path:
    """Writes a roster file."""
    path = folder / "roster.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "id,name,email,section\nada,Ada Lovelace,ada@x.org,A\n",
        "ID;NAME;E-Mail;Section\r\nada;Ada Lovelace;ada@x.org;A\r\n",
        "Section\tStudent_ID\temail\tname\nA\tada\tada@x.org\tAda Lovelace",
        "\ufeffUsername,First name,Surname,Email address,Group,Notes\nada,Ada,Lovelace,ada@x.org,A,\"a, b\"\n",
        "login,Full Name,mail,class\n\n ada , Ada Lovelace ,ada@x.org,A\n,,,\n",
        '"id";"name";"email";"section"\n"ada";"Ada Lovelace";"ada@x.org";"A"\n',
    ],
    ids=["comma", "semicolon", "tab", "moodle", "blank lines", "quoted"],
)  # fmt: skip
def test_common_forms_mean_the_same(tmp_path: Path, content: str) -> None:
    """Separator, header names, their case and a byte order mark do not matter."""
    assert read_roster(roster(tmp_path, content)).people == [Person("ada", "Ada Lovelace", "ada@x.org", "A")]


def test_ids_alone_are_a_roster(tmp_path: Path) -> None:
    """One column is enough; the order of the file stays; numbers keep their zeros."""
    assert read_roster(roster(tmp_path, "id\nzoe\n007\n")).people == [Person("zoe"), Person("007")]


def test_a_canvas_gradebook_is_taken_as_it_is(tmp_path: Path) -> None:
    """The login names the student, the rows of points and notes name nobody, scores are no one's business here."""
    ada = {"canvas": "101", "sis_user": "S001", "sis_login": "ada"}
    emile = {"canvas": "102", "sis_user": "007", "sis_login": "emile"}
    assert read_roster(roster(tmp_path, CANVAS)).people == [
        Person("ada", "Lovelace, Ada", "", "Sec A", ada),
        Person("emile", "Borel, Émile", "", "Sec A and Sec B", emile),
    ]


def test_a_canvas_gradebook_without_logins_has_its_own_numbers(tmp_path: Path) -> None:
    """Canvas shows the columns that the teacher may see."""
    people = read_roster(roster(tmp_path, 'Student,ID,Section,Lab 1 (55)\n"Lovelace, Ada",101,A,9\n')).people
    assert people == [Person("101", "Lovelace, Ada", "", "A", {"canvas": "101"})]


def test_a_plain_roster_can_carry_ids_of_canvas(tmp_path: Path) -> None:
    """Exporters need them."""
    people = read_roster(roster(tmp_path, "id,Canvas ID,SIS User ID,SIS Login ID\nada,101,S001,ada.l\n")).people
    assert people == [Person("ada", ids={"canvas": "101", "sis_user": "S001", "sis_login": "ada.l"})]


def test_composed_and_decomposed_ids_are_the_same(tmp_path: Path) -> None:
    """File names and rosters write é in different ways."""
    assert read_roster(roster(tmp_path, "id\ne\u0301mile\n")).people == [Person("émile")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id,name\nada,A\nbob,B\nada,C\neve,E\nbob,F\nada,G\n",
         "ids used more than once: ada (lines 2, 4, 7), bob (lines 3, 6): keep one line for each student."),
        ('id,name\nada,"two\nlines"\nada,A\n', "ids used more than once: ada (lines 2, 4): keep one line"),
        ("id,name\n,A\nbob,B\n,C\n", "no id in lines 2, 4: give every student one."),
        ("id\na\u200bda\n", "invisible characters in the id in line 2: type it afresh."),
        ("colour,shape\nred,round\n", ":1: no column of student ids among colour, shape: call it `id`"),
        ("", ":1: no column of student ids among nothing: call it `id`"),
        ("id,name\n", " names no students: write one line for each"),
        (b"id,name\nada,\xe9\n", " is not UTF-8 text: save it as CSV in UTF-8."),
        ('id\n"a" b"\n' + '"' + "x" * 200_000 + '"\n', "no CSV (field larger than field limit (131072)): export it"),
    ],
    ids=["twice", "twice over lines", "missing", "invisible", "no column", "empty", "header only", "latin-1", "huge"],
)  # fmt: skip
def test_a_bad_roster_is_one_clear_line(tmp_path: Path, content: str | bytes, says: str) -> None:
    """What is wrong, in which lines, and what to do."""
    with pytest.raises(InputError) as caught:
        read_roster(roster(tmp_path, content))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_roster_is_one_clear_line(tmp_path: Path) -> None:
    """The file is named."""
    with pytest.raises(InputError, match=r"gone.csv cannot be read \(No such file or directory\): check the name"):
        read_roster(tmp_path / "gone.csv")


MOODLE = {"moodle_id": "S001"}
SYSTEMS = {
    "moodle participants": (
        ('"First name","Last name","ID number","Email address",Groups,Roles\nAda,Lovelace,S001,ada@x.org,A,Student\n'
        "Tea,Cher,T1,t@x.org,,Teacher\n"),
        Person("S001", "Ada Lovelace", "ada@x.org", "A", MOODLE),
    ),
    "moodle participants without ids": (
        '"First name","Last name","Email address"\nAda,Lovelace,ada@x.org\n',
        Person("ada@x.org", "Ada Lovelace", "ada@x.org"),
    ),
    "moodle worksheet": (
        ('\ufeffIdentifier,"Full name","ID number","Email address",Status,Grade,"Last modified (grade)"\n'
        '"Participant 1","Ada Lovelace",S001,ada@x.org,"No submission",,-\n'),
        Person("S001", "Ada Lovelace", "ada@x.org", "", MOODLE),
    ),
    "blackboard": (
        ('"Last Name","First Name","Username","Student ID","Last Access","Availability","Lab [Total Pts: 1 Score] |1"\n'
        '"Lovelace","Ada","ada","S001","","No",""\n'),
        Person("ada", "Ada Lovelace", ids={"blackboard": "ada", "blackboard_student": "S001"}, withdrawn=True),
    ),
    "brightspace": (
        ("OrgDefinedId,Username,Last Name,First Name,Email,Lab Points Grade,End-of-Line Indicator\n"
        "#S001,#ada,Lovelace,Ada,ada@x.org,,#\n"),
        Person("ada", "Ada Lovelace", "ada@x.org", ids={"d2l_username": "ada", "d2l_org": "S001"}),
    ),
    "sakai": (
        'Student ID,Name,Lab [10],* Lab\nada,"Lovelace, Ada",,\n',
        Person("ada", "Lovelace, Ada", ids={"sakai": "ada"}),
    ),
    "gradescope": (
        "First Name,Last Name,SID,Email,Role\nAda,Lovelace,S001,ada@x.org,Student\nTea,Cher,,t@x.org,Instructor\n",
        Person("S001", "Ada Lovelace", "ada@x.org", ids={"gradescope": "S001"}),
    ),
    "oneroster": (
        ("sourcedId,status,enabledUser,username,givenName,familyName,identifier,email\n"
        "u-1,active,true,ada,Ada,Lovelace,S001,ada@x.org\n"),
        Person("ada", "Ada Lovelace", "ada@x.org", ids={"oneroster": "u-1", "sis_user": "S001", "sis_login": "ada"}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_systems_own_file_is_taken_as_it_is(tmp_path: Path, system: str) -> None:
    """Recognised by its headers; teachers are left out, and who has left is so here."""
    content, person = SYSTEMS[system]
    found = read_roster(roster(tmp_path, content))
    assert (found.people, found.own_ids) == ([person], False)


def test_blackboards_utf_16_is_read(tmp_path: Path) -> None:
    """Its .xls is text with tabs."""
    content, person = SYSTEMS["blackboard"]
    found = read_roster(roster(tmp_path, content.replace('","', '"\t"').encode("utf-16")))
    assert found.people == [person]


def test_a_table_says_who_has_left(tmp_path: Path) -> None:
    """In a column `status`."""
    found = read_roster(roster(tmp_path, "id,status\nada,active\nbob,withdrawn\n"))
    assert ([person.withdrawn for person in found.people], found.own_ids) == ([False, True], True)
