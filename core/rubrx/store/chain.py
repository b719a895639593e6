"""The hash chain over a run's rows: each graded or rejected row is linked to the one before it.

A link is SHA-256 over the link before, the fingerprint of the rubric that the row was graded against, and the digest
of the row with its verdicts and rewards; rejected rows have a chain of their own. The head closes both over the run's
counters, settings and versions and the digest of its source. It depends on what was graded and how, not on when, where
or in which batches: the same input gives the same head, and whoever has noted it down will see an edit, a deletion or a
reordering.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from rubrx.store.database import Store

#: the link before the first
START = b"\0" * 32
_encode = msgspec.msgpack.Encoder().encode


class Break(NamedTuple):
    """The first row at which a chain departs from what was written: `what` it is, its id, its line in the source."""

    what: str
    id: str
    line: int
    problem: str


class ChainCheck(NamedTuple):
    """A run's head as the database has it, as its rows give it, and where the two part (None: nowhere)."""

    stored: str | None
    computed: str
    rows: int
    broken: Break | None


def digest_of(response: Sequence[object], verdicts: Sequence[object], rewards: Sequence[object]) -> bytes:
    """The digest of one graded row, of its columns as SQLite holds them; the run's own number is no part of it.

    Raises UnicodeEncodeError, TypeError or OverflowError for what SQLite could not hold either.
    """
    return hashlib.sha256(_encode((response, verdicts, rewards))).digest()


def rejected_digest(row: Sequence[object]) -> bytes:
    """The digest of one rejected row."""
    return hashlib.sha256(_encode(row)).digest()


def fingerprint_of(rubric: Sequence[object], criteria: Sequence[Sequence[object]]) -> bytes:
    """The fingerprint of a rubric as it stands in the store: its columns and those of its criteria, in order."""
    return hashlib.sha256(_encode((rubric, criteria))).digest()


def link_of(previous: bytes, digest: bytes, fingerprint: bytes = b"") -> bytes:
    """The next link of a chain."""
    return hashlib.sha256(previous + fingerprint + digest).digest()


class Frame(NamedTuple):
    """What stands around a run's rows: `counters` are read, graded, rejected, skipped; the rest is as in its row."""

    counters: tuple[int, ...]
    settings: str
    versions: str
    source_digest: str | None


def head_of(graded: bytes, rejected: bytes, frame: Frame) -> str:
    """The head in hexadecimal digits: both chains closed over what stands around them."""
    return hashlib.sha256(_encode((graded, rejected, *frame))).hexdigest()


def fingerprint_in(store: Store, run_id: int, query_id: str) -> bytes:
    """The fingerprint of a query's rubric in a run, from the rows as they are; worked out once an open store."""
    key = (run_id, query_id)
    if key not in store.fingerprints:
        store.fingerprints[key] = _fingerprint(store, run_id, query_id)
    return store.fingerprints[key]


def _fingerprint(store: Store, run_id: int, query_id: str) -> bytes:
    rubric = store.row(
        "SELECT r.digest, r.id, r.version, r.query, r.topic, r.population, r.critical_cap, r.source, r.yaml "
        "FROM run_rubrics AS q JOIN rubrics AS r ON r.digest = q.rubric_digest WHERE q.run_id = ? AND q.query_id = ?",
        (run_id, query_id),
    )
    if rubric is None:
        return b""
    criteria = store.rows(
        "SELECT criterion_id, position, metric, kind, points, critical, note FROM criteria "
        "WHERE rubric_digest = ? ORDER BY position, criterion_id",
        (rubric[0],),
    )
    return fingerprint_of(rubric, list(criteria))


def check_chain(store: Store, run_id: int) -> ChainCheck:
    """Work a run's chain out again from its rows, streamed; linear in their number."""
    stored, settings, versions, source_digest, *counters = _run_row(store, run_id)
    broken: Break | None = None
    link = START
    rows = 0
    for response, verdicts, rewards, stored_link in _graded(store, run_id):
        rows += 1
        link = link_of(link, digest_of(response, verdicts, rewards), fingerprint_in(store, run_id, response[1]))
        if broken is None and link != stored_link:
            broken = Break("response", str(response[0]), int(response[2]), "is not what was graded, or not its place")
    graded = link
    link = START
    for line, *row, stored_link in store.rows(
        "SELECT line, field, problem, raw, link FROM rejects WHERE run_id = ? ORDER BY id", (run_id,)
    ):
        rows += 1
        link = link_of(link, rejected_digest((line, *row)))
        if broken is None and link != stored_link:
            broken = Break("rejected row", str(line), int(line), "is not what was rejected, or not its place")
    computed = head_of(graded, link, Frame(tuple(counters), settings, versions, source_digest))
    if broken is None and computed != stored:
        problem = "its counters, settings, source digest or last rows are not what was written"
        broken = Break("run", str(run_id), 0, problem)
    return ChainCheck(stored, computed, rows, broken)


def _run_row(store: Store, run_id: int) -> tuple[Any, ...]:
    row = store.row(
        "SELECT head, settings, versions, source_digest, read_rows, graded, rejected, skipped FROM runs WHERE id = ?",
        (run_id,),
    )
    if row is None:
        raise KeyError(run_id)
    return row


def _graded(store: Store, run_id: int) -> Iterator[tuple[tuple[Any, ...], list[Any], list[Any], bytes]]:
    """Each graded row as it was written: response, verdicts in the rubric's order, rewards by name, its link."""
    responses = store.rows(
        "SELECT response_id, query_id, line, model, metadata, raw, worst, best, coverage, text, link FROM responses "
        "WHERE run_id = ? ORDER BY rowid",
        (run_id,),
    )
    for *response, link in responses:
        key = (run_id, response[0])
        verdicts = store.rows(
            "SELECT v.criterion_id, v.status, v.score, v.evidence, v.explanation FROM verdicts AS v "
            "LEFT JOIN run_rubrics AS q ON q.run_id = v.run_id AND q.query_id = ? "
            "LEFT JOIN criteria AS c ON c.rubric_digest = q.rubric_digest AND c.criterion_id = v.criterion_id "
            "WHERE v.run_id = ? AND v.response_id = ? ORDER BY c.position, v.criterion_id",
            (response[1], *key),
        )
        rewards = store.rows(
            "SELECT reward, value, problem FROM rewards WHERE run_id = ? AND response_id = ? ORDER BY reward", key
        )
        yield tuple(response), list(verdicts), list(rewards), link
