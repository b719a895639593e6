"""What a comparison reads of two runs' answers: their verdicts in pairs, streamed, and some texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rubrx.store.database import Store

#: pairs in file order whose verdicts are read at once
PAGE = 400
#: what stands between a criterion and its status, and between two of these: no id holds such a character
_INNER, _OUTER = "\x1f", "\x1e"
_ALL = f"group_concat(v.criterion_id || '{_INNER}' || v.status, '{_OUTER}')"


class AnswerText(NamedTuple):
    """One answer's words, and its score at worst."""

    query_id: str
    response_id: str
    worst: float | None
    text: str


class Pair(NamedTuple):
    """An answer and its counterpart: their ids, and the statuses of each as one text (`statuses_of`)."""

    query_id: str
    before_id: str
    after_id: str
    before: str
    after: str


def statuses_of(written: str) -> dict[str, str]:
    """Status by criterion id, as it was graded, of a `Pair`'s text; equal texts are equal statuses."""
    return dict(each.split(_INNER) for each in written.split(_OUTER)) if written else {}


def pairs_by_id(store: Store, before: int, after: int) -> Iterator[Pair]:
    """The answers that both runs have, of the same id to the same query; by id, streamed."""
    one = f"(SELECT {_ALL} FROM verdicts AS v WHERE v.run_id = a.run_id AND v.response_id = a.response_id)"  # noqa: S608
    other = one.replace("a.run_id", "b.run_id")
    for query, response, was, is_ in store.rows(
        f"SELECT a.query_id, a.response_id, {one}, {other} FROM responses AS a "  # noqa: S608
        # CROSS JOIN: in this order (sqlite.org/optoverview.html, section 9.2); by id, as the verdicts lie
        "CROSS JOIN responses AS b ON b.run_id = ? AND b.response_id = a.response_id AND b.query_id = a.query_id "
        "WHERE a.run_id = ? ORDER BY a.response_id",
        (after, before),
    ):
        yield Pair(query, response, response, was or "", is_ or "")


def alone(store: Store, run_id: int, other: int) -> Iterator[tuple[str, str]]:
    """(query id, response id) of the answers that the other run lacks, by query and then in the source's order."""
    yield from store.rows(
        "SELECT query_id, response_id FROM responses AS a WHERE run_id = ? AND NOT EXISTS (SELECT 1 FROM responses "
        "AS b WHERE b.run_id = ? AND b.response_id = a.response_id AND b.query_id = a.query_id) "
        "ORDER BY query_id, line, response_id",
        (run_id, other),
    )


def pairs_of(store: Store, before: int, after: int, couples: Sequence[tuple[str, str, str]]) -> Iterator[Pair]:
    """The pairs of (query id, answer of the one run, answer of the other)."""
    for start in range(0, len(couples), PAGE):
        page = couples[start : start + PAGE]
        was = _written(store, before, [each[1] for each in page])
        is_ = _written(store, after, [each[2] for each in page])
        for query, old, new in page:
            yield Pair(query, old, new, was.get(old, ""), is_.get(new, ""))


def _written(store: Store, run_id: int, response_ids: Sequence[str]) -> dict[str, str]:
    return dict(
        store.rows(
            f"SELECT v.response_id, {_ALL} FROM verdicts AS v WHERE v.run_id = ? "  # noqa: S608
            f"AND v.response_id IN ({','.join('?' * len(response_ids))}) GROUP BY v.response_id",
            (run_id, *response_ids),
        )
    )


def corrected_statuses(store: Store, run_id: int) -> Mapping[str, Mapping[str, str]]:
    """The statuses that people gave instead, by response id and criterion id."""
    found: dict[str, dict[str, str]] = {}
    for response, criterion, status in store.rows(
        "SELECT response_id, criterion_id, status FROM overrides WHERE run_id = ? ORDER BY id", (run_id,)
    ):
        found.setdefault(response, {})[criterion] = status
    return found


def texts(store: Store, run_id: int, per_query: int) -> Iterator[AnswerText]:
    """The first `per_query` answers to each query in the order in which they were stored, streamed by query."""
    queries = store.rows("SELECT query_id FROM run_rubrics WHERE run_id = ? ORDER BY query_id", (run_id,))
    for (query,) in list(queries):
        for row in store.rows(
            "SELECT query_id, response_id, worst, text FROM responses WHERE rowid IN ("
            "SELECT rowid FROM responses INDEXED BY responses_by_query WHERE run_id = ? AND query_id = ? "
            "ORDER BY rowid LIMIT ?) ORDER BY rowid",
            (run_id, query, per_query),
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
