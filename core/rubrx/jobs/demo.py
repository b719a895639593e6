"""The demo: grade a pack's example answers, report, compare, say what still fails, and train a little."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rubrx.errors import UsageError
from rubrx.jobs.compare import compare_runs
from rubrx.jobs.grading import grade_file
from rubrx.jobs.report import read_tallies, report_run
from rubrx.jobs.settings import Settings
from rubrx.jobs.training import TrainingRun, train_policy
from rubrx.manager import Plugins
from rubrx.reports.comparison import Comparison
from rubrx.reports.summary import Finding, Summary
from rubrx.store import find_run, open_store

PACK = "pharmacy"
#: the example files that the demo grades, each as a run of that name
BEFORE, AFTER, CANDIDATES = "sft", "ppo", "candidates"
DATABASE = "rubrx.db"


@dataclass(frozen=True, slots=True)
class StillFailing:
    """A critical criterion that `failed` of the `answers` judged on it still fail, with one example."""

    failed: int
    answers: int
    example: Finding


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything the demo found, in the order in which it is told."""

    db: str
    before: Summary
    after: Summary
    comparison: Comparison
    still_failing: tuple[StillFailing, ...]
    training: TrainingRun


def run_demo(folder: Path, *, plugins: Plugins, seed: int = 0) -> Demo:
    """Copy the pack's example files to `folder` and do everything there, in the database `rubrx.db`.

    Settings files are not looked at, so the demo is the same everywhere. UsageError where the folder holds
    one of these files already or can't be written, or where the pack or one of its files is missing.
    """
    db = folder / DATABASE
    files = {name: folder / f"{name}.jsonl" for name in (BEFORE, AFTER, CANDIDATES)}
    for taken in (db, *files.values()):
        if taken.exists():
            raise UsageError(f"{taken} exists already, and the demo overwrites nothing: choose another folder")
    for name, file in files.items():
        _write(file, _example(plugins, file.name))
        grade_file(file, db=db, name=name, settings=Settings(), plugins=plugins)
    before, after = (report_run(name, db=db, plugins=plugins, seed=seed) for name in (BEFORE, AFTER))
    return Demo(
        db=str(db),
        before=before,
        after=after,
        comparison=compare_runs(BEFORE, AFTER, db=db, plugins=plugins, seed=seed),
        still_failing=_still_failing(after, db),
        training=train_policy(CANDIDATES, db=db, name=f"{CANDIDATES}-ppo", seed=seed),
    )


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as fault:
        raise UsageError(f"{file}: can't be written: {fault.strerror or fault}") from fault


def _example(plugins: Plugins, name: str) -> bytes:
    pack = plugins.rubric_packs.get(PACK)
    if pack is None:
        raise UsageError(f"the demo needs the rubric pack {PACK!r}; is its plugin left out by RUBRX_WITHOUT?")
    if name not in pack.examples:
        raise UsageError(f"the rubric pack {PACK!r} has no example file {name}")
    return pack.examples[name].read_bytes()


def _still_failing(summary: Summary, db: Path) -> tuple[StillFailing, ...]:
    """One entry for each critical criterion that failed somewhere, with its counts; in the report's order."""
    with open_store(db) as store:
        tallies = read_tallies(store, find_run(store, summary.run.name))
    judged: dict[tuple[str, str], int] = {}
    failed: dict[tuple[str, str], int] = {}
    for tally in tallies:
        key = (tally.query_id, tally.criterion_id)
        if tally.status in ("met", "not_met"):
            judged[key] = judged.get(key, 0) + tally.n
        if tally.status == ("met" if tally.points < 0 else "not_met"):
            failed[key] = failed.get(key, 0) + tally.n
    examples: dict[tuple[str, str], Finding] = {}
    for finding in summary.critical.findings:
        key = (finding.query_id, finding.criterion_id)
        # an answer that says the wrong thing shows more than one that says nothing
        if key not in examples or (finding.quotes and not examples[key].quotes):
            examples[key] = finding
    return tuple(StillFailing(failed[key], judged[key], example) for key, example in examples.items())
