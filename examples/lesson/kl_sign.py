"""Fault 1: the KL with its sign turned round, so that beta pays for drift instead of charging for it."""

import numpy as np

from rubrx.contracts import PPOVariant, hookimpl


def turned_round(log_pi, log_ref):
    """-KL(pi || pi_ref) and its gradient: log pi_ref - log pi where log pi - log pi_ref belongs."""
    difference = np.where(np.isneginf(log_pi), 0.0, log_ref - log_pi)
    pi = np.exp(log_pi)
    return (pi * difference).sum(axis=-1), pi * (difference - 1.0)


def told_to_the_controller(log_pi, log_ref, kl):
    """The same mistake once more: the controller hears of a KL below zero."""
    return -kl


@hookimpl
def rubrx_ppo_variants():
    return [
        PPOVariant("kl-sign", "the KL's sign turned round", penalty=turned_round, controlled_kl=told_to_the_controller)
    ]
