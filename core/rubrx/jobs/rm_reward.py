"""A trained reward model as a reward: `--reward rm:FILE`, or a member `rm:FILE` of the ensemble in TOML.

[rewards.ensemble]
members = ["rubric", "rm:model.npz"]

[rewards."rm:model.npz"]
combine = "mean-k-sd"     # or "mean", "min"
k = 1.0
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rubrx.contracts import FeatureSet, Reward, Scored
from rubrx.errors import UsageError
from rubrx.features import feature_rows
from rubrx.jobs.rm_answers import features_of
from rubrx.manager import Plugins
from rubrx.reward_model import files
from rubrx.reward_model.model import RewardModel

COMBINES = ("mean-k-sd", "mean", "min")


def model_rewards(names: Iterable[str], prefix: str, folder: Path | None, plugins: Plugins) -> dict[str, Reward]:
    """The models that these names (`rm:FILE`) point to, as rewards by name; `folder` is where paths begin.

    UsageError for a file that isn't there, InputRefused for one that is no model that can be used here.
    """
    rewards: dict[str, Reward] = {}
    for name in names:
        if not name.removeprefix(prefix).strip():
            raise UsageError(f"{name!r} names no model: write {prefix}FILE")
        written = Path(name.removeprefix(prefix))
        path = written if folder is None else folder / written
        model, digest = files.load(path, plugins.feature_sets)
        sets = features_of(plugins, [each.name for each in model.features])
        rewards[name] = learned_reward(name, model, sets, digest)
    return rewards


def learned_reward(reward_name: str, model: RewardModel, sets: Sequence[FeatureSet], digest: str) -> Reward:
    """A reward of its own name and version: the model's scores, less its members' disagreement."""

    class LearnedReward(Reward):
        """The members' mean less `k` (1) of their standard deviations, unless the settings say otherwise."""

        name = reward_name
        description = (
            f"a model of {model.members} member{'s' * (model.members != 1)}, learned from "
            f"{model.info.get('pairs', '?')} preferences"
        )
        version = digest[:12]

        def __init__(self, combine: str = COMBINES[0], k: float = 1.0) -> None:
            self.combine = combine
            self.k = k

        def configured(self, settings: Mapping[str, object], rewards: Mapping[str, Reward]) -> Reward:
            """A copy with these settings; ValueError for one that can't work."""
            del rewards
            return LearnedReward(*_checked(settings))

        def score(self, batch: Sequence[Scored]) -> list[float | None]:
            """One number for each answer."""
            if not batch:
                return []
            scores = model.scores(feature_rows(sets, batch))
            values = {"mean": scores.mean, "min": scores.lowest, "mean-k-sd": scores.lower(self.k)}[self.combine]
            return [float(each) for each in values]

    return LearnedReward()


def _checked(settings: Mapping[str, Any]) -> tuple[str, float]:
    for name in settings:
        if name not in ("combine", "k"):
            raise ValueError(f"no setting {name!r}; there are combine and k")
    combine = settings.get("combine", COMBINES[0])
    if combine not in COMBINES:
        raise ValueError(f"combine can't be {combine!r}; it is one of {', '.join(COMBINES)}")
    k = settings.get("k", 1.0)
    if "k" in settings and combine != "mean-k-sd":
        raise ValueError(f"k belongs to combine = 'mean-k-sd', and combine is {combine!r}")
    if isinstance(k, bool) or not isinstance(k, int | float) or not 0 <= k <= 100:
        raise ValueError(f"k must be a number from 0 to 100, got {k!r}")
    return combine, float(k)
