"""`rubrx compare`: two runs side by side, query by query."""

from __future__ import annotations

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json
from rubrx.cli.paper import page, say


@click.command("compare")
@click.argument("a")
@click.argument("b")
@db_option
@json_option
@click.pass_obj
def command(session: Session, a: str, b: str, db: str, as_json: bool) -> None:
    """Set run B beside run A: what changed from A to B, query by query.

    Runs are names, beginnings of ids, or latest.
    """
    from rubrx.jobs.compare import compare_runs
    from rubrx.reports.comparison_text import comparison_text

    comparison = compare_runs(a, b, db=db, plugins=session.plugins)
    if as_json:
        print_json(comparison.to_dict())
    else:
        say(comparison_text(comparison, page()))
