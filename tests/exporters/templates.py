"""Downloads as the systems write them, as far as their sources and samples of them tell."""

import csv
import io
from collections.abc import Sequence

from autograder.store.packing import to_zip

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Self-attention (4711),"Other, quoted (4712)",Final Score
    Points Possible,,,,,11,10,(read only)
"Lovelace, Ada",101,S001,ada.l,A,,"9,5",95
"Borel, Émile",102,007,emile,"A and B",3.00,,
Hopper Grace,105,S005,grace,B,2.5,,
"Born, Max",107,,max,B,,,
"Student, Test",999,,,B,,,
""".encode()

WORKSHEET = """\
\ufeffIdentifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 11","Ada Lovelace",ada,ada@example.org,Submitted,,11.00,Yes,"Monday, 2 November 2026",-,
"Participant 12",Émile,emile,,"Submitted, late",3.00,11.00,Yes,-,-,"Well ""done"", yes"
"Participant 13","Eve, E",eve,,Submitted,,11.00,No,-,-,
"Participant 14","Grace Hopper",grace,,-,,11.00,Yes,-,-,
"Participant 15",Unknown,zzz,,-,,11.00,Yes,-,-,
""".replace("\n", "\r\n").encode()

_BLACKBOARD = [
    ["Last Name", "First Name", "Username", "Student ID", "Self-attention [Total Pts: 11 Score] |4045949",
     "Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format"],
    ["Lovelace", "Ada", "ada", "S001", "", "", "", "", ""],
    ["Borel", "Émile", "emile", "007", "3", "", "", "<p>Well done</p>", "SMART_TEXT"],
    ["Hopper", "Grace", "grace", "S005", "", "", "", "", ""],
]  # fmt: skip


def table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Rows with every cell in quotes."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return file.getvalue()


BLACKBOARD = table(_BLACKBOARD).encode()
BLACKBOARD_XLS = table(_BLACKBOARD, "\t").encode("utf-16")

BRIGHTSPACE = b"""\
OrgDefinedId,Username,Self-attention Points Grade <Numeric MaxPoints:11 Weight:5 Category:Labs>,Quiz Points Grade,\
End-of-Line Indicator
#S001,#ada,,7,#
#007,#emile,3.00,,#
#S005,#grace,,,#
"""

SAKAI = """\
Student ID,Name,Self-attention [11],* Self-attention,# Total Points
ada,"Lovelace, Ada",,,0
emile,"Borel, Émile",3.0,"Well done",3
grace,"Hopper, Grace",,,0
""".encode()

EDX_POINTS = """\
user_id,username,full_name,student_uid,enrolled,track,cohort,block_id,title,date_last_graded,who_last_graded,\
Previous Points,New Points
7,ada,Ada,S001,True,audit,,block-v1:x,Self-attention,,,,
8,emile,Émile,007,True,audit,,block-v1:x,Self-attention,,,3.0,
9,grace,Grace,S005,True,audit,,block-v1:x,Self-attention,,,,
""".encode()

EDX_OVERRIDES = b"""\
user_id,username,student_key,course_id,track,cohort,name-0a1b2c3d,grade-0a1b2c3d,new_override-0a1b2c3d,\
name-ffff0000,grade-ffff0000,new_override-ffff0000
7,ada,S001,course-v1:x,,,Self-attention,,,Quiz,,
8,emile,007,course-v1:x,,,Self-attention,,,Quiz,,
"""


def school(
    users: Sequence[tuple[str, str]] = (("u-ada", "ada"), ("u-emile", "emile"), ("u-max", "max"), ("u-grace", "grace")),
    items: Sequence[Sequence[str]] = (("l1", "Self-attention", "c1", "11"),),
) -> bytes:
    """A OneRoster package of one class: users by sourcedId and username, line items, and a result of Émile's."""
    tables = {
        "manifest.csv": [("propertyName", "value"), ("oneroster.version", "1.2")],
        "users.csv": [("sourcedId", "username", "identifier", "email"), *((id, name, "", "") for id, name in users)],
        "classes.csv": [("sourcedId", "title", "schoolSourcedId", "termSourcedIds"), ("c1", "AI", "s1", "t1")],
        "lineItems.csv": [("sourcedId", "title", "classSourcedId", "resultValueMax"), *items],
        "results.csv": [
            ("sourcedId", "lineItemSourcedId", "studentSourcedId", "score"), ("r-77", "l1", "u-emile", "3"),
        ],
    }  # fmt: skip
    return to_zip({name: table(rows).encode() for name, rows in tables.items()})


TEMPLATES = {
    "canvas": CANVAS, "moodle-worksheet": WORKSHEET, "blackboard": BLACKBOARD, "brightspace": BRIGHTSPACE,
    "sakai": SAKAI, "open-edx": EDX_POINTS, "oneroster": school(),
}  # fmt: skip
"""A download for each format that takes one."""
