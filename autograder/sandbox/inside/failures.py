"""What is told of an exception: its built-in classes, its text, and the student's line."""

from collections.abc import Collection

MAX_TEXT = 2000


def type_names(error: BaseException) -> list[str]:
    """The exception's built-in classes, the most specific first, but for those that all exceptions have."""
    names = [cls.__name__ for cls in type(error).__mro__ if cls.__module__ == "builtins"]
    return [name for name in names if name not in ("Exception", "BaseException", "object")]


def describe(error: BaseException, paths: Collection[str]) -> str:
    """The exception as one line, with the place in the student's files where it came up."""
    try:
        text = f"{type(error).__name__}: {error}"
    except BaseException:  # a student's __str__ may do anything
        text = type(error).__name__
    place = _place(error, paths)
    return text[: MAX_TEXT - len(place)] + place


def _place(error: BaseException, paths: Collection[str]) -> str:
    """Where in these files it came up; empty if in none of them."""
    place, trace = "", error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        place, trace = f" ({file}, line {trace.tb_lineno})" if file in paths else place, trace.tb_next
    return place
