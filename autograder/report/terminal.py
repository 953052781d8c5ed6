"""One result, or a whole class, on a terminal; calm without colour and in 80 columns."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.points import Points, text
from autograder.model.policy import Grade
from autograder.model.result import Diagnosis, ExerciseResult, Outcome, Result, TestResult
from autograder.model.text import lines, one_line
from autograder.report.outcomes import LOOKS, UNJUDGED, Look, looks_of
from autograder.report.statistics import final, mean, outcome_counts

WIDTH = 92
"""Columns; wider lines are hard to read."""
LONG = 40
"""Characters of a message that need not be read twice."""
LABELS = ("expected", "got", "perhaps", "next")
"""Words that start a line of a public check's message, and are set apart."""
WORD_WIDTH = max(len(look.word) for look in LOOKS.values())


def print_result(console: Console, assignment: Assignment, result: Result, details: bool = True) -> None:
    """Prints what one submission got, exercise by exercise; with `details`, every test's sentence too."""
    width = min(console.width, WIDTH)
    console.print(_headline(assignment, result), width=width)
    for exercise in result.exercises:
        console.print()
        for block in _exercise_blocks(console, assignment, exercise, details):
            console.print(block, width=width)
    if result.receipt:
        console.print()
        console.print(Text(one_line(f"isolation {result.isolation}, receipt {result.receipt}"), "dim"), width=width)


