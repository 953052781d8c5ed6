"""Other ways to write `MultiHeadSelfAttention`: right ones, and the mistakes students make."""

import math

import torch
from torch import nn

from autograder.testing import alternative, misconception

NAMES = ("w_q", "w_k", "w_v", "w_o")


class _Layer(nn.Module):
    """The right answer, in parts; each mistake replaces one of them."""

    bias = False

    def __init__(self, d_model, num_heads, causal=False):
        super().__init__()
        self.check(d_model, num_heads)
        self.num_heads, self.causal = num_heads, causal
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(d_model, d_model, bias=self.bias) for _ in NAMES)

    def check(self, d_model, num_heads):
        if num_heads < 1 or d_model % num_heads:
            raise ValueError("the heads do not fit")

    def forward(self, x):
        return self.w_o(self.merge(self.attention_maps(x) @ self.split(self.w_v(x))))

    def attention_maps(self, x):
        return self.weights(self.hide(self.scores(x)))

    def split(self, x):
        return x.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)

    def merge(self, x):
        return x.transpose(1, 2).flatten(start_dim=2)

    def scores(self, x):
        q, k = self.split(self.w_q(x)), self.split(self.w_k(x))
        return q @ k.mT / self.scale(q, x)

    def scale(self, q, x):
        return math.sqrt(q.shape[-1])

    def hide(self, scores):
        return self.fill(scores, torch.ones(scores.shape[-2:], dtype=torch.bool).tril()) if self.causal else scores

    def fill(self, scores, seen):
        return scores.masked_fill(~seen, -math.inf)

    def weights(self, scores):
        return scores.softmax(dim=-1)


@alternative
class loop_over_heads(nn.Module):
    def __init__(self, d_model, num_heads, causal=False):
        super().__init__()
        self.head_width, rest = divmod(d_model, num_heads)
        if rest:
            raise ValueError("channels are left over")
        self.causal = causal
        for name in NAMES:
            setattr(self, name, nn.Linear(d_model, d_model, bias=False))

    def _maps(self, x):
        q, k = self.w_q(x) * self.head_width**-0.5, self.w_k(x)
        for start in range(0, q.shape[-1], self.head_width):
            own = slice(start, start + self.head_width)
            scores = torch.einsum("bik,bjk->bij", q[..., own], k[..., own])
            if self.causal:
                scores = scores + torch.full(scores.shape[1:], -math.inf).triu(1)
            yield own, (scores - scores.logsumexp(-1, keepdim=True)).exp()

    def forward(self, x):
        v = self.w_v(x)
        return self.w_o(torch.cat([weights @ v[..., own] for own, weights in self._maps(x)], dim=-1))

    def attention_maps(self, x):
        return torch.stack([weights for _, weights in self._maps(x)], dim=1)


@alternative
class einsum_on_weights(nn.Module):
    """The four weights are put together at each call, and the output is added up head by head in one einsum."""

    def __init__(self, d_model, num_heads, causal=False):
        super().__init__()
        if d_model % num_heads:
            raise ValueError("the heads do not fit")
        self.num_heads, self.causal = num_heads, causal
        self.layers = dict(zip(NAMES, (nn.Linear(d_model, d_model, bias=False) for _ in NAMES), strict=True))
        for name, layer in self.layers.items():
            self.add_module(name, layer)

    def _attend(self, x):
        fused = torch.cat([self.layers[name].weight for name in NAMES[:3]])
        qkv = torch.einsum("btd,hkd->bhtk", x, fused.reshape(3 * self.num_heads, -1, x.shape[-1]))
        q, k, v = qkv.chunk(3, dim=1)
        scores = torch.einsum("bhik,bhjk->bhij", q, k) / q.shape[-1] ** 0.5
        if self.causal:
            places = torch.arange(x.shape[1])
            scores = torch.where(places[:, None] >= places, scores, torch.finfo(scores.dtype).min)
        return torch.softmax(scores, -1), v

    def forward(self, x):
        weights, v = self._attend(x)
        out = self.layers["w_o"].weight.reshape(x.shape[-1], self.num_heads, -1)
        return torch.einsum("bhij,bhjk,dhk->bid", weights, v, out)

    def attention_maps(self, x):
        return self._attend(x)[0]


