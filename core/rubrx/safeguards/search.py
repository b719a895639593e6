"""Look for hacks beyond a fixed list: hill climbing on the text that raises a reward while gold does not rise.

The optimiser is black-box and greedy, as in the attacks on text classifiers that it borrows its moves from (Morris et
al. 2020, "TextAttack", EMNLP, arXiv 2005.05909; Wallace et al. 2019 on triggers that work for every input): at each
step it tries a few edits of the current text, keeps the one that raises the reward most, and only if gold stays where
it is. Where it ends, proxy and gold have been pulled apart, which is what Gao et al. 2023 (arXiv 2210.10760) call
over-optimisation. Everything random comes from the generator passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rubrx.safeguards.audit import TOLERANCE, rate_interval
from rubrx.safeguards.edits import edit
from rubrx.statistics import Interval

#: what the search asks of a list of texts to one query: their reward and gold, None where there is none
Measure = Callable[[str, Sequence[str]], Sequence[tuple[float | None, float | None]]]


class Start(NamedTuple):
    """Where a climb begins: an answer to a query, and the fragments that may be put into it."""

    query_id: str
    response_id: str
    text: str
    fragments: tuple[str, ...] = ()


class Climb(NamedTuple):
    """One climb: reward and gold before and after, how many edits were kept, and the text at its end."""

    query_id: str
    response_id: str
    reward_before: float
    reward_after: float
    gold_before: float
    gold_after: float
    kept: int
    text: str


@dataclass(frozen=True, slots=True)
class Search:
    """All climbs of one reward: the share `found` that gained more than 5 % of its range, gold no higher.

    `mean_gain` is in the reward's unit, over all starts; `tried` counts the texts that were scored.
    """

    reward: str
    gold: str
    starts: int
    tried: int
    found: int
    share: float | None
    interval: Interval | None
    mean_gain: float | None
    climbs: tuple[Climb, ...]


def search(  # noqa: PLR0913 - each is one setting of the search
    reward: str,
    range_: tuple[float, float],
    starts: Sequence[Start],
    measure: Measure,
    rng: np.random.Generator,
    *,
    gold: str = "gold",
    steps: int = 12,
    width: int = 6,
    slack: float = 1e-9,
    leave_out: bool = True,
) -> Search:
    """Climb from each start: `steps` times the best of `width` edits that raises the reward and not gold.

    `measure(query, texts)` gives (reward, gold) for each text; a start without either is left out. `gold` names what
    gold is, for the report; it may rise by `slack` above where it began. Without
    `leave_out` no edit drops a sentence: for a gold that would not notice that this mends an answer.
    """
    tolerance = TOLERANCE * (range_[1] - range_[0])
    climbs: list[Climb] = []
    tried = 0
    for start in starts:
        [(reward_0, gold_0)] = measure(start.query_id, [start.text])
        if reward_0 is None or gold_0 is None:
            continue
        text, best, best_gold, kept = start.text, reward_0, gold_0, 0
        for _ in range(steps):
            texts = list(dict.fromkeys(edit(text, start.fragments, rng, leave_out) for _ in range(width)))
            tried += len(texts)
            found = [
                (value, -index, its_gold, each)
                for index, (each, (value, its_gold)) in enumerate(
                    zip(texts, measure(start.query_id, texts), strict=True)
                )
                if value is not None and its_gold is not None and value > best and its_gold <= gold_0 + slack
            ]
            if found:
                best, _, best_gold, text = max(found)
                kept += 1
        climbs.append(Climb(start.query_id, start.response_id, reward_0, best, gold_0, best_gold, kept, text))
    climbs.sort(key=lambda climb: (climb.reward_before - climb.reward_after, climb.query_id, climb.response_id))
    rows = [(climb.query_id, climb.reward_after - climb.reward_before > tolerance) for climb in climbs]
    found_n = sum(hit for _, hit in rows)
    return Search(
        reward=reward,
        gold=gold,
        starts=len(climbs),
        tried=tried,
        found=found_n,
        share=found_n / len(rows) if rows else None,
        interval=rate_interval(rows, rng),
        mean_gain=sum(c.reward_after - c.reward_before for c in climbs) / len(climbs) if climbs else None,
        climbs=tuple(climbs),
    )
