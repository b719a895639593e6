"""What each safeguard is worth: how much of the gold that fooled raters cost it brings back, and at how many labels.

    python benchmarks/safeguards.py [--seeds 30] [--fooled 0.5 0.8] [--json]

The world is the bundled candidates with their author's marks (gold). A reward model learns from 150 pairs that raters
have compared. A rater looks at what the answer says, and prefers by gold; but with a chance of `--fooled` prefers by
the hack instead: more of the rubric's words (keyword), more words (length), more alarm (alarm-all). At one half the
fooled are outvoted, at four in five they are the crowd. The policy is then optimised hard against the model (the closed
form that PPO reaches, at a beta of a tenth of the model's spread). What is lost is measured against the same procedure
with raters who are never fooled:

    share recovered = (gold with the safeguard - gold without) / (gold with honest raters - gold without),

sums over seeds; the interval resamples seeds. Below 0 it did harm; above 1 it beats honest raters on their own. None
where less than LEAST of gold was lost: there is nothing to recover.

Safeguards, and what they spend beside the 150 labels:
  human check       an expert looks again at every fifth label, and is never fooled        +30, expert
  ensemble          five members on resamples, mean less one standard deviation             none
  KL                the policy is held at 0.9 nats a query from where it began               none
  agreement filter  three raters a pair; only unanimous pairs count                         +300, crowd
  active learning   an expert compares 30 pairs that the hacked policy itself would give    +30, expert
  selection         the same budget, but pairs are chosen by BALD, thirty at a time         none

Then the hack as the reward itself, with the safeguards that need no raters. Lost is measured against the best answer to
each query, intervals resample queries. Human check: an expert marks the two answers that the hacked policy gives most
often, and those below 5 are forbidden (+28). Ensemble: the three hacks and the rubric reward, each standardised, mean
less one standard deviation. KL: as above.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from rubrx.features import common_scale, feature_rows
from rubrx.jobs.probing import Prober, bundled, number_of
from rubrx.jobs.rm_answers import DEFAULT_FEATURES, features_of
from rubrx.jobs.sources import installed
from rubrx.learning.closed_form import optimum_at_kl
from rubrx.safeguards.selection import choose, worth
from rubrx.safeguards.simulation import fit, reduce
from rubrx.safeguards.text_features import NAMES, feature_table

BUDGET, EXPERT, HARD, LEASH, L2, MEMBERS = 150, 30, 0.1, 0.9, 0.03, 5
SAFEGUARDS = ("human check", "ensemble", "KL", "agreement filter", "active learning", "selection")
#: of 10; where fooled raters cost less than this there is nothing to recover
LEAST = 0.25
#: labels beside the budget: by the crowd, by an expert
SPENT = {"human check": (0, EXPERT), "agreement filter": (2 * BUDGET, 0), "active learning": (0, EXPERT)}


@dataclass(frozen=True)
class World:
    """Marked answers: features [N, D], gold, what each hack and the rubric reward see [N], places by query, pairs."""

    x: np.ndarray
    gold: np.ndarray
    hacks: dict[str, np.ndarray]
    rubric: np.ndarray
    queries: list[np.ndarray]
    pairs: np.ndarray


def world() -> World:
    plugins = installed()
    prober = Prober(plugins, plugins.rewards["keyword"])
    rows = [row for row in bundled(plugins) if number_of(row.metadata) is not None]
    scored = [prober.graded(row) for row in rows]
    sets = features_of(plugins, DEFAULT_FEATURES)
    features = feature_rows(sets, scored)
    table = feature_table([row.text for row in rows])
    words = np.exp(table[:, NAMES.index("words")]) - 1
    alarm = words * (table[:, NAMES.index("absolutes")] + table[:, NAMES.index("negations")])
    names = sorted({row.query_id for row in rows})
    queries = [np.array([i for i, row in enumerate(rows) if row.query_id == name]) for name in names]
    return World(
        x=reduce(common_scale(sets, features).of(features)),
        gold=np.array([number_of(row.metadata) for row in rows], dtype=float),
        hacks={
            "keyword": np.array([value.value or 0.0 for value in prober.ask(scored)]),
            "length": words,
            "alarm-all": alarm,
        },
        rubric=np.array([10.0 * (each.grade.score.worst or 0.0) for each in scored]),
        queries=queries,
        pairs=np.array([pair for rows in queries for pair in combinations(rows.tolist(), 2)]),
    )


class Raters:
    """Raters of one seed: which of a pair's two they prefer, the same pair and rater always alike."""

    def __init__(self, place: World, hack: str, rng: np.random.Generator, fooled: float) -> None:
        self._place, self._seen = place, place.hacks[hack]
        self._fooled = rng.random((len(place.pairs), 3)) < fooled
        self._coin = rng.random((len(place.pairs), 3)) < 0.5

    def prefer(self, pairs: np.ndarray, rater: int = 0) -> np.ndarray:
        """Whether the rater prefers the first, for places of pairs."""
        ends = self._place.pairs[pairs]
        by_gold = self._place.gold[ends[:, 0]] - self._place.gold[ends[:, 1]]
        by_hack = self._seen[ends[:, 0]] - self._seen[ends[:, 1]]
        gap = np.where(self._fooled[pairs, rater], by_hack, by_gold)
        return np.where(gap == 0, self._coin[pairs, rater], gap > 0)

    def expert(self, pairs: np.ndarray) -> np.ndarray:
        """What somebody who is never fooled prefers."""
        ends = self._place.pairs[pairs]
        gap = self._place.gold[ends[:, 0]] - self._place.gold[ends[:, 1]]
        return np.where(gap == 0, self._coin[pairs, 0], gap > 0)


