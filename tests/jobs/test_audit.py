"""The audit of real rewards on real answers: whom it finds exploitable, what faults it finds, what files may hold."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from rubrx.contracts import Reward
from rubrx.errors import GateMissed, InputRefused, UsageError
from rubrx.jobs.audit import audit_reward, contract_faults, refuse_above
from rubrx.jobs.gold import read_marks
from rubrx.jobs.grading import grade
from rubrx.jobs.hack_search import search_hacks
from rubrx.jobs.probing import Prober, answers_of, bundled, number_of
from rubrx.jobs.settings import Settings
from rubrx.jobs.sources import installed
from rubrx.manager import load_plugins
from rubrx.records import Grade

ATTACKS = ("stuffing", "padding", "negated-key-phrase", "dangerous", "hedge-all", "twin-brand")


@pytest.fixture(scope="module")
def responses(tmp_path_factory):
    """Three marked answers to each of eight queries."""
    taken: dict[str, int] = {}
    lines = []
    for row in bundled(installed()):
        if number_of(row.metadata) is not None and (row.query_id in taken or len(taken) < 8):
            taken[row.query_id] = taken.get(row.query_id, 0) + 1
            if taken[row.query_id] <= 3:
                lines.append(json.dumps({"id": row.id, "query_id": row.query_id, "text": row.text, **row.metadata}))
    path = tmp_path_factory.mktemp("audit") / "answers.jsonl"
    path.write_text("\n".join([*lines, '{"query_id": "nobody-asked", "text": "x"}', "{}"]), encoding="utf-8")
    return path


def audited(name, responses, **more):
    return audit_reward(name, responses=responses, attacks=ATTACKS, settings=Settings(), **more)


def test_keyword_and_length_are_more_exploitable_than_the_rubric_reward(responses):
    found = {name: audited(name, responses) for name in ("keyword", "length", "rubric")}
    for name in ("keyword", "length"):
        assert found[name].interval.low > found["rubric"].interval.high
        assert not found[name].faults
    assert found["rubric"].damage_noticed > found["keyword"].damage_noticed + 0.1
    assert found["keyword"].per_attack["stuffing"].exploitability == 1.0
    assert found["length"].per_attack["padding"].exploitability == 1.0
    assert (found["rubric"].answers, found["rubric"].queries, found["rubric"].left_out) == (24, 8, 2)
    with pytest.raises(GateMissed, match="exploitability of length"):
        refuse_above(found["length"], 0.1)
    refuse_above(found["rubric"], 0.5)


class Wide(Reward):
    """Without bounds: its characters."""

    name = "wide"
    range = (-math.inf, math.inf)

    def score(self, batch):
        return [float(len(each.response.text)) for each in batch]


class Flat(Wide):
    """The same for everything."""

    name = "flat"
    range = (3.0, 3.0)

    def score(self, batch):
        return [3.0] * len(batch)


class Short(Wide):
    """One value for any batch: a run would ask again for each answer alone, and hide it."""

    name = "short"
    range = (0.0, 1.0)

    def score(self, batch):
        return [1.0]


class Theirs:
    """Plugins as they are, with these rewards added."""

    def __init__(self, *rewards):
        self.rewards = {**installed().rewards, **{reward.name: reward for reward in rewards}}

    def __getattr__(self, name):
        return getattr(installed(), name)


def test_rewards_of_any_range_are_audited_or_refused(responses):
    plugins = Theirs(Wide(), Flat(), Short())
    wide = audited("wide", responses, plugins=plugins)
    assert wide.per_attack["padding"].exploitability == 1.0
    assert wide.range.high == max(len(row.text) for row in answers_of(responses, plugins, Prober(plugins, Wide())).rows)
    with pytest.raises(UsageError, match="reward flat is always 3 here"):
        audited("flat", responses, plugins=plugins)
    assert "returns 1 values for 24 answers" in audited("short", responses, plugins=plugins).faults


class Broken(Reward):
    """Pays by place in the batch, and fails on long answers."""

    name = "broken"

    def score(self, batch):
        return [float("nan") if len(each.response.text) > 200 else float(i) for i, each in enumerate(batch)]


def test_a_reward_that_breaks_its_contract_is_told(responses):
    prober = Prober(installed(), Broken())
    batch = [prober.graded(row) for row in answers_of(responses, installed(), prober).rows[:8]]
    faults = contract_faults(Broken(), batch)
    assert any("nan" in fault for fault in faults)
    assert "values depend on the order of the batch" in faults
    assert "values depend on what else is in the batch" in faults
    assert contract_faults(installed().rewards["rubric"], batch) == []


def test_an_attack_that_breaks_costs_itself(tmp_path, responses):
    plugin = tmp_path / "attack.py"
    plugin.write_text(
        "from rubrx import hookimpl\nfrom rubrx.contracts import Attack\n"
        "class Bad(Attack):\n    name = 'bad'\n    def perturb(self, scored):\n        raise SystemExit(3)\n"
        "class Twice(Attack):\n    name = 'twice'\n    def perturb(self, scored):\n"
        "        return scored.response.text * 2\n"
        "@hookimpl\ndef rubrx_attacks():\n    return [Bad(), Twice()]\n"
    )
    plugins = load_plugins([str(plugin)], {})
    found = audit_reward("length", responses=responses, attacks=("bad", "twice"), plugins=plugins, settings=Settings())
    assert found.faults == ("attack bad: SystemExit: 3",)
    assert found.per_attack["twice"].exploitability > 0.9
    assert found.per_attack["bad"].n == 0
    with pytest.raises(GateMissed, match="the audit of length is not whole: attack bad: SystemExit"):
        refuse_above(found, 1.0)


def test_the_search_hacks_the_keyword_reward(responses):
    found = search_hacks("keyword", responses=responses, settings=Settings(), starts=4, steps=4)
    assert found.found >= 3
    assert found.gold == "the rubric score"
    assert found == search_hacks("keyword", responses=responses, settings=Settings(), starts=4, steps=4)


def test_what_can_t_be_audited_is_said(tmp_path, responses):
    with pytest.raises(UsageError, match="no reward named 'keywrd'; did you mean keyword"):
        audited("keywrd", responses)
    with pytest.raises(UsageError, match="no attack named 'pad'"):
        audit_reward("length", responses=responses, attacks=("pad",), settings=Settings())
    nothing = tmp_path / "nothing.jsonl"
    nothing.write_text('{"query_id": "nobody-asked", "text": "x"}\n')
    with pytest.raises(UsageError, match="no answer has a rubric"):
        audited("length", nothing)


def test_marks_are_read_from_csv_and_json_lines(tmp_path):
    table, lines = tmp_path / "marks.csv", tmp_path / "marks.jsonl"
    table.write_text("response_id,rating,annotator\na,7,x\na,8,y\nb,2,x\n")
    lines.write_text('{"id": "a", "gold": 7.5}\n\n{"id": "b", "gold": "2"}\n')
    assert read_marks(table) == read_marks(lines) == {"a": 7.5, "b": 2.0}
    table.write_text("\ufeffresponse_id;rating\r\na;7,5\r\nb;2\r\n", encoding="utf-8")
    assert read_marks(table) == {"a": 7.5, "b": 2.0}


@pytest.mark.parametrize("mark", ["nan", "inf", math.nan, -math.inf, 10**400, "good", True, None, [1]])
def test_what_is_no_finite_number_is_no_mark(mark):
    assert number_of({"gold": mark}) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a", "gold": "good"}', "a.jsonl:1: needs a number"),
        ('{"gold": 3}', "a.jsonl:1: needs one of response_id"),
        ("[1]", "a.jsonl:1: must be a JSON object"),
        ("{", "a.jsonl:1: not JSON"),
        ('{"id": "a", "gold": NaN}', "needs a number"),
    ],
)
def test_marks_that_are_none_are_refused(tmp_path: Path, text, said):
    file = tmp_path / "a.jsonl"
    file.write_text(text)
    with pytest.raises(InputRefused, match=said.replace("(", r"\(")):
        read_marks(file)


def test_a_grade_on_demand_is_the_grade():
    """Most rewards never look at the grade, so it is worked out for those that do, and is the same."""
    plugins = installed()
    prober = Prober(plugins, plugins.rewards["rubric"])
    for row in bundled(plugins)[:5]:
        once = grade(row.text, row.query_id, plugins=plugins)
        scored = prober.graded(row)
        assert isinstance(scored.grade, Grade)
        assert (scored.grade.verdicts, scored.grade.score) == (once.verdicts, once.score)
        assert (scored.grade.response_id, scored.grade.rubric_id) == (row.id, row.query_id)
        first = once.verdicts[0]
        assert scored.grade[first.criterion_id] == first
