"""The training's page shows the log's columns, and its last sentence says what gold says, whichever way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rubrx.reports.page import Page
from rubrx.reports.training_text import gold_sentence, training_text
from rubrx.statistics import Interval
from rubrx.training import Iteration, Training

HISTORY = tuple(Iteration(n, -0.5 + n, 3.0 + n / 100, n / 200, 0.012, 1.4, 2.0, 4.0) for n in range(1, 101))
TRAINING = Training(
    queries=14, candidates=182, left_out=0, queries_left_out=(), reward_before=3.0, reward_after=4.0,
    reward_interval=Interval(0.5, 1.5), gold_before=2.0, gold_after=4.0, gold_interval=Interval(1.0, 3.0),
    kl=0.5, target_kl=0.9, entropy_before=2.5, entropy_after=2.0, optimum_share=0.97, history=HISTORY,
    probabilities={},
)  # fmt: skip


def test_the_page():
    page = training_text(TRAINING, "ensemble")
    lines = page.splitlines()
    head = next(n for n, line in enumerate(lines) if line.split()[:1] == ["Iter"])
    assert lines[head].split() == ["Iter", "Loss", "Reward", "KL", "Clipped", "β", "Gold"]
    assert lines[head + 1].split() == ["0", "–", "3.00", "0.000", "–", "–", "2.00"]
    rows = [line.split() for line in lines[head + 2 : head + 10]]
    assert [row[0] for row in rows] == ["12", "25", "37", "50", "62", "75", "87", "100"]
    assert rows[-1] == ["100", "99.5000", "4.00", "0.500", "1.2", "%", "1.400", "4.00"]
    flat = " ".join(page.split())
    assert "ensemble reward 3.00 → 4.00 (+33 %), 95 % interval of the change +0.50 to +1.50" in flat
    assert "gold 2.00 → 4.00 (+100 %)" in page
    assert "97 %" in page
    assert "Left out" not in page
    assert all(len(line) <= 80 for line in lines)


def test_a_short_training_shows_every_iteration_once():
    page = training_text(replace(TRAINING, history=HISTORY[:3]), "ensemble")
    assert [line.split()[0] for line in page.splitlines() if line[:7].strip().isdigit()] == [
        "0",
        "1",
        "2",
        "3",
    ]


def test_a_page_without_greek_stays_ascii():
    training_text(TRAINING, "ensemble", Page(blocks=False)).encode("ascii")


def test_what_was_left_out_is_said():
    page = training_text(replace(TRAINING, left_out=3, queries_left_out=("a", "b")), "ensemble")
    assert "Left out: 3 candidates without a reward, and 2 queries" in page


def test_without_gold_the_column_is_empty():
    bare = replace(
        TRAINING, gold_before=None, gold_after=None, gold_interval=None,
        history=tuple(replace(each, gold=None) for each in HISTORY),
    )  # fmt: skip
    page = training_text(bare, "ensemble")
    assert "gold 2.00" not in page
    assert page.splitlines()[-1].startswith("Without gold nobody can say")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "Gold rose with the reward"),
        ({"gold_interval": Interval(-2.0, -0.5), "gold_after": 1.0}, "reward hacking"),
        ({"gold_interval": Interval(-0.5, 2.0)}, "do not show that gold followed"),
        ({"gold_interval": None}, "one query can't show"),
        ({"gold_before": None, "gold_after": None, "gold_interval": None}, "Without gold"),
        ({"reward_after": 3.0}, "nothing was learned"),
    ],
)
def test_the_last_sentence_follows_the_figures(changes, says):
    assert says in gold_sentence(replace(TRAINING, **changes))
