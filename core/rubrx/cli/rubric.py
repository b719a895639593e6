"""`rubrx rubric`: check, test, lint, compare, list and begin rubrics; print their JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rubrx.cli import Session
from rubrx.cli.options import json_option, print_json
from rubrx.cli.rubric_diff import diff
from rubrx.cli.rubric_lint import lint

if TYPE_CHECKING:
    from rubrx.jobs.rubrics import ExampleResult, RubricCheck, RubricTest

_sources = click.argument("sources", nargs=-1, metavar="[FILE|FOLDER|ID]...")
_FAILED, _REFUSED = 1, 3
_HEAD = 72


@click.group("rubric")
def command() -> None:
    """Check, test, lint, compare, list or begin rubrics."""


command.add_command(lint)
command.add_command(diff)


@command.command("check")
@_sources
@json_option
@click.pass_obj
def check(session: Session, sources: tuple[str, ...], as_json: bool) -> int:
    """Check that rubrics are well formed and that every criterion compiles (default: all installed ones).

    Exit 3 if one is refused; each problem is told as file:line:column: field: what is wrong.
    """
    from rubrx.jobs.rubrics import check_rubrics

    checks = check_rubrics(*sources, plugins=session.plugins)
    refused = [each for each in checks if each.rubric is None]
    if as_json:
        print_json({"rubrics": [_check_as_json(each) for each in checks], "refused": len(refused)})
        return _REFUSED if refused else 0
    _tell(refused)
    for each in checks:
        if each.rubric is not None:
            rubric = each.rubric
            click.echo(f"{rubric.id}: {len(rubric.criteria)} criteria, {len(rubric.examples)} examples, fine")
    click.echo(f"{len(checks) - len(refused)} of {len(checks)} rubrics fine")
    return _REFUSED if refused else 0


@command.command("test")
@_sources
@json_option
@click.pass_obj
def test(session: Session, sources: tuple[str, ...], as_json: bool) -> int:
    """Grade each rubric's examples and compare verdicts with the expected ones (default: all installed ones).

    Exit 3 if a rubric is refused, else 1 if a verdict differs.
    """
    from rubrx.jobs.rubrics import test_rubrics

    tests = test_rubrics(*sources, plugins=session.plugins)
    refused = [each.check for each in tests if each.check.rubric is None]
    failed = sum(len(each.failed) for each in tests)
    if as_json:
        print_json({"rubrics": [_test_as_json(each) for each in tests], "refused": len(refused), "failed": failed})
    else:
        _tell(refused)
        for each in tests:
            _tell_test(each)
        examples = sum(len(each.results) for each in tests)
        click.echo(f"{len(tests)} rubrics, {examples} examples, {failed} failed, {len(refused)} rubrics refused")
    return _REFUSED if refused else _FAILED if failed else 0


@command.command("list")
@_sources
@json_option
@click.pass_obj
def list_(session: Session, sources: tuple[str, ...], as_json: bool) -> int:
    """List rubrics with their queries (default: all installed ones)."""
    from rubrx.cli.terminal import safe_line
    from rubrx.jobs.rubrics import check_rubrics

    checks = check_rubrics(*sources, plugins=session.plugins)
    refused = [each for each in checks if each.rubric is None]
    if as_json:
        print_json({"rubrics": [_check_as_json(each) for each in checks], "refused": len(refused)})
    else:
        for each in checks:
            if each.rubric is not None:
                click.echo(f"{each.rubric.id}  {safe_line(each.rubric.topic)}".rstrip())
                click.echo(f"  {safe_line(each.rubric.query)}")
        _tell(refused)
    return _REFUSED if refused else 0


@command.command("new")
@click.argument("rubric_id", metavar="ID")
@click.option("--out", "out", metavar="FILE", help="Write here instead of to standard output; never overwrites.")
def new(rubric_id: str, out: str | None) -> None:
    """Begin a rubric: a commented file that passes `check` and `test` as it stands."""
    from rubrx.errors import UsageError
    from rubrx.jobs.rubrics import new_rubric

    text = new_rubric(rubric_id)
    if out is None or out == "-":
        click.echo(text, nl=False)
        return
    try:
        with open(out, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{out} is there already; nothing was written") from None
    except OSError as fault:
        raise UsageError(f"{out} can't be written: {fault.strerror}") from None
    click.echo(f"wrote {out}; next: rubrx rubric test {out}", err=True)


@command.command("schema")
@click.option("--json", "as_json", is_flag=True, help="Print it on one line.")
@click.pass_obj
def schema(session: Session, as_json: bool) -> None:
    """Print the JSON Schema of rubrics, for editors that complete and check while you type."""
    import json

    from rubrx.jobs.rubrics import schema_of_rubrics

    found = schema_of_rubrics(session.plugins)
    if as_json:
        print_json(found)
    else:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))


def _tell(refused: list[RubricCheck]) -> None:
    from rubrx.cli.terminal import safe_line

    for each in refused:
        for problem in each.problems:
            click.echo(safe_line(str(problem)), err=True)


def _tell_test(each: RubricTest) -> None:
    if each.check.rubric is None:
        return
    count = len(each.results)
    said = f"{count - len(each.failed)} of {count} examples as expected" if count else "no examples"
    click.echo(f"{each.check.id}: {said}")
    for result in each.failed:
        _tell_failed(each.check.path, result)


def _tell_failed(path: str, result: ExampleResult) -> None:
    from rubrx.cli.terminal import safe_line

    text = safe_line(result.example.text)
    head = text if len(text) <= _HEAD else text[: _HEAD - 1].rstrip() + "…"
    click.echo(f'  {path}:{result.example.line}: example {result.number}: "{head}"')
    for miss in result.misses:
        explanation = safe_line(miss.explanation)
        click.echo(f"    {miss.criterion_id}: expected {miss.expected}, got {miss.got}: {explanation}")


def _check_as_json(each: RubricCheck) -> dict[str, Any]:
    rubric = each.rubric
    return {
        "id": each.id,
        "path": each.path,
        "version": rubric.version if rubric else None,
        "topic": rubric.topic if rubric else None,
        "query": rubric.query if rubric else None,
        "criteria": len(rubric.criteria) if rubric else None,
        "examples": len(rubric.examples) if rubric else None,
        "digest": rubric.digest if rubric else None,
        "problems": [
            {key: getattr(problem, key) for key in ("path", "line", "column", "field", "problem")}
            for problem in each.problems
        ],
    }


def _test_as_json(each: RubricTest) -> dict[str, Any]:
    return {**_check_as_json(each.check), "examples": [_example_as_json(result) for result in each.results]}


def _example_as_json(result: ExampleResult) -> dict[str, Any]:
    return {
        "number": result.number,
        "line": result.example.line,
        "text": result.example.text,
        "checked": result.checked,
        "misses": [
            {
                "criterion": miss.criterion_id,
                "expected": miss.expected.value,
                "got": miss.got.value,
                "explanation": miss.explanation,
            }
            for miss in result.misses
        ],
    }
