"""`check()` in a notebook: the public checks on the functions of the running kernel."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.engine.checking import SEED, check_live
from autograder.engine.suites import Suites, with_suites
from autograder.engine.written import check_written
from autograder.errors import AutograderError, InputError
from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.report.notebook import as_html, as_text
from autograder.store.bundle import Bundle, open_bundle
from autograder.store.notebook_answers import from_cells, unpacked
from autograder.store.notebook_code import MAX_CODE
from autograder.store.notebook_file import SUFFIX, NotebookCell
from autograder.workflow.check import known_mistakes


def check(target: str | None, namespace: Mapping[str, Any]) -> None:
    """Shows how the public checks of one exercise, or of all, go on what the names mean now.

    What keeps them from being run is told in one line: a traceback would help nobody.

    Raises:
        AssertionError: nbgrader validates the notebook, and a check does not pass: it knows of no other way to hear it.
    """
    try:
        assignment, result = check_kernel(Path.cwd(), target, namespace)
    except AutograderError as error:
        _show(str(error), "")
        return
    _show(as_text(assignment, result), as_html(assignment, result))
    failed = [each.exercise for each in result.exercises if each.outcome not in (Outcome.PASSED, Outcome.TO_REVIEW)]
    if failed and os.environ.get("NBGRADER_EXECUTION") == "validate":
        raise AssertionError(f"{', '.join(failed)}: the public checks do not pass yet.")


def check_kernel(folder: Path, target: str | None, namespace: Mapping[str, Any]) -> tuple[Assignment, Result]:
    """The checks of the assignment around or below the folder, on these names.

    Raises:
        InputError: there is no such exercise here, or it has no checks.
    """
    bundle, exercises = open_bundle(folder, target)
    coded = [exercise for exercise in exercises if exercise.kind is Kind.CODE]
    found = {each.slug: _written(bundle, each, namespace) for each in exercises if each.kind is not Kind.CODE}
    if coded:
        found |= _coded(bundle, coded, namespace)
    results = tuple(found[exercise.slug] for exercise in exercises)
    return bundle.assignment, Result(bundle.assignment.slug, "", "", "", "trusted", SEED, "", 0.0, results)


def _coded(bundle: Bundle, exercises: Sequence[Exercise], namespace: Mapping[str, Any]) -> dict[str, ExerciseResult]:
    paths = [path for exercise in exercises if (path := bundle.checks / f"test_{exercise.file}").is_file()]
    if not paths:
        raise InputError(f"There are no checks in {bundle.checks}:", "unpack the assignment again.")
    found: dict[str, ExerciseResult] = {}

    def body(suites: Suites) -> None:
        known, ran = known_mistakes(bundle), from_cells(_executed(namespace), bundle.assignment)
        files = {name: data.decode() for name, data in ran.files.items()}
        limits, slugs = bundle.assignment.limits, [each.slug for each in bundle.assignment.exercises]
        for each in exercises:
            found[each.slug] = check_live(
                each, slugs, limits, suites, namespace, files, known.get(each.slug, []), ran.where
            )

    with_suites(paths, body)
    return found


def _executed(namespace: Mapping[str, Any]) -> list[NotebookCell]:
    """The last cells that IPython ran, as many as can be read at once."""
    history = namespace.get("In")
    cells: list[NotebookCell] = []
    room = MAX_CODE
    for number, source in reversed(list(enumerate(history if isinstance(history, list) else []))):
        if isinstance(source, str) and (room := room - len(source.encode("utf-8", "replace"))) >= 0:
            cells.insert(0, NotebookCell(number, True, source))
    return cells


def _written(bundle: Bundle, exercise: Exercise, namespace: Mapping[str, Any]) -> ExerciseResult:
    """Letters as the quiz's cell defines them; words as they were saved, for a kernel sees no text."""
    if exercise.kind is Kind.QUIZ:
        data = None
        if "answers" in namespace:
            data = f"order = {namespace.get('order', '')!r}\nanswers = {namespace['answers']!r}\n".encode()
        return check_written(bundle.assignment, exercise, data, {exercise.slug: bundle.quiz(exercise)})
    files = {path.name: path.read_bytes() for path in bundle.files.glob(f"*{SUFFIX}")}
    data = unpacked(files, bundle.assignment).files.get(exercise.file)
    return check_written(bundle.assignment, exercise, data, {})


def _show(text: str, html: str) -> None:
    """In a notebook as a table, anywhere else as text."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not html:
        sys.stdout.write(text.rstrip() + "\n")
    else:
        shell.display_pub.publish({"text/html": html, "text/plain": text})
