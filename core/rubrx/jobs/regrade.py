"""Grade a run again: a new run in which only what a change made stale is given anew, and which says why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import rubrx
from rubrx.contracts import Reward
from rubrx.errors import StoreFault, UsageError
from rubrx.jobs.regrade_job import RegradeJob
from rubrx.jobs.regrade_texts import Texts
from rubrx.jobs.rows import Chunk, Fingerprint, Row, chunks
from rubrx.jobs.settings import MODEL, Settings, find_settings, rewards_in_force
from rubrx.jobs.sources import installed, read_rows
from rubrx.jobs.time_limit import TIME_LIMIT, TimeLimit
from rubrx.jobs.watching import Watcher
from rubrx.manager import Plugins
from rubrx.store import Run, Store, create_run, end_run, find_run, free_name, mean_score, open_store, run_by_id, skips
from rubrx.store.overrides import OverrideRow, carry_overrides, overrides
from rubrx.store.regrading import (
    RegradedGroup,
    set_parent,
    stored_pages,
    stored_rejects,
    stored_rubrics,
    write_regrades,
)

Source = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Reason:
    """Verdicts that were given anew for one reason, over how many criteria (of how many queries)."""

    reason: str
    verdicts: int
    criteria: int
    queries: int


@dataclass(frozen=True, slots=True)
class Regrade:
    """What became of a regrade: `graded` answers with `copied` verdicts, the others given anew for `reasons`.

    `rewards_anew` counts the answers whose rewards were scored again. `dropped` are the corrections that were not
    carried over, because their verdict was given anew or is gone; `carried` counts the others. Mean scores are those
    of the two runs as graded, worst still possible. `notes` are for people.
    """

    run: str
    uid: str
    parent: str
    db: str
    graded: int
    copied: int
    anew: int
    reasons: tuple[Reason, ...]
    rewards_anew: int
    carried: int
    dropped: tuple[OverrideRow, ...]
    mean_before: float | None
    mean_after: float | None
    notes: tuple[str, ...]


def regrade_run(  # noqa: PLR0913 - each is one option of `rubrx regrade`
    run: str = "latest",
    *,
    db: Source = "rubrx.db",
    name: str | None = None,
    answers: Source | None = None,
    rubrics: Sequence[Source] = (),
    rubric: Source | None = None,
    settings: Settings | None = None,
    time_limit: float = TIME_LIMIT,
    plugins: Plugins | None = None,
    progress: Watcher | None = None,
) -> Regrade:
    """Grade the answers that `run` holds again (or those of the file `answers`), and keep all that still stands.

    A verdict is given anew where its answer, its criterion, its metric's version or what it is read with changed; the
    new run is row for row what grading afresh would give. Rubrics come from `rubric` and `rubrics`, else from where
    the run read them, else from the packs, else they are the stored texts. Rewards are the run's, as the settings file
    configures them now. `time_limit` is how many seconds one response may take, as for grading.

    Raises UsageError for a run that is unknown or unfinished, or a name that is taken; RubricRefused, StoreFault and
    StoreBusy as grading does. An interrupted regrade leaves a run of that status, and the parent as it was.
    """
    plugins = plugins or installed()
    settings = settings or find_settings()
    with open_store(db, write=True) as store, ExitStack() as stack:
        parent = find_run(store, run)
        if parent.status != "done":
            again = "grade its parent again" if parent.parent else "finish it first with rubrx grade --resume"
            raise UsageError(f"run {parent.name} is {parent.status}: {again}")
        texts = Texts(stored_rubrics(store, parent.id), plugins, rubrics, rubric)
        texts.compile()
        default = texts.named or str(parent.settings.get("rubric", ""))
        rows = None if answers is None else stack.enter_context(read_rows(answers, plugins, default or None))
        chosen = free_name(store, f"{parent.name}-regrade") if name is None else name
        source = parent.source if answers is None else os.fspath(answers)
        names = [
            each for each in parent.settings.get("rewards", {}) if each in plugins.rewards or each.startswith(MODEL)
        ]
        rewards = rewards_in_force(plugins, settings, tuple(names))
        new = _begin(store, parent, chosen, source, _asked(settings, rewards, default), _versions(plugins, rewards))
        watcher = progress or Watcher()
        watcher.began(new, False)
        limit = stack.enter_context(TimeLimit(time_limit))
        job = RegradeJob(store, parent, new, texts, rewards, watcher, limit)
        carried = _carry_out(job, rows)
        return _summary(job, carried)


def _asked(settings: Settings, rewards: Mapping[str, Reward], rubric: str) -> dict[str, object]:
    """What `rubrx grade` would keep as asked for."""
    return {"rewards": {key: dict(settings.rewards.get(key, {})) for key in rewards}, "rubric": rubric}


def _versions(plugins: Plugins, rewards: Mapping[str, Reward]) -> dict[str, str]:
    models = {f"reward:{key}": reward.version for key, reward in rewards.items() if key not in plugins.rewards}
    return {"rubrx": rubrx.__version__, **plugins.versions(), **models}


def _begin(
    store: Store, parent: Run, name: str, source: str, asked: Mapping[str, object], versions: Mapping[str, str]
) -> Run:
    """The new run's row, with its parent."""
    run = create_run(store, name=name, source=source, settings=asked, versions=versions)
    set_parent(store, run.id, parent.id)
    return run


