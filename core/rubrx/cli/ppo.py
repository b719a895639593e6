"""`rubrx ppo`: train a policy on candidate answers, watched by gold; replay the printed run; sweep beta."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json, refuse_without_effect
from rubrx.cli.paper import page, say
from rubrx.cli.rounds_option import keep_step, round_option

if TYPE_CHECKING:
    from rubrx.jobs.ppo import PPORun
    from rubrx.jobs.ppo_request import Request


@click.command("ppo")
@click.option(
    "--reward", "rewards", multiple=True, metavar="NAME", help="What to train on [rubric]; several are averaged."
)
@click.option("--candidates", metavar="FILE", help="Candidate answers; default: those of the rubric packs.")
@click.option("--rubrics", multiple=True, metavar="DIR", help="Rubrics beside the packs (repeatable).")
@click.option("--gold", default="gold", show_default=True, metavar="COLUMN", help="The mark that only watches.")
@click.option("--policy", type=click.Choice(["tabular", "linear"]), default="tabular", show_default=True)
@click.option("--features", multiple=True, metavar="SET", help="What a linear policy sees [clinical] (repeatable).")
@click.option(
    "--controller", type=click.Choice(["proportional", "fixed", "thresholds"]), default="proportional",
    show_default=True, help="How beta follows the KL.",
)  # fmt: skip
@click.option("--beta", type=float, metavar="NUMBER", help="The first beta [2.5; fixed and thresholds: 0.5].")
@click.option("--target-kl", type=float, default=0.9, show_default=True, help="Where `proportional` steers the KL.")
@click.option("--iterations", type=click.IntRange(1), default=200, show_default=True)
@click.option("--batch", type=click.IntRange(2), metavar="N", help="Answers an iteration [16 a query, 128 or more].")
@click.option("--held-out", default="", metavar="N|ID,ID|each", help="Queries that never train; each: in turn.")
@click.option("--stop-on", default="", metavar="KIND,KIND", help="Stop on hacking, kl, length, keyword, entropy.")
@click.option("--max-kl", type=float, metavar="NATS", help="Warn of a KL beyond this [2].")
@click.option("--variant", metavar="NAME", help="Parts of PPO that a plugin replaces.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--name", metavar="NAME", help="The training's name [ppo-candidates].")
@db_option
@click.option("--checkpoint", metavar="FILE", help="Keep the training in FILE as it goes.")
@click.option("--checkpoint-every", type=click.IntRange(1), default=10, show_default=True, metavar="N")
@click.option("--resume", is_flag=True, help="Go on from the checkpoint.")
@click.option("--report", metavar="FILE.html", help="Write the page and its charts to FILE too.")
@click.option("--replay", is_flag=True, help="The printed run of the notes behind rubrx, and the engine beside it.")
@click.option("--card", is_flag=True, help="Key numbers of the replay: the notes' beside the engine's.")
@click.option("--sweep", type=click.Choice(["beta"]), help="One training at each of nine fixed betas.")
@round_option
@json_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one an option
    session: Session,
    /,
    as_json: bool,
    replay: bool,
    card: bool,
    sweep: str | None,
    report: str | None,
    rewards: tuple[str, ...],
    features: tuple[str, ...],
    stop_on: str,
    variant: str | None,
    seed: int,
    round_: str | None,
    **asked: Any,
) -> None:
    """Train a policy to pick better answers: clipped PPO, held to its start by the KL, watched by gold.

    The policy begins by picking any of a query's candidate answers alike. The reward trains it; gold, the mark
    that each candidate carries, is only watched.
    """
    _refuse_idle(replay=replay, card=card, sweep=sweep, asked=asked)
    if report:
        from rubrx.jobs.outputs import check_place

        check_place(report)  # a page that can't be written is told before the work
    if replay or card:
        _replay(session, variant, seed, as_json, report, card=card)
        return

    if report and asked["candidates"] and Path(report).resolve() == Path(asked["candidates"]).resolve():
        raise click.UsageError("--report would overwrite the candidates")

    from rubrx.jobs.candidates import FEATURES
    from rubrx.jobs.ppo_request import Request

    request = Request(
        rewards=rewards or ("rubric",),
        features=features or FEATURES,
        stop_on=[kind.strip() for kind in stop_on.split(",")],
        variant=variant,
        seed=seed,
        **asked,
    )
    if sweep:
        _sweep(session, request, as_json, report)
    else:
        _train(session, request, as_json, report, round_)


#: parameters that say what to train on and how, what a sweep leaves to each beta, and what keeps a training
_TRAINED = (
    "rewards", "candidates", "rubrics", "gold", "policy", "features", "iterations", "batch", "held_out", "stop_on",
    "max_kl",
)  # fmt: skip
_STEERED = ("controller", "beta", "target_kl")
_KEPT = ("name", "db", "checkpoint", "checkpoint_every", "resume", "round_")


def _refuse_idle(*, replay: bool, card: bool, sweep: str | None, asked: dict[str, Any]) -> None:
    """UsageError for an option that would change nothing: what is asked for and not done must not pass in silence."""
    if replay or card:
        mode = "--card" if card else "--replay"
        refuse_without_effect([*_TRAINED, *_STEERED, *_KEPT, "sweep", *(["replay"] if card else [])], f"with {mode}")
        return
    if sweep:
        refuse_without_effect([*_STEERED, *_KEPT], "with --sweep: it trains at each beta, and keeps nothing")
        if asked["held_out"] == "each":
            refuse_without_effect(["held_out"], "as `each` with --sweep: name the queries, or say how many")
    if asked["policy"] != "linear":
        refuse_without_effect(["features"], "without --policy linear: a tabular policy sees no features")
    if asked["controller"] != "proportional":
        refuse_without_effect(["target_kl"], f"with --controller {asked['controller']}: only proportional has a target")
    if not asked["checkpoint"]:
        refuse_without_effect(["checkpoint_every"], "without --checkpoint")


def _train(session: Session, request: Request, as_json: bool, report: str | None, round_: str | None) -> None:
    from rubrx.cli.ppo_watch import PPOWatch
    from rubrx.jobs.ppo import train_candidates
    from rubrx.reports.training_text import closing_text

    watch = PPOWatch(page(), quiet=as_json)
    run = train_candidates(request, plugins=session.plugins, watch=watch)
    watch.problems(run.problems)
    if report:
        _write_report(report, run)
    if as_json:
        print_json(_data(run))
    else:
        say(closing_text(run.outcome, run.reward, page()))
        say(f"\nsteps: training {run.name} in {run.db}\n" + (f"report: {report}\n" if report else ""))
    keep_step("ppo", round_, str(request.db), data=_data(run))


def _data(run: PPORun) -> dict[str, object]:
    """One object: the training's figures at its top, what names and surrounds it beside them."""
    from rubrx.reports.plain import plain

    around = plain(run)
    outcome = around.pop("outcome")
    return {**around, **outcome}


