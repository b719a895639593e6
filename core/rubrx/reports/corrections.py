"""What people corrected in a run: each verdict as graded and as it counts, and what that does to the score."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rubrx.reports.page import Page
from rubrx.reports.rows import CorrectedRow
from rubrx.reports.words import count, markdown, out_of_ten, printable, shortened

#: corrections shown; the JSON has all of them
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections in force: `n` verdicts of `answers` answers.

    `graded_score` is the run's mean score at worst as it was graded, without any of them; None where a correction
    gave an answer its only points, or took them, so that the two means are over different answers.
    """

    n: int
    answers: int
    graded_score: float | None
    verdicts: tuple[CorrectedRow, ...]


def corrections_of(rows: Iterable[CorrectedRow], mean: float | None, n: int) -> Corrections | None:
    """The corrections of a run whose `n` scored answers have this mean with them; None where there are none."""
    found = tuple(rows)
    if not found:
        return None
    by_answer = {each.response_id: (each.graded_score, each.score) for each in found}
    graded = None
    if mean is not None and not any((was is None) != (now is None) for was, now in by_answer.values()):
        change = math.fsum(was - now for was, now in by_answer.values() if was is not None and now is not None)
        graded = min(1.0, max(0.0, mean + change / n))
    return Corrections(len(found), len(by_answer), graded, found)


def corrections_text(found: Corrections | None, page: Page) -> list[str]:
    """The section of the text report; nothing where nobody corrected anything."""
    if found is None:
        return []
    lines = [page.heading("Corrected by people", _how_many(found)), *page.wrapped(corrections_sentence(found))]
    for each in found.verdicts[:SHOWN]:
        where = f"{each.query_id} / {each.criterion_id}, answer {shortened(each.response_id, 40)}"
        lines += page.wrapped(
            printable(f"{where}: {_change(each)}; {each.who}, {each.at[:10]}: {each.why}"), "  ", "    "
        )
    more = found.n - SHOWN
    return [*lines, *([page.paint(f"  and {more:,} more in --json", "dim")] if more > 0 else [])]


def corrections_markdown(found: Corrections | None) -> list[str]:
    """The same in Markdown."""
    if found is None:
        return []
    lines = ["## Corrected by people", "", f"{_how_many(found)}; {corrections_sentence(found)}.", ""]
    for each in found.verdicts[:SHOWN]:
        where = f"**{markdown(each.query_id)} / {markdown(each.criterion_id)}**, answer {markdown(each.response_id)}"
        lines.append(f"- {where}: {_change(each)}; {markdown(each.who)}, {each.at[:10]}: {markdown(each.why)}")
    more = found.n - SHOWN
    return [*lines, *([f"- and {more:,} more"] if more > 0 else [])]


def corrections_sentence(found: Corrections) -> str:
    """What they do to the figures, and the mean score without them."""
    if found.graded_score is None:
        return "rates and scores count them"
    return f"rates and scores count them; as graded the score is {out_of_ten(found.graded_score)} of 10"


def _how_many(found: Corrections) -> str:
    return f"{count(found.n, 'verdict')} of {count(found.answers, 'answer')}"


def _change(each: CorrectedRow) -> str:
    scores = [("none" if score is None else f"{score:.1%}") for score in (each.graded_score, each.score)]
    return f"{each.graded} became {each.status}, score {scores[0]} became {scores[1]}"
