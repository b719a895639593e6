"""Fault 2: the ratio taken to the reference instead of to the policy that sampled the batch."""

from rubrx.contracts import PPOVariant, hookimpl


def the_reference(log_old, log_ref):
    """pi / pi_ref: once it leaves [0.8, 1.2] the clip takes the gradient away, for good."""
    return log_ref


@hookimpl
def rubrx_ppo_variants():
    return [PPOVariant("reference-ratio", "the ratio is taken to the reference", ratio_base=the_reference)]
