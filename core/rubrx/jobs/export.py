"""Write a run's answers for other programs: JSONL without loss, CSV that a spreadsheet can't run, Parquet."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import IO, Any, Literal

import msgspec

from rubrx import store as database
from rubrx.errors import UsageError
from rubrx.jobs.outputs import refuse_database, whole_file
from rubrx.jobs.rescored import corrected_scores
from rubrx.records import Score
from rubrx.store.export import ExportedAnswer, ExportedVerdict, exported

ExportFormat = Literal["jsonl", "csv", "parquet"]
FORMATS: tuple[ExportFormat, ...] = ("jsonl", "csv", "parquet")
#: what a spreadsheet takes for the beginning of a formula, full-width forms too (OWASP, CSV Injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
#: the columns of one row a verdict, rewards aside
COLUMNS = (
    "run", "run_id", "id", "query_id", "rubric_digest", "line", "model", "metadata", "text",
    "score_worst", "score_best", "score_raw", "coverage", "graded_score_worst",
    "criterion_id", "metric", "kind", "points", "critical", "status", "graded_status", "confidence",
    "evidence", "spans", "explanation", "overridden_by", "override_reason",
)  # fmt: skip
#: rows of one Parquet row group, and so in memory
PARQUET_ROWS = 5_000

Row = dict[str, Any]


def export_run(
    run: str,
    file: str | os.PathLike[str] | IO[bytes],
    *,
    format_: ExportFormat = "jsonl",
    db: str | os.PathLike[str] = "./rubrx.db",
    raw: bool = False,
) -> int:
    """Write a run (a name, the beginning of an id, or `latest`) to a file, whole or not at all, or to a stream.

    JSONL holds one object an answer; CSV and Parquet one row a verdict. `raw` leaves CSV cells as they are, for
    programs; otherwise text that a spreadsheet would run as a formula gets an apostrophe in front. Returns the
    number of answers. Memory stays flat, however long the run. Raises UsageError for an unknown run, a format
    that is none, or Parquet without pyarrow; StoreFault where something can't be read or written.
    """
    write = _WRITERS.get(format_)
    if write is None:
        raise UsageError(f"no export format {format_!r}; there are {', '.join(FORMATS)}")
    if format_ == "parquet":
        _pyarrow()  # before any work
    with database.open_store(db) as store:
        found = database.find_run(store, run)
        if isinstance(file, str | os.PathLike):
            refuse_database(file, db)
            with whole_file(file) as stream:
                return write(_Source(store, found, raw), stream)
        return write(_Source(store, found, raw), file)


class _Source:
    """What a writer needs of a run: its answers, streamed and counted, and the names of its rewards."""

    def __init__(self, store: database.Store, run: database.Run, raw: bool) -> None:
        self.run = run
        self.raw = raw
        self.rewards = [row.reward for row in database.rewards(store, run.id)]
        self.answers = 0
        self._store = store
        self._corrected = corrected_scores(store, run)

    def __iter__(self) -> Iterator[tuple[ExportedAnswer, Score]]:
        """Each answer with its score as it counts now."""
        for answer in exported(self._store, self.run.id):
            self.answers += 1
            graded = Score(answer.raw, answer.worst, answer.best, answer.coverage)
            yield answer, self._corrected.get(answer.response_id, graded)

    def rows(self) -> Iterator[Row]:
        """One row a verdict; an answer without any still has one."""
        for answer, score in self:
            common = {**_answer_columns(self.run, answer, score), **_reward_columns(answer, self.rewards)}
            for verdict in answer.verdicts:
                yield {**common, **_verdict_columns(answer.text, verdict)}
            if not answer.verdicts:
                yield common


def _head(run: database.Run, answer: ExportedAnswer, metadata: object) -> dict[str, Any]:
    """What every form of an answer begins with."""
    return {
        "run": run.name,
        "run_id": run.uid,
        "id": answer.response_id,
        "query_id": answer.query_id,
        "rubric_digest": answer.rubric_digest,
        "line": answer.line,
        "model": answer.model,
        "metadata": metadata,
        "text": answer.text,
    }


def _answer_columns(run: database.Run, answer: ExportedAnswer, score: Score) -> Row:
    return {
        **_head(run, answer, _json(answer.metadata)),
        "score_worst": score.worst,
        "score_best": score.best,
        "score_raw": score.raw,
        "coverage": score.coverage,
        "graded_score_worst": answer.worst,
    }


def _verdict_columns(text: str, verdict: ExportedVerdict) -> Row:
    return {
        "criterion_id": verdict.criterion_id,
        "metric": verdict.metric,
        "kind": verdict.kind,
        "points": verdict.points,
        "critical": verdict.critical,
        "status": verdict.status.value,
        "graded_status": verdict.graded_status.value,
        "confidence": verdict.score,
        "evidence": " … ".join(dict.fromkeys([text[start:end] for start, end in verdict.evidence])),
        "spans": _json(verdict.evidence) if verdict.evidence else "[]",
        "explanation": verdict.explanation,
        "overridden_by": verdict.overridden_by,
        "override_reason": verdict.override_reason,
    }


def _reward_columns(answer: ExportedAnswer, names: Iterable[str]) -> Row:
    values = {reward.reward: reward.value for reward in answer.rewards}
    return {_reward_column(name): values.get(name) for name in names}


def _reward_column(name: str) -> str:
    return f"reward_{name}"


_encode = msgspec.json.Encoder().encode  # ten times as quick as the standard library's
_json: Callable[[object], str] = json.JSONEncoder(ensure_ascii=False).encode


def _write_jsonl(source: _Source, stream: IO[bytes]) -> int:
    for answer, score in source:
        found = _object(source.run, answer, score)
        try:
            line = _encode(found)
        except UnicodeEncodeError:  # half a character, which JSON's escapes can bring into metadata
            line = _json(found).encode("utf-8", "replace")
        stream.write(line + b"\n")
    return source.answers


def _object(run: database.Run, answer: ExportedAnswer, score: Score) -> Mapping[str, object]:
    """One answer with everything that the database holds of it; `id`, `text` and `query_id` can be graded again."""
    return {
        **_head(run, answer, dict(answer.metadata)),
        "score": score._asdict(),
        "graded_score": {
            "raw": answer.raw, "worst": answer.worst, "best": answer.best, "coverage": answer.coverage,
        },
        "verdicts": [
            {
                **verdict._asdict(),
                "evidence": [{"start": s, "end": e, "text": answer.text[s:e]} for s, e in verdict.evidence],
            }
            for verdict in answer.verdicts
        ],
        "rewards": {
            reward.reward: {"value": reward.value, "problem": reward.problem} for reward in answer.rewards
        },
    }  # fmt: skip


def _write_csv(source: _Source, stream: IO[bytes]) -> int:
    safe: Callable[[object], object] = _plain if source.raw else _safe
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(map(safe, [*COLUMNS, *map(_reward_column, source.rewards)]))
    for answer, score in source:
        # in the order of COLUMNS; what an answer's rows share, its text above all, is made safe and quoted once
        first = [safe(value) for value in _answer_columns(source.run, answer, score).values()]
        csv.writer(shared := io.StringIO(newline="")).writerow(first)
        head = f"{shared.getvalue().removesuffix(writer.dialect.lineterminator)},"
        tail = [safe(value) for value in _reward_columns(answer, source.rewards).values()]
        for verdict in answer.verdicts:
            buffer.write(head)
            writer.writerow([*[safe(value) for value in _verdict_columns(answer.text, verdict).values()], *tail])
        if not answer.verdicts:
            buffer.write(head)
            writer.writerow([*[""] * (len(COLUMNS) - len(first)), *tail])
        if buffer.tell() > 1 << 16:
            _flush(buffer, stream)
    _flush(buffer, stream)
    return source.answers


def _flush(buffer: io.StringIO, stream: IO[bytes]) -> None:
    stream.write(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()


def _plain(value: object) -> object:
    """A cell: numbers as they are, true and false in words, nothing for what is not there."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _safe(value: object) -> object:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe; numbers stay numbers."""
    if isinstance(value, float):
        return value
    cell = _plain(value)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write_parquet(source: _Source, stream: IO[bytes]) -> int:
    pa, parquet = _pyarrow()
    numbers = {"score_worst", "score_best", "score_raw", "coverage", "graded_score_worst", "points", "confidence"}
    types = {"line": pa.int64(), "critical": pa.bool_(), **dict.fromkeys(numbers, pa.float64())}
    fields = [(name, types.get(name, pa.string())) for name in COLUMNS]
    fields += [(_reward_column(name), pa.float64()) for name in source.rewards]
    schema = pa.schema(fields)
    rows = source.rows()
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := list(islice(rows, PARQUET_ROWS)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
    return source.answers


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and 80 ms
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise UsageError("Parquet needs pyarrow: pip install 'rubrx[parquet]'") from None
    return pa, parquet


_WRITERS: Mapping[str, Callable[[_Source, IO[bytes]], int]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "parquet": _write_parquet,
}
