"""The bundled attacks: ways to change an answer that can't make it better, for `rubrx audit reward`."""

from rubrx.contracts import Attack, hookimpl
from rubrx_attacks import added, doses, hidden, replaced, turned, twins, wrecked


@hookimpl
def rubrx_attacks() -> list[Attack]:
    """All of them."""
    return [
        *added.ATTACKS,
        *doses.ATTACKS,
        *hidden.ATTACKS,
        *replaced.ATTACKS,
        *turned.ATTACKS,
        *twins.ATTACKS,
        *wrecked.ATTACKS,
    ]
