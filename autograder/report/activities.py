"""Pages to print and cut for the in-class activities, and the instructor's keys."""

from markdown_it import MarkdownIt
from markupsafe import Markup

from autograder.report.pages import render
from autograder.store.activities import Activities

DECK, DECK_KEY = "balderdash_cards.html", "balderdash_key.html"
WORDS, WORDS_KEY = "sentence_cards.html", "sentence_key.html"


def activity_pages(activities: Activities) -> dict[str, str]:
    """File name -> page. Cards come without the guide, so that they can be handed out as they are."""
    deck, sentences = list(enumerate(activities.cards, 1)), list(enumerate(activities.sentences, 1))
    return {
        DECK: render("balderdash_cards.html", cards=deck),
        DECK_KEY: render("balderdash_key.html", cards=deck, guide=_html(activities.balderdash_guide)),
        WORDS: render("sentence_cards.html", sentences=sentences),
        WORDS_KEY: render("sentence_key.html", sentences=sentences, guide=_html(activities.sentence_guide)),
    }


def _html(markdown: str) -> Markup:
    """The course's own text; raw HTML in it is shown, not obeyed."""
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown))  # noqa: S704
