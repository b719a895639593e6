"""The bundled rewards."""

from rubrx.contracts import Reward, hookimpl


@hookimpl
def rubrx_rewards() -> list[Reward]:
    """The bundled rewards."""
    return []
