"""What a notebook stands for, beside files and other notebooks; letters and words come out of it, too."""

import time
from dataclasses import replace

import pytest

from autograder.model.assignment import Kind, Prompt
from autograder.store.notebook_answers import from_cells, unpacked
from autograder.store.notebook_code import MAX_CELL, MAX_CODE
from autograder.store.notebook_file import NotebookCell
from autograder.store.responses import sections, words

from .notebooks import TASKS, code, exercise, notebook, text

WORDS = replace(
    TASKS,
    exercises=(
        exercise("one"),
        exercise("letters", kind=Kind.QUIZ),
        exercise("talk", kind=Kind.RESPONSES, prompts=(Prompt("why"), Prompt("how"))),
    ),
)
QUIZ = 'order = "x"\nanswers = {\n    "q01": "a",\n}'


def test_without_a_notebook_nothing_changes() -> None:
    """The very files."""
    files = {"one.py": b"x = 1\n"}
    assert unpacked(files, TASKS).files is files


def test_what_was_received_stays_beside_what_it_stands_for() -> None:
    """The notebook itself is not touched."""
    data = notebook("def one(): pass")
    found = unpacked({"tasks.ipynb": data, "notes.txt": b"x"}, TASKS)
    assert found.files == {"tasks.ipynb": data, "notes.txt": b"x", "one.py": b"def one(): pass\n"}
    assert (found.notes, found.notebook, dict(found.problems)) == ((), "tasks.ipynb", {})


def test_a_file_counts_before_the_notebook_unless_it_is_still_the_stub() -> None:
    """And whoever collects is told."""
    data = notebook("def one(): return 'cell'")
    found = unpacked({"one.py": b"def one(): return 'file'", "tasks.ipynb": data}, TASKS)
    assert found.files["one.py"] == b"def one(): return 'file'"
    assert found.notes == ("one.py counts, not what tasks.ipynb has for it",)
    stub = b'def one(): raise NotImplementedError("tasks.one")'
    assert unpacked({"one.py": stub, "tasks.ipynb": data}, TASKS).files["one.py"] == b"def one(): return 'cell'\n"


def test_of_several_notebooks_the_assignment_s_counts() -> None:
    """Else the first by name; it is said which."""
    first, second = notebook("def one(): return 1"), notebook("def one(): return 2")
    found = unpacked({"a.ipynb": first, "x/Tasks.ipynb": second}, TASKS)
    assert found.files["one.py"] == b"def one(): return 2\n"
    assert found.notes == ("of 2 notebooks x/Tasks.ipynb counts",)
    assert unpacked({"b.ipynb": second, "a.ipynb": first}, TASKS).files["one.py"] == b"def one(): return 1\n"


def test_a_notebook_that_cannot_be_read_is_a_problem_of_all_that_it_should_answer() -> None:
    """And of no exercise that a file answers."""
    found = unpacked({"one.py": b"x = 1", "tasks.ipynb": b"{"}, TASKS)
    assert set(found.problems) == {"two", "Three"}
    assert found.problems["two"] == found.notes[0]
    assert found.notes[0].startswith("tasks.ipynb is no notebook that can be read: save it again")


def test_code_has_the_limits_that_files_have() -> None:
    """A cell that is too long is told where it should hold an answer; so is the first that is too much."""
    huge = code("def one():\n    return '" + "x" * MAX_CELL + "'")
    assert "cell 1: more than 64 KiB of code" in unpacked({"n.ipynb": notebook(huge)}, TASKS).problems["one"]
    many = ["y = '" + "x" * (MAX_CELL - 100) + "'"] * (MAX_CODE // MAX_CELL)
    found = unpacked({"n.ipynb": notebook(*many, "def one(): pass  #" + "x" * 500)}, TASKS)
    assert "more than 256 KiB of code" in found.problems["one"]


def test_no_code_takes_long_to_follow() -> None:
    """As many statements as there is room for, each of which needs the one before."""
    started = time.process_time()
    cells = ("def one(): return a", "a=a\n" * 5000, *["a=a\n" * 990] * 4)
    found = unpacked({"n.ipynb": notebook(*cells)}, TASKS)
    assert found.files["one.py"].count(b"a=a") == 3960
    assert time.process_time() - started < 15


def test_long_chains_of_names_are_followed() -> None:
    """However long they are."""
    chain = "\n".join(f"a{number} = a{number - 1}" for number in range(1, 3000))
    found = from_cells([NotebookCell(1, True, f"a0 = 7\n{chain}\ndef one(): return a2999")], TASKS)
    module = found.files["one.py"].decode()
    scope: dict[str, object] = {}
    exec(module, scope)
    assert scope["a2999"] == 7


@pytest.mark.parametrize(
    "cell",
    [code(QUIZ, "quiz-letters"), code(QUIZ, autograder={"exercise": "letters", "role": "quiz"}), code(QUIZ)],
)
def test_letters_are_found_by_id_by_mark_or_by_their_look(cell: dict[str, object]) -> None:
    """A copied quiz is still one; the letters themselves are read later, as from a file."""
    found = unpacked({"n.ipynb": notebook("x = 1", cell, "check('letters')")}, WORDS)
    assert found.files["letters.py"].decode() == QUIZ


def test_words_are_found_under_their_headings() -> None:
    """By the cell's id even without a heading, by the heading even without an id; a cell below goes on."""
    cells = [
        text("# Tasks", "text-tasks", autograder={"role": "text"}),
        text("### Question: Why?", "asks-why", autograder={"role": "text"}),
        text("#### why: your answer\n\nBecause.", "response-why", autograder={"role": "response"}),
        text("And so on."),
        code("1 + 1"),
        text("Not this."),
        text("### Question: How?", "asks-how", autograder={"role": "text"}),
        text("Like this.", "response-how"),
        text("## The limits", "text-limits", autograder={"role": "text"}),
    ]
    found = unpacked({"n.ipynb": notebook(*cells)}, WORDS).files["responses.md"].decode()
    answers = sections(found, WORDS.headings)
    assert answers["why"].text == "Because.\n\nAnd so on."
    assert answers["how"].text == "Like this."
    bare = unpacked({"n.ipynb": notebook(text("#### why: your answer\n\nBecause."), text("### Question: How?"))}, WORDS)
    assert words(sections(bare.files["responses.md"].decode(), WORDS.headings)["why"].text) == 1


def test_without_cells_for_them_nothing_was_written() -> None:
    """No file comes out of nothing."""
    assert set(unpacked({"n.ipynb": notebook(text("# Hello"), "x = 1")}, WORDS).files) == {"n.ipynb"}


def test_a_line_of_a_module_is_told_as_the_cell_s() -> None:
    """With the number that Jupyter's reader can count to; a file's own lines stay what they are."""
    data = notebook(text("# Hi"), "import math\n\nX = 1", "\ndef one():\n    # why\n    return math.sqrt(X)")
    found = unpacked({"tasks.ipynb": data, "two.py": b"x = 1"}, TASKS)
    lines = found.files["one.py"].decode().splitlines()
    places = {line: found.where("one.py", number) for number, line in enumerate(lines, start=1) if line}
    assert places == {
        "import math": "tasks.ipynb, cell 2, line 1",
        "X = 1": "tasks.ipynb, cell 2, line 3",
        "def one():": "tasks.ipynb, cell 3, line 2",
        "    # why": "tasks.ipynb, cell 3, line 3",
        "    return math.sqrt(X)": "tasks.ipynb, cell 3, line 4",
    }
    assert found.where("two.py", 1) == "two.py, line 1"
