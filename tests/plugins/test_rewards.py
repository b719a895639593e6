"""The bundled rewards give what their definitions give by hand, and refuse settings they can't use."""

from __future__ import annotations

import math

import pytest

import rubrx_rewards
from rubrx.contracts import Reward, Scored
from rubrx.errors import UsageError
from rubrx.jobs.settings import Settings, configured_rewards
from rubrx.reading import Lexicon, Reader
from rubrx.records import Grade, Response, Rubric, Score, Status, Verdict

TERMS = {"metformin": ("metformin", "Glucophage"), "lactic acidosis": ("MALA",)}
REWARDS = {reward.name: reward for reward in rubrx_rewards.rubrx_rewards()}


def scored(text="", *, terms=None, worst=0.5, statuses=(Status.MET,)):
    """A graded response of a rubric with the given terms."""
    terms = {"metformin": ("metformin", "Glucophage"), "lactic acidosis": ("MALA",)} if terms is None else terms
    rubric = Rubric("r", 1, "?", {}, (), terms, (), (), 0.4, "0" * 64, "", "r.yaml")
    response = Response("a", "r", text)
    verdicts = tuple(Verdict(str(i), status, 1.0, (), "") for i, status in enumerate(statuses))
    reading = Reader(Lexicon(terms)).read(text)
    return Scored(response, rubric, reading, Grade("a", "r", verdicts, Score(worst, worst, worst, 1.0)))


def value(name, *args, **kwargs):
    [result] = REWARDS[name].score([scored(*args, **kwargs)])
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stop it.", 0),
        ("Stop GLUCOPHAGE, then metformin again.", 5),
        ("Metformin can cause MALA.", 10),
        ("lactic acidosis", 5),  # a term's own name is a spelling
        ("Metformin is not linked to MALA.", 10),  # it doesn't read
    ],
)
def test_keyword_is_the_share_of_terms_named(text, expected):
    assert value("keyword", text) == expected


def test_keyword_does_not_apply_to_a_rubric_without_terms():
    assert value("keyword", "metformin", terms={}) is None


@pytest.mark.parametrize(("words", "expected"), [(0, 0), (15, 1), (75, 5), (150, 10), (900, 10)])
def test_length_counts_words_up_to_150(words, expected):
    assert value("length", "word " * words) == pytest.approx(expected)


def test_rubric_is_ten_times_the_worst_still_possible():
    assert value("rubric", worst=0.37) == pytest.approx(3.7)


def test_a_grader_that_broke_gives_no_reward_and_never_a_0():
    assert value("rubric", statuses=(Status.MET, Status.ERROR)) is None
    assert value("rubric", worst=None) is None


def test_what_awaits_a_judge_earns_nothing_and_the_reward_stands():
    assert value("rubric", worst=0.25, statuses=(Status.CANNOT_ASSESS, Status.MET)) == 2.5


def test_the_ensemble_is_the_mean_of_the_three():
    text = "metformin " * 15  # keyword 5, length 1, rubric 8
    assert value("ensemble", text, worst=0.8) == pytest.approx((5 + 1 + 8) / 3)


def test_the_ensemble_has_no_value_where_a_member_has_none():
    assert value("ensemble", "metformin", worst=None) is None


class Fixed(Reward):
    """Gives what it was told to."""

    name = "fixed"

    def __init__(self, *values, low=0.0, high=10.0):
        self.values = list(values)
        self.range = (low, high)

    def score(self, batch):
        return self.values


def ensemble(members: dict[str, Reward], **settings):
    return REWARDS["ensemble"].configured({"members": list(members), **settings}, members)


ABC = {"a": Fixed(2.0), "b": Fixed(9.0), "c": Fixed(4.0)}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, 5.0),
        ({"combine": "median"}, 4.0),
        ({"combine": "min"}, 2.0),
        ({"combine": "mean-k-sd"}, 5 - math.sqrt(26 / 3)),
        ({"combine": "mean-k-sd", "k": 0.5}, 5 - 0.5 * math.sqrt(26 / 3)),
        ({"combine": "mean-k-sd", "k": 5}, 0.0),  # never below the range
        ({"weights": {"a": 2, "b": 0.5}}, (4 + 4.5 + 4) / 3.5),
        # weights 2, 1/2, 1: mean 25/7, variance (2 (11/7)^2 + (38/7)^2 / 2 + (3/7)^2) / 3.5
        (
            {"weights": {"a": 2, "b": 0.5}, "combine": "mean-k-sd"},
            25 / 7 - math.sqrt((2 * 121 + 0.5 * 1444 + 9) / 49 / 3.5),
        ),
    ],
)
def test_members_combine_as_configured(settings, expected):
    assert ensemble(ABC, **settings).score([scored()]) == [pytest.approx(expected)]