@alternative
class fused_projection(nn.Module):
    """One matrix for queries, keys and values, which loads and shows itself as three."""

    def __init__(self, d_model, num_heads, causal=False):
        super().__init__()
        if d_model % num_heads:
            raise ValueError("the heads do not fit")
        self.num_heads, self.causal = num_heads, causal
        self.fused = nn.Linear(d_model, 3 * d_model, bias=False)
        self.w_o = nn.Linear(d_model, d_model, bias=False)

    def state_dict(self):
        parts = [*self.fused.weight.detach().chunk(3), self.w_o.weight.detach()]
        return {f"{name}.weight": part for name, part in zip(NAMES, parts, strict=True)}

    def load_state_dict(self, state):
        weights = [state[f"{name}.weight"] for name in NAMES]
        with torch.no_grad():
            self.fused.weight.copy_(torch.cat(weights[:3]))
            self.w_o.weight.copy_(weights[3])

    def _parts(self, x):
        batch, tokens, width = x.shape
        parts = self.fused(x).view(batch, tokens, 3, self.num_heads, width // self.num_heads)
        return parts.permute(2, 0, 3, 1, 4)

    def attention_maps(self, x):
        q, k, _ = self._parts(x)
        scores = (q.unsqueeze(-2) * k.unsqueeze(-3)).sum(-1) / math.sqrt(q.shape[-1])
        if self.causal:
            scores = scores.masked_fill(torch.ones_like(scores).triu(1) == 1, -1e30)
        return scores.softmax(-1)

    def forward(self, x):
        _, _, v = self._parts(x)
        return self.w_o((self.attention_maps(x) @ v).permute(0, 2, 1, 3).reshape(x.shape))


@alternative(loses=("test_is_vectorised",))
class loop_over_batch(_Layer):
    def forward(self, x):
        return torch.cat([super(loop_over_batch, self).forward(item) for item in x.split(1)])


@misconception
class scale_by_d_model(_Layer):
    """The scores are divided by the root of `d_model`. Each head adds up only K = d_model / num_heads products: it is
    √K that keeps its scores near 1."""

    def scale(self, q, x):
        return math.sqrt(x.shape[-1])


@misconception
class scale_by_heads(_Layer):
    """The scores are divided by the root of the number of heads. It is the width K of a head that matters: a dot
    product adds up K terms."""

    def scale(self, q, x):
        return math.sqrt(self.num_heads)


@misconception
class no_scale(_Layer):
    """The scores are not scaled: divide them by √K, the square root of the width of a head, before the softmax."""

    def scale(self, q, x):
        return 1


@misconception
class heads_view_only(_Layer):
    """The heads are made, and put together again, by `view` or `reshape` alone: the shapes are right, but a head gets
    whole tokens instead of its channels of each. Make the head axis out of the channels, then swap it with the token
    axis."""

    def split(self, x):
        return x.reshape(x.shape[0], self.num_heads, x.shape[1], -1)

    def merge(self, x):
        return x.reshape(x.shape[0], x.shape[2], -1)


@misconception
class split_view_only(_Layer):
    """The heads are made by `view` or `reshape` alone: the shape is right, but a head gets whole tokens instead of its
    channels of each. Make the head axis out of the channels, then swap it with the token axis."""

    def split(self, x):
        return x.reshape(x.shape[0], self.num_heads, x.shape[1], -1)


@misconception
class merge_without_transpose(_Layer):
    """The heads are split as they should be, but put together by a reshape alone, which mixes up the tokens. Swap the
    head and the token axis back first."""

    def merge(self, x):
        return x.reshape(x.shape[0], x.shape[2], -1)


@misconception
class interleaved(_Layer):
    """Each head gets every so-many-th channel. Its channels are to be neighbours: head 0 owns the first K. Mind the
    order of the two axes that you split the channels into."""

    def split(self, x):
        return x.unflatten(-1, (-1, self.num_heads)).permute(0, 3, 1, 2)

    def merge(self, x):
        return x.permute(0, 2, 3, 1).flatten(start_dim=2)


@misconception
class shared_head(_Layer):
    """All heads look with the same channels, so they all see the same thing. Head h owns the channels h·K to
    (h+1)·K - 1."""

    def split(self, x):
        first = super().split(x)[:, :1]
        return first.expand(-1, self.num_heads, -1, -1)


@misconception
class one_big_head(_Layer):
    """There is only one head, as wide as the whole model: its map stands for all. Split queries, keys and values
    between the heads before you compare them."""

    def attention_maps(self, x):
        scores = self.w_q(x) @ self.w_k(x).mT / math.sqrt(x.shape[-1])
        return self.weights(self.hide(scores)).unsqueeze(1).expand(-1, self.num_heads, -1, -1)


@misconception
class heads_averaged(_Layer):
    """The heads' results are averaged. Put them side by side: each head found something else, and `w_o` decides what
    becomes of it."""

    def merge(self, x):
        return super().merge(x.mean(dim=1, keepdim=True).expand_as(x))


@misconception
class no_output_projection(_Layer):
    """The heads' results are returned as they are. The last step is missing: they go through `w_o`."""

    def forward(self, x):
        return self.merge(self.attention_maps(x) @ self.split(self.w_v(x)))


@misconception
class residual_inside(_Layer):
    """The input is added to the result. That is the block's business, later; the layer itself returns only what was
    gathered."""

    def forward(self, x):
        return x + super().forward(x)


@misconception
class values_from_keys(_Layer):
    """The weights mix the keys, and `w_v` is not used. A key only says where to look; what is gathered there is the
    value."""

    def forward(self, x):
        return self.w_o(self.merge(self.attention_maps(x) @ self.split(self.w_k(x))))


@misconception
class softmax_over_heads(_Layer):
    """The softmax runs over the heads. Each head shares out its own attention among the keys: take it over the last
    axis."""

    def weights(self, scores):
        return scores.softmax(dim=1)


@misconception
class softmax_over_queries(_Layer):
    """The softmax runs over the queries. Each token shares out its attention among the keys: take it over the last
    axis."""

    def weights(self, scores):
        return scores.softmax(dim=-2)


@misconception
class causal_missing(_Layer):
    """`causal` changes nothing: later tokens are still seen. Hide them before the softmax."""

    def hide(self, scores):
        return scores


@misconception
class causal_always(_Layer):
    """Later tokens are hidden even without `causal`. Hide them only when it is asked for."""

    def __init__(self, d_model, num_heads, causal=False):
        super().__init__(d_model, num_heads, causal=True)


@misconception
class causal_upper(_Layer):
    """The causal mask is the wrong way up: a token sees itself and what comes after. It may see itself and what came
    before, the lower triangle."""

    def fill(self, scores, seen):
        return scores.masked_fill(~seen.mT, -math.inf)


@misconception
class causal_excludes_self(_Layer):
    """A token does not see itself, so the first one sees nothing at all. The diagonal belongs to what may be seen."""

    def fill(self, scores, seen):
        return scores.masked_fill(~seen.tril(diagonal=-1), -math.inf)


@misconception
class causal_off_by_one_leak(_Layer):
    """Each token sees one token too many, the next one. Look at where the diagonal of your triangle starts."""

    def fill(self, scores, seen):
        return scores.masked_fill(~torch.ones_like(seen).tril(diagonal=1), -math.inf)


@misconception
class mask_sets_score_zero(_Layer):
    """Later tokens get the score 0, which still attends: e⁰ is 1. Give them -∞, so that e to that power is 0."""

    def fill(self, scores, seen):
        return scores * seen


@misconception
class maps_before_softmax(_Layer):
    """`attention_maps` returns the scores. The weights are what the softmax makes of them: each row sums to 1."""

    def forward(self, x):
        return self.w_o(self.merge(super().attention_maps(x) @ self.split(self.w_v(x))))

    def attention_maps(self, x):
        return self.hide(self.scores(x))


@misconception
class maps_averaged(_Layer):
    """`attention_maps` averages over the heads. There is one map for each head."""

    def forward(self, x):
        return self.w_o(self.merge(super().attention_maps(x) @ self.split(self.w_v(x))))

    def attention_maps(self, x):
        return super().attention_maps(x).mean(dim=1)


@misconception
class maps_not_causal(_Layer):
    """`attention_maps` shows the weights without the causal mask, which `forward` does use. They must be the same."""

    def forward(self, x):
        return self.w_o(self.merge(super().attention_maps(x) @ self.split(self.w_v(x))))

    def attention_maps(self, x):
        return self.weights(self.scores(x))


@misconception
class bias_added(_Layer):
    """The projections have a bias. The four matrices are all that the layer learns: `nn.Linear` has to be told
    `bias=False`."""

    bias = True


@misconception
class other_names(_Layer):
    """The four layers do not have the names that the task asks for: `self.w_q`, `self.w_k`, `self.w_v` and `self.w_o`.
    Weights are loaded into them by name."""

    def __init__(self, d_model, num_heads, causal=False):
        super().__init__(d_model, num_heads, causal)
        for name in NAMES:
            self.add_module(name.replace("_", ""), self._modules.pop(name))

    def __getattr__(self, name):
        return super().__getattr__(name.replace("_", "") if name in NAMES else name)


@misconception
class unfitting_heads_accepted(_Layer):
    """A width that cannot be divided evenly among the heads is accepted when the layer is made. Raise a ValueError
    there."""

    def check(self, d_model, num_heads):
        pass


@misconception
class graph_cut(_Layer):
    """The result is right, but the gradient reaches only `w_o`: a detach(), .data, .item() or .numpy() is on the way,
    and the other matrices could not learn."""

    def forward(self, x):
        return self.w_o(self.merge(self.attention_maps(x) @ self.split(self.w_v(x))).detach())


@misconception
class weights_cut_from_graph(_Layer):
    """`w_q` and `w_k` get no gradient: the attention weights are cut off by a detach(), .data or .numpy(). Where to
    look could not be learned."""

    def attention_maps(self, x):
        return super().attention_maps(x).detach()


@misconception
class dtype_hardcoded(_Layer):
    """The layer works in float32 only: after `.double()` something on the way is still fixed to it, a buffer or a
    `.float()`."""

    def forward(self, x):
        gathered = torch.zeros(x.shape)
        gathered[...] = self.merge(self.attention_maps(x) @ self.split(self.w_v(x)))
        return self.w_o(gathered)


@misconception
class input_mutated(_Layer):
    """The tokens themselves are changed in place (an operation with a trailing underscore, `+=` or `x[...] =`). Work on
    a new tensor."""

    def forward(self, x):
        out = super().forward(x)
        return x.copy_(out)
