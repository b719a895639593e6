"""Drift as text: the verdict in words, then the figures it rests on."""

from __future__ import annotations

from rubrx.reports.page import Page
from rubrx.reports.words import count, percent, percent_range, printable
from rubrx.safeguards.drift import Drift

#: features shown; the JSON has them all
SHOWN = 8


def drift_text(drift: Drift, page: Page | None = None) -> str:
    """The whole page, ending in a line feed."""
    page = page or Page()
    arrow = "→" if page.blocks else "->"
    tone = {"same": "green", "unclear": "yellow", "shifted": "red"}
    lines = [
        page.paint(f"{printable(drift.a)} {arrow} {printable(drift.b)}", "bold"),
        f"  {count(drift.n_a, 'answer')} and {drift.n_b:,}, {count(drift.shared_queries, 'query', 'queries')} shared",
        "",
        page.heading("Verdict", drift.verdict),
    ]
    for index, told in enumerate(drift.told):
        for line in page.wrapped(printable(told)):
            lines.append(page.paint(line, tone[drift.verdict]) if index == 0 else line)  # type: ignore[arg-type]
    auc = drift.separation
    lines += [
        "",
        page.heading("Evidence"),
        f"  classifier    AUC {_figure(auc.auc)}"
        + ("" if auc.interval is None else f", 95 % {auc.interval.low:.2f} to {auc.interval.high:.2f}")
        + f" ({auc.pairs:,} pairs)",
        f"  MMD           {drift.mmd.mmd2:.4f}, p {drift.mmd.p_value:.3f} by permutation",
    ]
    for name, found in (("out of range", drift.outside), ("unsure model", drift.uncertain)):
        if found is not None:
            lines.append(
                f"  {name:12}  {percent(found.share)} of {found.n:,} new ({percent_range(found.interval)}), "
                f"{percent(found.expected, 1)} of the old"
            )
    for name, accuracy in ((drift.a, drift.accuracy_a), (drift.b, drift.accuracy_b)):
        if accuracy is not None:
            lines.append(
                f"  reward        orders {percent(accuracy.value)} of {accuracy.pairs:,} pairs of {printable(name)} "
                f"as gold does ({percent_range(accuracy.interval)})"
            )
    lines += [
        "",
        page.heading("Features", "mean in each run, Cohen's d, Kolmogorov-Smirnov D, p after Holm"),
        page.paint(f"  {'':17}  {'before':>8}  {'after':>8}  {'d':>6}  {'D':>5}  {'p':>6}", "dim"),
    ]
    for name, each in list(drift.features.items())[:SHOWN]:
        lines.append(
            f"  {name:17}  {each.before:>8.3f}  {each.after:>8.3f}  {each.effect:>+6.2f}  {each.ks:>5.2f}  "
            f"{each.p_holm:>6.3f}"
        )
    return "\n".join(lines) + "\n"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
