"""`.autograder/audit.json`: what earlier audits found, kept as long as nothing that they depend on has changed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.model.audit import FORMAT_VERSION, ExerciseAudit


class AuditCache:
    """Audits by exercise, each with the key that says what it depended on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._entries: dict[str, Any] = _entries(path)

    def get(self, exercise: str, key: str) -> ExerciseAudit | None:
        """The audit of an exercise, if it is known for that very key."""
        entry = self._entries.get(exercise)
        return ExerciseAudit.from_dict(entry["audit"]) if entry and entry["key"] == key else None

    def put(self, audit: ExerciseAudit, key: str) -> None:
        """Remembers an audit in place of the exercise's former one."""
        self._entries[audit.name] = {"key": key, "audit": audit.to_dict()}

    def content(self) -> bytes:
        """What the file is to hold."""
        document = {"format_version": FORMAT_VERSION, "audits": dict(sorted(self._entries.items()))}
        return (json.dumps(document, indent=1) + "\n").encode()


def _entries(path: Path) -> dict[str, Any]:
    """What the file holds; nothing when it cannot be read, as it can be made again."""
    try:
        document: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return dict(document["audits"]) if document["format_version"] == FORMAT_VERSION else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
