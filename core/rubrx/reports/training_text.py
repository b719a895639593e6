"""A training as text: the columns of a training log, what it changed, and whether gold went along."""

from __future__ import annotations

from rubrx.reports.page import Page
from rubrx.reports.words import count, percent
from rubrx.statistics import Interval
from rubrx.training import Iteration, Training

#: rows of the table, beside the start
SHOWN_ROWS = 8


def training_text(training: Training, reward: str, page: Page | None = None) -> str:
    """The whole page, ending in a line feed; `reward` names what was trained on."""
    page = page or Page()
    sections = [
        _header(training, reward, page),
        _table(training, page),
        _changes(training, reward, page),
        page.wrapped(gold_sentence(training), ""),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def gold_sentence(training: Training) -> str:
    """What gold, which was only watched, says of the reward, which was trained on."""
    queries = count(training.queries, "query", "queries")
    if training.reward_after <= training.reward_before:
        return f"The reward did not rise on these {queries}: nothing was learned."
    if training.gold_before is None or training.gold_after is None:
        return "Without gold nobody can say whether the higher reward is a better answer."
    if training.gold_interval is None:
        return "The reward rose; one query can't show whether gold follows."
    if training.gold_interval.low > 0:
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


def _header(training: Training, reward: str, page: Page) -> list[str]:
    note = f"clipped PPO, {count(len(training.history), 'iteration')}"
    lines = [page.heading("Training", note)]
    lines += page.wrapped(
        f"A policy picks one of the {count(training.candidates, 'candidate answer')} to "
        f"{count(training.queries, 'query', 'queries')}; at first each of a query's candidates alike. The "
        f"{reward} reward trains it; gold, the author's mark of 0 to 10, only watches."
    )
    if training.target_kl is not None:
        beta = "β" if page.blocks else "beta"
        lines += page.wrapped(
            f"{beta}, the price of leaving the start, follows the KL to {training.target_kl:g} nats: while "
            "the KL is higher, the policy is pulled back."
        )
    if training.left_out or training.queries_left_out:
        lines += page.wrapped(
            f"Left out: {count(training.left_out, 'candidate')} without a reward, and "
            f"{count(len(training.queries_left_out), 'query', 'queries')} with fewer than two others."
        )
    return lines


def _table(training: Training, page: Page) -> list[str]:
    beta = "β" if page.blocks else "beta"
    none = "–" if page.blocks else "-"
    gold = none if training.gold_before is None else f"{training.gold_before:.2f}"
    head = f"  {'Iter':>5} {'Loss':>8} {'Reward':>7} {'KL':>7} {'Clipped':>8} {beta:>6} {'Gold':>6}"
    start = f"  {0:>5} {none:>8} {training.reward_before:>7.2f} {0:>7.3f} {none:>8} {none:>6} {gold:>6}"
    return [page.paint(head, "dim"), start, *(_row(each, none) for each in _shown(training.history))]


def _row(each: Iteration, none: str) -> str:
    gold = none if each.gold is None else f"{each.gold:.2f}"
    return (
        f"  {each.iteration:>5} {each.loss:>8.4f} {each.reward:>7.2f} {each.kl:>7.3f} "
        f"{percent(each.clip_fraction, 1):>8} {each.beta:>6.3f} {gold:>6}"
    )


def _shown(history: tuple[Iteration, ...]) -> list[Iteration]:
    """Evenly spaced iterations, the last among them."""
    n = len(history)
    rows = min(SHOWN_ROWS, n)
    return [history[(n * row) // rows - 1] for row in range(1, rows + 1)]


def _changes(training: Training, reward: str, page: Page) -> list[str]:
    lines = [_change(f"{reward} reward", training.reward_before, training.reward_after, training.reward_interval, page)]
    if training.gold_before is not None and training.gold_after is not None:
        lines.append(_change("gold", training.gold_before, training.gold_after, training.gold_interval, page))
    share = (
        ""
        if training.optimum_share is None
        else f"; {percent(training.optimum_share)} of the gain that any policy could have at that KL"
    )
    return [
        *(line for change in lines for line in page.wrapped(change, "  ", "    ")),
        *page.wrapped(f"KL {training.kl:.2f} nats a query from where it began{share}", "  ", "    "),
    ]


def _change(name: str, before: float, after: float, interval: Interval | None, page: Page) -> str:
    arrow = "→" if page.blocks else "->"
    relative = f" ({100 * (after / before - 1):+.0f} %)" if before > 0 else ""
    sure = f", 95 % interval of the change {interval.low:+.2f} to {interval.high:+.2f}" if interval else ""
    return f"{name} {before:.2f} {arrow} {after:.2f}{relative}{sure}"
