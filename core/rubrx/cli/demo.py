"""`rubrx demo`: the whole of rubrx on the bundled answers, from grading to a trained policy."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import json_option, print_json
from rubrx.cli.paper import page, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubrx.jobs.demo import Demo


@click.command("demo")
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the example files and the database in DIR.",
)
@json_option
@click.pass_obj
def command(session: Session, keep: Path | None, as_json: bool) -> None:
    """Grade bundled answers of a first and of a tuned model, report on both, compare them, train a little.

    Everything is done in a temporary folder, which goes away again, unless --keep names another.
    """
    from rubrx.jobs.demo import run_demo

    with _folder(keep) as folder:
        demo = run_demo(folder, plugins=session.plugins)
    if as_json:
        print_json(_data(demo, kept=keep is not None))
    else:
        _say(demo, keep)


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder to work in: DIR, made where there is none, or a temporary one."""
    from rubrx.errors import UsageError

    if keep is None:
        with tempfile.TemporaryDirectory(prefix="rubrx-demo-") as name:
            yield Path(name)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageError(f"{keep}: can't be made: {fault.strerror}") from fault
    yield keep


def _data(demo: Demo, *, kept: bool) -> dict[str, object]:
    from rubrx.reports.plain import plain

    return {
        "db": demo.db if kept else None,
        "before": demo.before.to_dict(),
        "after": demo.after.to_dict(),
        "comparison": demo.comparison.to_dict(),
        "still_failing": plain(demo.still_failing),
        "training": {**plain(demo.training), "db": demo.db if kept else None},
    }


def _say(demo: Demo, keep: Path | None) -> None:
    from rubrx.reports.comparison_text import comparison_text
    from rubrx.reports.demo_text import step_heading, still_failing_text
    from rubrx.reports.text import text
    from rubrx.reports.training_text import training_text

    paper = page()
    failing = [(each.example, each.failed, each.answers) for each in demo.still_failing]
    steps = [
        ("Answers as a first supervised model might give them", text(demo.before, paper)),
        ("Answers as a tuned model might give them", text(demo.after, paper)),
        ("The two side by side", comparison_text(demo.comparison, paper)),
        ("What is left to do", still_failing_text(failing, paper)),
        ("From verdicts to a policy", training_text(demo.training.outcome, demo.training.reward, paper)),
    ]
    for number, (title, body) in enumerate(steps, start=1):
        say(step_heading(number, title, paper) + body + "\n")
    if keep is not None:
        say(f"kept: {demo.db}\nnext: rubrx report {demo.after.run.name} --db {demo.db}\n")
    else:
        say("next: rubrx demo --keep DIR keeps the files, to look around in\n")
