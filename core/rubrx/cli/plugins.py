"""`rubrx plugins`: which plugins are in force, what each provides, and what is wrong with one."""

from __future__ import annotations

import click

from rubrx.cli import Session
from rubrx.cli.options import json_option, print_json


@click.group("plugins")
def command() -> None:
    """List the plugins in force."""


@command.command("list")
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """List plugins with what they provide."""
    from dataclasses import asdict

    infos = session.plugins.infos()
    if as_json:
        print_json({"plugins": [asdict(info) for info in infos]})
        return
    for info in infos:
        click.echo(f"{info.name}  ({info.distribution} {info.version}, {info.module})".replace(" ,", ","))
        for noun, names in info.provides.items():
            click.echo(f"  {noun.replace('_', ' ')}: {', '.join(names)}")
        if info.problem:
            click.echo(f"  problem: {info.problem}")
