"""Commands for those who write exercises."""

from pathlib import Path

import click


@click.command()
@click.option("--check", is_flag=True, help="Changes nothing; exit code 1 when a stub is out of step.")
def stubs(check: bool) -> None:
    """Makes the students' stubs from the solutions."""
    from autograder.store.course import find_course
    from autograder.workflow.stubs import drift, write_stubs

    course = find_course(Path.cwd())
    if check:
        stale = drift(course)
        for line in stale:
            click.echo(line)
        click.echo("Run `autograder stubs` and commit." if stale else "All stubs are in step.")
        click.get_current_context().exit(1 if stale else 0)
    changed = write_stubs(course)
    for path in changed:
        click.echo(f"{'wrote' if path.exists() else 'removed'} {path.relative_to(course.root)}")
    click.echo(f"{len(changed)} stubs changed." if changed else "All stubs were in step.")
