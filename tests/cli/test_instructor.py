"""An instructor's commands, as they are typed."""

from pathlib import Path

import pytest

from autograder.cli.main import run


@pytest.fixture(autouse=True)
def in_the_course(mini_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The instructor stands in the course's folder."""
    monkeypatch.chdir(mini_course)


def test_a_grader_is_released_for_its_instructor(capsys: pytest.CaptureFixture[str]) -> None:
    """Into a folder of its own, and nothing says to hand it out."""
    assert run(["release", "counting", "--to", "out", "--format", "gradescope"]) == 0
    assert Path("out/counting-gradescope/autograder.zip").is_file()
    assert "in out/counting-gradescope, for you, and not for students." in capsys.readouterr().out


def test_release_lists_the_files_and_says_where_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Folder and zip are there under the names that are printed."""
    assert run(["release", "counting", "--to", "out", "--format", "files"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  checks/test_double.py" in lines
    assert lines[-1] == "15 files in out/counting, and the same in out/counting.zip to hand out."
    assert Path("out/counting.zip").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["release", "countin", "--to", "out"], "did you mean counting?"),
        (["release", "counting", "--to", "course.toml"], "course.toml is a file: name a folder with --to."),
        (["collect", "counting", "nowhere"], "Path 'nowhere' does not exist."),
        (["collect", "counting"], "Missing argument 'SOURCE...'."),
        (["roster", "import", "nowhere.csv"], "File 'nowhere.csv' does not exist."),
    ],
)
def test_bad_input_is_one_line_and_code_2(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is named in one line, and nothing is made."""
    assert run(arguments) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
    assert not Path("out").exists()


def test_a_roster_is_taken_in_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The second import of the same file finds nothing to do."""
    Path("class.csv").write_text("id,name\nada,Ada\nbob,Bob\n")
    assert run(["roster", "import", "class.csv"]) == 0
    assert run(["roster", "import", "class.csv"]) == 0
    assert capsys.readouterr().out == "2 new, 0 changed, 0 as they were.\n0 new, 0 changed, 2 as they were.\n"


def test_a_corrupt_zip_does_not_stop_the_class(capsys: pytest.CaptureFixture[str]) -> None:
    """Ada's folder is taken in, Bob's zip is named, and the exit code tells that something failed."""
    Path("in/ada").mkdir(parents=True)
    Path("in/ada/double.py").write_text("def double(n):\n    return 2 * n\n")
    Path("in/bob.zip").write_bytes(b"no zip")
    assert run(["collect", "counting", "in"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "1 new, 0 as they were, 1 could not be collected."
    assert "bob.zip" in err and err.count("\n") == 1


def test_nothing_but_a_corrupt_zip_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    """When nothing at all could be taken in, the exit code says that the input is wrong."""
    Path("bob.zip").write_bytes(b"no zip")
    assert run(["collect", "counting", "bob.zip"]) == 2
    assert "bob.zip" in capsys.readouterr().err
