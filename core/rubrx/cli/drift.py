"""`rubrx drift`: has the text changed between two runs, and does a reward model still know it."""

from __future__ import annotations

import click

from rubrx.cli.options import db_option, json_option, print_json
from rubrx.cli.paper import page, say


@click.command("drift")
@click.argument("a")
@click.argument("b")
@db_option
@click.option(
    "--gold",
    metavar="FILE|annotations|COLUMN",
    help="People's marks, as for `audit run`: compares how well the reward orders old and new answers.",
)
@click.option("--reward", default="rubric", show_default=True, metavar="NAME", help="The reward that --gold judges.")
@click.option("--seed", default=0, show_default=True, help="Starts the permutations and the resampling.")
@json_option
def command(a: str, b: str, db: str, gold: str | None, reward: str, seed: int, as_json: bool) -> None:
    """Tell whether the answers of run B come from where those of run A came from.

    Runs are names, beginnings of ids, or latest. Answers are compared within the queries that both runs share.
    """
    from rubrx.jobs.drift import drift_between
    from rubrx.reports.drift_text import drift_text
    from rubrx.reports.plain import plain

    found = drift_between(a, b, db=db, gold=gold, reward=reward if gold else None, seed=seed)
    if as_json:
        print_json(plain(found))
    else:
        say(drift_text(found, page()))
