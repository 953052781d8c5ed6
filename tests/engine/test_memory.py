"""What graders remember between runs."""

from pathlib import Path

from torch import tensor

from autograder.engine.diagnosis import Known
from autograder.engine.memory import Memory
from autograder.engine.recording import FrozenTensor, Observation
from autograder.model.result import Diagnosis


def _known() -> list[Known]:
    sign = Observation(("f",), [FrozenTensor(tensor([1.5, float("nan")]), False), "word"], changed=True)
    right = Observation(("f",), error="ValueError")
    answers = {("test_a", 0): sign, ("test_b", 1): right}
    return [Known(Diagnosis("no_scale", "Scale it."), answers, frozenset({("test_a", 0)}))]


def test_what_was_found_is_not_looked_for_again(tmp_path: Path) -> None:
    """A second grader reads from the file what the first one found."""
    asked: list[str] = []
    for _ in range(2):
        memory = Memory(tmp_path / "m.json")
        assert memory.problem("a", lambda: asked.append("a") or "broken") == "broken"
        assert [each.diagnosis.id for each in memory.known("a", lambda: asked.append("known") or _known())] == [
            "no_scale"
        ]
    assert asked == ["a", "known"]


def test_found_and_remembered_are_the_same(tmp_path: Path) -> None:
    """Signs, other answers and their numbers survive the file, so that a result never depends on who came first."""
    first = Memory(tmp_path / "m.json").known("a", _known)[0]
    second = Memory(tmp_path / "m.json").known("a", list)[0]
    assert first.signs == second.signs == {("test_a", 0)}
    assert second.answers["test_b", 1].error == "ValueError"
    values = [each.answers["test_a", 0].answer[0].values for each in (first, second)]
    assert values[0].nan_to_num(7).tolist() == values[1].nan_to_num(7).tolist() == [1.5, 7.0]


def test_two_graders_lose_nothing_of_each_other(tmp_path: Path) -> None:
    """Both write the same file; what either found is there for a third."""
    one, other = Memory(tmp_path / "m.json"), Memory(tmp_path / "m.json")
    one.problem("a", lambda: "")
    other.problem("b", lambda: "bad")
    third = Memory(tmp_path / "m.json")
    assert third.problem("a", lambda: "asked again") == ""
    assert third.problem("b", lambda: "asked again") == "bad"


def test_a_damaged_file_is_found_out_again(tmp_path: Path) -> None:
    """The file is a convenience: damage costs time, and nothing else."""
    (tmp_path / "m.json").write_text("{")
    assert Memory(tmp_path / "m.json").problem("a", lambda: "found") == "found"