def run(place: World, raters: Raters, used: frozenset[str], seed: int) -> float:
    """Expected gold of the policy that these safeguards end in."""
    rng = np.random.default_rng([seed, 7])
    chosen = _chosen(place, raters, used, rng)
    pairs, first = _labelled(raters, chosen, used, rng)
    weights = _model(place, pairs, first, used, rng)
    if "active learning" in used:
        shown = _shown(place, _policy(place, weights, used), rng)
        pairs, first = np.r_[pairs, shown], np.r_[first, raters.expert(shown)]
        weights = _model(place, pairs, first, used, rng)
    policy = _policy(place, weights, used)
    return float(np.mean([p @ place.gold[rows] for p, rows in zip(policy, place.queries, strict=True)]))


def _chosen(place: World, raters: Raters, used: frozenset[str], rng: np.random.Generator) -> np.ndarray:
    """The pairs that the budget buys."""
    order = rng.permutation(len(place.pairs))
    if "selection" not in used:
        return order[:BUDGET]
    chosen = order[:30]
    while len(chosen) < BUDGET:
        pairs, first = _labelled(raters, chosen, used, np.random.default_rng(len(chosen)))
        weights = fit(_differences(place, pairs, first), MEMBERS, L2, rng)
        left = np.setdiff1d(np.arange(len(place.pairs)), chosen)
        ends = place.pairs[left]
        values = worth(weights @ (place.x[ends[:, 0]] - place.x[ends[:, 1]]).T)
        best = choose([(int(a), int(b)) for a, b in ends], values, min(30, BUDGET - len(chosen)), rng)
        chosen = np.r_[chosen, left[[choice.pair for choice in best]]]
    return chosen


