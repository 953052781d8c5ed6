"""The audit trusts a suite that can be trusted, and names the gap in one that cannot."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model.audit import ExerciseAudit
from autograder.report.audit import audit_page, findings
from autograder.store.course import Course, find_course
from autograder.workflow import audit as module
from autograder.workflow.audit import audit

ROOT = Path(__file__).resolve().parents[2]
SUITE = "autograder/suites/counting/test_double.py"
VERDICTS = "solutions/counting/variants/equivalent.toml"

PLANTED = [
    ("generative_loss", "bce_with_logits", "test_refuses_shapes_that_differ"),
    ("generative_loss", "bce_with_logits", "test_pulls_the_prediction_towards_the_target"),
    ("generative_loss", "discriminator_loss", "test_refuses_an_empty_batch"),
    ("generative_loss", "generator_loss", "test_keeps_the_dtype"),
    ("generative_loss", "optimal_discriminator", "test_compares_tiny_densities"),
    ("self_attention", "similarity_scores", "test_lets_gradients_through"),
    ("self_attention", "project_qkv", "test_leaves_the_arguments_alone"),
    ("self_attention", "attention_weights", "test_gives_zeros_to_a_query_without_keys"),
    ("self_attention", "scaled_dot_product_attention", "test_keeps_the_dtype"),
    ("self_attention", "importance_order", "test_refuses_words_that_do_not_fit"),
]
"""Ten tests that no other test of their suite can stand in for."""


def only(course: Course, exercise: str) -> ExerciseAudit:
    """The audit of one exercise of the mini course."""
    (result,) = audit(course, f"counting/{exercise}")
    return result


def copied_course(folder: Path, assignment: str) -> Course:
    """A course of one assignment, to plant faults in."""
    for room in ("assignments", "solutions", "autograder/suites"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room / assignment, folder / room / assignment, ignore=ignored)
    shutil.copytree(ROOT / "assignments/given", folder / "assignments/given")
    (folder / "course.toml").write_text(f'title = "Planted"\nassignments = ["{assignment}"]\n')
    return find_course(folder)


def weakened(suite: Path, test: str) -> None:
    """Empties one test of a suite; its points stay."""
    text = suite.read_text()
    before, _, rest = text.partition(f"def {test}(")
    assert rest, f"{suite} has no {test}"
    body, mark, after = rest.partition("\n\n\n")
    signature = body[: body.index('"""')]
    suite.write_text(f'{before}def {test}({signature}"""Asks nothing."""{mark}{after}')


def test_a_good_course_passes(mini_course: Path) -> None:
    """Every exercise of the mini course has mutants, all killed, its misconception named and its alternative taken."""
    for result in audit(find_course(mini_course)):
        assert result.passed, list(findings(result))
        assert result.killed == result.mutants > 0
        assert (result.misconceptions, result.alternatives) == (1, 1)


def test_a_weak_suite_lets_a_mutant_survive(mini_course: Path) -> None:
    """A survivor comes with its diff, the tests that ran, and what would have caught it."""
    path = mini_course / SUITE
    path.write_text(path.read_text().replace("range(1, 10)", "range(2, 3)").replace("-21) == -42", "2) == 4"))
    result = only(find_course(mini_course), "double")
    assert not result.passed
    assert result.unnamed == ("squared: loses no points",)


def test_worthless_answers_and_wrong_points_are_told(mini_course: Path) -> None:
    """A suite that anything passes gives points to zeros, and one of other worth than its exercise is a problem."""
    (mini_course / SUITE).write_text('import pytest\n\n\n@pytest.mark.points(1)\ndef test_x(student):\n    """X."""\n')
    result = only(find_course(mini_course), "double")
    assert "zeros: 1 points" in result.earning
    assert result.problems == ("the hidden suite is worth 1 points, the manifest says 2",)
    assert result.idle == ("test_x",)
    assert len(result.survivors) == result.mutants
    assert "-    return _checked(number) + _checked(number)" in "\n".join(each.diff for each in result.survivors)


def test_a_right_answer_that_is_rejected_is_told(mini_course: Path) -> None:
    """An alternative that loses a test is a false reject."""
    path = mini_course / "solutions/counting/variants/double.py"
    path.write_text(path.read_text().replace("number << 1", "number << 1 if number > 0 else 0"))
    assert only(find_course(mini_course), "double").rejected[0] == "shifted: loses test_negative_numbers_are_doubled"


