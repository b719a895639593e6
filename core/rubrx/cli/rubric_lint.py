"""`rubrx rubric lint`: what is allowed in a rubric and still wrong."""

from __future__ import annotations

import click

from rubrx.cli import Session
from rubrx.cli.options import json_option, print_json

_FOUND, _REFUSED = 1, 3


@click.command("lint")
@click.argument("sources", nargs=-1, metavar="[FILE|FOLDER|ID]...")
@click.option("--strict", is_flag=True, help="Exit 1 if there is a finding.")
@json_option
@click.pass_obj
def lint(session: Session, sources: tuple[str, ...], strict: bool, as_json: bool) -> int:
    """Find what is allowed in rubrics and still wrong (default: all installed ones).

    Each finding says where, what it is, why it matters, and what to do; its code, in brackets, goes into a comment
    by which it is ignored: `# rubrx: ignore CODE` on its line, `# rubrx: ignore-file CODE` anywhere.
    """
    from dataclasses import asdict

    from rubrx.cli.terminal import safe_line
    from rubrx.jobs.lint import lint_rubrics

    linted = lint_rubrics(*sources, plugins=session.plugins)
    findings = [finding for each in linted for finding in each.findings]
    refused = [each.check for each in linted if each.check.rubric is None]
    if as_json:
        print_json(
            {
                "rubrics": len(linted),
                "findings": [asdict(each) for each in findings],
                "refused": [problem.place() for each in refused for problem in each.problems],
            }
        )
    else:
        for problem in (problem for each in refused for problem in each.problems):
            click.echo(safe_line(str(problem)), err=True)
        for finding in findings:
            click.echo(safe_line(str(finding)))
        found = f"{len(findings)} finding{'s' * (len(findings) != 1)}" if findings else "no findings"
        fine = len(linted) - len(refused)
        told = f"{fine} rubric{'s' * (fine != 1)}, {found}" + (f", {len(refused)} refused" if refused else "")
        click.echo(told)
    return _REFUSED if refused else _FOUND if strict and findings else 0
