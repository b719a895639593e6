"""Train a policy on candidate answers, watched by gold; compare rewards before anything is trained on them.

Pure: candidates and a random generator in, figures out; the engine is `rubrx.learning`.
"""

from rubrx.training.candidates import Candidate, Measured, Table
from rubrx.training.monitor import KINDS, Limits, Monitor, stop_kinds
from rubrx.training.outcome import Alarm, Change, Iteration, MetricChange, Training
from rubrx.training.plan import ITERATIONS, POLICIES, START_BETA, TARGET_KL, Plan, proportional
from rubrx.training.trainer import Trainer, train

__all__ = [
    "ITERATIONS",
    "KINDS",
    "POLICIES",
    "START_BETA",
    "TARGET_KL",
    "Alarm",
    "Candidate",
    "Change",
    "Iteration",
    "Limits",
    "Measured",
    "MetricChange",
    "Monitor",
    "Plan",
    "Table",
    "Trainer",
    "Training",
    "proportional",
    "stop_kinds",
    "train",
]
