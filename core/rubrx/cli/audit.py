"""`rubrx audit`: can a reward be gamed, and where did it part from people's marks in a run."""

from __future__ import annotations

from pathlib import Path

import click

from rubrx.cli import Session
from rubrx.cli.options import Within, db_option, json_option, print_json, refuse_without_effect
from rubrx.cli.paper import page, say
from rubrx.cli.rounds_option import check_round, keep_step, round_option


@click.group("audit")
def command() -> None:
    """Attack a reward, or hold a run's rewards against people's marks."""


@command.command("reward")
@click.argument("name")
@click.option(
    "--responses",
    metavar="FILE",
    help="Attack the answers in FILE (default: those that the rubric packs bring along).",
)
@click.option(
    "--rubrics",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A folder or file of rubrics beside the packs (repeatable).",
)
@click.option("--attack", "attacks", multiple=True, metavar="NAME", help="Use this attack only (repeatable).")
@click.option(
    "--max",
    "most",
    type=Within(0.0, 1.0),
    metavar="X",
    help="Exit 1 unless the interval's upper end is at most X and the reward keeps its contract.",
)
@click.option("--search", "searches", is_flag=True, help="Also search for hacks beyond the list, by hill climbing.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes that share the work.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Starts the resampling and the search."
)
@round_option
@db_option
@json_option
@click.pass_obj
def reward(  # noqa: PLR0913, PLR0917 - one argument an option
    session: Session,
    name: str,
    responses: str | None,
    rubrics: tuple[Path, ...],
    attacks: tuple[str, ...],
    most: float | None,
    searches: bool,
    workers: int,
    seed: int,
    round_: str | None,
    db: str,
    as_json: bool,
) -> None:
    """Attack the reward NAME: change answers in ways that can't make them better, and see what it pays.

    Exploitability is the share of (answer, attack) pairs whose reward rises by more than 5 % of its range.
    """
    if round_ is None:
        refuse_without_effect(["db"], "without --round: the steps of rounds are kept there")
    check_round(round_, db)
    from rubrx.jobs.audit import audit_reward, refuse_above
    from rubrx.jobs.hack_search import search_hacks
    from rubrx.reports.audit_text import audit_text, search_text
    from rubrx.reports.plain import plain

    plugins = session.plugins
    audit = audit_reward(
        name, responses=responses, rubrics=rubrics, attacks=attacks, plugins=plugins, workers=workers, seed=seed
    )
    found = search_hacks(name, responses=responses, rubrics=rubrics, plugins=plugins, seed=seed) if searches else None
    data = {**plain(audit), **({} if found is None else {"search": plain(found)})}
    if as_json:
        print_json(data)
    else:
        say(audit_text(audit, page()))
        if found is not None:
            say("\n" + search_text(found, page()))
    keep_step("audit", round_, db, data=data)
    if most is not None:
        refuse_above(audit, most)


@command.command("run")
@click.argument("run", default="latest")
@click.option(
    "--gold",
    required=True,
    metavar="FILE|annotations|COLUMN",
    help="People's marks: a file of marks, the annotations in the database, or a column of the run's own file.",
)
@db_option
@json_option
def run_(run: str, gold: str, db: str, as_json: bool) -> None:
    """Find where the rewards of RUN part from people's marks: a name, the beginning of an id, or latest."""
    from rubrx.jobs.audit import audit_run
    from rubrx.reports.audit_text import parting_text
    from rubrx.reports.plain import plain

    parting = audit_run(run, gold=gold, db=db)
    if as_json:
        print_json(plain(parting))
    else:
        say(parting_text(parting, page()))
