"""Parquet, read in batches by pyarrow (extra `parquet`); lines are row numbers from 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from rubrx.contracts import Row
from rubrx.errors import InputRefused, UsageError
from rubrx.intake.rows import plain

BATCH = 1024


def read_parquet(stream: IO[bytes]) -> Iterator[Row]:
    """One row a record. UsageError where pyarrow is missing, InputRefused where the file can't be read."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and 80 ms
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise UsageError("Parquet files need pyarrow: pip install 'rubrx[parquet]'") from None
    number = 0
    try:
        for batch in parquet.ParquetFile(stream).iter_batches(batch_size=BATCH):
            for columns in _records(batch):
                number += 1
                if columns is None:
                    yield Row(number, None, "not UTF-8")
                else:
                    yield Row(number, plain(columns))
    except (pa.ArrowException, OSError) as fault:
        problem = " ".join(str(fault).split())[:200]
        raise InputRefused(f"not readable as Parquet: {problem}", line=number + 1, field="file") from None


def _records(batch: Any) -> Iterator[dict[str, Any] | None]:
    """The records of a batch as dicts; None for one whose text is not UTF-8."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        for index in range(batch.num_rows):
            try:
                yield batch.slice(index, 1).to_pylist()[0]
            except UnicodeDecodeError:
                yield None
