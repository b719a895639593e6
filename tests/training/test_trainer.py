"""Training raises the reward it is given, watches gold without touching it, and says what it left out."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from rubrx.errors import UsageError
from rubrx.learning import FixedBeta
from rubrx.training import Candidate, Plan, Table, Trainer, train
from rubrx.training.plan import SETTINGS

#: eight queries of twelve candidates, two of them good
RNG = np.random.default_rng(20)
REWARDS = np.concatenate([RNG.uniform(7, 9, size=(8, 2)), RNG.uniform(0, 5, size=(8, 10))], axis=1)
GOLD = np.clip(REWARDS + RNG.normal(size=REWARDS.shape), 0, 10)


def candidates(rewards=REWARDS, gold=GOLD):
    return [
        Candidate(f"q{q}", f"q{q}-c{c}", float(rewards[q, c]), None if gold is None else float(gold[q, c]))
        for q in range(rewards.shape[0])
        for c in range(rewards.shape[1])
    ]


def run(given, seed=0, **kwargs):
    return train(given, rng=np.random.default_rng(seed), **kwargs)


@pytest.fixture(scope="module")
def trained():
    return run(candidates())


def test_before_is_the_uniform_mean(trained):
    assert trained.reward_before == pytest.approx(REWARDS.mean())
    assert trained.gold_before == pytest.approx(GOLD.mean())
    assert trained.entropy_before == pytest.approx(math.log(12))
    assert (trained.queries, trained.candidates) == (8, 96)


def test_reward_rises_by_the_seeds_59_percent_within_one_nat(trained):
    assert trained.reward_after / trained.reward_before > 1.59
    assert 0 < trained.kl <= 1
    assert trained.reward_interval.low > 0


def test_the_gain_is_nearly_all_that_the_kl_allows(trained):
    assert 0.99 <= trained.optimum_share <= 1 + 1e-9


def test_gold_that_follows_the_reward_rises_too(trained):
    assert trained.gold_interval.low > 0


def test_after_is_what_the_final_probabilities_say(trained):
    p = np.array([list(row.values()) for row in trained.probabilities.values()])
    assert trained.reward_after == pytest.approx((p * REWARDS).sum(axis=1).mean())
    assert trained.gold_after == pytest.approx((p * GOLD).sum(axis=1).mean())
    assert trained.kl == pytest.approx((p * np.log(p * 12)).sum(axis=1).mean())
    last = trained.history[-1]
    assert (last.reward, last.gold, last.kl) == (trained.reward_after, trained.gold_after, trained.kl)
    assert last.entropy == trained.entropy_after


def test_the_same_seed_gives_the_same_history_and_another_one_does_not(trained):
    assert run(candidates()).history == trained.history
    assert run(candidates(), seed=1).history != trained.history


def test_gold_never_changes_what_is_learned(trained):
    other = run(candidates(gold=10 - GOLD))
    assert other.probabilities == trained.probabilities
    assert other.gold_after < other.gold_before  # the same policy, seen to be worse


def test_gold_watches_the_queries_whose_every_candidate_has_its_mark():
    """One mark less takes its query out of gold's figures, and changes nothing of what is learned."""
    given = candidates()
    given[5] = given[5]._replace(gold=None)
    result = run(given, iterations=3)
    assert (result.queries, result.gold_queries) == (8, 7)
    assert result.gold_before == pytest.approx(GOLD[1:].mean())
    p = np.array([list(row.values()) for row in result.probabilities.values()])
    assert result.gold_after == pytest.approx((p * GOLD)[1:].sum(axis=1).mean())
    assert result.history[-1].gold == result.gold_after
    assert result.gold_interval.low < result.gold_after - result.gold_before < result.gold_interval.high
    assert result.probabilities == run(candidates(), iterations=3).probabilities


def test_gold_is_none_where_no_query_has_every_mark():
    given = [each._replace(gold=None) if each.response_id.endswith("c3") else each for each in candidates()]
    result = run(given, iterations=3)
    assert result.gold_before is result.gold_after is result.gold_interval is None
    assert result.gold_queries == 0
    assert all(each.gold is None and "gold" not in each.figures() for each in result.history)


def test_gold_of_held_out_queries_is_of_those_with_marks(made):
    given = [each._replace(gold=None) if each.response_id == "q1-c0" else each for each in made()]
    result = run(given, plan=Plan(iterations=3, held_out=("q1", "q4")))
    assert (result.gold_queries, result.validation.gold_queries, result.validation.queries) == (6, 1, 2)
    q4 = [each.gold for each in given if each.query_id == "q4"]
    assert result.validation.gold_before == pytest.approx(np.mean(q4))


