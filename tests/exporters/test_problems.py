"""Problems as people read them."""

from autograder.exporters.problems import Problem


def test_a_problem_is_one_safe_line() -> None:
    """Where, what, and what to do; no id can break out of it."""
    problem = Problem("shared-id", "a\x1b\nda", "ID", "shares '7' with another student", "correct the roster")
    assert str(problem) == r"shared-id: a\x1b\nda ID: shares '7' with another student: correct the roster."


def test_a_problem_of_the_whole_file_names_no_student() -> None:
    """Nothing dangles in front."""
    assert (
        str(Problem("title-changes", "", "", "no title", "give one")) == "title-changes: the file: no title: give one."
    )
