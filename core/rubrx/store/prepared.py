"""Graded rows as SQLite takes them: flat values and a digest for each answer; pure, so that a worker can do it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rubrx.records import Grade, Response, Span
from rubrx.store.chain import digest_of


class RewardValue(NamedTuple):
    """One reward on one response: a number, None where it does not apply, or None and a problem."""

    reward: str
    value: float | None
    problem: str = ""


class GradedRow(NamedTuple):
    """A graded response, and its rewards."""

    response: Response
    grade: Grade
    rewards: Sequence[RewardValue] = ()


class Prepared(NamedTuple):
    """Graded rows of one run, ready to be written.

    `responses` are rows without their link, `digests` belong to them one by one; `verdicts` holds the values of all
    verdict rows end to end; `tally` counts them by (query, criterion, status).
    """

    responses: list[tuple[Any, ...]]
    digests: list[bytes]
    verdicts: list[Any]
    rewards: list[tuple[Any, ...]]
    tally: dict[tuple[str, str, str], int]


def prepare(run_id: int, graded: Iterable[GradedRow]) -> Prepared:
    """The rows of a run's graded answers, in order."""
    responses: list[tuple[Any, ...]] = []
    digests: list[bytes] = []
    flat: list[Any] = []
    rewards: list[tuple[Any, ...]] = []
    outcomes: list[tuple[str, str, str]] = []
    for each in graded:
        response, verdicts, values, digest = _row(each)
        name, query = response[0], response[1]
        responses.append((run_id, *response))
        digests.append(digest)
        for verdict in verdicts:
            flat += (run_id, name, *verdict)
        outcomes += [(query, verdict[0], verdict[1]) for verdict in verdicts]
        rewards += [(run_id, name, *value) for value in values]
    return Prepared(responses, digests, flat, rewards, dict(Counter(outcomes)))


def _row(graded: GradedRow) -> tuple[tuple[Any, ...], list[tuple[Any, ...]], list[tuple[Any, ...]], bytes]:
    """One answer's columns, those of its verdicts and rewards, and the digest of them all."""
    r, grade, values = graded
    raw, worst, best, coverage = grade.score
    response: tuple[Any, ...] = (
        r.id,
        r.query_id,
        r.line,
        r.model,
        _metadata(r.metadata),
        _real(raw),
        _real(worst),
        _real(best),
        coverage + 0.0,
        r.text,
    )
    verdicts: list[tuple[Any, ...]] = [
        # `_value_`: SQLite takes a plain str at once, and a StrEnum only after a search for adapters
        (
            criterion,
            status._value_,
            score + 0.0,
            _spans(evidence) if evidence else "[]",
            explanation if type(explanation) is str else _text(explanation),
        )
        for criterion, status, score, evidence, explanation in grade.verdicts
    ]
    rewards: list[tuple[Any, ...]] = sorted((name, _real(value), problem) for name, value, problem in values)
    try:
        return response, verdicts, rewards, digest_of(response, verdicts, rewards)
    except (UnicodeEncodeError, TypeError):  # what SQLite can't hold as it is: half characters, a plugin's own types
        response = _fit(response)
        verdicts = [_fit(row) for row in verdicts]
        rewards = [_fit(row) for row in rewards]
        return response, verdicts, rewards, digest_of(response, verdicts, rewards)


def _fit(row: Iterable[object]) -> tuple[Any, ...]:
    """The row as SQLite can hold it; what has no meaning there becomes text."""
    return tuple(value if value is None or type(value) in (int, float) else _text(value) for value in row)


def _text(value: object) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _real(value: float | None) -> float | None:
    """A number as a REAL column gives it back: a float, without the sign of a zero."""
    return None if value is None else value + 0.0


def _spans(evidence: Sequence[Span]) -> str:
    if len(evidence) == 1:  # most often
        [(start, end)] = evidence
        return f"[[{int(start)},{int(end)}]]"
    return f"[{','.join([f'[{int(start)},{int(end)}]' for start, end in evidence])}]"


def _metadata(metadata: Mapping[str, object]) -> str:
    return json.dumps(dict(metadata), ensure_ascii=False, default=str) if metadata else "{}"
