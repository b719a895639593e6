"""Labels in: what people said on a sheet, kept beside the grader's verdicts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rubrx.errors import InputRefused, UsageError
from rubrx.intake.columns import MAX_NAME
from rubrx.intake.sheets import FilledRow, read_sheet
from rubrx.jobs.annotate import code_of
from rubrx.jobs.asked import asked_by
from rubrx.store import Run, Store, list_runs, open_store
from rubrx.store.annotations import LabelRow, PreferenceRow, add_labels, response_queries, rubric_texts

#: bad rows of a sheet that are told one by one; all are counted
TOLD = 20


@dataclass(slots=True)
class Imported:
    """What became of a sheet's rows: rows = new + changed + unchanged + open + refused."""

    path: str
    annotator: str
    runs: list[str] = field(default_factory=list)
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    open: int = 0
    refused: int = 0
    problems: list[InputRefused] = field(default_factory=list)

    def refuse(self, problem: InputRefused) -> None:
        """Count a bad row, and keep what is wrong with it while there are few."""
        self.refused += 1
        if len(self.problems) < TOLD:
            self.problems.append(problem)


def import_sheet(
    path: str | os.PathLike[str],
    annotator: str,
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    now: datetime | None = None,
) -> Imported:
    """Keep every label of a filled-in sheet under that annotator's name; what is said already is not repeated.

    A changed label is a new row. A row that can't be taken is refused with its place and counted, and the rest is
    kept. Labels that don't say when they were given are kept as of `now` (default: the time of the import).
    """
    name = annotator.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise UsageError(f"--annotator must be 1 to {MAX_NAME} printable characters")
    stamp = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    done = Imported(str(path), name)
    with open_store(db):
        pass  # a database that is not there is not made: a sheet is of a run in one that is
    with open_store(db, write=True) as store:
        places = _Places(store, str(path))
        labels: dict[int, list[LabelRow]] = {}
        pairs: dict[int, list[PreferenceRow]] = {}
        for row in read_sheet(str(path)):
            done.rows += 1
            if row is None:
                done.open += 1
            elif isinstance(row, InputRefused):
                done.refuse(row)
            else:
                try:
                    run, kept = places.resolve(row, name, stamp)
                except InputRefused as problem:
                    done.refuse(problem)
                    continue
                if isinstance(kept, LabelRow):
                    labels.setdefault(run.id, []).append(kept)
                else:
                    pairs.setdefault(run.id, []).append(kept)
        for run_id in sorted({*labels, *pairs}):
            counts = add_labels(store, run_id, labels.get(run_id, []), pairs.get(run_id, []))
            done.new, done.changed, done.unchanged = (
                total + more for total, more in zip((done.new, done.changed, done.unchanged), counts, strict=True)
            )
            done.runs.append(places.names[run_id])
    return done


class _Places:
    """Blind codes back to answers, run by run as a sheet names them."""

    def __init__(self, store: Store, path: str) -> None:
        self.names = {run.id: run.name for run in list_runs(store)}
        self._runs = {run.uid: run for run in list_runs(store)}
        self._store = store
        self._path = path
        self._answers: dict[int, dict[str, tuple[str, str]]] = {}
        self._criteria: dict[int, dict[str, set[str]]] = {}

    def resolve(self, row: FilledRow, annotator: str, stamp: str) -> tuple[Run, LabelRow | PreferenceRow]:
        """The run and the row to keep; InputRefused where the sheet names something that is not there."""
        run = self._runs.get(row.run)
        if run is None:
            raise self._refused(row, "run", f"{self._store.path} has no run of the id {row.run[:40]!r}")
        query, response = self._answer(run, row, row.item, "item")
        at = row.at or stamp
        if row.kind == "preference":
            other_query, other = self._answer(run, row, row.item_b, "item_b")
            if other == response or other_query != query:
                raise self._refused(row, "item_b", "a preference needs two answers to one query")
            if response < other:
                return run, PreferenceRow(query, response, other, annotator, row.label, at, row.note)
            turned = {"a": "b", "b": "a", "tie": "tie"}[row.label]
            return run, PreferenceRow(query, other, response, annotator, turned, at, row.note)
        if row.kind == "rating":
            return run, LabelRow(query, response, None, annotator, row.label, at, row.note)
        if row.criterion not in self._criteria[run.id][query]:
            known = ", ".join(sorted(self._criteria[run.id][query]))
            raise self._refused(row, "criterion", f"{query} has no {row.criterion[:60]!r}; it has {known}"[:300])
        return run, LabelRow(query, response, row.criterion, annotator, row.label, at, row.note)

    def _answer(self, run: Run, row: FilledRow, code: str, field_name: str) -> tuple[str, str]:
        if run.id not in self._answers:
            queries = response_queries(self._store, run.id)
            self._answers[run.id] = {code_of(run, response): (query, response) for response, query in queries.items()}
            self._criteria[run.id] = {
                query: set(asked_by(yaml)) for query, yaml in rubric_texts(self._store, run.id).items()
            }
        found = self._answers[run.id].get(code)
        if found is None:
            raise self._refused(row, field_name, f"run {run.name} has no answer of the code {code[:40]!r}")
        return found

    def _refused(self, row: FilledRow, field_name: str, problem: str) -> InputRefused:
        return InputRefused(problem, path=self._path, line=row.line, field=field_name)
