"""`rubrx plugins`: which plugins are in force, whether they keep their contracts, and how to begin one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import json_option, print_json

if TYPE_CHECKING:
    from rubrx.testing import Check

_FAILED = 1


@click.group("plugins")
def command() -> None:
    """List, check or begin plugins."""


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


@command.command("check")
@click.argument("name", required=False)
@json_option
@click.pass_obj
def check(session: Session, name: str | None, as_json: bool) -> int:
    """Hold the plugin NAME (default: all of them) to the contracts of what it provides, and to its self-tests.

    Rewards: exact length, finite, in range, the same again, in any order, and alone. Metrics: an outcome for every
    answer. Packs: every example as expected. One line a check; exit 1 if one fails.
    """
    from rubrx.testing import check_plugins

    done = []
    for each in check_plugins(session.plugins, name):
        done.append(each)
        if not as_json:
            _tell(each)  # at once: a plugin may be slow, or hang
    failed = sum(not each.holds for each in done)
    if as_json:
        print_json({"checks": [_as_json(each) for each in done], "failed": failed})
    else:
        plugins = len({each.plugin for each in done})
        click.echo(f"{plugins} plugin{'s' * (plugins != 1)}, {len(done)} checks, {failed} failed")
    return _FAILED if failed else 0


def _tell(each: Check) -> None:
    from rubrx.cli.terminal import safe_line

    line = f"{each.plugin}: {each.subject}: {each.check}" + (f": {each.problem}" if each.problem else "")
    click.echo(f"{'ok  ' if each.holds else 'FAIL'}  {safe_line(line)}")


def _as_json(each: Check) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(each), "holds": each.holds}


@command.command("new")
@click.argument("name")
@click.option("--into", metavar="DIR", help="The folder to write to, empty or new; default: rubrx-NAME.")
@json_option
@click.pass_obj
def new(session: Session, name: str, into: str | None, as_json: bool) -> None:
    """Begin a plugin: a package with a reward, a metric and tests, which installs and passes as it stands."""
    from rubrx.jobs.new_plugin import new_plugin

    written = new_plugin(name, into, plugins=session.plugins)
    folder = written[0].parent
    if as_json:
        print_json({"folder": str(folder), "files": [str(file) for file in written]})
        return
    for file in written:
        click.echo(str(file))
    click.echo(f"next: pip install -e {folder} && rubrx plugins check {name}", err=True)
