"""Commands that grade: one submission, a class, or a made-up class."""

import json
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.progress import bar

ISOLATION = click.option(
    "--isolation",
    type=click.Choice(["auto", "full", "uid", "process", "trusted"]),
    default="auto",
    show_default=True,
    help="How strongly submissions are kept apart; auto is the strongest that works here.",
)
TRUST = click.option("--trust-submissions", is_flag=True, help="Grade even where isolation is weak.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document, and nothing else.")


@click.command()
@click.argument("assignment")
@click.option("--student", metavar="ID", help="Only this student.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many graders at a time.")
@ISOLATION
@TRUST
@AS_JSON
def grade(
    assignment: str, student: str | None, jobs: int | None, isolation: str, trust_submissions: bool, as_json: bool
) -> None:
    """Grades what is new. Exit code 1 when a submission could not be graded through our fault."""
    from autograder.store.course import find_course
    from autograder.workflow.grade import grade as grade_class

    with bar("grading") as progress:
        report = grade_class(
            find_course(Path.cwd()), assignment, student=student, jobs=jobs, isolation=isolation,
            trust=trust_submissions, progress=progress,
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps([result.to_dict() for result in report.results], indent=1))
    else:
        graded = f"{len(report.results)} graded, {report.skipped} were graded already"
        click.echo(f"{graded}, {report.ungraded} could not be graded; isolation {report.isolation}.")
    for fault in report.faults:
        click.echo(f"autograder: {fault}", err=True)
    click.get_current_context().exit(1 if report.ungraded else 0)


@click.command()
@click.argument("assignment")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@ISOLATION
@TRUST
@AS_JSON
def score(assignment: str, path: Path, isolation: str, trust_submissions: bool, as_json: bool) -> None:
    """Grades one file, folder or zip; stores nothing."""
    from autograder.report.terminal import print_result
    from autograder.store.course import find_course
    from autograder.store.manifest import find_assignment
    from autograder.workflow.score import score as score_path

    course = find_course(Path.cwd())
    result = score_path(course, assignment, path, isolation=isolation, trust=trust_submissions)
    if as_json:
        click.echo(json.dumps(result.to_dict(), indent=1))
    else:
        print_result(Console(), find_assignment(course, assignment), result)
    click.get_current_context().exit(1 if result.ungraded else 0)


@click.command()
@click.option("--students", type=click.IntRange(min=1), default=40, show_default=True, metavar="N")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, metavar="DIR")
def demo(students: int, out: Path) -> None:
    """Walks the whole path with a made-up class: collect, grade, feedback, export."""
    from autograder.report.terminal import class_table
    from autograder.store.course import find_course
    from autograder.workflow.class_results import class_results
    from autograder.workflow.demo import demo as walk

    with bar("grading") as progress:
        summary = walk(find_course(Path.cwd()), out, students, progress, click.echo)
    outcome = class_results(find_course(out / "course"), summary.assignment)
    results = [result for _, result in outcome.pairs if result is not None]
    people = [person for person, _ in outcome.pairs]
    class_table(Console(), outcome.assignment, results, people, outcome.grades)
    click.echo(
        f"""
Graded {summary.students} submissions in {summary.seconds:.1f} s, isolation {summary.isolation};
{summary.seconds_per_submission:.2f} s a submission once a grader runs.

  {out}/feedback/index.html     what you see first as the instructor
  {out}/feedback/s001.html      what a student sees
  {out}/grades-canvas.csv       the file for Canvas
  {out}/course/                 a course of its own: its gradebook, submissions and results
  {out}/inbox/                  what the students handed in
  {out}/summary.json            these numbers

Next, try:
  cd {out}/course && autograder score self_attention ../inbox/self_attention-s002.zip
  autograder release self_attention --to /tmp/handout     # what students get
  autograder --help"""
    )
