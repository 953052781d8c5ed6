"""`lti.toml`."""

import re
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model.lti import ItemWish
from autograder.store.course import find_course
from autograder.store.lti_file import LtiSettings, read_lti

PLATFORM = """
[[platform]]
kind = "moodle"
issuer = "https://lms.example"
client_id = "abc"
token_url = "https://lms.example/mod/lti/token.php"
line_items_url = "https://lms.example/mod/lti/services.php/2/lineitems?type_id=1"
"""


def settings(course: Path, text: str) -> LtiSettings:
    """What the text says as the mini course's `lti.toml`."""
    (course / "lti.toml").write_text(text, "utf-8")
    return read_lti(find_course(course))


def test_one_platform_needs_no_name(mini_course: Path) -> None:
    """The line item is called as the assignment unless the file says otherwise."""
    found = settings(mini_course, PLATFORM)
    (platform,) = found.platforms
    assert (platform.key, platform.kind, platform.client_id, platform.audience) == ("lti", "moodle", "abc", "")
    assert platform.line_items_url == "https://lms.example/mod/lti/services.php/2/lineitems?type_id=1"
    assert found.wish(platform, "counting", "Counting") == ItemWish("Counting", "counting", "autograder")


def test_a_line_item_may_be_described_for_all_or_for_one_platform(mini_course: Path) -> None:
    """What is said for one counts more."""
    found = settings(
        mini_course,
        PLATFORM.replace("kind", 'name = "day"\nkind') + PLATFORM.replace("kind", 'name = "evening"\nkind') + """
[[line_item]]
assignment = "counting"
label = "Lab 1"
tag = ""

[[line_item]]
assignment = "counting"
platform = "evening"
url = "https://lms.example/x?type_id=1"
resource_id = "7"
""",
    )  # fmt: skip
    day, evening = found.platforms
    assert (day.key, evening.key) == ("lti_day", "lti_evening")
    assert found.wish(day, "counting", "Counting") == ItemWish("Lab 1", "counting", "")
    assert found.wish(evening, "counting", "Counting").url == "https://lms.example/x?type_id=1"
    assert found.chosen("evening") == (evening,) and found.chosen("") == (day, evening)
    with pytest.raises(InputError, match="No platform 'evenin' in lti.toml: did you mean evening?"):
        found.chosen("evenin")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            '"https://lms.example/mod/lti/token.php"',
            '"http://lms.example/x"',
            r"6: `token_url`: .* does not begin with https",
        ),
        ('"https://lms.example/mod/lti/token.php"', '"https://u:p@h/x"', r"6: `token_url`: .* is no plain address"),
        ('"https://lms.example/mod/lti/token.php"', '"https://h:x/"', r"6: `token_url`: .* is no address"),
        ('"https://lms.example/mod/lti/token.php"', '" https://h/"', r"6: `token_url`: .* is no plain address"),
        ('client_id = "abc"', "client_id = 7", "5: `client_id` is 7, should be a valid string"),
        ('client_id = "abc"', 'client_ids = "abc"', "5: unknown key `client_ids`, did you mean `client_id`?"),
        ('issuer = "https://lms.example"\n', "", "2: `issuer` is missing, add it"),
        ('kind = "moodle"', 'kind = "moodel"', "3: `kind` is 'moodel', should be 'moodle', 'canvas'"),
        ('kind = "moodle"', 'name = "Day 1"', "3: `name`: 'Day 1' is no name"),
        ("line_items_url", "# line_items_url", "2: neither `line_items_url` nor `memberships_url`"),
        ("\n[[platform]]", "\n[[platform]", "2: not valid TOML"),
    ],
)
def test_mistakes_are_told_with_their_line(mini_course: Path, before: str, after: str, says: str) -> None:
    """What is wrong, and what to do."""
    with pytest.raises(InputError, match=rf"lti\.toml:{says}"):
        settings(mini_course, PLATFORM.replace(before, after, 1))


def test_mistakes_across_tables_are_told_with_their_line(mini_course: Path) -> None:
    """Names that are twice or missing, assignments and platforms that there are not."""
    text = (
        PLATFORM
        + PLATFORM
        + """
[[line_item]]
assignment = "countin"

[[line_item]]
assignment = "counting"
platform = "night"

[[line_item]]
assignment = "counting"
platform = "night"
"""
    )
    with pytest.raises(InputError) as raised:
        settings(mini_course, text)
    told = [re.sub(r"^.*lti\.toml:", "", line) for line in str(raised.value).splitlines()]
    assert told == [
        "2: `name` is missing where there are several, give each platform its own",
        "9: `name` is missing where there are several, give each platform its own",
        "17: no assignment 'countin', did you mean counting?",
        "19: counting stands here twice, leave one",
        "21: no platform 'night', choose one of .",
        "23: counting stands here twice, leave one",
        "25: no platform 'night', choose one of .",
    ]


def test_only_this_machine_may_be_spoken_to_in_the_clear(mini_course: Path) -> None:
    """For trying things."""
    url = "http://127.0.0.1:8000/token"
    assert (
        settings(mini_course, PLATFORM.replace("https://lms.example/mod/lti/token.php", url)).platforms[0].token_url
        == url
    )


def test_without_the_file_it_is_told_where_it_belongs(mini_course: Path) -> None:
    """And where to read about it."""
    with pytest.raises(InputError, match=r"There is no .*/mini_course/lti.toml: write it as docs/lti.md says"):
        read_lti(find_course(mini_course))
