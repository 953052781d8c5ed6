"""Hidden suites, collected once by pytest and run on any number of submissions.

pytest finds the tests, their marks and their parameters; then its run loop is ours, and calls the same functions again
for every submission with the fixture `student` bound to another backend. pytest's own way to run a test takes 1 ms
more each, for fixtures and reports that nobody here needs.
"""

import inspect
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.engine.recording import Observation, RecordingBackend
from autograder.errors import Fault
from autograder.model.points import Points, from_number
from autograder.testing.proxy import STUDENT, TORCH, Backend, Proxy
from autograder.testing.rng import Rng

ARGUMENTS = [
    "-c", os.devnull, "--noconftest", "--import-mode=importlib", "--assert=plain", "--capture=no",
    *(part for name in ("terminal", "cacheprovider", "faulthandler", "logging", "warnings", "doctest", "junitxml",
                        "unraisableexception", "threadexception", "stepwise", "nose", "pastebin")
      for part in ("-p", f"no:{name}")),
]  # fmt: skip


FIXTURES = frozenset({"student", "reference", "remote", "rng"})


@dataclass(frozen=True)
class SuiteTest:
    """One test of a suite, before it runs."""

    name: str
    says: str
    points: Points
    function: Callable[..., None]
    needs: tuple[str, ...] = ()
    """The fixtures it asks for."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What `pytest.mark.parametrize` gives it."""


@dataclass
class TestRun:
    """One test after it ran on one backend."""

    __test__ = False

    test: SuiteTest
    error: BaseException | None = None
    duration_s: float = 0.0
    observations: list[Observation] = field(default_factory=list)


class Suites:
    """The collected tests of all given suite files, by exercise."""

    def __init__(self, items: Sequence[pytest.Item]) -> None:
        self._tests: dict[str, list[SuiteTest]] = {}
        for item in items:
            self._tests.setdefault(item.path.stem.removeprefix("test_"), []).append(_suite_test(item))

    def tests(self, exercise: str) -> list[SuiteTest]:
        """The exercise's tests, in the order of the file."""
        return self._tests.get(exercise, [])

    def run(self, test: SuiteTest, backend: Backend, reference: Any, seed: int) -> TestRun:
        """Runs one test on one backend; whatever it raises is in the returned `error`."""
        recording = RecordingBackend(backend)
        fixtures = {
            "student": Proxy(recording, STUDENT), "remote": Proxy(recording, TORCH), "reference": reference,
            "rng": Rng(seed, test.name),
        }  # fmt: skip
        error: BaseException | None = None
        start = time.perf_counter()
        try:
            test.function(**{name: fixtures[name] for name in test.needs}, **test.parameters)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:  # pytest's own outcomes, such as skip, are no exceptions of class Exception
            error = raised
        return TestRun(test, error, time.perf_counter() - start, recording.observations)


def with_suites(paths: Sequence[Path], body: Callable[[Suites], None]) -> None:
    """Collects the suites, then hands them to `body`; what `body` raises comes out here.

    Raises:
        Fault: a suite could not be collected.
    """
    if not paths:  # without one, pytest would collect what lies in the current folder
        with _one_thread():
            body(Suites([]))
        return
    plugin = _WarmPlugin(body)
    with _one_thread(), _no_foreign_plugins(), _forgotten_afterwards(paths):
        pytest.main([*ARGUMENTS, f"--rootdir={paths[0].parent}", *map(str, paths)], plugins=[plugin])
    if plugin.raised is not None:
        raise plugin.raised
    if not plugin.ran:
        raise Fault(f"the hidden suites could not be collected: {'; '.join(plugin.problems) or 'no tests found'}")


class _WarmPlugin:
    """Takes over when pytest has collected."""

    def __init__(self, body: Callable[[Suites], None]) -> None:
        self._body = body
        self.problems: list[str] = []
        self.raised: BaseException | None = None
        self.ran = False

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declares the mark that suites use."""
        config.addinivalue_line("markers", "points(number): what the test is worth")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keeps why a suite cannot be collected."""
        if report.failed:
            self.problems.append(str(report.longrepr).strip().splitlines()[-1])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hands over the collected tests instead of running them."""
        if self.problems:
            return True
        try:
            self.ran = True
            self._body(Suites(session.items))
        except BaseException as error:  # pytest would swallow it; it is raised again outside
            self.raised = error
        return True


def _suite_test(item: pytest.Item) -> SuiteTest:
    mark = item.get_closest_marker("points")
    if mark is None or not isinstance(item, pytest.Function):
        raise Fault(f"{item.path.name}: {item.name} has no @pytest.mark.points")
    parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    needs = tuple(name for name in inspect.signature(item.obj).parameters if name not in parameters)
    if unknown := set(needs) - FIXTURES:
        raise Fault(f"{item.path.name}: {item.name} asks for {', '.join(unknown)}; there is {', '.join(FIXTURES)}")
    says = " ".join((item.obj.__doc__ or item.name).split())
    return SuiteTest(item.name, says, from_number(mark.args[0]), item.obj, needs, parameters)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Small tensors: threads only wait for one another, and sums would depend on them. A kernel gets back its own."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _forgotten_afterwards(paths: Sequence[Path]) -> Iterator[None]:
    """pytest names a module by its file's name, so that checks would be taken for the suite of the same name."""
    try:
        yield
    finally:
        files = {str(path) for path in paths}
        for name, module in list(sys.modules.items()):
            if getattr(module, "__file__", None) in files:
                del sys.modules[name]


@contextmanager
def _no_foreign_plugins() -> Iterator[None]:
    """Installed pytest plugins (of hypothesis, jaxtyping …) cost start-up time and may interfere."""
    before = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        else:
            os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = before
