"""Commands for a course's rules: later due dates, and the total over all assignments."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.model.points import text
from autograder.model.text import one_line

if TYPE_CHECKING:
    from autograder.workflow.totals import Totals


@click.command()
@click.argument("assignment", required=False)
@click.argument("students", nargs=-1, metavar="[STUDENT...]")
@click.option("--until", default="", metavar="TIME", help="The new due date, e.g. 2026-12-01T23:59.")
@click.option("--days", type=click.IntRange(min=1), metavar="N", help="Or so many days after that of the others.")
@click.option("--why", default="", metavar="TEXT", help="The reason, for you; students don't see it.")
@click.option("--revoke", "revoked", is_flag=True, help="Take it back.")
def extend(
    assignment: str | None, students: tuple[str, ...], until: str, days: int | None, why: str, revoked: bool
) -> None:
    """Gives students a later due date. Without students it lists who has one."""
    from autograder.errors import InputError
    from autograder.store.course import find_course
    from autograder.workflow.extend import extend as give
    from autograder.workflow.extend import extensions, revoke, shown

    course = find_course(Path.cwd())
    if not students and (until or days or why or revoked):
        raise InputError("Nobody is named:", "name students behind the assignment.")
    if revoked and (until or days or why):
        raise InputError("--revoke gives no new date:", "leave out --until, --days and --why.")
    if revoked and assignment:
        found = revoke(course, assignment, students)
    elif students and assignment:
        found = give(course, assignment, students, until, days, why)
    else:
        found = extensions(course, assignment)
    for each in found:
        what = "no longer due" if each.revoked else "due"
        reason = f" ({each.reason})" if each.reason else ""
        click.echo(one_line(f"{each.assignment}: {each.student} {what} {shown(course, each.due)}{reason}"))
    if not found:
        click.echo("No extensions.")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="A CSV file; without it, a table here.")
@click.option("--so-far", is_flag=True, help="Count points also where some wait for a person.")
def totals(out: Path | None, so_far: bool) -> None:
    """Shows what everybody has in the whole course, with the lowest of each group dropped."""
    from autograder.store.course import find_course
    from autograder.workflow.totals import totals as add_up
    from autograder.workflow.totals import write_totals

    found = add_up(find_course(Path.cwd()), so_far)
    for slug in found.uncounted:
        click.echo(f"{slug} is in no group of course.toml and does not count.", err=True)
    if out:
        write_totals(found, out)
        click.echo(f"{len(found.students)} students and {len(found.slugs)} assignments in {out}")
    else:
        _print(found)


def _print(found: "Totals") -> None:
    """A line for each student; what is dropped stands in brackets."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for heading in ("student", "name"):
        table.add_column(heading, no_wrap=True, max_width=24, overflow="ellipsis")
    for heading in (*found.slugs, "total", "of", "%"):
        table.add_column(heading, justify="right", overflow="fold")
    for each in found.students:
        names = [Text(one_line(each.person.id)), Text(one_line(each.person.name))]
        sums = [text(each.total.points), text(each.total.possible), each.percent] if not each.waiting else ["?"] * 3
        table.add_row(*names, *(each.cell(slug) for slug in found.slugs), *sums)
    Console().print(table)
