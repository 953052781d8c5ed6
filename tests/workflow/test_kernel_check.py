"""`check()` in a notebook tries what the kernel's names mean now, and never shows a traceback."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
import torch
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.authoring.notebook import notebook_bytes, notebook_cells
from autograder.errors import InputError
from autograder.model.assignment import Assignment
from autograder.model.result import Diagnosis, ExerciseResult, Outcome, Result, TestResult
from autograder.report.notebook import NOT_HIDDEN, as_html, as_text
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment
from autograder.workflow.kernel_check import check, check_kernel
from autograder.workflow.release import release

COURSE = find_course(Path(__file__))
NASTY = "<script>alert('x')</script>\x1b[2J\u202e"


def outcomes(bundle: Path, target: str | None = None, **namespace: Any) -> dict[str, Outcome]:
    """The outcome of each exercise with these names."""
    _, result = check_kernel(bundle, target, namespace)
    return {each.exercise: each.outcome for each in result.exercises}


def test_the_functions_of_the_namespace_are_tried(mini_bundle: Path) -> None:
    """Whatever the files in the folder say."""
    assert outcomes(mini_bundle, "double", double=lambda number: 2 * number) == {"double": Outcome.PASSED}
    assert outcomes(mini_bundle, "double", double=lambda number: number) == {"double": Outcome.FAILED}
    assert outcomes(mini_bundle) == {"double": Outcome.NOT_ATTEMPTED, "Tally": Outcome.NOT_ATTEMPTED}


def test_what_is_ours_passes_for_nobody_s_answer(mini_bundle: Path) -> None:
    """A name that another cell imported from `given` is told."""

    def double(number: int) -> int:
        return 2 * number

    double.__module__ = "given.counters"
    _, result = check_kernel(mini_bundle, "double", {"double": double})
    assert result.exercises[0].outcome is Outcome.ERROR
    assert result.exercises[0].message.startswith("`double` is ours at the moment, of given.counters:")


def test_banned_calls_are_looked_for_in_the_cells_that_ran(mini_bundle: Path) -> None:
    """The last definition counts, as for the values."""
    manifest = mini_bundle / "assignment.toml"
    manifest.write_text(manifest.read_text().replace('defines = ["double"]', 'defines = ["double"]\nbanned = ["math"]'))
    right = {"double": lambda number: 2 * number}
    history = ["", "import math", "def double(number):\n    return math.trunc(2 * number)"]
    assert outcomes(mini_bundle, "double", **right, In=history) == {"double": Outcome.FLAGGED}
    history += ["def double(number):\n    return 2 * number"]
    assert outcomes(mini_bundle, "double", **right, In=history) == {"double": Outcome.PASSED}


def test_the_kernel_s_threads_stay_as_they_were(mini_bundle: Path) -> None:
    """Checks use one; the kernel is the student's."""
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        outcomes(mini_bundle, "double", double=int)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_a_wrong_place_or_name_is_told_in_a_line(
    tmp_path: Path, mini_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback."""
    monkeypatch.chdir(tmp_path)
    (mini_bundle.parent / "x").mkdir()
    monkeypatch.chdir(mini_bundle.parent / "x")
    check(None, {})
    monkeypatch.chdir(mini_bundle)
    check("dobule", {})
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("No assignment.toml in ") and "dobule" in second
    with pytest.raises(InputError):
        check_kernel(mini_bundle, "dobule", {})


def test_in_a_terminal_it_is_text(mini_bundle: Path) -> None:
    """`from autograder import check` in plain Python; torch comes only with the first check."""
    script = (
        "import sys\nfrom autograder import check\nassert 'torch' not in sys.modules\n"
        "def double(number): return 2 * number\ncheck('double')\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=mini_bundle, capture_output=True, text=True, check=True)
    assert "Twice as much" in ran.stdout and ran.stdout.rstrip().endswith(NOT_HIDDEN)


def test_everything_in_the_table_is_escaped() -> None:
    """Titles, sentences, messages, flags and diagnoses; HTML and what hides or moves text."""
    tests = (TestResult(NASTY, NASTY, Outcome.FAILED, 0, 100, NASTY), TestResult("t", NASTY, Outcome.PASSED, 100, 100))
    exercise = ExerciseResult(NASTY, Outcome.ERROR, 0, 200, NASTY, (NASTY,), (Diagnosis("m", NASTY),), tests)
    result = Result("a", "", "", "", "trusted", 0, "", 0.0, (exercise,))
    html = as_html(Assignment("a", NASTY, NASTY, ()), result)
    assert "<script" not in html and "\x1b" not in html and "\u202e" not in html
    assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") == 7
    assert NOT_HIDDEN in html and "1 of 2 checks passed" in html
    text = as_text(Assignment("a", NASTY, NASTY, ()), result)
    assert "\x1b" not in text and "\u202e" not in text and NOT_HIDDEN in text


@pytest.fixture(scope="module")
def unpacked_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What students of self_attention get as a notebook, unpacked."""
    return release(
        COURSE, "self_attention", tmp_path_factory.mktemp("out"), audited=False, format_name="notebook"
    ).folder


def executed(folder: Path, notebook: Any) -> dict[str, dict[str, str]]:
    """Cell id to what it displayed, by MIME type, after a real kernel ran all of the notebook in the folder."""
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    client.execute()
    return {
        cell.id: dict(output["data"])
        for cell in notebook.cells if cell.cell_type == "code"
        for output in cell.outputs if output.output_type == "display_data"
    }  # fmt: skip


def with_final_check(data: bytes) -> Any:
    """The notebook with one more cell that checks all."""
    notebook = nbformat.reads(data.decode(), as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("check()", id="final"))
    return notebook


@pytest.mark.slow
def test_in_a_kernel_the_references_pass_from_top_to_bottom(unpacked_release: Path) -> None:
    """Each check below its answer, and all of them at the end, as a table and as text."""
    assignment = find_assignment(COURSE, "self_attention")
    data = notebook_bytes(assignment, notebook_cells(COURSE, assignment, solved=True))
    shown = executed(unpacked_release, with_final_check(data))
    assert set(shown) == {"final", *(f"check-{exercise.slug}" for exercise in assignment.exercises)}
    for each in shown.values():
        assert each["text/html"].startswith("<table") and NOT_HIDDEN in each["text/html"]
        assert "✗" not in each["text/html"] and "passed" in each["text/html"]
    assert "42 of 42 points" in shown["final"]["text/plain"]


@pytest.mark.slow
def test_in_a_kernel_the_stubs_show_what_is_to_be_done(unpacked_release: Path) -> None:
    """The notebook as it was handed out: nothing is attempted, no cell raises, and a wrong answer is named."""
    data = (unpacked_release / "self_attention.ipynb").read_bytes()
    notebook = with_final_check(data)
    place = next(place for place, cell in enumerate(notebook.cells) if cell.id == "stub-attention_weights")
    wrong = "def attention_weights(q, k, mask=None):\n    return (q @ k.mT).softmax(dim=-1)"
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(wrong))
    shown = executed(unpacked_release, notebook)
    assert "not written yet; 0 of 3 checks passed" in shown["check-similarity_scores"]["text/html"]
    assert "Probably this:" in shown["check-attention_weights"]["text/html"]
    assert "expected" in shown["check-attention_weights"]["text/html"]
    assert shown["final"]["text/html"].count("not written yet; 0 of") == 7


