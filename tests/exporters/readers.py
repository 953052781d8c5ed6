r"""Readers of grade files, written from what the systems' own readers do, and from nothing of ours.

Each gives what the system would understand: for every student, by the id that it goes by, the score and the comment.
"""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from xml.dom import minidom

Understood = dict[str, tuple[str, str]]
"""By id (of Canvas, which has three kinds, `kind=id`): score and comment."""


def rfc4180(data: bytes) -> list[list[str]]:
    """Cells as the RFC has them, of rows that are all of one width; a mark at the beginning is no part of them."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    return rows


def php_fgetcsv(data: bytes) -> list[list[str]]:
    """Cells as PHP reads them: within quotes, a backslash keeps the next quote from ending the cell, and stays."""
    rows, row, cell, text = [], [], "", data.decode()
    at, quoted = 0, False
    while at < len(text):
        sign = text[at]
        if quoted and sign == "\\" and at + 1 < len(text):
            cell, at = cell + text[at : at + 2], at + 1
        elif quoted and sign == '"' and text[at + 1 : at + 2] == '"':
            cell, at = cell + '"', at + 1
        elif sign == '"' and (quoted or not cell):
            quoted = not quoted
        elif not quoted and sign in ",\n":
            row, cell = [*row, cell], ""
            if sign == "\n":
                rows, row = [*rows, row], []
        elif quoted or sign != "\r":
            cell += sign
        at += 1
    assert not quoted and len({len(row) for row in rows}) == 1, "Moodle refuses the whole file"
    return rows


def utf16_tabs(data: bytes) -> list[list[str]]:
    """Cells of a Blackboard .xls."""
    return list(csv.reader(io.StringIO(data.decode("utf-16"), newline=""), delimiter="\t", strict=True))


def canvas(data: bytes) -> Understood:
    """GradebookImporter: ids are exact, a row without any is a new student, numbers lose their separators."""
    header, *rows = rfc4180(data)
    assert "Student" in header[0] and "ID" in header[1] and header[4] == "Section" and len(header) > 5
    assert header[2:4] == ["SIS User ID", "SIS Login ID"]
    found: Understood = {}
    for row in rows:
        if "Points Possible" in row[0]:
            continue
        ids = [(column, _canvas_number(cell)) for column, cell in zip(header[1:4], row[1:4], strict=True)]
        id = "=".join(next(each for each in ids if each[1]))  # a StopIteration is a new student
        assert id not in found
        found[id] = (row[5], "")
    return found


def _canvas_number(cell: str) -> str:
    """The converter decimal_comma_to_period, which runs on every field."""
    if not re.fullmatch(r"-?[0-9.,]+%?", cell) or not re.search(r"[.,]", cell):
        return cell
    *whole, cents = re.split(r"[.,]", cell)
    return "".join(whole) + "." + cents


def moodle_csv(data: bytes) -> Understood:
    """grade/import/csv with the columns mapped as told: one blank id, or an id twice, and nobody is imported."""
    header, *rows = php_fgetcsv(data)
    assert header[0] in ("Username", "ID number", "Email address") and len(header) in (3, 4)
    ids = [row[0].strip() if header[0] == "ID number" else row[0].strip().casefold() for row in rows]
    assert all(ids) and len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9]+(\.[0-9]+)?", row[2]) for row in rows)
    return {id: (row[2], _from_html(row[3]) if len(row) > 3 else "") for id, row in zip(ids, rows, strict=True)}


def moodle_xml(data: bytes) -> Understood:
    """grade/import/xml: every result has an assignment, a student and a number."""
    found: Understood = {}
    for result in minidom.parseString(data).getElementsByTagName("result"):
        said = {node.tagName: "".join(text.data for text in node.childNodes) for node in result.childNodes}
        assert said["assignment"] and said["student"] and said["student"] not in found
        found[said["student"]] = (str(float(said["score"])), _from_html(said.get("feedback", "")))
    return found


def brightspace(data: bytes) -> Understood:
    """The signs that keep spreadsheets off are taken away; the last column ends each line."""
    header, *rows = rfc4180(data)
    assert header[0] in ("Username", "OrgDefinedId") and header[1].endswith(" Points Grade")
    assert header[2] == "End-of-Line Indicator" and all(row[2] == "#" for row in rows)
    return {row[0].removeprefix("#"): (row[1], "") for row in rows}


def sakai(data: bytes) -> Understood:
    """ImportGradesHelper: positions for who it is, regular expressions for columns, backslashes as openCSV has them."""
    header, *rows = php_fgetcsv(data)
    assert re.fullmatch(r"([^\[]+)(\[(\d+([.,]\d\d?)?)\])?", header[2].strip())
    item = header[2].split("[")[0].strip()
    assert len(set(header)) == len(header) and header[3:] in ([], [f"* {item}"])
    assert len({row[0] for row in rows}) == len(rows) and all(float(row[2]) >= 0 for row in rows)
    return {row[0]: (row[2], row[3] if len(row) > 3 else "") for row in rows}


def oneroster(data: bytes) -> Understood:
    """Results of a package whose manifest names all files and tells the truth."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: rfc4180(archive.read(name)) for name in archive.namelist()}
    manifest = dict(map(tuple, files["manifest.csv"]))  # type: ignore[arg-type]
    assert manifest["oneroster.version"] == "1.2" and len(manifest) == 26
    told = {f"{key.removeprefix('file.')}.csv" for key, value in manifest.items() if value == "delta"}
    assert told == set(files) - {"manifest.csv"}
    found: Understood = {}
    header, *rows = files.get("results.csv", [[]])
    for row in (dict(zip(header, row, strict=True)) for row in rows):
        assert row["status"] == "active" and row["sourcedId"] and row["lineItemSourcedId"]
        assert row["scoreStatus"] in ("exempt", "fully graded", "not submitted", "partially graded", "submitted")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["scoreDate"]) and {row["late"], row["missing"]} <= {"true", "false"}
        found[row["studentSourcedId"]] = (row["score"], row["comment"])
    return found


