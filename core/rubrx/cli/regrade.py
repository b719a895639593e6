"""`rubrx regrade`: a new run in which only what a change made stale is graded again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import Within, db_option, json_option, print_json

if TYPE_CHECKING:
    from rubrx.jobs.regrade import Regrade

_SHOWN = 10


@click.command("regrade")
@click.argument("run", default="latest")
@click.option("--name", metavar="NAME", help="The new run's name; default: RUN-regrade.")
@click.option("--answers", metavar="FILE", help="Grade this file's answers; default: those that RUN holds.")
@click.option("--rubric", metavar="ID|FILE", help="The rubric of its own query, instead of the one that RUN read.")
@click.option("--rubrics", multiple=True, metavar="DIR", help="A folder (or file) of rubrics to use (repeatable).")
@click.option(
    "--time-limit",
    type=Within(0),
    default=10.0,
    metavar="SECONDS",
    help="What takes longer on one response is an error; 0: no limit; default: 10.",
)
@db_option
@json_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one an option
    session: Session,
    run: str,
    name: str | None,
    answers: str | None,
    rubric: str | None,
    rubrics: tuple[str, ...],
    time_limit: float,
    db: str,
    as_json: bool,
) -> None:
    """Grade RUN again in a new run: verdicts that still stand are copied, the others given anew, and why is told.

    A verdict stands while its answer, its criterion, its metric's version, and the words, patient and query it is
    read with are the same. Corrections stay with verdicts that stand; the others are named, and not carried over.
    """
    from contextlib import redirect_stdout
    from sys import stderr

    from rubrx.jobs.regrade import regrade_run

    with redirect_stdout(stderr):  # a plugin that prints does so there
        done = regrade_run(
            run,
            db=db,
            name=name,
            answers=answers,
            rubric=rubric,
            rubrics=rubrics,
            time_limit=time_limit,
            plugins=session.plugins,
        )
    if as_json:
        from dataclasses import asdict

        data = asdict(done)
        data["dropped"] = [each._asdict() for each in done.dropped]
        print_json(data)
    else:
        _tell(done)


def _tell(done: Regrade) -> None:
    from rubrx.cli.terminal import safe_line

    click.echo(f"run {done.run}, from {done.parent}: {done.graded:,} answers, {done.copied:,} verdicts copied")
    for each in done.reasons:
        criteria = f"{each.criteria:,} {'criterion' if each.criteria == 1 else 'criteria'}"
        queries = f"{each.queries:,} {'query' if each.queries == 1 else 'queries'}"
        click.echo("  " + safe_line(f"{each.verdicts:,} anew: {each.reason} ({criteria} of {queries})"))
    if not done.reasons:
        click.echo("  nothing to give anew: every verdict stands")
    if done.rewards_anew:
        click.echo(f"  rewards scored again on {done.rewards_anew:,} answers")
    if done.mean_before is not None and done.mean_after is not None:
        click.echo(f"  mean score {done.mean_before:.1%} -> {done.mean_after:.1%}, as graded")
    if done.carried:
        click.echo(f"  {done.carried:,} corrections carried over")
    for row in done.dropped[:_SHOWN]:
        what = f"{row.response_id}, {row.criterion_id}: {row.status} by {row.who}, {row.at[:10]}: {row.why}"
        click.echo("  " + safe_line(f"correction not carried over, its verdict was given anew: {what}"))
    if len(done.dropped) > _SHOWN:
        click.echo(f"  and {len(done.dropped) - _SHOWN:,} more")
    for note in done.notes:
        click.echo(f"rubrx: note: {safe_line(note)}", err=True)
    where = "" if done.db == "rubrx.db" else f" --db {done.db}"
    click.echo(f"next: rubrx compare {done.parent} {done.run}{where}")
