"""`rubrx select`: what to have labelled next, what choosing saves, and what labelling costs."""

from __future__ import annotations

from typing import Any

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json, refuse_without_effect
from rubrx.cli.paper import page, say
from rubrx.cli.rounds_option import keep_step, round_option


@click.command("select")
@click.argument("source", default="latest", metavar="[RUN|FILE]")
@click.option("--budget", type=click.IntRange(1), metavar="N", help="How many pairs to choose.")
@click.option(
    "--method",
    type=click.Choice(["bald", "disagreement", "close", "random"]),
    default="bald",
    show_default=True,
    help="What makes a label worth having.",
)
@click.option(
    "--model",
    metavar="FILE",
    help="A reward model of `rubrx rm train`, whose members disagree (default: the run's rewards do).",
)
@click.option("--simulate", is_flag=True, help="Replay labelling on marked answers instead: what does choosing save?")
@click.option("--seeds", type=click.IntRange(1), default=20, show_default=True, help="Replays of --simulate.")
@click.option("--plan", "plans", is_flag=True, help="Print hours and cost of labelling instead.")
@click.option("--preferences", type=int, default=50_000, show_default=True, help="--plan: how many preferences.")
@click.option("--minutes", type=float, default=30.0, show_default=True, help="--plan: minutes for ten preferences.")
@click.option("--expert-rate", type=float, default=100.0, show_default=True, help="--plan: an expert's hour.")
@click.option("--crowd-rate", type=float, default=25.0, show_default=True, help="--plan: a crowd worker's hour.")
@click.option("--crowd-share", type=float, default=0.8, show_default=True, help="--plan: the crowd's share of labels.")
@click.option(
    "--spot-check", type=float, default=0.2, show_default=True, help="--plan: crowd labels an expert repeats."
)
@click.option("--rater-agreement", type=float, default=0.75, show_default=True, help="--plan: how often two agree.")
@click.option("--saved", type=float, default=0.0, show_default=True, help="--plan: labels that choosing saves.")
@db_option
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Starts what is random.")
@round_option
@json_option
@click.pass_obj
def command(
    session: Session, /, source: str, budget: int | None, round_: str | None, as_json: bool, **options: object
) -> None:
    """Choose the pairs of answers that are most worth a label, from a run or a response file.

    RUN is a name, the beginning of an id, or latest (the default).
    """
    if options["simulate"] and options["plans"]:
        raise click.UsageError("--simulate and --plan ask for two different things")
    if not options["plans"]:
        refuse_without_effect(_PLANNED, "without --plan")
    if options["plans"]:
        refuse_without_effect(["source", "budget", "method", "model", "seeds", "db", "seed", "round_"], "with --plan")
        _plan(options, as_json)
    elif options["simulate"]:
        refuse_without_effect(
            ["budget", "model", "db", "round_"], "with --simulate: it replays labelling on marked answers"
        )
        _simulate(session, source, options, as_json)
    elif budget is None:
        raise click.UsageError("--budget N says how many pairs to choose (or ask for --simulate or --plan)")
    else:
        refuse_without_effect(["seeds"], "without --simulate")
        keep_step("select", round_, str(options["db"]), data=_select(session, source, budget, options, as_json))


#: parameters that say what labelling costs
_PLANNED = (
    "preferences", "minutes", "expert_rate", "crowd_rate", "crowd_share", "spot_check", "rater_agreement", "saved",
)  # fmt: skip


def _select(session: Session, source: str, budget: int, options: dict[str, object], as_json: bool) -> dict[str, Any]:
    from rubrx.jobs.select import select_pairs
    from rubrx.reports.plain import plain
    from rubrx.reports.selection_text import selection_text

    keep = {name: options[name] for name in ("method", "model", "db", "seed")}
    found = select_pairs(source, budget=budget, plugins=session.plugins, **keep)  # type: ignore[arg-type]
    data: dict[str, Any] = plain(found)
    if as_json:
        print_json(data)
    else:
        say(selection_text(found, page()))
    return data


def _simulate(session: Session, source: str, options: dict[str, object], as_json: bool) -> None:
    from rubrx.jobs.select import simulate_selection
    from rubrx.reports.plain import plain
    from rubrx.reports.selection_text import simulation_text

    file = None if source == "latest" else source
    keep = {name: options[name] for name in ("method", "seeds", "seed")}
    found = simulate_selection(responses=file, plugins=session.plugins, **keep)  # type: ignore[arg-type]
    if as_json:
        print_json(plain(found))
    else:
        say(simulation_text(found, page()))


def _plan(options: dict[str, object], as_json: bool) -> None:
    from rubrx.reports.plain import plain
    from rubrx.reports.selection_text import plan_text
    from rubrx.safeguards.planning import Terms, plan

    names = {"minutes": "minutes_per_ten", "rater_agreement": "agreement"}
    found = plan(Terms(**{names.get(name, name): options[name] for name in _PLANNED}))  # type: ignore[arg-type]
    if as_json:
        print_json(plain(found))
    else:
        say(plan_text(found, page()))
