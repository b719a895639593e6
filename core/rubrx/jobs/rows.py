"""Rows on their way to a batch: fingerprint what was read, tell repeated ids apart, cut chunks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rubrx.records import Response, response_id_of
from rubrx.store import RejectedRow, Store

#: rows a chunk: the unit of grading and of a reward's batch. Commits fall on its edges, so an interrupted run
#: forms the same chunks again, and a reward sees the same batches
CHUNK = 64


class ResponseRow(NamedTuple):
    """A response and the line it stands on."""

    line: int
    response: Response


Row = ResponseRow | RejectedRow


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
        if isinstance(row, ResponseRow):
            response = row.response
            text = f"{response.id}\0{response.query_id}\0{response.text}\0"
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


@dataclass(slots=True)
class Ids:
    """Sees to it that no id stands twice in a run, with memory for one uncommitted batch only.

    A response that brought its own id a second time is rejected. One whose id was made from its content is
    the same answer given again, which is how policies sample: it becomes `id.2`, `id.3` …
    """

    store: Store
    run_id: int

    def __post_init__(self) -> None:
        self._pending: dict[str, int] = {}
        self._repeats: dict[str, int] = {}

    def committed(self) -> None:
        """What was pending is in the store now."""
        self._pending.clear()

    def distinct(self, rows: Sequence[Row]) -> list[Row]:
        """The rows, with repeated ids rejected or numbered."""
        known = self._stored([row.response.id for row in rows if isinstance(row, ResponseRow)])
        result: list[Row] = []
        for row in rows:
            if isinstance(row, RejectedRow):
                result.append(row)
                continue
            first = self._pending.get(row.response.id) or known.get(row.response.id)
            if first is None:
                self._pending[row.response.id] = row.line
                result.append(row)
            else:
                result.append(self._again(row, first))
        return result

    def _stored(self, ids: Sequence[str]) -> dict[str, int]:
        return dict(
            self.store.rows(
                "SELECT response_id, line FROM responses WHERE run_id = ? "
                "AND response_id IN (SELECT value FROM json_each(?))",
                (self.run_id, json.dumps(ids)),
            )
        )

    def _again(self, row: ResponseRow, first: int) -> Row:
        response = row.response
        if response.id != response_id_of(response.query_id, response.text):
            problem = f"the id {response.id!r} stands on line {first} already; each response needs its own"
            return RejectedRow(row.line, "id", problem, response.text[:200])
        if response.id not in self._repeats:
            # '/' follows '.' in every encoding that SQLite compares by: this counts `id.2`, `id.3` …
            found = self.store.row(
                "SELECT count(*) FROM responses WHERE run_id = ? AND response_id > ? AND response_id < ?",
                (self.run_id, f"{response.id}.", f"{response.id}/"),
            )
            self._repeats[response.id] = 1 + (found[0] if found else 0)
        self._repeats[response.id] += 1
        new_id = f"{response.id}.{self._repeats[response.id]}"
        self._pending[new_id] = row.line
        return ResponseRow(row.line, replace(response, id=new_id))
