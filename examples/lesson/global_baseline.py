"""Fault 3: one number as the baseline of every query, instead of what the others got for the same query."""

import numpy as np

from rubrx.contracts import PPOVariant, hookimpl

#: the mean mark of the answers before training
GLOBAL_MEAN = 3.3


def one_for_all(returns, queries):
    """The same for every query: it says which query was easy, not which answer was good."""
    return np.full(len(returns), GLOBAL_MEAN)


@hookimpl
def rubrx_ppo_variants():
    return [PPOVariant("global-baseline", "one baseline for all queries", baseline=one_for_all)]
