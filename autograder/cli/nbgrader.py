"""Commands for those who teach with nbgrader."""

from pathlib import Path

import click

from autograder.model.text import one_line


@click.group(no_args_is_help=False)
def nbgrader() -> None:
    """Writes results into an nbgrader course."""


@nbgrader.command()
@click.argument("assignment")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="COURSE")
def push(assignment: str, folder: Path) -> None:
    """Writes scores and comments into the gradebook of the nbgrader course in the folder COURSE.

    Exit code 1 when somebody's result could not be written; each is named.
    """
    from autograder.store.course import find_course
    from autograder.workflow.nbgrader import push as write_results

    report = write_results(find_course(Path.cwd()), assignment, folder)
    for line in report.left:
        click.echo(f"left alone: {one_line(line)}", err=True)
    click.echo(f"{len(report.pushed)} written, {len(report.unchanged)} as they were, {len(report.left)} left alone.")
    click.get_current_context().exit(1 if report.left else 0)
