"""What the validity benchmark prints: a plain table, a Markdown table, and the rows that came out wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from validity_figures import NA, Row

_HEADS = (
    "", "n", "macro-F1", "kappa", "met P", "met R", "met F1", "not met P", "not met R", "not met F1", "abst.",
    "critical passed",
)  # fmt: skip


def _cells(name: str, figures: Mapping[str, Any]) -> list[str]:
    met, not_met = figures["met"], figures["not_met"]
    return [
        name,
        str(figures["n"]),
        _with_interval(figures, "macro_f1"),
        _with_interval(figures, "kappa"),
        *(f"{side[key]:.2f}" for side in (met, not_met) for key in ("precision", "recall", "f1")),
        str(figures["abstained"]),
        f"{figures['critical_wrong_met']:.3f} of {figures['critical_not_met']}",
    ]


def _with_interval(figures: Mapping[str, Any], key: str) -> str:
    interval = figures[f"{key}_interval"]
    shown = f"{figures[key]:.3f}"
    return f"{shown} ({interval[0]:.2f} to {interval[1]:.2f})" if interval else shown


def _table(summary: Mapping[str, Any]) -> list[list[str]]:
    return [
        list(_HEADS),
        _cells("all", summary),
        _cells("without borderline", summary["without_borderline"]),
        *(_cells(name, figures) for name, figures in summary["per_metric"].items()),
        *(_cells(name, figures) for name, figures in summary["per_kind"].items()),
        _cells("keyword check", summary["baseline"]),
    ]


def plain(summary: Mapping[str, Any]) -> str:
    """The table for a terminal."""
    table = _table(summary)
    widths = [max(len(row[column]) for row in table) for column in range(len(_HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join([*lines, "", _applicability(summary)])


def markdown(summary: Mapping[str, Any]) -> str:
    """The table for the documentation."""
    head, *rows = _table(summary)
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(['---', *['--:'] * (len(head) - 1)])}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines, "", _applicability(summary)])


def _applicability(summary: Mapping[str, Any]) -> str:
    counts = summary["not_applicable"]
    return (
        f"{summary['queries']} queries. Not applicable: {counts['both']} agreed, {counts['label_only']} by "
        f"the label "
        f"only, {counts['verdict_only']} by the verdict only."
    )


def wrong(rows: Iterable[Row]) -> list[Row]:
    """The rows where verdict and label differ, dangerous ones first."""
    differing = [row for row in rows if row.got != row.label]
    return sorted(
        differing,
        key=lambda row: (not (row.critical and row.label == "not_met" and row.got == "met"), row.label == NA),
    )


def errors(rows: Iterable[Row]) -> str:
    """The wrong rows, readable: id, kind, label, verdict, explanation, the answer."""
    blocks = []
    for row in wrong(rows):
        marks = f"{' CRITICAL' if row.critical else ''}{' borderline' if row.borderline else ''}"
        blocks.append(
            f"{row.response_id} {row.criterion_id} {row.metric}/{row.kind}{marks}: label {row.label}, got "
            f"{row.got}\n"
            f"  why: {row.explanation}\n  answer: {row.text}"
        )
    return "\n".join(blocks)
