"""The command line: `make_cli()` builds it from one module a command, imported when the command runs."""

from __future__ import annotations

import contextlib
import errno
import importlib
import importlib.metadata
import json
import os
import sys
import tempfile
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rubrx.manager import Plugins

#: command -> one line for `--help`; the module `rubrx.cli.<command>` (`import_` for `import`, which Python reserves)
#: holds it under the name `command`
COMMANDS = {
    "agreement": "Whether raters agree, and the grader with them.",
    "annotate": "Blind sheets for people to label, and their labels back.",
    "audit": "Attack a reward, or hold a run's rewards against people's marks.",
    "compare": "Set two runs side by side, query by query.",
    "drift": "Tell whether one run's answers come from where another's came from.",
    "coverage": "Count what is covered, by topic, population and metric.",
    "demo": "Grade the bundled answers, report, compare, train a little.",
    "export": "Write a run as JSONL, CSV or Parquet.",
    "gate": "Hold a run against thresholds.",
    "grade": "Grade a response file against its rubrics.",
    "import": "Make rubric files of other people's criteria.",
    "override": "Correct one verdict, with who and why.",
    "plugins": "List, check or begin plugins.",
    "ppo": "Train a policy to pick better answers.",
    "regrade": "Grade a run again where something changed.",
    "report": "Report on a run.",
    "rounds": "The improvement loop so far: go on, retrain, or stop.",
    "reward": "Compare rewards, or score a file with one.",
    "rm": "Learn a reward from preferences; evaluate, score, probe.",
    "rubric": "Check, test, lint, compare or begin rubrics.",
    "runs": "List the runs in a database.",
    "select": "Choose what to have labelled next; what that saves and costs.",
    "show": "Show one answer with its evidence.",
    "verify": "Tell whether a run's rows are what was written.",
}
#: a plugin's commands come from this entry-point group; the module loads when the command is invoked
COMMAND_GROUP = "rubrx.commands"


class Session:
    """What every command shares: the plugins in force, loaded on first use."""

    def __init__(self, plugin_files: tuple[str, ...] = ()) -> None:
        self.plugin_files = plugin_files
        self._plugins: Plugins | None = None

    @property
    def plugins(self) -> Plugins:
        """The plugins; whatever is wrong with one is told on stderr, once, when it shows."""
        if self._plugins is None:
            from rubrx.manager import load_plugins

            self._plugins = load_plugins(self.plugin_files, on_problem=_warn)
        return self._plugins


def _warn(problem: str) -> None:
    from rubrx.cli.terminal import safe_line

    click.echo(f"rubrx: warning: {safe_line(problem)}", err=True)


class _LazyGroup(click.Group):
    """Lists commands from names alone; imports the one that is invoked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted({*COMMANDS, *_foreign_commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name in COMMANDS:
            module = f"rubrx.cli.{cmd_name}" + "_" * (cmd_name == "import")
            command = importlib.import_module(module).command
            assert isinstance(command, click.Command)
            return command
        point = _foreign_commands().get(cmd_name)
        if point is None:
            return None
        return _foreign_command(point)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, COMMANDS.get(name) or _origin(_foreign_commands()[name])) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _foreign_commands() -> dict[str, importlib.metadata.EntryPoint]:
    return {point.name: point for point in importlib.metadata.entry_points(group=COMMAND_GROUP)}


def _foreign_command(point: importlib.metadata.EntryPoint) -> click.Command:
    """A plugin's command; PluginFault where it does not load, or is none."""
    from rubrx.errors import PluginFault, told

    try:
        loaded = point.load()
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # a plugin may exit, or panic in a foreign language
        raise PluginFault(point.name, f"can't be loaded: {told(fault)}") from fault
    if not isinstance(loaded, click.Command):
        raise PluginFault(point.name, f"{point.value} must be a click command, got {type(loaded).__name__}")
    return loaded


def _origin(point: importlib.metadata.EntryPoint) -> str:
    return f"from {point.dist.name}" if point.dist else "from a plugin"


