"""The contract tests pass what keeps the contract and name what breaks it; the bundled plugins keep it."""

from __future__ import annotations

import random

import pytest

from rubrx.contracts import (
    Attack,
    Metric,
    MetricExample,
    Reward,
    RewardExample,
    RubricPack,
    cannot_assess,
    met,
    not_met,
)
from rubrx.errors import RubricRefused
from rubrx.manager import load_plugins
from rubrx.records import Span, Status
from rubrx.testing import (
    AWKWARD_ANSWERS,
    check_attack,
    check_metric,
    check_reward,
    check_rubric_pack,
    judged,
    scored_batch,
)

PLUGINS = load_plugins()


@pytest.mark.parametrize("name", sorted(PLUGINS.rewards))
def test_bundled_rewards_keep_the_contract(name):
    check_reward(PLUGINS.rewards[name])


@pytest.mark.parametrize("name", sorted(PLUGINS.metrics))
def test_bundled_metrics_keep_the_contract(name):
    check_metric(PLUGINS.metrics[name])


class Brevity(Reward):
    """A reward that keeps the contract, unless `score_one` or a class attribute is replaced."""

    name = "brevity"
    range = (0.0, 1.0)

    def __init__(self, score=None):
        if score is not None:
            self.score = score

    def score(self, batch):
        return [1.0 / (1 + each.reading.words) for each in batch]


def changed(**attributes):
    return type("Changed", (Brevity,), attributes)()


def stateful():
    calls = iter(range(1_000))
    return lambda batch: [next(calls) / 1_000 for _ in batch]


