"""Agreement of `claim:` with physicians: label each row as rubrx reads it, compare with the physicians' majority.

    python benchmarks/claims.py FILE [--json] [--errors]

FILE has one JSON object a line: `query`, `response`, `claim`, `label` (entailment, neutral or contradiction).
rubrx sees the query (as a rubric does), the response and the claim. Cohen's kappa (1960, Educ. Psychol. Meas. 20:37)
over the three labels, and over entailment against the rest; intervals by resampling queries.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.reading import Lexicon, Reader
from rubrx.reading.claims.claim import Claim, ClaimOutcome

LABELS = ("entailment", "neutral", "contradiction")
RESAMPLES, SEED = 2_000, 20_240_601
_SAID = {
    ClaimOutcome.STATED: "entailment",
    ClaimOutcome.NOT_STATED: "neutral",
    ClaimOutcome.CONTRADICTED: "contradiction",
}
Tables = NDArray[np.float64]


class Row(NamedTuple):
    """One claim about one response: its label, rubrx's, the probability of entailment, and why."""

    name: str
    query: str
    claim: str
    label: str
    got: str
    score: float
    why: str


def judged(row: Mapping[str, Any], number: int) -> Row:
    """A row of the file, read as a rubric of that query with that one claim would."""
    label = row["label"]
    if label not in LABELS:
        raise SystemExit(f"row {number}: label: {label!r} is none of {', '.join(LABELS)}")
    lexicon = Lexicon(query=row["query"])
    found = Claim(row["claim"], lexicon).weigh(Reader(lexicon).read(row["response"]))
    name = str(row.get("id", number))
    return Row(name, row["query"], row["claim"], label, _SAID[found.outcome], found.score, found.why)


def table(rows: Sequence[Row]) -> Tables:
    """Counts by label (rows) and rubrx's label (columns), in the order of `LABELS`: 3 x 3."""
    counts = np.zeros((3, 3))
    for row in rows:
        counts[LABELS.index(row.label), LABELS.index(row.got)] += 1
    return counts


def merged(tables: Tables) -> Tables:
    """Tables (..., 3, 3) with neutral and contradiction made one: (..., 2, 2)."""
    rows = np.stack([tables[..., 0, :], tables[..., 1:, :].sum(-2)], -2)
    return np.stack([rows[..., 0], rows[..., 1:].sum(-1)], -1)


def accuracy(tables: Tables) -> Tables:
    """The share on the diagonal of tables (..., k, k)."""
    return _ratio(np.trace(tables, axis1=-2, axis2=-1), tables.sum((-2, -1)))


def kappa(tables: Tables) -> Tables:
    """Cohen's kappa of tables (..., k, k); 0 where undefined."""
    n = tables.sum((-2, -1))
    chance = _ratio((tables.sum(-1) * tables.sum(-2)).sum(-1), n)
    return _ratio(np.trace(tables, axis1=-2, axis2=-1) - chance, n - chance)


def _ratio(top: Any, bottom: Any) -> Tables:
    top, bottom = np.asarray(top, dtype=float), np.asarray(bottom, dtype=float)
    shares: Tables = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return shares


def interval(rows: Sequence[Row], figure: Callable[[Tables], Tables]) -> list[float] | None:
    """The middle 95 % of a figure over resampled queries; None for fewer than two queries."""
    tables = np.array([table([row for row in rows if row.query == query]) for query in sorted({r.query for r in rows})])
    if len(tables) < 2:
        return None
    drawn = np.random.default_rng(SEED).integers(0, len(tables), (RESAMPLES, len(tables)))
    low, high = np.quantile(figure(tables[drawn].sum(1)), [0.025, 0.975])
    return [float(low), float(high)]


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures, as plain data."""
    counts = table(rows)
    per_label = {}
    for place, label in enumerate(LABELS):
        right, said, there = counts[place, place], counts[:, place].sum(), counts[place].sum()
        per_label[label] = {
            "n": int(there),
            "precision": float(right / said) if said else None,
            "recall": float(right / there) if there else None,
            "f1": float(2 * right / (said + there)) if said + there else None,
        }
    stated = np.array([row.label == "entailment" for row in rows], dtype=float)
    return {
        "accuracy": float(accuracy(counts)),
        "kappa": float(kappa(counts)),
        "kappa_interval": interval(rows, kappa),
        "kappa_two_labels": float(kappa(merged(counts))),
        "kappa_two_labels_interval": interval(rows, lambda tables: kappa(merged(tables))),
        "per_label": per_label,
        "brier": float(np.mean((np.array([row.score for row in rows]) - stated) ** 2)) if rows else None,
        "n": len(rows),
        "queries": len({row.query for row in rows}),
    }


def plain(found: Mapping[str, Any]) -> str:
    """The figures for people."""

    def shown(key: str) -> str:
        bounds = found[f"{key}_interval"]
        return f"{found[key]:.3f}" + (f" ({bounds[0]:.2f} to {bounds[1]:.2f})" if bounds else "")

    lines = [
        f"{found['n']} claims about {found['queries']} queries",
        f"kappa, three labels                {shown('kappa')}",
        f"kappa, entailment against the rest {shown('kappa_two_labels')}",
        f"accuracy                           {found['accuracy']:.3f}",
        f"{'label':<15}{'n':>5}{'precision':>11}{'recall':>9}{'F1':>7}",
    ]
    for label, figures in found["per_label"].items():
        cells = ["-" if figures[key] is None else f"{figures[key]:.2f}" for key in ("precision", "recall", "f1")]
        lines.append(f"{label:<15}{figures['n']:>5}{cells[0]:>11}{cells[1]:>9}{cells[2]:>7}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="labelled claims, one JSON object a line")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--errors", action="store_true", help="list the rows where the labels differ")
    options = parser.parse_args(arguments)
    lines = options.file.read_text("utf-8").splitlines()
    rows = [judged(json.loads(line), number) for number, line in enumerate(lines, 1) if line.strip()]
    found = summary(rows)
    wrong = [row for row in rows if row.label != row.got]
    if options.json:
        if options.errors:
            found["errors"] = [row._asdict() for row in wrong]
        print(json.dumps(found, indent=1, ensure_ascii=False))
        return 0
    print(plain(found))
    for row in wrong if options.errors else ():
        print(f"\n{row.name}: labelled {row.label}, read as {row.got} ({row.score:.2f}): {row.why}\n  {row.claim}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
