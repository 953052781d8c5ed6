"""Hidden suites, collected once by a warm pytest and run on any number of submissions.

pytest starts and collects once; its run loop is ours, and runs the same items again for every submission with the
fixture `student` bound to another backend. The pytest hooks used are public; `runtestprotocol` is what plugins that
rerun tests use as well.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from _pytest.runner import runtestprotocol

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


@dataclass(frozen=True)
class SuiteTest:
    """One test of a suite, before it runs."""

    name: str
    says: str
    points: Points
    item: pytest.Item


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

    def __init__(self, plugin: "_WarmPlugin", items: Sequence[pytest.Item]) -> None:
        self._plugin = plugin
        self._tests: dict[str, list[SuiteTest]] = {}
        for item in items:
            self._tests.setdefault(item.path.stem.removeprefix("test_"), []).append(_suite_test(item))

    def tests(self, exercise: str) -> list[SuiteTest]:
        """The exercise's tests, in the order of the file."""
        return self._tests.get(exercise, [])

    def run(self, test: SuiteTest, backend: Backend, reference: Any, seed: int) -> TestRun:
        """Runs one test on one backend; whatever it raises is in the returned `error`."""
        recording = RecordingBackend(backend)
        run = TestRun(test, observations=recording.observations)
        self._plugin.bind(run, recording, reference, Rng(seed, test.name))
        start = time.perf_counter()
        runtestprotocol(test.item, log=False, nextitem=None)
        run.duration_s = time.perf_counter() - start
        return run


def with_suites(paths: Sequence[Path], body: Callable[[Suites], None]) -> None:
    """Collects the suites, then hands them to `body`; what `body` raises comes out here.

    Raises:
        Fault: a suite could not be collected.
    """
    torch.set_num_threads(1)  # small tensors: threads only wait for one another, and sums would depend on them
    plugin = _WarmPlugin(body)
    root = paths[0].parent if paths else Path.cwd()
    with _no_foreign_plugins():
        pytest.main([*ARGUMENTS, f"--rootdir={root}", *map(str, paths)], plugins=[plugin])
    if plugin.raised is not None:
        raise plugin.raised
    if not plugin.ran:
        raise Fault(f"the hidden suites could not be collected: {'; '.join(plugin.problems) or 'no tests found'}")


class _WarmPlugin:
    def __init__(self, body: Callable[[Suites], None]) -> None:
        self._body = body
        self._run = TestRun(SuiteTest("", "", 0, None))  # type: ignore[arg-type]
        self._fixtures = SimpleNamespace()
        self.problems: list[str] = []
        self.raised: BaseException | None = None
        self.ran = False

    def bind(self, run: TestRun, backend: Backend, reference: Any, rng: Rng) -> None:
        """Chooses what the fixtures give to the next test."""
        self._run = run
        self._fixtures = SimpleNamespace(
            student=Proxy(backend, STUDENT), remote=Proxy(backend, TORCH), reference=reference, rng=rng
        )

    @pytest.fixture
    def student(self) -> Proxy:
        """The student's names."""
        return self._fixtures.student  # type: ignore[no-any-return]

    @pytest.fixture
    def reference(self) -> Any:
        """The reference solution's names."""
        return self._fixtures.reference

    @pytest.fixture
    def remote(self) -> Proxy:
        """`torch`, beside the student's code: what is made with it lives there."""
        return self._fixtures.remote  # type: ignore[no-any-return]

    @pytest.fixture
    def rng(self) -> Rng:
        """This test's random inputs."""
        return self._fixtures.rng  # type: ignore[no-any-return]

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "points(number): what the test is worth")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(str(report.longrepr).strip().splitlines()[-1])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.problems:
            return True
        try:
            self.ran = True
            self._body(Suites(self, session.items))
        except BaseException as error:  # pytest would swallow it; it is raised again outside
            self.raised = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """The leanest report there is: tracebacks are rendered for nobody."""
        if call.excinfo is not None and self._run.error is None:
            self._run.error = call.excinfo.value
        return pytest.TestReport(
            item.nodeid, item.location, {}, "failed" if call.excinfo else "passed", None, call.when or "call"  # type: ignore[arg-type]
        )  # fmt: skip


def _suite_test(item: pytest.Item) -> SuiteTest:
    mark = item.get_closest_marker("points")
    if mark is None:
        raise Fault(f"{item.path.name}: {item.name} has no @pytest.mark.points")
    says = " ".join((getattr(item, "obj", None).__doc__ or item.name).split())
    return SuiteTest(item.name, says, from_number(mark.args[0]), item)


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
