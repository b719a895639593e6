"""`rubrx coverage`: topic by population by metric, over rubrics or over a run."""

from __future__ import annotations

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json
from rubrx.cli.paper import page, say


@click.command("coverage")
@click.argument("run", required=False)
@click.option(
    "--rubrics",
    multiple=True,
    metavar="DIR|FILE|ID",
    help="Count the criteria of these rubrics (repeatable); default: those of the installed packs.",
)
@db_option
@json_option
@click.pass_obj
def command(session: Session, run: str | None, rubrics: tuple[str, ...], db: str, as_json: bool) -> None:
    """Count what is covered, by topic, population and metric, and name what is not.

    With RUN (a name, the beginning of an id, or latest) its applicable verdicts; otherwise the criteria of rubrics.
    """
    if run is not None and rubrics:
        raise click.UsageError("name a run or --rubrics, not both")
    from rubrx.jobs.coverage import coverage_of_rubrics, coverage_of_run
    from rubrx.reports.coverage_text import coverage_text

    table = (
        coverage_of_run(run, db=db, plugins=session.plugins)
        if run is not None
        else coverage_of_rubrics(*rubrics, plugins=session.plugins)
    )
    if as_json:
        print_json(table.to_dict())
    else:
        say(coverage_text(table, page()))