def class_table(
    console: Console, assignment: Assignment, results: Sequence[Result], people: Sequence[Person],
    grades: Mapping[str, Grade] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Prints one line for each student, what the symbols mean, and a summary.

    `grades` are by student; who has none has the points of the result.
    """
    numbers = " ".join(_number(place) for place in range(1, len(assignment.exercises) + 1))
    table = Table(box=None, padding=(0, 3, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("student", no_wrap=True, max_width=20, overflow="ellipsis")
    table.add_column("name", no_wrap=True, max_width=24, overflow="ellipsis")
    table.add_column("points", no_wrap=True, justify="right")
    table.add_column(Text(numbers), no_wrap=True, min_width=len(numbers))
    table.add_column("", overflow="fold")
    found = {result.student: result for result in results}
    known = {person.id for person in people}
    strangers = [Person(result.student) for result in results if result.student not in known]
    for person in [*people, *strangers]:
        table.add_row(*_student_cells(console, assignment, person, found.get(person.id), grades.get(person.id)))
    console.print(table)
    console.print()
    for entries in (_exercise_key(assignment), _outcome_key(console, results)):
        console.print(Columns(entries, padding=(0, 3)), style="dim")
    console.print()
    scores = [_points(result, grades.get(result.student)) for result in final(results)]
    console.print(_summary(results, scores, len(people) + len(strangers), assignment))


def symbol(console: Console, outcome: Outcome, looks: Mapping[Outcome, Look] = LOOKS) -> Text:
    """The outcome's symbol, in ASCII where the console has nothing else."""
    look = looks[outcome]
    return Text(look.ascii if console.options.ascii_only else look.symbol, look.style)


def out_of(points: Points, max_points: Points) -> str:
    """Points of points, or nothing where there are none to be had."""
    return f"{text(points)} of {text(max_points)}" if max_points else ""


def _headline(assignment: Assignment, result: Result) -> RenderableType:
    score = out_of(result.points, result.decided_points)
    later = f", {text(result.awaited_points)} to be reviewed" if result.awaited_points else ""
    bonus = f", {text(result.bonus_points)} as a bonus" if result.bonus_points else ""
    says = f"{score} points{bonus}{later}" if score else ""
    return _row(Text(one_line(assignment.title), "bold"), Text(says, "bold"))


def _row(left: RenderableType, right: Text) -> Table:
    """Text on the left, and on the right what belongs to it."""
    row = Table.grid(expand=True, padding=(0, 2, 0, 0), pad_edge=False)
    row.add_column(ratio=1, overflow="fold")
    row.add_column(justify="right", no_wrap=True)
    row.add_row(left, right)
    return row


def _exercise_blocks(
    console: Console, assignment: Assignment, result: ExerciseResult, details: bool
) -> Iterator[RenderableType]:
    known = assignment.exercise(result.exercise)
    looks = looks_of(known, result)
    look = looks[result.outcome]
    name = one_line(known.full_title if known else result.exercise)
    title = Text.assemble(symbol(console, result.outcome, looks), " ", (name, "bold"))
    waits = result.outcome is Outcome.TO_REVIEW and result.max_points > 0
    score = f"? of {text(result.max_points)}" if waits else out_of(result.points, result.max_points)
    yield _row(title, Text.assemble((look.word.ljust(WORD_WIDTH), look.style), score.rjust(14)))
    if result.outcome not in (Outcome.PASSED, Outcome.FAILED):
        yield _indented(Text(look.means, "dim"), 2)
    for diagnosis in result.diagnosis:
        yield _diagnosed(diagnosis)
    if result.message:
        yield _indented(_message(result.message), 2)
    for flag in result.flags:
        yield _indented(Text(f"To be looked at: {one_line(flag)}"), 2)
    if details:
        above = ""
        for test in result.tests:
            yield from _test_blocks(console, test, above, looks)
            above = test.message


def _diagnosed(diagnosis: Diagnosis) -> RenderableType:
    """A misconception by its name, before anything else: it is the answer to "what did I do wrong?"."""
    says = Text("\n").join(Text(line) for line in lines(diagnosis.says))
    return Padding(Text.assemble(("Probably this: ", "bold yellow"), says), (1, 2, 1, 4))


def _test_blocks(
    console: Console, test: TestResult, above: str, looks: Mapping[Outcome, Look]
) -> Iterator[RenderableType]:
    """One test; a long message that stands above already is not said again."""
    points = "" if test.outcome is Outcome.PASSED else out_of(test.points, test.max_points)
    right = looks[test.outcome].word if looks is UNJUDGED else points
    says = Text(one_line(test.says or test.name))
    sentence = Table.grid(padding=(0, 1, 0, 0))
    sentence.add_row(symbol(console, test.outcome, looks), says)
    yield _indented(_row(sentence, Text(right, "dim")), 2)
    if test.message and test.message == above and len(test.message) > LONG:
        yield _indented(Text("the same as above", "dim"), 6)
    elif test.message:
        yield _indented(_message(test.message), 6)


def _message(message: str) -> RenderableType:
    """A message, with the four words of a public check set apart in a column of their own."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    parts = [_labelled(line) for line in lines(message)]
    if not any(label for label, _ in parts):
        return Text("\n").join(rest for _, rest in parts)
    for label, rest in parts:
        table.add_row(Text(label), rest)
    return table


def _labelled(line: str) -> tuple[str, Text]:
    word, _, rest = line.partition(" ")
    return (word, Text(rest.strip())) if word in LABELS else ("", Text(line))


def _indented(block: RenderableType, columns: int) -> Padding:
    return Padding(block, (0, 0, 0, columns))


def _number(place: int) -> str:
    """A place in one column, as the heading of its symbols: 1 to 9, then 0."""
    return str(place % 10)


def _points(result: Result, grade: Grade | None) -> Points:
    return grade.points if grade else result.points


def _student_cells(
    console: Console, assignment: Assignment, person: Person, result: Result | None, grade: Grade | None
) -> list[Text]:
    names = [Text(one_line(person.id)), Text(one_line(person.name))]
    if result is None:
        return [*names, Text("-", "dim"), Text(""), Text("nothing received", "dim")]
    outcomes = {exercise.exercise: exercise.outcome for exercise in result.exercises}
    symbols = [
        symbol(console, outcomes[exercise.slug]) if exercise.slug in outcomes else Text(" ")
        for exercise in assignment.exercises
    ]
    points = Text(text(_points(result, grade)))
    return [*names, points, Text(" ").join(symbols), Text(_note(result, grade), "yellow")]


def _note(result: Result, grade: Grade | None) -> str:
    """What a reader of the points should know: rules changed them, they are not final, or isolation was not full."""
    notes = [f"{text(grade.raw)} graded, -{text(grade.over)} above the cap"] if grade and grade.over else []
    notes += [f"{text(grade.counted)}, -{text(grade.taken)} late"] if grade and grade.taken else []
    notes += [
        LOOKS[outcome].word
        for outcome in (Outcome.UNGRADED, Outcome.FLAGGED, Outcome.TO_REVIEW)
        if any(exercise.outcome is outcome for exercise in result.exercises)
    ]
    return "; ".join([*notes, *([] if result.isolation == "full" else [f"isolation {one_line(result.isolation)}"])])


def _exercise_key(assignment: Assignment) -> list[Text]:
    return [
        Text(f"{_number(place)} {one_line(exercise.full_title)}")
        for place, exercise in enumerate(assignment.exercises, start=1)
    ]


def _outcome_key(console: Console, results: Sequence[Result]) -> list[Text]:
    return [
        Text.assemble(symbol(console, outcome), f" {LOOKS[outcome].word} ({count})")
        for outcome, count in outcome_counts(results)
    ]


def _summary(results: Sequence[Result], scores: Sequence[Points], students: int, assignment: Assignment) -> Text:
    parts = [f"{students} student{'' if students == 1 else 's'}", f"{len(results)} with a result"]
    if len(scores) < len(results):
        waiting = sum(bool(result.awaited_points) and not result.ungraded for result in results)
        ungraded = sum(result.ungraded for result in results)
        parts += [f"{ungraded} not graded yet"] if ungraded else []
        parts += [f"{waiting} to be reviewed"] if waiting else []
    if scores:
        parts.append(f"mean {text(mean(scores))} of {text(assignment.points)} points")
    levels = Counter(result.isolation for result in results)
    parts += [f"isolation {one_line(level)} ({count})" for level, count in levels.most_common()]
    return Text(", ".join(parts), "bold")