def test_verdicts_are_heeded_and_stale_ones_told(mini_course: Path) -> None:
    """A recorded mutant is no survivor, by its id or its description, alone or in a list; what nothing matches is
    stale."""
    path = mini_course / SUITE
    path.write_text(path.read_text().replace("range(1, 10)", "range(2, 3)").replace("-21) == -42", "3) == 6"))
    course = find_course(mini_course)
    solution = mini_course / "solutions/counting/double.py"
    solution.write_text(solution.read_text().replace("operator.index(number)", "max(number, 1)"))
    survivors = only(course, "double").survivors
    assert survivors
    entry = '[[equivalent]]\nexercise = "double"\nmutant = {}\nreason = "A reason of some length."\n'
    one, several = survivors[0].id, [*(each.description for each in survivors[1:]), "gone"]
    (mini_course / VERDICTS).write_text("\n".join(entry.format(json.dumps(names)) for names in (one, several)))
    result = only(course, "double")
    assert (result.survivors, result.equivalent, result.stale) == ((), len(survivors), ("gone",))


def test_a_verdict_needs_a_reason(mini_course: Path) -> None:
    """An entry without a reason is refused, with its line."""
    (mini_course / VERDICTS).write_text('[[equivalent]]\nexercise = "double"\nmutant = "x"\n')
    with pytest.raises(InputError, match=r"equivalent\.toml:1: `reason` is missing"):
        audit(find_course(mini_course))


def test_only_what_changed_is_done_again(mini_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second audit does nothing; a changed suite has its own exercise audited again, and no other."""
    done: list[str] = []
    real: Callable[[module._Task], ExerciseAudit] = module._audit_one

    def noted(task: module._Task) -> ExerciseAudit:
        done.append(task.name)
        return real(task)

    monkeypatch.setattr(module, "_audit_one", noted)
    course = find_course(mini_course)
    first = audit(course, jobs=1)
    assert audit(course, jobs=1) == first
    assert done == ["counting/double", "counting/Tally"]
    (mini_course / SUITE).write_text((mini_course / SUITE).read_text() + "\n")
    audit(course, jobs=1)
    assert done[2:] == ["counting/double"]


def test_a_spoilt_cache_is_made_again(mini_course: Path) -> None:
    """What cannot be read counts as nothing known."""
    course = find_course(mini_course)
    audit(course)
    path = mini_course / ".autograder/audit.json"
    path.write_text("{")
    assert all(result.passed for result in audit(course))
    assert set(json.loads(path.read_text())["audits"]) == {"counting/double", "counting/Tally"}


def test_the_page_names_every_exercise(mini_course: Path) -> None:
    """The page holds a line for each exercise and loads nothing."""
    page = audit_page(audit(find_course(mini_course)))
    assert "counting/double" in page and "counting/Tally" in page
    assert "<script" not in page


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "exercise", "test"), PLANTED)
def test_a_planted_gap_is_named(tmp_path: Path, assignment: str, exercise: str, test: str) -> None:
    """A suite without one of its tests fails the audit."""
    course = copied_course(tmp_path, assignment)
    weakened(tmp_path / f"autograder/suites/{assignment}/test_{exercise}.py", test)
    (result,) = audit(course, f"{assignment}/{exercise}")
    assert result.survivors or result.unnamed
    assert test in result.idle


@pytest.mark.slow
def test_a_tolerance_without_room_is_told(tmp_path: Path) -> None:
    """Where the reference only just passes in float32, other right answers are rejected."""
    course = copied_course(tmp_path, "transformer")
    suite, wide = tmp_path / "autograder/suites/transformer/test_layer_norm.py", "rtol=1e-5, atol=1e-6"
    assert suite.read_text().count(wide) == 1
    suite.write_text(suite.read_text().replace(wide, "atol=1e-7"))
    (result,) = audit(course, "transformer/layer_norm")
    assert "with_rsqrt, in float32: loses test_lets_gradients_through" in result.rejected
    assert any(line.startswith("test_lets_gradients_through: a right answer uses up 0.") for line in result.problems)
