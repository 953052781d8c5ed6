"""What attention costs, and what a recurrent network costs, counted."""


def attention_cost(seq_len: int, d_model: int, num_heads: int) -> dict[str, int]:
    """The multiply-adds of one layer of self-attention on one sequence, and the weights that it has to keep.

    T tokens of width D, H heads of width D / H. Multiplying two numbers and adding the result counts as one; softmax,
    masks and biases count nothing.

    - `projection_macs`: making queries, keys and values, and the projection at the end, each from width D to width D;
    - `score_macs`: the dot product of every query with every key, in all heads;
    - `mix_macs`: the weighted sums of the values, in all heads;
    - `weight_floats`: the attention weights, one number for each query and key in each head.

    Example: 3 tokens of width 4, 2 heads. Four projections of 3 tokens take 4 · 3 · 4 · 4 = 192. In each head there are
    9 pairs, and each takes 2 multiply-adds, as a head is 2 wide.

    >>> attention_cost(3, 4, 2)
    {'projection_macs': 192, 'score_macs': 36, 'mix_macs': 36, 'weight_floats': 18}

    Raises:
        ValueError: a number is not positive, or the width can't be divided by the number of heads.
    """
    raise NotImplementedError("limits_and_discussion.attention_cost")


def rnn_cost(seq_len: int, d_model: int) -> dict[str, int]:
    """The multiply-adds of a simple recurrent layer on one sequence, and the steps that have to wait for one another.

    T tokens of width D, and a state of width D too. At each token one matrix reads the token and another one the state.

    Example: 3 tokens of width 4: at each, two products of a vector with a 4 by 4 matrix.

    >>> rnn_cost(3, 4)
    {'macs': 96, 'sequential_steps': 3}

    Raises:
        ValueError: a number is not positive.
    """
    raise NotImplementedError("limits_and_discussion.attention_cost")