@pytest.mark.slow
def test_where_only_the_zip_was_uploaded_the_first_cell_unpacks_it(unpacked_release: Path, tmp_path: Path) -> None:
    """As in Colab: then checks are found, and given modules can be imported."""
    shutil.copy(unpacked_release.with_suffix(".zip"), tmp_path)
    notebook = nbformat.reads((unpacked_release / "self_attention.ipynb").read_text("utf-8"), as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in ("setup", "check-similarity_scores")]
    notebook.cells.insert(1, nbformat.v4.new_code_cell("from given.attention import similarity_scores"))
    shown = executed(tmp_path, notebook)["check-similarity_scores"]["text/plain"]
    assert "`similarity_scores` is ours at the moment, of given.attention" in " ".join(shown.split())


@pytest.mark.slow
def test_where_the_package_is_missing_the_first_cell_installs_the_wheel(unpacked_release: Path) -> None:
    """The one in the folder; tried here without installing anything."""
    notebook = nbformat.reads((unpacked_release / "self_attention.ipynb").read_text("utf-8"), as_version=4)
    setup = next(cell for cell in notebook.cells if cell.id == "setup")
    hidden = "import os, sys\nos.environ.update(PIP_DRY_RUN='1', PIP_NO_DEPS='1')\nsys.modules['autograder'] = None"
    setup.source = setup.source.replace("%pip install -q", "%pip install --force-reinstall")
    notebook.cells = [nbformat.v4.new_code_cell(hidden), setup]
    with pytest.raises(CellExecutionError, match="autograder"):
        executed(unpacked_release, notebook)
    says = "".join(each["text"] for each in setup.outputs if each.output_type == "stream")
    assert "Would install autograder-0.1.0" in says
