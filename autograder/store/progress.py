"""What the package remembers beside a student's files: who they are, the hints they saw, their last checks.

It is a convenience and decides nothing: a file that was damaged or deleted starts afresh.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = ".autograder-progress.json"


@dataclass(frozen=True)
class LastCheck:
    """How many public checks passed, and on which content of the file."""

    passed: int
    checks: int
    sha256: str


@dataclass
class Progress:
    """The progress in one folder; change it, then `save` it."""

    folder: Path
    student: str = ""
    hints: dict[str, int] = field(default_factory=dict)
    """Exercise to number of hints shown."""
    checks: dict[str, LastCheck] = field(default_factory=dict)
    """Exercise to its last check."""

    @classmethod
    def load(cls, folder: Path) -> "Progress":
        """What the folder's progress file holds, or nothing yet."""
        try:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            checks = {str(slug): LastCheck(**check) for slug, check in data["checks"].items()}
            hints = {str(slug): int(shown) for slug, shown in data["hints"].items()}
            return cls(folder, str(data["student"]), hints, checks)
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return cls(folder)

    def save(self) -> None:
        """Writes the file in one step."""
        checks = {slug: asdict(check) for slug, check in self.checks.items()}
        text = json.dumps({"student": self.student, "hints": self.hints, "checks": checks}, indent=1)
        part = self.folder / f"{FILE}.part"
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(self.folder / FILE)

    def record_check(self, exercise: str, answer: bytes | None, passed: int, checks: int) -> None:
        """Remembers how the exercise's public checks ended on this answer."""
        self.checks[exercise] = LastCheck(passed, checks, _digest(answer))

    def current(self, exercise: str, answer: bytes | None) -> bool:
        """Whether the answer is still the one that was checked last."""
        last = self.checks.get(exercise)
        return last is not None and last.sha256 == _digest(answer)


def _digest(answer: bytes | None) -> str:
    return hashlib.sha256(answer).hexdigest() if answer is not None else ""
