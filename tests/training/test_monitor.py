"""The monitor tells hacking soon after gold's turn, tells each kind once, and stays silent while all is well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rubrx.errors import UsageError
from rubrx.learning import FixedBeta
from rubrx.training import Candidate, Limits, Plan, Table, Trainer, stop_kinds, train


def run(given, beta=0.02, iterations=150, **plan):
    trainer = Trainer(Table(given), Plan(iterations=iterations, **plan), rng=np.random.default_rng(0),
                      controller=FixedBeta(beta))  # fmt: skip
    while not trainer.done:
        trainer.step()
    return trainer


def kinds(trainer):
    return [alarm.kind for alarm in trainer.warnings]


def test_hacking_is_told_within_100_iterations_of_the_turn_and_once(made):
    trainer = run(made(gold="turns"))
    golds = [each.gold for each in trainer.history]
    turn = 1 + int(np.argmax(golds))
    [alarm] = [each for each in trainer.warnings if each.kind == "hacking"]
    assert 0 < alarm.iteration - turn <= 100
    assert trainer.monitor.turn == turn
    assert f"turned at iteration {turn}" in alarm.message
    assert golds[-1] < max(golds) - 1
    assert trainer.history[-1].reward > trainer.history[turn - 1].reward


def test_gold_that_follows_raises_no_alarm_of_hacking(made):
    assert "hacking" not in kinds(run(made()))


def test_without_gold_hacking_cannot_be_told_and_the_rest_is(made):
    trainer = run(made(gold="none"))
    assert trainer.monitor.turn is None
    assert kinds(trainer) == ["kl", "entropy"] or set(kinds(trainer)) <= {"kl", "entropy", "length", "keyword"}


def test_far_from_the_reference_and_out_of_words_are_told(made):
    trainer = run(made())
    assert {"kl", "entropy"} <= set(kinds(trainer))
    close = run(made(), beta=8.0)
    assert close.warnings == []
    assert "kl" in kinds(run(made(), beta=8.0, limits=Limits(kl=0.01)))


def test_a_reward_that_is_length_is_told_as_drift_of_length_and_another_is_not(made):
    longer = [each._replace(reward=each.words / 20) for each in made()]
    assert "length" in kinds(run(longer, beta=0.3))
    wordier = [each._replace(reward=10 * each.keywords, words=50.0) for each in made()]
    assert "keyword" in kinds(run(wordier, beta=0.3))
    assert not {"length", "keyword"} & set(kinds(run(made(), beta=0.3)))


def test_stop_on_ends_the_training_at_the_warning(made):
    trainer = run(made(gold="turns"), stop_on=frozenset({"hacking"}))
    assert trainer.stopped == "hacking"
    [alarm] = [each for each in trainer.warnings if each.kind == "hacking"]
    assert len(trainer.history) == alarm.iteration < 150
    assert run(made(gold="turns"), stop_on=frozenset({"kl"})).stopped == "kl"


def test_a_kind_that_there_is_not_is_refused():
    assert stop_kinds(["hacking", "", "kl"]) == {"hacking", "kl"}
    with pytest.raises(UsageError, match="no warning is called 'hack'"):
        stop_kinds(["hack"])


def test_gold_never_reaches_the_policy_even_with_the_monitor(made):
    given = made(gold="turns")
    other = [each._replace(gold=10 - each.gold) for each in given]
    plan = Plan(iterations=20)
    first, second = (train(g, rng=np.random.default_rng(0), plan=plan) for g in (given, other))
    assert first.probabilities == second.probabilities


def test_one_answer_s_gold_missing_leaves_gold_the_other_queries(made):
    """The turn is found on them, and the margin is of their marks alone; other figures need every answer."""
    given = made()
    given[3] = Candidate(*given[3][:3])
    trainer = run(given, iterations=3)
    marks = [each.gold for each in given if each.query_id != "q0"]
    assert trainer.monitor.turn == 3
    assert trainer.monitor._margin == pytest.approx(Limits().gold_margin * (max(marks) - min(marks)))
    assert all(each.gold is not None and each.words is None for each in trainer.history)


def test_without_a_query_that_has_every_mark_there_is_no_turn(made):
    given = [each._replace(gold=None) if each.response_id.endswith("c0") else each for each in made()]
    trainer = run(given, iterations=3)
    assert trainer.monitor.turn is None
    assert all(each.gold is None for each in trainer.history)


def test_a_restored_monitor_says_what_an_unbroken_one_says(made):
    whole = run(made(gold="turns"), iterations=60)
    first = Trainer(whole.table, replace(whole.plan, iterations=25), rng=np.random.default_rng(0),
                    controller=FixedBeta(0.02))  # fmt: skip
    while not first.done:
        first.step()
    second = Trainer(whole.table, whole.plan, rng=np.random.default_rng(99), controller=FixedBeta(7.0))
    second.load_state_dict(first.state_dict())
    while not second.done:
        second.step()
    assert second.warnings == whole.warnings
    assert second.history == whole.history
    assert second.outcome() == whole.outcome()