def gradescope(data: bytes) -> Understood:
    """What each student's results.json would say."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
        results = json.loads(archive.read("grades.json"))["results"]
    return {id: (str(each["score"]), each["output"]) for id, each in results.items()}


def as_json(data: bytes) -> Understood:
    """Those who have points."""
    students = json.loads(data)["students"]
    return {each["id"]: (str(each["points"]), each["comment"]) for each in students if each["points"] is not None}


def as_csv(data: bytes) -> Understood:
    """Those who have points."""
    header, *rows = rfc4180(data)
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    return {line["student_id"]: (line["points"], "") for line in lines if line["points"]}


def _from_html(text: str) -> str:
    """What a browser shows."""
    assert not re.search(r"<(?!br>)", text), "a tag"
    return html.unescape(text.replace("<br>", "\n"))


READERS: dict[str, Callable[[bytes], Understood]] = {
    "canvas": canvas, "moodle-csv": moodle_csv, "moodle-xml": moodle_xml, "brightspace": brightspace, "sakai": sakai,
    "oneroster": oneroster, "gradescope": gradescope, "json": as_json, "csv": as_csv,
}  # fmt: skip
"""Of the formats that are made from nothing, and of packages."""


def moodle_feedback_files(data: bytes, participants: set[int]) -> dict[int, dict[str, bytes]]:
    """The zip importer of assignfeedback_file: for each participant that it knows, the files that it would keep.

    A path is walked part by part; the first that has four pieces between underscores, of which the second is the number
    of a participant and the next two name the plugin, says whose the rest of the path is.
    """
    kept: dict[int, dict[str, bytes]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            parts = f"/import/{name}".split("/")
            if parts[-1].startswith((".", "~")) or not parts[-1]:
                continue
            while parts:
                pieces = parts.pop(0).split("_", 4)
                if len(pieces) < 4 or not pieces[1].isdecimal() or int(pieces[1]) not in participants:
                    continue
                if pieces[2:4] != ["assignfeedback", "file"]:
                    continue
                path = "/".join([*pieces[4:5], *parts])
                kept.setdefault(int(pieces[1]), {})[path] = archive.read(name)
                break
    return kept
