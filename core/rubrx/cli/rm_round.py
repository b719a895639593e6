"""`rubrx rm round`: retrain on all labels so far, score a run's answers, say which pairs to label next."""

from __future__ import annotations

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json, rejects_option
from rubrx.cli.rm_shared import agreement_option, as_plain, exit_code, rubrics_option, tell_rejects

#: pairs that the text shows; --json has them all
_SHOWN = 10


@click.command("round")
@click.argument("file")
@click.argument("run", default="latest")
@click.option("-o", "--out", required=True, metavar="MODEL.npz", help="Where the model goes; an older one is replaced.")
@db_option
@click.option(
    "--label",
    "to_label",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    metavar="N",
    help="How many pairs to propose for labelling.",
)
@click.option("--members", default=5, show_default=True, metavar="K", help="Members; two at least.")
@click.option("--features", default="clinical,words", show_default=True, metavar="NAMES", help="Feature sets.")
@agreement_option
@rubrics_option
@click.option("--no-record", is_flag=True, help="Don't keep the figures among the rounds.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Which prompts are resampled.")
@rejects_option
@json_option
@click.pass_obj
def round_(  # noqa: PLR0913, PLR0917 - one an option
    session: Session,
    file: str,
    run: str,
    out: str,
    db: str,
    to_label: int,
    members: int,
    features: str,
    min_agreement: float,
    rubrics: tuple[str, ...],
    no_record: bool,
    seed: int,
    allow_rejects: bool,
    as_json: bool,
) -> int:
    """Learn from the preferences in FILE, score RUN's answers, and rank pairs of them for labelling.

    Those come first on which the model's members disagree most. The figures are kept for `rubrx rounds`.
    """
    from rubrx.jobs.rm_round import rm_round_of_run
    from rubrx.reward_model.fitting import Settings

    done = rm_round_of_run(
        file,
        run,
        out,
        db=db,
        record=not no_record,
        settings=Settings(members),
        features=tuple(name.strip() for name in features.split(",") if name.strip()),
        min_agreement=min_agreement,
        to_label=to_label,
        rubrics=rubrics,
        seed=seed,
        plugins=session.plugins,
    )
    rejects = done.training.rejects
    if as_json:
        figures = {"model": out, "digest": done.training.digest, "answers": done.answers, "figures": done.figures}
        print_json({**figures, "to_label": as_plain(done.to_label), "rejects": as_plain(rejects)})
        return exit_code(rejects, allow_rejects)
    from rubrx.reports.words import count, printable

    tell_rejects(done.training.source, rejects)
    accuracy = done.figures.get("held_out_accuracy")
    held_out = "" if accuracy is None else f", held-out pair accuracy {accuracy:.1%}"
    click.echo(f"wrote {out} ({done.training.digest[:12]}): {count(done.training.counts.pairs, 'pair')}{held_out}")
    click.echo(f"{count(done.answers, 'answer')} scored, {count(len(done.to_label), 'pair')} to label next:")
    click.echo(f"{'a wins':>7} {'differ':>7}  a / b")
    for each in done.to_label[:_SHOWN]:
        pair = f"{printable(each.response_a)} / {printable(each.response_b)}"
        click.echo(f"{each.probability:>7.2f} {each.disagreement:>7.3f}  {pair}")
    if len(done.to_label) > _SHOWN:
        click.echo(f"and {len(done.to_label) - _SHOWN:,} more; --json has all")
    return exit_code(rejects, allow_rejects)
