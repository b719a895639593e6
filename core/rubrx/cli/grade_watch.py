"""What `rubrx grade` says on stderr while it works: refusals, progress, and how to go on after a stop."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from rubrx.cli.terminal import safe_line
from rubrx.errors import RubrxError
from rubrx.intake.problems import meant
from rubrx.jobs.watching import Progress, Watcher

if TYPE_CHECKING:
    from rubrx.store import RejectedRow, Run

#: refusals shown one by one; the rest are counted
SHOWN = 10
#: seconds between two lines of progress where stderr is a file
EVERY = 5.0


class GradeWatch(Watcher):
    """Around a grading job: plugins that print do so on stderr, and stdout stays the command's own."""

    def __init__(self, file: str, words: Sequence[str], *, quiet: bool) -> None:
        """`words` are the command line that a resume would repeat."""
        self.file = file
        self.words = words
        self.quiet = quiet
        self.run: Run | None = None
        self.progress = Progress(0, 0, 0, 0, 0)
        self.resumed_at = 0
        self._ids: Sequence[str] = ()
        self._rejects = 0
        self._unknown = 0
        self._bar: Any = None
        self._task: Any = None
        self._began = self._told = time.monotonic()
        self._stdout = redirect_stdout(sys.stderr)

    def __enter__(self) -> GradeWatch:
        self._stdout.__enter__()
        if not self.quiet and sys.stderr.isatty():
            self._start_bar()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._stdout.__exit__(kind, fault, trace)
        if self._rejects > SHOWN and not self.quiet:
            self._err(f"{self.file}: {self._rejects - SHOWN:,} more rows rejected; all are in the table rejects")
        if self._unknown > SHOWN and not self.quiet:
            self._err(f"{self.file}: {self._unknown - SHOWN:,} more query ids without a rubric")
        if self.run is not None and isinstance(fault, (KeyboardInterrupt, RubrxError)):
            self._err(f"rubrx: {self.progress.read:,} rows of run {self.run.name} are kept; go on with:")
            self._err(f"  {shlex.join([*self.words, '--name', self.run.name, '--resume'])}")

    def rubrics(self, ids: Sequence[str]) -> None:
        """Remember them, to ask which one an unknown id means."""
        self._ids = ids

    def began(self, run: Run, resumed: bool) -> None:
        """Remember the run: a stop from here on can be taken up again."""
        self.run = run
        self.progress = Progress(run.read, run.graded, run.rejected, run.skipped, 0)
        self.resumed_at = run.read
        self._began = time.monotonic()
        if resumed and not self.quiet:
            self._err(f"rubrx: going on with run {run.name} after {run.read:,} rows")

    def rejected(self, row: RejectedRow) -> None:
        """Tell the first few, with file and line."""
        self._rejects += 1
        if self._rejects <= SHOWN and not self.quiet:
            field = f"{row.field}: " if row.field else ""
            self._err(safe_line(f"{self.file}:{row.line}: {field}{row.problem}"))

    def unknown_query(self, query_id: str, line: int) -> None:
        """Tell the first few."""
        self._unknown += 1
        if self._unknown <= SHOWN and not self.quiet:
            hint = meant(query_id, self._ids)
            self._err(safe_line(f"{self.file}:{line}: no rubric for query {query_id!r}; its rows are skipped{hint}"))

    def wrote(self, progress: Progress) -> None:
        """Move the bar, or now and then write a line where there is none."""
        self.progress = progress
        if self.quiet:
            return
        now = time.monotonic()
        rate = (progress.read - self.resumed_at) / max(now - self._began, 1e-6)
        said = f"{progress.read:,} rows, {rate:,.0f} a second"
        if self._bar is not None:
            self._bar.update(self._task, completed=progress.line, said=said)
        elif now - self._told >= EVERY:
            self._told = now
            self._err(f"rubrx: {said}")

    def _err(self, line: str) -> None:
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(line, err=True)

    def _start_bar(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.fields[said]}"),
            BarColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=_lines(self.file), said="reading")
        self._bar.start()


def _lines(file: str) -> int | None:
    """How many lines the file has, for the time remaining; None where lines are not rows."""
    path = Path(file)
    if not path.is_file() or path.suffix.lower() not in (".jsonl", ".ndjson", ".csv", ".tsv"):
        return None
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")) + 1
