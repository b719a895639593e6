"""The pages say what the numbers say, danger first, the gap last, and nothing steers the reader's screen."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import numpy as np
import pytest

from rubrx.records import RewardMean, Span, Status
from rubrx.reports.markdown import markdown
from rubrx.reports.page import Page
from rubrx.reports.rows import Hedging, RunHeader, ScoreRow, TallyRow, VerdictRow
from rubrx.reports.summary import Summary, summarise
from rubrx.reports.text import text

HEADER = RunHeader(
    "sft", "0123456789abcdef", "2026-01-01T00:00:00+00:00", None, "done", "sft.jsonl", 12, 8, 1, 3,
    rubrics={f"q{i}": "d" for i in range(8)}, skipped_queries={"no-such": 3}, head="feed",
)  # fmt: skip
TARGETS = {
    "accuracy": 0.95,
    "contraindication_recall": 1.0,
    "specificity": 0.95,
    "dose_accuracy": 0.98,
    "humility": 1.0,
}
SECTIONS = (
    "Failed critical criteria",
    "Score",
    "Metrics",
    "Recall and specificity",
    "Worst queries",
    "Rewards",
)
FAILURE = VerdictRow(
    "q0", "r0", "contra", "contraindication_recall", 5.0, Status.NOT_MET, (Span(0, 24),),
    "calls metformin *safe*", "\x1b]0;pwned\x07Metformin <b>is</b> safe | here.",
)  # fmt: skip


def sample(*, run: RunHeader = HEADER, misses: int = 1, open_: int = 0) -> Summary:
    tallies = []
    for i in range(8):
        bad = i < misses
        tallies += [
            TallyRow(f"q{i}", "contra", "contraindication_recall", 5.0, True, _status(not bad), 1),
            TallyRow(f"q{i}", "why", "accuracy", 2.0, False, Status.ERROR if i < open_ else Status.MET, 1),
            TallyRow(f"q{i}", "no-ban", "specificity", 1.0, False, _status(i != 7), 1),
        ]
    return summarise(
        run,
        scores=[ScoreRow(f"q{i}", 0.4 if i < misses else 1.0, 1.0, 0.5, 1.0) for i in range(8)],
        tallies=tallies,
        targets=TARGETS,
        rng=np.random.default_rng(0),
        failures=[FAILURE] * misses,
        open_verdicts=[FAILURE] * bool(open_),
        rewards=[RewardMean("keyword", 8, 6, 1, 4.25, 1.0, 9.0)],
        hedging=Hedging(8, 3, 2),
    )


def _status(met: bool) -> Status:
    return Status.MET if met else Status.NOT_MET


@pytest.mark.parametrize("render", [text, markdown])
def test_the_dangerous_comes_first_and_the_gap_last(render: Callable[[Summary], str]) -> None:
    page = render(sample()).lower()
    places = [page.index(section.lower()) for section in SECTIONS]
    assert places == sorted(places)
    last = page.rstrip().splitlines()[-1].replace("\\", "")
    assert last == "mean gap 6.7 points over 3 metrics; worst contraindication_recall, 12.5 short."


@pytest.mark.parametrize("render", [text, markdown])
def test_rows_add_up_and_what_was_skipped_is_named(render: Callable[[Summary], str]) -> None:
    page = render(sample())
    assert "12 rows read = 8 graded + 1 rejected + 3 skipped; 8 rubrics" in page
    assert "no-such (3)" in page
    assert "feed" in page


@pytest.mark.parametrize("render", [text, markdown])
def test_every_figure_has_its_denominator(render: Callable[[Summary], str]) -> None:
    page = render(sample(open_=1))
    for said in (
        "1 of 8 verdicts",
        "8 queries, 8 answers",
        "2 of 8 answers hedge or defer",
        "0 verdicts for a judge or a human, 1 error",
        "to prove 95 % takes 73 queries",
    ):
        assert said in " ".join(page.split())


def test_markdown_is_inert() -> None:
    page = markdown(sample())
    assert "\x1b" not in page
    assert "<b>" not in page
    assert "\\*safe\\*" in page
    assert "safe |" not in page
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


@pytest.mark.parametrize("width", [20, 60, 72, 80, 100, 300])
@pytest.mark.parametrize("blocks", [True, False])
def test_text_keeps_to_the_page_at_any_width(width: int, blocks: bool) -> None:
    page = Page(width, blocks=blocks)
    lines = text(sample(misses=3, open_=2), page).splitlines()
    assert max(map(len, lines)) <= page.columns
    assert not any(line != line.rstrip() for line in lines)


def test_an_answers_escape_sequences_never_reach_the_terminal() -> None:
    assert "\x1b" not in text(sample(), Page(colour=False))
    coloured = text(sample(), Page(colour=True))
    assert "\x1b[" in coloured
    # every escape left is one of our own colours, so the words are the same without them
    assert re.sub(r"\x1b\[[0-9;]+m", "", coloured) == text(sample(), Page(colour=False))


def test_names_from_files_are_cleaned_too() -> None:
    run = dataclasses.replace(HEADER, source="\x1b[2J.jsonl", skipped_queries={"\x9b31m": 1})
    page = text(sample(run=run))
    assert not set(page) & set("\x1b\x9b")


def test_a_clean_run_says_so_and_still_says_what_it_can_not_prove() -> None:
    page = " ".join(text(sample(misses=0)).split())
    assert "0 of 8 verdicts none failed" in page
    assert "A clean sheet of contraindication_recall on these 8 queries would prove no more than 68 %" in page
    assert "Mean gap 2.5 points over 3 metrics; worst specificity, 7.5 short." in page


def test_words_that_the_explanation_already_quotes_are_not_said_twice() -> None:
    summary = sample()
    finding = dataclasses.replace(
        summary.critical.findings[0], quotes=("300 mg", "Give"), explanation="“300 mg” is too much"
    )
    said = dataclasses.replace(summary, critical=dataclasses.replace(summary.critical, findings=(finding,)))
    for page in (text(said), markdown(said)):
        assert page.count("300 mg") == 1
        assert "Give" in page


def test_an_unfinished_run_is_called_unfinished() -> None:
    page = text(sample(run=dataclasses.replace(HEADER, status="interrupted")))
    assert "This run is interrupted" in page


@pytest.mark.parametrize("render", [text, markdown])
def test_an_empty_run_still_makes_a_page(render: Callable[[Summary], str]) -> None:
    empty = summarise(HEADER, scores=[], tallies=[], targets=TARGETS, rng=np.random.default_rng(0))
    page = render(empty)
    assert "no positive point applies" in page
    assert "no metric with a target has a verdict" in page
    assert page.endswith("\n")
