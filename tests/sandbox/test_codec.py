"""What crosses between grader and worker: exact plain values and tensors, and nothing else."""

import json
import math
from collections import Counter, OrderedDict, defaultdict
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from autograder.sandbox.inside.codec import (
    DTYPES,
    MAX_DEPTH,
    MAX_ITEMS,
    Decoder,
    Encoder,
    ProtocolError,
    TooLarge,
)

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary()
    | st.sampled_from(list(DTYPES.values()))
)  # fmt: skip
keys = st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
plain_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(keys, inner),
    max_leaves=20,
)
shapes = st.lists(st.integers(0, 3), max_size=4)


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """Tensors of every dtype, any bytes, some of them transposed, sliced or expanded."""
    dtype, shape = draw(st.sampled_from(list(DTYPES.values()))), draw(shapes)
    size = math.prod(shape) * dtype.itemsize
    data = draw(st.binary(min_size=size, max_size=size))
    if dtype is torch.bool:
        data = bytes(byte & 1 for byte in data)
    tensor = torch.frombuffer(bytearray(data), dtype=dtype).reshape(shape) if size else torch.empty(shape, dtype=dtype)
    if shape and draw(st.booleans()):
        tensor = tensor.transpose(0, -1)
    if shape and draw(st.booleans()):
        tensor = tensor[..., ::2]
    if draw(st.booleans()):
        tensor = tensor.expand(2, *tensor.shape)
    return tensor.detach()


def refuse(thing: Any) -> dict[str, Any]:
    """Stands for an object that has no plain form."""
    return {"r": [1, type(thing).__name__]}


def nothing(kind: str, content: Any) -> Any:
    """Resolves no object at all, as a grader does that named none."""
    raise ProtocolError(f"unknown kind {kind!r}")


def crossed(value: Any) -> Any:
    """The value after its way through JSON and a blob."""
    encoder = Encoder(refuse)
    node = json.loads(json.dumps(encoder.encode(value)))
    return Decoder(bytearray(b"".join(encoder.blobs)), nothing).decode(node)


