"""`rubrx runs`: the runs in a database, oldest first."""

from __future__ import annotations

import click

from rubrx.cli.options import db_option, json_option, print_json


@click.command("runs")
@db_option
@json_option
def command(db: str, as_json: bool) -> None:
    """List the runs in a database, oldest first."""
    from rubrx.cli.terminal import safe_line
    from rubrx.store import list_runs, open_store

    with open_store(db) as store:
        runs = list_runs(store)
    if as_json:
        keys = (
            "name",
            "uid",
            "status",
            "started",
            "ended",
            "source",
            "read",
            "graded",
            "rejected",
            "skipped",
        )
        print_json({"runs": [{key: getattr(run, key) for key in keys} for run in runs]})
        return
    if not runs:
        click.echo(f"{db} holds no runs", err=True)
        return
    rows: list[tuple[str, ...]] = [
        ("NAME", "ID", "STATUS", "STARTED", "READ", "GRADED", "REJECTED", "SKIPPED", "SOURCE")
    ]
    rows += [
        (
            run.name,
            run.uid[:8],
            run.status,
            run.started.replace("T", " ")[:16],
            *(f"{n:,}" for n in (run.read, run.graded, run.rejected, run.skipped)),
            safe_line(run.source),
        )
        for run in runs
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if 4 <= column <= 7 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
    unfinished = [run for run in runs if run.status in ("interrupted", "failed")]
    if any(run.parent is None for run in unfinished):
        click.echo("a run that is interrupted or failed: go on with rubrx grade SOURCE --name NAME --resume", err=True)
    if any(run.parent is not None for run in unfinished):
        click.echo("a regrade that is interrupted or failed: begin anew with rubrx regrade RUN", err=True)
