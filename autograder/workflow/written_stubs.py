"""What students start from where they write letters or words: derived, like stubs, from what authors keep once."""

import json
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import InputError
from autograder.model.assignment import RESPONSES, Assignment, Exercise, Kind, Prompt
from autograder.store.bundle import QUESTIONS
from autograder.store.course import Course
from autograder.store.quiz_answers import QuizAnswers, quiz_file
from autograder.store.quiz_key import read_quiz_key
from autograder.store.responses import (
    Section,
    introduction,
    questions,
    questions_file,
    responses_file,
    uncollected,
)


def written_stubs(course: Course, assignment: Assignment) -> Iterator[tuple[Path, bytes]]:
    """Path and content: each quiz without its key, one file for the responses, and one of what exercises ask there.

    Raises:
        InputError: a key is not as it should be, or a prompt is not asked where the manifest says.
    """
    folder = course.stub_folder(assignment.slug)
    for exercise in assignment.exercises:
        if exercise.kind is Kind.QUIZ:
            yield from _quiz_stubs(course, assignment, exercise)
    prompts = [prompt for exercise in assignment.exercises for prompt in exercise.prompts]
    own = _questions(course, assignment.slug)
    asked = [(prompt, _section(course, assignment, prompt)) for prompt in prompts]
    asked += [(Prompt(slug), section) for slug, section in uncollected(own, assignment.headings).items()]
    if prompts:
        yield folder / QUESTIONS, questions_file(introduction(own), asked).encode()
    if asked:
        yield folder / RESPONSES, responses_file(asked, counted=bool(prompts)).encode()


def _quiz_stubs(course: Course, assignment: Assignment, exercise: Exercise) -> Iterator[tuple[Path, bytes]]:
    folder = course.stub_folder(assignment.slug)
    quiz = read_quiz_key(course.solution_folder(assignment.slug) / f"{exercise.slug}.toml")
    public = json.dumps(quiz.to_public(), indent=1, ensure_ascii=False)
    yield folder / f"{exercise.slug}.json", f"{public}\n".encode()
    yield folder / exercise.file, quiz_file(quiz, QuizAnswers()).encode()


def _section(course: Course, assignment: Assignment, prompt: Prompt) -> Section:
    """The prompt as it is asked in this assignment's questions, or in another one's."""
    slug = prompt.source or assignment.slug
    found = questions(_questions(course, slug))
    if prompt.slug not in found:
        path = course.assignment_folder(slug).relative_to(course.root) / QUESTIONS
        raise InputError(f"{path} asks no {prompt.slug!r}:", f"write it, or correct {assignment.slug}'s manifest.")
    return found[prompt.slug]


def _questions(course: Course, slug: str) -> str:
    path = course.assignment_folder(slug) / QUESTIONS
    return path.read_text("utf-8") if path.is_file() else ""
