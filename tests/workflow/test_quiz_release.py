"""What students get of a quiz and of free responses, and what they don't."""

from pathlib import Path

import pytest

from autograder.errors import Fault
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment
from autograder.store.quiz_key import read_quiz_key
from autograder.workflow.leaks import refuse_leaks
from autograder.workflow.written_stubs import written_stubs

COURSE = find_course(Path(__file__).parent)
ASSIGNMENT = find_assignment(COURSE, "limits_and_discussion")
KEY = read_quiz_key(COURSE.solution_folder(ASSIGNMENT.slug) / "concept_quiz.toml")
FILES = {path.name: content for path, content in written_stubs(COURSE, ASSIGNMENT)}


def test_the_files_to_fill_in_hold_no_key() -> None:
    """Questions and options are there; explanations and right answers are not."""
    assert set(FILES) == {"concept_quiz.py", "concept_quiz.json", "questions.md", "responses.md"}
    for name in ("concept_quiz.py", "concept_quiz.json"):
        text = " ".join(FILES[name].decode().split())
        assert all(question.asks in text for question in KEY.questions)
        assert not [option.says for question in KEY.questions for option in question.options if option.says in text]
    refuse_leaks(COURSE, ASSIGNMENT, FILES)


def test_questions_that_no_exercise_collects_have_a_place_to_be_answered() -> None:
    """A file with their headings, which says that there are no points; what is asked is handed out as it is."""
    (responses,) = (content.decode() for path, content in written_stubs(COURSE, find_assignment(COURSE, "gan"))
                    if path.suffix == ".md")  # fmt: skip
    asked = (COURSE.assignment_folder("gan") / "questions.md").read_text("utf-8")
    assert [line for line in responses.splitlines() if line.startswith("## ")] == [
        line for line in asked.splitlines() if line.startswith("## ")
    ]
    assert "no points" in responses and "check" not in responses


def test_a_release_with_an_explanation_in_it_is_refused() -> None:
    """An explanation that slipped into a handout is found, however its lines are broken."""
    says = KEY.questions[3].options[1].says
    with pytest.raises(Fault, match="handout.md holds"):
        refuse_leaks(COURSE, ASSIGNMENT, {"handout.md": says.replace(" ", "\n").encode()})


def test_prompts_of_other_assignments_are_taken_over_word_for_word() -> None:
    """Each prompt stands once, in the manifest's order, under the heading that `responses.md` has for it."""
    questions, responses = FILES["questions.md"].decode(), FILES["responses.md"].decode()
    headings = [line for line in questions.splitlines() if line.startswith("## ")]
    assert headings == [line for line in responses.splitlines() if line.startswith("## ")]
    assert [heading.split()[1].rstrip(":") for heading in headings] == list(ASSIGNMENT.headings)
    source = (COURSE.assignment_folder("gan") / "questions.md").read_text("utf-8")
    assert source[source.index("A generator makes") : source.index("## balderdash")].strip() in questions
