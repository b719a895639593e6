"""The training's page shows the log's columns, and its last sentence says what gold says, whichever way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rubrx.reports.page import Page
from rubrx.reports.training_text import gold_sentence, training_text
from rubrx.statistics import Interval
from rubrx.training import Alarm, Change, Iteration, MetricChange, Training

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
    assert "no gold watches" in page
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
        ({"reward_interval": Interval(-0.001, 0.002)}, "do not show that the reward rose"),
    ],
)
def test_the_last_sentence_follows_the_figures(changes, says):
    assert says in gold_sentence(replace(TRAINING, **changes))


def test_a_reward_model_is_not_praised_for_marks_that_it_may_have_learned_from():
    assert "never trained on" in gold_sentence(TRAINING, "rubric")
    assert "never trained on" not in gold_sentence(TRAINING, "rm:model.npz")
    assert "only where it did not learn from these very answers" in gold_sentence(TRAINING, "rubric+rm:model.npz")


def test_what_the_monitor_saw_comes_before_praise():
    """Gold that ends above its start after it turned and fell is no proof that the reward was not gamed."""
    golds = [2.0 + n / 10 if n < 60 else 8.0 - (n - 60) / 10 for n in range(1, 101)]
    history = tuple(replace(each, gold=gold) for each, gold in zip(HISTORY, golds, strict=True))
    hacked = replace(
        TRAINING,
        history=history,
        gold_after=golds[-1],
        turn=60,
        warnings=(Alarm("hacking", 65, "gold turned"),),
        stopped="hacking",
    )
    assert "being gamed, though gold ends above" in gold_sentence(hacked)
    assert "being gamed, and gold ends below" in gold_sentence(replace(hacked, gold_after=1.0))
    assert "being gamed" in gold_sentence(replace(hacked, gold_interval=None))  # of one query too
    page = training_text(hacked, "keyword")
    assert "! iteration 65: hacking: gold turned" in page
    assert "stopped there, at iteration 100, as --stop-on hacking asks" in page


def test_metrics_and_held_out_queries_are_told_apart():
    page = training_text(
        replace(
            TRAINING,
            metrics=(MetricChange("dose_accuracy", 0.25, 0.755), MetricChange("humility", None, None)),
            validation=Change(4, 3.0, 3.5, Interval(0.1, 0.9), 2.0, 2.5, Interval(0.2, 0.8), 0.4, 0.9),
        ),
        "rubric",
    )
    assert "dose accuracy    25 % →   76 %" in page
    assert "4 queries that the policy never trained on" in page
    assert "KL 0.40 nats; 90 % of the gain possible at that KL" in page
    assert "4 queries held out: told apart, never trained on." in page
    assert "to 18 queries" in page
