"""What is added up while batches are written equals a slow count over the rows, however the batches were cut."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.grading import score_of
from rubrx.records import Criterion, Grade, Response, Rubric, Status, Verdict, items_of
from rubrx.store import Batch, GradedRow, RewardValue, Store, create_run, open_store, prepare, rewards, write_batch
from rubrx.store.hedging import hedging
from rubrx.store.overrides import write_override
from rubrx.store.sums import RewardSum, reward_sums, sum_of

#: the definition in SQL, verdict by verdict
SLOW = """
    WITH asked AS (
        SELECT q.query_id, c.criterion_id, c.metric = 'humility' AS hedge
        FROM run_rubrics AS q JOIN criteria AS c ON c.rubric_digest = q.rubric_digest
        WHERE q.run_id = :run AND c.points > 0 AND c.metric <> 'specificity' AND c.kind <> 'no_absolutes')
    SELECT count(*), coalesce(sum(hedged), 0), coalesce(sum(hedged AND NOT said), 0) FROM (
        SELECT max(hedge AND v.status IN ('met', 'cannot_assess', 'error')) AS hedged,
               max(NOT hedge AND v.status = 'met') AS said
        FROM current_verdicts AS v JOIN asked AS a ON a.query_id = v.query_id AND a.criterion_id = v.criterion_id
        WHERE v.run_id = :run AND v.status <> 'not_applicable'
        GROUP BY v.response_id HAVING max(hedge) AND max(NOT hedge))"""


def rubric_of(name: str, *criteria: tuple[str, str, float]) -> Rubric:
    """A rubric whose criteria are (metric, kind, points)."""
    return Rubric(
        id=name,
        version=1,
        query="?",
        patient={},
        references=(),
        terms={},
        criteria=tuple(
            Criterion(f"c{at}", metric, kind, "x", points) for at, (metric, kind, points) in enumerate(criteria)
        ),
        examples=(),
        critical_cap=0.4,
        digest=f"d-{name}",
        source=name,
        path=f"{name}.yaml",
    )


RUBRICS = {
    rubric.id: rubric
    for rubric in (
        rubric_of(
            "both",
            ("humility", "hedges", 1),
            ("accuracy", "states", 2),
            ("humility", "no_absolutes", 1),
            ("specificity", "not_states", 1),
            ("dose_accuracy", "dose", 3),
            ("accuracy", "claim", -2),
        ),
        rubric_of("hedge-only", ("humility", "hedges", 1), ("specificity", "not_states", 1)),
        rubric_of("substance-only", ("accuracy", "states", 1), ("humility", "no_absolutes", 1)),
        rubric_of("two", ("accuracy", "states", 1), ("humility", "defers", 1), ("humility", "hedges", 2)),
    )
}


def answers(n: int, seed: int = 0) -> list[GradedRow]:
    """Answers to all queries in turn, their statuses and rewards by chance."""
    rng = random.Random(seed)
    rows = []
    for number in range(n):
        rubric = list(RUBRICS.values())[number % len(RUBRICS)]
        items = items_of(rubric)
        verdicts = tuple(Verdict(item.id, rng.choice(list(Status)), 1.0, (), "") for item in items)
        values = [
            RewardValue("always", rng.uniform(-10, 10)),
            RewardValue("seldom", *((rng.random(), "") if rng.random() < 0.3 else (None, rng.choice(["", "broke"])))),
        ]
        rows.append(
            GradedRow(
                Response(f"r{number}", rubric.id, "text", None, {}, number),
                Grade(f"r{number}", rubric.id, verdicts, score_of(items, verdicts, 0.4)),
                values[: 1 + number % 2],
            )
        )
    return rows


def write(path: Path, rows: Sequence[GradedRow], *cuts: int) -> Store:
    """An open store with one run, its batches cut at these places."""
    store = open_store(path, write=True)
    run = create_run(store, name="n", source="-", settings={}, versions={})
    for start, end in zip((0, *cuts), (*cuts, len(rows)), strict=True):
        # two prepared parts a batch, as two workers make them
        middle = (start + end) // 2
        parts = [prepare(run.id, part) for part in (rows[start:middle], rows[middle:end]) if part]
        write_batch(store, run.id, Batch(prepared=parts, rubrics={} if start else RUBRICS))
    return store


def test_hedging_is_that_of_the_verdicts_with_and_without_corrections(tmp_path: Path) -> None:
    """Against the definition in SQL over every verdict."""
    rows = answers(400)
    with write(tmp_path / "x.db", rows, 130, 131) as store:
        found = hedging(store, 1)
        assert found == store.row(SLOW, {"run": 1})
        assert 0 < found.abstaining < found.hedged < found.n < 200
        rng = random.Random(1)
        for row in rng.sample(rows, 60):
            for verdict in row.grade.verdicts[:2]:
                write_override(store, 1, row.response.id, verdict.criterion_id, rng.choice(list(Status)), "me", "why")
        corrected = hedging(store, 1)
        assert corrected == store.row(SLOW, {"run": 1})
        assert corrected != found


def test_answers_with_fewer_verdicts_than_their_neighbours_are_counted_right(tmp_path: Path) -> None:
    """The rows of a batch lie end to end; each answer's are its own, however many."""
    rows = answers(80)
    for at, row in enumerate(rows):
        if at % 3:
            rows[at] = row._replace(
                grade=Grade(row.response.id, row.response.query_id, row.grade.verdicts[: at % 4], row.grade.score)
            )
    with write(tmp_path / "x.db", rows) as store:
        assert hedging(store, 1) == store.row(SLOW, {"run": 1})


