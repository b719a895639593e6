"""`rubrx export`: a run's answers and verdicts, for other programs."""

from __future__ import annotations

import sys
from typing import IO

import click

from rubrx.cli.options import db_option, json_option, print_json

_FORMATS = ("jsonl", "csv", "parquet")


@click.command("export")
@click.argument("run")
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help="jsonl: one object an answer, nothing left out; csv and parquet: one row a verdict. Default: by the file's "
    "suffix, else jsonl.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all; default: standard output.")
@click.option("--raw", is_flag=True, help="CSV for programs: text that begins like a formula is left as it is.")
@db_option
@json_option
def command(run: str, format_: str | None, output: str | None, raw: bool, db: str, as_json: bool) -> None:
    """Write RUN (a name, the beginning of an id, or latest) for other programs."""
    from rubrx.cli.terminal import safe_line
    from rubrx.jobs.export import FORMATS, export_run
    from rubrx.reports.words import count

    suffix = output.rpartition(".")[2].lower() if output and "." in output else ""
    if format_ is None and suffix and suffix not in (*_FORMATS, "json", "ndjson"):
        raise click.UsageError(f"no format is called {suffix}: name the file .{', .'.join(_FORMATS)}, or give --format")
    chosen = format_ or (suffix if suffix in _FORMATS else "jsonl")
    if raw and chosen != "csv":
        raise click.UsageError(f"--raw is for CSV; {chosen} is never changed")
    named = output if output and output != "-" else None
    if as_json and not named:
        raise click.UsageError("--json says what was written, and needs -o FILE")
    (name,) = (each for each in FORMATS if each == chosen)
    answers = export_run(run, named or _stdout(chosen), format_=name, db=db, raw=raw)
    if as_json:
        print_json({"answers": answers, "format": chosen, "file": named})
        return
    where = f" to {safe_line(named)}" if named else ""
    click.echo(f"{count(answers, 'answer')} written{where}", err=True)


def _stdout(format_: str) -> IO[bytes]:
    if format_ == "parquet" and sys.stdout.isatty():
        raise click.UsageError("Parquet is no text for a terminal: name a file with -o")
    return sys.stdout.buffer
