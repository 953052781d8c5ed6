"""Values to bytes and back: exact plain types and dense tensors, nothing else, and nothing that could run.

A frame is a JSON document and a blob. In the JSON, `None`, booleans, whole numbers, finite floats and strings stand as
they are; everything else is an object with one key that names its kind:

    l t d      list, tuple, dict (a list of pairs)        f c b    non-finite float, complex, bytes (length in the blob)
    T          tensor: dtype, shape, requires_grad        y        dtype
    r          an object that stays on the student's side: its number and the name of its class
    k          a callable that stays on the grader's side: its number

Bytes and tensors lie in the blob in the order in which they are met, each padded to a multiple of 16.
"""

import math
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

MAX_DEPTH = 32
MAX_ITEMS = 20_000
ITEM_BYTES = 64
"""What Python takes for a value, about."""
ALIGNMENT = 16

DTYPES = {
    name: getattr(torch, name)
    for name in ("float16", "bfloat16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64", "bool",
                 "complex64", "complex128")
}  # fmt: skip
DTYPE_NAMES = {dtype: name for name, dtype in DTYPES.items()}
DICTS = (dict, OrderedDict, Counter, defaultdict)
"""What arrives as a dict."""
NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}

Opaque = Callable[[Any], dict[str, Any]]
"""Encodes what has no plain form, as an `r` or `k` object; may raise `TooLarge`."""

Resolve = Callable[[str, Any], Any]
"""Decodes an `r` or `k` object."""


class ProtocolError(Exception):
    """Bytes that no honest peer sends."""


class TooLarge(Exception):
    """A value that is too deep or has too many items to be sent."""


class Encoder:
    """Encodes values into JSON-able form, and gathers their bytes in `blobs`."""

    def __init__(self, opaque: Opaque) -> None:
        self.blobs: list[bytes] = []
        self.differentiable: list[Tensor] = []
        """The tensors that require gradients, in the order in which they were met."""
        self._opaque = opaque
        self._items = 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The JSON-able form of a value.

        Raises:
            TooLarge: it is too deep or has too many items.
        """
        self._items += 1
        if depth > MAX_DEPTH or self._items > MAX_ITEMS:
            raise TooLarge
        kind = type(value)
        if value is None or kind in (bool, int, str):
            return value
        if kind is float:
            return value if math.isfinite(value) else {"f": repr(value)}
        if kind in (Tensor, torch.nn.Parameter):
            return self._tensor(value)
        if kind in (list, tuple, torch.Size):
            return {"l" if kind is list else "t": [self.encode(item, depth + 1) for item in value]}
        if kind in DICTS:
            return {"d": [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items()]}
        if kind is complex:
            return {"c": [self.encode(part, depth + 1) for part in (value.real, value.imag)]}
        if kind is bytes:
            self._append(value)
            return {"b": len(value)}
        if kind is torch.dtype and value in DTYPE_NAMES:
            return {"y": DTYPE_NAMES[value]}
        return self._opaque(value)

    def _tensor(self, tensor: Tensor) -> Any:
        if tensor.layout is not torch.strided or tensor.device.type != "cpu" or tensor.dtype not in DTYPE_NAMES:
            return self._opaque(tensor)
        if tensor.requires_grad:
            self.differentiable.append(tensor)
        plain = tensor.detach().view(torch.int16) if tensor.dtype is torch.bfloat16 else tensor
        self._append(plain.numpy(force=True).tobytes())
        return {"T": [DTYPE_NAMES[tensor.dtype], list(tensor.shape), tensor.requires_grad]}

    def _append(self, data: bytes) -> None:
        self.blobs.append(data)
        if rest := -len(data) % ALIGNMENT:
            self.blobs.append(bytes(rest))


class Decoder:
    """Decodes what an `Encoder` made; every tensor is a fresh copy and a leaf."""

    def __init__(self, blob: bytearray, resolve: Resolve) -> None:
        self.differentiable: list[Tensor] = []
        """The tensors that require gradients, in the order in which they were met."""
        self.size = 0
        """About how many bytes the values take."""
        self._blob = blob
        self._resolve = resolve
        self._offset = 0
        self._items = 0

    def decode(self, node: Any, depth: int = 0) -> Any:
        """The value of a JSON node.

        Raises:
            ProtocolError: the node is none that an encoder makes.
        """
        self._items += 1
        if depth > MAX_DEPTH or self._items > MAX_ITEMS:
            raise ProtocolError("too deep, or too many items")
        self.size += ITEM_BYTES + (4 * len(node) if type(node) is str else 0)
        if node is None or type(node) in (bool, int, float, str):
            return node
        if type(node) is not dict or len(node) != 1:
            raise ProtocolError("a node must be plain or have one key")
        ((kind, content),) = node.items()
        try:
            return self._decode_kind(kind, content, depth + 1)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, RuntimeError) as error:
            raise ProtocolError(f"bad content of {kind!r}") from error

    def _decode_kind(self, kind: str, content: Any, depth: int) -> Any:
        match kind:
            case "T":
                return self._tensor(*content)
            case "l":
                return [self.decode(item, depth) for item in _list(content)]
            case "t":
                return tuple(self.decode(item, depth) for item in _list(content))
            case "d":
                return {self.decode(key, depth): self.decode(item, depth) for key, item in _list(content)}
            case "f":
                return NON_FINITE[content]
            case "c":
                real, imaginary = (self.decode(part, depth) for part in content)
                return complex(real, imaginary)
            case "b":
                return bytes(self._take(content))
            case "y":
                return DTYPES[content]
        return self._resolve(kind, content)

    def _tensor(self, dtype_name: str, shape: list[int], requires_grad: bool) -> Tensor:
        dtype = DTYPES[dtype_name]
        if len(_list(shape)) > 16:
            raise ProtocolError("bad shape")
        for size in shape:
            if type(size) is not int or size < 0:
                raise ProtocolError("bad shape")
        data = self._take(math.prod(shape) * dtype.itemsize)
        if not data:
            tensor = torch.empty(shape, dtype=dtype)
        elif dtype is torch.bool:  # a byte other than 0 and 1 in a bool tensor is undefined behaviour
            tensor = (torch.frombuffer(data, dtype=torch.uint8) != 0).reshape(shape)
        else:
            tensor = torch.frombuffer(data, dtype=dtype).reshape(shape)
        if requires_grad is True and (dtype.is_floating_point or dtype.is_complex):
            self.differentiable.append(tensor.requires_grad_())
        return tensor

    def _take(self, size: int) -> bytearray:
        if type(size) is not int or size < 0 or self._offset + size > len(self._blob):
            raise ProtocolError("more bytes announced than sent")
        self.size += size
        start = self._offset
        self._offset += size + (-size % ALIGNMENT)
        return self._blob[start : start + size]


def _list(content: Any) -> list[Any]:
    if type(content) is not list:
        raise ProtocolError("a list was expected")
    return content
