"""The bundled rewards (keyword, length, rubric, their ensemble), and the features that learned ones stand on."""

from rubrx.contracts import FeatureSet, Reward, hookimpl
from rubrx_rewards.ensemble import EnsembleReward
from rubrx_rewards.keyword import KeywordReward
from rubrx_rewards.length import LengthReward
from rubrx_rewards.rubric import RubricReward


@hookimpl
def rubrx_rewards() -> list[Reward]:
    """The four, with their defaults."""
    return [KeywordReward(), LengthReward(), RubricReward(), EnsembleReward()]


@hookimpl
def rubrx_feature_sets() -> list[FeatureSet]:
    """Words, what the reading found, and the rubric's verdicts."""
    # imported when asked for: they need numpy, and grading doesn't
    from rubrx_rewards.clinical import ClinicalFeatures  # noqa: PLC0415
    from rubrx_rewards.verdicts import VerdictFeatures  # noqa: PLC0415
    from rubrx_rewards.words import WordFeatures  # noqa: PLC0415

    return [ClinicalFeatures(), VerdictFeatures(), WordFeatures()]
