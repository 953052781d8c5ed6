"""Commands for those who write exercises."""

import json
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


@click.command()
@click.argument("target", required=False, metavar="[ASSIGNMENT[/EXERCISE]]")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, and nothing else.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Writes a page, too.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many exercises at a time.")
def audit(target: str | None, as_json: bool, html: Path | None, jobs: int | None) -> None:
    """Puts hidden suites on trial with right answers, typical mistakes and mutants.

    Exit code 1 when a mutant survives, a right answer is rejected, a mistake is not named, or a worthless answer earns
    something. What was audited before and has not changed is not done again.
    """
    from rich.console import Console

    from autograder.cli.progress import bar
    from autograder.report.audit import audit_page, print_audit
    from autograder.store.course import find_course
    from autograder.workflow.audit import audit as try_suites
    from autograder.workflow.writing import write_if_changed

    with bar("auditing") as progress:
        audits = try_suites(find_course(Path.cwd()), target, jobs=jobs, progress=progress)
    if html:
        write_if_changed(html, audit_page(audits).encode())
    passed = all(each.passed for each in audits)
    if as_json:
        document = {"format_version": 1, "passed": passed, "exercises": [each.to_dict() for each in audits]}
        click.echo(json.dumps(document, indent=1))
    else:
        print_audit(Console(), audits)
    click.get_current_context().exit(0 if passed else 1)
