"""What to have labelled next: pairs that the ensemble disagrees about, that are close, and that are not alike.

For a pair of answers to one query the members of an ensemble each say how likely the first is preferred,
p_k = sigma(z_k), with mean p. Four ways to say how much a label would tell:

* `bald`: H(p) - mean H(p_k), the information that the label is expected to give about the members: Bayesian active
  learning by disagreement (Houlsby et al. 2011, arXiv 1112.5745; for reward models Gleave & Irving 2022, arXiv
  2203.07472), H the entropy in bits;
* `disagreement`: the standard deviation of the p_k (query by committee: Seung, Opper & Sompolinsky 1992; for
  preferences Christiano et al. 2017, arXiv 1706.03741);
* `close`: 1 - |2 p - 1|, the uncertainty of the mean (Lewis & Gale 1994);
* `random`: the baseline that the others must beat.

One batch is chosen greedily. A pair counts for less each time one of its answers was chosen already, and not at all
where an earlier pair is its near-duplicate: both answers nearly the same words (why a batch must be diverse: Sener &
Savarese 2018, arXiv 1708.00489).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
METHODS = ("bald", "disagreement", "close", "random")
#: cosine of the hashed words from which two answers count as the same
NEAR = 0.9


class Worth(NamedTuple):
    """What labels would tell, one figure a pair [P]: the mean chance that the first wins, and each criterion."""

    chance: Table
    bald: Table
    disagreement: Table
    close: Table


class Choice(NamedTuple):
    """A chosen pair: its place among the pairs, and its worth by the method that chose it, discounted."""

    pair: int
    worth: float


class ChosenPair(NamedTuple):
    """A pair to label: two answers to a query, how sure the members are that the first wins, and what a label tells."""

    query_id: str
    a: str
    b: str
    chance: float
    worth: float
    bald: float
    disagreement: float
    close: float
    text_a: str
    text_b: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen pairs, most telling first; `members` names what disagrees, `pool` is how many pairs there were."""

    source: str
    method: str
    members: tuple[str, ...]
    answers: int
    pool: int
    left_out: int
    pairs: tuple[ChosenPair, ...]


def worth(logits: Table) -> Worth:
    """What a label on each pair would tell, from members' logits [K, P] that its first answer is preferred.

    ValueError for fewer than two members, who can't disagree, or anything that is no finite number.
    """
    if logits.ndim != 2 or len(logits) < 2:
        raise ValueError(f"need logits of two members or more, [members, pairs], got shape {logits.shape}")
    if not np.isfinite(logits).all():
        raise ValueError("logits must be finite")
    p = 0.5 * (1.0 + np.tanh(0.5 * logits))
    mean = p.mean(axis=0)
    return Worth(
        chance=mean,
        bald=np.maximum(0.0, entropy(mean) - entropy(p).mean(axis=0)),
        disagreement=p.std(axis=0),
        close=1.0 - np.abs(2.0 * mean - 1.0),
    )


def entropy(p: Table) -> Table:
    """The entropy of a coin that lands heads with chance p, in bits."""
    inner = np.clip(p, 1e-12, 1.0 - 1e-12)
    result: Table = -(inner * np.log2(inner) + (1.0 - inner) * np.log2(1.0 - inner))
    return result


def choose(
    pairs: Sequence[tuple[int, int]],
    values: Worth,
    budget: int,
    rng: np.random.Generator,
    *,
    method: str = "bald",
    words: Table | None = None,
    near: float = NEAR,
) -> list[Choice]:
    """At most `budget` of the pairs, most telling first; ties go by chance.

    `pairs` hold the places of their answers; `words` are unit vectors [answers, W] by which near-duplicates are known
    (none are without them). ValueError for an unknown method or a budget below 1.
    """
    if method not in METHODS:
        raise ValueError(f"no method {method!r}; there are {', '.join(METHODS)}")
    if budget < 1:
        raise ValueError(f"a budget is at least 1, got {budget}")
    score = rng.random(len(pairs)) if method == "random" else np.asarray(getattr(values, method), dtype=np.float64)
    order = np.argsort(-score, kind="stable") if method == "random" else np.lexsort((rng.random(len(pairs)), -score))
    left = list(order)
    ends = np.array(pairs, dtype=int).reshape(-1, 2)
    used: dict[int, int] = {}
    chosen: list[Choice] = []
    while left and len(chosen) < budget:
        best, at = -np.inf, 0
        for place, pair in enumerate(left):
            if score[pair] <= best:
                break  # sorted by worth, and a discount only lowers it
            discounted = score[pair] / (1 + used.get(ends[pair, 0], 0) + used.get(ends[pair, 1], 0))
            if discounted > best:
                best, at = discounted, place
        pair = left.pop(at)
        if words is not None and any(_alike(ends[pair], ends[each.pair], words, near) for each in chosen):
            continue
        chosen.append(Choice(int(pair), float(best)))
        for end in ends[pair]:
            used[end] = used.get(end, 0) + 1
    return chosen


def _alike(a: NDArray[np.int64], b: NDArray[np.int64], words: Table, near: float) -> bool:
    """Whether two pairs are of nearly the same words, whichever way round."""
    likeness = words[a] @ words[b].T
    straight, crossed = min(likeness[0, 0], likeness[1, 1]), min(likeness[0, 1], likeness[1, 0])
    return bool(max(straight, crossed) >= near)
