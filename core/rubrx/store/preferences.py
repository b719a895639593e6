"""What preferences are made of: a run's answers with their texts, and the marks that order them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from rubrx.store.database import Store


class TextRow(NamedTuple):
    """One answer of a run: the query as its rubric asks it, the text, the score and the file's other columns."""

    query_id: str
    query: str
    response_id: str
    text: str
    worst: float | None
    metadata: Mapping[str, Any]


def texts(store: Store, run_id: int) -> list[TextRow]:
    """The answers of a run, by query id and then as the file had them."""
    rows = store.rows(
        "SELECT r.query_id, b.query, r.response_id, r.text, r.worst, r.metadata FROM responses AS r "
        "JOIN run_rubrics AS q ON q.run_id = r.run_id AND q.query_id = r.query_id "
        "JOIN rubrics AS b ON b.digest = q.rubric_digest "
        "WHERE r.run_id = ? ORDER BY r.query_id, r.line, r.response_id",
        (run_id,),
    )
    return [
        TextRow(query_id, query, response_id, text, worst, json.loads(metadata))
        for query_id, query, response_id, text, worst, metadata in rows
    ]
