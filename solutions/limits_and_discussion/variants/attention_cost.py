"""Other ways to write `attention_cost` and `rnn_cost`: right ones, and the mistakes students make."""

from reference import attention_cost, rnn_cost

from autograder.testing import alternative, misconception


def _check(*sizes):
    if any(size < 1 for size in sizes):
        raise ValueError("not positive")


@alternative
def head_by_head(seq_len, d_model, num_heads):
    _check(seq_len, d_model, num_heads)
    if d_model % num_heads != 0:
        raise ValueError("heads")
    width = d_model // num_heads
    counts = dict.fromkeys(("weight_floats", "mix_macs", "score_macs"), 0)
    for _ in range(num_heads):
        counts["score_macs"] += seq_len**2 * width
        counts["mix_macs"] += seq_len**2 * width
        counts["weight_floats"] += seq_len**2
    return {"projection_macs": sum(seq_len * d_model**2 for _ in "qkvo"), **counts}


@alternative
class Counted:
    """Both, counted rather than computed."""

    @staticmethod
    def attention_cost(seq_len, d_model, num_heads):
        assert seq_len > 0 and d_model > 0 and num_heads > 0 and d_model % num_heads == 0
        pairs = sum(1 for _ in range(seq_len) for _ in range(seq_len))
        projection = sum(d_model for _ in range(4) for _ in range(seq_len) for _ in range(d_model))
        return {
            "projection_macs": projection, "score_macs": pairs * d_model, "mix_macs": pairs * d_model,
            "weight_floats": pairs * num_heads,
        }  # fmt: skip

    @staticmethod
    def rnn_cost(seq_len, d_model):
        assert seq_len > 0 and d_model > 0
        macs = sum(2 * d_model * d_model for _ in range(seq_len))
        return {"sequential_steps": len(range(seq_len)), "macs": macs}


@misconception
def heads_multiply_macs(seq_len, d_model, num_heads):
    """Scores and mixing are counted once more for every head. But with H heads each is only D / H wide: together they
    cost as much as one head of width D."""
    cost = attention_cost(seq_len, d_model, num_heads)
    return {**cost, "score_macs": num_heads * cost["score_macs"], "mix_macs": num_heads * cost["mix_macs"]}


@misconception
def one_head_only(seq_len, d_model, num_heads):
    """Scores and mixing are counted for one head. There are H of them, each D / H wide: together that is T²·D."""
    cost = attention_cost(seq_len, d_model, num_heads)
    return {**cost, "score_macs": cost["score_macs"] // num_heads, "mix_macs": cost["mix_macs"] // num_heads}


@misconception
def linear_in_tokens(seq_len, d_model, num_heads):
    """Scores and mixing grow with T. But every token is compared with every other: there are T² pairs."""
    cost = attention_cost(seq_len, d_model, num_heads)
    return {**cost, "score_macs": seq_len * d_model, "mix_macs": seq_len * d_model}


@misconception
def half_the_pairs(seq_len, d_model, num_heads):
    """Each pair is counted once, whichever of the two asks. But a query and a key are different things: token 1 asking
    token 2 is not token 2 asking token 1. There are T² pairs."""
    cost = attention_cost(seq_len, d_model, num_heads)
    pairs = seq_len * (seq_len + 1) // 2
    return {
        **cost, "score_macs": pairs * d_model, "mix_macs": pairs * d_model, "weight_floats": num_heads * pairs,
    }  # fmt: skip


@misconception
def three_projections(seq_len, d_model, num_heads):
    """Three projections are counted: queries, keys and values. There is a fourth one, which mixes what the heads
    found."""
    cost = attention_cost(seq_len, d_model, num_heads)
    return {**cost, "projection_macs": 3 * seq_len * d_model**2}


@misconception
def projections_without_tokens(seq_len, d_model, num_heads):
    """The projections are counted as 4·D², the size of their matrices. Each of the T tokens is multiplied by them."""
    cost = attention_cost(seq_len, d_model, num_heads)
    return {**cost, "projection_macs": 4 * d_model**2}


@misconception
def flops_not_macs(seq_len, d_model, num_heads):
    """Multiplications and additions are counted one by one. Asked for are multiply-adds: a product and its addition
    together count as one, so it is half of that."""
    cost = attention_cost(seq_len, d_model, num_heads)
    return {name: count if name == "weight_floats" else 2 * count for name, count in cost.items()}


@misconception
def weight_floats_without_heads(seq_len, d_model, num_heads):
    """One map of weights is counted. Each head has one of its own: H · T²."""
    return {**attention_cost(seq_len, d_model, num_heads), "weight_floats": seq_len**2}


@misconception
class RnnNoTime:
    """The recurrent network is counted for one token. It does the same at each of the T tokens: multiply by T."""

    @staticmethod
    def rnn_cost(seq_len, d_model):
        return {**rnn_cost(seq_len, d_model), "macs": 2 * d_model**2}


@misconception
class RnnOneMatrix:
    """One matrix is counted in the recurrent network. It has two: one reads the token, the other one the state."""

    @staticmethod
    def rnn_cost(seq_len, d_model):
        return {**rnn_cost(seq_len, d_model), "macs": seq_len * d_model**2}


@misconception
class RnnQuadratic:
    """The recurrent network is counted with T² pairs. It compares no tokens with one another: it takes T steps, one
    after the other, and each costs the same."""

    @staticmethod
    def rnn_cost(seq_len, d_model):
        return {**rnn_cost(seq_len, d_model), "macs": 2 * seq_len**2 * d_model}


@misconception
class RnnInParallel:
    """The recurrent network is counted as one step. It can't begin with a token before the one before it is done: that
    is T steps in a row, and what attention spares."""

    @staticmethod
    def rnn_cost(seq_len, d_model):
        return {**rnn_cost(seq_len, d_model), "sequential_steps": 1}


@misconception
class FloatResult:
    """Some counts are floats. A number of operations is whole: use // in place of /, and no 1e3 or the like."""

    @staticmethod
    def attention_cost(seq_len, d_model, num_heads):
        return {name: float(count) for name, count in attention_cost(seq_len, d_model, num_heads).items()}

    @staticmethod
    def rnn_cost(seq_len, d_model):
        return {name: float(count) for name, count in rnn_cost(seq_len, d_model).items()}


@misconception
def uneven_heads_accepted(seq_len, d_model, num_heads):
    """A width that can't be divided by the number of heads is accepted. There is no such layer: raise a ValueError."""
    _check(seq_len, d_model, num_heads)
    pairs = seq_len**2
    return {
        "projection_macs": 4 * seq_len * d_model**2, "score_macs": pairs * d_model, "mix_macs": pairs * d_model,
        "weight_floats": num_heads * pairs,
    }  # fmt: skip


@misconception
class NothingRefused:
    """Sizes of 0 and below are accepted. Raise a ValueError, in both functions."""

    @staticmethod
    def attention_cost(seq_len, d_model, num_heads):
        if num_heads and d_model % num_heads:
            raise ValueError("heads")
        return uneven_heads(seq_len, d_model, num_heads)

    @staticmethod
    def rnn_cost(seq_len, d_model):
        return {"macs": 2 * seq_len * d_model**2, "sequential_steps": seq_len}


def uneven_heads(seq_len, d_model, num_heads):
    """The counts, whatever the sizes."""
    pairs = seq_len**2
    return {
        "projection_macs": 4 * seq_len * d_model**2, "score_macs": pairs * d_model, "mix_macs": pairs * d_model,
        "weight_floats": num_heads * pairs,
    }  # fmt: skip
