"""What a grading job tells whoever is watching: nothing here prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rubrx.store import RejectedRow, Run


class Progress(NamedTuple):
    """Where a run stands after a commit; `line` is the last line of the source that is safe in the store."""

    read: int
    graded: int
    rejected: int
    skipped: int
    line: int


class Watcher:
    """Told of each event as it happens; override what you want to hear."""

    def rubrics(self, ids: Sequence[str]) -> None:
        """The ids that rows may name, sorted; told once, before any row."""

    def began(self, run: Run, resumed: bool) -> None:
        """The run stands in the store; `resumed` if it had begun before."""

    def rejected(self, row: RejectedRow) -> None:
        """A row can't be graded."""

    def unknown_query(self, query_id: str, line: int) -> None:
        """No rubric has this id; told once an id."""

    def wrote(self, progress: Progress) -> None:
        """A batch is safe in the store."""
