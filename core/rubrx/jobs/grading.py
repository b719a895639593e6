"""The main job: read responses, grade each against its rubric, score rewards, keep everything in the store.

`grade` is for one text; `grade_file` streams a file in flat memory, commits batch by batch, and can go on
where an interrupted run stopped.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

import rubrx
from rubrx.errors import StoreFault, UsageError
from rubrx.grading import Grader
from rubrx.jobs.resuming import begin_run, refuse_changed_rubrics, skip_done
from rubrx.jobs.rows import Chunk, Fingerprint, chunks
from rubrx.jobs.run_job import How, RunJob
from rubrx.jobs.settings import Settings, find_settings, rewards_in_force
from rubrx.jobs.sources import installed, read_rows, rubric_of, rubrics_from
from rubrx.jobs.time_limit import TIME_LIMIT
from rubrx.jobs.watching import Watcher
from rubrx.jobs.worker import Setting
from rubrx.jobs.workers import Crew
from rubrx.manager import Plugins
from rubrx.records import Grade, PluginFailure, Response, Rubric, response_id_of
from rubrx.store import Run, Store, end_run, failures, mean_score, open_store, run_by_id, skips

Source = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What became of a response file: `read` = `graded` + `rejected` + `skipped`, over the whole run.

    `unknown` maps each query id that no rubric has to its rows; `resumed` is how many rows an earlier
    attempt had done. The mean scores are over the `scored` responses, worst and best still possible, in
    [0, 1]; None where nothing was scored. `failures` tells the metrics and rewards that failed on some answers.
    `elapsed` is in seconds, of this attempt.
    """

    run: str
    uid: str
    db: str
    read: int
    graded: int
    rejected: int
    skipped: int
    unknown: Mapping[str, int]
    resumed: int
    scored: int
    mean_score: float | None
    mean_best: float | None
    failures: tuple[PluginFailure, ...]
    elapsed: float
    #: where a profile was asked for: seconds by stage, grading's added up over all workers
    seconds: Mapping[str, float] = field(default_factory=dict)


#: compiled graders by rubric digest, for as long as their plugins live
_graders: WeakKeyDictionary[Plugins, dict[str, Grader]] = WeakKeyDictionary()


def grade(text: str, rubric: Rubric | Source, *, plugins: Plugins | None = None) -> Grade:
    """Grade one text against a rubric: the rubric itself, its id in a pack, or the path of its file.

    Raises RubricRefused for a rubric that can't be used, UsageError for one that can't be found, TypeError for
    a text that is no text.
    """
    if not isinstance(text, str):
        raise TypeError(f"the text to grade must be a str, got {type(text).__name__}")
    if not isinstance(rubric, Rubric | str | os.PathLike):
        raise TypeError(f"rubric must be a Rubric, the id of one, or a path, got {type(rubric).__name__}")
    plugins = plugins or installed()
    if not isinstance(rubric, Rubric):
        rubric = rubric_of(rubric, plugins)
    graders = _graders.setdefault(plugins, {})
    if rubric.digest not in graders:
        graders[rubric.digest] = Grader(rubric, plugins.metrics)
    return graders[rubric.digest].grade(Response(response_id_of(rubric.id, text), rubric.id, text))


def grade_file(  # noqa: PLR0913 - each is one option of `rubrx grade`
    source: Source,
    *,
    db: Source = "rubrx.db",
    name: str | None = None,
    rubrics: Sequence[Source] = (),
    rubric: Rubric | Source | None = None,
    rewards: Sequence[str] | None = None,
    settings: Settings | None = None,
    resume: bool = False,
    plugins: Plugins | None = None,
    progress: Watcher | None = None,
    workers: int = 1,
    time_limit: float = TIME_LIMIT,
    profile: bool = False,
) -> RunSummary:
    """Grade a response file (`-` is standard input) and keep every verdict in the database `db`.

    `rubrics` are folders or files beside the packs; `rubric` is for rows without a query id. `rewards`
    names the rewards to score (default: all there are), `settings` configures them (default: the settings
    file that governs the current folder). With `resume` the run of that name goes on where it stopped.

    `workers` is how many processes grade (1: this one); the database's content is the same with any number.
    `time_limit` is how many seconds one response may take before what it waits for becomes an error (0: for ever);
    with one process it is held in the main thread only. `profile` adds up where the time goes.

    A row that can't be graded is kept with its reason, and the rest goes on. Raises InputRefused if the file
    or a rubric can't be read at all, StoreFault or StoreBusy if the database can't be written, UsageError for
    a name that is taken or a run that can't go on. Whatever ends the job, committed batches stay.
    """
    started = time.monotonic()
    if workers < 1:
        raise UsageError(f"workers must be 1 or more, got {workers}")
    # worker processes load their modules meanwhile
    with ExitStack() as stack:
        crew = stack.enter_context(Crew(workers)) if workers > 1 else None
        plugins = plugins or installed()
        settings = settings or find_settings()
        chosen = rewards_in_force(plugins, settings, None if rewards is None else tuple(rewards))
        known = rubrics_from(plugins, rubrics, rubric)
        progress = progress or Watcher()
        progress.rubrics(known.ids())
        default = known.default.id if known.default else ""
        asked = {"rewards": {key: dict(settings.rewards.get(key, {})) for key in chosen}, "rubric": default}
        rows = stack.enter_context(read_rows(source, plugins, default or None))
        store = stack.enter_context(open_store(db, write=True))
        models = {f"reward:{key}": reward.version for key, reward in chosen.items() if key not in plugins.rewards}
        versions = {"rubrx": rubrx.__version__, **plugins.versions(), **models}
        run, resumed = begin_run(
            store, name=name, source=os.fspath(source), resume=resume, settings=asked, versions=versions
        )
        fingerprint = Fingerprint()
        if resumed:
            refuse_changed_rubrics(store, run, known.get)
            skip_done(rows, run, os.fspath(source), fingerprint)
            run = end_run(store, run.id, "running")
        setting = Setting(
            run.id, plugins.files, plugins.without, settings, tuple(chosen), time_limit, profile, tuple(sys.path)
        )
        job = RunJob(store, run, known.get, plugins.metrics, chosen, progress, How(time_limit, crew, setting, profile))
        job.watcher.began(run, resumed)
        _carry_out(job, chunks(rows, fingerprint))
        summary = _summary(store, run_by_id(store, run.id), run.read, time.monotonic() - started)
        return replace(summary, seconds=job.seconds) if profile else summary


def _carry_out(job: RunJob, stream: Iterable[Chunk]) -> None:
    """Grade every chunk; however that ends, the run's row says so."""
    try:
        job.grade(stream)
    except KeyboardInterrupt:
        end_run(job.store, job.run.id, "interrupted")
        raise
    except BaseException:
        with suppress(StoreFault):  # where the store is what failed, the next writer sets the row right
            end_run(job.store, job.run.id, "failed")
        raise
    end_run(job.store, job.run.id, "done")


def _summary(store: Store, run: Run, resumed: int, elapsed: float) -> RunSummary:
    scored, worst, best = mean_score(store, run.id)
    return RunSummary(
        run=run.name,
        uid=run.uid,
        db=str(store.path),
        read=run.read,
        graded=run.graded,
        rejected=run.rejected,
        skipped=run.skipped,
        unknown={query_id: n for query_id, n, _ in skips(store, run.id)},
        resumed=resumed,
        scored=scored,
        mean_score=worst,
        mean_best=best,
        failures=tuple(failures(store, run.id)),
        elapsed=elapsed,
    )
