"""How well and how fast reward models are learned: against scikit-learn, on queries held out, from noisy labels.

    python benchmarks/rm.py [solver] [held-out] [curve] [worthless] [noise] [--seeds 5] [--json] [--quick]

Without a name all parts run. BLAS works on one thread throughout: numpy and scipy each bring one of their
own, and two of them at several threads each get in each other's way.

* solver: Newton-CG on 20,000 pairs x 512 features against scikit-learn's logistic regression (and torch's LBFGS,
  if torch is there): seconds in the same run, the best of five, and how far apart the losses end.
* held-out: pair accuracy on queries that were not learned from, by feature set. Pairs of the bundled candidates,
  the one with the higher author's mark (by 1 of 10 or more) chosen.
* curve: the same against the number of pairs learned from.
* worthless: how often an answer that says nothing (silence, the question, empty words, a row of terms) outscores a
  candidate, and one of the good ones (mark of 8 or more), on held-out queries; with anchors and without.
* noise: each pair is labelled by three simulated annotators, who err independently in a given share of pairs.
  Fleiss' kappa, the model's accuracy (on true labels of held-out queries), and the author's mean mark under a
  policy trained on the model's mean - sd for those queries; from one annotator's labels, from the majority, and
  from pairs that all three agree on. Means and standard deviations over seeds.
"""

# ruff: noqa: E402 - BLAS reads how many threads it may use when numpy is loaded
from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from importlib.resources import files
from typing import Any, NamedTuple

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
from numpy.typing import NDArray

from rubrx.features import common_scale
from rubrx.jobs.rm_answers import WORTHLESS as ANCHORED
from rubrx.jobs.rm_answers import AnswerReader, features_of, rows_of
from rubrx.jobs.sources import installed
from rubrx.learning.bradley_terry import Problem, sigmoid, solve
from rubrx.reward_model.fitting import ANCHORS, Pairs, Settings, anchored, cross_fit, folds, held_out, learning_curve
from rubrx.training import Candidate, train

Array = NDArray[Any]
PAIRS, FEATURES = 20_000, 512
REPEATS = 5
GAP = 1.0
NOISE = (0.0, 0.1, 0.2, 0.3, 0.4)
SETS = (("clinical", "words"), ("clinical",), ("words",), ("verdicts",), ("clinical", "words", "verdicts"))
FILTERS = ("one annotator", "two of three", "all three")


def made_pairs(kind: str, n: int, d: int, seed: int = 0) -> tuple[Array, Array]:
    """Feature differences [n, d] and which of the two won: independent columns, correlated ones, or rare counts."""
    rng = np.random.default_rng(seed)
    if kind == "independent":
        x = rng.normal(size=(n, d))
    elif kind == "correlated":
        x = 0.3 * rng.normal(size=(n, d)) + 0.5 * rng.normal(size=(n, 40)) @ rng.normal(size=(40, d))
    else:
        often = 1 / np.arange(1, d + 1) ** 0.7
        x = (rng.random((n, d)) < often).astype(float) - (rng.random((n, d)) < often)
    w = rng.normal(size=d)
    return x, rng.random(n) < sigmoid(x @ (2 * w / np.std(x @ w)))


def in_turn(repeats: int, works: dict[str, Callable[[], Any]]) -> dict[str, tuple[float, Any]]:
    """The shortest time of each, and its last result; they take turns, so that a busy machine is fair to all."""
    times: dict[str, list[float]] = {name: [] for name in works}
    results = {}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter()
            results[name] = work()
            times[name].append(time.perf_counter() - start)
    return {name: (min(each), results[name]) for name, each in times.items()}


