"""`rubrx rm`: make preferences, train a reward model on them, evaluate it, score with it, probe it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json, refuse_without_effect, rejects_option
from rubrx.cli.paper import page, say
from rubrx.cli.rm_round import round_
from rubrx.cli.rm_shared import agreement_option, as_plain, exit_code, rubrics_option, tell_rejects
from rubrx.cli.rm_use import evaluate, probe, score
from rubrx.cli.rounds_option import check_round, keep_step, round_option

if TYPE_CHECKING:
    from rubrx.jobs.rm import RmTraining


@click.group("rm")
def command() -> None:
    """Reward models: learn from preferences what a good answer is."""


for each in (evaluate, score, probe, round_):
    command.add_command(each)


@command.command("pairs")
@click.argument("run", default="latest")
@db_option
@click.option(
    "--by",
    default="score",
    show_default=True,
    metavar="NAME",
    help="What orders the answers: score, a reward, or a column of the file (gold).",
)
@click.option("--annotations", is_flag=True, help="Take what people preferred (rubrx annotate) instead.")
@click.option("--min-gap", default=1.0, show_default=True, metavar="GAP", help="How far apart two marks must lie.")
@click.option("--per-query", default=1_000, show_default=True, metavar="N", help="At most so many pairs of one query.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Which pairs are drawn where there are more.",
)
@click.option("-o", "--out", metavar="FILE", help="Write here instead of to standard output.")
@json_option
def pairs(  # noqa: PLR0913, PLR0917 - one an option
    run: str,
    db: str,
    by: str,
    annotations: bool,
    min_gap: float,
    per_query: int,
    seed: int,
    out: str | None,
    as_json: bool,
) -> None:
    """Write preferences from RUN's answers as JSON Lines (prompt, chosen, rejected), the better one chosen.

    RUN is a name, the beginning of an id, or latest (the default).
    """
    if as_json and out is None:
        raise click.UsageError("--json tells what was written: it needs -o FILE")
    from rubrx.jobs.rm_pairs import as_lines, pairs_of_annotations, pairs_of_run, write_pairs

    found = (
        pairs_of_annotations(run, db=db)
        if annotations
        else pairs_of_run(run, db=db, by=by, min_gap=min_gap, per_query=per_query, seed=seed)
    )
    if out is None or out == "-":
        for line in as_lines(found.pairs):
            click.echo(line, nl=False)
    else:
        write_pairs(found.pairs, out)
    figures = {
        "pairs": len(found.pairs),
        "queries": found.queries,
        "unmarked": found.unmarked,
        "close": found.close,
        "tied": found.tied,
        "left_out": found.left_out,
    }
    if as_json:
        print_json({"run": found.run, "by": found.by, "out": out, **figures})
        return
    told = [f"{len(found.pairs):,} pairs of {found.queries:,} queries of run {found.run}, by {found.by}"]
    told += [
        f"{n:,} {what}"
        for n, what in (
            (found.unmarked, "answers without a mark"),
            (found.close, f"pairs closer than {min_gap:g}"),
            (found.tied, "ties"),
            (found.left_out, "more than --per-query"),
        )
        if n
    ]
    click.echo(f"rubrx: {'; '.join(told)}", err=True)


@command.command("train")
@click.argument("file")
@click.option("-o", "--out", required=True, metavar="MODEL.npz", help="Where the model goes; an older one is replaced.")
@click.option(
    "--members", default=5, show_default=True, metavar="K", help="Members, each on a resample of the prompts."
)
@click.option("--l2", default=0.03, show_default=True, metavar="X", help="Weight of |w|²/2 beside a pair's mean loss.")
@click.option("--label-smoothing", default=0.0, show_default=True, metavar="E", help="How often labels are wrong.")
@click.option(
    "--anchors",
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="Weight of pairs that say: silence, the question again, a row of terms lose. 0 leaves them away.",
)
@click.option("--features", default="clinical,words", show_default=True, metavar="NAMES", help="Feature sets.")
@agreement_option
@click.option(
    "--held-out",
    default=0.2,
    show_default=True,
    metavar="SHARE",
    help="Prompts held out at a time, each once, to measure; 0 leaves it away.",
)
@click.option("--curve", is_flag=True, help="Measure accuracy against the number of pairs too.")
@rubrics_option
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Which prompts are resampled and held out."
)
@rejects_option
@round_option
@db_option
@json_option
@click.pass_obj
def train(  # noqa: PLR0913, PLR0917 - one an option
    session: Session,
    file: str,
    out: str,
    members: int,
    l2: float,
    label_smoothing: float,
    anchors: float,
    features: str,
    min_agreement: float,
    held_out: float,
    curve: bool,
    rubrics: tuple[str, ...],
    seed: int,
    allow_rejects: bool,
    round_: str | None,
    db: str,
    as_json: bool,
) -> int:
    """Learn a reward model from the preferences in FILE (JSON Lines: prompt, chosen, rejected).

    A row that can't be used is told by line, and the rest goes on; the exit code is then 3.
    """
    if round_ is None:
        refuse_without_effect(["db"], "without --round: the steps of rounds are kept there")
    check_round(round_, db)
    from rubrx.jobs.rm import train_rm
    from rubrx.reward_model.fitting import Settings

    trained = train_rm(
        file,
        out,
        settings=Settings(members, l2, label_smoothing, anchors),
        features=tuple(name.strip() for name in features.split(",") if name.strip()),
        min_agreement=min_agreement,
        held_out_share=held_out,
        curve=curve,
        rubrics=rubrics,
        seed=seed,
        plugins=session.plugins,
    )
    data = as_plain(trained, without=("model",))
    if as_json:
        print_json(data)
    else:
        tell_rejects(trained.source, trained.rejects)
        say(_training(trained))
    keep_step("rm", round_, db, data=data)
    return exit_code(trained.rejects, allow_rejects)


def _training(trained: RmTraining) -> str:
    from rubrx.reports.rm_text import counts_lines, curve_lines, joined, measured_lines, top_lines
    from rubrx.reports.words import count, percent

    paper = page()
    note = f"{count(trained.members, 'member')}, {trained.columns:,} features ({', '.join(trained.features)})"
    held_out = (
        paper.wrapped("Nothing could be held out: one prompt is all there is.")
        if trained.held_out is None and trained.counts.prompts == 1
        else []
        if trained.held_out is None
        else [
            paper.heading("Held out", "each prompt judged by members that did not learn from it"),
            *measured_lines(trained.held_out, paper),
        ]
    )
    return joined(
        [
            [paper.heading("Reward model", note), *counts_lines(trained.counts, paper)],
            held_out,
            curve_lines(trained.curve, paper),
            top_lines(trained.top, paper),
            [
                f"wrote {trained.path} ({trained.digest[:12]}); it orders {percent(trained.agrees, 1)} of the pairs "
                "that it learned from",
                f"next: rubrx rm probe {trained.path}, rubrx grade FILE --reward rm:{trained.path}",
            ],
        ]
    )
