"""The hash chain over a run's rows: each graded or rejected row is linked to the one before it.

A link is SHA-256 over the link before, the fingerprint of the rubric that the row was graded against, and the digest
of the row with its verdicts and rewards; rejected rows have a chain of their own. The head closes both over the run's
counters, settings and versions and the digest of its source. It depends on what was graded and how, not on when, where
or in which batches: the same input gives the same head, and whoever has noted it down will see an edit, a deletion or a
reordering.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

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
