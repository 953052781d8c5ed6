"""An exercise's reference solution and its variants, loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from autograder.engine.local import LocalBackend
from autograder.errors import Fault
from autograder.model.assignment import Exercise
from autograder.sandbox.inside.modules import ModuleSpace
from autograder.testing.variants import Variant, combinations_in, variants_in


@dataclass(frozen=True)
class Corpus:
    """What is known about one exercise: the right answer, other right answers, typical wrong ones."""

    exercise: Exercise
    solution: Path
    given: Mapping[str, str]
    """The modules in `given/`, as the student has them."""

    @cached_property
    def reference(self) -> ModuleType:
        """The reference solution's module."""
        return self._load(self.files, self.exercise.slug)

    @cached_property
    def variants(self) -> list[Variant]:
        """Alternatives and misconceptions, in the order of the file; empty when there is no file."""
        return variants_in(self._variants_file)

    @cached_property
    def combinations(self) -> list[Variant]:
        """Two misconceptions at a time, where the file says so."""
        return combinations_in(self._variants_file)

    @property
    def source(self) -> str:
        """The reference solution's text."""
        return self.solution.read_text()

    @property
    def variants_path(self) -> Path:
        """Where the variants stand."""
        return self.solution.parent / "variants" / self.solution.name

    def reference_backend(self) -> LocalBackend:
        """The reference in the student's place."""
        return LocalBackend.of(self.reference)

    def backend(self, variant: Variant) -> LocalBackend:
        """A variant in the student's place, on top of the reference's other names."""
        return LocalBackend.of(SimpleNamespace(**{**vars(self.reference), **self._replaced(variant)}))

    def written(self, source: str) -> LocalBackend:
        """A file's text in the student's place, not loaded yet."""
        return LocalBackend({**self.files, self.exercise.file: source}, self.exercise.slug)

    def _replaced(self, variant: Variant) -> dict[str, Any]:
        definition, defines = variant.definition, self.exercise.defines
        held = [name for name in defines if isinstance(definition, type) and name in vars(definition)]
        return {name: getattr(definition, name) for name in held} or {variant.of or defines[0]: definition}

    @cached_property
    def _variants_file(self) -> dict[str, Any]:
        if not self.variants_path.exists():
            return {}
        files = {**self.files, "reference.py": self.source, "variants.py": self.variants_path.read_text()}
        return vars(self._load(files, "variants"))

    @cached_property
    def files(self) -> dict[str, str]:
        """The references of the whole assignment, one of which may import another, and the given modules."""
        solutions = {path.name: path.read_text() for path in self.solution.parent.glob("*.py")}
        return {**solutions, **self.given}

    def _load(self, files: Mapping[str, str], module: str) -> ModuleType:
        try:
            return ModuleSpace(files).load(module)
        except Exception as error:
            raise Fault(f"{self.solution}: {module} could not be loaded: {type(error).__name__}: {error}") from error
