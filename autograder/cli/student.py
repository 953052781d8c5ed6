"""Commands for students; nothing here needs a course, a suite or a solution on the machine."""

import json
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.model.assignment import LEVELS, Assignment
from autograder.model.points import text


@click.command()
@click.argument("target", required=False, metavar="[ASSIGNMENT[/EXERCISE]]")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, and nothing else.")
def check(target: str | None, as_json: bool) -> None:
    """Tries your answers on the public checks. Exit code 1 when one fails."""
    from autograder.cli.progress import bar
    from autograder.model.result import Outcome
    from autograder.report.terminal import print_result
    from autograder.workflow.check import check as run_checks

    with bar("checking") as progress:  # what the answers print meanwhile stands above it
        report = run_checks(Path.cwd(), target, progress)
    if as_json:
        click.echo(json.dumps([result.to_dict() for result in report.results], indent=1))
    else:
        for result in report.results:
            print_result(Console(), report.bundle.assignment, result)
    done = (Outcome.PASSED, Outcome.TO_REVIEW)
    passed = all(
        exercise.outcome in done and all(test.outcome is Outcome.PASSED for test in exercise.tests)
        for result in report.results for exercise in result.exercises
    )  # fmt: skip
    click.get_current_context().exit(0 if passed else 1)


@click.command()
@click.argument("exercise", metavar="EXERCISE")
@click.option("--all", "everything", is_flag=True, help="All hints at once.")
def hint(exercise: str, everything: bool) -> None:
    """Shows the next hint for an exercise: first the idea, then the shapes, then the steps."""
    from autograder.workflow.hint import hint as next_hint

    hints = next_hint(Path.cwd(), exercise, everything)
    count = len(hints.exercise.hints)
    for number, says in enumerate(hints.texts, hints.first):
        click.echo(f"Hint {number} of {count}: {says}")
    if hints.first + len(hints.texts) <= count:
        click.echo(f"One more: autograder hint {exercise}")
    elif not everything:
        click.echo("That was the last one.")


@click.command()
@click.argument("assignment", required=False)
@click.option("--student", metavar="ID", help="Who you are in this course: the order of the options is your own.")
def quiz(assignment: str | None, student: str | None) -> None:
    """Asks the questions of a quiz, one by one; each answer is kept at once, and can be changed by asking again."""
    from autograder.workflow.quiz import open_quiz

    session = open_quiz(Path.cwd(), assignment, student, _ask_who())
    count = len(session.questions)
    for number, question in enumerate(session.questions, start=1):
        click.echo(f"\n{number} of {count}. {question.asks}\n")
        for letter, option in question.lettered().items():
            click.echo(textwrap.fill(option.text, 88, initial_indent=f"  {letter}  ", subsequent_indent=" " * 5))
        given = session.given(question)
        letters = ", ".join(question.lettered())
        prompt = f"\n{letters}, or Enter to {f'keep {given}' if given else 'go on'}"
        choice = click.Choice([*question.lettered(), ""], case_sensitive=False)
        answer = click.prompt(prompt, default=given, type=choice, show_choices=False, show_default=False)
        if answer:
            session.answer(question, answer)
    left = sum(not session.given(question) for question in session.questions)
    says = f"{left} of {count} have no answer yet" if left else f"All {count} questions are answered"
    click.echo(f"\n{says}. Your answers are in {session.path.name}; ask again to change them.")


@click.command()
def status() -> None:
    """Lists the exercises and how far you are."""
    from autograder.workflow.status import status as read_status

    found_all = read_status(Path.cwd())
    for found in found_all:
        table = Table(title=escape(_title(found.assignment)), title_justify="left", box=None, pad_edge=False)
        for column in ("exercise", "title", "level", "min", "points", "state"):
            right, whole = column in ("min", "points"), column == "exercise"  # which students have to type
            table.add_column(
                column, justify="right" if right else "left", no_wrap=whole, overflow="fold" if whole else "ellipsis"
            )
        for standing in found.exercises:
            exercise = standing.exercise
            table.add_row(
                exercise.slug, escape(exercise.full_title), LEVELS[exercise.level], str(exercise.minutes),
                text(exercise.points), escape(standing.says), style="green" if standing.done else None,
            )  # fmt: skip
        Console().print(table, "")
    if len(found_all) > 1:
        points = text(sum(found.assignment.points for found in found_all))
        hours = round(sum(found.assignment.minutes for found in found_all) / 60)
        click.echo(f"{len(found_all)} assignments, {points} points in all, about {hours} hours.")


@click.command()
@click.argument("assignment", required=False)
@click.option("--student", metavar="ID", help="Who you are in this course; remembered for the next time.")
def submit(assignment: str | None, student: str | None) -> None:
    """Packs your answers into one file to upload, ASSIGNMENT-STUDENT.zip."""
    from autograder.store.answers import State
    from autograder.workflow.submit import submit as pack

    packed = pack(Path.cwd(), assignment, student, _ask_who())
    click.echo(f"{packed.path.name}, for {packed.student}:")
    for answer in packed.answers:
        problem = f" ({answer.problem})" if answer.problem else ""
        mark = "  " if answer.state is State.EDITED else "! "
        own = answer.path.name == answer.exercise.file
        name = answer.exercise.file if own else f"{answer.exercise.slug} in {answer.path.name}"
        click.echo(f"{mark}{name:<36} {answer.state}{problem}")
    for name in packed.further:
        click.echo(f"  {name:<36} {State.STUB if name in packed.unwritten else ''}".rstrip())
    unfinished = sum(answer.state is not State.EDITED for answer in packed.answers)
    if unfinished:
        click.echo(f"{unfinished} of {len(packed.answers)} answers, marked with !, will earn nothing as they are.")
    click.echo(f"Now upload {packed.path}")


def _title(assignment: Assignment) -> str:
    """Its place and title; below, what it is worth, how long it takes, and what should come before."""
    number = f"{assignment.place}. " if assignment.place else ""
    after = f"; builds on {', '.join(assignment.after)}" if assignment.after else ""
    points = text(assignment.points)
    return f"{number}{assignment.title}\n{points} points, about {assignment.minutes} minutes{after}"


def _ask_who() -> Callable[[], str] | None:
    """A question to the student, where there is somebody to answer it."""
    return (lambda: str(click.prompt("Your student id", err=True)).strip()) if sys.stdin.isatty() else None
