"""Commands for a course's rules: later due dates, and the total over all assignments."""

from pathlib import Path

import click

from autograder.model.text import one_line


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
