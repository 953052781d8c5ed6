"""A made-up class: students who get it right in many ways, wrong in typical ways, and some who try something else."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.model.person import Person

FIRST = (
    "Ada", "Émile", "Yuki", "Chidi", "Zoë", "Łukasz", "Amara", "José", "Mei", "Søren", "Priya", "Ngozi", "Ömer", "Ilse",
    "Tomás", "Noor", "Anouk", "Kwame", "Sienna", "Ravi",
)  # fmt: skip
LAST = (
    "Lindqvist", "O'Brien", "Nakamura", "Okafor", "van den Berg", "Nowak", "Diallo", "García Márquez", "Chen", "Madsen",
    "Sharma", "Adeyemi",
)  # fmt: skip

HOSTILE = {
    "crash": "import os\n\n\ndef {name}(*args, **kwargs):\n    os._exit(0)\n",
    "endless loop": "def {name}(*args, **kwargs):\n    while True:\n        pass\n",
    "reads the tests": (
        "import gc\nimport glob\nimport sys\n\n\ndef {name}(*args, **kwargs):\n"
        "    frame = sys._getframe()\n"
        "    while frame:\n"
        "        for key, thing in frame.f_locals.items():\n"
        "            if key in ('want', 'expected', 'reference'):\n"
        "                return thing\n"
        "        frame = frame.f_back\n"
        "    found = [open(path).read() for path in glob.glob('/*/*/test_*.py') + glob.glob('../*/*.py')]\n"
        "    found += [thing for thing in gc.get_objects() if getattr(thing, '__name__', '').startswith('test_')]\n"
        "    raise SystemExit(str(found))\n"
    ),
}
SYNTAX_ERROR = "def {name}(x\n    return x\n"


@dataclass(frozen=True)
class Answers:
    """What may be handed in for one exercise, by name."""

    file: str
    defines: Sequence[str]
    stub: str
    reference: str
    right: Mapping[str, str]
    wrong: Mapping[str, str]


@dataclass(frozen=True)
class MadeUpStudent:
    """A student, what kind of work they handed in, and the work."""

    person: Person
    kind: str
    files: Mapping[str, str]


def made_up_class(exercises: Sequence[Answers], size: int) -> Iterator[MadeUpStudent]:
    """So many students; the same class every time. Every kind is there from about 20 students on."""
    draw = random.Random(2026)
    kinds = ("right", "one mistake", "mixture", "other right ways", "mixture", "one mistake", "two mistakes")
    special = ("untouched stubs", "syntax error", *HOSTILE, "file misnamed")
    for number in range(size):
        rare = number % 3 == 2 and number // 3 < len(special)
        kind = special[number // 3] if rare else kinds[number % len(kinds)]
        yield MadeUpStudent(_person(number, draw), kind, _work(kind, exercises, draw))


def _person(number: int, draw: random.Random) -> Person:
    first, last = FIRST[number % len(FIRST)], LAST[(number * 5 + number // len(FIRST)) % len(LAST)]
    login = f"s{number + 1:03d}"
    ids = {"canvas": str(draw.randrange(10_000, 99_999)), "sis_user": f"U{number + 1:05d}", "sis_login": login}
    return Person(login, f"{last}, {first}", f"{login}@example.edu", "AB"[number % 2], ids)


def _work(kind: str, exercises: Sequence[Answers], draw: random.Random) -> dict[str, str]:
    files = {exercise.file: exercise.reference for exercise in exercises}
    victim = draw.choice(list(exercises))
    match kind:
        case "other right ways":
            files = {exercise.file: draw.choice(list(exercise.right.values())) for exercise in exercises}
        case "one mistake" | "two mistakes":
            for exercise in draw.sample(list(exercises), 1 if kind == "one mistake" else 2):
                files[exercise.file] = draw.choice(list(exercise.wrong.values()))
        case "mixture":
            for exercise in exercises:
                files[exercise.file] = draw.choice([exercise.stub, *exercise.right.values(), *exercise.wrong.values()])
        case "untouched stubs":
            files = {exercise.file: exercise.stub for exercise in exercises}
        case "syntax error":
            files[victim.file] = SYNTAX_ERROR.format(name=victim.defines[0])
        case "file misnamed":
            files[victim.file.replace("_", "-")] = files.pop(victim.file)
        case _ if kind in HOSTILE:
            files[victim.file] = HOSTILE[kind].format(name=victim.defines[0])
    return files
