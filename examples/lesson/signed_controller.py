"""Fault 4: a right penalty, but a controller that is told a KL below zero and so always relaxes."""

import numpy as np

from rubrx.contracts import PPOVariant, hookimpl


def signed(log_pi, log_ref, kl):
    """The mean of log pi_ref - log pi over the sampled answers: an estimate of minus the KL."""
    return float(np.mean((log_ref - log_pi).sum(axis=1)))


@hookimpl
def rubrx_ppo_variants():
    return [PPOVariant("signed-controller", "the controller is told minus the KL", controlled_kl=signed)]
