"""Reward models as text: what was learned and how well it holds, evaluations, scores, probes."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.reports.page import Page
from rubrx.reports.words import count, percent, percent_range, printable, shortened
from rubrx.reward_model.fitting import CurvePoint, Measured
from rubrx.reward_model.outcomes import Counts, ProbePair, TopFeature, Won

#: features named in a page, of each sign
SHOWN_FEATURES = 8
#: pairs quoted, and how much of an answer
SHOWN_PAIRS = 6
QUOTED = 62


def counts_lines(counts: Counts, page: Page) -> list[str]:
    """What the preferences were made of, in a sentence or two."""
    text = (
        f"{count(counts.pairs, 'pair')} over {count(counts.prompts, 'prompt')} "
        f"({counts.with_rubric:,} asked by a rubric), from {count(counts.rows, 'row')}"
    )
    dropped = [
        f"{count(n, noun)} {what}"
        for n, noun, what in (
            (counts.rejected, "row", "refused"),
            (counts.repeated, "row", "repeated an earlier one"),
            (counts.contradicted, "pair", "preferred either way by somebody"),
            (counts.tied, "pair", "dropped as tied"),
            (counts.below, "pair", "dropped for want of agreement"),
            (counts.anchors, "anchor", "(worthless answers lose) beside them"),
        )
        if n
    ]
    return page.wrapped("; ".join([text, *dropped]) + ".")


def measured_lines(measured: Measured, page: Page) -> list[str]:
    """Accuracy with its interval, loss, calibration and the reliability table."""
    rate = measured.accuracy
    lines = page.wrapped(
        f"pair accuracy {percent(rate.value, 1)} (95 %: {percent_range(rate.interval)}), {count(rate.n, 'pair')} "
        f"worth {rate.effective_n:,.0f} independent ones",
        "  ",
        "    ",
    )
    lines.append(f"  log-loss {measured.log_loss:.3f} (0.693 knows nothing); ECE {measured.ece:.3f}")
    lines.append(page.paint(f"  {'stated':>13} {'pairs':>7} {'mean':>7} {'right':>7}", "dim"))
    dash = "–" if page.blocks else "-"
    for each in measured.reliability:
        stated = f"{100 * each.low:.0f}{dash}{100 * each.high:.0f} %"
        lines.append(f"  {stated:>13} {each.n:>7,} {percent(each.confidence):>7} {percent(each.accuracy):>7}")
    return lines


def curve_lines(curve: Sequence[CurvePoint], page: Page) -> list[str]:
    """Accuracy against the number of pairs, with bars from 50 to 100 %."""
    if not curve:
        return []
    lines = [page.heading("Learning curve", "held-out accuracy by what was learned from; bars from 50 to 100 %")]
    lines.append(page.paint(f"  {'prompts':>8} {'pairs':>8} {'accuracy':>9}", "dim"))
    for each in curve:
        bar = page.bar(2 * (each.accuracy - 0.5), 30)
        lines.append(f"  {each.prompts:>8.1f} {each.pairs:>8.0f} {percent(each.accuracy, 1):>9}  {bar}".rstrip())
    return lines


def top_lines(top: Sequence[TopFeature], page: Page) -> list[str]:
    """The features that raise and lower scores most, in words."""
    lines = [page.heading("What it learned", "logits for one standard deviation more")]
    for sign in (1, -1):
        chosen = [each for each in top if each.effect * sign > 0][:SHOWN_FEATURES]
        lines += [f"  {each.effect:>+6.2f}  {shortened(printable(each.feature), 66)}" for each in chosen]
    return lines if len(lines) > 1 else []


def won_lines(kinds: Sequence[Won], overall: Won) -> list[str]:
    """Win rates by kind, with their intervals."""
    width = max(len(each.kind) for each in (*kinds, overall))
    return [
        f"  {printable(each.kind):<{width}}  {percent(each.rate):>6}  {each.wins:>4} of {each.n:<4}"
        f" (95 %: {percent_range(each.interval)})"
        for each in (*kinds, overall)
    ]


def lost_lines(pairs: Sequence[ProbePair], page: Page) -> list[str]:
    """The pairs that the model got wrong, the worst first."""
    lost = sorted((each for each in pairs if each.probability <= 0.5), key=lambda each: each.probability)
    if not lost:
        return []
    lines = [page.heading("Got wrong", f"{len(lost)}; the worst first")]
    for each in lost[:SHOWN_PAIRS]:
        lines.append(
            f"  {percent(each.probability):>5}  {printable(each.kind)}: {shortened(printable(each.prompt), 50)}"
        )
        lines.append(f"         + {shortened(printable(each.chosen), QUOTED)}")
        lines.append(f"         - {shortened(printable(each.rejected), QUOTED)}")
    return lines


def joined(sections: Sequence[Sequence[str]]) -> str:
    """Sections with a blank line between them, ending in a line feed."""
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"
