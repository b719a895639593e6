"""Policy optimisation in numpy: arrays in, state dicts out; no drug, no file and no plugin is known here.

Symbols are those of the papers: pi and pi_ref for policy and reference, A for advantages, epsilon for the
clip, beta for the weight of the KL, gamma and lambda for the advantage estimator. Arrays over trajectories
are `[B, T]` (batch, step), over the actions of a step `[B, T, A]`.
"""

from rubrx.learning.arrays import Trajectories
from rubrx.learning.batch import Batch
from rubrx.learning.kl import Controller, FixedBeta, ProportionalBeta, ThresholdBeta
from rubrx.learning.optimizer import Adam
from rubrx.learning.parts import Parts
from rubrx.learning.policy import CandidatePolicy, LinearPolicy, Policy, ReferencePolicy, TabularPolicy
from rubrx.learning.ppo import PPO, StepReport
from rubrx.learning.settings import Settings
from rubrx.learning.value import TabularValue, Value

__all__ = [
    "PPO",
    "Adam",
    "Batch",
    "CandidatePolicy",
    "Controller",
    "FixedBeta",
    "LinearPolicy",
    "Parts",
    "Policy",
    "ProportionalBeta",
    "ReferencePolicy",
    "Settings",
    "StepReport",
    "TabularPolicy",
    "TabularValue",
    "ThresholdBeta",
    "Trajectories",
    "Value",
]
