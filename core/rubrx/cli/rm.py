"""`rubrx rm`: make preferences, train a reward model on them, evaluate it, score with it, probe it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json
from rubrx.cli.paper import page, say

if TYPE_CHECKING:
    from rubrx.jobs.rm import RmTraining
    from rubrx.jobs.rm_score import RmScores
    from rubrx.reward_model.outcomes import Rejected

_REFUSED = 3
#: answers that the text shows; --json has them all
_SHOWN = 20

_rubrics_option = click.option(
    "--rubrics", multiple=True, metavar="DIR", help="A folder (or file) of rubrics beside the packs (repeatable)."
)
_agreement_option = click.option(
    "--min-agreement",
    default=0.0,
    metavar="SHARE",
    help="Drop pairs that fewer of the votes agree on: 0.6 asks for two of three, 1 for all.",
)
_rejects_option = click.option("--allow-rejects", is_flag=True, help="Exit 0 although some rows were rejected.")


@click.group("rm")
def command() -> None:
    """Reward models: learn from preferences what a good answer is."""


@command.command("pairs")
@click.argument("run", default="latest")
@db_option
@click.option(
    "--by",
    default="score",
    show_default=True,
    metavar="NAME",
    help="What orders the answers: score, a reward, or a column of the file (gold).",
)
@click.option("--annotations", is_flag=True, help="Take what people preferred (rubrx annotate) instead.")
@click.option("--min-gap", default=1.0, show_default=True, metavar="GAP", help="How far apart two marks must lie.")
@click.option("--per-query", default=1_000, show_default=True, metavar="N", help="At most so many pairs of one query.")
@click.option("--seed", default=0, show_default=True, help="Which pairs are drawn where there are more.")
@click.option("-o", "--out", metavar="FILE", help="Write here instead of to standard output.")
@json_option
def pairs(  # noqa: PLR0913, PLR0917 - one an option
    run: str,
    db: str,
    by: str,
    annotations: bool,
    min_gap: float,
    per_query: int,
    seed: int,
    out: str | None,
    as_json: bool,
) -> None:
    """Write preferences from RUN's answers as JSON Lines (prompt, chosen, rejected), the better one chosen.

    RUN is a name, the beginning of an id, or latest (the default).
    """
    if as_json and out is None:
        raise click.UsageError("--json tells what was written: it needs -o FILE")
    from rubrx.jobs.rm_pairs import as_lines, pairs_of_annotations, pairs_of_run, write_pairs

    found = (
        pairs_of_annotations(run, db=db)
        if annotations
        else pairs_of_run(run, db=db, by=by, min_gap=min_gap, per_query=per_query, seed=seed)
    )
    if out is None or out == "-":
        for line in as_lines(found.pairs):
            click.echo(line, nl=False)
    else:
        write_pairs(found.pairs, out)
    figures = {
        "pairs": len(found.pairs),
        "queries": found.queries,
        "unmarked": found.unmarked,
        "close": found.close,
        "tied": found.tied,
        "left_out": found.left_out,
    }
    if as_json:
        print_json({"run": found.run, "by": found.by, "out": out, **figures})
        return
    told = [f"{len(found.pairs):,} pairs of {found.queries:,} queries of run {found.run}, by {found.by}"]
    told += [
        f"{n:,} {what}"
        for n, what in (
            (found.unmarked, "answers without a mark"),
            (found.close, f"pairs closer than {min_gap:g}"),
            (found.tied, "ties"),
            (found.left_out, "more than --per-query"),
        )
        if n
    ]
    click.echo(f"rubrx: {'; '.join(told)}", err=True)


@command.command("train")
@click.argument("file")
@click.option("-o", "--out", required=True, metavar="MODEL.npz", help="Where the model goes; an older one is replaced.")
@click.option(
    "--members", default=5, show_default=True, metavar="K", help="Members, each on a resample of the prompts."
)
@click.option("--l2", default=0.03, show_default=True, metavar="X", help="Weight of |w|²/2 beside a pair's mean loss.")
@click.option("--label-smoothing", default=0.0, show_default=True, metavar="E", help="How often labels are wrong.")
@click.option("--features", default="clinical,words", show_default=True, metavar="NAMES", help="Feature sets.")
@_agreement_option
@click.option(
    "--held-out",
    default=0.2,
    show_default=True,
    metavar="SHARE",
    help="Prompts held out at a time, each once, to measure; 0 leaves it away.",
)
@click.option("--curve", is_flag=True, help="Measure accuracy against the number of pairs too.")
@_rubrics_option
@click.option("--seed", default=0, show_default=True, help="Which prompts are resampled and held out.")
@_rejects_option
@json_option
@click.pass_obj
def train(  # noqa: PLR0913, PLR0917 - one an option
    session: Session,
    file: str,
    out: str,
    members: int,
    l2: float,
    label_smoothing: float,
    features: str,
    min_agreement: float,
    held_out: float,
    curve: bool,
    rubrics: tuple[str, ...],
    seed: int,
    allow_rejects: bool,
    as_json: bool,
) -> int:
    """Learn a reward model from the preferences in FILE (JSON Lines: prompt, chosen, rejected).

    A row that can't be used is told by line, and the rest goes on; the exit code is then 3.
    """
    from rubrx.jobs.rm import train_rm
    from rubrx.reward_model.fitting import Settings

    trained = train_rm(
        file,
        out,
        settings=Settings(members, l2, label_smoothing),
        features=tuple(name.strip() for name in features.split(",") if name.strip()),
        min_agreement=min_agreement,
        held_out_share=held_out,
        curve=curve,
        rubrics=rubrics,
        seed=seed,
        plugins=session.plugins,
    )
    if as_json:
        print_json(_plain(trained, without=("model",)))
    else:
        _tell_rejects(trained.source, trained.rejects)
        say(_training(trained))
    return _code(trained.rejects, allow_rejects)


def _training(trained: RmTraining) -> str:
    from rubrx.reports.rm_text import counts_lines, curve_lines, joined, measured_lines, top_lines
    from rubrx.reports.words import count, percent

    paper = page()
    note = f"{count(trained.members, 'member')}, {trained.columns:,} features ({', '.join(trained.features)})"
    held_out = (
        []
        if trained.held_out is None
        else [
            paper.heading("Held out", "each prompt judged by members that did not learn from it"),
            *measured_lines(trained.held_out, paper),
        ]
    )
    return joined(
        [
            [paper.heading("Reward model", note), *counts_lines(trained.counts, paper)],
            held_out,
            curve_lines(trained.curve, paper),
            top_lines(trained.top, paper),
            [
                f"wrote {trained.path} ({trained.digest[:12]}); it orders {percent(trained.agrees, 1)} of the pairs "
                "that it learned from",
                f"next: rubrx rm probe {trained.path}, rubrx grade FILE --reward rm:{trained.path}",
            ],
        ]
    )


@command.command("eval")
@click.argument("model")
@click.argument("file")
@_agreement_option
@_rubrics_option
@_rejects_option
@json_option
@click.pass_obj
def eval_(
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
        print_json(_plain(found))
        return _code(found.rejects, allow_rejects)
    from rubrx.reports.rm_text import counts_lines, joined, measured_lines

    paper = page()
    _tell_rejects(found.source, found.rejects)
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
    return _code(found.rejects, allow_rejects)


@command.command("score")
@click.argument("model")
@click.argument("file", required=False)
@click.option("--run", metavar="RUN", help="Score a graded run's answers instead of a file's.")
@db_option
@click.option("--k", default=1.0, show_default=True, metavar="K", help="Standard deviations that `lower` takes off.")
@_rubrics_option
@_rejects_option
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
        print_json({**_plain(found, without=("rejected",)), "rejects": _plain(rejects)})
    else:
        _tell_rejects(found.source, rejects)
        say(_scores(found))
    return _code(rejects, allow_rejects)


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


@command.command("probe")
@click.argument("model")
@click.option("--pairs", "file", metavar="FILE", help="Minimal pairs of your own: prompt, chosen, rejected, kind.")
@_rubrics_option
@json_option
@click.pass_obj
def probe(session: Session, model: str, file: str | None, rubrics: tuple[str, ...], as_json: bool) -> int:
    """Hold MODEL against minimal pairs: answers that differ in one thing that ought to matter."""
    from rubrx.jobs.rm_probe import probe_rm

    found = probe_rm(model, file, rubrics=rubrics, plugins=session.plugins)
    if as_json:
        print_json(_plain(found))
        return _code(found.rejects, False)
    from rubrx.reports.rm_text import joined, lost_lines, top_lines, won_lines

    paper = page()
    _tell_rejects(found.source, found.rejects)
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
    return _code(found.rejects, False)


def _plain(value: object, without: Sequence[str] = ()) -> Any:
    from dataclasses import is_dataclass, replace

    from rubrx.reports.plain import plain

    if without and is_dataclass(value) and not isinstance(value, type):
        data = plain(replace(value, **dict.fromkeys(without)))
        return {name: each for name, each in data.items() if name not in without}
    return plain(value)


def _tell_rejects(path: str, rejects: Sequence[Rejected]) -> None:
    from rubrx.cli.terminal import safe_line

    for each in rejects:
        place = ": ".join(part for part in (f"{path}:{each.line}", each.field, each.problem) if part)
        click.echo(f"rubrx: {safe_line(place)}", err=True)


def _code(rejects: Sequence[Rejected], allow_rejects: bool) -> int:
    return _REFUSED if rejects and not allow_rejects else 0