def solver(quick: bool) -> list[dict[str, Any]]:
    """Seconds and loss of each solver; losses above ours, in all and a pair."""
    n, d, repeats = (1_000, 32, 1) if quick else (PAIRS, FEATURES, REPEATS)
    rows = []
    for kind in ("independent", "correlated", "counts"):
        x, won = made_pairs(kind, n, d)
        differences = np.where(won[:, None], x, -x)
        works = {"rubrx": lambda rows=differences: solve(Problem(rows, l2=1.0)).weights, **others(x, won, differences)}
        done = in_turn(repeats, works)
        ours = done["rubrx"]
        problem = Problem(differences, l2=1.0)
        best = problem.loss(ours[1])[0]
        for name, (seconds, weights) in done.items():
            above = float(problem.loss(np.asarray(weights, dtype=float).reshape(1, -1))[0] - best)
            rows.append({"data": kind, "solver": name, "seconds": seconds, "ratio": seconds / ours[0], "above": above})
        rows += five_members(kind, x, won, differences)
    return rows


def five_members(kind: str, x: Array, won: Array, differences: Array) -> list[dict[str, Any]]:
    """Five bootstrap members in one solve, and in five fits of scikit-learn's."""
    counts = np.random.default_rng(0).multinomial(len(x), np.full(len(x), 1 / len(x)), size=5).astype(float)
    problem = Problem(differences, weights=counts, l2=1.0)
    works: dict[str, Callable[[], Array]] = {"rubrx, 5 members": lambda: solve(problem).weights}
    if importlib.util.find_spec("sklearn"):
        from sklearn.linear_model import LogisticRegression

        def fits() -> Array:
            model = LogisticRegression(C=1.0, fit_intercept=False, tol=1e-8, max_iter=10_000)
            return np.concatenate([model.fit(x, won, sample_weight=each).coef_ for each in counts])

        works["scikit-learn lbfgs, 5 fits"] = fits
    done = in_turn(1, works)
    ours = done["rubrx, 5 members"]
    best = problem.loss(ours[1])
    rows = []
    for name, (seconds, weights) in done.items():
        above = float((problem.loss(weights) - best).max())
        rows.append({"data": kind, "solver": name, "seconds": seconds, "ratio": seconds / ours[0], "above": above})
    return rows


def others(x: Array, won: Array, differences: Array) -> dict[str, Callable[[], Array]]:
    """The libraries that are there, each asked for the same optimum to about the same exactness."""
    found: dict[str, Callable[[], Array]] = {}
    if importlib.util.find_spec("sklearn"):
        from sklearn.linear_model import LogisticRegression

        def fitted(name: str, tol: float) -> Array:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = LogisticRegression(C=1.0, fit_intercept=False, solver=name, tol=tol, max_iter=10_000)
                return model.fit(x, won).coef_

        found["scikit-learn newton-cg"] = lambda: fitted("newton-cg", 1e-8)
        found["scikit-learn lbfgs"] = lambda: fitted("lbfgs", 1e-8)
        found["scikit-learn lbfgs, its own tolerance"] = lambda: fitted("lbfgs", 1e-4)
    if importlib.util.find_spec("torch"):
        found["torch LBFGS"] = lambda: torch_fit(differences)
    return found


def torch_fit(differences: Array) -> Array:
    """The same loss, minimised by torch on the CPU in float64."""
    import torch

    torch.set_num_threads(1)
    x = torch.from_numpy(differences)
    w = torch.zeros(x.shape[1], dtype=x.dtype, requires_grad=True)
    optimizer = torch.optim.LBFGS([w], max_iter=1_000, tolerance_grad=1e-7, line_search_fn="strong_wolfe")

    def loss() -> Any:
        optimizer.zero_grad()
        value = torch.nn.functional.softplus(-(x @ w)).sum() + 0.5 * (w * w).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return w.detach().numpy()


class Bundled(NamedTuple):
    """The bundled candidates: scaled feature rows, the author's marks, queries, ids, and their pairs as places."""

    rows: Array
    gold: Array
    query: Array
    ids: list[tuple[str, str]]
    better: Array
    worse: Array
    #: feature rows [queries, W, D] of `worthless`; the first ones are the anchors of `rubrx rm train`
    worthless: Array

    def pairs(self, chosen: Array, rejected: Array, anchors: float = ANCHORS) -> Pairs:
        """The pairs as arrays, whichever way round they were labelled, and their anchors."""
        return anchored(Pairs(self.rows, chosen, rejected, self.query[chosen]), self.worthless[:, :ANCHORED], anchors)


