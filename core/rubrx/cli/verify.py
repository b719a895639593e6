"""`rubrx verify`: whether a run's rows are still what was written."""

from __future__ import annotations

import click

from rubrx.cli.options import db_option, json_option, print_json

_DEPARTS = 1


@click.command("verify")
@click.argument("run", default="latest")
@click.option("--head", metavar="DIGEST", help="The head that was noted down; a report prints it.")
@click.option("--overrides", "overrides_digest", metavar="DIGEST", help="The digest of the corrections, likewise.")
@db_option
@json_option
def command(run: str, head: str | None, overrides_digest: str | None, db: str, as_json: bool) -> int:
    """Work RUN's hash chain out again from its rows, and hold it against the head that you noted down.

    An edit, a deletion, an insertion or another order gives another head; exit 1 then, naming the first row that
    departs. Without --head a database that was rewritten wholly, head and all, passes.
    """
    from rubrx.jobs.verify import verify_run

    for option, digest in (("--head", head), ("--overrides", overrides_digest)):
        if digest is not None and not digest.strip():  # a variable that was never set must not pass for a check
            raise click.UsageError(f"{option} is empty: give the digest that was noted down, or leave {option} out")
    done = verify_run(run, head=head or "", overrides_digest=overrides_digest or "", db=db)
    if as_json:
        from dataclasses import asdict

        print_json({**asdict(done), "holds": done.holds})
        return 0 if done.holds else _DEPARTS
    from rubrx.cli.terminal import safe_line

    click.echo(f"run {done.run}: {done.rows:,} rows, {done.status}")
    click.echo(f"head {done.head}")
    if done.overrides:
        click.echo(f"{done.overrides:,} corrections, digest {done.overrides_digest}")
    for problem in done.problems:
        click.echo(safe_line(f"departs: {problem}"))
    if done.holds:
        noted = "the rows are what was written, and the head is the one noted down"
        click.echo(f"ok: {noted}" if done.asked else "ok: the rows agree with the head that the database holds")
        if not done.asked:
            click.echo("keep the head elsewhere, and give it with --head: this file can't vouch for itself", err=True)
    return 0 if done.holds else _DEPARTS
