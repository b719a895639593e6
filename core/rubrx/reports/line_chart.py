"""Line charts as SVG of our own: a handful of series over one axis, with nothing to load and nothing to run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 34, 44
#: told apart in print and by colour-blind readers: colour and dash differ together (Okabe & Ito 2008)
STYLES = (
    ("#0072b2", ""),
    ("#d55e00", "6 3"),
    ("#009e73", "2 3"),
    ("#cc79a7", "9 3 2 3"),
    ("#000000", "1 4"),
)


@dataclass(frozen=True)
class Series:
    """One line: points (x, y) in the order they are joined; `dots` marks each point."""

    name: str
    points: Sequence[tuple[float, float]]
    dots: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart with its axes named; `marks` are upright lines at an x, each with its words."""

    title: str
    x: str
    y: str
    series: Sequence[Series]
    marks: Sequence[tuple[float, str]] = field(default_factory=tuple)
    log_x: bool = False


def svg(chart: Chart) -> str:
    """The chart as an `<svg>` element; every word in it escaped. Points that are no numbers are left out."""
    lines = [
        Series(each.name, [p for p in each.points if all(map(math.isfinite, p)) and (p[0] > 0 or not chart.log_x)])
        for each in chart.series
    ]
    xs = [_x(chart, x) for each in lines for x, _ in each.points] + [_x(chart, x) for x, _ in chart.marks]
    ys = [y for each in lines for _, y in each.points]
    if not xs or not ys:
        return f"<p>{escape(chart.title)}: nothing to draw.</p>"
    frame = _Frame(chart, *_range(xs, pad=False), *_range(ys))
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(chart.title, quote=True)}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="11">',
        f'<text x="{LEFT}" y="14" font-weight="bold">{escape(chart.title)}</text>',
        *frame.axes(),
        *(frame.mark(x, words, place) for place, (x, words) in enumerate(chart.marks)),
    ]
    for place, (each, line) in enumerate(zip(chart.series, lines, strict=True)):
        colour, dash = STYLES[place % len(STYLES)]
        points = " ".join(f"{frame.px(_x(chart, x)):.1f},{frame.py(y):.1f}" for x, y in line.points)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8" stroke-dasharray="{dash}"/>'
        )
        if each.dots:
            parts += [
                f'<circle cx="{frame.px(_x(chart, x)):.1f}" cy="{frame.py(y):.1f}" r="2.5" fill="{colour}"/>'
                for x, y in line.points
            ]
        at = LEFT + place * (WIDTH - LEFT - RIGHT) / len(lines)
        parts.append(
            f'<line x1="{at:.0f}" y1="24" x2="{at + 18:.0f}" y2="24" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/><text x="{at + 22:.0f}" y="28">{escape(each.name)}</text>'
        )
    return "\n".join([*parts, "</svg>"])


class _Frame:
    """Where numbers lie on the picture."""

    def __init__(self, chart: Chart, x0: float, x1: float, y0: float, y1: float) -> None:
        self.chart, self.x0, self.x1, self.y0, self.y1 = chart, x0, x1, y0, y1

    def px(self, x: float) -> float:
        return LEFT + (x - self.x0) / (self.x1 - self.x0) * (WIDTH - LEFT - RIGHT)

    def py(self, y: float) -> float:
        return HEIGHT - BOTTOM - (y - self.y0) / (self.y1 - self.y0) * (HEIGHT - TOP - BOTTOM)

    def axes(self) -> list[str]:
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        parts = [f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#666"/>']
        for y in ticks(self.y0, self.y1):
            at = self.py(y)
            parts.append(
                f'<path d="M{LEFT} {at:.1f}H{right}" stroke="#ddd"/>'
                f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{y:g}</text>'
            )
        for x in ticks(self.x0, self.x1):
            shown = f"{10**x:.3g}" if self.chart.log_x else f"{x:g}"
            parts.append(f'<text x="{self.px(x):.1f}" y="{bottom + 15}" text-anchor="middle">{shown}</text>')
        middle = (LEFT + right) / 2
        return [
            *parts,
            f'<text x="{middle:.0f}" y="{HEIGHT - 10}" text-anchor="middle">{escape(self.chart.x)}</text>',
            f'<text x="14" y="{(TOP + bottom) / 2:.0f}" text-anchor="middle" '
            f'transform="rotate(-90 14 {(TOP + bottom) / 2:.0f})">{escape(self.chart.y)}</text>',
        ]

    def mark(self, x: float, words: str, place: int) -> str:
        at = self.px(_x(self.chart, x))
        return (
            f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#999" stroke-dasharray="3 3"/>'
            f'<text x="{at + 4:.1f}" y="{TOP + 12 + 13 * (place % 4)}">{escape(words)}</text>'
        )


def ticks(low: float, high: float) -> list[float]:
    """About five round numbers within [low, high]."""
    raw = (high - low) / 5
    step = 10 ** math.floor(math.log10(raw))
    step *= next(factor for factor in (1, 2, 5, 10) if factor * step >= raw)
    first = math.ceil(low / step - 1e-9)
    return [round(n * step, 12) for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _x(chart: Chart, x: float) -> float:
    return math.log10(x) if chart.log_x else x


def _range(values: Sequence[float], pad: bool = True) -> tuple[float, float]:
    low, high = min(values), max(values)
    if high - low < 1e-12:
        return low - 0.5, high + 0.5
    more = 0.05 * (high - low) if pad else 0.0
    return low - more, high + more
