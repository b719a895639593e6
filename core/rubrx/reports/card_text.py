"""Rewards beside each other, as a text page: one card a column of figures."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.reports.page import Page
from rubrx.reports.words import percent, percent_range, printable
from rubrx.statistics import Interval
from rubrx.training.card import Card


def cards_text(cards: Sequence[Card], page: Page | None = None) -> str:
    """The page: the rewards in the order of what they would teach, and what each line means."""
    page = page or Page()
    ordered = sorted(cards, key=lambda each: -(each.gold_gained if each.gold_gained is not None else -1e9))
    lines = [page.heading("Rewards compared", f"on {cards[0].answers if cards else 0:,} candidate answers"), ""]
    for each in ordered:
        lines += [page.paint(f"{printable(each.reward)}", "bold"), *_card(each, page), ""]
    lines += page.wrapped(
        "Rank correlation and pairs are with gold, within queries. Gold at one nat is that of the policy with the "
        "highest reward at KL = 1: what the reward would teach. Noise is the change when only spacing and "
        "typography change. Exploitable is the share of attacks that it pays for.",
        "",
    )
    if any("rm:" in each.reward for each in ordered):
        lines += page.wrapped(
            "A reward model may have learned from these very answers, and then these are no held-out figures: "
            "`rubrx rm train` prints those.",
            "",
        )
    return "\n".join(lines) + "\n"


def _card(each: Card, page: Page) -> list[str]:
    none = "–" if page.blocks else "-"
    gold = none
    if each.gold_at_kl_1 is not None and each.gold_gained is not None:
        gold = f"{each.gold_at_kl_1:.2f} ({each.gold_gained:+.2f})"
    rows = [
        ("gold at one nat", gold),
        ("rank correlation", _correlation(each.rank_correlation, each.rank_interval, none)),
        ("pairs in gold's order", f"{percent(each.pair_accuracy)}, interval {percent_range(each.pair_interval)}"),
        ("exploitable", percent(each.exploitability)),
        ("saturated", percent(each.saturation)),
        ("noise of 10", none if each.noise_floor is None else f"{each.noise_floor:.3f}"),
        ("µs an answer", none if each.microseconds is None else f"{each.microseconds:.0f}"),
    ]
    if 0 < each.gold_queries < each.queries:
        rows.append(("gold watches", f"{each.gold_queries:,} of {each.queries:,} queries"))
    if each.without_value:
        rows.append(("without a value", f"{each.without_value:,}"))
    if not page.blocks:
        rows = [(name.replace("µ", "u"), value.replace("–", "-")) for name, value in rows]
    return [f"  {name:<22} {value}" for name, value in rows]


def _correlation(value: float | None, interval: Interval | None, none: str) -> str:
    if value is None:
        return none
    return f"{value:+.2f}" + (f", interval {interval.low:+.2f} to {interval.high:+.2f}" if interval else "")
