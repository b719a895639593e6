"""Turning any verdict into an error never raises a score or a rate; worst and best bound what can happen."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rubrx.grading import score_of
from rubrx.records import Criterion, Grade, Item, Response, Rubric, Score, Status, Verdict, items_of
from rubrx.store import Batch, GradedRow, create_run, open_store, write_batch

NEVER = -1.0  # stands below every score: a response without one must not gain by an error

items = st.builds(
    lambda points, critical: (float(points), critical),
    st.integers(-10, 10).filter(bool),
    st.booleans(),
)
rows = st.lists(st.tuples(items, st.sampled_from(Status)), min_size=1, max_size=8)
caps = st.sampled_from([0.0, 0.4, 0.9, 1.0])


def scored(row: list[tuple[tuple[float, bool], Status]], cap: float) -> Score:
    things = [
        Item(f"c{n}", "accuracy", "states", points, critical, ()) for n, ((points, critical), _) in enumerate(row)
    ]
    verdicts = [Verdict(f"c{n}", status, 1.0, (), "") for n, (_, status) in enumerate(row)]
    return score_of(things, verdicts, cap)


@settings(max_examples=400, deadline=None)
@given(rows, caps, st.data())
def test_an_error_never_raises_a_score(
    row: list[tuple[tuple[float, bool], Status]], cap: float, data: st.DataObject
) -> None:
    """Neither the raw nor the worst score, whatever the verdict was; one that had no score gets 0 at most."""
    before = scored(row, cap)
    at = data.draw(st.integers(0, len(row) - 1))
    after = scored([*row[:at], (row[at][0], Status.ERROR), *row[at + 1 :]], cap)
    for then, now in ((before.raw, after.raw), (before.worst, after.worst)):
        if then is None:
            assert now is None or now <= 0.0
        else:
            assert now is not None
            assert now <= then + 1e-12


@settings(max_examples=400, deadline=None)
@given(rows, caps, st.data())
def test_the_worst_is_the_worst_that_can_still_happen(
    row: list[tuple[tuple[float, bool], Status]], cap: float, data: st.DataObject
) -> None:
    """Whatever an open verdict turns out to be, the score then lies between the worst and the best."""
    open_at = [n for n, (_, status) in enumerate(row) if status in (Status.ERROR, Status.CANNOT_ASSESS)]
    settled = list(row)
    for at in open_at:
        status = data.draw(st.sampled_from([Status.MET, Status.NOT_MET]))
        settled[at] = (row[at][0], status)
    before, after = scored(row, cap), scored(settled, cap)
    if before.worst is not None and after.worst is not None and before.best is not None:
        assert before.worst <= after.worst + 1e-12
        assert after.worst <= before.best + 1e-12


def rate(folder: Path, row: list[tuple[tuple[float, bool], Status]]) -> float:
    """The metric's rate as the database tells it, NEVER where nothing applies."""
    criteria = tuple(
        Criterion(f"c{n}", "accuracy", "states", "x", points, critical) for n, ((points, critical), _) in enumerate(row)
    )
    rubric = Rubric("q", 1, "?", {}, (), {}, criteria, (), 0.4, "d", "", "")
    verdicts = tuple(Verdict(f"c{n}", status, 1.0, (), "") for n, (_, status) in enumerate(row))
    grade = Grade("r", "q", verdicts, score_of(items_of(rubric), verdicts, 0.4))
    path = folder / "x.db"
    path.unlink(missing_ok=True)
    with open_store(path, write=True) as store:
        run = create_run(store, name="n", source="-", settings={}, versions={})
        write_batch(store, run.id, Batch([GradedRow(Response("r", "q", "text"), grade)], rubrics={"q": rubric}))
        found = store.row("SELECT rate FROM accuracy")
    return NEVER if found is None else float(found[0])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, st.data())
def test_an_error_never_raises_a_rate(
    tmp_path: Path, row: list[tuple[tuple[float, bool], Status]], data: st.DataObject
) -> None:
    """The metric's rate falls or stays, or becomes 0 where nothing applied before."""
    at = data.draw(st.integers(0, len(row) - 1))
    before = rate(tmp_path, row)
    after = rate(tmp_path, [*row[:at], (row[at][0], Status.ERROR), *row[at + 1 :]])
    assert after <= max(before, 0.0) + 1e-12
