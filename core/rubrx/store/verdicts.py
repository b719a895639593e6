"""Write graded batches: each one transaction, wholly or not at all, by plain sqlite3 and executemany."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rubrx.records import Grade, Response, Rubric, Span, items_of
from rubrx.store.database import Store

#: what SQLite can't hold as it is: lone surrogates, and types that a plugin made up
_UNFIT = (UnicodeEncodeError, sqlite3.InterfaceError, sqlite3.ProgrammingError)


class RewardValue(NamedTuple):
    """One reward on one response: a number, None where it does not apply, or None and a problem."""

    reward: str
    value: float | None
    problem: str = ""


class GradedRow(NamedTuple):
    """A graded response, and its rewards."""

    response: Response
    grade: Grade
    rewards: Sequence[RewardValue] = ()


class RejectedRow(NamedTuple):
    """A row that could not be graded: where, which field, what is wrong, and the row itself."""

    line: int
    field: str
    problem: str
    raw: str


@dataclass(slots=True)
class Batch:
    """What one transaction writes.

    `rubrics` are those met for the first time, by query id; `skipped` maps a query id that no rubric has to
    (rows in this batch, first line); `source_digest` covers every row read up to this batch's end.
    """

    graded: list[GradedRow] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    rubrics: dict[str, Rubric] = field(default_factory=dict)
    source_digest: str | None = None

    @property
    def rows_skipped(self) -> int:
        """How many rows had a query that no rubric answers."""
        return sum(n for n, _ in self.skipped.values())

    @property
    def read(self) -> int:
        """How many rows of the source this batch accounts for."""
        return len(self.graded) + len(self.rejected) + self.rows_skipped


def write_batch(store: Store, run_id: int, batch: Batch) -> None:
    """Write the batch and move the run's counters, in one transaction; StoreFault leaves nothing of it."""
    statements = _statements(run_id, batch)
    try:
        _execute(store, statements)
    except _UNFIT:
        _execute(store, [(sql, [tuple(map(_fit, row)) for row in rows]) for sql, rows in statements])


def _execute(store: Store, statements: Sequence[tuple[str, Sequence[tuple[object, ...]]]]) -> None:
    with store.transaction() as connection:
        for sql, rows in statements:
            if rows:
                try:
                    connection.executemany(sql, rows)
                except _UNFIT as fault:
                    raise _unfit(fault) from fault


def _unfit(fault: Exception) -> Exception:
    """The fault in a form that `Store.transaction` lets pass, so that `write_batch` sees it."""
    return fault if isinstance(fault, UnicodeEncodeError) else UnicodeEncodeError("utf-8", "", 0, 0, str(fault))


def _fit(value: object) -> object:
    """The value as SQLite can hold it; what has no meaning there becomes text."""
    if value is None or type(value) in (int, float):
        return value
    return str(value).encode("utf-8", "replace").decode()


def _statements(run_id: int, batch: Batch) -> list[tuple[str, list[tuple[object, ...]]]]:
    graded = batch.graded
    return [
        *_rubric_statements(run_id, batch.rubrics),
        (
            "INSERT INTO responses (run_id, response_id, query_id, line, model, metadata, raw, worst, best, "
            "coverage, text) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [
                (run_id, r.id, r.query_id, r.line, r.model, _metadata(r.metadata), *grade.score, r.text)
                for r, grade, _ in graded
            ],
        ),
        ("INSERT INTO verdicts VALUES (?,?,?,?,?,?,?)", _verdict_rows(run_id, graded)),
        (
            "INSERT INTO rewards VALUES (?,?,?,?,?)",
            [(run_id, row.response.id, name, value, problem) for row in graded for name, value, problem in row.rewards],
        ),
        (
            "INSERT INTO rejects (run_id, line, field, problem, raw) VALUES (?,?,?,?,?)",
            [(run_id, *row) for row in batch.rejected],
        ),
        (
            "INSERT INTO skips VALUES (?,?,?,?) "
            "ON CONFLICT DO UPDATE SET n = n + excluded.n, first_line = min(first_line, excluded.first_line)",
            [(run_id, query, n, line) for query, (n, line) in batch.skipped.items()],
        ),
        (
            "INSERT INTO tallies VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(run_id, *key, n) for key, n in _tally(graded).items()],
        ),
        (
            "UPDATE runs SET read_rows = read_rows + ?, graded = graded + ?, rejected = rejected + ?, "
            "skipped = skipped + ?, source_digest = coalesce(?, source_digest) WHERE id = ?",
            [
                (
                    batch.read,
                    len(graded),
                    len(batch.rejected),
                    batch.rows_skipped,
                    batch.source_digest,
                    run_id,
                )
            ],
        ),
    ]


def _rubric_statements(run_id: int, rubrics: Mapping[str, Rubric]) -> list[tuple[str, list[tuple[object, ...]]]]:
    return [
        (
            "INSERT INTO rubrics VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            [
                (
                    r.digest,
                    r.id,
                    str(r.version),
                    r.query,
                    r.topic,
                    r.population,
                    r.critical_cap,
                    r.source,
                    r.path,
                    r.yaml,
                )
                for r in rubrics.values()
            ],
        ),
        (
            "INSERT INTO criteria VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            [
                (r.digest, item.id, place, item.metric, item.kind, item.points, int(item.critical), note)
                for r in rubrics.values()
                for place, item in enumerate(items_of(r))
                for note in ["; ".join(filter(None, (member.note for member in item.members)))]
            ],
        ),
        (
            "INSERT INTO run_rubrics VALUES (?,?,?) ON CONFLICT DO NOTHING",
            [(run_id, query_id, rubric.digest) for query_id, rubric in rubrics.items()],
        ),
    ]


def _verdict_rows(run_id: int, graded: Iterable[GradedRow]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    add = rows.append
    for row in graded:
        response_id = row.response.id
        for criterion_id, status, score, evidence, explanation in row.grade.verdicts:
            spans = _spans(evidence) if evidence else "[]"
            # `_value_`: SQLite takes a plain str at once, and a StrEnum only after a search for adapters
            add((run_id, response_id, criterion_id, status._value_, float(score), spans, explanation))
    return rows


def _spans(evidence: Iterable[Span]) -> str:
    return f"[{','.join([f'[{int(start)},{int(end)}]' for start, end in evidence])}]"


def _tally(graded: Iterable[GradedRow]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (row.response.query_id, verdict.criterion_id, verdict.status._value_)
        for row in graded
        for verdict in row.grade.verdicts
    )


def _metadata(metadata: Mapping[str, object]) -> str:
    return json.dumps(dict(metadata), ensure_ascii=False, default=str) if metadata else "{}"
