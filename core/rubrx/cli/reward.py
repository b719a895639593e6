"""`rubrx reward`: compare rewards before anything is trained on them; score a file with one."""

from __future__ import annotations

import json

import click

from rubrx.cli import Session
from rubrx.cli.options import json_option, print_json
from rubrx.cli.paper import page, say

#: refusals shown one by one; the rest are counted
SHOWN = 10


@click.group("reward")
def command() -> None:
    """Compare rewards, or score a file with one."""


@command.command("compare")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--candidates", metavar="FILE", help="Candidate answers with gold; default: those of the rubric packs.")
@click.option("--rubrics", multiple=True, metavar="DIR", help="Rubrics beside the packs (repeatable).")
@click.option("--gold", default="gold", show_default=True, metavar="COLUMN", help="The mark to compare with.")
@click.option("--no-audit", is_flag=True, help="Leave the attacks out, which take seconds a reward.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@json_option
@click.pass_obj
def compare(  # noqa: PLR0913, PLR0917 - one an option
    session: Session,
    names: tuple[str, ...],
    candidates: str | None,
    rubrics: tuple[str, ...],
    gold: str,
    no_audit: bool,
    seed: int,
    as_json: bool,
) -> None:
    """A card for each reward (default: all there are): how it ranks, what it would teach, how it is fooled."""
    from rubrx.jobs.reward_cards import compare_rewards
    from rubrx.reports.card_text import cards_text
    from rubrx.reports.plain import plain

    cards = compare_rewards(
        names, candidates=candidates, rubrics=rubrics, gold=gold, audit=not no_audit, seed=seed, plugins=session.plugins
    )
    if as_json:
        print_json({"rewards": plain(cards)})
    else:
        say(cards_text(cards, page()))


@command.command("score")
@click.argument("name")
@click.argument("file")
@click.option("--rubric", metavar="ID|FILE", help="The rubric of rows without a query id.")
@click.option("--rubrics", multiple=True, metavar="DIR", help="Rubrics beside the packs (repeatable).")
@click.option("--json", "as_json", is_flag=True, help="The default: one JSON object a row.")
@click.pass_obj
def score(session: Session, name: str, file: str, rubric: str | None, rubrics: tuple[str, ...], as_json: bool) -> int:
    """Score FILE (`-`: standard input) with the reward NAME: one JSON object a row, in order.

    A row without a value says why under `problem`; one that does not apply has neither. The exit code is 3 where
    a row could not be read or has no rubric.
    """
    del as_json
    from rubrx.cli.terminal import safe_line
    from rubrx.jobs.reward_cards import score_file

    refused = 0
    for row in score_file(name, file, rubric=rubric, rubrics=rubrics, plugins=session.plugins):
        if row.problem and (not row.id or row.problem.startswith("no rubric")):
            refused += 1
            if refused <= SHOWN:
                click.echo(safe_line(f"{file}:{row.line}: {row.problem}"), err=True)
        out = {"id": row.id, "query_id": row.query_id, "line": row.line, "reward": name, "value": row.value}
        click.echo(json.dumps({**out, "problem": row.problem} if row.problem else out))
    if refused > SHOWN:
        click.echo(f"{file}: {refused - SHOWN:,} more rows without a value", err=True)
    return 3 if refused else 0
