"""What grading a run again needs of the store: its answers with their verdicts and rewards, and where to say why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rubrx.records import Response, Status, Verdict
from rubrx.store.database import Store
from rubrx.store.figures import spans_of
from rubrx.store.prepared import RewardValue
from rubrx.store.verdicts import RejectedRow

#: answers read at once
PAGE = 64


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
    last = -1
    while True:
        rows = list(
            store.rows(
                "SELECT rowid, response_id, query_id, text, model, metadata, line FROM responses "
                "WHERE run_id = ? AND rowid > ? ORDER BY rowid LIMIT ?",
                (run_id, last, PAGE),
            )
        )
        if not rows:
            return
        last = rows[-1][0]
        yield [_answer(store, run_id, row[1:]) for row in rows]


def stored_answers(store: Store, run_id: int, ids: Iterable[str]) -> dict[str, StoredAnswer]:
    """The answers of a run that have one of these ids."""
    found = {}
    for each in ids:
        row = store.row(
            "SELECT response_id, query_id, text, model, metadata, line FROM responses "
            "WHERE run_id = ? AND response_id = ?",
            (run_id, each),
        )
        if row is not None:
            found[each] = _answer(store, run_id, row)
    return found


def _answer(store: Store, run_id: int, row: tuple[object, ...]) -> StoredAnswer:
    name, query, text, model, metadata, line = row
    response = Response(
        str(name),
        str(query),
        str(text),
        None if model is None else str(model),
        json.loads(str(metadata)),
        int(str(line)),
    )
    verdicts = {
        criterion: Verdict(criterion, Status(status), score, spans_of(evidence) if evidence != "[]" else (), why)
        for criterion, status, score, evidence, why in store.rows(
            "SELECT criterion_id, status, score, evidence, explanation FROM verdicts "
            "WHERE run_id = ? AND response_id = ?",
            (run_id, response.id),
        )
    }
    rewards = tuple(
        RewardValue(*each)
        for each in store.rows(
            "SELECT reward, value, problem FROM rewards WHERE run_id = ? AND response_id = ? ORDER BY reward",
            (run_id, response.id),
        )
    )
    return StoredAnswer(response, verdicts, rewards)


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