def identical(one: Any, other: Any) -> bool:
    """Whether two values are the same to the bit, types included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict):
        return identical(list(one), list(other)) and identical(list(one.values()), list(other.values()))
    if isinstance(one, complex):
        return identical(one.real, other.real) and identical(one.imag, other.imag)
    return one == other or (one != one and other != other)


def _bytes(tensor: Tensor) -> bytes:
    fresh = torch.empty(tensor.shape, dtype=tensor.dtype).copy_(tensor)
    return fresh.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


@given(plain_values)
@settings(max_examples=60)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    """Nested plain values keep their values and their exact types."""
    assert identical(crossed(value), value)


@given(st.lists(tensors(), max_size=3), st.binary(max_size=5))
@settings(max_examples=60)
def test_tensors_arrive_to_the_bit(several: list[Tensor], between: bytes) -> None:
    """Every dtype, shape and memory layout arrives bit by bit, also behind bytes that would shift it."""
    arrived = crossed([between, *several])
    assert arrived[0] == between
    for got, sent in zip(arrived[1:], several, strict=True):
        assert (got.dtype, got.shape) == (sent.dtype, sent.shape)
        assert _bytes(got) == _bytes(sent)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 0, 3), (1, 1, 1)], ids=str)
def test_odd_shapes_arrive_in_every_dtype(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    """A number alone, no number at all, and axes of size 1 keep their shape."""
    got = crossed(torch.ones(shape, dtype=dtype))
    assert got.dtype == dtype and got.shape == shape and bool((got == 1).all())


def test_requires_grad_arrives_and_the_graph_does_not() -> None:
    """A result of a computation arrives as a leaf that says whether it required gradients."""
    parameter = torch.nn.Parameter(torch.ones(2))
    for sent in (parameter, parameter * 2):
        got = crossed(sent)
        assert type(got) is Tensor and got.requires_grad and got.is_leaf
    assert not crossed(parameter.detach()).requires_grad


def test_lazily_conjugated_and_negated_tensors_arrive_resolved() -> None:
    """What torch only marks as conjugated or negative is worked out before it is sent."""
    value = torch.tensor([1 + 2j, 3 - 4j])
    assert crossed(value.conj()).tolist() == [1 - 2j, 3 + 4j]
    assert crossed(value.conj().imag).tolist() == [-2.0, 4.0]


def test_numbers_that_are_none_keep_their_kind() -> None:
    """NaN and both infinities arrive, in floats, in complex numbers and in tensors."""
    numbers = [math.nan, math.inf, -math.inf]
    assert identical(crossed(numbers), numbers)
    assert identical(crossed(complex(math.nan, -math.inf)), complex(math.nan, -math.inf))
    assert torch.equal(crossed(torch.tensor(numbers)).isnan(), torch.tensor([True, False, False]))


def test_bool_bytes_other_than_0_and_1_become_true() -> None:
    """A hostile byte in a bool tensor cannot make it true and false at once."""
    got = Decoder(bytearray([0, 1, 2, 255]), nothing).decode({"T": ["bool", [4], False]})
    assert got.view(torch.uint8).tolist() == [0, 1, 1, 1]


def test_relatives_of_plain_containers_arrive_plain() -> None:
    """Dicts that keep order or count arrive as a dict, a torch.Size as a tuple, a Parameter as a tensor."""
    got = crossed(
        [OrderedDict(a=1), torch.Size([2, 3]), torch.nn.Parameter(torch.zeros(1)), Counter("a"), defaultdict(int, a=1)]
    )
    assert got[:2] == [{"a": 1}, (2, 3)]
    assert got[3:] == [{"a": 1}, {"a": 1}]
    assert [type(item) for item in got] == [dict, tuple, Tensor, dict, dict]


class _Text(str):
    """Looks like a str."""


class _Number(int):
    """Looks like an int."""


@pytest.mark.parametrize(
    "thing",
    [
        _Text("a"), _Number(1), np.float64(1), np.zeros(2), {1, 2}, frozenset(), range(3), object(),
        torch.zeros(2).to_sparse(), torch.zeros(2, device="meta"), torch.zeros(1).as_subclass(type("T", (Tensor,), {})),
        torch.complex32, bytearray(b"a"),
    ],
    ids=lambda thing: type(thing).__name__,
)  # fmt: skip
def test_everything_else_stays_where_it_is(thing: Any) -> None:
    """Subclasses of plain types, arrays, sets and odd tensors go as objects, never as values."""
    assert Encoder(refuse).encode([thing]) == {"l": [{"r": [1, type(thing).__name__]}]}


def test_a_tensor_that_arrives_has_memory_of_its_own() -> None:
    """Two tensors from one blob share nothing with it or with each other."""
    blob = bytearray(8) + bytearray(8) + bytearray(8)
    decoder = Decoder(blob, nothing)
    first, second = decoder.decode({"l": [{"T": ["float64", [1], False]}] * 2})
    first += 1
    assert second.item() == 0 and not any(blob)


def test_the_decoder_remembers_what_gradients_are_asked_for() -> None:
    """`differentiable` lists the tensors that require gradients, in order."""
    decoder = Decoder(bytearray(64), nothing)
    yes, no = {"T": ["float64", [1], True]}, {"T": ["float64", [1], False]}
    one, _, other = decoder.decode({"l": [yes, no, yes]})
    assert [id(leaf) for leaf in decoder.differentiable] == [id(one), id(other)]


def _nested(depth: int, innermost: Any = 0) -> Any:
    for _ in range(depth):
        innermost = [innermost]
    return innermost


@pytest.mark.parametrize("innermost", [0, 1j, math.nan, b"ab"], ids=str)
def test_both_ends_agree_on_how_deep_a_value_may_be(innermost: Any) -> None:
    """What the encoder sends at its limit, the decoder takes; one level more is not sent."""
    deepest = next(d for d in range(MAX_DEPTH, 0, -1) if _fits(_nested(d, innermost)))
    assert deepest >= MAX_DEPTH - 1
    assert identical(crossed(_nested(deepest, innermost)), _nested(deepest, innermost))


def _fits(value: Any) -> bool:
    try:
        Encoder(refuse).encode(value)
    except TooLarge:
        return False
    return True


@pytest.mark.parametrize(("item", "counts"), [(0, 1), (1j, 3), ([], 1), ([0], 2)])
def test_both_ends_agree_on_how_many_items_a_value_may_have(item: Any, counts: int) -> None:
    """What the encoder sends at its limit, the decoder takes; one more is not sent."""
    most = (MAX_ITEMS - 1) // counts
    assert len(crossed([item] * most)) == most
    assert not _fits([item] * (most + 1))


def test_a_list_that_holds_itself_is_too_large() -> None:
    """Encoding it ends with `TooLarge`, not with a recursion without end."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(TooLarge):
        Encoder(refuse).encode(endless)


