"""How far a stack of convolutions sees."""


def receptive_field(layers: list[tuple[int, int]]) -> int:
    """How many input positions one output of the stack spans, from the first to the last that it depends on.

    Each layer is (kernel, stride) of a convolution along one axis; the first in the list is the one next to the input.
    Positions in between that no kernel looks at count as well. Without any layer, the output *is* the input: 1. Leave
    the list as it is.

    Example: a layer of kernel 3 and stride 2, then one of kernel 3 and stride 1. An output sees three neighbouring
    numbers of the middle layer; each of these sees three inputs, and they begin 2 apart: 0 to 2, 2 to 4, 4 to 6.

    >>> receptive_field([(3, 2), (3, 1)])
    7

    Raises:
        ValueError: a kernel or a stride is less than 1.
    """
    raise NotImplementedError("dense_and_conv.receptive_field")
