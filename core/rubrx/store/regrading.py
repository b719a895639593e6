"""What grading a run again needs of the store: its answers with their verdicts and rewards, and where to say why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rubrx.records import Response, Status, Verdict
from rubrx.store.database import Store
from rubrx.store.figures import spans_of
from rubrx.store.prepared import RewardValue
from rubrx.store.verdicts import RejectedRow

#: answers read at once
PAGE = 64
_COLUMNS = "response_id, query_id, text, model, metadata, line"
_STATUS = {status.value: status for status in Status}


class StoredAnswer(NamedTuple):
    """An answer of a run as it was graded: verdicts by item, rewards by name."""

    response: Response
    verdicts: Mapping[str, Verdict]
    rewards: tuple[RewardValue, ...]


class StoredRubric(NamedTuple):
    """The rubric that a query of a run was graded against: its digest, where it was read from, and its text."""

    digest: str
    path: str
    yaml: str


class RegradedGroup(NamedTuple):
    """Verdicts of a run that grades another again: given anew for one reason, or copied where that is ''."""

    query_id: str
    criterion_id: str
    reason: str
    n: int


def stored_pages(store: Store, run_id: int) -> Iterator[list[StoredAnswer]]:
    """A run's graded answers in the order in which they were written, some at a time.

    Nothing is left open between two pages, so that they can be written to another run of the same database.
    """
    bounds = store.row("SELECT min(rowid) - 1, max(rowid) FROM responses WHERE run_id = ?", (run_id,))
    last, end = bounds or (None, None)
    while last is not None and last < end:
        rows = list(
            store.rows(
                f"SELECT {_COLUMNS}, rowid FROM responses "  # noqa: S608 - names of ours, no value
                # "+": no index on run_id, which would sort the whole run anew for every page
                "WHERE +run_id = ? AND rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?",
                (run_id, last, end, PAGE),
            )
        )
        last = rows[-1][-1]
        yield _answers(store, run_id, rows)


def stored_answers(store: Store, run_id: int, ids: Sequence[str]) -> dict[str, StoredAnswer]:
    """The answers of a run that have one of these ids."""
    found = {}
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        rows = store.rows(
            f"SELECT {_COLUMNS} FROM responses WHERE run_id = ? AND response_id IN {_marks(page)}",  # noqa: S608
            (run_id, *page),
        )
        found.update({each.response.id: each for each in _answers(store, run_id, list(rows))})
    return found


def _answers(store: Store, run_id: int, rows: Sequence[tuple[Any, ...]]) -> list[StoredAnswer]:
    """The answers of these rows, with their verdicts and rewards."""
    ids = [row[0] for row in rows]
    verdicts: dict[str, dict[str, Verdict]] = {each: {} for each in ids}
    rewards: dict[str, list[RewardValue]] = {each: [] for each in ids}
    for response, criterion, status, score, evidence, why in store.rows(
        "SELECT response_id, criterion_id, status, score, evidence, explanation FROM verdicts "  # noqa: S608
        f"WHERE run_id = ? AND response_id IN {_marks(ids)}",
        (run_id, *ids),
    ):
        verdicts[response][criterion] = Verdict(criterion, _STATUS[status], score, spans_of(evidence), why)
    for response, *reward in store.rows(
        "SELECT response_id, reward, value, problem FROM rewards "  # noqa: S608
        f"WHERE run_id = ? AND response_id IN {_marks(ids)} ORDER BY response_id, reward",
        (run_id, *ids),
    ):
        rewards[response].append(RewardValue(*reward))
    return [
        StoredAnswer(
            Response(name, query, text, model, json.loads(metadata) if metadata != "{}" else {}, line),
            verdicts[name],
            tuple(rewards[name]),
        )
        for name, query, text, model, metadata, line, *_ in rows
    ]


def _marks(values: Sequence[object]) -> str:
    return f"({','.join('?' * len(values))})"


def stored_rubrics(store: Store, run_id: int) -> dict[str, StoredRubric]:
    """The rubrics of a run with their texts, by query id."""
    return {
        query: StoredRubric(*rest)
        for query, *rest in store.rows(
            "SELECT q.query_id, r.digest, r.path, r.yaml FROM run_rubrics AS q "
            "JOIN rubrics AS r ON r.digest = q.rubric_digest WHERE q.run_id = ? ORDER BY q.query_id",
            (run_id,),
        )
    }


def stored_rejects(store: Store, run_id: int) -> list[RejectedRow]:
    """The rows of a run that could not be graded, in the order in which they were written."""
    return [
        RejectedRow(*row)
        for row in store.rows("SELECT line, field, problem, raw FROM rejects WHERE run_id = ? ORDER BY id", (run_id,))
    ]


def set_parent(store: Store, run_id: int, parent: int) -> None:
    """Write which run this one grades again."""
    with store.transaction() as connection:
        connection.execute("UPDATE runs SET parent = ? WHERE id = ?", (parent, run_id))


def write_regrades(store: Store, run_id: int, groups: Iterable[RegradedGroup]) -> None:
    """Write what a run gave anew and what it copied."""
    with store.transaction() as connection:
        connection.executemany("INSERT INTO regrades VALUES (?,?,?,?,?)", [(run_id, *each) for each in groups])


def regrades(store: Store, run_id: int) -> list[RegradedGroup]:
    """What a run gave anew, and why; what it copied has an empty reason."""
    return [
        RegradedGroup(*row)
        for row in store.rows(
            "SELECT query_id, criterion_id, reason, n FROM regrades WHERE run_id = ? "
            "ORDER BY query_id, criterion_id, reason",
            (run_id,),
        )
    ]
