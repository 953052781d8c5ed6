"""What an audit found: a line for each exercise, and below what an author has to do."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.model.audit import ExerciseAudit
from autograder.model.text import one_line
from autograder.report.pages import render

COLUMNS = ("mutants", "named", "taken", "right", "wrong", "idle", "sec")
"""As short as they are, the longest name of an exercise fits beside them in 80 characters."""
KEY = "right, wrong: their largest and their smallest error; the tolerance is 1."


def print_audit(console: Console, audits: Sequence[ExerciseAudit]) -> None:
    """Prints the table and all findings."""
    console.print(_table(audits))
    console.print(Text(KEY, "dim"))
    for each in audits:
        for line in findings(each):
            console.print(Text(line), soft_wrap=True)
    failed = sum(not each.passed for each in audits)
    says = f"{failed} of {len(audits)} exercises do not pass." if failed else f"All {len(audits)} exercises pass."
    console.print(Text(says, "bold red" if failed else "bold green"))


def _table(audits: Sequence[ExerciseAudit]) -> Table:
    """A line for each exercise, below a line for its assignment."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("exercise", overflow="fold")
    for place, column in enumerate(COLUMNS):
        widest = max(len(text) for text in [column, *(cells(each)[place] for each in audits)])
        table.add_column(column, justify="right", min_width=widest)  # when there is no room, the name is folded
    for assignment, exercises in groupby(audits, lambda each: each.assignment):
        table.add_row(Text(assignment, "bold"))
        for each in exercises:
            table.add_row(each.exercise, *cells(each), style="" if each.passed else "bold red")
    return table


def audit_page(audits: Sequence[ExerciseAudit]) -> str:
    """The whole page as HTML that needs no other file."""
    return render("audit.html", audits=audits, columns=COLUMNS, cells=cells, findings=findings, key=KEY)


def cells(audit: ExerciseAudit) -> list[str]:
    """The exercise's line of the table, without its name."""
    rejected = {line.partition(",")[0].partition(":")[0] for line in audit.rejected}
    return [
        "capstone" if audit.capstone else f"{audit.killed}/{audit.mutants - audit.equivalent}",
        f"{audit.misconceptions - len(audit.unnamed)}/{audit.misconceptions}",
        f"{audit.alternatives - len(rejected - {'reference'})}/{audit.alternatives}",
        *("-" if number is None else f"{number:.1g}" for number in audit.margin),
        str(len(audit.idle)),
        f"{audit.seconds:.1f}",
    ]


def findings(audit: ExerciseAudit) -> Iterator[str]:
    """What is to be done about the exercise, a line each; a survivor has its diff below it."""
    for problem in audit.problems:
        yield f"{audit.name}: {one_line(problem)}"
    for line in audit.earning:
        yield f"{audit.name}: a worthless answer earns something: {line}"
    for line in audit.rejected:
        yield f"{audit.name}: a right answer is rejected: {line}"
    for line in audit.unnamed:
        yield f"{audit.name}: a misconception is not found out: {line}"
    for survivor in audit.survivors:
        yield f"{audit.name}: survivor {survivor.id}: {one_line(survivor.description)}"
        yield f"    {one_line(survivor.differs)}. It passed {', '.join(survivor.tests)}."
        yield from (f"    {line}" for line in survivor.diff.splitlines()[2:])
    for line in audit.idle:
        yield f"{audit.name}: idle test: nothing wrong ever fails {line}; what does it give its points for?"
    for line in audit.stale:
        yield f"{audit.name}: stale entry in equivalent.toml: {one_line(line)}"
