"""Results into nbgrader's gradebook, as if nbgrader had autograded: through its own converter and its own interface.

nbgrader's Autograde takes a submitted notebook apart, notes who handed it in and when, and writes what its formgrader
and its feedback read. All of that is left to it; only the cells that would be run are not, and what would be read from
their outputs comes from our result.
"""

import glob
import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, NbGraderPreprocessor
from nbgrader.utils import is_grade

from autograder.bridges.nbgrader_verdicts import Verdict
from autograder.errors import InputError
from autograder.model.person import Person
from autograder.model.points import to_number

SQLITE = "sqlite:///"
KEY = "autograder"
"""Of the metadata of a notebook that went through here: the receipt of the result."""


@dataclass(frozen=True)
class Work:
    """One student's result, and who that is for nbgrader."""

    student: str
    person: Person | None
    receipt: str
    verdicts: Sequence[Verdict]


class NbgraderCourse:
    """An assignment in an nbgrader course, as the course's own configuration says."""

    def __init__(self, root: Path, assignment: str) -> None:
        """
        Raises:
            InputError: nbgrader does not know the assignment, or not as one of ours.
        """
        self._assignment = assignment
        with _in(root):
            self._app = NbGrader(log_level=logging.CRITICAL)
            self._app.initialize([], root=str(root.absolute()))
        self._folder = self._app.coursedir
        self._folder.assignment_id = assignment
        self._notebook = self._our_notebook(root)

    def submitted(self) -> dict[str, Path]:
        """The folder of each student who handed in, by nbgrader's id."""
        folder = self._folder
        before, after = folder.format_path(folder.submitted_directory, "\0", self._assignment).split("\0")
        names = sorted(path.name for path in Path(before).glob("*/"))
        paths = {name: Path(f"{before}{name}{after}") for name in names}
        return {name: path for name, path in paths.items() if path.is_dir()}

    def students(self) -> list[str]:
        """Everybody in nbgrader's gradebook."""
        with self._gradebook() as gradebook:
            return [student.id for student in gradebook.students]

    def is_current(self, work: Work) -> bool:
        """Whether nbgrader has this result already, and nothing of it was changed since."""
        try:
            with self._gradebook() as gradebook:
                found = [self._found(gradebook, work.student, verdict) for verdict in work.verdicts]
        except MissingEntry:
            return False
        wanted = [(_number(verdict), verdict.markdown) for verdict in work.verdicts]
        return found == wanted and self._receipt(work.student) == work.receipt

    def push(self, work: Work) -> None:
        """Writes the result into nbgrader's gradebook, and the notebook where its feedback looks for it.

        Raises:
            InputError: nbgrader cannot take the submission in.
        """
        self._folder.student_id = glob.escape(work.student)
        converter = Autograde(coursedir=self._folder, parent=self._app)
        converter.autograde_preprocessors = [_Verdicts(work), AssignLatePenalties, CheckCellMetadata]
        converter.force = True
        errors = _Errors()
        self._app.log.addHandler(errors)
        try:
            with warnings.catch_warnings(action="ignore"):  # nbgrader's own
                with self._gradebook() as gradebook:
                    _introduce(gradebook, work)
                converter.start()
        except NbGraderException as error:
            says = errors.last or str(error)
            raise InputError(f"{work.student}: nbgrader cannot take this in ({says}):", "see to it there.") from error
        finally:
            self._app.log.removeHandler(errors)

    def _gradebook(self) -> Any:
        return Gradebook(self._folder.db_url, self._folder.course_id)

    def _our_notebook(self, root: Path) -> str:
        """The name of the assignment's notebook in nbgrader's gradebook, which is not made where there is none."""
        url, slug = self._folder.db_url, self._assignment
        try:
            if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).is_file():
                raise MissingEntry
            with self._gradebook() as gradebook:
                [notebook] = gradebook.find_assignment(slug).notebooks
                return str(notebook.name)
        except ValueError:  # which a missing entry is, too
            release = f"autograder release {slug} --format nbgrader --to {root}"
            raise InputError(
                f"nbgrader does not know {slug} in {root}:",
                f"run `{release}`, and there `nbgrader generate_assignment {slug}`.",
            ) from None

    def _found(self, gradebook: Any, student: str, verdict: Verdict) -> tuple[float | None, str]:
        where = (self._notebook, self._assignment, student)
        grade = gradebook.find_grade(verdict.grade_id, *where)
        try:
            comment = gradebook.find_comment(verdict.commented, *where).auto_comment or ""
        except MissingEntry:  # a quiz's cell is no solution cell, and has no room for one
            comment = verdict.markdown
        return grade.auto_score, comment

    def _receipt(self, student: str) -> str:
        folder = self._folder.format_path(self._folder.autograded_directory, student, self._assignment)
        try:
            notebook = nbformat.read(Path(folder, f"{self._notebook}.ipynb"), as_version=4)
        except (OSError, ValueError):
            return ""
        return str(_own(notebook).get("receipt", ""))


