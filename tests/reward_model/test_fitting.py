"""What a model is said to be worth was measured on prompts that it never saw, with members that differ."""

from __future__ import annotations

import numpy as np
import pytest

from rubrx.errors import UsageError
from rubrx.learning.bradley_terry import Problem, sigmoid, solve
from rubrx.reward_model.fitting import (
    Pairs,
    Settings,
    anchored,
    check_enough,
    cross_fit,
    fit,
    folds,
    held_out,
    learning_curve,
    measured,
    resamples,
)


def made(prompts=12, answers=6, d=4, seed=0, own=0.0):
    """Answers with hidden worth x . w, plus `own` for a column that means something else for every prompt."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(prompts * answers, d))
    w = rng.normal(size=d)
    worth = rows @ w
    if own:
        worth = worth * 0 + own * rows[:, 0] * np.repeat(rng.choice([-1, 1], prompts), answers)
    chosen, rejected, prompt = [], [], []
    for q in range(prompts):
        for i in range(q * answers, (q + 1) * answers):
            for j in range(i + 1, (q + 1) * answers):
                won = rng.random() < sigmoid(3 * (worth[i] - worth[j]))
                chosen.append(i if won else j)
                rejected.append(j if won else i)
                prompt.append(q)
    return Pairs(rows, np.array(chosen), np.array(rejected), np.array(prompt))


def test_a_rule_that_holds_everywhere_is_found_on_prompts_held_out():
    assert held_out(made(), Settings(3), 0.25, np.random.default_rng(0)).accuracy.value > 0.8


def test_what_holds_for_one_prompt_only_is_not_mistaken_for_a_rule():
    """Half of the prompts prefer what the other half rejects: nothing that was learned helps on the next one."""
    pairs = made(prompts=40, own=3.0)
    assert held_out(pairs, Settings(1, 1e-4), 0.25, np.random.default_rng(0)).accuracy.value < 0.6


def test_cross_fitted_members_are_those_of_a_fit_without_the_fold():
    pairs, settings = made(), Settings(1, 0.1)
    fold = folds(pairs.prompts, 0.25, np.random.default_rng(1))
    weights = cross_fit(pairs, settings, fold, np.random.default_rng(2))
    for f in range(4):
        kept = fold[pairs.prompt] != f
        alone = solve(Problem(pairs.differences()[kept], l2=0.1 * kept.sum()))
        np.testing.assert_allclose(weights[f], alone.weights, atol=1e-6)


def test_every_prompt_is_held_out_once_in_folds_alike():
    fold = folds(14, 0.2, np.random.default_rng(0))
    assert sorted(np.bincount(fold)) == [2, 3, 3, 3, 3]
    assert folds(2, 0.2, np.random.default_rng(0)).tolist() in ([0, 1], [1, 0])


def test_whole_prompts_are_resampled_and_each_member_weighs_as_much():
    pairs = made()
    weights = resamples(pairs, np.ones(len(pairs.chosen)), 4, np.random.default_rng(0))
    for member in weights:
        assert len({(q, w) for q, w in zip(pairs.prompt, member, strict=True)}) == pairs.prompts
        assert member.sum() == pytest.approx(len(pairs.chosen))
    assert len({tuple(member) for member in weights}) == 4


def test_few_prompts_are_resampled_by_pair():
    pairs = made(prompts=2)
    weights = resamples(pairs, np.ones(len(pairs.chosen)), 3, np.random.default_rng(0))
    assert all(len(set(member[pairs.prompt == 0])) > 1 for member in weights)


def test_one_member_learns_from_all_pairs_as_they_are():
    pairs = made()
    alone = solve(Problem(pairs.differences(), l2=0.03 * len(pairs.chosen)))
    np.testing.assert_allclose(fit(pairs, Settings(1), np.random.default_rng(0)).weights, alone.weights)


def test_members_agree_more_as_prompts_are_added():
    """The spread of bootstrap members is an uncertainty: it shrinks with what there is to learn from."""
    spreads = []
    for prompts in (8, 128):
        weights = fit(made(prompts=prompts), Settings(20), np.random.default_rng(0)).weights
        spreads.append(weights.std(axis=0).mean() / np.abs(weights.mean(axis=0)).mean())
    assert spreads[1] < 0.6 * spreads[0]


def test_the_curve_rises_where_there_is_something_to_learn():
    curve = learning_curve(made(prompts=20, answers=3, d=8), Settings(), 0.2, np.random.default_rng(0))
    assert [each.pairs for each in curve] == sorted(each.pairs for each in curve)
    assert curve[-1].accuracy > curve[0].accuracy
    assert curve[-1].prompts == 16


def test_one_prompt_has_nothing_to_hold_out():
    pairs = made(prompts=1)
    assert held_out(pairs, Settings(), 0.2, np.random.default_rng(0)) is None
    assert learning_curve(pairs, Settings(), 0.2, np.random.default_rng(0)) == ()


def test_anchors_say_that_each_chosen_answer_beats_each_worthless_one():
    pairs = made(prompts=3, answers=4)
    found = anchored(pairs, np.zeros((3, 2, 4)), 0.5)
    assert found.real == len(pairs.chosen) == 18
    said = set(zip(found.prompt[18:], found.chosen[18:], found.rejected[18:], strict=True))
    assert said == {(q, a, 12 + 2 * q + w) for q, a in zip(pairs.prompt, pairs.chosen, strict=True) for w in (0, 1)}
    for q in range(3):
        at = found.prompt == q
        assert found.weights()[at].sum() == pytest.approx(1.5 * (pairs.prompt == q).sum())
    np.testing.assert_array_equal(found.rows[:12], pairs.rows)
    assert anchored(pairs, np.zeros((3, 2, 4)), 0.0) is pairs


def test_anchors_teach_and_are_not_measured():
    """A column that only worthless answers lack gets its weight from them, and no pair more is counted."""
    pairs = made(prompts=8, answers=4)
    rows = np.concatenate([pairs.rows, np.ones((32, 1))], axis=1)
    pairs = Pairs(rows, pairs.chosen, pairs.rejected, pairs.prompt)
    worthless = np.zeros((8, 1, 5))
    with_anchors = anchored(pairs, worthless, 0.2)
    rng = np.random.default_rng
    assert fit(pairs, Settings(1), rng(0)).weights[0, 4] == 0
    assert fit(with_anchors, Settings(1), rng(0)).weights[0, 4] > 0.3
    assert held_out(with_anchors, Settings(1), 0.25, rng(0)).accuracy.n == len(pairs.chosen)
    curve = learning_curve(with_anchors, Settings(), 0.25, rng(0))
    assert curve[-1].pairs == learning_curve(pairs, Settings(), 0.25, rng(0))[-1].pairs


def test_the_interval_counts_prompts_not_pairs():
    p = np.repeat([0.9, 0.9, 0.2, 0.9], 100)
    rate = measured(p, np.repeat(range(4), 100)).accuracy
    assert rate.value == 0.75
    assert rate.effective_n < 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"members": 0},
        {"members": 101},
        {"l2": 0.0},
        {"l2": float("nan")},
        {"label_smoothing": 0.5},
        {"label_smoothing": float("nan")},
        {"anchors": -0.1},
        {"anchors": float("nan")},
    ],
)
def test_settings_that_can_not_work_are_refused(wrong):
    with pytest.raises(UsageError):
        Settings(**wrong)


@pytest.mark.parametrize("share", [0.0, 0.6, -1.0, float("nan")])
def test_a_share_to_hold_out_is_a_share(share):
    with pytest.raises(UsageError, match="held out"):
        folds(10, share, np.random.default_rng(0))


@pytest.mark.parametrize(("n", "words"), [(0, "0 usable pairs"), (1, "1 usable pair;"), (9, "9 usable pairs")])
def test_too_few_pairs_are_refused_in_words(n, words):
    with pytest.raises(UsageError, match=words):
        check_enough(n)
