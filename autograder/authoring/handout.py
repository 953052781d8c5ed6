"""A handout in sections, one for each heading of the second level."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.model.assignment import Exercise

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"#{1,2} +(.*?)\s*#*$")
FOR_FILES = re.compile(r"^<!-- files -->\n.*?^<!-- end files -->\n", re.MULTILINE | re.DOTALL)
"""What holds only where every answer is a file of its own."""


@dataclass(frozen=True)
class HandoutSection:
    """A heading, and the Markdown from it to the next one."""

    title: str
    text: str


def handout_sections(handout: str) -> list[HandoutSection]:
    """The sections in order, the title's first, without what is only for those who work with files.

    A section of which nothing is left but the heading goes, too.
    """
    found = list(_sections(FOR_FILES.sub("", handout)))
    return [section for place, section in enumerate(found) if place == 0 or "\n" in section.text.strip()]


def exercises_of(section: HandoutSection, exercises: Sequence[Exercise]) -> list[Exercise]:
    """The exercises that the heading names: `slug: title`, or `slug and slug`."""
    named = re.findall(r"[A-Za-z]\w*", section.title.partition(":")[0])
    return [exercise for exercise in exercises if exercise.slug in named]


def _sections(text: str) -> Iterator[HandoutSection]:
    """A `#` in a block of code is no heading."""
    title, lines, fence = "", list[str](), ""
    for line in text.splitlines():
        mark = FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        heading = None if fence else HEADING.fullmatch(line)
        if heading and any(each.strip() for each in lines):
            yield HandoutSection(title, "\n".join(lines))
            lines = []
        title = heading[1] if heading else title
        lines.append(line)
    yield HandoutSection(title, "\n".join(lines))
