"""Correct a verdict: a row with who, when and why beside it, after which every rate and score counts it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from rubrx.errors import UsageError
from rubrx.jobs.rescored import corrected_scores
from rubrx.records import Status
from rubrx.store import Answer, AnswerVerdict, answer, find_run, open_store
from rubrx.store.overrides import write_override

#: what a person can say of a verdict; `error` is the grader's alone
STATUSES = (Status.MET, Status.NOT_MET, Status.NOT_APPLICABLE, Status.CANNOT_ASSESS)
#: characters of a reason, and of a name
MAX_WHY, MAX_WHO = 2_000, 200


@dataclass(frozen=True, slots=True)
class Override:
    """A correction as it was written: the verdict as graded, as it counted before, and as it counts now.

    Scores are the worst still possible, in [0, 1], as graded, before and now; None where no point applies.
    """

    run: str
    response_id: str
    query_id: str
    criterion_id: str
    graded: Status
    before: Status
    status: Status
    who: str
    at: str
    why: str
    graded_score: float | None
    score_before: float | None
    score: float | None


def override_verdict(
    run: str,
    response: str,
    criterion: str,
    *,
    status: str,
    why: str,
    who: str | None = None,
    db: str | os.PathLike[str] = "./rubrx.db",
) -> Override:
    """Correct the verdict on `criterion` for `response` (an id, or a beginning that fits no other) in `run`.

    `who` is whoever is logged in unless named. The graded verdict and any earlier correction stay where they are; the
    newest counts. Raises UsageError for what the run does not have, StoreBusy while another process writes.
    """
    wanted = _status(status)
    reason, name = _text("--why", why, MAX_WHY), _text("--who", _user() if who is None else who, MAX_WHO)
    with open_store(db, write=True) as store:
        found = find_run(store, run)
        given = answer(store, found.id, response)
        verdict = _verdict(given, criterion)
        before = corrected_scores(store, found, given.response_id).get(given.response_id)
        row = write_override(store, found.id, given.response_id, verdict.criterion_id, wanted, name, reason)
        now = corrected_scores(store, found, given.response_id)[given.response_id]
    return Override(
        run=found.name,
        response_id=given.response_id,
        query_id=given.query_id,
        criterion_id=verdict.criterion_id,
        graded=verdict.graded,
        before=verdict.status,
        status=wanted,
        who=name,
        at=row.at,
        why=reason,
        graded_score=given.worst,
        score_before=before.worst if before else given.worst,
        score=now.worst,
    )


def _status(text: str) -> Status:
    word = text.strip().lower().replace("-", "_").replace(" ", "_")
    if word in STATUSES:
        return Status(word)
    if word == Status.ERROR:
        raise UsageError("error is what the grader says where it broke; cannot_assess is open for people")
    raise UsageError(f"--status {text[:40]!r}{_meant(word, STATUSES)}; one of {', '.join(STATUSES)}")


def _verdict(given: Answer, criterion: str) -> AnswerVerdict:
    for verdict in given.verdicts:
        if verdict.criterion_id == criterion:
            return verdict
    names = [verdict.criterion_id for verdict in given.verdicts]
    raise UsageError(
        f"{given.query_id} has no criterion {criterion[:60]!r}{_meant(criterion, names)}; it has {', '.join(names)}"
    )


def _meant(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]}?" if close else ""


def _text(option: str, text: str, limit: int) -> str:
    words = text.strip()
    if not words:
        raise UsageError(f"{option} must say something")
    if len(words) > limit:
        raise UsageError(f"{option} has {len(words):,} characters; at most {limit:,} are kept")
    return words.encode("utf-8", "replace").decode()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, as in some containers; Python 3.13 says OSError
        raise UsageError("nobody is logged in by name: say who decides with --who") from None
