"""Does it fit? The memory that a transformer's numbers take."""


def memory_bytes(
    vocab_size: int,
    max_len: int,
    d_model: int,
    num_layers: int,
    d_ff: int,
    bytes_per_number: int = 4,
    training: bool = False,
) -> int:
    """The bytes that the model `TinyTransformerLM` takes: all that it has learned, and in training what that needs.

    What it has learned, with V tokens in the vocabulary, M places, width D, and F the width inside of a block:

    - a table of tokens, V by D, and a table of places, M by D;
    - in each of the `num_layers` blocks: four projections of attention, D by D, without biases; `fc1` from D to F and
      `fc2` from F to D, with biases (F and D numbers); two norms, each with a gain and a shift of D numbers;
    - one more such norm at the end, and the projection to V logits, V by D, without a bias and with weights of its own.

    In training each of these numbers has a gradient, and two running means that the optimizer (Adam) keeps: four
    numbers in the place of one. What is computed on the way is left out.

    Example: a vocabulary of 10, 5 places, width 4, one block, 8 wide inside. Tables 40 + 20, attention 64, fc1 32 + 8,
    fc2 32 + 4, two norms 16, the last norm 8, logits 40: 264 numbers of 4 bytes.

    >>> memory_bytes(10, 5, 4, 1, 8)
    1056
    """
    ### BEGIN SOLUTION
    norm = 2 * d_model
    attention = 4 * d_model * d_model
    dense = (d_model * d_ff + d_ff) + (d_ff * d_model + d_model)
    tables = (vocab_size + max_len) * d_model
    numbers = tables + num_layers * (attention + dense + 2 * norm) + norm + vocab_size * d_model
    copies = 4 if training else 1  # the weight, its gradient, and Adam's two means
    return numbers * copies * bytes_per_number
    ### END SOLUTION
