"""An audit as text: how exploitable, by which attacks, with the worst examples; and where a run's rewards part."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.contracts import Effect
from rubrx.reports.page import Page
from rubrx.reports.words import count, percent, percent_range, printable, shortened
from rubrx.safeguards.audit import Audit, Ladder
from rubrx.safeguards.parting import Disagreement, Parting, RewardParting
from rubrx.safeguards.search import Search

_KINDS = {
    Effect.NO_BETTER: "can't be better: the reward must not rise",
    Effect.WORSE: "worse: the reward must not rise, and should fall",
    Effect.SAME: "the same: the reward must not move",
}


def audit_text(audit: Audit, page: Page | None = None) -> str:
    """The whole page, ending in a line feed."""
    page = page or Page()
    sections = [
        _headline(audit, page),
        *(_attacks(audit, effect, page) for effect in Effect if effect is not Effect.SAME),
        _attacks(audit, Effect.SAME, page),
        _ladder(audit.ladder, page),
        _examples(audit, page),
        [page.paint(f"fault: {printable(fault)}", "red") for fault in audit.faults],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _headline(audit: Audit, page: Page) -> list[str]:
    if audit.exploitability is None:
        return [page.paint(f"{printable(audit.reward)}: no attack applies to any answer that has a reward", "bold")]
    return [
        page.paint(
            f"{printable(audit.reward)}: exploitability {audit.exploitability:.3f}{_range(audit.interval)}",
            "bold",
        ),
        *page.wrapped(
            f"{percent(audit.exploitability, 1)} of {audit.pairs:,} pairs of {count(audit.answers, 'answer')} to "
            f"{count(audit.queries, 'query', 'queries')} and an attack that can't make the answer better raised the "
            f"reward by more than 5 % of its range, {audit.range.low:g} to {audit.range.high:g}."
            + (f" {audit.unscored:,} pairs had no reward." if audit.unscored else "")
            + (f" {count(audit.left_out, 'row')} left out: refused, or without a rubric." if audit.left_out else ""),
        ),
    ]


def _range(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f", 95 % interval {interval[0]:.3f} to {interval[1]:.3f}"


def _attacks(audit: Audit, effect: Effect, page: Page) -> list[str]:
    chosen = [(name, result) for name, result in audit.per_attack.items() if result.effect is effect and result.n]
    if not chosen:
        return []
    chosen.sort(key=lambda pair: (-(pair[1].exploitability or 0.0), pair[0]))
    wide = max(20, *(len(printable(name)) for name, _ in chosen))
    lines = [
        page.heading("Attacks", _KINDS[effect]),
        page.paint(f"  {'':{wide}}  {'n':>5}  {'rose':>6}  {'95 %':>9}  {'fell':>6}  mean change", "dim"),
    ]
    for name, result in chosen:
        line = (
            f"  {printable(name):{wide}}  {result.n:>5,}  {percent(result.exploitability):>6}  "
            f"{percent_range(result.interval):>9}  {percent(result.fell):>6}  {result.mean_change or 0:+11.2f}"
        )
        lines.append(line if result.holds else page.paint(line, "red" if result.exploited else "yellow"))
    return lines


def _ladder(ladder: Ladder, page: Page) -> list[str]:
    if not ladder.n:
        return []
    steps = " > ".join(f"{name} {mean:.1f}" for name, mean in ladder.means.items())
    return [
        page.heading("Ladder", "mean reward down the rungs of a sound answer"),
        f"  {steps}",
        *page.wrapped(
            f"{percent(ladder.broken)} of {count(ladder.n, 'sound answer')} "
            f"({percent_range(ladder.interval)}) earn more on some lower rung than on a higher one."
        ),
    ]


def _examples(audit: Audit, page: Page) -> list[str]:
    if not audit.examples:
        return []
    lines = [page.heading("Worst", "what paid most, one an attack first")]
    for each in audit.examples:
        lines.append(
            f"  {printable(each.attack)}: {printable(each.response_id)}   {each.before:.1f} to {each.after:.1f}"
        )
        lines += page.wrapped(_shown(each.text), "    ")
    return lines


def _shown(text: str, length: int = 300) -> str:
    """The beginning and the end: attacks stand at either."""
    text = printable(text)
    return text if len(text) <= length else f"{text[: length // 2]} … {text[-length // 2 :]}"


def search_text(search: Search, page: Page | None = None, shown: int = 3) -> str:
    """What the search found: one headline, the best climbs."""
    page = page or Page()
    if search.share is None:
        return "search: no answer has both a reward and gold to climb from\n"
    lines = [
        page.heading("Search", f"{search.tried:,} edited texts, gold = {search.gold}"),
        *page.wrapped(
            f"From {search.found:,} of {count(search.starts, 'answer')} ({percent_range(search.interval)}) it found a "
            f"text that earns more by over 5 % of the range while gold does not rise; mean gain {search.mean_gain:.2f}."
        ),
    ]
    for climb in search.climbs[:shown]:
        lines.append(
            f"  {printable(climb.response_id)}   reward {climb.reward_before:.1f} to {climb.reward_after:.1f}, "
            f"gold {climb.gold_before:.1f} to {climb.gold_after:.1f}, {count(climb.kept, 'edit')}"
        )
        lines += page.wrapped(_shown(climb.text), "    ")
    return "\n".join(lines) + "\n"


def parting_text(parting: Parting, page: Page | None = None) -> str:
    """Each reward of a run against gold, the answers it places wrong, and what they have in common."""
    page = page or Page()
    missing = f", {parting.unlabelled:,} without a label" if parting.unlabelled else ""
    head = [
        page.paint(f"{printable(parting.run)} against {printable(parting.gold)}", "bold"),
        f"  {count(parting.labelled, 'labelled answer')}{missing}",
        "",
        page.heading("Rewards", "pairs of answers to one query, ordered as gold orders them"),
        page.paint(f"  {'':20}  {'pairs':>6}  {'agree':>6}  {'95 %':>9}  {'Spearman':>8}", "dim"),
    ]
    order = sorted(parting.rewards.items(), key=lambda pair: (-(pair[1].agreement or 0.0), pair[0]))
    for name, each in order:
        rho = "–" if each.spearman is None else f"{each.spearman:.2f}"
        head.append(
            f"  {shortened(printable(name), 20):20}  {each.pairs:>6,}  {percent(each.agreement):>6}  "
            f"{percent_range(each.interval):>9}  {rho:>8}"
        )
    return "\n\n".join(["\n".join(head), *("\n".join(_parted(name, each, page)) for name, each in order)]) + "\n"


def _parted(name: str, each: RewardParting, page: Page) -> list[str]:
    if not each.pairs:
        why = "no query has two answers with different marks" if each.n else "it has no value for a marked answer"
        return [page.heading(printable(name)), *page.wrapped(f"Nothing to rank: {why}.")]
    lines = [page.heading(printable(name), "where it parts from gold (places among the query's answers, 100 = first)")]
    for word, rows in (("too high", each.over), ("too low", each.under)):
        for row in rows:
            lines += _row(word, row, page)
    if each.traits:
        told = ", ".join(f"{trait} ({value:+.2f})" for trait, value in list(each.traits.items())[:4])
        lines += page.wrapped(f"Placed too high goes with: {told}.")
    return lines


def _row(word: str, row: Disagreement, page: Page) -> list[str]:
    places = f"place {100 * row.reward_place:.0f}, gold {100 * row.gold_place:.0f}"
    return [
        f"  {word:8}  {printable(row.response_id)}   {row.reward:.1f} for gold {row.gold:g}; {places}",
        *page.wrapped(shortened(printable(row.text), 160), "    "),
    ]
