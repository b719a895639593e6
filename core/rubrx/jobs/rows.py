"""Rows on their way to a batch: fingerprint what was read, cut the stream in chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rubrx.records import Response
from rubrx.store import RejectedRow

#: rows a chunk: the unit of grading and of a reward's batch. Commits fall on its edges, so an interrupted run
#: forms the same chunks again, and a reward sees the same batches. A larger one has more rows of one rubric to grade
#: after each other: what it knows of words stays in the processor's cache
CHUNK = 512


Row = Response | RejectedRow


class Chunk(NamedTuple):
    """Up to `CHUNK` rows in file order, and the fingerprint of all rows up to its end."""

    rows: Sequence[Row]
    digest: str


class Fingerprint:
    """SHA-256 over the rows read so far, by which a resumed run knows its file again."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, row: Row) -> None:
        """Take one more row into account."""
        if isinstance(row, Response):
            text = f"{row.id}\0{row.query_id}\0{row.text}\0"
        else:
            text = f"\0{row.line}\0{row.problem}\0"
        self._hash.update(text.encode("utf-8", "surrogatepass"))

    def hexdigest(self) -> str:
        """The fingerprint of the rows so far."""
        return self._hash.hexdigest()


def chunks(rows: Iterable[Row], fingerprint: Fingerprint) -> Iterator[Chunk]:
    """The rows in chunks of `CHUNK`, the last one shorter."""
    gathered: list[Row] = []
    for row in rows:
        fingerprint.add(row)
        gathered.append(row)
        if len(gathered) == CHUNK:
            yield Chunk(gathered, fingerprint.hexdigest())
            gathered = []
    if gathered:
        yield Chunk(gathered, fingerprint.hexdigest())
