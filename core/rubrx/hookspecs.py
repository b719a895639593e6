"""The hooks: everything a plugin can add to rubrx. Each returns a list; a name used twice is refused.

A plugin is a module whose functions carry these names and `@rubrx.hookimpl`, found through the entry-point
group `rubrx`, or one file given as `rubrx --plugin FILE.py`.
"""

from __future__ import annotations

import pluggy

from rubrx.contracts import Attack, FeatureSet, Metric, PPOVariant, ReportFormat, ResponseFormat, Reward, RubricPack

hookspec = pluggy.HookspecMarker("rubrx")


@hookspec
def rubrx_rewards() -> list[Reward]:
    """Rewards: each scores a batch of graded responses."""


@hookspec
def rubrx_metrics() -> list[Metric]:
    """Alignment metrics: each brings the kinds of criteria that measure it, and judges them."""


@hookspec
def rubrx_rubric_packs() -> list[RubricPack]:
    """Collections of rubrics, found by `--rubric ID` and by the `query_id` of a response."""


@hookspec
def rubrx_response_formats() -> list[ResponseFormat]:
    """Ways to read response files, chosen by the file's suffix."""


@hookspec
def rubrx_report_formats() -> list[ReportFormat]:
    """Ways to write a report, chosen by `--format`."""


@hookspec
def rubrx_attacks() -> list[Attack]:
    """Ways to change an answer that can't make it better, for `rubrx audit reward`."""


@hookspec
def rubrx_feature_sets() -> list[FeatureSet]:
    """Answers as rows of numbers, which reward models learn from: `rubrx rm train --features NAME`."""


@hookspec
def rubrx_ppo_variants() -> list[PPOVariant]:
    """PPO with parts replaced, chosen by `rubrx ppo --variant NAME`."""
