"""Batches: whole or not at all, counted exactly, readable as they were written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from rubrx.errors import StoreFault
from rubrx.records import Rubric, Span, Status
from rubrx.store import (
    Batch,
    GradedRow,
    RejectedRow,
    RewardValue,
    Run,
    Store,
    answer,
    create_run,
    criteria,
    mean_score,
    misses,
    open_store,
    rejects,
    reward_values,
    rewards,
    rubrics,
    run_by_id,
    scores,
    skips,
    tallies,
    write_batch,
)

MET, NOT, NA, OPEN, ERR = (
    Status.MET,
    Status.NOT_MET,
    Status.NOT_APPLICABLE,
    Status.CANNOT_ASSESS,
    Status.ERROR,
)
Make = Callable[..., GradedRow]


def begin(store: Store) -> Run:
    return create_run(store, name="run", source="a.jsonl", settings={}, versions={"rubrx": "0"})


def test_a_batch_reads_back_as_it_was_written(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """Text, metadata, scores, verdicts with evidence, and rewards survive the store unchanged."""
    row = graded("r1", (NOT, MET, NOT), text="Dosis: 5 µg\nnicht nehmen", line=7)
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        write_batch(store, run.id, Batch(graded=[row], rubrics={"q1": rubric}, source_digest="abc"))
    with open_store(tmp_path / "x.db") as store:
        found = answer(store, run.id, "r1")
        assert run_by_id(store, run.id).source_digest == "abc"
    assert (found.text, found.line, found.model, dict(found.metadata)) == (
        row.response.text,
        7,
        "m",
        {"k": 1},
    )
    assert (found.raw, found.worst, found.best, found.coverage) == tuple(row.grade.score)
    assert [(v.criterion_id, v.status, v.score, v.evidence, v.explanation) for v in found.verdicts] == [
        tuple(v) for v in row.grade.verdicts
    ]
    assert [(v.points, v.critical, v.note) for v in found.verdicts] == [
        (5.0, True, ""),
        (2.0, False, "the mechanism"),
        (-4.0, False, ""),
    ]
    assert found.rewards == (RewardValue("length", 7.0),)
    assert found.query == "May I?"


def test_a_run_counts_every_row_it_read(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """read = graded + rejected + skipped, over several batches, with each reject and each unknown id once."""
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        first = Batch([graded("a", (MET, MET, NOT))], [RejectedRow(2, "text", "empty", "{}")], {"z": (2, 3)})
        first.rubrics = {"q1": rubric}
        write_batch(store, run.id, first)
        write_batch(store, run.id, Batch([graded("b", (MET, NOT, NOT), line=5)], [], {"z": (1, 6), "y": (1, 7)}))
        run = run_by_id(store, run.id)
        assert (run.read, run.graded, run.rejected, run.skipped) == (7, 2, 1, 4)
        assert skips(store, run.id) == [("z", 3, 3), ("y", 1, 7)]
        assert rejects(store, run.id) == [(2, "text", "empty", "{}")]
        assert [row.response_id for row in scores(store, run.id)] == ["a", "b"]
        assert [row.query_id for row in rubrics(store, run.id)] == ["q1"]
        assert [row.criterion_id for row in criteria(store, run.id)] == ["warns", "why", "dismisses"]


def test_a_batch_that_fails_leaves_nothing(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """The last statement of a batch failing undoes the first: no row, no counter, no tally moves."""
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        write_batch(store, run.id, Batch([graded("a", (MET, MET, NOT))], rubrics={"q1": rubric}))
        before = [list(store.rows(f"SELECT * FROM {table}")) for table in ("runs", "responses", "tallies")]
        with pytest.raises(StoreFault):
            write_batch(store, run.id, Batch([graded("b", (MET, MET, NOT)), graded("a", (NOT, NOT, NOT))]))
        after = [list(store.rows(f"SELECT * FROM {table}")) for table in ("runs", "responses", "tallies")]
        assert before == after
        write_batch(store, run.id, Batch([graded("b", (MET, MET, NOT))]))
        assert run_by_id(store, run.id).graded == 2


def test_what_a_plugin_says_can_always_be_stored(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """A lone surrogate or a foreign type in an explanation costs its characters, never the batch."""
    odd = graded("a", (MET, MET, NOT), explanation="half \ud835 a pair")
    odd = odd._replace(rewards=(RewardValue("length", 1.0, "broke \udc00"),))
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        write_batch(store, run.id, Batch([odd, graded("b", (MET, MET, NOT))], rubrics={"q1": rubric}))
        assert answer(store, run.id, "a").verdicts[0].explanation == "half ? a pair"
        assert answer(store, run.id, "b").verdicts[0].explanation == "so"
        listed = graded("c", (MET, MET, NOT))
        verdicts = (listed.grade.verdicts[0]._replace(explanation=["a", "list"]), *listed.grade.verdicts[1:])  # type: ignore[arg-type]
        object.__setattr__(listed.grade, "verdicts", verdicts)
        write_batch(store, run.id, Batch([listed]))
        assert answer(store, run.id, "c").verdicts[0].explanation == "['a', 'list']"


def test_tallies_agree_with_the_verdicts(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """The tallies kept while writing equal a count over the verdicts themselves."""
    rows = [
        graded(f"r{n}", statuses, line=n)
        for n, statuses in enumerate([(MET, NOT, NOT), (NOT, NA, MET), (OPEN, MET, NOT), (ERR, ERR, ERR)] * 3)
    ]
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        write_batch(store, run.id, Batch(rows[:5], rubrics={"q1": rubric}))
        write_batch(store, run.id, Batch(rows[5:]))
        counted = Counter((v.criterion_id, v.status) for row in rows for v in row.grade.verdicts)
        assert {(t.criterion_id, t.status): t.n for t in tallies(store, run.id)} == counted
        worst = [row.grade.score.worst for row in rows if row.grade.score.worst is not None]
        n, mean, _ = mean_score(store, run.id)
        assert n == len(worst)
        assert mean == pytest.approx(sum(worst) / len(worst))


def test_metric_views_count_an_unassessed_verdict_as_gone_badly(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """accuracy over why (+2) and dismisses (-4): met or rightly not met, over all that apply."""
    rows = [graded("a", (MET, MET, NOT)), graded("b", (NOT, NA, MET)), graded("c", (ERR, OPEN, ERR))]
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        write_batch(store, run.id, Batch(rows, rubrics={"q1": rubric}))
        assert list(store.rows("SELECT run, n, well, unassessed, rate FROM accuracy")) == [
            ("run", 5, 2, 2, pytest.approx(2 / 5))
        ]
        assert list(store.rows("SELECT n, well, unassessed FROM contraindication_recall")) == [(3, 1, 1)]
        assert list(store.rows("SELECT * FROM dose_accuracy")) == []


def test_an_override_counts_and_the_verdict_stays(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """The latest override moves tallies, metrics and misses; the machine's own verdict can still be read."""
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        write_batch(store, run.id, Batch([graded("a", (NOT, MET, NOT))], rubrics={"q1": rubric}))
        assert [miss.criterion_id for miss in misses(store, run.id)] == ["warns"]
        with store.transaction() as connection:
            for status, why in (("error", "first thought"), ("met", "it says hold")):
                connection.execute(
                    "INSERT INTO overrides (run_id, response_id, criterion_id, status, who, at, why) "
                    "VALUES (?, 'a', 'warns', ?, 'ana', '2026-01-01', ?)",
                    (run.id, status, why),
                )
        assert {(t.criterion_id, t.status): t.n for t in tallies(store, run.id)} == {
            ("warns", MET): 1,
            ("why", MET): 1,
            ("dismisses", NOT): 1,
        }
        assert misses(store, run.id) == []
        verdict = answer(store, run.id, "a").verdicts[0]
        assert (verdict.status, verdict.overridden_by) == (MET, "ana")
        row = store.row("SELECT status, graded_status FROM current_verdicts WHERE criterion_id = 'warns'")
        assert row == ("met", "not_met")


