"""A training as text: the columns of a training log, what it changed, and whether gold went along."""

from __future__ import annotations

from typing import NamedTuple

from rubrx.reports.page import Page
from rubrx.reports.words import count, percent
from rubrx.statistics import Interval
from rubrx.training import Iteration, Training

#: rows of the table, beside the start
SHOWN_ROWS = 8


class Opening(NamedTuple):
    """What is known before the first iteration."""

    reward: str
    queries: int
    candidates: int
    iterations: int
    target_kl: float | None
    left_out: int
    queries_left_out: int
    held_out: int
    reward_before: float
    gold_before: float | None
    gold_queries: int = 0


def training_text(training: Training, reward: str, page: Page | None = None) -> str:
    """The whole page, ending in a line feed; `reward` names what was trained on."""
    page = page or Page()
    opening = Opening(
        reward,
        training.queries,
        training.candidates,
        len(training.history),
        training.target_kl,
        training.left_out,
        len(training.queries_left_out),
        0 if training.validation is None else training.validation.queries,
        training.reward_before,
        training.gold_before,
        training.gold_queries,
    )
    rows = [row_text(each, page) for each in training.history if each.iteration in shown(len(training.history))]
    return opening_text(opening, page) + "".join(rows) + closing_text(training, reward, page)


def opening_text(opening: Opening, page: Page) -> str:
    """Everything above the first iteration's row."""
    return "\n".join([*_header(opening, page), "", *_table_head(opening, page)]) + "\n"


def row_text(each: Iteration, page: Page) -> str:
    """One iteration, as a line."""
    return _row(each, "–" if page.blocks else "-") + "\n"


