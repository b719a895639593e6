"""The bundled rewards: keyword, length and rubric, and the ensemble of them."""

from rubrx.contracts import Reward, hookimpl
from rubrx_rewards.ensemble import EnsembleReward
from rubrx_rewards.keyword import KeywordReward
from rubrx_rewards.length import LengthReward
from rubrx_rewards.rubric import RubricReward


@hookimpl
def rubrx_rewards() -> list[Reward]:
    """The four, with their defaults."""
    return [KeywordReward(), LengthReward(), RubricReward(), EnsembleReward()]
