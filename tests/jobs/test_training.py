"""A graded run trains a policy: its reward trains, its gold column watches, its steps are kept."""

from __future__ import annotations

import json

import pytest

from rubrx.errors import StoreFault, UsageError
from rubrx.jobs.grading import grade_file
from rubrx.jobs.settings import Settings
from rubrx.jobs.training import train_policy
from rubrx.learning import FixedBeta
from rubrx.store import open_store, read_steps

TEXTS = [
    "Metformin is contraindicated at this eGFR because of the risk of lactic acidosis. Use insulin.",
    "Stop metformin: lactic acidosis.",
    "Metformin is fine, carry on.",
    "Ask somebody else.",
]


def graded(folder, golds=(9, 7, 1, 3), *, copies=1, rewards=None):
    """A database in which answers to `metformin-egfr-28` stand graded as the run `c`."""
    rows = [
        {
            "id": f"a{n}",
            "query_id": "metformin-egfr-28",
            "text": text,
            **({} if gold is None else {"gold": gold}),
        }
        for n, (text, gold) in enumerate(zip(TEXTS * copies, golds * copies, strict=True))
    ]
    file = folder / "c.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    db = folder / "rubrx.db"
    grade_file(file, db=db, name="c", settings=Settings(), rewards=rewards)
    return db


def test_the_steps_that_are_returned_are_kept(tmp_path):
    db = graded(tmp_path)
    trained = train_policy("c", db=db, iterations=5)
    assert (trained.name, trained.run, trained.reward) == ("ppo-c", "c", "ensemble")
    with open_store(db) as store:
        kept = read_steps(store, "ppo-c")
    assert kept == [(each.iteration, each.figures()) for each in trained.outcome.history]
    assert [step for step, _ in kept] == [1, 2, 3, 4, 5]


def test_reward_values_are_the_ones_that_the_run_was_scored_with(tmp_path):
    db = graded(tmp_path)
    for reward in ("length", "rubric"):
        with open_store(db) as store:
            [(mean,)] = store.rows("SELECT avg(value) FROM rewards WHERE reward = ?", (reward,))
        outcome = train_policy("c", db=db, reward=reward, iterations=2).outcome
        assert outcome.reward_before == pytest.approx(mean)
        assert outcome.gold_before == pytest.approx(5.0)


def test_the_better_answer_becomes_likelier(tmp_path):
    db = graded(tmp_path)
    shares = train_policy("c", db=db, reward="rubric", iterations=60).outcome.probabilities
    row = shares["metformin-egfr-28"]
    assert max(row, key=row.get) == "a0"
    assert row["a0"] > 0.4


def test_the_same_seed_gives_the_same_training(tmp_path):
    db = graded(tmp_path)
    first, second, third = (train_policy("c", db=db, iterations=4, seed=seed) for seed in (7, 7, 8))
    assert first.outcome == second.outcome != third.outcome
    assert [each.name for each in (first, second, third)] == ["ppo-c", "ppo-c-2", "ppo-c-3"]


def test_a_name_that_is_taken_is_refused_and_its_steps_stay(tmp_path):
    db = graded(tmp_path)
    train_policy("c", db=db, name="mine", iterations=3)
    with pytest.raises(UsageError, match="training named 'mine' already"):
        train_policy("c", db=db, name="mine", iterations=9)
    with open_store(db) as store:
        assert len(read_steps(store, "mine")) == 3


def test_a_reward_the_run_does_not_have_is_told_with_those_it_has(tmp_path):
    db = graded(tmp_path, rewards=("length",))
    with pytest.raises(UsageError, match="not scored with a reward 'ensemble'; it has length"):
        train_policy("c", db=db)


def test_without_gold_there_is_none(tmp_path):
    outcome = train_policy("c", db=graded(tmp_path, (None,) * 4), iterations=2).outcome
    assert outcome.gold_before is None


def test_gold_may_come_as_text_from_a_csv_file_and_from_any_column(tmp_path):
    db = graded(tmp_path, ("9", "7.5", "1", "2.5"))
    assert train_policy("c", db=db, iterations=2).outcome.gold_before == pytest.approx(5.0)
    assert train_policy("c", db=db, gold="mark", iterations=2).outcome.gold_before is None


@pytest.mark.parametrize("bad", ["good", True, [3], "nan"])
def test_a_gold_that_is_no_number_is_refused_by_the_answers_id(tmp_path, bad):
    with pytest.raises(UsageError, match="a1: gold must be a"):
        train_policy("c", db=graded(tmp_path, (9, bad, 1, 3)), iterations=2)


def test_an_unknown_run_or_database_is_told(tmp_path):
    db = graded(tmp_path)
    with pytest.raises(UsageError, match="nobody"):
        train_policy("nobody", db=db)
    other = tmp_path / "notes.txt"
    other.write_text("not a database, but long enough to be taken for one by a careless reader")
    with pytest.raises(StoreFault):
        train_policy("c", db=other)


def test_a_controller_of_ones_own_is_used(tmp_path):
    outcome = train_policy("c", db=graded(tmp_path), iterations=3, controller=FixedBeta(0.25)).outcome
    assert {each.beta for each in outcome.history} == {0.25}
    assert outcome.target_kl is None
