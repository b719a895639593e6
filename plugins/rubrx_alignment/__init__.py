"""The five alignment metrics."""

from rubrx.contracts import Metric, hookimpl


@hookimpl
def rubrx_metrics() -> list[Metric]:
    """The five metrics, with their targets."""
    return []