def _write_report(report: str, run: PPORun) -> None:
    from rubrx.reports.page import Page
    from rubrx.reports.training_html import training_document
    from rubrx.reports.training_text import training_text

    text = training_text(run.outcome, run.reward, Page())
    _write(
        report,
        training_document(f"Training {run.name}", run.outcome, text, best_of_n=run.best_of_n, frontier=run.frontier),
    )


def _write(path: str, text: str) -> None:
    from rubrx.jobs.outputs import whole_file

    with whole_file(Path(path)) as stream:
        stream.write(text.encode("utf-8", "replace"))


def _replay(session: Session, variant: str | None, seed: int, as_json: bool, report: str | None, *, card: bool) -> None:
    from rubrx.jobs.ppo import replay_run
    from rubrx.reports.plain import plain
    from rubrx.reports.replay_text import card_text, replay_text

    show = card_text if card else replay_text
    found = replay_run(variant, seed=seed, plugins=session.plugins)
    if report:
        from rubrx.reports.page import Page
        from rubrx.reports.training_html import document, preformatted

        _write(report, document("The printed run, replayed", [preformatted(show(found, Page()))]))
    if as_json:
        data = plain(found)
        print_json({**data, "training": {key: data["training"][key] for key in data["training"] if key != "history"}})
    else:
        say(show(found, page()))


def _sweep(session: Session, request: Request, as_json: bool, report: str | None) -> None:
    from rubrx.cli.ppo_watch import unmarked_told
    from rubrx.jobs.ppo import sweep_beta
    from rubrx.reports.plain import plain
    from rubrx.reports.replay_text import sweep_text

    reward, table, rows = sweep_beta(request, plugins=session.plugins)
    if 0 < table.unmarked < table.kept:
        click.echo(f"rubrx: warning: {unmarked_told(table)}", err=True)
    if report:
        from rubrx.reports.page import Page
        from rubrx.reports.training_html import sweep_document

        _write(report, sweep_document(f"Sweep over beta, {reward} reward", rows, sweep_text(rows, reward, Page())))
    if as_json:
        print_json({"reward": reward, "queries": len(table.names), "seed": request.seed, "sweep": plain(rows)})
    else:
        say(sweep_text(rows, reward, page()) + (f"report: {report}\n" if report else ""))