def bundled(sets: tuple[str, ...] = SETS[0]) -> Bundled:
    """Read, grade and measure the bundled candidates; every two of a query whose marks differ by `GAP` are a pair."""
    text = files("rubrx_pharmacy").joinpath("examples", "candidates.jsonl").read_text("utf-8")
    answers = [json.loads(line) for line in text.splitlines()]
    plugins = installed()
    reader, chosen = AnswerReader(plugins), features_of(plugins, sets)
    read = (reader.read(each["query_id"], each["text"], each["id"]) for each in answers)
    raw = np.concatenate([rows for _, rows in rows_of(chosen, read)])
    gold = np.array([float(each["gold"]) for each in answers])
    names = sorted({each["query_id"] for each in answers})
    query = np.array([names.index(each["query_id"]) for each in answers])
    better, worse = np.nonzero((query[:, None] == query) & (gold[:, None] - gold >= GAP))
    ids = [(each["query_id"], each["id"]) for each in answers]
    scale = common_scale(chosen, raw)
    empty = (reader.read(name, text) for name in names for text in worthless(reader, name))
    rows = np.concatenate([scale.of(rows) for _, rows in rows_of(chosen, empty)])
    return Bundled(scale.of(raw), gold, query, ids, better, worse, rows.reshape(len(names), -1, rows.shape[1]))


def worthless(reader: AnswerReader, query_id: str) -> list[str]:
    """Answers that say nothing: those that models are anchored on, and some that they never saw."""
    return [
        *reader.worthless(query_id),
        "I don't know.",
        "blah blah blah",
        "Yes.",
        "Please ask your doctor.",
        "Questions? " * 20,
        "Avoid. " * 300,
    ]


WORTHLESS = (
    "silence",
    "the question",
    "a row of the terms",
    "I don't know.",
    "blah blah blah",
    "Yes.",
    "Please ask your doctor.",
    "Questions? × 20",
    "Avoid. × 300",
)


def outscored(seeds: int) -> list[dict[str, Any]]:
    """The share of candidates that each worthless answer outscores, over folds drawn with each seed."""
    data = bundled()
    rows: list[dict[str, Any]] = [{"answer": name} for name in WORTHLESS]
    for column, share in (("without", 0.0), ("with", ANCHORS)):
        pairs = data.pairs(data.better, data.worse, share)
        beaten = np.zeros((2, len(WORTHLESS)))
        for seed in range(seeds):
            fold = folds(pairs.prompts, 0.2, np.random.default_rng(seed))
            weights = cross_fit(pairs, Settings(1), fold, np.random.default_rng(seed))[:, 0]
            for query in range(pairs.prompts):
                at = data.query == query
                candidates = data.rows[at] @ weights[fold[query]]
                good = candidates[data.gold[at] >= 8]
                empty = (data.worthless[query] @ weights[fold[query]])[:, None]
                beaten += np.array([(empty > candidates).mean(axis=1), (empty > good).mean(axis=1)])
        beaten /= seeds * pairs.prompts
        for row, everyone, best in zip(rows, *beaten, strict=True):
            row[f"any_{column}"], row[f"good_{column}"] = float(everyone), float(best)
    return rows


def by_features(quick: bool) -> list[dict[str, Any]]:
    """Held-out pair accuracy with its interval, log-loss and calibration, by feature sets."""
    rows = []
    for sets in SETS[:2] if quick else SETS:
        data = bundled(sets)
        pairs = data.pairs(data.better, data.worse)
        found = held_out(pairs, Settings(1 if quick else 5), 0.2, np.random.default_rng(0))
        assert found is not None
        rows.append(
            {
                "features": ", ".join(sets),
                "pairs": found.accuracy.n,
                "queries": pairs.prompts,
                "accuracy": found.accuracy.value,
                "low": found.accuracy.interval.low,
                "high": found.accuracy.interval.high,
                "log_loss": found.log_loss,
                "ece": found.ece,
            }
        )
    return rows


