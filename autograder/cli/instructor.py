"""Commands for those who teach: people, hand-outs, submissions, feedback and grade files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.model.text import one_line

if TYPE_CHECKING:
    from autograder.workflow.roster import RosterReport

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
PATH = click.Path(path_type=Path)
EXISTING = click.Path(path_type=Path, exists=True)
SYSTEMS = ("canvas", "moodle", "blackboard", "brightspace", "gradescope", "nbgrader")
"""As `autograder.store` reads them, which is imported only when a command runs."""
FORMATS = ("files", "notebook", "nbgrader", "otter", "gradescope")
"""As `autograder.bridges.registry` has them, which is imported only when a command runs."""


@click.command()
@click.argument("assignment")
@click.option("--to", type=PATH, required=True, metavar="DIR", help="Where the folder and the zip are put.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="files",
    show_default=True,
    help="What students get: files or a notebook; or what another system takes.",
)
@click.option("--without-audit", is_flag=True, help="Release even if the hidden suites were not put on trial.")
def release(assignment: str, to: Path, format_name: str, without_audit: bool) -> None:
    """Builds what students of an assignment get: no solution and no hidden test is in it.

    Refused when the hidden suites do not pass their audit; see `autograder audit`.
    """
    from autograder.store.course import find_course
    from autograder.workflow.release import release as build

    if without_audit:
        click.echo("WITHOUT AUDIT: the hidden tests may take wrong answers for right; the README says so.", err=True)
    report = build(find_course(Path.cwd()), assignment, to, audited=not without_audit, format_name=format_name)
    for name in report.files:
        click.echo(f"  {name}")
    if report.kept:
        click.echo(f"Somebody worked in the former folder; what they did is kept in {report.kept}")
    whose = f"and the same in {report.archive} to hand out" if report.archive else "for you, and not for students"
    click.echo(f"{len(report.files)} files in {report.folder}, {whose}.")


@click.group(no_args_is_help=False)
def roster() -> None:
    """Takes in who is in the course."""


@roster.command("import")
@click.argument("file", type=FILE)
@click.option("--add", is_flag=True, help="Add those of a system's file who are not on the roster.")
@click.option("--withdraw", is_flag=True, help="Those who are not in the file have left.")
def import_file(file: Path, add: bool, withdraw: bool) -> None:
    """Takes in the people of a table, or of a file of your LMS; those who are known already are brought up to date.

    Exit code 1 when it is not certain who somebody is; nothing is guessed.
    """
    from autograder.store.course import find_course
    from autograder.workflow.roster import import_roster

    tell_roster(import_roster(find_course(Path.cwd()), file, add, withdraw), withdraw)


def tell_roster(report: "RosterReport", withdraw: bool) -> None:
    """Says what an import did, and ends with 1 if it is not certain who somebody is."""
    for doubt in report.doubts:
        near = f" (nearest: {', '.join(doubt.candidates)})" if doubt.candidates else ""
        click.echo(one_line(f"not taken in: {doubt.person.id} {doubt.person.name}: {doubt.why}{near}"), err=True)
    if report.absent:
        what = "have left now" if withdraw else "are not among them; if they have left, add --withdraw"
        click.echo(one_line(f"{', '.join(report.absent)}: {what}"), err=True)
    if report.doubts:
        click.echo("Who is new is added with --add; else give a table with their ids to `roster import`.", err=True)
    click.echo(f"{len(report.added)} new, {len(report.changed)} changed, {len(report.unchanged)} as they were.")
    click.get_current_context().exit(1 if report.doubts else 0)


@click.command()
@click.argument("assignment")
@click.argument("sources", type=EXISTING, nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--from", "system", type=click.Choice(SYSTEMS),
    help="The system that the sources come from, and are as it gave them.",
)  # fmt: skip
@click.option("--at", default="", metavar="TIME", help="When all of them were handed in, e.g. 2026-12-01T23:59.")
def collect(assignment: str, sources: tuple[Path, ...], system: str | None, at: str) -> None:
    """Takes in what students handed in: folders or zips named by student id, one zip of those, an LMS's download, or
    an nbgrader course.

    Exit code 1 when some submission could not be taken in, 2 when none could.
    """
    from autograder.store.course import find_course
    from autograder.workflow.collect import collect as take_in

    report = take_in(find_course(Path.cwd()), assignment, sources, system or "", at)
    for note in report.notes:
        click.echo(one_line(note))
    for problem in report.problems:
        click.echo(f"not collected: {one_line(problem.reason)}", err=True)
    taken = len(report.new) + len(report.unchanged)
    click.echo(
        f"{len(report.new)} new, {len(report.unchanged)} as they were, {len(report.problems)} could not be collected."
    )
    click.get_current_context().exit((1 if taken else 2) if report.problems else 0)


@click.command()
@click.argument("assignment")
@click.option("--out", type=PATH, help="Where the pages go, else the course's feedback/; with --for, the file.")
@click.option("--for", "system", type=click.Choice(["moodle", "canvas"]), help="Make a file that brings it to the LMS.")
@click.option("--template", type=FILE, metavar="FILE", help="With --for: the grade file as you downloaded it.")
@click.option("--course", "lms_course", default="", metavar="ID", help="Canvas: the number in the course's address.")
@click.option("--column", default="", metavar="NAME", help="Canvas: what it calls the assignment, if not by its title.")
@click.option("--statuses", is_flag=True, help="Canvas: tell also who was late, is missing or excused.")
@click.option("--so-far", is_flag=True, help="With --for: also where some points wait for a person.")
@click.option("--excuse", "excused", multiple=True, metavar="STUDENT", help="Whom to excuse; may be given again.")
def feedback(assignment: str, out: Path | None, system: str | None, **options: Any) -> None:
    """Writes a page for each student and an index for you; or, with --for, a file that brings feedback to an LMS."""
    from autograder.errors import InputError
    from autograder.store.course import find_course
    from autograder.workflow.feedback import INDEX, write_feedback
    from autograder.workflow.feedback_for_lms import Parcel, write_parcel

    course = find_course(Path.cwd())
    if system is None:
        if any(options.values()):
            raise InputError("--template and the options below it go with --for:", "add it, or leave them out.")
        pages = write_feedback(course, assignment, out)
        click.echo(f"{pages.pages} pages, {pages.changed} of them new or changed. Open {pages.folder / INDEX}")
        return
    if out is None:
        raise InputError("--for needs --out:", "name the file to write.")
    report = write_parcel(course, assignment, out, Parcel(system, **options))
    for problem in report.problems:
        click.echo(str(problem), err=True)
    click.echo(f"{report.students} students in {report.path}, to go to {report.upload}")


@click.command()
@click.argument("assignment")
@click.option(
    "--format", "fmt", required=True, metavar="FORMAT", help="canvas, moodle-csv, csv …; docs/lms.md has all."
)
@click.option("--out", type=PATH, metavar="FILE", help="Where it is written.")
@click.option("--check", is_flag=True, help="Only say what would be written and what would go wrong.")
@click.option("--strict", is_flag=True, help="Write nothing as long as something would go wrong.")
@click.option("--template", type=FILE, metavar="FILE", help="The grade file as you downloaded it from the LMS.")
@click.option("--column", default="", metavar="NAME", help="What the LMS calls the assignment, if not by its title.")
@click.option("--against", type=FILE, metavar="FILE", help="An earlier file of the format, to compare with.")
@click.option("--changed-only", is_flag=True, help="Write only those who get another score.")
@click.option("--comments", is_flag=True, help="Write comments, where the format has room for them.")
@click.option("--so-far", is_flag=True, help="Tell points also where some wait for a person.")
@click.option("--excuse", "excused", multiple=True, metavar="STUDENT", help="Whom to excuse; may be given again.")
def export(assignment: str, fmt: str, out: Path | None, check: bool, **options: Any) -> None:
    """Writes the grade file for the LMS, and says before what would go wrong there.

    Exit code 1 when --check finds something, 2 when --strict refuses.
    """
    from autograder.errors import InputError
    from autograder.store.course import find_course
    from autograder.workflow.export import Wishes
    from autograder.workflow.export import export as write_grades

    if (out is None) is not check:
        raise InputError("Either --out FILE or --check is needed:", "name the file, or only look.")
    report = write_grades(find_course(Path.cwd()), assignment, fmt, out, Wishes(**options))
    for problem in report.problems:
        click.echo(str(problem), err=True)
    for change in report.changes or ():
        click.echo(str(change))
    if report.path:
        click.echo(f"{report.rows} students in {report.path}, to go to {report.upload}")
    elif check:
        click.echo(f"{report.rows} students would be written; {report.traps} problems, {report.notes} notes.")
    else:
        raise InputError(f"{report.traps} problems, nothing was written:", "see to them, or leave out --strict.")
    click.get_current_context().exit(1 if check and report.traps else 0)


@click.command()
@click.option("--to", type=PATH, required=True, metavar="DIR", help="Where the pages go.")
def activities(to: Path) -> None:
    """Writes the pages of the in-class activities: cards to cut, and the instructor's guides with keys."""
    from autograder.store.course import find_course
    from autograder.workflow.activities import write_activities

    for path in write_activities(find_course(Path.cwd()), to):
        click.echo(path)
