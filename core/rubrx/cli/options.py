"""The options that several commands share, each spelled once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

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


def print_json(data: object) -> None:
    """One JSON object on stdout, keys in the order they were given."""
    click.echo(json.dumps(data, ensure_ascii=False, allow_nan=False))
