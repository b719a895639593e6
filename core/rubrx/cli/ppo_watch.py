"""What `rubrx ppo` prints while it trains: the page's beginning, then a row whenever one is due."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from rubrx.cli.paper import say
from rubrx.cli.terminal import safe_line
from rubrx.jobs.ppo import Watch
from rubrx.reports.page import Page
from rubrx.reports.training_text import Opening, opening_text, row_text, shown
from rubrx.training import Iteration, Table, Trainer
from rubrx.training.candidates import mean

#: faults of a reward that are told one by one; the rest are counted
SHOWN = 5


def unmarked_told(table: Table) -> str:
    """How many candidates lack a mark, and what gold then watches."""
    lacking = f"{table.unmarked:,} of {table.kept:,} candidates have no mark, so that gold"
    if not table.marked.any():
        return f"{lacking} can't watch"
    return f"{lacking} watches only the {int(table.marked.sum()):,} of {len(table.names):,} queries with every mark"


class PPOWatch(Watch):
    """The rows appear as they are reached; `quiet` says nothing at all."""

    def __init__(self, page: Page, *, quiet: bool) -> None:
        self.page, self.quiet = page, quiet
        self._trainer: Trainer | None = None
        self._last = 0

    def began(self, trainer: Trainer, reward: str, resumed: int) -> None:
        """Everything above the first row, and the rows that were done before."""
        self._trainer = trainer
        table, plan = trainer.table, trainer.plan
        if 0 < table.unmarked < table.kept:
            click.echo(f"rubrx: warning: {unmarked_told(table)}", err=True)
        if self.quiet:
            return
        opening = Opening(
            reward,
            len(trainer.trained),
            table.kept,
            plan.iterations,
            getattr(trainer.controller, "target", None),
            table.without_reward,
            len(table.queries_left_out),
            len(trainer.held_out),
            float(trainer.start.reward.mean()),
            mean(trainer.start.gold),
            0 if trainer.start.gold is None else len(trainer.start.gold),
        )
        say(opening_text(opening, self.page))
        for each in trainer.history:
            self._row(each)
        if resumed:
            click.echo(f"rubrx: going on after iteration {resumed}", err=True)

    def stepped(self, iteration: Iteration) -> None:
        """A row, if one is due."""
        if not self.quiet:
            self._row(iteration)

    def _row(self, iteration: Iteration) -> None:
        assert self._trainer is not None
        if iteration.iteration in shown(self._trainer.plan.iterations) or self._trainer.stopped:
            say(row_text(iteration, self.page))
            sys.stdout.flush()

    def problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Answers that stand without a reward since a plugin failed on them."""
        for answer, problem in problems[:SHOWN]:
            click.echo(f"rubrx: warning: {safe_line(answer)}: {safe_line(problem)}; left out", err=True)
        if len(problems) > SHOWN:
            click.echo(f"rubrx: warning: {len(problems) - SHOWN:,} more answers left out likewise", err=True)
