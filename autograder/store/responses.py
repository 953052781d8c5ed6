"""Texts under headings: questions, and what students answer to them in `responses.md`."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.model.assignment import Prompt

HEADING = re.compile(r"^#{1,6}[ \t]*([A-Za-z]\w*)\b[^\n]*$", re.MULTILINE)
QUESTION = re.compile(r"^## ([A-Za-z]\w*)", re.MULTILINE)
FEWEST, MOST = 60, 250
"""Words of an answer."""
BORROWED = """*(Asked in `{source}`, and "this assignment" is that one. If you wrote about it there, bring your answer
along, and make it better.)*"""
INTRODUCTION = f"""# Your responses

Write below each heading, {FEWEST} to {MOST} words; what is asked stands in `questions.md`. Leave the headings as they
are. {{reads}}
"""
COUNTED = "`autograder check` counts your words; a person reads them."
KEPT = "A person reads what you wrote. There are no points for it here; keep it, other assignments may come back to it."


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    text: str


def sections(text: str, slugs: Collection[str]) -> dict[str, Section]:
    """Slug to section, for these slugs; any other heading is part of the text that it stands in."""
    text = text.replace("\r\n", "\n")
    found = [match for match in HEADING.finditer(text) if match[1] in slugs]
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    parts: dict[str, Section] = {}
    for match, end in zip(found, ends, strict=True):
        body = text[match.end() : end].strip()
        before = f"{parts[match[1]].text}\n\n" if match[1] in parts else ""  # the same heading twice: both count
        parts[match[1]] = Section(match[0].lstrip("# \t"), before + body)
    return parts


def questions(text: str) -> dict[str, Section]:
    """Slug to section of a file of questions, one for each heading of the second level."""
    return sections(text, QUESTION.findall(text))


def words(text: str) -> int:
    """How many words a text has: what stands between blanks and holds a letter or a digit."""
    return sum(any(character.isalnum() for character in token) for token in text.split())


def shortcoming(prompt: Prompt, answer: str) -> str:
    """Why the answer is not complete yet, in a sentence; nothing is said of what it says."""
    count = words(answer)
    if prompt.completion:
        return "" if count else "Not written yet."
    if not FEWEST <= count <= MOST:
        return f"Write {FEWEST} to {MOST} words."
    if prompt.number and not any(character.isdigit() for character in answer):
        return "Quote a number that you computed yourself."
    return ""


def questions_file(introduction: str, asked: Sequence[tuple[Prompt, Section]]) -> str:
    """`questions.md` as students get it, with questions of other assignments in their places."""
    parts = [introduction.strip()]
    for prompt, section in asked:
        parts.append(f"## {section.heading}")
        parts += [BORROWED.format(source=prompt.source)] if prompt.source else []
        parts.append(section.text)
    return "\n\n".join(parts) + "\n"


def responses_file(asked: Sequence[tuple[Prompt, Section]], counted: bool) -> str:
    """`responses.md` as students get it: nothing but headings. `counted`: an exercise collects what is written."""
    head = INTRODUCTION.format(reads=COUNTED if counted else KEPT)
    return "\n".join([head, *(f"## {section.heading}\n\n" for _, section in asked)]).rstrip() + "\n"


def uncollected(text: str, headings: Collection[str]) -> dict[str, Section]:
    """The questions of a file that no exercise of the assignment collects: to think about, and to take along."""
    return {slug: section for slug, section in questions(text).items() if slug not in headings}


def introduction(text: str) -> str:
    """What stands before the first question, the title included."""
    first = QUESTION.search(text)
    return text[: first.start()] if first else text


def answered(prompts: Sequence[Prompt], answers: Mapping[str, Section]) -> Iterator[tuple[Prompt, str]]:
    """Every prompt with its answer, empty where there is none."""
    return ((prompt, answers[prompt.slug].text if prompt.slug in answers else "") for prompt in prompts)
