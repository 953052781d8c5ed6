"""docs/policies.md: every number in its examples, and every rule in its table, is what the package does."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.model.points import from_number, text
from autograder.model.policy import grade, late_days_for, lateness
from autograder.report.arithmetic import arithmetic
from autograder.store.policy import CoursePolicyTable, PolicyTable, merged

TEXT = (Path(__file__).parents[2] / "docs" / "policies.md").read_text("utf-8")
BERLIN = ZoneInfo("Europe/Berlin")
DUE, POSSIBLE = datetime.fromisoformat("2026-10-24T23:59").replace(tzinfo=BERLIN), 4200
EXAMPLE = re.compile(r"((?:^    .*\n)+)\n\| graded .*\n\|[-|]+\n((?:^\|.*\n)+)", re.MULTILINE)


def examples() -> Iterator[tuple[str, str]]:
    """Rules, and a line of the table below them."""
    for rules, table in EXAMPLE.findall(TEXT):
        yield from ((re.sub("^ {4}", "", rules, flags=re.MULTILINE), line) for line in table.splitlines())


def test_there_are_examples() -> None:
    """And none is overlooked."""
    assert len(list(examples())) == len(re.findall(r"^\| [0-9.]+ \| 2026", TEXT, re.MULTILINE)) > 10


@pytest.mark.parametrize(("rules", "line"), list(examples()))
def test_an_example_is_true(rules: str, line: str) -> None:
    """Points and words, to the character."""
    graded, handed_in, counts, says = (cell.strip() for cell in line.strip("|").split("|"))
    table = CoursePolicyTable.model_validate(tomllib.loads(rules)["policy"])
    policy, at = merged(table, PolicyTable(), BERLIN), datetime.fromisoformat(handed_in).replace(tzinfo=BERLIN)
    used = late_days_for(policy, POSSIBLE, lateness(policy, DUE, at), table.late_days)
    found = grade(policy, from_number(graded), POSSIBLE, lateness(policy, DUE, at, late_days=used))
    if table.late_days:
        found = replace(found, late_days_left=table.late_days - used)
    assert (text(found.points), " ".join(arithmetic(found, policy, POSSIBLE))) == (counts, says)


def test_every_rule_is_told() -> None:
    """The table has the keys of `[policy]`, and no others."""
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", TEXT, re.MULTILINE)
    told = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert told == set(CoursePolicyTable.model_fields)
