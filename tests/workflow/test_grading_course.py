"""What grades an assignment elsewhere is all that verdicts depend on, and nothing of the rest of the course."""

from pathlib import Path

from autograder.store.course import find_course
from autograder.workflow.grading_course import grading_course, hidden_tests
from autograder.workflow.material import course_material, course_seed


def test_verdicts_depend_on_the_same_there(mini_course: Path, tmp_path: Path) -> None:
    """The course that is carried elsewhere has the same seed and the same fingerprint, and no secret of its own yet."""
    (mini_course / "course.toml").write_text('title = "A “tiny” course"\nassignments = ["sorting", "counting"]\n')
    course = find_course(mini_course)
    files = grading_course(course, "counting")
    for name, content in files.items():
        (tmp_path / "there" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "there" / name).write_bytes(content)
    there = find_course(tmp_path / "there")
    assert course_seed(there, "counting") == course_seed(course, "counting")
    assert course_material(there, "counting").fingerprint == course_material(course, "counting").fingerprint
    assert course.secret().encode() not in b"".join(files.values())
    assert not (tmp_path / "there/.autograder").exists()


def test_hidden_tests_are_listed_with_their_points(mini_course: Path) -> None:
    """In the order of the suites."""
    found = hidden_tests(find_course(mini_course), "counting")
    assert {slug: [(test.name, test.points) for test in tests] for slug, tests in found.items()} == {
        "double": [("test_small_numbers_are_doubled", 100), ("test_negative_numbers_are_doubled", 100)],
        "Tally": [("test_the_first_call_gives_one", 100), ("test_calls_are_counted", 200)],
    }
