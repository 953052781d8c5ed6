"""Writing a page for each student."""

import string
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.store.course import Course, find_course
from autograder.workflow.feedback import INDEX, page_names, write_feedback

ALLOWED = set(string.ascii_letters + string.digits + "._@-%")


def test_everybody_with_a_result_gets_a_page(course: Course) -> None:
    """In the course's folder, with an index; no id leads out of it."""
    report = write_feedback(course, "counting")
    assert (report.folder, report.pages, report.changed) == (course.root / "feedback" / "counting", 3, 3)
    names = sorted(path.name for path in report.folder.iterdir())
    assert names == ["..%2Feve.html", "ada.html", INDEX, "stranger.html"]


def test_every_link_of_the_index_leads_to_a_page(course: Course) -> None:
    """Percent signs in file names are written as links need them."""
    folder = write_feedback(course, "counting").folder
    links = [part.partition('"')[0] for part in (folder / INDEX).read_text("utf-8").split('href="')[1:]]
    assert len(links) == 3
    assert all((folder / unquote(link)).is_file() for link in links)


def test_running_again_rewrites_only_what_changed(course: Course, hand_in: Callable[[str, int], None]) -> None:
    """Pages that are up to date are not touched."""
    folder = write_feedback(course, "counting").folder
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    assert write_feedback(course, "counting").changed == 0
    hand_in("ada", 100)
    assert write_feedback(course, "counting").changed == 1
    after = {path.name: path.stat().st_ino for path in folder.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"ada.html", INDEX}


def test_pages_can_go_elsewhere(course: Course, tmp_path: Path) -> None:
    """`out` is the folder that they go into."""
    assert write_feedback(course, "counting", tmp_path / "pages").folder == tmp_path / "pages"
    assert (tmp_path / "pages" / "ada.html").is_file()


def test_without_results_the_next_step_is_named(mini_course: Path) -> None:
    """Nothing is written."""
    with pytest.raises(InputError, match="autograder grade counting"):
        write_feedback(find_course(mini_course), "counting")
    assert not (mini_course / "feedback").exists()


def test_an_unknown_assignment_is_refused(course: Course) -> None:
    """With the nearest known one."""
    with pytest.raises(InputError, match="counting"):
        write_feedback(course, "countin")


def test_ordinary_ids_are_their_own_file_names() -> None:
    """An instructor finds a page by its student's id."""
    assert page_names(["ada", "s.001@x.org"]) == {"ada": "ada.html", "s.001@x.org": "s.001@x.org.html"}


def test_no_student_takes_the_place_of_another_or_of_the_index() -> None:
    """Even where file systems ignore case."""
    names = page_names(["Ada", "ada", "index", "INDEX", "a/b", "a%2Fb"])
    assert len({name.casefold() for name in names.values()} | {INDEX}) == 7


@given(st.lists(st.text(st.characters(exclude_categories=())) | st.text("aA", min_size=140, max_size=260), unique=True))
def test_any_ids_give_safe_names_of_their_own(students: list[str]) -> None:
    """Whatever the roster holds, of whatever length."""
    names = page_names(students)
    assert len({name.casefold() for name in names.values()} - {INDEX}) == len(students)
    assert all(set(name) <= ALLOWED and len(name) < 200 for name in names.values())
