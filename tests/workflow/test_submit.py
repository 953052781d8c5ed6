"""What a student uploads."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.errors import InputError
from autograder.store.answers import State
from autograder.workflow.submit import submit


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment says nothing of who the student is."""
    monkeypatch.delenv("AUTOGRADER_STUDENT", raising=False)


def _names(path: Path) -> list[str]:
    with ZipFile(path) as archive:
        return archive.namelist()


def test_the_zip_holds_the_answers_and_nothing_else(mini_bundle: Path) -> None:
    """Files of exercises go in, with notebooks and responses; notes, checks and progress do not."""
    for name in ("notes.py", "counting.ipynb"):
        (mini_bundle / name).write_text("{}")
    packed = submit(mini_bundle, None, "ada", None)
    assert packed.path == mini_bundle / "counting-ada.zip"
    assert _names(packed.path) == ["Tally.py", "counting.ipynb", "double.py", "responses.md"]


def test_modules_that_answers_import_go_along(mini_bundle: Path) -> None:
    """Also by way of another one; what nobody imports stays where it is."""
    (mini_bundle / "double.py").write_text("from helper import twice\n\ndouble = twice\n")
    (mini_bundle / "helper.py").write_text("import deeper\n\ntwice = deeper.twice\n")
    (mini_bundle / "deeper.py").write_text("def twice(n): return n + n\n")
    (mini_bundle / "notes.py").write_text("")
    packed = submit(mini_bundle, None, "ada", None)
    assert packed.further == ("deeper.py", "helper.py", "responses.md")
    assert _names(packed.path) == ["Tally.py", "deeper.py", "double.py", "helper.py", "responses.md"]


def test_questions_without_an_answer_are_told(mini_bundle: Path) -> None:
    """No exercise collects them, but whoever wrote something wants to know that it goes in."""
    responses = mini_bundle / "responses.md"
    assert submit(mini_bundle, None, "ada", None).unwritten == ("responses.md",)
    responses.write_text(responses.read_text() + "\nTo compare.\n")
    assert submit(mini_bundle, None, "ada", None).unwritten == ()
    (mini_bundle / "questions.md").unlink()  # then nobody knows which headings there are
    packed = submit(mini_bundle, None, "ada", None)
    assert (packed.further, packed.unwritten) == (("responses.md",), ())


def test_submitting_twice_gives_the_same_bytes(mini_bundle: Path) -> None:
    """The same answers give the same zip."""
    first = submit(mini_bundle, None, "ada", None).path.read_bytes()
    assert submit(mini_bundle, "counting", "ada", None).path.read_bytes() == first


def test_stubs_and_syntax_errors_are_told_and_packed_all_the_same(mini_bundle: Path) -> None:
    """A student who runs out of time can hand in what there is, and knows what is wrong with it."""
    (mini_bundle / "double.py").write_text("def double(n):\n    return (\n")
    packed = submit(mini_bundle, None, "ada", None)
    assert [answer.state for answer in packed.answers] == [State.BROKEN, State.STUB]
    assert _names(packed.path) == ["Tally.py", "double.py", "responses.md"]


def test_the_student_is_named_once_and_remembered(mini_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option goes before the environment, that before what is remembered, and asking comes last."""
    with pytest.raises(InputError, match="--student"):
        submit(mini_bundle, None, None, None)
    assert submit(mini_bundle, None, None, lambda: "asked").student == "asked"
    assert submit(mini_bundle, None, None, None).student == "asked"
    monkeypatch.setenv("AUTOGRADER_STUDENT", "env")
    assert submit(mini_bundle, None, None, None).student == "env"
    assert submit(mini_bundle, None, "ada", None).student == "ada"


@pytest.mark.parametrize("student", ["../ada", "a b", ".hidden", "a" * 65, "ada\n"])
def test_an_id_that_is_no_file_name_is_refused(mini_bundle: Path, student: str) -> None:
    """An id never leads out of the folder, and nothing is written."""
    with pytest.raises(InputError, match="is no student id"):
        submit(mini_bundle, None, student, None)
    assert not list(mini_bundle.parent.rglob("*.zip"))


def test_nothing_to_hand_in_is_told(mini_bundle: Path) -> None:
    """Without a single file of the assignment there is no zip."""
    for name in ("double.py", "Tally.py"):
        (mini_bundle / name).unlink()
    with pytest.raises(InputError, match=r"none of double\.py, Tally\.py"):
        submit(mini_bundle, None, "ada", None)
