"""Suites are collected once and run on any backend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.engine.local import LocalBackend
from autograder.engine.outcomes import outcome_of, safe_message
from autograder.engine.suites import Suites, TestRun, with_suites
from autograder.errors import Fault
from autograder.model.result import Outcome
from autograder.testing.compare import KINDS

SUITE = '''
import pytest
from autograder.testing import assert_that


@pytest.mark.points(0.5)
def test_first(student, reference, rng, remote):
    """It is
    right."""
    assert_that(student.f(rng.number()) == reference.f(1))


@pytest.mark.points(1)
@pytest.mark.parametrize("n", [2, 3])
def test_each(student, n):
    """Each number."""
    assert student.f(n) == 7


@pytest.mark.points(1)
def test_stumbles(student):
    return student.f(1).nothing_like_it
'''


def collected(folder: Path, body: Callable[[Suites], None], **suites: str) -> None:
    """Writes suites and collects them."""
    paths = [folder / f"test_{name}.py" for name in suites]
    for path, text in zip(paths, suites.values(), strict=True):
        path.write_text(text)
    with_suites(paths, body)


def backend(source: str) -> LocalBackend:
    """A student's code in this process."""
    made = LocalBackend({"answer.py": source}, "answer")
    made.start()
    return made


def test_tests_have_names_sentences_and_points(tmp_path: Path) -> None:
    """By exercise, in the order of the file; a test without a docstring is called by its name."""
    found: list[tuple[str, str, int]] = []

    def body(suites: Suites) -> None:
        found.extend((test.name, test.says, test.points) for test in suites.tests("answer"))
        assert suites.tests("nothing_like_it") == []

    collected(tmp_path, body, answer=SUITE)
    assert found == [
        ("test_first", "It is right.", 50),
        ("test_each[2]", "Each number.", 100),
        ("test_each[3]", "Each number.", 100),
        ("test_stumbles", "test_stumbles", 100),
    ]


def test_the_same_tests_run_on_one_backend_after_the_other(tmp_path: Path) -> None:
    """Each with its own outcome, and words that are safe to show."""
    runs: dict[str, list[TestRun]] = {}
    answers = {
        "right": "def f(n): return 7",
        "wrong": "def f(n): return 'the secret'",
        "raises": "def f(n): raise KeyError('the secret')",
        "stub": "def f(n): raise NotImplementedError('answer.f')",
    }

    def body(suites: Suites) -> None:
        reference = type("Reference", (), {"f": staticmethod(lambda n: 7)})
        for name, source in answers.items():
            code = backend(source)
            runs[name] = [suites.run(test, code, reference, 5) for test in suites.tests("answer")]

    collected(tmp_path, body, answer=SUITE)
    outcomes = {name: [outcome_of(run) for run in done] for name, done in runs.items()}
    assert outcomes == {
        "right": [Outcome.PASSED] * 3 + [Outcome.FAILED], "wrong": [Outcome.FAILED] * 4, "raises": [Outcome.ERROR] * 4,
        "stub": [Outcome.NOT_ATTEMPTED] * 4,
    }  # fmt: skip
    assert [safe_message(run) for run in runs["wrong"]] == [KINDS["values"]] * 3 + [KINDS["type"]]
    assert [safe_message(run) for run in runs["raises"]] == ["Your code raised a KeyError."] * 4
    assert all(len(run.observations) == 1 and run.duration_s > 0 for done in runs.values() for run in done)


@pytest.mark.parametrize(("suite", "says"), [
    ("import nothing_like_it", "nothing_like_it"),
    ("def test_a(student): pass", "points"),
    ("import pytest\n@pytest.mark.points(1)\ndef test_a(stduent): pass", "stduent"),
    ("def (", "SyntaxError"),
])  # fmt: skip
def test_a_suite_that_cannot_be_collected_is_our_fault(tmp_path: Path, suite: str, says: str) -> None:
    """It is told which and why; nothing is graded with half of the tests."""
    with pytest.raises(Fault, match=says):
        collected(tmp_path, lambda suites: pytest.fail("graded all the same"), answer=suite, whole=SUITE)


def test_what_the_body_raises_comes_out(tmp_path: Path) -> None:
    """Also what pytest itself would take for an order to stop."""

    def body(suites: Suites) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collected(tmp_path, body, answer=SUITE)


def test_a_fault_of_the_suite_itself_is_not_the_students(tmp_path: Path) -> None:
    """A test that breaks before it calls anything is ungraded."""
    found: list[Outcome] = []

    def body(suites: Suites) -> None:
        found.extend(outcome_of(suites.run(test, backend("x = 1"), None, 1)) for test in suites.tests("answer"))

    collected(tmp_path, body, answer="import pytest\n@pytest.mark.points(1)\ndef test_a(student): 1 / 0\n")
    assert found == [Outcome.UNGRADED]


def test_no_suites_are_no_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An assignment of letters and words collects nothing of the folder that the command runs in."""
    (tmp_path / "test_somebody_elses.py").write_text("raise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    found: list[Suites] = []
    with_suites([], found.append)
    assert found[0].tests("somebody_elses") == []
