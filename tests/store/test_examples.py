"""Verdicts worth showing are found the same way whether answers are looked at one by one or by their scores."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from rubrx.grading import score_of
from rubrx.records import Criterion, Grade, Response, Rubric, Status, Verdict, items_of
from rubrx.store import (
    Batch,
    GradedRow,
    Store,
    create_run,
    criteria,
    examples,
    misses,
    open_store,
    write_batch,
)
from rubrx.store.examples import verdicts_with
from rubrx.store.failures import failures
from rubrx.store.overrides import write_override

MET, NOT, NA, OPEN, ERROR = Status


def rubric(name: str) -> Rubric:
    """A critical criterion, a plain one, one where met is bad, and one without weight beside the others."""
    return Rubric(
        id=name,
        version=1,
        query="?",
        patient={},
        references=(),
        terms={},
        criteria=(
            Criterion("warns", "recall", "contraindicated", "x", 5.0, critical=True),
            Criterion("why", "accuracy", "states", "y", 2.0),
            Criterion("dismisses", "accuracy", "claim", "z", -4.0, critical=True),
            Criterion("slight", "accuracy", "states", "z", 1e-3),
        ),
        examples=(),
        critical_cap=0.4,
        digest=f"d-{name}",
        source=name,
        path=f"{name}.yaml",
    )


@pytest.fixture(params=["q1", "q2"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A run of two queries in which what is bad is rare, in which nearly all is, or in which nothing applies."""
    rng = random.Random(request.param)
    rubrics = {name: rubric(name) for name in ("q1", "q2")}
    rows = []
    for number in range(600):
        name = ("q1", "q2")[number % 2]
        items = items_of(rubrics[name])
        good = [NOT if item.points < 0 else MET for item in items]
        often = 0.02 if name == request.param else 0.6
        statuses = [rng.choice(list(Status)) if rng.random() < often else status for status in good]
        if number % 50 == 0:
            statuses = [NA, NA, MET, NA]  # no positive point applies: there is no score
        answer = f"{rng.randrange(10**9):09}"
        verdicts = tuple(Verdict(item.id, s, 1.0, (), f"{s}!") for item, s in zip(items, statuses, strict=True))
        rows.append(
            GradedRow(
                Response(answer, name, f"text {number}", None, {}, number),
                Grade(answer, name, verdicts, score_of(items, verdicts, 0.4)),
            )
        )
    with open_store(tmp_path / "x.db", write=True) as store:
        run = create_run(store, name="n", source="-", settings={}, versions={})
        write_batch(store, run.id, Batch(rows, rubrics=rubrics))
        yield store


def slow(store: Store, query: str, criterion: str, statuses: list[str], limit: int) -> list[str]:
    """The response ids that the view of all verdicts gives."""
    return [
        response
        for response, status in store.rows(
            "SELECT response_id, status FROM current_verdicts WHERE query_id = ? AND criterion_id = ? "
            "ORDER BY response_id",
            (query, criterion),
        )
        if status in statuses
    ][:limit]


@pytest.mark.parametrize("few", [0, 10**9], ids=["by scores", "one by one"])
def test_the_first_by_id_are_found(store: Store, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Every criterion and status, before and after people corrected some."""
    monkeypatch.setattr(examples, "FEW", few)
    rng = random.Random(0)
    answers = [row for (row,) in store.rows("SELECT response_id FROM responses")]
    for corrected in (False, True):
        if corrected:
            for answer in rng.sample(answers, 30):
                write_override(
                    store, 1, answer, rng.choice(["warns", "dismisses"]), rng.choice(list(Status)), "me", "x"
                )
        for row in criteria(store, 1):
            for statuses in (["met"], ["not_met"], ["cannot_assess", "error"], ["error"]):
                for limit in (1, 3, 1000):
                    found = verdicts_with(store, 1, row, statuses, limit)
                    assert [each.response_id for each in found] == slow(
                        store, row.query_id, row.criterion_id, statuses, limit
                    )
                    assert all(each.status.value in statuses and each.text for each in found)


def test_a_rare_one_is_not_searched_for_in_the_whole_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite tells how many steps it took: far fewer than the run has answers, where few scores are low."""
    monkeypatch.setattr(examples, "FEW", 0)
    counts = {
        (query, criterion): n
        for query, criterion, n in store.rows(
            "SELECT query_id, criterion_id, n FROM tallies WHERE status = 'not_met' AND criterion_id = 'warns'"
        )
    }
    rare, _ = min(counts, key=lambda key: counts[key])
    row = next(row for row in criteria(store, 1) if (row.query_id, row.criterion_id) == (rare, "warns"))
    steps = {}
    for few in (0, 10**9):
        monkeypatch.setattr(examples, "FEW", few)
        taken = [0]

        def count(taken: list[int] = taken) -> None:
            taken[0] += 1

        store.connection.set_progress_handler(count, 10)
        verdicts_with(store, 1, row, ["not_met"], 1000)
        store.connection.set_progress_handler(None, 0)
        steps[few] = taken[0]
    assert steps[0] < steps[10**9] / 2


def test_misses_and_failures_read_them(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either way gives the same page."""
    pages = []
    for few in (0, 10**9):
        monkeypatch.setattr(examples, "FEW", few)
        pages.append((misses(store, 1, critical=True, limit=50, per_criterion=3), failures(store, 1)))
    assert pages[0] == pages[1]
    assert [failure.reason for failure in pages[0][1]] == ["error!", "error!"]
