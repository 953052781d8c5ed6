"""Commands that talk to an LMS over LTI 1.3."""

from pathlib import Path
from typing import Any

import click

from autograder.cli.instructor import tell_roster
from autograder.cli.progress import bar

PLATFORM = click.option("--platform", default="", metavar="NAME", help="Which one, where lti.toml has several.")


@click.group(no_args_is_help=False)
def lti() -> None:
    """Sends scores to the LMS and fetches people, over LTI 1.3 Advantage. docs/lti.md has the steps in each LMS."""


@lti.command()
@click.option("--pem", is_flag=True, help="The public key as PEM, for an LMS that takes no key set.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Writes it into a file.")
@click.option("--new", is_flag=True, help="Make another key pair; the former one is kept beside it.")
def keys(pem: bool, out: Path | None, new: bool) -> None:
    """Makes the course's key pair, once, and shows the public half, to be registered in the LMS."""
    from autograder.store.course import find_course
    from autograder.workflow.lti_people import course_key
    from autograder.workflow.writing import write_if_changed

    report = course_key(find_course(Path.cwd()), new)
    text = report.pem if pem else report.key_set
    if out:
        write_if_changed(out, text.encode())
    else:
        click.echo(text, nl=False)
    made = "made" if report.made else "there already"
    click.echo(f"Key {report.id}, {made}; the private half is in {report.path}: give it to nobody.", err=True)
    if report.kept:
        click.echo(f"The former one is in {report.kept}. Register the new one; until then nothing is let in.", err=True)


@lti.command()
@click.argument("assignment")
@PLATFORM
@click.option("--dry-run", is_flag=True, help="Print the requests without their secrets, and send nothing.")
@click.option("--comments/--no-comments", default=True, help="Whether to send comments, too.  [default: yes]")
@click.option("--so-far", is_flag=True, help="Send points also where some wait for a person.")
@click.option("--excuse", "excused", multiple=True, metavar="STUDENT", help="Whom to leave out; may be given again.")
@click.option("--again", is_flag=True, help="Send also what is there already, or was taken for old.")
def push(assignment: str, dry_run: bool, **options: Any) -> None:
    """Sends scores and comments that the LMS does not have yet; run it again after anything that went wrong.

    Exit code 1 when a score could not be sent.
    """
    from autograder.store.course import find_course
    from autograder.workflow import lti as workflow
    from autograder.workflow.lti_plan import PushWishes

    course, wishes = find_course(Path.cwd()), PushWishes(**options)
    if dry_run:
        requests, report = workflow.dry_run(course, assignment, wishes)
        click.echo("\n\n".join(requests))
    else:
        with bar("sending") as progress:
            report = workflow.push(course, assignment, wishes, progress)
    for problem in report.problems:
        click.echo(str(problem), err=True)
    for label in report.made:
        click.echo(f"Made the line item {label}.")
    sent = f"{report.sent} {'would be sent' if dry_run else 'sent'}"
    click.echo(f"{sent}, {report.as_before} as they were, {report.failed} could not be sent.", err=dry_run)
    click.get_current_context().exit(1 if report.failed else 0)


@lti.command()
@PLATFORM
@click.option("--add", is_flag=True, help="Add those who are not on the roster.")
@click.option("--withdraw", is_flag=True, help="Those whom the LMS does not name have left.")
def roster(platform: str, add: bool, withdraw: bool) -> None:
    """Takes in the students of the LMS's course; those who are known already get their LTI ids.

    Exit code 1 when it is not certain who somebody is; nothing is guessed.
    """
    from autograder.store.course import find_course
    from autograder.workflow.lti_people import import_members

    tell_roster(import_members(find_course(Path.cwd()), platform, add, withdraw), withdraw)
