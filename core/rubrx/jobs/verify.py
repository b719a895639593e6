"""Verify a run: work its hash chain out again from its rows, and hold it against a head that was noted down."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass

from rubrx.errors import UsageError
from rubrx.store import Run, Store, find_run, open_store
from rubrx.store.chain import ChainCheck
from rubrx.store.consistency import (
    off_hedges,
    off_reward,
    off_tally,
    skipped_rows,
    stray_overrides,
    stray_rewards,
)
from rubrx.store.overrides import overrides
from rubrx.store.walk import Counted, walk

#: so many digits of a head at least: fewer could be met by chance, or by work
SHORTEST = 16
_DIGEST = re.compile(rf"[0-9a-fA-F]{{{SHORTEST},64}}")


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a run came to.

    `head` is the head as the rows give it, `stored` the one that the database holds; `asked` is the one that somebody
    noted down, or ''. `problems` are in words, one a departure, the first one first; none where all is as it was
    written. `overrides` counts people's corrections, which come after the chain, and `overrides_digest` covers them.
    """

    run: str
    uid: str
    status: str
    rows: int
    head: str
    stored: str | None
    asked: str
    problems: tuple[str, ...]
    overrides: int
    overrides_digest: str

    @property
    def holds(self) -> bool:
        """Whether nothing departs from what was written, and from the head that was noted down."""
        return not self.problems


def verify_run(
    run: str = "latest",
    *,
    head: str = "",
    overrides_digest: str = "",
    db: str | os.PathLike[str] = "./rubrx.db",
) -> Verification:
    """Verify a run (a name, the beginning of an id, or `latest`) against a head, and its corrections against a digest.

    Without them only the database's own consistency is told: whoever can rewrite it can rewrite its head too. The
    beginning of a digest is enough, from 16 digits on. Raises UsageError for what is no digest or no run.
    """
    for digest in (head, overrides_digest):
        if digest and not _DIGEST.fullmatch(digest):
            raise UsageError(f"{digest[:80]!r} is no digest: {SHORTEST} to 64 hexadecimal digits")
    with open_store(db) as store:
        return verify_stored(store, find_run(store, run), head=head, overrides_digest=overrides_digest)


def verify_stored(store: Store, run: Run, *, head: str = "", overrides_digest: str = "") -> Verification:
    """The same in a database that is open, and of the moment that it is read at."""
    chain, counted = walk(store, run.id)
    corrections = _digest_of_overrides(store, run)
    problems = [*_chain_problems(chain), *_count_problems(store, run, counted)]
    if head and not chain.computed.startswith(head.lower()):
        problems.append(f"the head is {chain.computed}, and not {head.lower()}")
    if overrides_digest and not corrections.startswith(overrides_digest.lower()):
        problems.append(f"the corrections' digest is {corrections}, and not {overrides_digest.lower()}")
    return Verification(
        run=run.name,
        uid=run.uid,
        status=run.status,
        rows=chain.rows,
        head=chain.computed,
        stored=chain.stored,
        asked=head.lower(),
        problems=tuple(problems),
        overrides=len(overrides(store, run.id)),
        overrides_digest=corrections,
    )


def _chain_problems(chain: ChainCheck) -> list[str]:
    if chain.broken is None:
        return []
    broken = chain.broken
    place = f" (line {broken.line})" if broken.line else ""
    what = broken.what if broken.what == "run" else f"{broken.what} {broken.id}{place}"
    return [f"the chain breaks at {what}: {broken.problem}"]


def _count_problems(store: Store, run: Run, counted: Counted) -> list[str]:
    """Counts beside the rows that the rows don't bear out; reports read these counts."""
    problems = []
    tally = off_tally(store, run.id, counted)
    if tally is not None:
        where = "of no response" if tally.query_id is None else f"of {tally.query_id}"
        counts = f"{tally.told:,} {tally.status} are told, {tally.counted:,} are there"
        problems.append(f"verdicts on {tally.criterion_id} {where}: {counts}")
    if (hedges := off_hedges(store, run.id, counted)) is not None:
        query, *pair = hedges
        counts = "; ".join(f"{each.n:,} asked, {each.hedged:,} hedge, {each.abstaining:,} only hedge" for each in pair)
        problems.append(f"hedging in answers to {query}: told and there are {counts}")
    if (reward := off_reward(store, run.id, counted)) is not None:
        name, *sums = reward
        figures = "; ".join(f"{each.n:,} with a mean of {each.mean}" for each in sums)
        problems.append(f"reward {name}: told and there are {figures}")
    if strays := stray_rewards(store, run.id, counted):
        problems.append(f"{strays:,} rewards belong to no response")
    if strays := stray_overrides(store, run.id):
        problems.append(f"{strays:,} corrections are of no verdict of this run")
    if (skipped := skipped_rows(store, run.id)) != run.skipped:
        problems.append(f"{run.skipped:,} rows were skipped, and the skips come to {skipped:,}")
    return problems


def _digest_of_overrides(store: Store, run: Run) -> str:
    """SHA-256 over a run's corrections in order; their numbers in the table are no part of it."""
    rows = [
        [each.response_id, each.criterion_id, each.status.value, each.who, each.at, each.why]
        for each in overrides(store, run.id)
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()