def test_misses_come_critical_first_and_within_their_limits(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """Critical criteria, then dear ones; met is the miss where points are negative; limits are kept."""
    rows = [graded(f"r{n}", (NOT, NOT, MET), line=n) for n in range(4)] + [graded("ok", (MET, OPEN, NOT))]
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        write_batch(store, run.id, Batch(rows, rubrics={"q1": rubric}))
        found = misses(store, run.id, per_criterion=2)
        assert [(m.criterion_id, m.response_id) for m in found] == [
            ("warns", "r0"),
            ("warns", "r1"),
            ("dismisses", "r0"),
            ("dismisses", "r1"),
            ("why", "r0"),
            ("why", "r1"),
        ]
        assert found[0].text[slice(*found[0].evidence[0])] == "Do not"
        assert len(misses(store, run.id, limit=3)) == 3
        assert {m.criterion_id for m in misses(store, run.id, critical=True)} == {"warns"}
        assert {m.criterion_id for m in misses(store, run.id, metric="accuracy")} == {"why", "dismisses"}
        assert misses(store, run.id, query_id="other") == []
        assert [(m.response_id, m.status) for m in misses(store, run.id, unassessed=True)] == [("ok", OPEN)]


def test_rewards_tell_not_applicable_from_broken(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """A reward without a value is either not applicable or a problem; neither enters the mean."""
    values = [
        RewardValue("r", 2.0),
        RewardValue("r", 4.0),
        RewardValue("r", None),
        RewardValue("r", None, "NaN"),
    ]
    rows = [graded(f"a{n}", (MET, MET, NOT))._replace(rewards=(value,)) for n, value in enumerate(values)]
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        write_batch(store, run.id, Batch(rows, rubrics={"q1": rubric}))
        assert [tuple(row) for row in rewards(store, run.id)] == [("r", 4, 2, 1, 3.0, 2.0, 4.0)]
        assert [value for _, _, value in reward_values(store, run.id, "r")] == [2.0, 4.0, None, None]


def test_evidence_is_json_that_other_tools_can_read(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """Spans are stored as JSON pairs."""
    with open_store(tmp_path / "x.db", write=True) as store:
        run = begin(store)
        row = graded("a", (NOT, MET, NOT))
        first = row.grade.verdicts[0]._replace(evidence=(Span(0, 2), Span(3, 6)))
        object.__setattr__(row.grade, "verdicts", (first, *row.grade.verdicts[1:]))
        write_batch(store, run.id, Batch([row], rubrics={"q1": rubric}))
        found = store.row("SELECT evidence FROM verdicts WHERE criterion_id = 'warns'")
        assert found is not None
        assert json.loads(found[0]) == [[0, 2], [3, 6]]
