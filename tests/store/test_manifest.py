"""assignment.toml as a model, and what is said of a wrong one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model.assignment import Assignment, Exercise, Limits, Prompt, Shown
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment, load_assignment, load_course_assignments, parse_target

EXERCISE = """
[[exercise]]
slug = "similarity_scores"
title = "Similarity between tokens"
points = 2.5
level = 1
minutes = 5
hints = ["idea", "shapes", "steps"]
"""
NO_ZONE = (
    "assignment.toml:3: `due`: 2026-12-14T23:59:00 has no time zone, add one, e.g. 2026-12-14T23:59:00+01:00, "
    "or `timezone` to course.toml"
)
GOOD = f"""
title = "Self-attention"
summary = "One sentence."
{EXERCISE}
"""


def write(folder: Path, text: str) -> Path:
    """Writes the manifest of an assignment in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "assignment.toml").write_text(text, "utf-8")
    return folder


def errors(folder: Path, text: str) -> list[str]:
    """What is said of the manifest, without the folder's path."""
    with pytest.raises(InputError) as caught:
        load_assignment(write(folder, text))
    return [line.removeprefix(f"{folder}/") for line in caught.value.message.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the assignment's manifest goes."""
    return tmp_path / "self_attention"


def test_in_the_course_the_folder_says_the_slug(mini_course: Path) -> None:
    """A manifest that says another one is refused."""
    manifest = mini_course / "assignments/counting/assignment.toml"
    manifest.write_text('slug = "tallying"\n' + manifest.read_text())
    with pytest.raises(InputError, match="the slug is 'tallying', the folder's name 'counting': leave the slug out"):
        find_assignment(find_course(mini_course), "counting")


def test_a_small_manifest_has_defaults(folder: Path) -> None:
    """What is optional need not be written."""
    exercise = Exercise(
        "similarity_scores", "Similarity between tokens", points=250, level=1, minutes=5,
        defines=("similarity_scores",), hints=("idea", "shapes", "steps"),
    )  # fmt: skip
    assert load_assignment(write(folder, GOOD)) == Assignment(
        "self_attention", "Self-attention", "One sentence.", (exercise,)
    )


def test_everything_optional_is_read(folder: Path) -> None:
    """Due date in UTC, limits, several names, banned calls, the given stand-in."""
    text = (
        'title = "T"\nsummary = "S"\ndue = 2026-12-14T23:59:00+01:00\n[limits]\ncall_seconds = 5\nthreads = 2\n'
        + EXERCISE
        + 'defines = ["split_heads", "merge_heads"]\nbanned = ["torch.nn.functional.softmax"]\ngiven = "attention"\n'
        + "capstone = true\nbonus = true\n"
    )
    assignment = load_assignment(write(folder, text))
    assert assignment.due == datetime(2026, 12, 14, 22, 59, tzinfo=UTC)
    assert assignment.limits == Limits(call_seconds=5, threads=2)
    (exercise,) = assignment.exercises
    assert exercise.defines == ("split_heads", "merge_heads")
    assert exercise.banned == ("torch.nn.functional.softmax",)
    assert (exercise.given, exercise.capstone, exercise.bonus) == ("attention", True, True)


@pytest.mark.parametrize("when", Shown)
def test_hidden_tests_are_shown_when_it_says_and_no_verdict_depends_on_it(folder: Path, when: Shown) -> None:
    """In Gradescope's words; the assignment's repr, which goes into receipts, stays the same."""
    assignment = load_assignment(write(folder, f'hidden_tests = "{when}"\n{GOOD}'))
    assert assignment.hidden_tests is when
    assert repr(assignment) == repr(load_assignment(write(folder, GOOD)))


def test_all_errors_come_at_once_in_the_order_of_lines(folder: Path) -> None:
    """An author corrects a manifest in one go."""
    text = (
        'titel = "T"\n'
        'summary = "S"\n'
        "due = 2026-12-14T23:59:00\n"
        "[limits]\n"
        "cal_seconds = 5\n"
        "threads = 0\n"
        "[[exercise]]\n"
        'slug = "a"\n'
        'title = "A"\n'
        "points = 0.125\n"
        "level = 5\n"
        'minutes = "5"\n'
        'hints = ["one"]\n'
        "[[exercise]] # the second\n"
        'slug = "a"\n'
        'title = "A"\n'
        "points = 1\n"
        "level = 1\n"
        'hints = ["i", "s", "t"]\n'
        'banned = ["ok", "no good"]\n'
    )
    assert errors(folder, text) == [
        "assignment.toml:1: `title` is missing, add it",
        "assignment.toml:1: unknown key `titel`, did you mean `title`?",
        NO_ZONE,
        "assignment.toml:5: unknown key `cal_seconds`, did you mean `call_seconds`?",
        "assignment.toml:6: `threads` is 0, should be greater than 0",
        "assignment.toml:8: `slug` 'a' is used 2 times, rename all but one",
        "assignment.toml:10: `points`: 0.125 points: at most two decimals, round it",
        "assignment.toml:11: `level` is 5, should be less than or equal to 4",
        "assignment.toml:12: `minutes` is '5', should be a valid integer",
        "assignment.toml:13: `hints`: not three hints, write exactly three: the idea, the shapes, the steps",
        "assignment.toml:14: `minutes` is missing, add it",
        "assignment.toml:15: `slug` 'a' is used 2 times, rename all but one",
        "assignment.toml:20: `banned`: 'no good' is no dotted name, write e.g. torch.nn.functional.softmax",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('title = "T"\nsummary = = 1\n', "assignment.toml:2: not valid TOML, correct it: Invalid value"),
        ('title = "T"\nsummary = [1,\n\n', "assignment.toml:3: not valid TOML, correct it: Invalid value"),
        ('title = "T"\nsummary = "S"\nexercise = 3\n', "assignment.toml:3: `exercise` is 3, should be a valid list"),
        ('title = "T"\nsummary = "S"\nexercise = [3]\n', "assignment.toml:3: `exercise` is 3, "),
        (GOOD.replace("2.5", "nan"), "assignment.toml:8: `points` is nan, should be a finite number"),
        (GOOD.replace("2.5", "0"), "assignment.toml:8: `points`: 0"),
        (GOOD.replace("2.5", "true"), "assignment.toml:8: `points` is True, should be a valid number"),
        (GOOD.replace('"similarity_scores"', '"../x"'), "assignment.toml:6: `slug`: '../x' is no slug"),
        (GOOD + "defines = []\n", "assignment.toml:13: `defines` is [], list should have at least 1 item"),
        ('hidden_tests = "hidden"\n' + GOOD, "assignment.toml:1: `hidden_tests` is 'hidden', should be 'visible', "),
        (GOOD + "extras = 1\n", "assignment.toml:13: unknown key `extras`, remove it (known: slug, "),
    ],
)  # fmt: skip
def test_each_error_names_its_line(folder: Path, text: str, says: str) -> None:
    """What is wrong, where, and what to do."""
    (line,) = errors(folder, text)
    assert line.startswith(says)


