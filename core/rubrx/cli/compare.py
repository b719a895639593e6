"""`rubrx compare`: two runs or more side by side, query by query and verdict by verdict."""

from __future__ import annotations

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json
from rubrx.cli.paper import page, say


@click.command("compare")
@click.argument("a")
@click.argument("b")
@click.argument("more", nargs=-1, metavar="[C]...")
@click.option(
    "--margin",
    type=float,
    default=0.05,
    show_default=True,
    metavar="X",
    help="By how much the share of critical verdicts that went well may fall.",
)
@db_option
@json_option
@click.pass_obj
def command(session: Session, a: str, b: str, more: tuple[str, ...], margin: float, db: str, as_json: bool) -> None:
    """Set run B beside run A: what changed from A to B, query by query and verdict by verdict.

    Runs are names, beginnings of ids, or latest. With more than two, each is set beside A.
    """
    from rubrx.jobs.compare import compare_with_first
    from rubrx.reports.comparison_text import comparison_text

    comparisons = compare_with_first([a, b, *more], db=db, plugins=session.plugins, margin=margin)
    if as_json and not more:
        print_json(comparisons[0].to_dict())
    elif as_json:
        print_json({"comparisons": [each.to_dict() for each in comparisons]})
    else:
        paper = page()
        rule = "\n" + ("─" if paper.blocks else "-") * paper.columns + "\n\n"
        say(rule.join(comparison_text(each, paper) for each in comparisons))
