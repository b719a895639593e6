"""`rubrx annotate`: blind sheets out, people's labels in."""

from __future__ import annotations

import click

from rubrx.cli.options import db_option, json_option, print_json
from rubrx.cli.rounds_option import keep_step, round_option


@click.group("annotate")
def command() -> None:
    """Let people label a run's answers without knowing whose they are, and keep what they say."""


@command.command("export")
@click.argument("run")
@click.option("-o", "--out", required=True, metavar="FILE|DIR", help="Where the sheet goes.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "html"]),
    help="A page for the browser, or a table. Default: by the file's name, else html.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Draws the order, the answers and the pairs.",
)
@click.option("--answers", type=click.IntRange(min=0), metavar="N", help="Draw N answers; all, unless given.")
@click.option("--pairs", type=click.IntRange(min=0), default=0, metavar="N", help="Add N pairs: which is better?")
@click.option("--pairs-from", metavar="FILE.json", help="Add the pairs that rubrx select --json chose.")
@click.option("--only", metavar="FILE", help="Just these answers: one response id a line.")
@db_option
@json_option
def export(  # noqa: PLR0913, PLR0917 - one argument an option
    run: str,
    out: str,
    format_: str | None,
    seed: int,
    answers: int | None,
    pairs: int,
    pairs_from: str | None,
    only: str | None,
    db: str,
    as_json: bool,
) -> None:
    """Write a sheet of RUN: shuffled, without model names, verdicts or scores.

    Each answer is asked about criterion by criterion and for a mark of 0 to 10; --pairs adds preferences.
    """
    from rubrx.jobs.annotate import export_sheet, ids_of, selected_pairs

    chosen = format_ or ("csv" if out.lower().endswith(".csv") else "html")
    done = export_sheet(
        run,
        out,
        db=db,
        format="csv" if chosen == "csv" else "html",
        seed=seed,
        answers=answers,
        pairs=pairs,
        only=None if only is None else ids_of(only),
        these_pairs=[] if pairs_from is None else selected_pairs(pairs_from),
    )
    if as_json:
        print_json({name: getattr(done, name) for name in done.__slots__})
        return
    asked = f"{done.verdicts:,} verdicts, {done.ratings:,} marks, {done.preferences:,} preferences"
    click.echo(f"wrote {done.path}: {done.answers:,} answers, {asked}")
    click.echo(f"next: fill it in, then rubrx annotate import {_labels(done.format)} --annotator NAME", err=True)


def _labels(format_: str) -> str:
    return "the file that the page downloads" if format_ == "html" else "the file"


@command.command("import")
@click.argument("file", metavar="FILE")
@click.option("--annotator", required=True, metavar="NAME", help="Whose labels these are.")
@round_option
@db_option
@json_option
@click.pass_context
def import_(ctx: click.Context, file: str, annotator: str, round_: str | None, db: str, as_json: bool) -> None:
    """Keep the labels of a filled-in sheet under NAME; a changed label is a new row, nothing is overwritten.

    A row that can't be taken is told with file, line and field; the rest is kept, and the exit code is 3.
    """
    from rubrx.cli.terminal import safe_line
    from rubrx.jobs.annotate_import import import_sheet

    done = import_sheet(file, annotator, db=db)
    for problem in done.problems:
        click.echo(f"rubrx: refused: {safe_line(str(problem))}", err=True)
    if done.refused > len(done.problems):
        click.echo(f"rubrx: refused: and {done.refused - len(done.problems):,} more rows", err=True)
    if as_json:
        counts = {name: getattr(done, name) for name in done.__slots__ if name != "problems"}
        print_json({**counts, "problems": [problem.as_json()["problems"] for problem in done.problems]})
    else:
        click.echo(
            f"{safe_line(done.annotator)}: {done.rows:,} rows = {done.new:,} new + {done.changed:,} changed + "
            f"{done.unchanged:,} known already + {done.open:,} left open + {done.refused:,} refused"
        )
    for run in done.runs:
        keep_step("annotate", round_, db, run=run)
    if done.refused:
        ctx.exit(3)