def test_a_manifest_in_another_encoding_is_one_clear_line(folder: Path) -> None:
    """Latin-1 is not guessed."""
    write(folder, "")
    (folder / "assignment.toml").write_bytes('title = "é"'.encode("latin-1"))
    with pytest.raises(InputError, match="is not UTF-8 text: save it as UTF-8"):
        load_assignment(folder)


def test_a_missing_manifest_is_one_clear_line(folder: Path) -> None:
    """A folder without a manifest is no assignment."""
    with pytest.raises(InputError, match="assignment.toml cannot be read"):
        load_assignment(folder)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two assignments, in an order that is not the alphabet's."""
    for slug in ("self_attention", "gan"):
        write(tmp_path / "assignments" / slug, GOOD)
    return Course(tmp_path, "Tiny", "", ("self_attention", "gan", "unwritten"))


def test_assignments_come_in_course_order(course: Course) -> None:
    """course.toml decides the order."""
    assert [assignment.slug for assignment in load_course_assignments(course)] == ["self_attention", "gan"]


def test_one_assignment_does_not_need_the_others_to_be_right(course: Course) -> None:
    """A draft does not keep a finished assignment from being graded."""
    write(course.assignment_folder("gan"), "broken")
    assert find_assignment(course, "self_attention").slug == "self_attention"


