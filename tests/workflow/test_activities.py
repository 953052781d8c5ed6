"""The pages of the in-class activities."""

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.store.activities import load_activities
from autograder.store.course import Course, find_course
from autograder.workflow.activities import write_activities

COURSE = find_course(Path(__file__))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Name and text of every page."""
    paths = write_activities(COURSE, tmp_path_factory.mktemp("pages"))
    return {path.name: html.unescape(path.read_text("utf-8")) for path in paths}


@pytest.fixture
def copied(tmp_path: Path) -> Course:
    """The course's activities in a course of their own."""
    for room in ("assignments", "solutions"):
        shutil.copytree(COURSE.root / room / "activities", tmp_path / room / "activities")
    (tmp_path / "course.toml").write_text('title = "Copy"\n')
    return find_course(tmp_path)


def test_there_are_enough_cards_and_sentences() -> None:
    """At least 24 cards, some of them wrong on purpose, and 12 sentences."""
    found = load_activities(COURSE)
    assert len(found.cards) >= 24 and len(found.sentences) >= 12
    assert 3 <= sum(card.truth is not None for card in found.cards) <= 6


def test_players_do_not_learn_which_cards_are_wrong(pages: dict[str, str]) -> None:
    """The truth about a wrong card stands in the key alone; every question stands on a card."""
    for card in load_activities(COURSE).cards:
        assert card.question in pages["balderdash_cards.html"] and card.answer in pages["balderdash_cards.html"]
        assert card.truth is None or card.truth in pages["balderdash_key.html"]
        assert card.truth is None or card.truth not in pages["balderdash_cards.html"]


def test_every_word_is_a_card_and_every_order_is_in_the_key(pages: dict[str, str]) -> None:
    """As many cards as words, and the model's order beside the sentence."""
    sentences = load_activities(COURSE).sentences
    cards = re.findall(r'class="card"><span class="number">\d+</span>(.*?)</div>', pages["sentence_cards.html"])
    assert cards == [word for sentence in sentences for word in sentence.words]
    assert all(", ".join(sentence.order) in pages["sentence_key.html"] for sentence in sentences)


def test_the_guides_come_with_the_keys(pages: dict[str, str]) -> None:
    """Rendered, in front of what only the instructor may see."""
    for name, title in (
        ("balderdash_key.html", "Balderdash: be believed"),
        ("sentence_key.html", "The sentence game:"),
    ):
        assert f"<h1>{title}" in pages[name] and "<h2>How to play</h2>" in pages[name]


def test_pages_need_no_other_file(pages: dict[str, str]) -> None:
    """They print without a network, and run nothing."""
    assert not any(re.search(r"<script|\bsrc=|href=|url\(", page) for page in pages.values())


def test_an_order_for_every_sentence_is_asked_for(copied: Course) -> None:
    """A sentence that was changed is told, with what to run."""
    path = copied.root / "solutions/activities/sentence_game.toml"
    path.write_text(path.read_text("utf-8").replace("The man bites the dog", "The man bites the cat", 1), "utf-8")
    with pytest.raises(InputError, match="has no order of 'The man bites the cat': run tiny_attention"):
        load_activities(copied)


def test_a_missing_guide_is_told(copied: Course) -> None:
    """In one line."""
    (copied.root / "assignments/activities/balderdash.md").unlink()
    with pytest.raises(InputError, match=r"balderdash\.md cannot be read"):
        load_activities(copied)


def test_the_orders_are_what_the_tiny_model_gives(tmp_path: Path) -> None:
    """Training it again gives the committed orders."""
    for room in ("solutions/activities", "solutions/self_attention", "assignments/given"):
        shutil.copytree(COURSE.root / room, tmp_path / room)
    made = tmp_path / "solutions/activities/importance.json"
    made.unlink()
    subprocess.run([sys.executable, tmp_path / "solutions/activities/tiny_attention.py"], check=True)
    assert json.loads(made.read_text("utf-8")) == json.loads(
        (COURSE.root / "solutions/activities/importance.json").read_text("utf-8")
    )


def test_the_command_lists_the_pages(tmp_path: Path) -> None:
    """One path a line."""
    command = [Path(sys.executable).with_name("autograder"), "activities", "--to", tmp_path / "pages"]
    done = subprocess.run(command, cwd=COURSE.root, capture_output=True, text=True, check=True)
    assert sorted(map(Path, done.stdout.splitlines())) == sorted((tmp_path / "pages").iterdir())
