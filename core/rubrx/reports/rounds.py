"""Go on, retrain, or stop: what the rounds so far say, with the reason, and as a curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from rubrx.reports.page import Page
from rubrx.reports.plain import plain
from rubrx.reports.words import printable, shortened

#: the loop's steps, in their order
STEPS = ("grade", "select", "annotate", "agree", "rm", "ppo", "audit", "drift")
#: the lower bound of the reward's correlation with people below which it is trained again, unless told otherwise
MIN_CORRELATION = 0.50
#: the figures that decide: of agree or rm, and of ppo
CORRELATION, GAIN = "correlation_low", ("gold_interval_low", "gold_interval_high")
#: what the curve shows: name -> (figure, what it is called, the span it is drawn over)
CURVE = {
    "score": ("score of the answers", 0.0, 1.0),
    "kappa": ("agreement of people, kappa", 0.0, 1.0),
    "correlation": ("reward's correlation with people", 0.0, 1.0),
    "gold_after": ("gold after training", 0.0, 10.0),
    "exploitability": ("exploitability of the reward", 0.0, 1.0),
}
_SPARKS, _PLAIN = "▁▂▃▄▅▆▇█", "_.-~=+*#"

Advice = Literal["retrain", "stop", "continue"]


class StepRow(NamedTuple):
    """One step of a round, as the store has it."""

    round: int
    step: str
    run: str | None
    figures: Mapping[str, float]
    at: str
    note: str


@dataclass(frozen=True, slots=True)
class RoundsStatus:
    """What to do, why, and the step that comes next; `rounds` are the figures of each round, newest value of each."""

    advice: Advice
    reason: str
    next_step: str
    round: int
    rounds: tuple[tuple[int, Mapping[str, float]], ...]

    def to_dict(self) -> dict[str, Any]:
        """The status as plain data."""
        return {
            "advice": self.advice,
            "reason": self.reason,
            "next_step": self.next_step,
            "round": self.round,
            "rounds": [{"round": number, **plain(figures)} for number, figures in self.rounds],
        }


def status_of(steps: Sequence[StepRow], min_correlation: float = MIN_CORRELATION) -> RoundsStatus:
    """The advice: retrain, else stop, else continue.

    Retrain when the newest lower bound of the reward's correlation with people is below `min_correlation`. Stop when
    gold's gain interval covered 0 in the two newest trainings. Retraining goes first: a reward that doesn't follow
    people can't show that there is nothing left to gain.
    """
    advice, reason = _advice(steps, min_correlation)
    newest = max((row.round for row in steps), default=0)
    merged: dict[int, dict[str, float]] = {}
    for row in steps:
        merged.setdefault(row.round, {}).update(row.figures)
    return RoundsStatus(advice, reason, _next(steps, newest, advice), newest, tuple(sorted(merged.items())))


def _advice(steps: Sequence[StepRow], least: float) -> tuple[Advice, str]:
    bound = next((row for row in reversed(steps) if CORRELATION in row.figures), None)
    gains = [row for row in steps if row.step == "ppo" and all(name in row.figures for name in GAIN)]
    if bound is not None and bound.figures[CORRELATION] < least:
        low = bound.figures[CORRELATION]
        return "retrain", (
            f"the reward's correlation with people may be as low as {low:.2f} (round {bound.round}), and {least:g} is "
            "asked for: label more answers, then train the reward model again"
        )
    if len(gains) >= 2 and all(_covers_nothing(row) for row in gains[-2:]):
        told = " and ".join(
            f"{row.figures[GAIN[0]]:+.2f} to {row.figures[GAIN[1]]:+.2f} (round {row.round})" for row in gains[-2:]
        )
        return "stop", f"gold's gain covered 0 twice running: {told}"
    if bound is None:
        held = "the reward's correlation with people has not been measured yet"
    else:
        held = f"the reward's correlation with people is at least {bound.figures[CORRELATION]:.2f}"
    if not gains:
        return "continue", f"{held}; no training has reported gold's gain yet"
    last = gains[-1].figures
    gained = "covers 0, once" if _covers_nothing(gains[-1]) else "does not cover 0"
    return "continue", f"{held}; gold's last gain, {last[GAIN[0]]:+.2f} to {last[GAIN[1]]:+.2f}, {gained}"


def _covers_nothing(row: StepRow) -> bool:
    return row.figures[GAIN[0]] <= 0 <= row.figures[GAIN[1]]


def _next(steps: Sequence[StepRow], newest: int, advice: Advice) -> str:
    """The first step that the newest round lacks; the loop's beginning again where it lacks none."""
    if advice == "stop":
        return ""
    if advice == "retrain":
        done = {row.step for row in steps if row.round == newest}
        return "select" if not {"select", "annotate"} & done else "rm"
    done = {row.step for row in steps if row.round == newest}
    return next((step for step in STEPS if step not in done), STEPS[0])


def status_text(status: RoundsStatus, page: Page | None = None) -> str:
    """The status as a page, ending in a line feed."""
    page = page or Page()
    lines = [
        page.paint(status.advice.upper(), "bold"),
        *page.wrapped(f"{status.reason}."),
        *([f"  next step: {status.next_step}"] if status.next_step else []),
    ]
    drawn = curve_text(status, page)
    return "\n".join(lines) + "\n" + (f"\n{drawn}" if drawn else "")


def curve_text(status: RoundsStatus, page: Page | None = None) -> str:
    """The figures of `CURVE` over the rounds, a line each; empty where no round has one."""
    page = page or Page()
    drawn = [line for name in CURVE for line in _curve(name, status, page)]
    if not drawn:
        return ""
    numbers = [number for number, _ in status.rounds]
    span = f"round {numbers[0]}" if len(numbers) == 1 else f"rounds {numbers[0]} to {numbers[-1]}"
    return "\n".join([page.heading("Rounds", span), *drawn]) + "\n"


def _curve(name: str, status: RoundsStatus, page: Page) -> list[str]:
    said, low, high = CURVE[name]
    values = [figures.get(name) for _, figures in status.rounds]
    known = [value for value in values if value is not None]
    if not known:
        return []
    marks = _SPARKS if page.blocks else _PLAIN
    line = "".join(
        " " if value is None else marks[max(0, min(7, int(8 * (value - low) / (high - low))))] for value in values
    )
    return [f"  {said:34} {line}  {known[0]:.2f}" + (f" to {known[-1]:.2f}" if len(known) > 1 else "")]


def steps_text(steps: Sequence[StepRow], page: Page | None = None) -> str:
    """Every step with its figures, a line each, ending in a line feed."""
    page = page or Page()
    lines = []
    for row in steps:
        figures = ", ".join(f"{printable(name)} {value:.4g}" for name, value in sorted(row.figures.items()))
        begin = f"  {row.round:>3}  {row.step:9}{shortened(printable(row.run or ''), 20):21}"
        words = "; ".join(each for each in (figures, printable(row.note)) if each) or "–"
        lines += page.wrapped(words, begin, " " * 36)
    return "\n".join([page.paint(f"  {'':>3}  {'step':9}{'run':21}figures", "dim"), *lines]) + "\n"