@pytest.mark.parametrize(
    ("reward", "complaint"),
    [
        (changed(name="Brevity!"), "name must be"),
        (changed(range=(0.0, float("inf"))), "range must be two finite numbers"),
        (changed(range=(1.0, 0.0)), "range must be two finite numbers"),
        (Brevity(lambda batch: [0.5]), "returned 1 values for 0 answers"),
        (Brevity(lambda batch: tuple(0.5 for _ in batch)), "must return a list"),
        (Brevity(lambda batch: [float("nan") for _ in batch]), "returned nan"),
        (Brevity(lambda batch: [10.0 for _ in batch]), r"outside \[0.0, 1.0\]"),
        (Brevity(lambda batch: ["0.5" for _ in batch]), "returned '0.5'"),
        (Brevity(lambda batch: [True for _ in batch]), "returned True"),
        (Brevity(stateful()), "a second time"),
        (Brevity(lambda batch: [i / 100 for i, _ in enumerate(batch)]), "in another order"),
        (Brevity(lambda batch: [1 / (1 + len(batch)) for _ in batch]), "alone"),
    ],
)
def test_a_reward_that_breaks_the_contract_is_told_how(reward, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_reward(reward)


def test_a_reward_that_throws_fails_with_its_own_exception():
    with pytest.raises(ZeroDivisionError):
        check_reward(Brevity(lambda batch: [1 / each.reading.words for each in batch]))


def test_a_reward_keeps_the_contract_with_none_where_it_does_not_apply():
    check_reward(Brevity(lambda batch: [each.grade.score.worst for each in batch]))


def test_a_reward_meets_the_callers_answers_too():
    odd = scored_batch(["xyzzy"])
    reward = Brevity(lambda batch: [9.0 if each.response.text == "xyzzy" else 0.0 for each in batch])
    check_reward(reward)
    with pytest.raises(AssertionError, match="xyzzy"):
        check_reward(reward, odd)


def test_a_batch_is_graded_for_real():
    [scored] = scored_batch(["Metformin is contraindicated below an eGFR of 30: risk of lactic acidosis."])
    assert scored.grade["contraindicated"].status is Status.MET
    assert scored.grade["why"].status is Status.MET
    assert scored.grade["open"].status is Status.CANNOT_ASSESS


class Words(Metric):
    """A metric that keeps the contract: at most so many words."""

    name = "words-of"
    kinds = {"short": int}
    kind_examples = {"short": "{id: short, metric: words-of, points: 1, short: 40}"}

    def prepare(self, criterion, rubric, lexicon):
        return lambda case: met("short") if case.reading.words <= criterion.body else not_met("long")


def words(**attributes):
    return type("ChangedWords", (Words,), attributes)()


def prepared(judge):
    return words(prepare=lambda self, criterion, rubric, lexicon: judge)


def after_another():
    """A judge that remembers the answer before."""
    before = []

    def judge(case):
        before.append(case.reading.words)
        return met("first") if before[-2:-1] == [0] else not_met("later")

    return judge


def test_a_metric_that_keeps_the_contract_passes():
    check_metric(Words(), ["one two three"])


@pytest.mark.parametrize(
    ("metric", "complaint"),
    [
        (words(name="two words"), "name must be"),
        (words(target=95.0), "target must lie in"),
        (words(kinds={}, kind_examples={}), "has no kinds"),
        (words(kinds={"Short one": int}), "can't be the name of a kind"),
        (words(kind_examples={}), "kind short has no worked example"),
        (words(kind_examples={"short": "{id: s, metric: words-of, points: 1, short: few}"}), "kind short: "),
        (
            words(kind_examples={"short": "{id: s, metric: words-of, points: 1, judge: Ok?}"}),
            "is of kind judge",
        ),
        (prepared(lambda case: 1 / case.reading.words and met("x")), "ZeroDivisionError"),
        (prepared(lambda case: True), "must return an Outcome"),
        (prepared(lambda case: met("x", score=2.0)), "score must lie in"),
        (prepared(lambda case: met("x", [Span(0, len(case.response.text) + 1)])), "lies outside the answer"),
        (prepared(lambda case: met(str(random.random()))), "in another order"),
        (prepared(after_another()), "in another order"),
    ],
)
def test_a_metric_that_breaks_the_contract_is_told_how(metric, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_metric(metric)


def test_judged_takes_a_criterion_as_a_rubric_writes_it():
    criterion = "{id: short, metric: words-of, points: 1, short: 3}"
    assert judged(Words(), criterion, "one two three").status is Status.MET
    assert judged(Words(), criterion, "one two three four").status is Status.NOT_MET
    with pytest.raises(RubricRefused, match="short"):
        judged(Words(), criterion.replace("3", "three"), "one")


def test_judged_passes_the_rubrics_other_keys():
    metric = words(
        prepare=lambda self, criterion, rubric, lexicon: (
            lambda case: cannot_assess(f"{rubric.query} {rubric.patient['age']} {rubric.terms['aspirin']}")
        )
    )
    verdict = judged(
        metric,
        Words.kind_examples["short"],
        "x",
        query="Aspirin: how?",
        patient={"age": "9 years"},
        terms={"aspirin": ["ASA"]},
    )
    assert verdict.explanation == "Aspirin: how? 9 years ('aspirin', 'ASA')"


RUBRIC = """\
rubric: short-answer
query: Which drug?
criteria:
  - {id: names-it, metric: accuracy, points: 1, states: metformin}
examples:
  - {text: Take metformin daily., expect: {names-it: met}}
"""


def pack(tmp_path, *rubrics, name="house"):
    for number, text in enumerate(rubrics):
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    return RubricPack(name, "a test's rubrics", tuple(sorted(tmp_path.iterdir())))


def test_a_pack_that_keeps_the_contract_passes(tmp_path):
    check_rubric_pack(pack(tmp_path, RUBRIC))


@pytest.mark.parametrize(
    ("rubrics", "complaint"),
    [
        ([], "holds no rubrics"),
        ([RUBRIC, RUBRIC], "share the id short-answer"),
        ([RUBRIC.replace("states", "sates")], "0.yaml:4"),
        ([RUBRIC.partition("examples")[0]], "has no examples"),
        ([RUBRIC.replace(": met}", ": not_met}")], "names-it is met, expected not_met"),
    ],
)
def test_a_pack_that_breaks_the_contract_is_told_how(tmp_path, rubrics, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_rubric_pack(pack(tmp_path, *rubrics))


def test_awkward_answers_include_silence_and_a_flood():
    assert "" in AWKWARD_ANSWERS
    assert max(map(len, AWKWARD_ANSWERS)) > 4_000


class Shout(Attack):
    """An attack that keeps the contract, unless a class attribute or `perturb` is replaced."""

    name = "shout"

    def perturb(self, scored):
        return scored.response.text.upper() or None


def attack(**attributes):
    return type("ChangedShout", (Shout,), attributes)()


def test_an_attack_that_keeps_the_contract_passes():
    check_attack(Shout())


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (attack(name="Shout!"), "name must be"),
        (attack(effect="worse"), "effect must be an Effect"),
        (attack(rung=True), "rung must be a whole number"),
        (attack(perturb=lambda self, scored: 5), "returned int"),
        (attack(perturb=lambda self, scored: str(random.random())), "another text the second time"),
    ],
)
def test_an_attack_that_breaks_the_contract_is_told_how(broken, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_attack(broken)


def test_self_tests_are_part_of_the_contract():
    """A reward or a metric that fails its own examples is told which, with what it gave."""
    right = RewardExample("one two three", 0.25)
    check_reward(changed(self_tests=(right,)))
    with pytest.raises(AssertionError, match=r"self-test 2: got 0\.25, expected 0\.5"):
        check_reward(changed(self_tests=(right, right._replace(value=0.5))))
    short = MetricExample(Words.kind_examples["short"], "one", Status.MET)
    check_metric(words(self_tests=(short,)))
    with pytest.raises(AssertionError, match=r"self-test 1: got met \(short\), expected not_met"):
        check_metric(words(self_tests=(short._replace(status=Status.NOT_MET),)))
    with pytest.raises(AssertionError, match="self-test 1: "):
        check_metric(words(self_tests=(short._replace(criterion="{id: s}"),)))
