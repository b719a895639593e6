"""People's labels: verdicts and 0-10 marks on answers, preferences between two; nothing is ever overwritten.

A label on a criterion has a `criterion_id`, a mark on the whole answer has none. Whoever changes a label writes a new
row; the newest of an annotator on a place is the current one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rubrx.store.database import Store


class LabelRow(NamedTuple):
    """One label as the database has it; `criterion_id` None: a mark on the whole answer."""

    query_id: str
    response_id: str
    criterion_id: str | None
    annotator: str
    label: str
    at: str | None = None
    note: str = ""


class PreferenceRow(NamedTuple):
    """One preference: `a` or `b` or `tie`; `response_a` is the smaller of the two ids."""

    query_id: str
    response_a: str
    response_b: str
    annotator: str
    preferred: str
    at: str | None = None
    note: str = ""


class SheetAnswer(NamedTuple):
    """What a blind sheet shows of an answer: the question and the text, never the model or what rubrx made of it."""

    query_id: str
    query: str
    response_id: str
    text: str


def current_labels(store: Store, run_id: int) -> list[LabelRow]:
    """Each annotator's newest label on each criterion and answer, in the order in which they were written."""
    return [
        LabelRow(*row)
        for row in store.rows(
            "SELECT query_id, response_id, criterion_id, annotator, label, at, note FROM annotations WHERE id IN ("
            "SELECT max(id) FROM annotations WHERE run_id = ? GROUP BY response_id, criterion_id, annotator) "
            "ORDER BY coalesce(at, ''), id",
            (run_id,),
        )
    ]


def current_preferences(store: Store, run_id: int) -> list[PreferenceRow]:
    """Each annotator's newest preference on each pair, in the order in which they were written."""
    return [
        PreferenceRow(*row)
        for row in store.rows(
            "SELECT query_id, response_a, response_b, annotator, preferred, at, note FROM preference_labels "
            "WHERE id IN (SELECT max(id) FROM preference_labels WHERE run_id = ? "
            "GROUP BY response_a, response_b, annotator) ORDER BY coalesce(at, ''), id",
            (run_id,),
        )
    ]


def add_labels(
    store: Store, run_id: int, labels: Iterable[LabelRow], preferences: Iterable[PreferenceRow] = ()
) -> tuple[int, int, int]:
    """Write what is new, all or nothing; (new, changed, unchanged). What an annotator says already is not repeated."""
    known = {
        (row.response_id, row.criterion_id, row.annotator): (row.label, row.note)
        for row in current_labels(store, run_id)
    }
    preferred = {
        (row.response_a, row.response_b, row.annotator): (row.preferred, row.note)
        for row in current_preferences(store, run_id)
    }
    new = changed = unchanged = 0
    with store.transaction() as connection:
        for row in labels:
            key, said = (row.response_id, row.criterion_id, row.annotator), (row.label, row.note)
            if known.get(key) == said:
                unchanged += 1
                continue
            new, changed = (new, changed + 1) if key in known else (new + 1, changed)
            known[key] = said
            connection.execute(
                "INSERT INTO annotations (run_id, query_id, response_id, criterion_id, annotator, label, at, note) "
                "VALUES (?,?,?,?,?,?,?,?)",
                (run_id, *row),
            )
        for pair in preferences:
            place, choice = (pair.response_a, pair.response_b, pair.annotator), (pair.preferred, pair.note)
            if preferred.get(place) == choice:
                unchanged += 1
                continue
            new, changed = (new, changed + 1) if place in preferred else (new + 1, changed)
            preferred[place] = choice
            connection.execute(
                "INSERT INTO preference_labels (run_id, query_id, response_a, response_b, annotator, preferred, at, "
                "note) VALUES (?,?,?,?,?,?,?,?)",
                (run_id, *pair),
            )
    return new, changed, unchanged


def sheet_answers(store: Store, run_id: int) -> list[SheetAnswer]:
    """A run's answers for a blind sheet, by query id and response id."""
    return [
        SheetAnswer(*row)
        for row in store.rows(
            "SELECT r.query_id, b.query, r.response_id, r.text FROM responses AS r "
            "JOIN run_rubrics AS q ON q.run_id = r.run_id AND q.query_id = r.query_id "
            "JOIN rubrics AS b ON b.digest = q.rubric_digest WHERE r.run_id = ? ORDER BY r.query_id, r.response_id",
            (run_id,),
        )
    ]


def response_queries(store: Store, run_id: int) -> dict[str, str]:
    """The query that each answer of a run is to, by response id."""
    return dict(store.rows("SELECT response_id, query_id FROM responses WHERE run_id = ?", (run_id,)))


def rubric_texts(store: Store, run_id: int) -> dict[str, str]:
    """The YAML of the rubric that each of a run's queries was graded against, by query id."""
    return dict(
        store.rows(
            "SELECT q.query_id, b.yaml FROM run_rubrics AS q JOIN rubrics AS b ON b.digest = q.rubric_digest "
            "WHERE q.run_id = ? ORDER BY q.query_id",
            (run_id,),
        )
    )


def verdicts_on(store: Store, run_id: int, responses: Iterable[str]) -> dict[tuple[str, str], str]:
    """The grader's own verdicts, overrides left out, on these answers: (response id, criterion id) -> status."""
    found: dict[tuple[str, str], str] = {}
    for response in dict.fromkeys(responses):
        for criterion, status in store.rows(
            "SELECT criterion_id, status FROM verdicts WHERE run_id = ? AND response_id = ?", (run_id, response)
        ):
            found[response, criterion] = status
    return found


def rewards_on(store: Store, run_id: int, responses: Iterable[str]) -> dict[str, dict[str, float]]:
    """Every reward of these answers that has a value: reward -> response id -> value; the score as `score`, 0-10."""
    found: dict[str, dict[str, float]] = {}
    for response in dict.fromkeys(responses):
        for reward, value in store.rows(
            "SELECT reward, value FROM rewards WHERE run_id = ? AND response_id = ? AND value IS NOT NULL "
            "UNION ALL SELECT 'score', 10 * worst FROM responses WHERE run_id = ? AND response_id = ? "
            "AND worst IS NOT NULL",
            (run_id, response, run_id, response),
        ):
            found.setdefault(reward, {})[response] = value
    return found
