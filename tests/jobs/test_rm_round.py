"""A round retrains on all labels, scores what is new, and asks first where its members disagree most."""

from __future__ import annotations

import itertools
import json
from importlib.resources import files

import pytest

from rubrx.errors import UsageError
from rubrx.jobs.rm import train_rm
from rubrx.jobs.rm_answers import AnswerReader, features_of, rows_of
from rubrx.jobs.rm_pairs import pairs_of_annotations
from rubrx.jobs.rm_round import rm_round
from rubrx.jobs.sources import installed
from rubrx.records import Preference, Response
from rubrx.reward_model import files as model_files
from rubrx.reward_model.fitting import Settings

QUERIES = ("metformin-egfr-28", "warfarin-ibuprofen", "apixaban-egfr-12")
CLINICAL = ("clinical",)


@pytest.fixture(scope="module")
def answers():
    text = files("rubrx_pharmacy").joinpath("examples", "candidates.jsonl").read_text("utf-8")
    return [row for row in map(json.loads, text.splitlines()) if row["query_id"] in QUERIES]


@pytest.fixture(scope="module")
def preferences(answers):
    return [
        Preference(a["query_id"], a["text"], b["text"])
        for a, b in itertools.permutations(answers, 2)
        if a["query_id"] == b["query_id"] and a["gold"] - b["gold"] >= 3
    ]


def outputs(answers):
    return [Response(each["id"], each["query_id"], each["text"]) for each in answers]


@pytest.fixture(scope="module")
def done(answers, preferences, tmp_path_factory):
    out = tmp_path_factory.mktemp("round") / "m.npz"
    return rm_round(preferences, outputs(answers), out, settings=Settings(3), features=CLINICAL, to_label=1_000), out


def test_the_model_is_the_one_that_training_alone_gives(done, preferences):
    result, out = done
    alone = train_rm(preferences, None, settings=Settings(3), features=CLINICAL)
    assert model_files.to_bytes(alone.model) == out.read_bytes()
    assert result.figures["held_out_accuracy"] == alone.held_out.accuracy.value


def test_disagreement_is_that_of_the_members(done, answers):
    result, _ = done
    plugins, model = installed(), result.training.model
    reader = AnswerReader(plugins)
    texts = {each["id"]: each["text"] for each in answers}
    for each in result.to_label[:5]:
        pair = (reader.read(each.query_id, texts[name]) for name in (each.response_a, each.response_b))
        [(_, rows)] = rows_of(features_of(plugins, CLINICAL), pair)
        p = model.win_probabilities(rows[:1], rows[1:])
        assert each.probability == pytest.approx(p.mean())
        assert each.disagreement == pytest.approx(p.std())


def test_every_pair_of_a_query_is_ranked_once_and_no_other(done):
    result, _ = done
    assert len(result.to_label) == len(QUERIES) * 13 * 12 / 2
    assert len({frozenset((each.response_a, each.response_b)) for each in result.to_label}) == len(result.to_label)


def test_no_answer_is_asked_about_twice_before_others_of_its_query_were(done):
    result, _ = done
    first = result.to_label[:10]
    names = [name for each in first for name in (each.response_a, each.response_b)]
    assert len(set(names)) == len(names)
    assert [each.disagreement for each in first] == sorted((each.disagreement for each in first), reverse=True)


def test_what_was_labelled_is_not_asked_again(done, answers, preferences, tmp_path):
    result, _ = done
    asked = [(each.response_b, each.response_a) for each in result.to_label[:7]]
    again = rm_round(
        preferences, outputs(answers), tmp_path / "m.npz", settings=Settings(3), features=CLINICAL, labelled=asked,
        to_label=1_000,
    )  # fmt: skip
    left = {frozenset((each.response_a, each.response_b)) for each in again.to_label}
    assert left == {frozenset((each.response_a, each.response_b)) for each in result.to_label} - {
        frozenset(pair) for pair in asked
    }


def test_a_round_without_outputs_still_trains(preferences, tmp_path):
    result = rm_round(preferences, [], tmp_path / "m.npz", settings=Settings(2), features=CLINICAL)
    assert (result.answers, result.to_label) == (0, ())
    assert "mean_sd" not in result.figures


def test_figures_are_numbers_that_a_record_can_hold(done):
    assert json.loads(json.dumps(done[0].figures, allow_nan=False)) == done[0].figures
    assert {"pairs", "answers", "to_label", "held_out_low", "ece", "mean_sd", "mean_disagreement"} <= set(
        done[0].figures
    )


@pytest.mark.parametrize(
    ("change", "problem"), [({"settings": Settings(1)}, "two members"), ({"to_label": -1}, "at least 0")]
)
def test_a_round_that_can_not_work_is_refused(preferences, tmp_path, change, problem):
    with pytest.raises(UsageError, match=problem):
        rm_round(preferences, [], tmp_path / "m.npz", **{"features": CLINICAL, **change})
    assert not (tmp_path / "m.npz").exists()


def test_votes_of_annotators_become_preferences(tmp_path, answers):
    """Ties are left out and counted; the rest is one vote each, joined by training."""
    from rubrx.jobs.grading import grade_file
    from rubrx.store import find_run, open_store
    from rubrx.store.annotations import PreferenceRow, add_labels

    source = tmp_path / "a.jsonl"
    source.write_text("".join(json.dumps(each) + "\n" for each in answers[:3]))
    grade_file(source, db=tmp_path / "r.db", name="a", rewards=())
    a, b, c = sorted(answers[:3], key=lambda each: each["id"])
    votes = [(a, b, "ana", "a"), (a, b, "bo", "b"), (a, b, "cy", "a"), (b, c, "ana", "tie"), (a, c, "bo", "b")]
    with open_store(tmp_path / "r.db", write=True) as store:
        rows = [PreferenceRow(x["query_id"], x["id"], y["id"], who, said) for x, y, who, said in votes]
        add_labels(store, find_run(store, "a").id, (), rows)
    found = pairs_of_annotations("a", db=tmp_path / "r.db")
    assert found.tied == 1
    assert [(each.chosen, each.rejected) for each in found.pairs] == [
        (a["text"], b["text"]), (b["text"], a["text"]), (a["text"], b["text"]), (c["text"], a["text"]),
    ]  # fmt: skip
    assert all(each.annotators == 1 for each in found.pairs)
