"""Leave one query out: train on the others, ask the policy about the one it never saw, and so for each in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rubrx.errors import UsageError
from rubrx.statistics import bootstrap_mean_difference
from rubrx.training.candidates import Table
from rubrx.training.outcome import Change
from rubrx.training.plan import Plan
from rubrx.training.trainer import Trainer, optimum_share


def leave_one_out(
    table: Table, plan: Plan, *, seed: int, controller: Callable[[], object] | None = None
) -> tuple[Change, dict[str, Change]]:
    """What a policy does for queries it never trained on: over all of them, and for each alone.

    The interval is of the mean change, queries resampled. A tabular policy learns nothing of a query that it
    did not see: its change is 0. UsageError for fewer than two queries.
    """
    if len(table.names) < 2:
        raise UsageError("leaving one query out needs at least two")
    each: dict[str, Change] = {}
    for number, name in enumerate(table.names):
        trainer = Trainer(
            table,
            replace(plan, held_out=(name,), stop_on=frozenset()),
            rng=np.random.default_rng([seed, number]),
            controller=controller() if controller is not None else None,  # type: ignore[arg-type]
        )
        while not trainer.done:
            trainer.step()
        change = trainer.outcome().validation
        assert change is not None
        each[name] = change
    changes = list(each.values())
    rng = np.random.default_rng([seed, len(changes)])
    golds = [(c.gold_before, c.gold_after) for c in changes if c.gold_before is not None and c.gold_after is not None]
    before, after = [c.reward_before for c in changes], [c.reward_after for c in changes]
    gold_before, gold_after = [b for b, _ in golds], [a for _, a in golds]
    whole = Change(
        queries=len(changes),
        reward_before=sum(before) / len(before),
        reward_after=sum(after) / len(after),
        reward_interval=bootstrap_mean_difference(before, after, rng),
        gold_before=sum(gold_before) / len(gold_before) if golds else None,
        gold_after=sum(gold_after) / len(gold_after) if golds else None,
        gold_interval=bootstrap_mean_difference(gold_before, gold_after, rng) if golds else None,
        kl=sum(c.kl for c in changes) / len(changes),
        gold_queries=len(golds),
    )
    return replace(whole, optimum_share=optimum_share(table, np.arange(len(table.names)), whole)), each