MALFORMED = [
    [], [1], {}, {"l": [], "t": []}, {"x": 1}, {"r": [1, "a"]}, {"k": 5}, {"l": 1}, {"l": {}}, {"l": "abc"},
    {"t": None}, {"d": [1]}, {"d": [[1]]}, {"d": [[1, 2, 3]]}, {"d": {"a": 1}}, {"d": [[{"l": []}, 1]]},
    {"d": [[{"d": []}, 1]]}, {"d": "ab"}, {"f": "1"}, {"f": []}, {"f": None}, {"c": [1]}, {"c": [1, 2, 3]},
    {"c": ["1", "2"]}, {"c": 3}, {"c": [{"l": []}, 0]}, {"b": -1}, {"b": 10**9}, {"b": "1"}, {"b": 1.5}, {"b": True},
    {"b": None}, {"y": "float7"}, {"y": []}, {"y": {}}, {"T": []}, {"T": "abc"},
    {"T": {"float32": 0, "b": 1, "c": 2}}, {"T": 5}, {"T": ["float7", [1], False]}, {"T": [[], [1], False]},
    {"T": ["float32", 1, False]}, {"T": ["float32", "1", False]}, {"T": ["float32", [-1], False]},
    {"T": ["float32", [-1, -1], False]}, {"T": ["float32", [1.0], False]}, {"T": ["float32", [True], False]},
    {"T": ["float32", [None], False]}, {"T": ["float32", [[1]], False]}, {"T": ["float32", [1] * 17, False]},
    {"T": ["float32", [10**12], False]}, {"T": ["float32", [0, 2**63], False]},
    {"T": ["float32", [0, 2**62, 2**62], False]}, {"T": ["float32", [0, 10**40], False]},
    {"T": ["float32", [5], False]},
]  # fmt: skip


@pytest.mark.parametrize("node", MALFORMED, ids=repr)
def test_every_malformed_node_is_a_protocol_error(node: Any) -> None:
    """Alone and within a list, with 16 bytes in the blob."""
    for wrapped in (node, {"l": [node]}):
        with pytest.raises(ProtocolError):
            Decoder(bytearray(16), nothing).decode(wrapped)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**70) | st.floats() | st.sampled_from(["float32", "bool", "nan", "x"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("ltdfcbyTrk"), inner, max_size=2),
    max_leaves=12,
)


@given(json_values, st.binary(max_size=40))
@settings(max_examples=300)
def test_whatever_json_arrives_is_decoded_or_refused(node: Any, blob: bytes) -> None:
    """No JSON document raises anything but a `ProtocolError`, and what is decoded is plain."""
    try:
        value = Decoder(bytearray(blob), nothing).decode(node)
    except ProtocolError:
        return
    assert _is_plain(value)


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, [*value, *value.values()]))
    return type(value) in (type(None), bool, int, float, complex, str, bytes, Tensor, torch.dtype)
