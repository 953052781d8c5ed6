"""Students' pages."""

import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograder.report
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Diagnosis, ExerciseResult, Outcome, Result, TestResult
from autograder.model.text import one_line
from autograder.report.feedback import seed_hash, student_page
from autograder.report.index import IndexRow, index_page
from autograder.report.outcomes import LOOKS

EVIL = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onload='x", "</style></title>", "{{ 7*7 }}",
    "\u202etxt.exe", "\ud800", "\x1b[2J", "\x00", "&lt;b&gt;", "]]>", "-->", "javascript:alert(1)", "\n", "%",
)  # fmt: skip
ANY_TEXT = st.lists(st.sampled_from(EVIL) | st.text(st.characters(exclude_categories=()), max_size=8), max_size=4)
NAMES = ANY_TEXT.map(lambda parts: f"x{''.join(parts)}")


class Page(HTMLParser):
    """The tags with their attributes in order, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        """See `HTMLParser`."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """See `HTMLParser`."""
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        """See `HTMLParser`."""
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        """See `HTMLParser`."""
        self.other.append(data)


def with_text(result: Result, text: str) -> Result:
    """A result that says the text wherever a result says anything; one line each, so that its page has one shape."""
    line = text.replace("\r", "r").replace("\n", "n")
    test = TestResult(text, text, Outcome.FAILED, 100, 200, line)
    exercise = ExerciseResult(text, Outcome.FAILED, 100, 200, line, (text,), (Diagnosis(text, text),), (test,))
    return replace(
        result, student=text, submission_sha256=text, receipt=text, isolation=text, graded_at=text,
        exercises=(exercise,),
    )  # fmt: skip


@given(NAMES)
def test_no_tag_and_no_attribute_comes_from_data(assignment: Assignment, result: Result, text: str) -> None:
    """Whatever a submission or a roster says, the page has the tags of a harmless one and shows the text."""
    harmless = Page(student_page(assignment, with_text(result, "xy"), Person("xy", "xyz")))
    page = Page(student_page(assignment, with_text(result, text), Person(f"{text}i", text)))
    assert page.tags == harmless.tags
    assert page.other == []
    assert page.text.count(one_line(text)) >= 10


@given(NAMES)
def test_on_the_index_only_links_come_from_data(assignment: Assignment, result: Result, text: str) -> None:
    """Links lead to files beside the index, whatever they are called."""
    titled = replace(assignment, title=text)
    harmless = Page(index_page(titled, [IndexRow(Person("x", "x", section="x"), with_text(result, "x"), "x.html")]))
    page = Page(index_page(titled, [IndexRow(Person(text, text, section=text), with_text(result, text), "x.html")]))
    assert page.tags == harmless.tags
    assert page.other == []
    assert dict(harmless.tags)["a"] == (("href", "./x.html"),)


@given(NAMES)
def test_pages_can_be_written_and_hold_nothing_invisible(assignment: Assignment, result: Result, text: str) -> None:
    """UTF-8 takes them, and no character turns the reading direction around."""
    html = student_page(assignment, with_text(result, text), Person(text, text))
    html.encode()
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in html if c != "\n")
    assert not any(unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI") for c in html)


def test_a_page_needs_nothing_else_and_runs_nothing(assignment: Assignment, result: Result) -> None:
    """It is one file: no script, nothing to load, and a policy that forbids both."""
    page = Page(student_page(assignment, result, Person("ada", "Ada Lovelace")))
    assert ("http-equiv", "Content-Security-Policy") in dict(page.tags[3:4]).get("meta", ())
    assert "default-src 'none'; style-src 'unsafe-inline'" in str(page.tags[3])
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form"}
    attributes = {name for _, attrs in page.tags for name, _ in attrs}
    assert not {name for name in attributes if name == "src" or name.startswith("on")}


def test_a_page_tells_points_mistakes_tests_and_receipt(assignment: Assignment, result: Result) -> None:
    """All that the student should know, the named mistake before the tests."""
    text = " ".join(Page(student_page(assignment, result, Person("ada", "Ada Lovelace"))).text.split())
    for words in ("Ada Lovelace", "8 of 42 points", "Attention weights", "4 of 7 points", result.receipt, "full",
                  "Took longer than 10 s.", seed_hash(result.seed), "uses torch.nn.functional"):  # fmt: skip
        assert words in text
    assert text.index("The scores are not scaled") < text.index("The weights match the definition")
    assert all(look.means in text for look in LOOKS.values())


def test_a_page_keeps_seed_and_durations_to_itself(assignment: Assignment, result: Result) -> None:
    """Durations of hidden tests are a channel, and the seed would give the inputs away."""
    slow = replace(result, duration_s=98765.4321)
    html = student_page(assignment, slow, Person("ada"))
    assert str(result.seed) not in html
    assert "98765" not in html
    assert html == student_page(assignment, replace(slow, duration_s=0.0), Person("ada"))


def test_points_with_an_ungraded_exercise_are_called_not_final(assignment: Assignment, results: list[Result]) -> None:
    """Our fault is called ours, on top of the page."""
    notice = "These points are not final."
    assert notice in student_page(assignment, results[1], Person("emile"))
    assert notice not in student_page(assignment, results[0], Person("ada"))


def test_an_exercise_that_the_assignment_no_longer_has_keeps_its_slug(assignment: Assignment, result: Result) -> None:
    """Old results can be shown after the assignment was changed."""
    assert "attention_weights" in student_page(replace(assignment, exercises=()), result, Person("ada"))


@pytest.mark.parametrize("template", sorted((Path(autograder.report.__file__).parent / "templates").iterdir()))
def test_no_template_switches_escaping_off(template: Path) -> None:
    """Escaping has no exceptions that a change could widen."""
    source = template.read_text("utf-8")
    assert not [word for word in ("|safe", "| safe", "autoescape", "Markup", "<script", "://") if word in source]