def curve(seeds: int) -> list[dict[str, Any]]:
    """Held-out pair accuracy against what was learned from, over seeds."""
    data = bundled()
    pairs = data.pairs(data.better, data.worse)
    runs = [learning_curve(pairs, Settings(), 0.2, np.random.default_rng(seed)) for seed in range(seeds)]
    return [
        {
            "queries": float(np.mean([each.prompts for each in points])),
            "pairs": float(np.mean([each.pairs for each in points])),
            "accuracy": float(np.mean([each.accuracy for each in points])),
            "sd": float(np.std([each.accuracy for each in points])),
        }
        for points in zip(*runs, strict=True)
    ]


def noise(seeds: int, quick: bool) -> list[dict[str, Any]]:
    """Kappa, model accuracy and the policy's gold, by the annotators' error and by the filter."""
    data = bundled()
    levels, iterations = ((0.0, 0.4), 5) if quick else (NOISE, 200)
    rows = []
    for error in levels:
        found = [noisy(data, error, seed, iterations) for seed in range(seeds)]
        kappa = np.mean([each["kappa"] for each in found])
        for name in FILTERS:
            kept, accuracy, gold = (np.array([each[name][i] for each in found]) for i in range(3))
            rows.append(
                {
                    "error": error,
                    "kappa": float(kappa),
                    "labels": name,
                    "pairs": float(kept.mean()),
                    "accuracy": float(accuracy.mean()),
                    "accuracy_sd": float(accuracy.std(ddof=min(1, seeds - 1))),
                    "gold": float(gold.mean()),
                    "gold_sd": float(gold.std(ddof=min(1, seeds - 1))),
                    "gold_before": found[0]["before"],
                }
            )
    return rows


def noisy(data: Bundled, error: float, seed: int, iterations: int) -> dict[str, Any]:
    """One seed: three annotators' labels, and what comes of them under each filter."""
    rng = np.random.default_rng([seed, round(100 * error)])
    # which of the two answers is shown first is drawn, so that "the first" is right half of the time
    turned = rng.random(len(data.better)) < 0.5
    first, second = np.where(turned, data.worse, data.better), np.where(turned, data.better, data.worse)
    says_first = ~turned[:, None] ^ (rng.random((len(turned), 3)) < error)
    votes = says_first.sum(axis=1)
    result: dict[str, Any] = {"kappa": fleiss(votes), "before": uniform_gold(data)}
    kept = {FILTERS[0]: np.ones(len(votes), bool), FILTERS[1]: np.ones(len(votes), bool), FILTERS[2]: votes % 3 == 0}
    label = {FILTERS[0]: says_first[:, 0], FILTERS[1]: votes >= 2, FILTERS[2]: votes == 3}
    for name in FILTERS:
        # the same folds, resamples and policy's luck for each: labels alone make the difference
        same = np.random.default_rng([seed, 1])
        fold = folds(int(data.query.max()) + 1, 0.2, same)
        chosen = np.where(label[name], first, second)[kept[name]]
        rejected = np.where(label[name], second, first)[kept[name]]
        weights = cross_fit(data.pairs(chosen, rejected), Settings(), fold, same)
        result[name] = (int(kept[name].sum()), *outcome(data, weights, fold, same, iterations))
    return result