def test_members_are_rescaled_by_their_range():
    members = {"unit": Fixed(0.25, low=-1.0, high=1.0), "ten": Fixed(0.0)}
    assert ensemble(members).score([scored()]) == [pytest.approx(3.125)]


def test_skip_missing_combines_who_is_there():
    members = {"a": Fixed(None, 3.0, None), "b": Fixed(8.0, 5.0, None)}
    batch = [scored()] * 3
    assert ensemble(members).score(batch) == [None, 4.0, None]
    assert ensemble(members, skip_missing=True).score(batch) == [8.0, 4.0, None]


@pytest.mark.parametrize("wrong", [(), (1.0, 2.0), (math.nan,), (11.0,), (-0.1,)])
def test_a_member_that_returns_nonsense_is_named_and_never_averaged(wrong):
    with pytest.raises(ValueError, match="member fixed returned"):
        ensemble({"fixed": Fixed(*wrong), "b": Fixed(8.0)}).score([scored()])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"combin": "mean"}, "no setting 'combin'; did you mean combine?"),
        ({"members": ["keywrd"]}, "no reward named 'keywrd'; did you mean keyword?"),
        ({"members": ["ensemble"]}, "no reward named 'ensemble'"),
        ({"members": []}, "members must be a list"),
        ({"members": "keyword"}, "members must be a list"),
        ({"members": ["keyword", "keyword"]}, "names one twice"),
        ({"combine": "meen"}, "combine can't be 'meen'; did you mean mean?"),
        ({"combine": 3}, "combine can't be 3"),
        ({"k": 1}, "k belongs to"),
        ({"combine": "mean-k-sd", "k": -1}, "k must be a number"),
        ({"combine": "mean-k-sd", "k": True}, "k must be a number"),
        ({"weights": {"lenght": 2}}, "no member 'lenght'; did you mean length?"),
        ({"weights": {"length": math.nan}}, "weights.length must be a number"),
        ({"weights": {"length": 0}}, "leave length out of members"),
        ({"weights": 3}, "weights must be a table"),
        ({"weights": {"length": 2}, "combine": "min"}, "no meaning"),
        ({"skip_missing": "yes"}, "skip_missing must be true or false"),
    ],
)
def test_a_setting_that_can_not_work_is_refused_in_one_line(settings, message):
    others = {name: reward for name, reward in REWARDS.items() if name != "ensemble"}
    with pytest.raises(ValueError, match=r"^[^\n]+$") as refusal:
        REWARDS["ensemble"].configured(settings, others)
    assert message in str(refusal.value)


def test_a_member_without_a_finite_range_is_refused():
    with pytest.raises(ValueError, match="can't be rescaled"):
        ensemble({"a": Fixed(1.0, low=0.0, high=math.inf)})


@pytest.mark.parametrize("name", ["keyword", "length", "rubric"])
def test_the_other_three_take_no_settings(name):
    with pytest.raises(ValueError, match="takes no settings"):
        REWARDS[name].configured({"most": 3}, {})


def test_configuring_leaves_the_plugins_own_ensemble_as_it_was():
    ensemble(ABC, combine="min")
    assert value("ensemble", "", worst=0.9) == pytest.approx(3.0)


def test_a_settings_file_reaches_the_ensemble_and_its_refusal_names_the_file():
    settings = Settings("rubrx.toml", {"ensemble": {"members": ["rubric", "length"], "combine": "min"}})
    configured = configured_rewards(REWARDS, settings)
    assert configured["ensemble"].score([scored("word " * 30, worst=0.9)]) == [pytest.approx(2.0)]
    with pytest.raises(UsageError, match=r"rubrx\.toml: rewards\.ensemble: no setting 'mebers'"):
        configured_rewards(REWARDS, Settings("rubrx.toml", {"ensemble": {"mebers": []}}))


def test_every_value_lies_in_the_declared_range():
    batch = [scored(text, worst=worst) for text in ("", "metformin MALA " * 200) for worst in (0.0, 1.0)]
    for reward in REWARDS.values():
        low, high = reward.range
        assert all(low <= v <= high for v in reward.score(batch))
        assert reward.description
        assert isinstance(reward, Reward)


def test_an_empty_batch_is_no_trouble():
    assert all(reward.score([]) == [] for reward in REWARDS.values())
