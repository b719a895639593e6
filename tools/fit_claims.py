"""Fit the model of plain-English claims (`core/rubrx/reading/data/claim_model.tsv`), which this prints.

    python tools/fit_claims.py CLAIMS.jsonl > model.tsv

Rows are those of `benchmarks/claims.py`. Logistic regression of "entailed, by the physicians' majority" on
`rubrx.reading.claims.claim.FEATURES`, with a ridge penalty on the coefficients of standardised features, by Newton's
steps: five numbers from 181 rows. On stderr: the kappa that a model fitted on the other queries gets on each query's
rows.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rubrx.reading import Lexicon, Reader
from rubrx.reading.claims.claim import FEATURES, Claim, ClaimOutcome

RIDGE = 10.0
Array = NDArray[np.float64]


def features(row: Mapping[str, Any]) -> tuple[float, ...]:
    """The model's inputs for one row."""
    lexicon = Lexicon(query=row["query"])
    return Claim(row["claim"], lexicon).match(Reader(lexicon).read(row["response"])).features


def fit(inputs: Array, stated: Array) -> Array:
    """Intercept and coefficients (n x k inputs, n outcomes 0 or 1) that minimise the penalised log loss."""
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0)
    scaled = np.column_stack([np.ones(len(inputs)), (inputs - mean) / spread])
    penalty = np.diag([0.0] + [RIDGE] * inputs.shape[1])
    weights = np.zeros(scaled.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        gradient = scaled.T @ (chance - stated) + penalty @ weights
        curvature = (scaled.T * (chance * (1 - chance))) @ scaled + penalty
        weights -= np.linalg.solve(curvature, gradient)
    slopes = weights[1:] / spread
    return np.concatenate([[weights[0] - slopes @ mean], slopes])


def named(found: Array) -> dict[str, float]:
    """Coefficients by name."""
    return dict(zip(("intercept", *FEATURES), map(float, found), strict=True))


def kappa(one: Array, other: Array) -> float:
    """Cohen's kappa of two rows of 0 and 1."""
    chance = one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    return float(((one == other).mean() - chance) / (1 - chance))


def cross_validated(rows: Sequence[Mapping[str, Any]], inputs: Array, stated: Array) -> float:
    """Kappa over all rows, each judged with a model that was fitted on the other queries' rows."""
    said = np.zeros(len(rows))
    for query in {row["query"] for row in rows}:
        own = np.array([row["query"] == query for row in rows])
        known = named(fit(inputs[~own], stated[~own]))
        for place in np.flatnonzero(own).tolist():
            lexicon = Lexicon(query=query)
            found = Claim(rows[place]["claim"], lexicon, known).weigh(Reader(lexicon).read(rows[place]["response"]))
            said[place] = found.outcome is ClaimOutcome.STATED
    return kappa(said, stated)


def main() -> None:
    """Print the model's table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    lines = parser.parse_args().file.read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    inputs = np.array([features(row) for row in rows])
    stated = np.array([float(row["label"] == "entailment") for row in rows])
    print("# How probably a claim is stated: a logistic model over the shares that `rubrx.reading.claims.claim` finds.")
    print(f"# Written by tools/fit_claims.py from {len(rows)} physician-labelled rows (K-QA, Manes et al. 2024, MIT).")
    print("# Name <TAB> coefficient.")
    for name, value in named(fit(inputs, stated)).items():
        print(f"{name}\t{value:.3f}")
    print(f"kappa, cross-validated by query: {cross_validated(rows, inputs, stated):.3f}", file=sys.stderr)


if __name__ == "__main__":
    main()
