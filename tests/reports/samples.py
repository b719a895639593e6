"""Small graded runs, made by the real scoring and written to the real store, for the tests of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rubrx.grading import score_of
from rubrx.records import Criterion, Grade, Response, Rubric, Span, Status, Verdict, items_of
from rubrx.store import Batch, GradedRow, RewardValue, create_run, end_run, open_store, write_batch

#: (id, metric, kind, points, critical) of every sample rubric
CRITERIA = (
    ("contra", "contraindication_recall", "contraindicated", 5.0, True),
    ("why", "accuracy", "states", 2.0, False),
    ("no-ban", "specificity", "not_contraindicated", 1.0, False),
    ("hedged", "humility", "hedges", 1.0, False),
    ("calm", "humility", "no_absolutes", 1.0, False),
    ("safe-anyway", "accuracy", "claim", -4.0, True),
)
MET, NOT_MET, NA = Status.MET, Status.NOT_MET, Status.NOT_APPLICABLE
OPEN, ERROR = Status.CANNOT_ASSESS, Status.ERROR
#: the statuses of an answer that does everything right
PERFECT = (MET, MET, MET, MET, MET, NOT_MET)
#: and of one that does everything wrong
WORST = (NOT_MET, NOT_MET, NOT_MET, NOT_MET, NOT_MET, MET)


def rubric(query_id: str, digest: str = "") -> Rubric:
    criteria = tuple(
        Criterion(name, metric, kind, None, points, critical) for name, metric, kind, points, critical in CRITERIA
    )
    digest = digest or f"d-{query_id}"
    query = f"What about {query_id}?"
    return Rubric(query_id, 1, query, {}, (), {}, criteria, (), 0.4, digest, source="", path="")


def graded(query_id: str, response_id: str, statuses: Sequence[Status], text: str = "") -> tuple[Response, Grade]:
    """One response with these statuses, in the order of CRITERIA; evidence is the text's first word."""
    items = items_of(rubric(query_id))
    text = text or f"An answer to {query_id}."
    evidence = (Span(0, len(text.split()[0])),)
    verdicts = tuple(
        Verdict(item.id, status, 1.0, evidence if status is MET else (), f"{item.id} is {status}")
        for item, status in zip(items, statuses, strict=True)
    )
    response = Response(response_id, query_id, text)
    return response, Grade(response_id, query_id, verdicts, score_of(items, verdicts, 0.4))


def write_run(
    db: Path,
    name: str,
    answers: Sequence[tuple[str, str, Sequence[Status]] | tuple[str, str, Sequence[Status], str]],
    *,
    digests: Mapping[str, str] | None = None,
    rewards: Sequence[Sequence[RewardValue]] = (),
    skipped: Mapping[str, tuple[int, int]] | None = None,
    status: str = "done",
) -> str:
    """Write one run of (query id, response id, statuses[, text]) answers; returns its uid."""
    rows = []
    for at, answer in enumerate(answers):
        response, grade = graded(*answer)
        rows.append(GradedRow(response, grade, rewards[at] if rewards else ()))
    queries = sorted({answer[0] for answer in answers})
    with open_store(db, write=True) as store:
        run = create_run(store, name=name, source=f"{name}.jsonl", settings={}, versions={"rubrx": "test"})
        rubrics = {query: rubric(query, (digests or {}).get(query, "")) for query in queries}
        write_batch(store, run.id, Batch(rows, rubrics=rubrics, skipped=dict(skipped or {})))
        return end_run(store, run.id, status).uid  # type: ignore[arg-type]


def write_hostile_run(db: Path) -> str:
    """Write a run of two answers, one with escapes and letters beyond ASCII; returns the path of the database."""
    text = "Safe\x1b]0;owned\x07 \u009b31m at any dose, µg or not."
    write_run(db, "sft", [("q1", "r1", PERFECT), ("q2", "r2", WORST, text)])
    return str(db)