class _Verdicts(NbGraderPreprocessor):
    """In the place of running a notebook and of reading what came out."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Writes the verdicts into the gradebook, and into the outputs of the cells that ask for them."""
        names = resources["nbgrader"]
        where = (names["notebook"], names["assignment"], names["student"])
        with Gradebook(names["db_url"]) as gradebook:
            for verdict in self._work.verdicts:
                _write(gradebook, where, verdict)
            gradebook.db.commit()
        told = {verdict.grade_id: verdict for verdict in self._work.verdicts}
        for cell in nb.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if grade_id in told and cell.cell_type == "code" and is_grade(cell):
                cell.outputs = list(_outputs(told[grade_id]))
        nb.metadata[KEY] = {**_own(nb), "receipt": self._work.receipt}
        return nb, resources


def _own(notebook: Any) -> Mapping[str, Any]:
    """What stands in the notebook's metadata under our name; the notebook came from a student."""
    found = notebook.metadata.get(KEY)
    return found if isinstance(found, dict) else {}


class _Errors(logging.Handler):
    """Keeps what nbgrader complains of, so that a person reads one line of it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """The last line of a traceback is what went wrong; what nbgrader says after it is only that something did."""
        self.last = self.last or (record.getMessage().strip().splitlines() or [""])[-1]


def _introduce(gradebook: Any, work: Work) -> None:
    """A student who is new to nbgrader comes with the name and the email of the roster."""
    try:
        gradebook.find_student(work.student)
    except MissingEntry:
        person = work.person or Person(work.student)
        last, _, first = person.name.partition(", ")
        if not first:
            first, _, last = person.name.rpartition(" ")
        gradebook.add_student(work.student, first_name=first, last_name=last, email=person.email)


def _write(gradebook: Any, where: tuple[str, str, str], verdict: Verdict) -> None:
    """A person's score stays, and is to be looked at again when ours has changed."""
    grade = gradebook.find_grade(verdict.grade_id, *where)
    before, grade.auto_score = grade.auto_score, _number(verdict)
    if grade.manual_score is None:
        grade.needs_manual_grade = grade.auto_score is None
    elif before != grade.auto_score:
        grade.needs_manual_grade = True
    try:
        gradebook.find_comment(verdict.commented, *where).auto_comment = verdict.markdown
    except MissingEntry:
        return  # see `_found`


def _outputs(verdict: Verdict) -> Iterator[Any]:
    yield nbformat.v4.new_output("stream", name="stdout", text=verdict.comment + "\n")
    if verdict.points is not None:
        yield nbformat.v4.new_output("execute_result", {"text/plain": str(_number(verdict))}, execution_count=1)


def _number(verdict: Verdict) -> float | None:
    return None if verdict.points is None else float(to_number(verdict.points))


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    """nbgrader reads the configuration of the folder that it runs in."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