@pytest.mark.parametrize(
    ("slug", "hint"),
    [("self_atention", "did you mean self_attention?"), ("../gan", "did you mean gan?"), ("x", "choose one of self_")],
)
def test_an_unknown_assignment_names_the_nearest(course: Course, slug: str, hint: str) -> None:
    """A typing error is answered with the right word."""
    with pytest.raises(InputError) as caught:
        find_assignment(course, slug)
    assert caught.value.hint.startswith(hint)


def test_a_target_is_an_assignment_or_one_of_its_exercises(course: Course) -> None:
    """ASSIGNMENT and ASSIGNMENT/EXERCISE both name what to work on."""
    assignments = load_course_assignments(course)
    gan = assignments[1]
    assert parse_target(assignments, "gan") == (gan, None)
    assert parse_target(assignments, "gan/similarity_scores") == (gan, gan.exercises[0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("gam", "No assignment 'gam': did you mean gan?"),
        ("gan/similarity_score", "No exercise 'similarity_score' in gan: did you mean similarity_scores?"),
        ("gan/", "No exercise '' in gan: choose one of similarity_scores."),
    ],
)
def test_an_unknown_target_names_the_nearest(course: Course, text: str, says: str) -> None:
    """The half that is wrong is the half that is named."""
    with pytest.raises(InputError) as caught:
        parse_target(load_course_assignments(course), text)
    assert str(caught.value) == says


def test_words_and_letters_need_no_hints(tmp_path: Path) -> None:
    """A quiz and free responses have no hints; prompts say where they are asked and what they ask for."""
    text = (
        'title = "T"\nsummary = "S"\nafter = ["gan"]\n'
        '[[exercise]]\nslug = "quiz"\nkind = "quiz"\ntitle = "Q"\npoints = 5\nlevel = 1\nminutes = 5\n'
        'explanations = "on_submission"\n'
        '[[exercise]]\nslug = "essay"\nkind = "responses"\ntitle = "E"\npoints = 6\nlevel = 3\nminutes = 45\n'
        'prompts = [{ asked = "gan/always" }, { asked = "own", number = true }, { asked = "x", completion = true }]\n'
    )
    (tmp_path / "assignment.toml").write_text(text)
    assignment = load_assignment(tmp_path)
    quiz, essay = assignment.exercises
    assert (assignment.after, assignment.coded, quiz.explained_at_once, quiz.file) == (("gan",), (), True, "quiz.py")
    assert essay.file == "responses.md"
    assert essay.prompts == (Prompt("always", "gan"), Prompt("own", number=True), Prompt("x", completion=True))


@pytest.mark.parametrize(
    ("kind", "rest", "says"),
    [
        ("code", "", "`hints` is missing, add it"),
        ("responses", "", "`prompts` belong to the kind `responses`"),
        ("quiz", 'prompts = [{ asked = "own" }]', "`prompts` belong to the kind `responses`"),
        ("responses", 'prompts = [{ asked = "not/a/place" }]', "`asked` is 'not/a/place'"),
        ("essay", "", "`kind` is 'essay'"),
    ],
)
def test_kinds_have_keys_of_their_own(tmp_path: Path, kind: str, rest: str, says: str) -> None:
    """What is missing in a kind of exercise, or does not belong to it, is told."""
    head = f'title = "T"\nsummary = "S"\n[[exercise]]\nslug = "one"\nkind = "{kind}"\n'
    (tmp_path / "assignment.toml").write_text(f'{head}title = "Q"\npoints = 5\nlevel = 1\nminutes = 5\n{rest}\n')
    with pytest.raises(InputError, match=says):
        load_assignment(tmp_path)
