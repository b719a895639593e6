"""What rubrx-guest adds to rubrx: a reward, a metric and a pack of rubrics."""

from importlib.resources import files

from rubrx import Metric, Reward, RubricPack, hookimpl
from rubrx_guest.metric import PlainLanguage
from rubrx_guest.reward import Calm


@hookimpl
def rubrx_rewards() -> list[Reward]:
    """The reward `calm`."""
    return [Calm()]


@hookimpl
def rubrx_metrics() -> list[Metric]:
    """The metric `plain_language`."""
    return [PlainLanguage()]


@hookimpl
def rubrx_rubric_packs() -> list[RubricPack]:
    """The pack `guest`: the YAML files in `rubrics/`."""
    rubrics = sorted(files(__name__).joinpath("rubrics").iterdir(), key=lambda file: file.name)
    return [RubricPack("guest", "a stranger's rubric", tuple(f for f in rubrics if f.name.endswith(".yaml")))]
