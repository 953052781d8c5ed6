"""What an audit found, as text and as a page."""

from io import StringIO

from rich.console import Console

from autograder.model.audit import ExerciseAudit, Margin, Survivor
from autograder.report.audit import audit_page, findings, print_audit

DIFF = "--- reference\n+++ mutant\n@@ -1,2 +1,2 @@\n     x = 1 < 2\n-    return x\n+    return -x"


def an_audit(assignment: str, exercise: str, **found: object) -> ExerciseAudit:
    """An audit in which all is well, but for what is given."""
    well = {
        "points": 300, "capstone": False, "mutants": 213, "killed": 208, "equivalent": 5, "survivors": (), "stale": (),
        "misconceptions": 62, "unnamed": (), "alternatives": 4, "rejected": (), "earning": (), "problems": (),
        "margins": (Margin("test_x", 7.2e-10, 4321.0), Margin("test_y", 0.25, None)), "idle": (), "seconds": 104.6,
    }  # fmt: skip
    return ExerciseAudit(assignment=assignment, exercise=exercise, **{**well, **found})  # type: ignore[arg-type]


def printed(*audits: ExerciseAudit) -> str:
    """What a terminal of 80 columns shows."""
    shown = StringIO()
    print_audit(Console(file=shown, width=80), audits)
    return shown.getvalue()


def test_no_name_is_broken_in_eighty_columns() -> None:
    """The longest name of an exercise stands in one line with all its numbers, below its assignment."""
    lines = printed(
        an_audit("self_attention", "scaled_dot_product_attention"), an_audit("gan", "train_ring_gan", capstone=True)
    ).splitlines()
    assert [line.split() for line in lines[1:5]] == [
        ["self_attention"],
        ["scaled_dot_product_attention", "208/208", "62/62", "4/4", "0.2", "4e+03", "0", "104.6"],
        ["gan"],
        ["train_ring_gan", "capstone", "62/62", "4/4", "0.2", "4e+03", "0", "104.6"],
    ]
    assert max(map(len, lines)) <= 80


def test_findings_say_what_to_do() -> None:
    """A survivor has its diff below it, and points on an idle test are questioned."""
    survivor = Survivor("1a2b", "result negated: return x → return -x", DIFF, ("test_x",), "no difference found")
    audit = an_audit("gan", "x", survivors=(survivor,), idle=("test_y",))
    assert list(findings(audit)) == [
        "gan/x: survivor 1a2b: result negated: return x → return -x",
        "    no difference found. It passed test_x.",
        "    @@ -1,2 +1,2 @@",
        "         x = 1 < 2",
        "    -    return x",
        "    +    return -x",
        "gan/x: idle test: nothing wrong ever fails test_y; what does it give its points for?",
    ]
    assert "1 of 1 exercises do not pass." in printed(audit)


def test_the_page_shows_every_margin_and_escapes_code() -> None:
    """Each test that compares numbers has its line, and what stands in a diff is no markup."""
    page = audit_page([an_audit("gan", "x", survivors=(Survivor("1a2b", "x", DIFF, ("test_x",), ""),))])
    for text in ("gan/x", "test_x", "7.2e-10", "4.3e+03", "test_y", "x = 1 &lt; 2"):
        assert text in page
    assert "1 < 2" not in page
