"""`rubrx report`: one page on a run, as text, Markdown, JSON, or a plugin's format."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from rubrx.cli import Session
from rubrx.cli.options import db_option, json_option, print_json
from rubrx.cli.paper import page, say

if TYPE_CHECKING:
    from rubrx.reports.summary import Summary

_BUILT_IN = ("json", "junit", "markdown", "text")


@click.command("report")
@click.argument("run", default="latest")
@db_option
@click.option(
    "--format",
    "format_",
    default="text",
    show_default=True,
    metavar="NAME",
    help="text, markdown, json, junit (XML for a CI), or a format that a plugin brings.",
)
@json_option
@click.pass_obj
def command(session: Session, run: str, db: str, format_: str, as_json: bool) -> None:
    """Report on RUN: a name, the beginning of an id, or latest (the default)."""
    if as_json and format_ not in ("text", "json"):
        raise click.UsageError(f"--json and --format {format_} ask for two different things")
    if format_ not in _BUILT_IN:
        _check_format(session, format_)  # before any work
    if format_ == "junit":
        _print_junit(run, db)
        return

    from rubrx.jobs.report import report_run

    summary = report_run(run, db=db, plugins=session.plugins)
    if as_json:
        print_json(summary.to_dict())
    else:
        say(_rendered(session, summary, format_))
        if format_ == "text":
            say(_rounds(db))


def _rounds(db: str) -> str:
    """The rounds of the improvement loop as a curve; nothing where none was kept."""
    from rubrx.jobs.rounds import rounds_status
    from rubrx.reports.rounds import curve_text

    drawn = curve_text(rounds_status(db=db), page())
    return f"\n{drawn}" if drawn else ""


def _print_junit(run: str, db: str) -> None:
    """UTF-8 whatever the terminal's encoding, as the document says of itself."""
    from rubrx.jobs.junit import junit_run

    document = junit_run(run, db=db)
    sys.stdout.buffer.write(document.encode())


def _rendered(session: Session, summary: Summary, format_: str) -> str:
    if format_ == "text":
        from rubrx.reports.text import text

        return text(summary, page())
    if format_ == "markdown":
        from rubrx.reports.markdown import markdown

        return markdown(summary)
    if format_ == "json":
        return json.dumps(summary.to_dict(), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    return _foreign(session, summary, format_)


def _check_format(session: Session, format_: str) -> None:
    names = session.plugins.report_formats
    if format_ not in names:
        raise click.UsageError(f"no report format {format_!r}; there are {', '.join(sorted({*_BUILT_IN, *names}))}")


def _foreign(session: Session, summary: Summary, format_: str) -> str:
    """A plugin's page; whatever the plugin does wrong is said in one line."""
    from rubrx.errors import PluginFault, told

    try:
        rendered = session.plugins.report_formats[format_].render(summary.to_dict())
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # a plugin may exit, or panic in a foreign language
        raise PluginFault(format_, f"report format: {told(fault)}") from fault
    if not isinstance(rendered, str):
        raise PluginFault(format_, f"report format: render must return text, got {type(rendered).__name__}")
    return rendered if rendered.endswith("\n") else rendered + "\n"
