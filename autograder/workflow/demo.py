"""The whole path once, with a made-up class, in a folder of its own."""

import csv
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.authoring.made_up_class import Answers, MadeUpStudent, made_up_class
from autograder.authoring.variant_source import as_submission
from autograder.engine.corpus import Corpus
from autograder.errors import InputError
from autograder.model.assignment import Exercise
from autograder.model.points import to_number
from autograder.model.result import Result
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment
from autograder.store.packing import write_zip
from autograder.workflow.collect import collect
from autograder.workflow.export import export
from autograder.workflow.feedback import write_feedback
from autograder.workflow.grade import Progress, grade
from autograder.workflow.roster import import_roster

ASSIGNMENT = "self_attention"
MARK = ".autograder-demo"


@dataclass(frozen=True)
class Summary:
    """What the demo did; `summary.json`."""

    assignment: str
    students: int
    isolation: str
    seconds: float
    """For grading the class, the start of the graders included."""
    seconds_per_submission: float
    """Mean over the class, as the results say: from the first test to the last."""
    mean_points: float
    max_points: float
    kinds: dict[str, int]
    """How many made-up students of each kind."""
    outcomes: dict[str, int]
    """How many exercises ended in each outcome."""
    gradebook: str
    feedback: str
    grades: str


def demo(source: Course, out: Path, students: int, progress: Progress, say: Callable[[str], None]) -> Summary:
    """Makes a course and a class in the folder, and walks from the roster to the grade file.

    Raises:
        InputError: the folder holds something that is no earlier demo.
    """
    say(f"A class of {students} made-up students hands in {ASSIGNMENT} …")
    course = _fresh_course(source, out)
    made_up = list(made_up_class(_answers(course), students))
    _hand_in(out, made_up)
    import_roster(course, out / "roster.csv")
    collect(course, ASSIGNMENT, [out / "inbox"])
    say("Grading, every submission in its own sandbox …")
    begin = time.perf_counter()
    report = grade(course, ASSIGNMENT, progress=progress)
    seconds = time.perf_counter() - begin
    pages = write_feedback(course, ASSIGNMENT, out / "feedback")
    grades = export(course, ASSIGNMENT, "canvas", out / "grades-canvas.csv")
    summary = Summary(
        ASSIGNMENT, students, report.isolation, round(seconds, 2), _mean([each.duration_s for each in report.results]),
        _mean([to_number(each.points) for each in report.results]), to_number(report.results[0].max_points),
        dict(Counter(student.kind for student in made_up)), _outcomes(report.results),
        course.database_url, str(pages.folder), str(grades.path),
    )  # fmt: skip
    (out / "summary.json").write_text(json.dumps(asdict(summary), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return summary


def _fresh_course(source: Course, out: Path) -> Course:
    """A course of one assignment; an earlier demo in the folder gives way."""
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise InputError(f"{out} holds something that is no demo:", "name another folder with --out.")
    shutil.rmtree(out, ignore_errors=True)
    root = out / "course"
    (root / "assignments").mkdir(parents=True)
    (out / MARK).touch()
    for folder in (source.assignment_folder, source.solution_folder, source.stub_folder, source.suite_folder):
        origin = folder(ASSIGNMENT)
        shutil.copytree(origin, root / origin.relative_to(source.root), ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(source.given, root / source.given.relative_to(source.root))
    (root / "course.toml").write_text(f'title = "{source.title} (demo)"\nassignments = ["{ASSIGNMENT}"]\n', "utf-8")
    return find_course(root)


def _answers(course: Course) -> list[Answers]:
    return [answers_to(course, ASSIGNMENT, exercise) for exercise in find_assignment(course, ASSIGNMENT).coded]


def answers_to(course: Course, slug: str, exercise: Exercise, slow: bool = True) -> Answers:
    """All that a made-up student may hand in for an exercise: stub, reference and variants, as files.

    Without `slow`, no right way is among them that loses points for its loops.
    """
    given = {f"given/{path.name}": path.read_text("utf-8") for path in course.given.glob("*.py")}
    corpus = Corpus(exercise, course.solution_folder(slug) / exercise.file, given)
    variants = corpus.variants_path.read_text("utf-8")
    texts = {
        right: {
            variant.id: as_submission(corpus.source, variants, variant.id, exercise.defines)
            for variant in corpus.variants
            if variant.right is right and (slow or not variant.loses)
        }
        for right in (True, False)
    }
    stub = (course.stub_folder(slug) / exercise.file).read_text("utf-8")
    return Answers(exercise.file, exercise.defines, stub, corpus.source, right=texts[True], wrong=texts[False])


def _hand_in(out: Path, made_up: Sequence[MadeUpStudent]) -> None:
    """The roster and the zips, as they would come from an LMS and from `autograder submit`."""
    (out / "inbox").mkdir()
    for student in made_up:
        files = {name: text.encode() for name, text in student.files.items()}
        write_zip(out / "inbox" / f"{ASSIGNMENT}-{student.person.id}.zip", files)
    with (out / "roster.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["student_id", "name", "email", "section", "Canvas ID", "SIS User ID", "SIS Login ID"])
        for person in (student.person for student in made_up):
            ids = [person.ids[key] for key in ("canvas", "sis_user", "sis_login")]
            writer.writerow([person.id, person.name, person.email, person.section, *ids])


def _outcomes(results: Sequence[Result]) -> dict[str, int]:
    return dict(Counter(str(exercise.outcome) for result in results for exercise in result.exercises))


def _mean(numbers: Sequence[float]) -> float:
    return round(sum(numbers) / len(numbers), 4)
