"""The option `--round` of the commands that are a step of the improvement loop: they keep what they came to."""

from __future__ import annotations

from collections.abc import Mapping

import click

NEWEST = "newest"


def _checked(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """A round's number, or `newest`."""
    if value is not None and value != NEWEST and not (value.isascii() and value.isdecimal() and 0 < int(value) < 10**6):
        raise click.BadParameter(f"{value!r}: write {NEWEST}, or a number from 1")
    return value


round_option = click.option(
    "--round", "round_", callback=_checked, metavar="N|newest", help="Keep this as a step of that round (rubrx rounds)."
)


def check_round(round_: str | None, db: str) -> None:
    """StoreFault, before the work, where a step could not be kept after it: a database that is not there isn't made."""
    if round_ is not None:
        from rubrx.store import open_store

        with open_store(db):
            pass


def keep_step(
    step: str, round_: str | None, db: str, *, run: str | None = None, data: Mapping[str, object] | None = None
) -> None:
    """Keep a step, if asked to: as `rubrx rounds add STEP --run RUN`, or `--from` the command's own `--json`."""
    if round_ is None:
        return
    from rubrx.jobs.rounds import add_step, figures_in

    row = add_step(
        step,
        db=db,
        number=None if round_ == NEWEST else int(round_),
        run=run,
        figures=None if data is None else figures_in(data),
    )
    click.echo(f"kept: round {row.round}, {row.step}", err=True)
