"""An answer that leaves an order to chance: what is said of it must not depend on Python's hash seed.

A set of strings has another order each time Python starts. Within one process nobody sees that, so every seed gets a
process of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERDICTS = """
import json
from autograder.engine.corpus import Corpus
from autograder.engine.suites import with_suites
from autograder.engine.trials import Bench
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment

course = find_course(__import__("pathlib").Path.cwd())
exercise = find_assignment(course, "tokens_and_recurrence").exercise("build_vocab")
corpus = Corpus(exercise, course.solution_folder("tokens_and_recurrence") / exercise.file, {})
folders = course.suite_folder("tokens_and_recurrence"), course.assignment_folder("tokens_and_recurrence") / "checks"

def body(suites):
    bench = Bench(corpus, suites)
    trial = bench.trials(corpus.source).misconceptions["ties_by_chance"]
    variant = next(each for each in corpus.variants if each.id == "ties_by_chance")
    checks = [bench.run(check, corpus.backend(variant)).error is None for check in bench.checks]
    words = "".join({*"abcdefghijklmnopqrstuvwxyz"})
    print(json.dumps({"words": words, "verdict": [trial.points, sorted(trial.lost), trial.named, checks]}))

with_suites([folder / "test_build_vocab.py" for folder in folders], body)
"""


@pytest.mark.slow
def test_the_verdict_on_a_set_is_the_same_for_every_hash_seed() -> None:
    """Points, lost tests, passed checks and the named mistake are the same, though the set's order is not."""
    found = []
    for seed in ("0", "1", "20261"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", VERDICTS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        found.append(json.loads(done.stdout))
    assert len({each["words"] for each in found}) == 3
    assert [each["verdict"] for each in found] == [found[0]["verdict"]] * 3
    points, lost, named, checks = found[0]["verdict"]
    assert points == 250 and lost == ["test_equally_frequent_words_are_in_alphabetical_order"]
    assert named == ["ties_by_chance"] and checks.count(False) == 1
