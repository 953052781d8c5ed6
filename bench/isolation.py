"""What isolation costs: seconds a submission, ours against a bare fork and against a fresh pytest each, in one run.

    python bench/isolation.py [--submissions 100] [--fresh 5]

The same submissions to the same four exercises of `self_attention`, judged by the same hidden suites on one core of
grading: (ours) in the sandbox, with diagnosis; (fork) in one fork of a warm process each, with no isolation and no
diagnosis; (fresh) by a new `python -m pytest` each. Ours and fork take turns in blocks of ten. Prints a table and
writes bench/results/isolation.json.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from autograder.authoring.made_up_class import made_up_class
from autograder.engine.grading import Grader
from autograder.engine.local import LocalBackend, LocalPlace, LocalRoom
from autograder.engine.material import Material, Submission
from autograder.engine.suites import Suites, with_suites
from autograder.model.assignment import Limits
from autograder.sandbox.script import Script
from autograder.store.course import find_course
from autograder.store.submissions import submission_sha256
from autograder.workflow.demo import answers_to
from autograder.workflow.material import course_material
from autograder.workflow.places import open_place

BENCH = Path(__file__).resolve().parent
ASSIGNMENT = "self_attention"
EXERCISES = ("similarity_scores", "attention_weights", "scaled_dot_product_attention", "split_heads")
BLOCK = 10
SEED = 7


class BarePlace(LocalPlace):
    """This process, without even deadlines: the floor."""

    def open(self, files: Mapping[str, str], limits: Limits) -> "BareRoom":
        """A room without limits."""
        return BareRoom(files, limits)


class BareRoom(LocalRoom):
    """One submission in this process, without deadlines."""

    def worker(
        self, module: str, replaced: Mapping[str, str] = MappingProxyType({}), watched: Collection[str] = (),
        script: Script | None = None,
    ) -> LocalBackend:  # fmt: skip
        """Calls that may last for ever."""
        return LocalBackend({**self._files, **replaced}, module)


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--fresh", type=int, default=5)
    options = parser.parse_args()
    course = find_course(BENCH)
    whole = course_material(course, ASSIGNMENT)
    four = tuple(exercise for exercise in whole.assignment.exercises if exercise.slug in EXERCISES)
    material = replace(whole, assignment=replace(whole.assignment, exercises=four))
    answers = [answers_to(course, ASSIGNMENT, exercise, slow=False) for exercise in four]
    submissions = [
        _submission(student.person.id, student.files)
        for student in made_up_class(answers, 3 * options.submissions)
        if student.kind in ("right", "one mistake", "mixture", "two mistakes")
    ][: options.submissions]
    seconds: dict[str, list[float]] = {"ours": [], "fork": [], "fresh": []}
    with_suites(material.suite_files, lambda suites: _in_turns(material, suites, submissions, seconds))
    seconds["fresh"] = [_fresh(material, submission) for submission in submissions[: options.fresh]]
    _report(seconds)


def _submission(student: str, files: dict[str, str]) -> Submission:
    data = {name: text.encode() for name, text in files.items()}
    return Submission(student, submission_sha256(data), data)


def _in_turns(
    material: Material, suites: Suites, submissions: Sequence[Submission], seconds: dict[str, list[float]]
) -> None:
    place = open_place("full")
    sandboxed, local = Grader(material, suites, place, SEED), Grader(material, suites, BarePlace(), SEED)
    for each in submissions[:BLOCK]:  # warm: torch's lazy imports, the misconceptions' answers
        sandboxed.grade(each)
    gc.freeze()  # as a grader process does
    for start in range(0, len(submissions), BLOCK):
        block = submissions[start : start + BLOCK]
        seconds["ours"] += _timed(lambda: _isolated(sandboxed, block), len(block))
        seconds["fork"] += _timed(lambda: _forked(local, block), len(block))
    place.close()


def _timed(work: Callable[[], None], count: int) -> list[float]:
    begin = time.perf_counter()
    work()
    return [(time.perf_counter() - begin) / count] * count


def _isolated(grader: Grader, block: Sequence[Submission]) -> None:
    """As a grader process does it: the next submission's workers start while one is judged."""
    ahead = grader.open(block[0])
    for following in [*block[1:], None]:
        current, ahead = ahead, grader.open(following) if following is not None else ahead
        current.result()


def _forked(grader: Grader, block: Sequence[Submission]) -> None:
    for each in block:
        child = os.fork()
        if child == 0:
            try:
                grader.diagnose = lambda slug, runs: ()  # type: ignore[method-assign]
                grader.grade(each)
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0, "a fork failed"


def _fresh(material: Material, submission: Submission) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in submission.files.items():
            Path(folder, name).write_bytes(data)
        command = [
            sys.executable, "-m", "pytest", "-q", "-p", "plain_fixtures", "-p", "no:cacheprovider",
            "--import-mode=importlib", "--noconftest", "-c", os.devnull, *map(str, material.suite_files),
        ]  # fmt: skip
        paths = {"PYTHONPATH": str(BENCH), "SUBMISSION": folder, "SOLUTIONS": str(material.solutions)}
        begin = time.perf_counter()
        subprocess.run(command, env={**os.environ, **paths}, capture_output=True, cwd=folder, check=False)
        return time.perf_counter() - begin


def _report(seconds: dict[str, list[float]]) -> None:
    median = {way: statistics.median(values) for way, values in seconds.items()}
    says = {"ours": "isolated, with diagnosis", "fork": "one fork of a warm process", "fresh": "python -m pytest"}
    print(f"{len(seconds['ours'])} submissions, four exercises, one grader; {len(seconds['fresh'])} fresh processes")
    for way, value in median.items():
        print(f"  {says[way]:<28} {value:8.4f} s a submission   {value / median['ours']:8.2f} x ours")
    print(f"  ours over fork  {median['ours'] / median['fork']:.2f}   (to reach: 2.5 at most)")
    print(f"  fresh over ours {median['fresh'] / median['ours']:.0f}   (to reach: 80 at least)")
    out = BENCH / "results" / "isolation.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"median_seconds": median, "submissions": len(seconds["ours"])}, indent=1) + "\n")


if __name__ == "__main__":
    main()
