"""`rubrx drift`: has the text changed between two runs, and does a reward model still know it."""

from __future__ import annotations

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json
from rubrx.cli.paper import page, say
from rubrx.cli.rounds_option import keep_step, round_option


@click.command("drift")
@click.argument("a")
@click.argument("b")
@db_option
@click.option(
    "--gold",
    metavar="FILE|annotations|COLUMN",
    help="People's marks, as for `audit run`: compares how well the reward orders old and new answers.",
)
@click.option(
    "--model",
    metavar="FILE",
    help="A reward model of `rubrx rm train`: how unsure is it of the new answers.",
)
@click.option("--reward", metavar="NAME", help="The reward that --gold judges (default: the model, else rubric).")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Starts the permutations and the resampling.",
)
@round_option
@json_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    session: Session,
    a: str,
    b: str,
    db: str,
    gold: str | None,
    model: str | None,
    reward: str | None,
    seed: int,
    round_: str | None,
    as_json: bool,
) -> None:
    """Tell whether the answers of run B come from where those of run A came from.

    Runs are names, beginnings of ids, or latest. Answers are compared within the queries that both runs share.
    """
    from rubrx.jobs.drift import drift_between
    from rubrx.reports.drift_text import drift_text
    from rubrx.reports.plain import plain

    judged = reward or ("rubric" if gold and model is None else None)
    found = drift_between(
        a, b, db=db, gold=gold, reward=judged, model=model, plugins=session.plugins if model else None, seed=seed
    )
    if as_json:
        print_json(plain(found))
    else:
        say(drift_text(found, page()))
    keep_step("drift", round_, db, data=plain(found))
