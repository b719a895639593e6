"""The options that several commands share, each spelled once."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from typing import Any

import click
from click.core import ParameterSource


class Within(click.FloatRange):
    """A number in a range; nan is none, though it fails no comparison: a gate at nan would let everything pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or click's own error."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail("nan is no number.", param, ctx)
        return number


def refuse_without_effect(names: Iterable[str], where: str) -> None:
    """UsageError for the first of the running command's options in `names` (parameters) that was typed.

    What comes from the environment or by default was not asked for here, and is no mistake.
    """
    context = click.get_current_context()
    wanted = set(names)
    for each in context.command.params:
        if each.name in wanted and context.get_parameter_source(each.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{each.opts[-1]} has no effect {where}")


rejects_option = click.option("--allow-rejects", is_flag=True, help="Exit 0 although some rows were rejected.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
db_option = click.option(
    "--db",
    "db",
    default="./rubrx.db",
    show_default=True,
    envvar="RUBRX_DB",
    metavar="FILE",
    help="The SQLite database.",
)


#: DEL, the C1 controls, and the marks that reorder text: JSON may hold them raw, a terminal would obey them
_ESCAPED = {
    code: f"\\u{code:04x}"
    for code in (
        *range(0x7F, 0xA0),
        0x200E,
        0x200F,
        0x2028,
        0x2029,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}


def print_json(data: object) -> None:
    """One JSON object on stdout, keys in the order they were given."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False).translate(_ESCAPED)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:  # a lone surrogate, or an encoding that lacks a character
        text = json.dumps(data, allow_nan=False)
    click.echo(text)
