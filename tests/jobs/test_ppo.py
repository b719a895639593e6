"""`train_candidates` reaches the figures it promises on the bundled candidates, keeps its steps, and resumes."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from rubrx.errors import InputRefused, PluginFault, UsageError
from rubrx.features import BLOCK_SPREAD
from rubrx.jobs.checkpoints import read_checkpoint
from rubrx.jobs.ppo import Watch, replay_run, sweep_beta, train_candidates
from rubrx.jobs.ppo_request import Request, prepare
from rubrx.jobs.settings import Settings
from rubrx.jobs.sources import installed
from rubrx.manager import load_plugins
from rubrx.store import open_store, read_steps

PLUGIN = """
import numpy as np
from rubrx import Reward, hookimpl
from rubrx.contracts import PPOVariant

class Throws(Reward):
    name = "throws"
    def score(self, batch):
        if any("metformin" in each.response.text.lower() for each in batch):
            raise RuntimeError("no metformin here")
        return [float(len(each.response.text) % 10) for each in batch]

class NaN(Reward):
    name = "nan"
    def score(self, batch):
        return [float("nan")] * len(batch)

@hookimpl
def rubrx_rewards():
    return [Throws(), NaN()]

@hookimpl
def rubrx_ppo_variants():
    return [
        PPOVariant("free", penalty=lambda log_pi, log_ref: (np.zeros(log_pi.shape[:-1]), np.zeros(log_pi.shape))),
        PPOVariant("throws", baseline=lambda returns, queries: 1 / 0),
        PPOVariant("nan", ratio_base=lambda old, ref: old * np.nan),
    ]