def shown(iterations: int) -> set[int]:
    """The iterations that have a row: evenly spaced, the last among them."""
    rows = min(SHOWN_ROWS, iterations)
    return {(iterations * row) // rows for row in range(1, rows + 1)}


def closing_text(training: Training, reward: str, page: Page) -> str:
    """Everything below the last row: what changed, what the monitor noticed, what gold says."""
    sections = [
        _changes(training, reward, page),
        _metrics(training, page),
        _validation(training, reward, page),
        _warnings(training, page),
        page.wrapped(gold_sentence(training, reward), ""),
    ]
    return "\n" + "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def gold_sentence(training: Training, reward: str = "") -> str:
    """What gold, which was only watched, says of the reward, which was trained on."""
    queries = count(training.queries, "query", "queries")
    if training.reward_after <= training.reward_before:
        return f"The reward did not rise on these {queries}: nothing was learned."
    if 0 < training.gold_queries < training.queries:
        queries = f"{training.gold_queries:,} of {queries}"
    if training.gold_before is None or training.gold_after is None:
        return "Without gold nobody can say whether the higher reward is a better answer."
    hacked = [each for each in training.warnings if each.kind == "hacking"]
    if hacked and training.gold_after < max(each.gold or 0.0 for each in training.history) - 1e-9:
        return (
            f"The monitor saw gold turn and fall while the reward rose on: from iteration {hacked[0].iteration} at the "
            f"latest the reward was being gamed, {'though' if training.gold_after > training.gold_before else 'and'} "
            f"gold ends {'above' if training.gold_after > training.gold_before else 'below'} where it began."
        )
    if training.gold_interval is None:
        return "The reward rose; one query can't show whether gold follows."
    if training.reward_interval is not None and training.reward_interval.low <= 0:
        return f"These {queries} do not show that the reward rose: nothing is shown to be learned."
    if training.gold_interval.low > 0:
        if "rm:" in reward:  # gold's own marks may have been what it learned from
            return (
                f"Gold rose with the reward on these {queries} and their candidates. That speaks for the reward model "
                "only where it did not learn from these very answers and marks, and promises nothing for answers "
                "that a model is free to invent."
            )
        return (
            f"Gold rose with the reward although it was never trained on: on these {queries} and their "
            "hand-written candidates the reward was not gamed, which promises nothing for answers that a "
            "model is free to invent."
        )
    if training.gold_interval.high < 0:
        return (
            "The reward rose and gold fell: the policy learned to please the reward and not the author of "
            "the marks, which is reward hacking."
        )
    return f"The reward rose, and these {queries} do not show that gold followed: treat the gain as unproven."


def _header(opening: Opening, page: Page) -> list[str]:
    note = f"clipped PPO, {count(opening.iterations, 'iteration')}"
    lines = [page.heading("Training", note)]
    lines += page.wrapped(
        f"A policy picks one of the {count(opening.candidates, 'candidate answer')} to "
        f"{count(opening.queries + opening.held_out, 'query', 'queries')}; at first each of a query's candidates "
        f"alike. The {opening.reward} reward trains it; "
        + ("no gold watches." if opening.gold_before is None else "gold, the author's mark of 0 to 10, only watches")
        + ("" if opening.gold_before is None else _of_which(opening.gold_queries, opening.queries) + ".")
    )
    if opening.held_out:
        lines += page.wrapped(f"{count(opening.held_out, 'query', 'queries')} held out: told apart, never trained on.")
    if opening.target_kl is not None:
        beta = "β" if page.blocks else "beta"
        lines += page.wrapped(
            f"{beta}, the price of leaving the start, follows the KL to {opening.target_kl:g} nats: while "
            "the KL is higher, the policy is pulled back."
        )
    if opening.left_out or opening.queries_left_out:
        lines += page.wrapped(
            f"Left out: {count(opening.left_out, 'candidate')} without a reward, and "
            f"{count(opening.queries_left_out, 'query', 'queries')} with fewer than two others."
        )
    return lines


def _table_head(opening: Opening, page: Page) -> list[str]:
    beta = "β" if page.blocks else "beta"
    none = "–" if page.blocks else "-"
    gold = none if opening.gold_before is None else f"{opening.gold_before:.2f}"
    head = f"  {'Iter':>5} {'Loss':>8} {'Reward':>7} {'KL':>7} {'Clipped':>8} {beta:>6} {'Gold':>6}"
    start = f"  {0:>5} {none:>8} {opening.reward_before:>7.2f} {0:>7.3f} {none:>8} {none:>6} {gold:>6}"
    return [page.paint(head, "dim"), start]


def _row(each: Iteration, none: str) -> str:
    gold = none if each.gold is None else f"{each.gold:.2f}"
    return (
        f"  {each.iteration:>5} {each.loss:>8.4f} {each.reward:>7.2f} {each.kl:>7.3f} "
        f"{percent(each.clip_fraction, 1):>8} {each.beta:>6.3f} {gold:>6}"
    )


def _changes(training: Training, reward: str, page: Page) -> list[str]:
    lines = [_change(f"{reward} reward", training.reward_before, training.reward_after, training.reward_interval, page)]
    if training.gold_before is not None and training.gold_after is not None:
        gold = "gold" + _of_which(training.gold_queries, training.queries, ",")
        lines.append(_change(gold, training.gold_before, training.gold_after, training.gold_interval, page))
    share = (
        ""
        if training.optimum_share is None
        else f"; {percent(training.optimum_share)} of the gain that any policy could have at that KL"
    )
    return [
        *(line for change in lines for line in page.wrapped(change, "  ", "    ")),
        *page.wrapped(f"KL {training.kl:.2f} nats a query from where it began{share}", "  ", "    "),
    ]


def _of_which(watched: int, queries: int, end: str = "") -> str:
    """Which queries gold is of, where not every one has all its marks."""
    return f", on the {watched:,} of {queries:,} queries with every mark{end}" if 0 < watched < queries else ""


def _change(name: str, before: float, after: float, interval: Interval | None, page: Page) -> str:
    arrow = "→" if page.blocks else "->"
    relative = f" ({100 * (after / before - 1):+.0f} %)" if before > 0 else ""
    sure = f", 95 % interval of the change {interval.low:+.2f} to {interval.high:+.2f}" if interval else ""
    return f"{name} {before:.2f} {arrow} {after:.2f}{relative}{sure}"


def _metrics(training: Training, page: Page) -> list[str]:
    """The metrics of the answers that the policy gives, before and after."""
    if not training.metrics:
        return []
    arrow = "→" if page.blocks else "->"
    width = max(len(each.metric) for each in training.metrics)
    return [
        "  verdicts that went well, in the answers that the policy gives",
        *(
            f"    {each.metric.replace('_', ' '):<{width}}  {percent(each.before):>6} {arrow} {percent(each.after):>6}"
            for each in training.metrics
        ),
    ]


def _validation(training: Training, reward: str, page: Page) -> list[str]:
    held = training.validation
    if held is None:
        return []
    gold = []
    if held.gold_before is not None and held.gold_after is not None:
        name = "gold" + _of_which(held.gold_queries, held.queries, ",")
        gold = [_change(name, held.gold_before, held.gold_after, held.gold_interval, page)]
    share = "" if held.optimum_share is None else f"; {percent(held.optimum_share)} of the gain possible at that KL"
    return [
        f"  {count(held.queries, 'query', 'queries')} that the policy never trained on",
        *(
            line
            for change in (
                _change(f"{reward} reward", held.reward_before, held.reward_after, held.reward_interval, page),
                *gold,
                f"KL {held.kl:.2f} nats{share}",
            )
            for line in page.wrapped(change, "    ", "      ")
        ),
    ]


def _warnings(training: Training, page: Page) -> list[str]:
    lines = []
    for each in training.warnings:
        told = page.wrapped(f"iteration {each.iteration}: {each.kind}: {each.message}", "  ! ", "    ")
        lines += [page.paint(line, "yellow") for line in told]
    if training.stopped is not None:
        lines += page.wrapped(
            f"stopped there, at iteration {len(training.history)}, as --stop-on {training.stopped} asks", "  ! ", "    "
        )
    return lines
