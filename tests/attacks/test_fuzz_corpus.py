"""What a coverage-guided fuzzer found worth keeping (`bench/fuzz_codec.py`), sent again, and with bytes changed."""

import random
import resource
import time
from pathlib import Path

import pytest

from .fuzz_target import BLOB, TURN, run

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
ROUNDS = 10_000
SECONDS = 30.0
"""For what takes a tenth of a millisecond: more than any machine is busy."""
MEMORY_MIB = 200
PIECES = [TURN, BLOB, b"{", b"}", b"[", b"]", b'"', b"-1", b"1e999", b"null", b"true", b'{"k":1}', b'{"r":[1,"E"]}',
          b'{"T":["bool",[2],true]}', b"9" * 30, bytes(16), b"\xff" * 8]  # fmt: skip


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name[:12])
def test_a_find_ends_in_a_value_or_a_failure_of_the_student(path: Path) -> None:
    """No exception escapes, and nothing takes long."""
    begin = time.monotonic()
    run(path.read_bytes())
    assert time.monotonic() - begin < SECONDS


def test_changed_finds_end_so_too() -> None:
    """Ten thousand of them, with bytes changed, dropped, doubled and spliced; and the memory stays what it was."""
    chance = random.Random(1)
    finds = [path.read_bytes() for path in CORPUS]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(ROUNDS):
        run(_changed(chance.choice(finds), chance.choice(finds), chance))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY_MIB << 10


def _changed(data: bytes, other: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at, to = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        new = (chance.randbytes(chance.randint(0, 4)), chance.choice(PIECES), other[at:to], data[at:to] * 2)
        data = data[:at] + chance.choice(new) + data[at + chance.randint(0, 4) :]
    return data
