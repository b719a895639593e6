"""`rubrx import`: other people's criteria as rubric files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import json_option, print_json

if TYPE_CHECKING:
    from rubrx.jobs.import_healthbench import Import

_REFUSED = 3


@click.group("import")
def command() -> None:
    """Make rubric files of other people's criteria."""


@command.command("healthbench")
@click.argument("file")
@click.option("-o", "--out", "out", metavar="DIR", required=True, help="The folder for the rubric files.")
@click.option("--judge-all", is_flag=True, help="Leave every criterion to a judge, also those that a kind can decide.")
@json_option
@click.pass_obj
def healthbench(session: Session, file: str, out: str, judge_all: bool, as_json: bool) -> int:
    """Make a rubric of each HealthBench item in FILE (JSON lines with prompt and rubrics).

    Points stay as they are. A criterion of a plain form about a known drug becomes a kind that rubrx decides; all
    others become judge:, and await one. Exit 3 if an item was refused; the rest is written.
    """
    from rubrx.jobs.import_healthbench import import_healthbench

    done = import_healthbench(file, out, judge_all=judge_all, plugins=session.plugins)
    if as_json:
        problems = [{"line": each.line, "field": each.field, "problem": each.problem} for each in done.refused]
        keys = ("folder", "rubrics", "kinds", "pointless")
        print_json({**{key: getattr(done, key) for key in keys}, "refused": problems})
    else:
        _tell(done)
    return _REFUSED if done.refused or not done.rubrics else 0


def _tell(done: Import) -> None:
    from rubrx.cli.terminal import safe_line

    for each in done.refused:
        click.echo(safe_line(str(each)), err=True)
    total = sum(done.kinds.values())
    mapped = [f"{n:,} {kind}" for kind, n in done.kinds.items() if kind != "judge"]
    n = len(done.rubrics)
    click.echo(f"{n:,} rubric{'s' * (n != 1)} in {done.folder}, {total:,} criteria")
    click.echo(f"{done.kinds.get('judge', 0):,} await a judge; decided here: {', '.join(mapped) or 'none'}")
    if done.pointless:
        click.echo(f"{done.pointless:,} criteria of 0 points left out", err=True)
    if done.refused:
        click.echo(f"{len(done.refused):,} items refused", err=True)
