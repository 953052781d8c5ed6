"""Which requests a suite makes of everybody alike: found out by running it on the reference in the sandbox."""

from collections.abc import Callable, Sequence

from autograder.engine.place import Worker
from autograder.engine.suites import SuiteTest, TestRun
from autograder.errors import Fault, StudentFailure
from autograder.sandbox.script import Script
from autograder.testing.on_the_spot import noted_on_the_spot
from autograder.testing.proxy import Backend

Run = Callable[[SuiteTest, Backend], TestRun]


def rehearsed(tests: Sequence[SuiteTest], run: Run, hire: Callable[[Script | None], Worker]) -> Script:
    """The requests of all tests that can be played ahead; empty if the reference stumbles.

    Played they must lead to the same end: whoever asks the reference something else the second time asks by chance.
    """
    try:
        script = _asked(tests, run, hire(None))
        same = _performed([test for test in tests if test.name in script.tests], run, hire(script))
    except (Fault, StudentFailure):
        return Script()
    return Script({name: script.tests[name] for name in same}, script.timed.intersection(same))


def _asked(tests: Sequence[SuiteTest], run: Run, worker: Worker) -> Script:
    """The requests of each test but those that have to be live."""
    try:
        worker.start()
        asked: dict[str, tuple[bytes, ...]] = {}
        timed: set[str] = set()
        for test in tests:
            worker.begin_test()
            worker.log = []
            with noted_on_the_spot() as live:
                ended = run(test, worker)
            if worker.log and ended.error is None and all(live):
                asked[test.name] = tuple(worker.log)
                timed |= {test.name} if live else set()
        return Script(asked, frozenset(timed))
    finally:
        worker.close()


def _performed(tests: Sequence[SuiteTest], run: Run, worker: Worker) -> list[str]:
    """The tests that end well when they are played."""
    try:
        worker.start()
        same = []
        for test in tests:
            if worker.begin_test(test.name, live=False) is None:
                if worker.spent:
                    return []
                continue  # it is timed, and this machine was busy
            if run(test, worker).error is None and not worker.astray:
                same.append(test.name)
        return same
    finally:
        worker.close()
