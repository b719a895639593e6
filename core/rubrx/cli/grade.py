"""`rubrx grade`: grade a response file against its rubrics, and say what became of every row."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import Within, db_option, json_option, print_json
from rubrx.cli.rounds_option import keep_step, round_option

if TYPE_CHECKING:
    from rubrx.jobs.grading import RunSummary


@click.command("grade")
@click.argument("file")
@click.option("--rubric", metavar="ID|FILE", help="The rubric of rows without a query id.")
@click.option(
    "--rubrics",
    multiple=True,
    metavar="DIR",
    help="A folder (or file) of rubrics beside the packs (repeatable).",
)
@click.option("--name", metavar="NAME", help="The run's name; default: after the file.")
@db_option
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted.")
@click.option("--reward", "rewards", multiple=True, metavar="NAME", help="Score this reward only (repeatable).")
@click.option("--no-rewards", is_flag=True, help="Score no reward at all.")
@click.option("--allow-rejects", is_flag=True, help="Exit 0 although some rows were rejected.")
@click.option("--workers", type=click.IntRange(1), default=1, metavar="N", help="Grade in N processes; default: 1.")
@click.option(
    "--time-limit",
    type=Within(0),
    default=10.0,
    metavar="SECONDS",
    help="What takes longer on one response is an error; 0: no limit; default: 10.",
)
@click.option("--profile", is_flag=True, help="Say where the time went.")
@click.option("--quiet", is_flag=True, help="Print errors only.")
@round_option
@json_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one an option
    session: Session,
    file: str,
    rubric: str | None,
    rubrics: tuple[str, ...],
    name: str | None,
    db: str,
    resume: bool,
    rewards: tuple[str, ...],
    no_rewards: bool,
    allow_rejects: bool,
    workers: int,
    time_limit: float,
    profile: bool,
    quiet: bool,
    round_: str | None,
    as_json: bool,
) -> int:
    """Grade FILE (JSONL, CSV, Parquet; - is standard input) and keep every verdict.

    A row that can't be graded is told by line, kept, and the rest goes on; the exit code is then 3.
    """
    if no_rewards and rewards:
        raise click.UsageError("--reward and --no-rewards exclude each other")
    from rubrx.cli.grade_watch import GradeWatch
    from rubrx.jobs.grading import grade_file

    words = _words(session, file, rubric=rubric, rubrics=rubrics, db=db, rewards=rewards)
    words += ["--no-rewards"] if no_rewards else []
    words += ["--workers", str(workers)] if workers > 1 else []
    # what a plugin prints is no part of this command's output
    with GradeWatch(file, words, quiet=quiet or as_json) as watch, redirect_stdout(sys.stderr):
        summary = grade_file(
            file,
            db=db,
            name=name,
            rubrics=rubrics,
            rubric=rubric,
            rewards=() if no_rewards else rewards or None,
            resume=resume,
            plugins=session.plugins,
            progress=watch,
            workers=workers,
            time_limit=time_limit,
            profile=profile,
        )
    if as_json:
        from dataclasses import asdict

        print_json({**asdict(summary), "failures": [failure._asdict() for failure in summary.failures]})
    elif not quiet:
        _say(summary)
        _tell_failures(summary)
    if profile and not as_json:
        _tell_profile(summary, workers)
    if summary.graded:
        keep_step("grade", round_, db, run=summary.run)
    return _exit_code(summary, file, allow_rejects)


def _words(
    session: Session,
    file: str,
    *,
    rubric: str | None,
    rubrics: tuple[str, ...],
    db: str,
    rewards: tuple[str, ...],
) -> list[str]:
    """The command line that grades the same file in the same way."""
    words = ["rubrx", *(word for each in session.plugin_files for word in ("--plugin", each)), "grade", file]
    for option, values in (
        ("--rubric", [rubric] if rubric else []),
        ("--rubrics", rubrics),
        ("--reward", rewards),
    ):
        words += [word for each in values for word in (option, each)]
    return words if db == "./rubrx.db" else [*words, "--db", db]


def _say(summary: RunSummary) -> None:
    rate = f", {(summary.read - summary.resumed) / summary.elapsed:,.0f} rows/s" if summary.elapsed > 0 else ""
    click.echo(
        f"run {summary.run}: read {summary.read:,} = {summary.graded:,} graded "
        f"+ {summary.rejected:,} rejected + {summary.skipped:,} skipped   ({summary.elapsed:.1f} s{rate})"
    )
    if summary.resumed:
        click.echo(f"  {summary.resumed:,} of them were done before")
    if summary.mean_score is not None and summary.mean_best is not None:
        best = f", {summary.mean_best:.1%} still possible" if summary.mean_best > summary.mean_score else ""
        click.echo(f"  mean score {summary.mean_score:.1%} over {summary.scored:,} responses{best}")
    if summary.graded:
        where = "" if summary.db == "rubrx.db" else f" --db {summary.db}"
        click.echo(f"next: rubrx report {summary.run}{where}")


def _tell_failures(summary: RunSummary) -> None:
    """On stderr, one line a metric or reward that failed: no exit code tells of them."""
    if not summary.failures:
        return
    from rubrx.cli.terminal import safe_line
    from rubrx.reports.sentences import failure_sentence

    for failure in summary.failures:
        click.echo(f"rubrx: warning: {safe_line(failure_sentence(failure))}", err=True)


def _tell_profile(summary: RunSummary, workers: int) -> None:
    """On stderr, the seconds of each stage; what is left is starting, waiting and committing."""
    told = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in summary.seconds.items())
    over = f", grading over {workers} workers together" if workers > 1 else ""
    click.echo(f"rubrx: {summary.elapsed:.2f} s in all{over}: {told}", err=True)


def _exit_code(summary: RunSummary, file: str, allow_rejects: bool) -> int:
    from rubrx.errors import NothingGraded

    if not summary.graded:
        why = f"all {summary.read:,} rows were rejected or skipped" if summary.read else "the file holds no responses"
        raise NothingGraded(f"nothing graded: {file}: {why}")
    return 3 if summary.rejected and not allow_rejects else 0
