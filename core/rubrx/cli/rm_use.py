"""`rubrx rm eval`, `score` and `probe`: what a trained reward model is worth, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json, rejects_option
from rubrx.cli.paper import page, say
from rubrx.cli.rm_shared import agreement_option, as_plain, exit_code, rubrics_option, tell_rejects

if TYPE_CHECKING:
    from rubrx.jobs.rm_score import RmScores

#: answers that the text shows; --json has them all
_SHOWN = 20


@click.command("eval")
@click.argument("model")
@click.argument("file")
@agreement_option
@rubrics_option
@rejects_option
@json_option
@click.pass_obj
def evaluate(
    session: Session,
    model: str,
    file: str,
    min_agreement: float,
    rubrics: tuple[str, ...],
    allow_rejects: bool,
    as_json: bool,
) -> int:
    """Hold MODEL against the preferences in FILE: pair accuracy by query, calibration."""
    from rubrx.jobs.rm import eval_rm

    found = eval_rm(model, file, min_agreement=min_agreement, rubrics=rubrics, plugins=session.plugins)
    if as_json:
        print_json(as_plain(found))
        return exit_code(found.rejects, allow_rejects)
    from rubrx.reports.rm_text import counts_lines, joined, measured_lines

    paper = page()
    tell_rejects(found.source, found.rejects)
    seen = (
        [f"  {found.trained_on:,} of these prompts were trained on: on them this is no held-out figure."]
        if found.trained_on
        else []
    )
    say(
        joined(
            [
                [paper.heading("Evaluation", f"{found.model} ({found.digest[:12]})")],
                [*counts_lines(found.counts, paper), *seen],
                measured_lines(found.measured, paper),
            ]
        )
    )
    return exit_code(found.rejects, allow_rejects)


@click.command("score")
@click.argument("model")
@click.argument("file", required=False)
@click.option("--run", metavar="RUN", help="Score a graded run's answers instead of a file's.")
@db_option
@click.option("--k", default=1.0, show_default=True, metavar="K", help="Standard deviations that `lower` takes off.")
@rubrics_option
@rejects_option
@json_option
@click.pass_obj
def score(  # noqa: PLR0913, PLR0917 - one an option
    session: Session,
    model: str,
    file: str | None,
    run: str | None,
    db: str,
    k: float,
    rubrics: tuple[str, ...],
    allow_rejects: bool,
    as_json: bool,
) -> int:
    """Score the answers in FILE, or of a run, with MODEL: mean, spread of the members, lowest, mean - k sd."""
    from rubrx.jobs.rm_score import score_rm
    from rubrx.reward_model.outcomes import Rejected

    found = score_rm(model, file, run=run, db=db, k=k, rubrics=rubrics, plugins=session.plugins)
    rejects = tuple(Rejected(each.line, each.field, each.problem) for each in found.rejected)
    if as_json:
        print_json({**as_plain(found, without=("rejected",)), "rejects": as_plain(rejects)})
    else:
        tell_rejects(found.source, rejects)
        say(_scores(found))
    return exit_code(rejects, allow_rejects)


def _scores(found: RmScores) -> str:
    from rubrx.reports.words import count, printable, shortened

    if not found.answers:
        return "no answers\n"
    shown = sorted(found.answers, key=lambda each: (-each.lower, each.response_id))[:_SHOWN]
    head = f"{'mean':>6} {'sd':>5} {'lowest':>7} {'lower':>6}  answer"
    lines = [head] + [
        f"{each.mean:>6.2f} {each.sd:>5.2f} {each.lowest:>7.2f} {each.lower:>6.2f}  "
        f"{shortened(printable(each.response_id), 50)}"
        for each in shown
    ]
    n = len(found.answers)
    means = sum(each.mean for each in found.answers) / n, sum(each.sd for each in found.answers) / n
    if n > len(shown):
        lines.append(f"… the best {len(shown)} of {n:,}; --json has all")
    lines.append(f"{count(n, 'answer')}: mean {means[0]:.2f}, sd of the members {means[1]:.2f} on average")
    return "\n".join(lines) + "\n"


@click.command("probe")
@click.argument("model")
@click.option("--pairs", "file", metavar="FILE", help="Minimal pairs of your own: prompt, chosen, rejected, kind.")
@rubrics_option
@json_option
@click.pass_obj
def probe(session: Session, model: str, file: str | None, rubrics: tuple[str, ...], as_json: bool) -> int:
    """Hold MODEL against minimal pairs: answers that differ in one thing that ought to matter."""
    from rubrx.jobs.rm_probe import probe_rm

    found = probe_rm(model, file, rubrics=rubrics, plugins=session.plugins)
    if as_json:
        print_json(as_plain(found))
        return exit_code(found.rejects, False)
    from rubrx.reports.rm_text import joined, lost_lines, top_lines, won_lines

    paper = page()
    tell_rejects(found.source, found.rejects)
    say(
        joined(
            [
                [
                    paper.heading("Probe", f"{found.overall.n} minimal pairs ({found.source})"),
                    *won_lines(found.kinds, found.overall),
                ],
                lost_lines(found.pairs, paper),
                top_lines(found.top, paper),
            ]
        )
    )
    return exit_code(found.rejects, False)
