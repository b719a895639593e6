"""Write graded batches: each one transaction, wholly or not at all, by plain sqlite3 and executemany."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rubrx.records import Rubric, items_of
from rubrx.store.chain import Frame, fingerprint_in, head_of, link_of, rejected_digest
from rubrx.store.database import Store
from rubrx.store.prepared import GradedRow, Prepared, prepare
from rubrx.store.sums import Statement, sum_statements

#: verdict rows that one INSERT writes: fewer calls, and a statement that stays small
ROWS_AT_ONCE = 8
_COLUMNS = 7
_PLACE = f"({','.join('?' * _COLUMNS)})"
_ONE_VERDICT = f"INSERT INTO verdicts VALUES {_PLACE}"  # noqa: S608 - question marks, no value
_VERDICTS = f"INSERT INTO verdicts VALUES {','.join([_PLACE] * ROWS_AT_ONCE)}"  # noqa: S608 - likewise


class RejectedRow(NamedTuple):
    """A row that could not be graded: where, which field, what is wrong, and the row itself."""

    line: int
    field: str
    problem: str
    raw: str


@dataclass(slots=True)
class Batch:
    """What one transaction writes.

    `graded` are rows as they were graded; `prepared` are rows that a worker has made ready, and stand before them.
    `rubrics` are those met for the first time, by query id; `skipped` maps a query id that no rubric has to
    (rows in this batch, first line); `source_digest` covers every row read up to this batch's end.
    """

    graded: list[GradedRow] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    rubrics: dict[str, Rubric] = field(default_factory=dict)
    source_digest: str | None = None
    prepared: list[Prepared] = field(default_factory=list)

    @property
    def rows_graded(self) -> int:
        """How many rows were graded."""
        return len(self.graded) + sum(len(each.digests) for each in self.prepared)

    @property
    def rows_skipped(self) -> int:
        """How many rows had a query that no rubric answers."""
        return sum(n for n, _ in self.skipped.values())

    @property
    def read(self) -> int:
        """How many rows of the source this batch accounts for."""
        return self.rows_graded + len(self.rejected) + self.rows_skipped


def write_batch(store: Store, run_id: int, batch: Batch) -> None:
    """Write the batch, link its rows and move the run's counters, in one transaction; StoreFault leaves nothing."""
    ready = [*batch.prepared, prepare(run_id, batch.graded)] if batch.graded else batch.prepared
    with store.transaction() as connection:
        _execute(connection, _rubric_statements(run_id, batch.rubrics))
        graded, rejected, settings, versions, source, *counters = connection.execute(
            "SELECT graded_link, rejected_link, settings, versions, source_digest, "
            "read_rows, graded, rejected, skipped FROM runs WHERE id = ?",
            (run_id,),
        ).fetchone()
        responses, graded = _linked(store, run_id, ready, graded)
        rejects, rejected = _linked_rejects(run_id, batch.rejected, rejected)
        counters = [
            sum(pair)
            for pair in zip(counters, (batch.read, len(responses), len(rejects), batch.rows_skipped), strict=True)
        ]
        source = source if batch.source_digest is None else batch.source_digest
        head = head_of(graded, rejected, Frame(tuple(counters), settings, versions, source))
        _execute(connection, _row_statements(run_id, ready, responses, rejects))
        _execute(connection, sum_statements(store, run_id, ready))
        _execute(connection, _skip_statements(run_id, batch.skipped))
        connection.execute(
            "UPDATE runs SET read_rows = ?, graded = ?, rejected = ?, skipped = ?, graded_link = ?, rejected_link = ?, "
            "head = ?, source_digest = ? WHERE id = ?",
            (*counters, graded, rejected, head, source, run_id),
        )


def _execute(connection: sqlite3.Connection, statements: Iterable[Statement]) -> None:
    for sql, rows in statements:
        if rows:
            connection.executemany(sql, rows)


def _linked(store: Store, run_id: int, ready: Iterable[Prepared], link: bytes) -> tuple[list[tuple[Any, ...]], bytes]:
    """The response rows, each with its link, and the last link."""
    rows = []
    for each in ready:
        for row, digest in zip(each.responses, each.digests, strict=True):
            link = link_of(link, digest, fingerprint_in(store, run_id, row[2]))
            rows.append((*row, link))
    return rows, link


def _linked_rejects(run_id: int, rejected: Iterable[RejectedRow], link: bytes) -> tuple[list[tuple[Any, ...]], bytes]:
    rows = []
    for row in rejected:
        link = link_of(link, rejected_digest(row))
        rows.append((run_id, *row, link))
    return rows, link


def _row_statements(
    run_id: int, ready: Sequence[Prepared], responses: list[tuple[Any, ...]], rejects: list[tuple[Any, ...]]
) -> list[Statement]:
    wide = _COLUMNS * ROWS_AT_ONCE
    several: list[list[Any]] = []
    single: list[list[Any]] = []
    tally: Counter[tuple[str, str, str]] = Counter()
    for each in ready:
        flat = each.verdicts
        whole = len(flat) // wide * wide
        several += [flat[at : at + wide] for at in range(0, whole, wide)]
        single += [flat[at : at + _COLUMNS] for at in range(whole, len(flat), _COLUMNS)]
        tally.update(each.tally)
    return [
        (
            "INSERT INTO responses (run_id, response_id, query_id, line, model, metadata, raw, worst, best, "
            "coverage, text, link) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            responses,
        ),
        (_VERDICTS, several),
        (_ONE_VERDICT, single),
        ("INSERT INTO rewards VALUES (?,?,?,?,?)", [row for each in ready for row in each.rewards]),
        ("INSERT INTO rejects (run_id, line, field, problem, raw, link) VALUES (?,?,?,?,?,?)", rejects),
        (
            "INSERT INTO tallies VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(run_id, *key, n) for key, n in tally.items()],
        ),
    ]


def _skip_statements(run_id: int, skipped: Mapping[str, tuple[int, int]]) -> list[Statement]:
    return [
        (
            "INSERT INTO skips VALUES (?,?,?,?) "
            "ON CONFLICT DO UPDATE SET n = n + excluded.n, first_line = min(first_line, excluded.first_line)",
            [(run_id, query, n, line) for query, (n, line) in skipped.items()],
        )
    ]


def _rubric_statements(run_id: int, rubrics: Mapping[str, Rubric]) -> list[Statement]:
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