"""
TEXTS = {
    "good": "Metformin is contraindicated below an eGFR of 30 because of lactic acidosis. Use insulin.",
    "fair": "Stop metformin: lactic acidosis.",
    "bad": "Metformin is fine, carry on.",
    "none": "Ask somebody else.",
}


@pytest.fixture(scope="module")
def plugins(tmp_path_factory):
    file = tmp_path_factory.mktemp("plugin") / "odd.py"
    file.write_text(PLUGIN)
    return load_plugins([str(file)])


@pytest.fixture
def small(tmp_path):
    """A request over four answers to one query and three to another, in a folder of its own."""
    rows = [
        {"id": f"{query}-{name}", "query_id": query, "text": text, "gold": gold}
        for query, names in (("metformin-egfr-28", TEXTS), ("metformin-cirrhosis", list(TEXTS)[:3]))
        for (name, text), gold in zip(TEXTS.items(), (9, 7, 1, 3), strict=True)
        if name in names
    ]
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Request(candidates=str(file), db=str(tmp_path / "rubrx.db"), iterations=6, settings=Settings())


@pytest.fixture(scope="module")
def bundled(tmp_path_factory, plugins):
    db = tmp_path_factory.mktemp("ppo") / "rubrx.db"
    return train_candidates(Request(db=str(db), settings=Settings()), plugins=plugins)


def test_on_the_bundled_candidates_reward_and_gold_rise_within_a_nat(bundled):
    outcome = bundled.outcome
    assert outcome.reward_after / outcome.reward_before >= 1.59
    assert outcome.kl <= 1
    assert outcome.optimum_share >= 0.95
    assert outcome.gold_interval.low > 0
    assert outcome.batch >= 100
    assert outcome.warnings == ()
    assert outcome.left_out == 0


def test_the_five_metrics_are_told_before_and_after(bundled):
    changes = {each.metric: each for each in bundled.outcome.metrics}
    assert set(changes) == {"accuracy", "contraindication_recall", "dose_accuracy", "humility", "specificity"}
    assert all(each.after > each.before for each in changes.values())


def test_best_of_n_lies_beside_the_path(bundled):
    assert [point.label for point in bundled.best_of_n[:3]] == [1, 2, 3]
    assert bundled.best_of_n[0].reward == pytest.approx(bundled.outcome.reward_before)
    assert len(bundled.frontier) > 5


def test_keyword_reward_without_a_leash_is_hacked_and_the_monitor_says_so(tmp_path, plugins):
    request = Request(rewards=("keyword",), controller="fixed", beta=0.05, iterations=60, db=str(tmp_path / "r.db"))
    outcome = train_candidates(replace(request, settings=Settings()), plugins=plugins).outcome
    [alarm] = [each for each in outcome.warnings if each.kind == "hacking"]
    assert alarm.iteration - outcome.turn <= 100
    assert outcome.reward_after > 1.5 * outcome.reward_before
    assert outcome.history[-1].gold < outcome.history[outcome.turn - 1].gold - 1


def test_the_steps_are_kept_under_the_trainings_name(small):
    run = train_candidates(small)
    assert run.name == "ppo-answers"
    with open_store(small.db) as store:
        assert read_steps(store, "ppo-answers") == [(each.iteration, each.figures()) for each in run.outcome.history]
    assert train_candidates(small).name == "ppo-answers-2"
    with pytest.raises(UsageError, match="training named 'ppo-answers' already"):
        train_candidates(replace(small, name="ppo-answers"))


class Stop(Watch):
    def __init__(self, at):
        self.at = at

    def stepped(self, iteration):
        if iteration.iteration == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", [2, 3, 5])
def test_a_killed_run_goes_on_to_the_very_same_end(small, tmp_path, at):
    whole = train_candidates(replace(small, name="whole"))
    request = replace(small, name="cut", checkpoint=str(tmp_path / "c.ckpt"), checkpoint_every=1)
    with pytest.raises(KeyboardInterrupt):
        train_candidates(request, watch=Stop(at))
    resumed = train_candidates(replace(request, resume=True))
    assert resumed.resumed == at - 1  # the checkpoint is written after a step has been told
    assert resumed.outcome == whole.outcome
    with open_store(small.db) as store:
        assert read_steps(store, "cut") == read_steps(store, "whole")


def test_a_finished_run_can_be_taken_further(small, tmp_path):
    request = replace(small, checkpoint=str(tmp_path / "c.ckpt"))
    train_candidates(request)
    longer = train_candidates(replace(request, iterations=9, resume=True))
    assert longer.outcome.history == train_candidates(replace(small, iterations=9, name="x")).outcome.history
    with pytest.raises(UsageError, match="stands at iteration 9: --iterations 8 is behind it"):
        train_candidates(replace(request, iterations=8, resume=True))


def test_a_checkpoint_that_is_damaged_foreign_or_of_another_training_is_refused_in_one_line(small, tmp_path):
    place = tmp_path / "c.ckpt"
    request = replace(small, checkpoint=str(place))
    with pytest.raises(UsageError, match="no such file"):
        train_candidates(replace(request, resume=True))
    train_candidates(request)
    whole = place.read_bytes()
    damages = {
        b"": "is no checkpoint",
        b"\x00\xff" * 40: "is no checkpoint",
        whole[: len(whole) // 2]: "is damaged",
        whole.replace(b'"beta":', b'"beta": ', 1): "is damaged",
        whole.replace(b'"version": 1', b'"version": 9'): "version 9",
        b"[" * 100_000: "is no checkpoint",
    }
    for content, message in damages.items():
        place.write_bytes(content)
        with pytest.raises(InputRefused, match=message) as told:
            train_candidates(replace(request, resume=True, name="other"))
        assert "\n" not in str(told.value)
    place.write_bytes(whole)
    for other in ({"seed": 1}, {"rewards": ("length",)}, {"policy": "linear"}, {"beta": 9.0}):
        with pytest.raises(InputRefused, match="another training"):
            train_candidates(replace(request, resume=True, **other))
    with pytest.raises(UsageError, match="--resume needs --checkpoint"):
        train_candidates(replace(small, resume=True))


def test_a_checkpoint_holds_every_number_bit_for_bit(small, tmp_path):
    place = tmp_path / "c.ckpt"
    run = train_candidates(replace(small, checkpoint=str(place)))
    state = read_checkpoint(place)
    assert state["trainer"]["history"][-1]["loss"] == run.outcome.history[-1].loss
    assert state["trainer"]["ppo"]["policy"]["theta"].shape == (2, 4)
    assert state["trainer"]["ppo"]["rng"]["state"]["state"] > 2**64


def test_a_reward_that_throws_on_nearly_everything_leaves_nothing_to_learn_from(small, plugins):
    with pytest.raises(UsageError, match="no query has two candidates"):
        train_candidates(replace(small, rewards=("throws",)), plugins=plugins)


def test_answers_on_which_a_plugin_fails_are_left_out_and_named(tmp_path, plugins):
    request = Request(rewards=("throws",), db=str(tmp_path / "r.db"), iterations=2, settings=Settings())
    run = train_candidates(request, plugins=plugins)
    assert run.outcome.left_out == len(run.problems) > 10
    assert all("RuntimeError: no metformin here" in problem for _, problem in run.problems)


def test_a_reward_of_nan_is_refused_by_name(small, plugins):
    with pytest.raises(UsageError, match="reward nan gave no value on any of 7 answers; nan: returned nan"):
        train_candidates(replace(small, rewards=("nan",)), plugins=plugins)


def test_several_rewards_are_averaged_on_one_scale(small):
    one, two, both = (
        train_candidates(replace(small, rewards=names, name="+".join(names), iterations=1)).outcome.reward_before
        for names in (("length",), ("rubric",), ("length", "rubric"))
    )
    assert both == pytest.approx((one + two) / 2)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "x", "query_id": "nobody-asks", "text": "a"}', "answers.jsonl:8: query_id: no rubric for query"),
        ('{"id": "x", "query_id": "metformin-egfr-28", "text": "a", "gold": "much"}', "answers.jsonl:8: gold: must be"),
        ('{"id": "x", "query_id": "metformin-egfr-28", "text": "a", "gold": 1e999}', "answers.jsonl:8: "),
        ('{"id": "x", "query_id": "metformin-egfr-28"}', "answers.jsonl:8: text: "),
        ("not json", "answers.jsonl:8: row: not JSON"),
    ],
)
def test_a_row_that_can_not_train_is_refused_by_line(small, line, message):
    with open(small.candidates, "a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(InputRefused) as told:
        train_candidates(small)
    assert message in str(told.value)
    assert "\n" not in str(told.value)


def test_no_candidates_and_a_query_with_one_answer(small, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    with pytest.raises(InputRefused, match="holds no candidate answers"):
        train_candidates(replace(small, candidates=str(empty)))
    with open(small.candidates, "a", encoding="utf-8") as file:
        file.write('{"id": "lone", "query_id": "codeine-cyp2d6-poor", "text": "Avoid codeine.", "gold": 5}\n')
    outcome = train_candidates(small).outcome
    assert outcome.queries_left_out == ("codeine-cyp2d6-poor",)
    assert outcome.queries == 2


def test_a_linear_policy_needs_feature_sets_that_there_are(small):
    with pytest.raises(UsageError, match="no feature set named 'nothing'"):
        train_candidates(replace(small, policy="linear", features=("nothing",)))
    run = train_candidates(replace(small, policy="linear", held_out="each", iterations=3))
    assert set(run.left_out_one) == {"metformin-egfr-28", "metformin-cirrhosis"}
    assert run.outcome.validation.queries == 2


def test_a_variant_replaces_parts_and_an_unknown_one_is_told(small, plugins):
    free = train_candidates(replace(small, variant="free", controller="fixed", beta=50.0), plugins=plugins)
    held = train_candidates(replace(small, controller="fixed", beta=50.0, name="held"), plugins=plugins)
    assert free.outcome.kl > held.outcome.kl
    with pytest.raises(UsageError, match="no variant of PPO is called 'other'; there are free, nan, throws"):
        replay_run("other", plugins=plugins)


def test_a_variant_that_breaks_is_told_in_one_line_and_the_steps_before_stay(small, plugins):
    with pytest.raises(PluginFault, match=r"plugin throws: baseline: ZeroDivisionError"):
        train_candidates(replace(small, variant="throws"), plugins=plugins)
    with pytest.raises(UsageError, match=r"training broke at iteration 1: .*finite") as told:
        train_candidates(replace(small, variant="nan"), plugins=plugins)
    assert "\n" not in str(told.value)
    with pytest.raises(PluginFault, match="plugin throws: baseline"):
        replay_run("throws", plugins=plugins)


def test_held_out_queries_are_drawn_by_the_seed_or_named(small):
    one = train_candidates(replace(small, held_out="1")).outcome
    assert (one.queries, one.validation.queries) == (1, 1)
    named = train_candidates(replace(small, held_out="metformin-egfr-28")).outcome
    assert named.validation.reward_before == pytest.approx(
        train_candidates(replace(small, held_out="metformin-cirrhosis")).outcome.reward_before
    )
    for bad in ("2", "nobody"):
        with pytest.raises(UsageError, match="can't hold out"):
            train_candidates(replace(small, held_out=bad))


def test_a_sweep_keeps_nothing(small, tmp_path):
    reward, table, rows = sweep_beta(small, betas=(0.5, 4.0))
    assert (reward, len(table.names), [row.beta for row in rows]) == ("rubric", 2, [0.5, 4.0])
    assert not (tmp_path / "rubrx.db").exists()


def test_numbers_that_can_not_work_are_told(small):
    for bad, message in [
        ({"controller": "fixed", "beta": -1.0}, "beta must be"),
        ({"controller": "proportional", "target_kl": 0.0}, "--target-kl must be"),
        ({"controller": "magic"}, "no controller"),
        ({"stop_on": ("nothing",)}, "no warning is called"),
        ({"rewards": ("rubrik",)}, "did you mean rubric"),
        ({"beta": float("nan")}, "beta must be"),
    ]:
        with pytest.raises(UsageError, match=message):
            train_candidates(replace(small, **bad))


def test_words_as_features_count_for_no_more_than_the_others(small, tmp_path):
    """A thousand columns that hardly move are not blown up to a spread of 1 each: the block weighs what a reward model
    gives it.
    """
    sets = ("clinical", "words")
    table = prepare(replace(small, policy="linear", features=sets), installed()).table
    rows = table.features()[np.isfinite(table.reference)]
    width = installed().feature_sets["clinical"].width
    moving = rows[:, :width].std(axis=0)
    assert moving[moving > 1e-9] == pytest.approx(1)
    assert rows[:, width:].var(axis=0).sum() == pytest.approx(BLOCK_SPREAD**2)
