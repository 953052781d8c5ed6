"""Auto-graded exercises on generative models and transformers, and the grader that judges them."""


def check(exercise: str | None = None) -> None:
    """Shows, in a notebook, how the public checks go on its functions as they are now: of one exercise, or of all."""
    import os
    import sys

    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return  # the points are asked for below, and this would run the answers in a kernel without a sandbox
    from autograder.workflow.kernel_check import check as show  # torch comes with it, and only then

    show(exercise, sys._getframe(1).f_globals)
