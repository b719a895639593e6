"""Scores lie on 0-10, centred on the training answers, and an answer's are the same in any company."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rubrx.contracts import FeatureSet
from rubrx.errors import InputRefused, PluginFault, UsageError
from rubrx.features import choose_sets, common_scale, feature_rows
from rubrx.jobs.rm import eval_rm, train_rm
from rubrx.jobs.rm_answers import AnswerReader
from rubrx.jobs.rm_reward import learned_reward
from rubrx.jobs.rm_score import score_answers
from rubrx.records import Preference, Response
from rubrx.reward_model import files
from rubrx.reward_model.fitting import Settings
from rubrx.testing import AWKWARD_ANSWERS, check_feature_set, check_reward, scored_batch

TWO_PEOPLE = [Preference("What now?", f"Stop the drug {i}.", f"Go on, always {i}.") for i in range(12)]


def test_a_middling_training_answer_scores_five(trained, answers, plugins):
    responses = [Response(each["id"], each["query_id"], each["text"]) for each in answers]
    means = np.array([each.mean for each in score_answers(trained.model, responses, plugins=plugins)])
    assert abs(np.median(means) - 5) < 1
    assert 0 < means.min() < 2.5
    assert 7.5 < means.max() < 10


def test_better_answers_score_higher(trained, answers, plugins):
    responses = [Response(each["id"], each["query_id"], each["text"]) for each in answers]
    scores = {each.response_id: each.mean for each in score_answers(trained.model, responses, plugins=plugins)}
    gold = {each["id"]: (each["query_id"], each["gold"]) for each in answers}
    pairs = [(a, b) for a, b in itertools.permutations(gold, 2)
             if gold[a][0] == gold[b][0] and gold[a][1] - gold[b][1] >= 2]  # fmt: skip
    assert np.mean([scores[a] > scores[b] for a, b in pairs]) == pytest.approx(trained.agrees, abs=0.02)


def test_figures_of_an_answer_hang_together(trained, plugins):
    [one] = score_answers(trained.model, [Response("a", "metformin-egfr-28", "Stop it.")], plugins=plugins, k=2)
    rows = feature_rows(
        choose_sets(plugins.feature_sets, ["clinical"]), [AnswerReader(plugins).read("metformin-egfr-28", "Stop it.")]
    )
    members = trained.model.scores(rows).members[0]
    assert one.mean == pytest.approx(members.mean())
    assert one.lowest == members.min()
    assert one.sd == pytest.approx(members.std())
    assert one.lower == pytest.approx(max(0, one.mean - 2 * one.sd))


@pytest.mark.parametrize("settings", [{}, {"combine": "mean"}, {"combine": "min"}, {"k": 3}])
def test_it_keeps_the_contract_of_a_reward(trained, plugins, settings):
    """On answers that break parsers too: finite, in range, the same alone and in company."""
    sets = choose_sets(plugins.feature_sets, ["clinical"])
    check_reward(learned_reward("learned", trained.model, sets, "0" * 64).configured(settings, {}))


@pytest.mark.parametrize(
    "settings", [{"combine": "max"}, {"combine": "min", "k": 1}, {"k": -1}, {"k": True}, {"k": "1"}, {"weight": 1}]
)
def test_settings_that_can_not_work_are_refused(trained, plugins, settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        learned_reward("rm:m", trained.model, (), "0" * 64).configured(settings, {})


@pytest.mark.parametrize("name", ["clinical", "words", "verdicts"])
def test_bundled_features_keep_their_contract(plugins, name):
    """Rows of awkward answers are finite, and the same alone as in company."""
    check_feature_set(plugins.feature_sets[name])


@pytest.mark.parametrize(
    ("give", "problem"),
    [
        (lambda batch: np.zeros((len(batch), 3)), "shape"),
        (lambda batch: np.array([[len(batch), 0]] * len(batch)).reshape(-1, 2), "alone"),
        (lambda batch: np.array([[i, 0] for i in range(len(batch))]).reshape(-1, 2), "another order"),
        (lambda batch: np.full((len(batch), 2), np.inf), "isn't finite"),
    ],
)
def test_the_contract_notices(give, problem):
    with pytest.raises(AssertionError, match=f"feature set odd: .*{problem}"):
        check_feature_set(Odd(give))


def test_words_are_hashed_the_same_everywhere():
    """Where an n-gram goes is part of the file format: a change needs a new version."""
    from rubrx_rewards.words import place_of

    assert {gram: place_of(gram) for gram in ("metformin", "not contraindicated", "#")} == {
        "metformin": (197, 1),
        "not contraindicated": (707, -1),
        "#": (838, 1),
    }


class Odd(FeatureSet):
    name = "odd"
    width = 2

    def __init__(self, give):
        self.give = give

    def vectors(self, batch):
        return self.give(batch)

    def names(self, batch):
        return {}


@pytest.mark.parametrize(
    ("give", "problem"),
    [
        (lambda batch: np.zeros((len(batch), 3)), r"shape \(12, 3\), not \(12, 2\)"),
        (lambda batch: np.zeros((len(batch) - 1, 2)), "shape"),
        (lambda batch: np.full((len(batch), 2), np.nan), "isn't finite, for answer"),
        (lambda batch: 1 / 0, "ZeroDivisionError"),
        (lambda batch: [["a", "b"]] * len(batch), "ValueError"),
    ],
)
def test_a_feature_set_that_breaks_is_named(give, problem):
    with pytest.raises(PluginFault, match=f"plugin odd: feature set: .*{problem}"):
        feature_rows([Odd(give)], scored_batch(AWKWARD_ANSWERS))


def test_unknown_and_repeated_features_are_refused(plugins):
    with pytest.raises(UsageError, match="no feature set named 'clinicl'; did you mean clinical"):
        choose_sets(plugins.feature_sets, ["clinicl"])
    with pytest.raises(UsageError, match="each once"):
        choose_sets(plugins.feature_sets, ["words", "words"])


def test_a_column_that_never_moves_counts_for_nothing(plugins):
    rows = np.array([[1.0, 5.0], [3.0, 5.0]])
    scale = common_scale([Odd(None)], rows)
    np.testing.assert_array_equal(scale.of(rows), [[-1, 0], [1, 0]])


def test_nothing_counts_for_more_than_it_did_in_training():
    scale = common_scale([Odd(None)], np.array([[0.0, 5.0], [2.0, 5.0]]))
    np.testing.assert_array_equal(scale.of(np.array([[1e9, -1e9], [-1e9, 1e9]])), [[1, 0], [-1, 0]])


@pytest.mark.parametrize("worthless", ["", "?", "Yes.", "Questions? " * 50, "Can I use metformin if the eGFR is 28?"])
def test_a_worthless_answer_scores_below_every_good_one(trained, answers, plugins, worthless):
    good = [each for each in answers if each["query_id"] == "metformin-egfr-28" and each["gold"] >= 8]
    responses = [
        Response(str(i), "metformin-egfr-28", text) for i, text in enumerate([worthless, *(g["text"] for g in good)])
    ]
    empty, *others = (each.mean for each in score_answers(trained.model, responses, plugins=plugins))
    assert good
    assert empty < min(others)


def test_prompts_without_a_rubric_are_learned_from_too(plugins):
    trained = train_rm(TWO_PEOPLE, None, settings=Settings(2), plugins=plugins)
    assert (trained.counts.prompts, trained.counts.with_rubric, trained.held_out) == (1, 0, None)
    assert trained.agrees == 1


def test_preferences_that_teach_nothing_are_refused(plugins):
    """Numbers are one sign to the features: there is nothing to tell the answers apart by."""
    same = [Preference("What now?", f"Take {i} mg.", f"Take {i + 50} mg.") for i in range(12)]
    with pytest.raises(UsageError, match="teach nothing"):
        train_rm(same, None, features=("words",), plugins=plugins)


def test_the_same_preferences_give_the_same_file(preferences, plugins, tmp_path):
    digests = [
        train_rm(preferences, tmp_path / name, settings=Settings(2), features=("clinical",), plugins=plugins).digest
        for name in ("a.npz", "b.npz")
    ]
    assert digests[0] == digests[1]
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_evaluation_says_which_prompts_were_trained_on(trained, preferences, plugins, tmp_path):
    files.save(trained.model, tmp_path / "m.npz")
    there = eval_rm(tmp_path / "m.npz", preferences, plugins=plugins)
    assert there.trained_on == there.counts.prompts == 5
    assert there.measured.accuracy.value == pytest.approx(trained.agrees)
    elsewhere = eval_rm(tmp_path / "m.npz", TWO_PEOPLE, plugins=plugins)
    assert (elsewhere.trained_on, elsewhere.counts.prompts) == (0, 1)


def test_a_prompt_is_its_rubric_by_query_or_by_id(plugins):
    reader = AnswerReader(plugins)
    query = "  can I use METFORMIN if the eGFR is 28? "
    assert reader.key(query) == reader.key("metformin-egfr-28") == "metformin-egfr-28"
    assert reader.key("What is the time?") == "What is the time?"
    assert reader.read(query, "Stop.").rubric.id == "metformin-egfr-28"


def test_a_file_of_rejects_alone_is_too_little(tmp_path, plugins):
    path = tmp_path / "p.jsonl"
    path.write_text('{"prompt": "p"}\n')
    with pytest.raises(
        InputRefused,
        match=r"p\.jsonl: 0 usable pairs; at least 10 .* \(1 refused, the first line 1: chosen: no chosen answer\)",
    ):
        train_rm(path, None, plugins=plugins)
    path.write_text("")
    with pytest.raises(InputRefused, match="holds no preferences"):
        train_rm(path, None, plugins=plugins)
