"""A training, a sweep or a few of both as one HTML file: text, tables and charts, nothing loaded, nothing run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from rubrx.reports.line_chart import Chart, Series, svg
from rubrx.reports.words import printable
from rubrx.training.frontier import Point
from rubrx.training.outcome import Iteration, Training
from rubrx.training.sweep import SEED_BETA, SweepRow

_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}"
    "pre{font-size:13px;overflow-x:auto;background:#f6f6f6;padding:1rem}svg{width:100%;height:auto;margin:1rem 0}"
)


def document(title: str, parts: Iterable[str]) -> str:
    """The file: a title and its parts, which are HTML already."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(printable(title))}</title><style>{_STYLE}</style></head><body>\n"
        f"<h1>{escape(printable(title))}</h1>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def preformatted(text: str) -> str:
    """A text page as it stands."""
    return f"<pre>{escape(text)}</pre>"


def training_document(
    title: str, training: Training, text: str, *, best_of_n: Sequence[Point], frontier: Sequence[Point]
) -> str:
    """A training: its text page, its course, and where it lies between proxy and gold."""
    charts = [*course(training), plane(training.history, best_of_n, frontier, training)]
    return document(title, [preformatted(text), *(svg(chart) for chart in charts)])


def sweep_document(title: str, rows: Sequence[SweepRow], text: str) -> str:
    """A sweep over beta: its table and its chart."""
    return document(title, [preformatted(text), svg(sweep_chart(rows)), svg(sweep_kl_chart(rows))])


def course(training: Training) -> list[Chart]:
    """Reward and gold, then KL and beta, over the iterations."""
    history = training.history
    marks = [(float(each.iteration), each.kind) for each in training.warnings]
    if training.turn:
        marks.append((float(training.turn), "gold's turn"))
    return [
        Chart(
            "Reward and gold",
            "iteration",
            "mean over queries",
            [
                *_line("reward", history, "reward"),
                *_line("gold", history, "gold"),
                *_line("reward, held out", history, "validation_reward"),
                *_line("gold, held out", history, "validation_gold"),
            ],
            marks,
        ),
        Chart(
            "KL and its price",
            "iteration",
            "nats; beta",
            [*_line("KL", history, "kl"), *_line("beta", history, "beta")],
        ),
        Chart(
            "Clipped steps and entropy",
            "iteration",
            "share; nats",
            [*_line("clipped", history, "clip_fraction"), *_line("entropy", history, "entropy")],
        ),
    ]


def plane(
    history: Sequence[Iteration], best_of_n: Sequence[Point], frontier: Sequence[Point], training: Training
) -> Chart:
    """Proxy and gold over the square root of the KL: PPO, best-of-n, and the frontier that no policy passes."""
    start = [(0.0, training.reward_before)]
    series = [Series("PPO: reward", start + [(math.sqrt(each.kl), each.reward) for each in history])]
    if training.gold_before is not None:
        gold = [(math.sqrt(each.kl), each.gold) for each in history if each.gold is not None]
        series.append(Series("PPO: gold", [(0.0, training.gold_before), *gold]))
    series.append(Series("best-of-n: reward", [(math.sqrt(p.kl), p.reward) for p in best_of_n], dots=True))
    golds = [(math.sqrt(p.kl), p.gold) for p in best_of_n if p.gold is not None]
    if golds:
        series.append(Series("best-of-n: gold", golds, dots=True))
    series.append(Series("frontier", [(math.sqrt(p.kl), p.reward) for p in frontier]))
    return Chart("Proxy and gold over the root of the KL", "√KL, in √nats", "mean over queries", series)


def sweep_chart(rows: Sequence[SweepRow]) -> Chart:
    """Reward and gold over beta, the seed's beta marked."""
    gold = [(row.beta, row.gold) for row in rows if row.gold is not None]
    return Chart(
        "What each beta buys",
        "beta",
        "mean over queries",
        [
            Series("reward", [(row.beta, row.reward) for row in rows], dots=True),
            *([Series("gold", gold, dots=True)] if gold else []),
            Series("reward, closed form", [(row.beta, row.optimum_reward) for row in rows]),
        ],
        [(SEED_BETA, "the seed's 0.5")],
        log_x=True,
    )


def sweep_kl_chart(rows: Sequence[SweepRow]) -> Chart:
    """The KL over beta, the seed's beta marked."""
    return Chart(
        "How far each beta lets the policy go",
        "beta",
        "KL in nats",
        [
            Series("KL", [(row.beta, row.kl) for row in rows], dots=True),
            Series("closed form", [(row.beta, row.optimum_kl) for row in rows]),
        ],
        [(SEED_BETA, "the seed's 0.5")],
        log_x=True,
    )


def _line(name: str, history: Sequence[Iteration], figure: str) -> list[Series]:
    points = [(float(each.iteration), float(value)) for each in history if (value := getattr(each, figure)) is not None]
    return [Series(name, points)] if points else []
