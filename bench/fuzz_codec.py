"""Looks for bytes that make the grader stumble, led by the lines that they reach. Needs `pip install atheris`.

    python -m bench.fuzz_codec CORPUS [-max_total_time=300]

Arguments are libFuzzer's. A find is an exception that escapes, a run longer than the timeout, or too much memory.
`tests/attacks/corpus/` is what was worth keeping so far; the tests send it again.
"""

import sys

import atheris

with atheris.instrument_imports(
    include=["autograder.sandbox.worker", "autograder.sandbox.inside.codec", "autograder.sandbox.inside.frames"]
):
    from tests.attacks.fuzz_target import run


def one(data: bytes) -> None:
    """One run; what it gives does not matter."""
    run(data)


def main() -> None:
    """Fuzzes until libFuzzer ends it."""
    atheris.Setup([*sys.argv, "-timeout=20", "-rss_limit_mb=1500", "-max_len=4096"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