def make_cli() -> click.Group:
    """A fresh command line."""

    @click.group(
        "rubrx",
        cls=_LazyGroup,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help="Grade free-text pharmacy answers against pharmacist rubrics, with evidence for each verdict.",
    )
    @click.option(
        "--plugin",
        "plugin_files",
        multiple=True,
        metavar="FILE.py",
        help="Use a one-file plugin (repeatable).",
    )
    @click.version_option(package_name="rubrx", message="%(prog)s %(version)s")
    @click.pass_context
    def cli(ctx: click.Context, plugin_files: tuple[str, ...]) -> None:
        ctx.obj = Session(plugin_files)

    return cli


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit with the code that `rubrx.errors` documents."""
    from rubrx.cli.signals import install
    from rubrx.cli.streams import fill_closed, settle_errors

    fill_closed()
    install()
    code = run(sys.argv[1:] if argv is None else argv)
    settle_errors()
    sys.exit(code)


def run(argv: list[str]) -> int:
    """Run one command; every failure becomes one line (or one JSON object) on stderr, and an exit code."""
    from rubrx.cli.streams import discard_output, output_fault
    from rubrx.errors import Interrupted, RubrxError, told

    if sys.stdout is None:
        _say(argv, _error("output", "standard output is closed; send it to a file, or to /dev/null", 4))
        return 4
    try:
        cli = make_cli()
        if "_RUBRX_COMPLETE" in os.environ:
            cli.main(argv, prog_name="rubrx")  # shell completion: prints and exits
        # not `main`: what it makes of signals and broken pipes differs from one click to the next
        with cli.make_context("rubrx", list(argv)) as context:
            result = cli.invoke(context)
        sys.stdout.flush()  # a reader that went away is noticed here, not at exit
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as fault:
        _say(argv, _error("usage", fault.format_message(), 2), hint=_usage_of(fault))
        return 2
    except RubrxError as fault:
        _say(argv, fault.as_json(), more=getattr(fault, "more", ()))
        return fault.exit_code
    except Interrupted as stop:
        click.echo(f"rubrx: {stop}", err=True)
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("rubrx: interrupted", err=True)
        return 130
    except BrokenPipeError:
        # the reader of our output went away: say nothing, and keep Python from saying it at exit
        discard_output()
        return 141
    except Exception as fault:
        if reason := output_fault(fault):
            discard_output()
            _say(argv, _error("output", f"standard output can't be written: {reason}", 4))
            return 4
        if refused := _refused_name(fault):
            _say(argv, _error("usage", refused, 2))
            return 2
        message = f"{told(fault)} (a bug in rubrx; details: {_keep_traceback()})"
        _say(argv, _error("bug", message, 70))
        return 70


def _refused_name(fault: Exception) -> str:
    """What the system says of a name that can be no file's, or nothing; any option may have brought it."""
    if isinstance(fault, OSError) and fault.errno in (errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES):
        return f"{str(fault.filename)[:200]}: {fault.strerror}"
    return ""


def _usage_of(fault: click.ClickException) -> str:
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    return f"try: {context.command_path} --help" if context else ""


def _error(kind: str, message: str, code: int) -> dict[str, object]:
    return {"kind": kind, "message": message, "exit_code": code}


def _say(argv: list[str], error: dict[str, object], *, hint: str = "", more: object = ()) -> None:
    with contextlib.suppress(OSError):  # where stderr can't be written either, the exit code says it all
        _write(argv, error, hint, more)


def _write(argv: list[str], error: dict[str, object], hint: str, more: object) -> None:
    if "--json" in argv:
        click.echo(json.dumps({"error": error}), err=True)
        return
    click.echo(f"rubrx: error: {error['message']}", err=True)
    for each in more if isinstance(more, tuple) else ():
        click.echo(f"rubrx: error: {each}", err=True)
    if hint:
        click.echo(f"rubrx: {hint}", err=True)


def _keep_traceback() -> str:
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="rubrx-bug-", suffix=".txt", delete=False) as file:
        traceback.print_exc(file=file)
        return file.name