def _carry_out(job: RegradeJob, rows: Iterator[Row] | None) -> list[OverrideRow]:
    """Grade the rows (None: the parent's own), carry the corrections that stand; however it ends, the run says so."""
    store, run = job.store, job.run
    corrections = overrides(store, job.parent.id)
    job.watched = frozenset((each.response_id, each.criterion_id) for each in corrections)
    try:
        if rows is None:
            _take_stored(job)
        else:
            for chunk in chunks(rows, Fingerprint()):
                job.take(chunk)
        job.commit()
        carried = [each for each in corrections if _stands(store, job, each)]
        carry_overrides(store, run.id, carried)
        write_regrades(store, run.id, [RegradedGroup(*key, n) for key, n in sorted(job.reasons.items())])
    except KeyboardInterrupt:
        end_run(store, run.id, "interrupted")
        raise
    except BaseException:
        with suppress(StoreFault):  # where the store is what failed, the next writer sets the row right
            end_run(store, run.id, "failed")
        raise
    end_run(store, run.id, "done")
    return carried


def _take_stored(job: RegradeJob) -> None:
    """Feed the parent's own rows, in their order; what it skipped has no text, and stays skipped."""
    parent, texts = job.parent, job.texts
    digest = parent.source_digest or ""
    skipped = {query: (n, line) for query, n, line in skips(job.store, parent.id)}
    job.carry_skips(skipped)
    found = [query for query in skipped if texts.now(query) is not None]
    if found:
        texts.notes.append(
            f"{', '.join(found[:5])} had no rubric then and has one now; no text was kept: give the file with --answers"
        )
    rejects = stored_rejects(job.store, parent.id)
    for at in range(0, len(rejects), 1_000):
        job.take(Chunk(rejects[at : at + 1_000], digest))
    for page in stored_pages(job.store, parent.id):
        job.take(Chunk([each.response for each in page], digest), {each.response.id: each for each in page})


def _stands(store: Store, job: RegradeJob, each: OverrideRow) -> bool:
    """Whether the new run has the very verdict that a correction is of."""
    key = (each.response_id, each.criterion_id)
    if key in job.given_anew:
        return False
    row = store.row(
        "SELECT 1 FROM verdicts WHERE run_id = ? AND response_id = ? AND criterion_id = ?", (job.run.id, *key)
    )
    return row is not None


def _summary(job: RegradeJob, carried: Sequence[OverrideRow]) -> Regrade:
    store, parent = job.store, job.parent
    run = run_by_id(store, job.run.id)
    notes = list(job.texts.notes)
    for each in parent.settings.get("rewards", {}):
        if each not in job.rewards:
            notes.append(f"reward {each} is not installed any more, and is not scored")
    if gone := parent.graded - job.matched:
        notes.append(f"{gone:,} answers of {parent.name} are not in the file")
    return Regrade(
        run=run.name,
        uid=run.uid,
        parent=parent.name,
        db=str(store.path),
        graded=run.graded,
        copied=sum(n for (_, _, reason), n in job.reasons.items() if not reason),
        anew=sum(n for (_, _, reason), n in job.reasons.items() if reason),
        reasons=tuple(_grouped(job.reasons)),
        rewards_anew=job.rewards_anew,
        carried=len(carried),
        dropped=tuple(each for each in overrides(store, parent.id) if each not in carried),
        mean_before=mean_score(store, parent.id)[1],
        mean_after=mean_score(store, run.id)[1],
        notes=tuple(notes),
    )


def _grouped(reasons: Mapping[tuple[str, str, str], int]) -> Iterator[Reason]:
    """By reason, most verdicts first."""
    totals: Counter[str] = Counter()
    places: dict[str, set[tuple[str, str]]] = {}
    for (query, criterion, reason), n in reasons.items():
        if reason:
            totals[reason] += n
            places.setdefault(reason, set()).add((query, criterion))
    for reason, n in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
        yield Reason(reason, n, len(places[reason]), len({query for query, _ in places[reason]}))
