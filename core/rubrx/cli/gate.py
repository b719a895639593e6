"""`rubrx gate`: hold a run against thresholds; exit 1 when one is missed."""

from __future__ import annotations

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json


def _shares(_ctx: click.Context, _option: click.Parameter, words: tuple[str, ...]) -> dict[str, float]:
    return {name: _number(word, figure) for name, word, figure in _named(words)}


def _counts(_ctx: click.Context, _option: click.Parameter, words: tuple[str, ...]) -> dict[str, int]:
    counts = {}
    for name, word, figure in _named(words):
        if not figure.isascii() or not figure.isdigit():
            raise click.BadParameter(f"{word!r}: a whole number stands after the '='")
        counts[name] = int(figure)
    return counts


def _named(words: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """(name, the word itself, figure) of each NAME=FIGURE; a name given twice is refused."""
    found: dict[str, tuple[str, str, str]] = {}
    for word in words:
        name, equals, figure = word.partition("=")
        name, figure = name.strip(), figure.strip()
        if not (name and equals and figure):
            raise click.BadParameter(f"{word!r}: write METRIC=NUMBER, such as contraindication_recall=0.95")
        if name in found:
            raise click.BadParameter(f"{name} is given twice")
        found[name] = (name, word, figure)
    return list(found.values())


def _number(word: str, figure: str) -> float:
    try:
        return float(figure)
    except ValueError:
        raise click.BadParameter(f"{word!r}: a number between 0 and 1 stands after the '=', such as 0.95") from None


@click.command("gate")
@click.argument("run")
@click.option(
    "--min",
    "minimum",
    multiple=True,
    metavar="METRIC=X",
    callback=_shares,
    help="The lower end of the metric's 95 % interval must reach X, between 0 and 1; METRIC may be score, the mean. "
    "Repeatable.",
)
@click.option(
    "--max-misses",
    "misses",
    multiple=True,
    metavar="METRIC=N",
    callback=_counts,
    help="At most N of the metric's verdicts may go badly (an unassessed one does).",
)
@click.option("--max-critical", type=click.IntRange(min=0), metavar="N", help="At most N critical verdicts may fail.")
@click.option("--min-coverage", type=float, metavar="X", help="Share of the points that must have been assessed.")
@click.option(
    "--max-errors",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Verdicts that may be errors, and rows that may be rejected.",
)
@click.option("--record", metavar="FILE", help="Write what was decided, on which bytes, as a page of Markdown.")
@click.option("--decided-by", default="", metavar="NAME", help="Who decides, for the record; default: the login name.")
@db_option
@json_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    ctx: click.Context,
    run: str,
    minimum: dict[str, float],
    misses: dict[str, int],
    max_critical: int | None,
    min_coverage: float | None,
    max_errors: int,
    record: str | None,
    decided_by: str,
    db: str,
    as_json: bool,
) -> None:
    """Hold RUN (a name, the beginning of an id, or latest) against thresholds; exit 1 when one is missed.

    A rate is held by what it proves, the lower end of its interval: 8 of 8 proves 67 %. An unfinished run, and one
    whose rows are no longer what was written, never passes.
    """
    from rubrx.errors import GateMissed
    from rubrx.jobs.gate import gate_run, write_record
    from rubrx.reports.gate_checks import Thresholds
    from rubrx.reports.gate_text import gate_text, missed_sentence

    chosen = ctx.get_parameter_source("max_errors") is not click.core.ParameterSource.DEFAULT
    if not (minimum or misses or chosen or max_critical is not None or min_coverage is not None):
        raise click.UsageError("name a threshold, such as --min contraindication_recall=0.9")
    if decided_by and not record:
        raise click.UsageError("--decided-by stands in the record: add --record FILE")
    session = ctx.find_object(Session)
    gate = gate_run(
        run,
        thresholds=Thresholds(minimum, misses, max_critical, min_coverage, max_errors),
        db=db,
        plugins=session.plugins if session else None,
    )
    if record:
        write_record(gate, record, decided_by=decided_by)
    if as_json:
        print_json(gate.result.to_dict())
    else:
        from rubrx.cli.paper import page, say

        say(gate_text(gate.result, page()))
    if not gate.result.held:
        raise GateMissed(missed_sentence(gate.result))
