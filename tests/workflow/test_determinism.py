"""The same submission gets the same result, whoever is graded beside it, in whatever order, alone or side by side."""

import json
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import InputError
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Gradebook
from autograder.store.submissions import SubmissionStore
from autograder.workflow.grade import grade

pytestmark = pytest.mark.slow
COURSE = Path(__file__).parents[1] / "attacks/course"
SLUG = "target"
MIXTURE = {
    "double.py": "def double(number): return number + number if number > 0 else number\n",
    "attend.py": "import torch\ndef attend(q, k): return (q @ k.mT).softmax(-1) + 1e-3 * torch.rand(1).double()\n",
    "Scale.py": "raise ValueError\n",
}
"""Right, wrong and by chance, an error, and something that is missing."""
HONEST = {path.name: path.read_text() for path in (COURSE / "solutions" / SLUG).glob("*.py")}
EXITS = {"double.py": "import os\ndef double(number): os._exit(0)\n"}
SAME = 25
"""So many students handed in the same, in two classes."""


def build(folder: Path, others: Mapping[str, Mapping[str, str]]) -> Course:
    """A class where many handed in the same, and others something else."""
    course = find_course(Path(shutil.copytree(COURSE, folder)))
    (folder / ".autograder").mkdir()
    (folder / ".autograder/secret").write_text("the same in both classes")
    with Gradebook(course.database_url) as gradebook:
        for student, files in {**{f"{number:02}": MIXTURE for number in range(SAME)}, **others}.items():
            data = {name: text.encode() for name, text in files.items()}
            sha256 = SubmissionStore(course.submissions).add(SLUG, student, data)
            gradebook.add_submission(SLUG, student, sha256, datetime.now(UTC))
    return course


def results(course: Course) -> dict[str, dict[str, Any]]:
    """The `results.json` of those who handed in the same, without times."""
    found = {}
    for path in (course.root / "results" / SLUG).glob("[0-9]*.json"):
        data = json.loads(path.read_text())
        for item in (data, *(test for exercise in data["exercises"] for test in exercise["tests"])):
            item.pop("duration_s")
        found[path.stem] = {key: value for key, value in data.items() if key != "graded_at"}
    return found


def test_fifty_gradings_of_the_same_give_the_same(tmp_path: Path) -> None:
    """Alone, in the order of names, and by two graders among others who are honest or crash: the same to the letter."""
    quiet = build(tmp_path / "quiet", {})
    busy = build(tmp_path / "busy", {f"{number:02}{who}": files for number in range(0, SAME, 3)
                                     for who, files in (("a", HONEST), ("b", EXITS))})  # fmt: skip
    try:
        grade(quiet, SLUG, student="17", jobs=1)
    except InputError as error:
        pytest.skip(str(error))
    grade(quiet, SLUG, jobs=1)
    grade(busy, SLUG, jobs=2)
    alone, company = results(quiet), results(busy)
    assert {name: company[name] for name in alone} == alone and len(alone) == SAME
    same = [{**data, "student": "", "receipt": ""} for data in alone.values()]
    assert all(data == same[0] for data in same)
    assert [exercise["points"] for exercise in same[0]["exercises"]] == [1, 0, 0, 0]
