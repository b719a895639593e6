"""The four choices that PPO stands on, right by default, and replaceable so that a class can see a wrong one work.

They are the places where published notes on PPO go wrong most often: the sign of the KL, the policy that the
ratio is taken to, what a return is compared with, and what the controller of beta is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rubrx.learning.arrays import FloatArray, IntArray
from rubrx.learning.kl import exact_kl_with_gradient


def sampling_policy(log_old: FloatArray, log_ref: FloatArray) -> FloatArray:
    """PPO's ratio is pi / pi_old, where pi_old sampled the batch (Schulman et al. 2017, section 3)."""
    del log_ref
    return log_old


def true_kl(log_pi: FloatArray, log_ref: FloatArray, kl: float) -> float:
    """The controller is told KL(pi || pi_ref) itself, which is never negative."""
    del log_pi, log_ref
    return kl


@dataclass(frozen=True)
class Parts:
    """What an engine is made of; every field has the right choice as its default."""

    #: log pi, log pi_ref over all actions [..., A] -> what is penalised [...], and its gradient for log pi [..., A]
    penalty: Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]] = exact_kl_with_gradient
    #: log pi_old, log pi_ref of the actions taken [B, T] -> the logarithm of the ratio's denominator [B, T]
    ratio_base: Callable[[FloatArray, FloatArray], FloatArray] = sampling_policy
    #: returns [B], queries [B] -> what each return is compared with [B]; None: what `Settings.baseline` says
    baseline: Callable[[FloatArray, IntArray], FloatArray] | None = None
    #: log pi, log pi_ref of the actions taken [B, T], and the KL -> the number that the controller is told
    controlled_kl: Callable[[FloatArray, FloatArray, float], float] = true_kl
