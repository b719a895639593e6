"""`rubrx show`: the answer with its evidence, every verdict, and no way for it to touch the terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rubrx.cli.terminal import marked, merged, quoted, safe
from rubrx.records import Span


@pytest.fixture
def graded(near: Any) -> Any:
    near.write(
        [
            {"id": "good", "query_id": "q1", "text": "Please stop: acidosis.", "model": "m-1"},
            {"id": "evil", "query_id": "q1", "text": "stop\x1b[31m \x9b2J\u202e\rdouble\x07 break acidosis"},
        ]
    )
    assert near.rubrx("grade", "a.jsonl", "--rubrics", "rubrics").returncode == 0
    return near


def test_the_answer_is_shown_with_its_evidence(graded: Any) -> None:
    """Brackets where there is no colour; each verdict with points, critical mark and quoted words."""
    out = graded.rubrx("show", "good").stdout
    assert "Please [stop]: [acidosis]." in out
    lines = {line.split()[0]: line for line in out.splitlines() if line.startswith(("met", "not met"))}
    assert '+5 critical  stop  there: "stop"' in lines["met"] or '"stop"' in out
    assert "score 100.0%" in out
    assert "model m-1" in out


def test_an_id_may_be_shortened(graded: Any) -> None:
    """A beginning that fits one response is enough; one that fits none is told."""
    assert "Please [stop]" in graded.rubrx("show", "go").stdout
    done = graded.rubrx("show", "nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no response 'nothing' in run a" in done.stderr


def test_the_newest_run_that_has_the_answer_is_shown(graded: Any) -> None:
    """A later run without it does not hide it; --run asks for one run only."""
    graded.write([{"id": "other", "query_id": "q1", "text": "stop"}], "b.jsonl")
    assert graded.rubrx("grade", "b.jsonl", "--rubrics", "rubrics").returncode == 0
    assert json.loads(graded.rubrx("show", "good", "--json").stdout)["run"] == "a"
    assert graded.rubrx("show", "good", "--run", "b").returncode == 2


def test_control_characters_never_reach_the_terminal(graded: Any) -> None:
    """Escapes, carriage returns, C1 and bidi overrides are replaced, in the text and in quotes of it."""
    out = graded.rubrx("show", "evil").stdout
    assert not any(character in out for character in "\x1b\x9b\u202e\r\x07")
    assert "[stop]\ufffd[31m" in out
    assert "error" in out


def test_json_has_the_spans_and_their_words(graded: Any) -> None:
    """Machines get the text as it is, and the quoted words beside each span."""
    data = json.loads(graded.rubrx("show", "good", "--json").stdout)
    assert data["verdicts"][0]["evidence"] == [{"start": 7, "end": 11, "text": "stop"}]
    assert data["verdicts"][0]["status"] == "met"
    assert data["run"] == "a"


def test_colour_only_where_it_is_wanted() -> None:
    """The same text, with codes around the evidence only, and the answer's own codes gone."""
    assert marked("a stop \x1b[0m", [Span(2, 6)], colour=True) == "a \x1b[1;30;43mstop\x1b[0m \ufffd[0m"


def test_spans_are_merged_and_empty_ones_left_out() -> None:
    """Overlapping and touching evidence is one highlight."""
    assert merged([Span(4, 6), Span(0, 2), Span(1, 3), Span(3, 3), Span(6, 8)]) == [Span(0, 3), Span(4, 8)]
    assert quoted("abcdef", [Span(0, 2), Span(4, 4), Span(4, 6)]) == '"ab" … "ef"'
    assert quoted("ab ab cd", [Span(0, 2), Span(3, 5), Span(6, 8)], but="it says cd") == '"ab"'
    assert len(safe("\x00\x1b\ud800é\n")) == 5
