"""A quiz as its author writes it."""

from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.store.course import find_course
from autograder.store.manifest import load_course_assignments
from autograder.store.quiz_key import read_quiz_key

COURSE = find_course(Path(__file__).parent)
KEYS = [
    COURSE.solution_folder(assignment.slug) / f"{exercise.slug}.toml"
    for assignment in load_course_assignments(COURSE)
    for exercise in assignment.exercises
    if exercise.kind == "quiz"
]
GOOD = """[[question]]
id = "q01"
asks = "Which?"

[[question.option]]
text = "this"
says = "Yes."
right = true

[[question.option]]
text = "that"
says = "No."
"""


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_keys_of_the_course_give_nothing_away(path: Path) -> None:
    """No letter is right more than four times in ten, and every letter is right once."""
    right = [question.right for question in read_quiz_key(path).questions]
    assert set(right) == set("abcd") and max(map(right.count, right)) <= 0.4 * len(right)


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_every_option_is_explained_in_its_own_words(path: Path) -> None:
    """Right or wrong, each option has an explanation, and no two share one; options are all different."""
    questions = read_quiz_key(path).questions
    says = [option.says for question in questions for option in question.options]
    assert all(len(text) > 40 for text in says) and len(set(says)) == len(says)
    assert all(len({option.text for option in question.options}) == 4 for question in questions)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("right = true", "", "quiz.toml:1: 0 options are right, mark exactly one"),
        ('says = "No."', 'says = "No."\nright = true', "quiz.toml:1: 2 options are right, mark exactly one"),
        ('says = "No."', "", "`says` is missing, add it"),
        ('id = "q01"', 'id = "one"', "`id` is 'one'"),
        ('text = "that"', 'text = ""', "`text` is ''"),
    ],
)
def test_errors_are_told_with_their_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    """Whatever is wrong with a key is an InputError that says where and what to do."""
    path = tmp_path / "quiz.toml"
    path.write_text(GOOD)
    assert read_quiz_key(path).questions[0].right == "a"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(InputError, match=says):
        read_quiz_key(path)


def test_numbers_are_not_used_twice(tmp_path: Path) -> None:
    """Two questions of one number are refused."""
    path = tmp_path / "quiz.toml"
    path.write_text(GOOD + GOOD)
    with pytest.raises(InputError, match="used twice"):
        read_quiz_key(path)
