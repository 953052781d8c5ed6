"""The page over all assignments: every bullet has a home, and nothing that is named is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.authoring.course_page import course_page, homes
from autograder.errors import InputError
from autograder.model.module import Bullet
from autograder.store.course import Course, find_course
from autograder.store.manifest import load_course_assignments
from autograder.store.module import read_module
from autograder.workflow.stubs import drift, write_stubs

COURSE = find_course(Path(__file__).parent)


@pytest.fixture
def listed(mini_course: Path) -> Course:
    """The mini course with one bullet, which its first exercise covers."""
    manifest = mini_course / "assignments/counting/assignment.toml"
    manifest.write_text(manifest.read_text().replace("minutes = 5\n", 'minutes = 5\ncovers = ["twice"]\n', 1))
    (mini_course / "assignments/module.toml").write_text(
        '[[bullet]]\nid = "twice"\ntopic = "Numbers"\nsays = "Twice as much"\n'
    )
    return find_course(mini_course)


def test_every_bullet_of_the_module_has_a_home() -> None:
    """No bullet stands alone, and every exercise is there for some bullet."""
    assignments, bullets = load_course_assignments(COURSE), read_module(COURSE)
    assert len(bullets) > 40
    assert not [bullet.id for bullet in bullets if not homes(bullet, assignments)]
    assert not [each.slug for assignment in assignments for each in assignment.exercises if not each.covers]


def test_the_whole_course_is_worth_270_points() -> None:
    """60 exercises in 8 assignments, as the course promises, and a bonus on top; the page says so."""
    assignments = load_course_assignments(COURSE)
    assert [assignment.place for assignment in assignments] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert sum(assignment.points for assignment in assignments) == 27_000
    page = course_page("Title", assignments, read_module(COURSE))
    assert "60 exercises in 8 assignments, 270 points" in page
    assert "; on top of these, 1 exercise for a bonus of 2 points.\n" in page
    assert " | 7 + 1 bonus | 34 | 195 |\n" in page
    assert "[Let it refuse (bonus)](gan/handout.md)" in page


def test_without_a_bonus_the_page_has_no_word_of_it() -> None:
    """As it is for most courses."""
    plain = [replace(each, exercises=each.counted) for each in load_course_assignments(COURSE)]
    assert "bonus" not in course_page("Title", plain, [])


def test_every_link_of_the_page_leads_somewhere() -> None:
    """Handouts, questions and activities are where the page says."""
    folder = COURSE.root / "assignments"
    links = [part.partition(")")[0] for part in (folder / "README.md").read_text("utf-8").split("](")[1:]]
    assert len(links) > 60
    assert not [link for link in links if not (folder / link).is_file()]


def test_the_page_is_kept_in_step(listed: Course) -> None:
    """A missing or changed page is drift, and writing the stubs mends it."""
    page = listed.root / "assignments/README.md"
    assert drift(listed) == ["assignments/README.md is missing"]
    assert write_stubs(listed) == [page]
    assert "- **Twice as much**: [Twice as much](counting/handout.md)" in page.read_text()
    page.write_text("by hand\n")
    assert drift(listed) == ["assignments/README.md differs from what it is made of"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('[[bullet]]\nid = "alone"\ntopic = "T"\nsays = "S"\n', "nothing covers 'alone'"),
        ('[[bullet]]\nid = "twice"\ntopic = "T"\nsays = "S"\n', "the bullet 'twice' is there twice"),
        ('questions = ["counting/whence"]\n', "names the question 'counting/whence', which is not asked"),
        ('activities = ["chess"]\n', "names the activity 'chess', which has no page"),
    ],
)
def test_a_bullet_that_leads_nowhere_is_told(listed: Course, more: str, says: str) -> None:
    """Whatever is wrong with the list of bullets is one line that says what to do."""
    path = listed.root / "assignments/module.toml"
    path.write_text(path.read_text() + more)
    with pytest.raises(InputError, match=says):
        drift(listed)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('covers = ["twice"]', 'covers = ["thrice"]', "counting/double: 'thrice' is no bullet of module.toml"),
        (
            "[[exercise]]",
            'after = ["counting"]\n[[exercise]]',
            "`after` names 'counting', which does not come before it",
        ),
    ],
)
def test_a_manifest_that_names_nothing_is_told(listed: Course, old: str, new: str, says: str) -> None:
    """A bullet or an assignment that is not there, or comes later, is told."""
    manifest = listed.root / "assignments/counting/assignment.toml"
    manifest.write_text(manifest.read_text().replace(old, new, 1))
    with pytest.raises(InputError, match=says):
        drift(listed)


def test_a_course_may_have_no_list(mini_course: Path) -> None:
    """Without a list of bullets there is no page, and nothing to keep in step."""
    assert drift(find_course(mini_course)) == []


def test_other_kinds_are_told_apart() -> None:
    """A quiz is marked as one."""
    quiz = Bullet("review_of_the_day", "T", "S")
    assert any("(quiz)" in home for home in homes(quiz, load_course_assignments(COURSE)))
    assert homes(replace(quiz, id="nothing"), load_course_assignments(COURSE)) == []