def outcome(
    data: Bundled, weights: Array, fold: Array, rng: np.random.Generator, iterations: int
) -> tuple[float, float]:
    """Accuracy on the true labels of held-out queries, and the mean mark under a policy trained on the scores."""
    of_answer = fold[data.query]
    right = np.zeros(len(data.better), bool)
    reward = np.empty(len(data.gold))
    for f, members in enumerate(weights):
        utilities = data.rows @ members.T
        win = sigmoid(utilities[data.better] - utilities[data.worse]).mean(axis=1)
        right = np.where(of_answer[data.better] == f, win > 0.5, right)
        learned, at = of_answer != f, of_answer == f
        scale = utilities[learned].std(axis=0).mean()
        scores = 10 * sigmoid((utilities[at] - utilities[learned].mean(axis=0)) / max(scale, 1e-9))
        reward[at] = np.maximum(0, scores.mean(axis=1) - scores.std(axis=1))
    candidates = [Candidate(*name, float(r), float(g)) for name, r, g in zip(data.ids, reward, data.gold, strict=True)]
    trained = train(candidates, rng=rng, iterations=iterations)
    probabilities = trained.probabilities
    marks = [probabilities[query][name] * gold for (query, name), gold in zip(data.ids, data.gold, strict=True)]
    return float(right.mean()), float(np.sum(marks) / len(probabilities))


def uniform_gold(data: Bundled) -> float:
    """The mean mark where every candidate is as likely: queries count alike."""
    return float(np.mean([data.gold[data.query == q].mean() for q in np.unique(data.query)]))


def fleiss(votes: Array, raters: int = 3) -> float:
    """Fleiss' kappa (1971, Psychological Bulletin 76:378) of binary labels, from the votes for one of the two."""
    agreed = (votes * (votes - 1) + (raters - votes) * (raters - votes - 1)) / (raters * (raters - 1))
    share = votes.sum() / (raters * len(votes))
    chance = share**2 + (1 - share) ** 2
    return float((agreed.mean() - chance) / (1 - chance))


def table(rows: list[dict[str, Any]], columns: dict[str, str]) -> str:
    """A Markdown table of the rows: column -> format."""
    head = ["| " + " | ".join(name.replace("_", " ") for name in columns) + " |", "|" + "---|" * len(columns)]
    body = [
        "| " + " | ".join(format(row[name], shape) if name in row else "" for name, shape in columns.items()) + " |"
        for row in rows
    ]
    return "\n".join([*head, *body])


def told(name: str, rows: list[dict[str, Any]]) -> str:
    """One part's table."""
    columns = {
        "solver": {"data": "", "solver": "", "seconds": ".3f", "ratio": ".2f", "above": ".1e"},
        "held-out": {
            "features": "", "pairs": "d", "queries": "d", "accuracy": ".3f", "low": ".3f", "high": ".3f",
            "log_loss": ".3f", "ece": ".3f",
        },
        "curve": {"queries": ".1f", "pairs": ".0f", "accuracy": ".3f", "sd": ".3f"},
        "worthless": {
            "answer": "", "any_without": ".0%", "good_without": ".0%", "any_with": ".0%", "good_with": ".0%",
        },
        "noise": {
            "error": ".0%", "kappa": ".2f", "labels": "", "pairs": ".0f", "accuracy": ".3f", "accuracy_sd": ".3f",
            "gold": ".2f", "gold_sd": ".2f",
        },
    }[name]  # fmt: skip
    return table(rows, columns)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="solver, held-out, curve, worthless, noise")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="tiny inputs: to see that it runs")
    options = parser.parse_args(argv)
    work: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "solver": lambda: solver(options.quick),
        "held-out": lambda: by_features(options.quick),
        "curve": lambda: curve(options.seeds),
        "worthless": lambda: outscored(options.seeds),
        "noise": lambda: noise(options.seeds, options.quick),
    }
    parts = options.parts or list(work)
    if unknown := set(parts) - set(work):
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(work)}")
    results = {name: work[name]() for name in parts}
    if options.json:
        json.dump(results, sys.stdout, indent=2)
        print()
    else:
        print("\n\n".join(f"{name}\n\n{told(name, rows)}" for name, rows in results.items()))


if __name__ == "__main__":
    main()
