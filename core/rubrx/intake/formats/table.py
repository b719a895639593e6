"""CSV and TSV with a header, read by the standard library; a ragged or broken row costs that row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from typing import IO

from rubrx.contracts import Row
from rubrx.errors import InputRefused
from rubrx.intake.columns import TEXT_COLUMNS
from rubrx.intake.rows import MAX_LINE, lines, raw_of

#: bytes that are not UTF-8 pass the parser as these, so that only their own row is refused
_NOT_UTF8 = frozenset(map(chr, range(0xDC80, 0xDD00)))


class _Lines:
    """The file's lines as text, keeping those of the row in hand for its refusal."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._lines = lines(stream)
        self.first = 0
        self.row: list[str] = []
        self.kept = 0
        self.cut = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        number, line, cut = next(self._lines)
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not self.row:
            self.first = number
        text = line.decode("utf-8", "surrogateescape")
        self.cut |= cut
        if self.kept < MAX_LINE:
            self.row.append(text)
            self.kept += len(text)
        return text

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.row.clear()
        self.kept = 0
        self.cut = False


def _read(stream: IO[bytes], delimiter: str) -> Iterator[Row]:
    """One row a record after the header, which names each column once; InputRefused where it doesn't.

    Quoting is strict: text after a closing quote, or a quote that is never closed, refuses the row. Raises
    the process's limit on the size of a CSV field to this reader's own (the standard library has only one).
    """
    csv.field_size_limit(max(MAX_LINE, csv.field_size_limit()))
    source = _Lines(stream)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    while True:
        source.begin_row()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            problem = _explain(fault, source)
            if header is None:
                raise InputRefused(f"not a table: {problem}", line=source.first, field="header") from None
            yield Row(source.first, None, f"not a row: {problem}", raw_of("".join(source.row)))
            continue
        if header is None:
            header = _header(fields, source.first)
        elif fields:
            yield _row(header, fields, source)


def _explain(fault: csv.Error, source: _Lines) -> str:
    if source.cut or "larger than" in str(fault):
        return f"longer than {MAX_LINE:,} bytes"
    return "a quote is never closed" if "unexpected end" in str(fault) else str(fault)


def _header(fields: list[str], line: int) -> list[str]:
    names = [name.strip() for name in fields]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise InputRefused(f"the header names {repeated[0]!r} twice", line=line, field="header")
    if any(character in _NOT_UTF8 for name in names for character in name):
        raise InputRefused("not UTF-8: save the file as UTF-8", line=line, field="header")
    if not {*TEXT_COLUMNS} & {*names}:
        raise InputRefused(f"no column holds the answer: name one {', '.join(TEXT_COLUMNS)}", line=line, field="header")
    return names


def _row(header: list[str], fields: list[str], source: _Lines) -> Row:
    problem = ""
    if source.cut:
        problem = f"the line is longer than {MAX_LINE:,} bytes"
    elif len(fields) != len(header):
        problem = f"{len(fields)} fields, and the header has {len(header)}"
    elif not all(field.isascii() or _NOT_UTF8.isdisjoint(field) for field in fields):
        problem = "not UTF-8"
    if problem:
        return Row(source.first, None, problem, raw_of("".join(source.row)))
    columns = dict(zip(header, fields, strict=True))
    columns.pop("", None)  # columns without a name are leftovers of a spreadsheet
    return Row(source.first, columns)


read_csv = partial(_read, delimiter=",")
read_tsv = partial(_read, delimiter="\t")
