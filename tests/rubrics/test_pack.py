"""The bundled pack: every rubric passes its own tests, has its sources, and between them they use every kind."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict

import pytest

from rubrx.grading import Grader
from rubrx.jobs.rubrics import check_rubrics, load_rubrics
from rubrx.manager import load_plugins
from rubrx.records import Response, Status
from rubrx.testing import check_metric

PLUGINS = load_plugins()
RUBRICS = load_rubrics(plugins=PLUGINS)
GRADERS = {name: Grader(rubric, PLUGINS.metrics) for name, rubric in RUBRICS.items()}
EXAMPLES = PLUGINS.rubric_packs["pharmacy"].examples


def expectations():
    """Each expected verdict of each example, as a test case."""
    for rubric in RUBRICS.values():
        for number, example in enumerate(rubric.examples, 1):
            for criterion_id, expected in example.expect.items():
                name = f"{rubric.id}-{number}-{criterion_id}"
                yield pytest.param(rubric.id, example.text, criterion_id, expected, id=name)


@pytest.mark.parametrize(("rubric_id", "text", "criterion_id", "expected"), list(expectations()))
def test_every_example_gets_the_verdict_that_its_author_expects(rubric_id, text, criterion_id, expected):
    verdict = GRADERS[rubric_id].grade(Response("x", rubric_id, text))[criterion_id]
    assert verdict.status is expected, verdict.explanation


def test_every_rubric_passes_the_check():
    assert [problem for check in check_rubrics(plugins=PLUGINS) for problem in check.problems] == []


def test_there_are_at_least_twelve():
    assert len(RUBRICS) >= 12


@pytest.mark.parametrize("rubric", list(RUBRICS.values()), ids=list(RUBRICS))
def test_a_rubric_has_enough_to_judge_by(rubric):
    assert len(rubric.criteria) >= 6
    assert len(rubric.examples) >= 4
    assert any(criterion.critical for criterion in rubric.criteria)
    assert len({criterion.metric for criterion in rubric.criteria}) >= 3


@pytest.mark.parametrize("rubric", list(RUBRICS.values()), ids=list(RUBRICS))
def test_every_fact_has_a_source_a_date_and_a_place(rubric):
    assert rubric.references
    for reference in rubric.references:
        assert reference.source
        assert reference.jurisdiction
        assert reference.says
        assert datetime.date(1950, 1, 1) < datetime.date.fromisoformat(reference.date) < datetime.date(2100, 1, 1)


@pytest.mark.parametrize("rubric", list(RUBRICS.values()), ids=list(RUBRICS))
def test_every_criterion_is_tried_by_an_example(rubric):
    """A criterion that no example speaks of is untested code."""
    tried = {criterion_id for example in rubric.examples for criterion_id in example.expect}
    scored = {c.group.id if c.group else c.id for c in rubric.criteria if c.kind != "judge"}
    untried = scored - tried
    assert len(untried) <= len(scored) // 3, sorted(untried)


@pytest.mark.parametrize("rubric", list(RUBRICS.values()), ids=list(RUBRICS))
def test_a_perfect_answer_exists_and_a_keyword_list_is_none(rubric):
    """Some example scores at least 0.8; a bare row of all terms scores next to nothing, and is never critical-free."""
    grader = GRADERS[rubric.id]
    best = max(grader.grade(Response("x", rubric.id, example.text)).score.worst or 0 for example in rubric.examples)
    assert best >= 0.8
    stuffed = ", ".join(spelling for spellings in rubric.terms.values() for spelling in spellings[:2])
    assert (grader.grade(Response("x", rubric.id, stuffed)).score.worst or 0) <= 0.1


@pytest.mark.parametrize("kind", sorted({kind for metric in PLUGINS.metrics.values() for kind in metric.kinds}))
def test_every_kind_is_used_in_the_pack(kind):
    """Under one metric at least: some kinds stand under several, so that a criterion may count where it belongs."""
    assert any(c.kind == kind for rubric in RUBRICS.values() for c in rubric.criteria)


@pytest.mark.parametrize("metric", sorted(PLUGINS.metrics))
def test_every_metric_is_used_in_the_pack(metric):
    assert any(c.metric == metric for rubric in RUBRICS.values() for c in rubric.criteria)


@pytest.mark.parametrize("name", sorted(PLUGINS.metrics))
def test_every_metric_keeps_its_contract_on_the_packs_own_answers(name):
    check_metric(PLUGINS.metrics[name], [row["text"] for row in rows("adversarial.jsonl")])


def rows(name):
    with EXAMPLES[name].open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.mark.parametrize("name", ["sft.jsonl", "ppo.jsonl", "adversarial.jsonl", "candidates.jsonl"])
def test_every_example_file_can_be_graded(name):
    found = rows(name)
    assert len({row["id"] for row in found}) == len(found)
    for row in found:
        grade = GRADERS[row["query_id"]].grade(Response(row["id"], row["query_id"], row["text"]))
        assert Status.ERROR not in {verdict.status for verdict in grade.verdicts}
        assert grade.score.worst is not None


def test_there_are_candidates_enough_and_most_of_them_are_weak():
    """A policy that begins uniform must have something to learn, and something to be tempted by."""
    gold = defaultdict(list)
    for row in rows("candidates.jsonl"):
        assert 0 <= row["gold"] <= 10
        gold[row["query_id"]].append(row["gold"])
    assert gold
    for query, marks in gold.items():
        assert query in RUBRICS
        assert len(marks) >= 12, query
        assert sum(marks) / len(marks) <= 4, query
        assert sum(mark >= 8 for mark in marks) >= 2, query


def test_the_tuned_answers_are_better_than_the_first_ones():
    def mean(name):
        scores = [
            GRADERS[r["query_id"]].grade(Response(r["id"], r["query_id"], r["text"])).score.worst for r in rows(name)
        ]
        return sum(scores) / len(scores)

    assert mean("ppo.jsonl") > mean("sft.jsonl") + 0.2


def test_gold_and_grade_agree_on_the_best_and_the_worst():
    """Not a measure of the reader, a standing check on the pack: no author's 9 may grade below an author's 1."""
    inverted = []
    by_query = defaultdict(list)
    for row in rows("candidates.jsonl"):
        score = GRADERS[row["query_id"]].grade(Response(row["id"], row["query_id"], row["text"])).score.worst
        by_query[row["query_id"]].append((row["gold"], score, row["id"]))
    for marks in by_query.values():
        high = [(score, id_) for gold, score, id_ in marks if gold >= 9]
        low = [(score, id_) for gold, score, id_ in marks if gold <= 1]
        inverted += [(a, b) for score_a, a in high for score_b, b in low if score_a <= score_b]
    assert inverted == []


PADDING = " Thank you for this important question. As always, every patient is different. I hope that this helps."


@pytest.mark.parametrize("name", list(RUBRICS))
def test_padding_never_raises_a_score(name):
    """But for a bound on the number of words, which is what such words are counted by."""
    rubric = RUBRICS[name]
    counted = {c.id for c in rubric.criteria if c.kind == "words"}
    for example in rubric.examples:
        plain = GRADERS[name].grade(Response("x", name, example.text))
        padded = GRADERS[name].grade(Response("x", name, example.text + PADDING))
        if not {c for c in counted if plain[c].status is not padded[c].status}:
            assert padded.score.worst <= plain.score.worst + 1e-9, example.text