@pytest.mark.parametrize("beta", [2.0, 4.0])
def test_at_a_fixed_beta_training_settles_where_the_closed_form_does(made, beta):
    """Its KL within 4 %; at a constant learning rate the noise of the samples alone leaves it 6 to 12 % too high."""
    table = Table(made(14, 13))
    weights = np.exp(table.rewards / beta)
    best = weights / weights.sum(axis=1, keepdims=True)
    expected = (best * np.log(best * best.shape[1])).sum(axis=1).mean()

    def settled(settings):
        trainer = Trainer(table, Plan(settings=settings), rng=np.random.default_rng(0), controller=FixedBeta(beta))
        while not trainer.done:
            trainer.step()
        return np.mean([each.kl for each in trainer.history[-50:]]) / expected - 1

    assert abs(settled(SETTINGS)) < 0.04
    assert settled(replace(SETTINGS, slowing=None)) > 0.05


def test_candidates_without_a_reward_are_left_out_and_never_count_as_0():
    given = [*candidates(), Candidate("q0", "none", None, 5.0), Candidate("lone", "a", 3.0, 3.0),
             Candidate("lone", "b", None, 3.0), Candidate("empty", "c", None)]  # fmt: skip
    result = run(given, iterations=3)
    assert (result.left_out, result.queries_left_out) == (3, ("lone", "empty"))
    assert (result.queries, result.candidates) == (8, 96)
    assert "none" not in result.probabilities["q0"]
    assert result.reward_before == pytest.approx(REWARDS.mean())


def test_queries_may_have_different_numbers_of_candidates():
    given = [each for each in candidates() if each.response_id not in ("q3-c11", "q3-c10", "q5-c0")]
    result = run(given, iterations=5)
    assert [len(row) for row in result.probabilities.values()] == [12, 12, 12, 10, 12, 11, 12, 12]
    assert all(sum(row.values()) == pytest.approx(1) for row in result.probabilities.values())


def test_beta_is_steered_and_a_fixed_one_is_not(trained):
    assert len({each.beta for each in trained.history}) > 1
    fixed = run(candidates(), iterations=5, controller=FixedBeta(0.5))
    assert {each.beta for each in fixed.history} == {0.5}


def test_equal_rewards_teach_nothing_and_break_nothing():
    result = run(candidates(np.full((8, 12), 4.0)), iterations=10)
    assert result.reward_after == pytest.approx(4.0)
    assert result.kl == pytest.approx(0, abs=1e-9)
    assert result.optimum_share is None


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["reward", "gold"])
def test_a_number_that_is_none_is_refused_by_the_answers_id(bad, name):
    given = candidates()
    given[7] = given[7]._replace(**{name: bad})
    with pytest.raises(UsageError, match=f"q0-c7: {name} must be a finite number"):
        run(given)


def test_nothing_to_learn_from_is_told():
    for given in ([], [Candidate("q", "a", 1.0)], [Candidate("q", "a", 1.0), Candidate("q", "b", None)]):
        with pytest.raises(UsageError, match="no query has two candidates"):
            run(given)
    with pytest.raises(UsageError, match="iterations must be at least 1"):
        run(candidates(), iterations=0)


def test_whoever_watches_hears_of_every_iteration():
    heard = []
    result = run(candidates(), iterations=4, on_iteration=heard.append)
    assert tuple(heard) == result.history
    assert [each.iteration for each in heard] == [1, 2, 3, 4]
    columns = {"loss", "reward", "kl", "clip_fraction", "beta", "entropy", "gold"}
    assert set(heard[0].figures()) == columns | {"gradient_norm", "explained_variance"}


