"""Fit the model of plain-English claims (`core/rubrx/reading/data/claim_model.tsv`), which this prints.

    python tools/fit_claims.py CLAIMS.jsonl > model.tsv

Rows are those of `benchmarks/claims.py`. The queries are halved by the SHA-256 of their text; only the first half is
fitted on. Logistic regression of "entailed, by the physicians' majority" on `rubrx.reading.claims.FEATURES`, with a
ridge penalty on the coefficients of standardised features, by Newton's steps: five numbers from 83 rows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rubrx.reading import Lexicon, Reader
from rubrx.reading.claims import FEATURES, Claim

RIDGE = 4.0
Array = NDArray[np.float64]


def halves(rows: Iterable[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The rows of every other query, in the order of their hashes, and the rest: for tuning, and to be left alone."""
    kept = list(rows)
    queries = sorted({row["query"] for row in kept}, key=lambda query: hashlib.sha256(query.encode()).hexdigest())
    tuning = set(queries[::2])
    return [row for row in kept if row["query"] in tuning], [row for row in kept if row["query"] not in tuning]


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


def main() -> None:
    """Print the model's table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    lines = parser.parse_args().file.read_text("utf-8").splitlines()
    tuning, _ = halves(json.loads(line) for line in lines if line.strip())
    inputs = np.array([features(row) for row in tuning])
    found = fit(inputs, np.array([float(row["label"] == "entailment") for row in tuning]))
    print("# How probably a claim is stated: a logistic model over the shares that `rubrx.reading.claims` finds.")
    print(f"# Written by tools/fit_claims.py from {len(tuning)} physician-labelled rows (K-QA, Manes et al. 2024, MIT;")
    print("# every other query, by hash). Name <TAB> coefficient.")
    for name, value in zip(("intercept", *FEATURES), found, strict=True):
        print(f"{name}\t{value:.3f}")


if __name__ == "__main__":
    main()
