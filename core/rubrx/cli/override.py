"""`rubrx override`: correct one verdict, with who, when and why."""

from __future__ import annotations

import click

from rubrx.cli.options import db_option, json_option, print_json


@click.command("override")
@click.argument("run")
@click.argument("response")
@click.argument("criterion")
@click.option("--status", required=True, metavar="STATUS", help="met, not_met, not_applicable or cannot_assess.")
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept with the correction.")
@click.option("--who", metavar="NAME", help="Who decides; default: whoever is logged in.")
@db_option
@json_option
def command(  # noqa: PLR0913, PLR0917 - one an option
    run: str, response: str, criterion: str, status: str, why: str, who: str | None, db: str, as_json: bool
) -> None:
    """Correct the verdict on CRITERION for the answer RESPONSE of RUN.

    The graded verdict stays; the newest correction counts in every rate and score from here on, and reports show both.
    """
    from rubrx.jobs.override import override_verdict

    done = override_verdict(run, response, criterion, status=status, why=why, who=who, db=db)
    if as_json:
        from dataclasses import asdict

        print_json(asdict(done))
        return
    from rubrx.cli.terminal import safe_line

    place = f"run {done.run}, answer {done.response_id}, {done.criterion_id}"
    was = f"{done.graded} as graded" + (f", {done.before} since" if done.before != done.graded else "")
    click.echo(safe_line(f"{place}: {done.status} ({was}), by {done.who}"))
    score = " -> ".join("none" if each is None else f"{each:.1%}" for each in (done.score_before, done.score))
    graded = "none" if done.graded_score is None else f"{done.graded_score:.1%}"
    click.echo(f"score {score} ({graded} as graded)")