def test_sums_do_not_depend_on_where_batches_were_cut(tmp_path: Path) -> None:
    """The same rows give the same tables, byte for byte, in one batch or in many."""
    rows = answers(300)
    tables = []
    for name, cuts in (("a", ()), ("b", (1, 2, 77)), ("c", tuple(range(7, 300, 7)))):
        with write(tmp_path / f"{name}.db", rows, *cuts) as store:
            tables.append([list(store.rows(f"SELECT * FROM {table}")) for table in ("hedge_tallies", "reward_tallies")])
    assert tables[0] == tables[1] == tables[2]


def test_rewards_are_those_of_the_rows(tmp_path: Path) -> None:
    with write(tmp_path / "x.db", answers(300), 100) as store:
        found = rewards(store, 1)
        slow = store.rows(
            "SELECT reward, count(*), count(value), sum(problem <> ''), avg(value), min(value), max(value) "
            "FROM rewards GROUP BY reward"
        )
        for each, expected in zip(found, slow, strict=True):
            assert each == pytest.approx(expected)
    assert [each.reward for each in found] == ["always", "seldom"]
    assert 0 < found[1].problems < found[1].n - found[1].scored


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False)))
@settings(deadline=None)
def test_a_sum_is_exact(values: list[float | None]) -> None:
    """Against fractions, from the smallest float to the largest; its mean is the nearest float."""
    found = sum_of(values)
    numbers = [value for value in values if value is not None]
    assert Fraction(found.over, found.under) == sum(map(Fraction, numbers), Fraction())
    assert (found.n, found.scored) == (len(values), len(numbers))
    if numbers:
        assert found.mean == float(sum(map(Fraction, numbers), Fraction()) / len(numbers))
        assert (found.low, found.high) == (min(numbers), max(numbers))


@given(st.lists(st.floats(-1e9, 1e9)), st.lists(st.floats(-1e9, 1e9)), st.integers(0, 5))
@settings(deadline=None)
def test_parts_add_up_to_the_whole(left: list[float], right: list[float], problems: int) -> None:
    """Whatever the order; a sum of nothing changes nothing."""
    whole = sum_of([*left, *right], problems)
    assert sum_of(left, problems).plus(sum_of(right)) == whole
    assert sum_of(right).plus(sum_of(left, problems)) == whole
    assert RewardSum().plus(whole) == whole


def test_a_failed_batch_adds_nothing(tmp_path: Path) -> None:
    """The sums are in the batch's transaction."""
    rows = answers(20)
    with write(tmp_path / "x.db", rows) as store:
        before = (hedging(store, 1), reward_sums(store, 1))
        with pytest.raises(Exception, match="UNIQUE"):
            write_batch(store, 1, Batch(answers(21)))
        assert (hedging(store, 1), reward_sums(store, 1)) == before
