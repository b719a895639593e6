"""What the commands of `rubrx rm` share: options, results as plain data, refused rows told one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rubrx.reward_model.outcomes import Rejected

_REFUSED = 3

rubrics_option = click.option(
    "--rubrics", multiple=True, metavar="DIR", help="A folder (or file) of rubrics beside the packs (repeatable)."
)
agreement_option = click.option(
    "--min-agreement",
    default=0.0,
    metavar="SHARE",
    help="Drop pairs that fewer of the votes agree on: 0.6 asks for two of three, 1 for all.",
)


def as_plain(value: object, without: Sequence[str] = ()) -> Any:
    """A result as plain data, less the fields named."""
    from dataclasses import is_dataclass, replace

    from rubrx.reports.plain import plain

    if without and is_dataclass(value) and not isinstance(value, type):
        data = plain(replace(value, **dict.fromkeys(without)))
        return {name: each for name, each in data.items() if name not in without}
    return plain(value)


def tell_rejects(path: str, rejects: Sequence[Rejected]) -> None:
    """Each refused row on stderr: file:line: field: problem."""
    from rubrx.cli.terminal import safe_line

    for each in rejects:
        place = ": ".join(part for part in (f"{path}:{each.line}", each.field, each.problem) if part)
        click.echo(f"rubrx: {safe_line(place)}", err=True)


def exit_code(rejects: Sequence[Rejected], allow_rejects: bool) -> int:
    """3 if some row was refused and that was not allowed."""
    return _REFUSED if rejects and not allow_rejects else 0
