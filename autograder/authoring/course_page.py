"""The page over all assignments: in which order, and where each bullet of the module is exercised."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from autograder.model.assignment import Assignment, Kind
from autograder.model.module import Bullet
from autograder.model.points import text, total

HEAD = """<!-- Made by `autograder stubs` of the manifests and module.toml: change those, not this. -->
"""


def course_page(title: str, assignments: Sequence[Assignment], bullets: Sequence[Bullet]) -> str:
    """The page as Markdown."""
    lines = [HEAD, f"# {title}", "", *_overview(assignments), *_coverage(assignments, bullets)]
    return "\n".join(lines) + "\n"


def homes(bullet: Bullet, assignments: Sequence[Assignment]) -> list[str]:
    """Links to all that is about a bullet: exercises in course order, questions, activities."""
    found = [
        f"[{exercise.full_title}]({assignment.slug}/handout.md)" if exercise.kind is Kind.CODE
        else f"[{exercise.full_title}]({assignment.slug}/handout.md) ({exercise.kind})"
        for assignment in assignments for exercise in assignment.exercises if bullet.id in exercise.covers
    ]  # fmt: skip
    questions = (name.partition("/") for name in bullet.questions)
    found += [f"[question `{slug}`]({assignment}/questions.md)" for assignment, _, slug in questions]
    return found + [f"[in class: {name.replace('_', ' ')}](activities/{name}.md)" for name in bullet.activities]


def _overview(assignments: Sequence[Assignment]) -> Iterator[str]:
    points, minutes = total(each.points for each in assignments), sum(each.minutes for each in assignments)
    count = f"{sum(len(each.counted) for each in assignments)} exercises in {len(assignments)} assignments"
    yield f"{count}, {text(points)} points, about {round(minutes / 60)} hours of work{_on_top(assignments)}."
    yield from ("", "| | assignment | builds on | exercises | points | minutes |", "|---|---|---|---|---|---|")
    titles = {assignment.slug: assignment.title for assignment in assignments}
    for number, each in enumerate(assignments, start=1):
        after = ", ".join(titles.get(slug, slug) for slug in each.after)
        link = f"[{each.title}]({each.slug}/handout.md)"
        extra = len(each.exercises) - len(each.counted)
        count = f"{len(each.counted)} + {extra} bonus" if extra else f"{len(each.counted)}"
        yield f"| {number} | {link} | {after} | {count} | {text(each.points)} | {each.minutes} |"


def _on_top(assignments: Sequence[Assignment]) -> str:
    """What there is for a bonus, if anything."""
    extra = [exercise for each in assignments for exercise in each.exercises if exercise.bonus]
    if not extra:
        return ""
    points = text(total(exercise.points for exercise in extra))
    return f"; on top of these, {len(extra)} exercise{'' if len(extra) == 1 else 's'} for a bonus of {points} points"


def _coverage(assignments: Sequence[Assignment], bullets: Sequence[Bullet]) -> Iterator[str]:
    yield from ("", "## Where each thing is exercised")
    for topic, group in groupby(bullets, key=lambda bullet: bullet.topic):
        yield from ("", f"### {topic}", "")
        for bullet in group:
            yield f"- **{bullet.says}**: {', '.join(homes(bullet, assignments))}"