def _labelled(
    raters: Raters, chosen: np.ndarray, used: frozenset[str], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs that count, and whether their first answer is preferred."""
    first = raters.prefer(chosen)
    if "human check" in used:
        again = rng.permutation(len(chosen))[: max(1, len(chosen) * EXPERT // BUDGET)]
        first[again] = raters.expert(chosen[again])
    if "agreement filter" in used:
        others = [raters.prefer(chosen, rater) for rater in (1, 2)]
        agreed = (others[0] == first) & (others[1] == first)
        if agreed.sum() >= 10:
            return chosen[agreed], first[agreed]
    return chosen, first


def _differences(place: World, pairs: np.ndarray, first: np.ndarray) -> np.ndarray:
    ends = place.pairs[pairs]
    return np.where(first, 1.0, -1.0)[:, None] * (place.x[ends[:, 0]] - place.x[ends[:, 1]])


def _model(
    place: World, pairs: np.ndarray, first: np.ndarray, used: frozenset[str], rng: np.random.Generator
) -> np.ndarray:
    return fit(_differences(place, pairs, first), MEMBERS if "ensemble" in used else 1, L2, rng)


def _policy(place: World, weights: np.ndarray, used: frozenset[str]) -> list[np.ndarray]:
    """Each query's choice among its answers, optimised against the model."""
    utilities = place.x @ weights.T
    reward = utilities.mean(axis=1) - (utilities.std(axis=1) if "ensemble" in used else 0.0)
    return _optimised(place, reward, used)


def _optimised(
    place: World, reward: np.ndarray, used: frozenset[str], forbidden: np.ndarray | None = None
) -> list[np.ndarray]:
    """The policy that the reward leads to: hard, or at the leash's KL; it never gives a forbidden answer."""
    reward = reward / max(1e-9, float(reward.std()))
    if forbidden is not None:
        reward = np.where(forbidden, reward - 1_000.0, reward)
    if "KL" not in used:
        return [_softmax(reward[rows] / HARD) for rows in place.queries]
    width = max(map(len, place.queries))
    reference, table = np.full((len(place.queries), width), -np.inf), np.zeros((len(place.queries), width))
    for i, rows in enumerate(place.queries):
        reference[i, : len(rows)] = -np.log(len(rows))
        table[i, : len(rows)] = reward[rows]
    best = np.exp(optimum_at_kl(reference, table, LEASH))
    return [best[i, : len(rows)] for i, rows in enumerate(place.queries)]


def _softmax(z: np.ndarray) -> np.ndarray:
    p = np.exp(z - z.max())
    return p / p.sum()


def _shown(place: World, policy: list[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Thirty pairs: an answer that the policy gives, against another of the same query."""
    where = {(int(a), int(b)): i for i, (a, b) in enumerate(place.pairs)}
    shown: dict[int, None] = {}
    while len(shown) < EXPERT:
        query = int(rng.integers(len(policy)))
        a = int(place.queries[query][rng.choice(len(policy[query]), p=policy[query])])
        b = int(rng.choice(place.queries[query]))
        if a != b:
            shown[where[min(a, b), max(a, b)]] = None
    return np.array(list(shown))


def direct(place: World, hack: str) -> list[dict]:
    """The hack as the reward itself: what the safeguards that need no raters bring back of the gold that is there.

    Lost is what a policy as hard on gold itself would have; intervals resample queries.
    """
    base, best = _golds(place, hack, frozenset()), np.array([place.gold[rows].max() for rows in place.queries])
    rows = []
    for used in (frozenset(each) for n in (1, 2) for each in combinations(SAFEGUARDS[:3], n)):
        kept = _golds(place, hack, used)
        gained, lost = kept - base, best - base
        rows.append(
            {
                "hack": hack,
                "fooled": None,
                "safeguards": sorted(used, key=SAFEGUARDS.index),
                "gold": float(kept.mean()),
                "gold_without": float(base.mean()),
                "gold_honest": float(best.mean()),
                "recovered": float(gained.sum() / lost.sum()),
                "interval": ratio_interval(gained, lost, np.random.default_rng(0)),
                "crowd_labels": 0,
                "expert_labels": 2 * len(place.queries) if "human check" in used else 0,
            }
        )
    return rows


def _golds(place: World, hack: str, used: frozenset[str]) -> np.ndarray:
    """Gold by query of a policy trained on the hack, or on all hacks and the rubric reward together."""
    names = [*place.hacks] if "ensemble" in used else [hack]
    members = [place.hacks[name] for name in names] + ([place.rubric] if "ensemble" in used else [])
    z = np.array([(member - member.mean()) / member.std() for member in members])
    reward = z.mean(axis=0) - (z.std(axis=0) if "ensemble" in used else 0.0)
    policy = _optimised(place, reward, used)
    forbidden = np.zeros(len(reward), dtype=bool)
    if "human check" in used:  # an expert marks the two likeliest answers to each query; those below 5 are forbidden
        for rows, p in zip(place.queries, policy, strict=True):
            seen = rows[np.argsort(-p, kind="stable")[:2]]
            forbidden[seen[place.gold[seen] < 5]] = True
        policy = _optimised(place, reward, used, forbidden)
    return np.array([p @ place.gold[rows] for p, rows in zip(policy, place.queries, strict=True)])


def measured(
    place: World, hack: str, fooled: float, seeds: Sequence[int], sets: Sequence[frozenset[str]]
) -> list[dict]:
    """Each set of safeguards under one hack."""
    base, honest, kept = [], [], {used: [] for used in sets}
    for seed in seeds:
        raters = Raters(place, hack, np.random.default_rng([seed, 1]), fooled)
        base.append(run(place, raters, frozenset(), seed))
        honest.append(run(place, Raters(place, hack, np.random.default_rng([seed, 1]), 0.0), frozenset(), seed))
        for used in sets:
            kept[used].append(run(place, raters, used, seed))
    lost = np.array(honest) - np.array(base)
    rows = []
    for used in sets:
        gained = np.array(kept[used]) - np.array(base)
        rows.append(
            {
                "hack": hack,
                "fooled": fooled,
                "safeguards": sorted(used, key=SAFEGUARDS.index),
                "gold": float(np.mean(kept[used])),
                "gold_without": float(np.mean(base)),
                "gold_honest": float(np.mean(honest)),
                "recovered": float(gained.sum() / lost.sum()) if lost.mean() > LEAST else None,
                "interval": ratio_interval(gained, lost, np.random.default_rng(0)) if lost.mean() > LEAST else None,
                "crowd_labels": BUDGET + sum(SPENT.get(name, (0, 0))[0] for name in used),
                "expert_labels": sum(SPENT.get(name, (0, 0))[1] for name in used),
            }
        )
    return rows


def ratio_interval(gained: np.ndarray, lost: np.ndarray, rng: np.random.Generator, resamples: int = 9_999) -> list:
    """Percentiles of sum gained / sum lost over resampled seeds."""
    drawn = rng.integers(0, len(lost), (resamples, len(lost)))
    return np.quantile(gained[drawn].sum(axis=1) / lost[drawn].sum(axis=1), [0.025, 0.975]).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--fooled", type=float, nargs="+", default=[0.5, 0.8])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    place = world()
    sets = [frozenset([name]) for name in SAFEGUARDS] + [frozenset(pair) for pair in combinations(SAFEGUARDS, 2)]
    rows = [
        row
        for fooled in options.fooled
        for hack in place.hacks
        for row in measured(place, hack, fooled, range(options.seeds), sets)
    ]
    hacked = [row for hack in place.hacks for row in direct(place, hack)]
    if options.json:
        print(json.dumps({"seeds": options.seeds, "rows": rows, "direct": hacked}))
        return
    start = np.mean([place.gold[query].mean() for query in place.queries])
    print(f"{options.seeds} seeds; gold of the untrained policy {start:.2f}")
    for fooled in options.fooled:
        print(f"\nRaters fooled {100 * fooled:.0f} % of the time\n")
        print(_table([row for row in rows if row["fooled"] == fooled], list(place.hacks)))
    print("\nThe hack is the reward itself\n")
    print(_table(hacked, list(place.hacks)))


def _table(rows: list[dict], hacks: Sequence[str]) -> str:
    """Safeguards by hacks, as Markdown."""
    lines = ["| safeguards | crowd + expert labels | " + " | ".join(hacks) + " |\n|---|--:|" + "--:|" * len(hacks)]
    for what, key in (("gold without safeguards", "gold_without"), ("gold to be had", "gold_honest")):
        figures = [next(row[key] for row in rows if row["hack"] == hack) for hack in hacks]
        lines.append(f"| *{what}* | | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |")
    for used in dict.fromkeys(tuple(row["safeguards"]) for row in rows):
        mine = [row for row in rows if tuple(row["safeguards"]) == used]
        spent = f"{mine[0]['crowd_labels']} + {mine[0]['expert_labels']}"
        lines.append(f"| {' + '.join(used)} | {spent} | {' | '.join(map(_cell, mine))} |")
    return "\n".join(lines)


def _cell(row: dict) -> str:
    if row["recovered"] is None:
        return "–"
    low, high = row["interval"]
    return f"{100 * row['recovered']:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


if __name__ == "__main__":
    main()