def test_held_out_queries_never_train(made):
    """Their rewards, whatever they are, change nothing for the others, and they are told apart."""
    given = made()
    other = [each._replace(reward=10 - each.reward) if each.query_id in ("q1", "q4") else each for each in given]
    plan = Plan(iterations=10, held_out=("q1", "q4"))
    first, second = run(given, plan=plan), run(other, plan=plan)
    assert {q: p for q, p in first.probabilities.items() if q not in plan.held_out} == {
        q: p for q, p in second.probabilities.items() if q not in plan.held_out
    }
    assert first.queries == 6
    assert first.validation.queries == 2
    assert first.validation.reward_before != second.validation.reward_before
    assert first.history[-1].validation_kl == 0  # a tabular policy leaves them as they were
    linear = run(given, plan=Plan(policy="linear", iterations=40, held_out=("q1", "q4")))
    assert linear.validation.reward_after > linear.validation.reward_before + 1


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_trainer_killed_at_any_step_resumes_bit_for_bit(made, cut):
    def trainer(iterations):
        return Trainer(
            Table(made()), Plan(iterations=iterations, held_out=("q2",), policy="linear"), rng=np.random.default_rng(5)
        )

    def finished(each):
        while not each.done:
            each.step()
        return each

    whole, first, second = finished(trainer(8)), finished(trainer(cut)), trainer(8)
    second.load_state_dict(first.state_dict())
    assert finished(second).outcome() == whole.outcome()


def test_a_state_that_is_none_is_refused(made):
    trainer = Trainer(Table(made()), Plan(), rng=np.random.default_rng(0))
    trainer.step()
    state = trainer.state_dict()
    for bad in ({}, {**state, "history": []}, {**state, "history": [{"iteration": 1}]}, {**state, "ppo": {}}):
        with pytest.raises(ValueError, match=r"state|iteration"):
            Trainer(Table(made()), Plan(), rng=np.random.default_rng(0)).load_state_dict(bad)


def test_batches_hold_at_least_100_answers_and_what_was_asked_for(made):
    assert Trainer(Table(made(queries=2)), Plan(), rng=np.random.default_rng(0)).batch == 128
    assert Trainer(Table(made(queries=8)), Plan(), rng=np.random.default_rng(0)).batch == 128
    assert Trainer(Table(made(queries=8)), Plan(batch=6), rng=np.random.default_rng(0)).batch == 6
    with pytest.raises(UsageError, match="at least 2"):
        Trainer(Table(made()), Plan(batch=1), rng=np.random.default_rng(0))


@pytest.mark.parametrize(("queries", "batch"), [(60, None), (8, 1500)])
def test_more_queries_or_larger_batches_come_as_near_to_the_optimum_as_small_ones(made, queries, batch):
    """At a fixed beta the KL is that of the closed form pi* ~ exp(r / beta), and the gain nearly all there is."""
    table = Table(made(queries, 12))
    plan = Plan(iterations=100, batch=batch)
    trainer = Trainer(table, plan, rng=np.random.default_rng(0), controller=FixedBeta(2.0))
    while not trainer.done:
        trainer.step()
    found = trainer.outcome()
    weights = np.exp(table.rewards / 2.0)
    best = weights / weights.sum(axis=1, keepdims=True)
    expected = (best * np.log(best * best.shape[1])).sum(axis=1).mean()
    reached = np.mean([each.kl for each in found.history[-20:]])
    assert reached == pytest.approx(expected, rel=0.15)
    assert found.optimum_share > 0.95


def test_a_large_batch_is_gone_through_in_halves_and_no_step_rests_on_a_remainder():
    for queries, batch in [(14, 280), (14, 2000), (100, None), (3000, None)]:
        plan = Plan(batch=batch)
        settings = plan.settings_for(queries)
        count = (settings.queries_per_batch or queries) * settings.samples_per_query
        assert 0 <= 2 * settings.minibatch - count <= 1
    assert Plan().settings_for(8).minibatch == 128


def test_metrics_are_expected_over_the_answers_that_the_policy_gives(made):
    training = run(made(), plan=Plan(iterations=40))
    [change] = training.metrics
    well = {each.response_id: each.metrics["accuracy"][0] for each in made()}
    after = [sum(p * well[name] for name, p in row.items()) for row in training.probabilities.values()]
    assert change.after == pytest.approx(np.mean(after))
    assert change.before == pytest.approx(np.mean(list(well.values())))
    assert change.after > change.before + 0.2


def test_plans_that_can_not_work_are_told(made):
    for plan, message in [
        (Plan(held_out=("nobody",)), "no such query"),
        (Plan(held_out=tuple(f"q{n}" for n in range(8))), "every query is held out"),
        (Plan(policy="transformer"), "no policy is called"),
    ]:
        with pytest.raises(UsageError, match=message):
            Trainer(Table(made()), plan, rng=np.random.default_rng(0))
    with pytest.raises(UsageError, match="needs the same features"):
        Trainer(Table(candidates()), Plan(policy="linear"), rng=np.random.default_rng(0))
