"""`rubrx agreement`: whether raters agree, on a run's annotations or on any table of labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rubrx.cli.options import Within, db_option, json_option, print_json, refuse_without_effect, rejects_option
from rubrx.cli.paper import page, say
from rubrx.cli.rounds_option import keep_step, round_option

if TYPE_CHECKING:
    from rubrx.intake.labels import Labels
    from rubrx.jobs.labelled import Asked
    from rubrx.reports.agreement import AgreementReport


@click.command("agreement")
@click.argument("source", metavar="[RUN|FILE.csv]", default="latest")
@click.option("--by", type=click.Choice(["criterion", "metric", "annotator"]), help="Every one of them apart, too.")
@click.option(
    "--min-kappa",
    type=Within(-1, 1),
    metavar="X",
    help="Exit with 1 unless the lower bound of kappa (Cohen's for two raters, Fleiss' for more) reaches X.",
)
@click.option("--need", type=click.IntRange(min=1), default=2, show_default=True, help="Votes that make a consensus.")
@click.option(
    "--expert", "experts", multiple=True, metavar="NAME", help="A rater whose word is the truth (repeatable)."
)
@click.option(
    "--level",
    type=click.Choice(["nominal", "ordinal", "interval"]),
    default="nominal",
    show_default=True,
    help="What the labels are, for Krippendorff's alpha.",
)
@click.option(
    "--weights",
    type=click.Choice(["none", "linear", "quadratic"]),
    default="none",
    show_default=True,
    help="What a disagreement counts, for Cohen's kappa.",
)
@click.option("--sheet", metavar="FILE.html", help="Write the items without consensus as a page to print.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="Starts the resampling."
)
@rejects_option
@round_option
@db_option
@json_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    source: str,
    by: str | None,
    min_kappa: float | None,
    need: int,
    experts: tuple[str, ...],
    level: str,
    weights: str,
    sheet: str | None,
    seed: int,
    allow_rejects: bool,
    round_: str | None,
    db: str,
    as_json: bool,
) -> int:
    """Say how far raters agree, and the grader with them.

    A RUN is measured by the labels that people gave it (rubrx annotate); a FILE.csv has a label a row, in columns
    item, rater and label, and optionally criterion, metric and at. `-` reads such a file from standard input. A row
    that can't be used is told by line, the rest is measured, and the exit code is 3.
    """
    from rubrx.jobs.labelled import LISTED, Asked
    from rubrx.reports.agreement_text import agreement_text

    asked = Asked(level, weights, by or "", need, experts, seed)  # type: ignore[arg-type]
    listed = LISTED if sheet is None else 10**9
    if sheet is not None:
        from rubrx.jobs.outputs import refuse_any_database, refuse_what_is_read

        refuse_any_database(sheet)
        refuse_what_is_read(sheet, source)
    if _is_file(source):
        refuse_without_effect(["round_"], "on a file of labels: a round's step is of a run")
        report, rows = _of_file(source, asked, listed)
    else:
        report, rows = _of_run(source, asked, db, listed), None
    if rows is not None:
        _tell(rows)
    if as_json:
        print_json(report.to_dict())
    else:
        say(agreement_text(report, page()))
    if sheet is not None:
        _write(report, sheet)
    keep_step("agree", round_, db, run=source)
    if min_kappa is not None:
        from rubrx.jobs.agreement import held

        held(report, min_kappa)
    return 3 if rows is not None and rows.refused and not allow_rejects else 0


def _is_file(source: str) -> bool:
    return source == "-" or source.lower().endswith((".csv", ".tsv")) or Path(source).is_file()


def _of_run(source: str, asked: Asked, db: str, listed: int) -> AgreementReport:
    """The report on a run; where there is none of that name, and a folder has it, that is what to say."""
    from rubrx.errors import StoreFault, UsageError
    from rubrx.jobs.agreement_run import agreement_of_run

    try:
        return agreement_of_run(source, asked, db=db, listed=listed)
    except (UsageError, StoreFault) as fault:
        if Path(source).is_dir():
            raise UsageError(f"{source}: is a folder, and no run has that name: give a run, or a file") from fault
        raise


def _of_file(source: str, asked: Asked, listed: int) -> tuple[AgreementReport, Labels]:
    from rubrx.jobs.agreement import agreement_of_file

    return agreement_of_file(source, asked, listed=listed)


def _tell(rows: Labels) -> None:
    from rubrx.cli.terminal import safe_line

    for problem in rows.problems:
        click.echo(f"rubrx: refused: {safe_line(str(problem))}", err=True)
    if rows.refused > len(rows.problems):
        click.echo(f"rubrx: refused: and {rows.refused - len(rows.problems):,} more rows", err=True)


def _write(report: AgreementReport, sheet: str) -> None:
    from rubrx.jobs.outputs import whole_file
    from rubrx.reports.calibration import calibration_html

    with whole_file(sheet) as stream:
        stream.write(calibration_html(report).encode())
    click.echo(f"wrote {sheet}: {len(report.below):,} items to talk about", err=True)
