"""`rubrx show`: one answer with its evidence highlighted, then every verdict with the words it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rubrx.cli.options import db_option, json_option, print_json

if TYPE_CHECKING:
    from rubrx.records import Score
    from rubrx.store import Answer, AnswerVerdict

#: status -> its mark in a line, and its colour on a terminal
_MARKS = {
    "met": ("met", "green"),
    "not_met": ("not met", "red"),
    "not_applicable": ("n/a", "bright_black"),
    "cannot_assess": ("open", "yellow"),
    "error": ("error", "magenta"),
}


@click.command("show")
@click.argument("response_id")
@click.option("--run", "run", metavar="RUN", help="The run to look in; default: the newest that has it.")
@db_option
@json_option
def command(response_id: str, run: str | None, db: str, as_json: bool) -> None:
    """Show the answer RESPONSE_ID (or the beginning of an id) with its evidence, then its verdicts."""
    from rubrx.jobs.rescored import corrected_scores
    from rubrx.store import answer, find_run, newest_run_with, open_store

    with open_store(db) as store:
        chosen = find_run(store, run) if run else newest_run_with(store, response_id)
        found = answer(store, chosen.id, response_id)
        now = corrected_scores(store, chosen, found.response_id).get(found.response_id)
    if as_json:
        print_json(_plain(found, now))
    else:
        from rubrx.cli.paper import page, say

        say(_page(found, now, page().colour))


def _plain(found: Answer, now: Score | None) -> dict[str, object]:
    """The answer's columns; `raw` to `coverage` as graded, `corrected` as they count now where somebody corrected."""
    data = found._asdict()
    data["corrected"] = None if now is None else now._asdict()
    data["verdicts"] = [
        {
            **verdict._asdict(),
            "status": verdict.status.value,
            "evidence": [{"start": s, "end": e, "text": found.text[s:e]} for s, e in verdict.evidence],
        }
        for verdict in found.verdicts
    ]
    data["rewards"] = [reward._asdict() for reward in found.rewards]
    return data


def _page(found: Answer, now: Score | None, colour: bool) -> str:
    from rubrx.cli.terminal import marked, safe_line

    lines = [
        safe_line(f"{found.response_id}   query {found.query_id}   run {found.run}, line {found.line}")
        + (f"   model {safe_line(found.model)}" if found.model else ""),
        safe_line(found.query),
        "",
        marked(found.text, (span for verdict in found.verdicts for span in verdict.evidence), colour),
        "",
        _score(found if now is None else now),
        *([] if now is None else [f"corrected by people; as graded: {_score(found)}"]),
        "",
        *(line for verdict in found.verdicts for line in _verdict(found, verdict, colour)),
    ]
    if found.rewards:
        lines += ["", "rewards"]
        for reward in found.rewards:
            value = "does not apply" if reward.value is None else f"{reward.value:.2f}"
            lines.append(f"  {safe_line(reward.reward)}: {safe_line(reward.problem) if reward.problem else value}")
    return "\n".join(lines) + "\n"


def _score(found: Answer | Score) -> str:
    if found.worst is None or found.best is None:
        return "score: no point applies to this answer"
    best = f" (best still possible {found.best:.1%})" if found.best > found.worst else ""
    return f"score {found.worst:.1%}{best}, {found.coverage:.0%} of the points assessed"


def _verdict(found: Answer, verdict: AnswerVerdict, colour: bool) -> list[str]:
    from rubrx.cli.terminal import quoted, safe_line

    mark, tint = _MARKS[verdict.status.value]
    head = click.style(f"{mark:<8}", fg=tint, bold=True) if colour else f"{mark:<8}"
    critical = " critical" if verdict.critical else ""
    said = safe_line(verdict.explanation)
    why = ": ".join(part for part in (said, quoted(found.text, verdict.evidence, but=said)) if part)
    by = f" ({_correction(verdict)})" if verdict.overridden_by else ""
    return [f"{head} {verdict.points:+5g}{critical}  {safe_line(verdict.criterion_id)}{by}  {why}".rstrip()]


def _correction(verdict: AnswerVerdict) -> str:
    from rubrx.cli.terminal import safe_line

    graded = _MARKS[verdict.graded.value][0]
    who, when = safe_line(verdict.overridden_by), verdict.overridden_at[:10]
    return f"corrected by {who}, {when}: {safe_line(verdict.override_reason)}; graded {graded}"
