"""`rubrx rubric diff`: two texts of one rubric, criterion by criterion, and the verdicts that a change makes stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json

if TYPE_CHECKING:
    from rubrx.jobs.rubric_diff import Edit, ItemChange, RubricDiff


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--run", "run", metavar="RUN", help="Count the verdicts of this run, which was graded with OLD.")
@db_option
@json_option
@click.pass_obj
def diff(session: Session, old: str, new: str, run: str | None, db: str, as_json: bool) -> None:
    """Tell what changed between two texts of a rubric (files or ids), and which verdicts that makes stale.

    A verdict is stale where what it rests on changed: its criterion, the metric's version, or the words, patient and
    query that it was read with. Points and what is critical change scores only. `rubrx regrade` gives the stale ones
    again and keeps the rest.
    """
    from dataclasses import asdict

    from rubrx.cli.paper import say
    from rubrx.jobs.rubric_diff import diff_rubrics

    found = diff_rubrics(old, new, run=run, db=db, plugins=session.plugins)
    if as_json:
        counts = {"stale": found.stale, "kept": found.kept} if found.run else {}
        print_json({**asdict(found), **counts, "rescored": found.rescored})
    else:
        say("".join(f"{line}\n" for line in _lines(found)))


def _lines(found: RubricDiff) -> list[str]:
    if found.old_digest == found.new_digest:
        return [f"{found.id}: the same text"]
    lines = [f"{found.id}: {found.old_digest[:12]} to {found.new_digest[:12]}"]
    lines += [f"  {_edit(each)}" for each in found.edits]
    for each in found.items:
        if each.change != "same" or each.stale:
            lines += _item(each)
    same = sum(each.change == "same" and not each.stale for each in found.items)
    if same:
        lines.append(f"  {same} other {'criteria' if same > 1 else 'criterion'} unchanged")
    if found.run:
        lines.append(f"run {found.run}: {found.stale:,} verdicts stale, {found.kept:,} stand")
    if found.rescored:
        lines.append("scores change although verdicts stand: points, what is critical or what is counted changed")
    return lines


def _item(each: ItemChange) -> list[str]:
    from rubrx.cli.terminal import safe_line

    n = "" if each.verdicts is None else f"{each.verdicts:,} "
    outcome = {
        "added": f"{n}verdicts to give",
        "removed": f"{n}verdicts fall away",
    }.get(each.change, f"{n}verdicts stale: {each.stale}" if each.stale else f"{n}verdicts stand")
    head = f"  {safe_line(each.id)}: {'' if each.change == 'same' else f'{each.change}; '}{outcome}"
    return [head, *(f"    {_edit(edit)}" for edit in each.edits)]


def _edit(each: Edit) -> str:
    from rubrx.cli.terminal import safe_line

    if each.old and each.new:
        return safe_line(f"{each.key}: {each.old} -> {each.new}")
    return safe_line(f"{each.key}: changed")
