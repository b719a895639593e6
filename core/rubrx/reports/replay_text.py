"""The replayed run and a sweep over beta as text pages."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.reports.page import Page
from rubrx.reports.words import percent
from rubrx.training.replay import MEANS, Replay, Row
from rubrx.training.sweep import SEED_BETA, SweepRow

#: characters of a bar in the sweep's table
CELLS = 20


def replay_text(found: Replay, page: Page | None = None) -> str:
    """The three tables, each with one sentence on what it is."""
    page = page or Page()
    engine = "The engine on the same eight queries" + (f", with the variant {found.variant}" if found.variant else "")
    parts = [
        page.heading("The printed run", "from its own formula"),
        *page.wrapped(
            "Nothing moves but beta: reward, KL and clipped are constants, and so the loss follows from beta."
        ),
        *_table(found.rows, page),
        "",
        page.heading("The same formula, the KL's sign put right"),
        *page.wrapped("A KL of 0.0606 is above 0.01: the same rule raises beta where the printed run lowers it."),
        *_table(found.corrected_sign, page),
        "",
        page.heading(engine),
        *page.wrapped("128 sampled answers an iteration, the same first beta, the same rule every 250 iterations."),
        *_table(found.engine, page),
    ]
    return "\n".join(parts) + "\n"


def _table(rows: Sequence[Row], page: Page) -> list[str]:
    beta = "β" if page.blocks else "beta"
    head = f"  {'Iter':>5} {'Loss':>8} {'Reward':>7} {'KL':>8} {'Clipped':>8} {beta:>6}"
    return [
        page.paint(head, "dim"),
        *(
            f"  {row.iteration:>5} {row.loss:>8.4f} {row.reward:>7.2f} {row.kl:>8.4f} "
            f"{percent(row.clip_fraction, 1):>8} {row.beta:>6.3f}"
            for row in rows
        ),
    ]


def card_text(found: Replay, page: Page | None = None) -> str:
    """Key numbers, the notes' beside the engine's on the same eight queries."""
    page = page or Page()
    notes, ours, training = found.rows[-1], found.engine[-1], found.training
    arrow, beta, none = ("→", "β", "–") if page.blocks else ("->", "beta", "-")
    before, after = MEANS
    rise = training.reward_after - training.reward_before
    sure = training.reward_interval
    share = percent(training.optimum_share)
    rows = [
        ("", "the notes", "the engine"),
        (
            "reward of 10",
            f"{before} {arrow} {after}",
            f"{training.reward_before:.2f} {arrow} {training.reward_after:.2f}",
        ),
        ("rise in marks", f"+{after - before:.2f} (they say +2.05)", f"{rise:+.2f}"),
        ("  its 95 % interval", none, f"{sure.low:+.2f} to {sure.high:+.2f}" if sure else none),
        ("  share of the optimum's", none, share),
        ("KL in nats", f"{notes.kl:.4f} (no KL is below 0)", f"{training.kl:.4f}"),
        (f"{beta} after 1,000", f"{notes.beta:.3f}", f"{ours.beta:.3f}"),
        ("loss, first and last", _losses(found.rows, arrow), _losses(found.engine, arrow)),
        ("clipped, last", percent(notes.clip_fraction, 1), percent(ours.clip_fraction, 1)),
        ("who watches", "nobody", "gold, held-out queries, alarms"),
    ]
    lines = [page.heading("Key numbers", "on the same eight queries, after 1,000 iterations")]
    lines += [f"  {name:<24} {theirs:<28} {engine}".rstrip() for name, theirs, engine in rows]
    return "\n".join(lines) + "\n"


def _losses(rows: Sequence[Row], arrow: str) -> str:
    return f"{rows[0].loss:.4f} {arrow} {rows[-1].loss:.4f}"


def sweep_text(rows: Sequence[SweepRow], reward: str, page: Page | None = None) -> str:
    """One row a beta, gold as a bar, the seed's beta marked."""
    page = page or Page()
    beta, none = ("β", "–") if page.blocks else ("beta", "-")
    lines = [
        page.heading("Sweep over beta", f"{reward} reward, one training a row"),
        page.paint(f"  {beta:>6} {'KL':>6} {'Reward':>7} {'Gold':>6}   gold of 10", "dim"),
    ]
    for row in rows:
        gold = none if row.gold is None else f"{row.gold:.2f}"
        bar = "" if row.gold is None else page.bar(row.gold / 10, CELLS)
        seed = "the seed's" if row.beta == SEED_BETA else ""
        alarms = ", ".join(row.warnings)
        notes = "; ".join(part for part in (seed, f"! {alarms}" if alarms else "") if part)
        lines.append(f"  {row.beta:>6g} {row.kl:>6.2f} {row.reward:>7.2f} {gold:>6}   {bar} {notes}".rstrip())
    best = max((row for row in rows if row.gold is not None), key=lambda row: row.gold or 0.0, default=None)
    if best is not None:
        said = f"Gold is highest, {best.gold:.2f}, at {beta} {best.beta:g}, {best.kl:.2f} nats out"
        if best.gold_queries < best.queries:
            said += f", on the {best.gold_queries:,} of {best.queries:,} queries with every mark"
        lines += ["", *page.wrapped(f"{said}.", "")]
    return "\n".join(lines) + "\n"
