"""`rubrx rounds`: the improvement loop so far, and whether to go on."""

from __future__ import annotations

import click

from rubrx.cli.options import Within, db_option, json_option, print_json
from rubrx.cli.paper import page, say


@click.group("rounds")
def command() -> None:
    """Keep what each step of the improvement loop came to, and say: continue, retrain, or stop."""


@command.command("status")
@click.option(
    "--min-correlation",
    type=Within(-1, 1),
    default=0.5,
    show_default=True,
    metavar="X",
    help="Retrain when the reward's correlation with people may be lower than this.",
)
@db_option
@json_option
def status(min_correlation: float, db: str, as_json: bool) -> None:
    """Say what to do next, and why; then the rounds as a curve.

    Retrain: the lower bound of the reward's correlation with people is too low. Stop: gold's gain covered 0 twice
    running. Continue otherwise.
    """
    from rubrx.jobs.rounds import rounds_status
    from rubrx.reports.rounds import status_text

    found = rounds_status(db=db, min_correlation=min_correlation)
    if as_json:
        print_json(found.to_dict())
    else:
        say(status_text(found, page()))


@command.command("list")
@db_option
@json_option
def list_(db: str, as_json: bool) -> None:
    """List every step that was kept, with its figures."""
    from rubrx.jobs.rounds import rounds_list
    from rubrx.reports.rounds import steps_text

    steps = rounds_list(db=db)
    if as_json:
        print_json({"steps": [row._asdict() for row in steps]})
    elif not steps:
        click.echo(f"{db} holds no rounds yet: rubrx rounds add grade --run NAME begins one", err=True)
    else:
        say(steps_text(steps, page()))


def _figures(_ctx: click.Context, _option: click.Parameter, words: tuple[str, ...]) -> dict[str, float]:
    import math

    found = {}
    for word in words:
        name, equals, figure = word.partition("=")
        try:
            value = float(figure)
        except ValueError:
            value = math.nan
        if not (name.strip() and equals and math.isfinite(value)):
            raise click.BadParameter(f"{word!r}: write NAME=NUMBER, such as gold_interval_low=0.2")
        found[name.strip()] = value
    return found


@command.command("add")
@click.argument("step")
@click.option("--round", "number", type=click.IntRange(min=1), metavar="N", help="Default: the newest round.")
@click.option("--run", metavar="RUN", help="The run it speaks of; its figures are read from the database.")
@click.option("--reward", default="rubric", show_default=True, metavar="NAME", help="agree, rm: held against people.")
@click.option("--from", "source", metavar="FILE.json", help="Take the figures that a command printed with --json.")
@click.option("--set", "figures", multiple=True, metavar="NAME=X", callback=_figures, help="A figure (repeatable).")
@click.option("--note", default="", metavar="TEXT", help="A remark.")
@db_option
@json_option
def add(  # noqa: PLR0913, PLR0917 - one argument an option
    step: str,
    number: int | None,
    run: str | None,
    reward: str,
    source: str | None,
    figures: dict[str, float],
    note: str,
    db: str,
    as_json: bool,
) -> None:
    """Keep STEP: grade, select, annotate, agree, rm, ppo, audit or drift.

    grade begins the next round where the newest has been graded. `rubrx ppo --json | rubrx rounds add ppo --from -`
    keeps what a training came to.
    """
    from rubrx.cli.terminal import safe_line
    from rubrx.jobs.rounds import add_step

    row = add_step(step, db=db, number=number, run=run, reward=reward, figures=figures, source=source, note=note)
    if as_json:
        print_json(row._asdict())
        return
    shown = ", ".join(f"{safe_line(name)} {value:.4g}" for name, value in sorted(row.figures.items())[:8])
    more = f", and {len(row.figures) - 8} more" if len(row.figures) > 8 else ""
    click.echo(f"round {row.round}, {row.step}: {shown or 'no figures'}{more}")
