"""What a comparison reads of a run's answers: their order, their statuses a batch at a time, and some texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rubrx.records import Status
from rubrx.store.database import Store


class AnswerText(NamedTuple):
    """One answer's words, and its score at worst."""

    query_id: str
    response_id: str
    worst: float | None
    text: str


def answer_ids(store: Store, run_id: int) -> Iterator[tuple[str, str]]:
    """(query id, response id) of every answer, by query and then in the order of the source."""
    yield from store.rows(
        "SELECT query_id, response_id FROM responses WHERE run_id = ? ORDER BY query_id, line, response_id", (run_id,)
    )


def statuses(store: Store, run_id: int, response_ids: Sequence[str]) -> dict[str, list[tuple[str, Status]]]:
    """The (criterion id, status) of some answers, corrections counted, by response id."""
    found: dict[str, list[tuple[str, Status]]] = {}
    for response, criterion, status in store.rows(
        "SELECT v.response_id, v.criterion_id, coalesce(o.status, v.status) FROM verdicts AS v "  # noqa: S608
        "LEFT JOIN latest_overrides AS o ON o.run_id = v.run_id AND o.response_id = v.response_id "
        "AND o.criterion_id = v.criterion_id "
        f"WHERE v.run_id = ? AND v.response_id IN ({','.join('?' * len(response_ids))})",
        (run_id, *response_ids),
    ):
        found.setdefault(response, []).append((criterion, Status(status)))
    return found


def texts(store: Store, run_id: int, per_query: int) -> Iterator[AnswerText]:
    """The first `per_query` answers to each query in the order of the source, streamed."""
    for row in store.rows(
        "WITH chosen AS (SELECT response_id, row_number() OVER (PARTITION BY query_id ORDER BY line, response_id) "
        "AS place FROM responses WHERE run_id = ?) "
        "SELECT r.query_id, r.response_id, r.worst, r.text FROM chosen JOIN responses AS r "
        "ON r.run_id = ? AND r.response_id = chosen.response_id WHERE place <= ? ORDER BY r.query_id, place",
        (run_id, run_id, per_query),
    ):
        yield AnswerText(*row)


def rubric_texts(store: Store, run_id: int) -> Iterator[str]:
    """The YAML of the run's rubrics."""
    for (text,) in store.rows(
        "SELECT DISTINCT r.yaml FROM run_rubrics AS q JOIN rubrics AS r ON r.digest = q.rubric_digest "
        "WHERE q.run_id = ?",
        (run_id,),
    ):
        yield text
