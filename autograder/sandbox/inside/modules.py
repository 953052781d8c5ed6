"""Importing a student's files from memory: no file is written, and nothing of the standard library is shadowed."""

import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType, ModuleType

PROTECTED = sys.stdlib_module_names | {"torch", "numpy", "jaxtyping"}


class ModuleSpace:
    """The modules that come from one set of files, apart from everybody else's."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._sources = {_module_name(path): (path, text) for path, text in files.items() if path.endswith(".py")}
        self._packages = {name.rpartition(".")[0] for name in self._sources} - {""}
        self._modules: dict[str, ModuleType] = {}

    def load(self, name: str) -> ModuleType:
        """The module of that name; raises whatever its code raises."""
        with self.active():
            return importlib.import_module(name)

    @contextmanager
    def active(self) -> Iterator[None]:
        """While active, `import` finds these files; afterwards `sys.modules` is what it was."""
        if self in sys.meta_path:
            yield
            return
        before = self._loaded()
        self.install()
        try:
            yield
        finally:
            self.remove()
            sys.modules.update(before)

    def install(self) -> None:
        """From now on `import` finds these files, also in the place of other modules of the same name."""
        for name in self._loaded():
            del sys.modules[name]
        sys.meta_path.insert(0, self)
        sys.modules.update(self._modules)

    def remove(self) -> None:
        """Undoes `install`: `import` finds these files no more; what has been imported is kept for the next time."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
            self._modules |= {name: sys.modules.pop(name) for name in self._loaded()}

    def paths(self) -> list[str]:
        """The file names, as tracebacks show them."""
        return [path for path, _ in self._sources.values()]

    # The protocol of finders and loaders (importlib.abc), which `import` speaks with us.

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """The spec of one of our modules or packages."""
        if not self._owns(name):
            return None
        origin, is_package = self._origin(name), name in self._packages
        return importlib.util.spec_from_loader(name, self, origin=origin, is_package=is_package)  # type: ignore[arg-type]

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """Nothing: the default module will do."""

    def exec_module(self, module: ModuleType) -> None:
        """Runs the file's code in the module."""
        path, text = self._sources.get(module.__name__, ("", ""))
        exec(_compiled(path, text), module.__dict__)

    def get_source(self, name: str) -> str | None:
        """The file's text, so that tracebacks can quote it."""
        return self._sources.get(name, ("", None))[1]

    def _loaded(self) -> dict[str, ModuleType]:
        """What `sys.modules` holds under our names."""
        names = self._sources.keys() | self._packages
        return {name: sys.modules[name] for name in names if name in sys.modules and self._owns(name)}

    def _owns(self, name: str) -> bool:
        return (name in self._sources or name in self._packages) and name.partition(".")[0] not in PROTECTED

    def _origin(self, name: str) -> str:
        return self._sources.get(name, (name, ""))[0]


@lru_cache(64)
def _compiled(path: str, text: str) -> CodeType:
    """The file's code; the exercises of one process have most files in common."""
    return compile(text, path, "exec", dont_inherit=True)


def _module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
