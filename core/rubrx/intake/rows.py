"""What the response formats share: limits, reading lines without swallowing a huge one, clean text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from rubrx.errors import InputRefused
from rubrx.intake.opening import beginning, no_text

#: a line longer than this is refused without being held in memory
MAX_LINE = 4 * 1024 * 1024
#: how much of a refused row is kept
MAX_RAW = 2000
#: stands for a character that can't be stored
REPLACEMENT = "\ufffd"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CHUNK = 64 * 1024


def lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Each line, its number from 1, and whether it was cut at `MAX_LINE` (the rest of it is skipped).

    InputRefused, without a path, for a stream that is no UTF-8 text as a whole.
    """
    if problem := no_text(beginning(stream)):
        raise InputRefused(problem)
    readline = stream.readline
    limit = MAX_LINE + 1
    number = 0
    while line := readline(limit):
        number += 1
        if len(line) == limit and not line.endswith(b"\n"):
            while (rest := readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield number, line, True
        else:
            yield number, line, False


def raw_of(row: bytes | str) -> str:
    """A row as it is kept with the rejects: cut, and with U+FFFD for what is not text."""
    text = row if isinstance(row, str) else row[: 4 * MAX_RAW].decode("utf-8", "replace")
    return cleaned(text.rstrip("\r\n"))[0][:MAX_RAW]


def cleaned(text: str) -> tuple[str, int]:
    """The text with U+FFFD for each NUL and each half of a surrogate pair, and how many there were."""
    return _UNSTORABLE.subn(REPLACEMENT, text)


def cleaned_data(value: Any) -> tuple[Any, int]:
    """Plain data with all its text cleaned, keys too, and how many characters were replaced."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, dict):
        pairs = [(cleaned(str(key)), cleaned_data(each)) for key, each in value.items()]
        return {key: each for (key, _), (each, _) in pairs}, sum(m + n for (_, m), (_, n) in pairs)
    if isinstance(value, list):
        each_cleaned = [cleaned_data(each) for each in value]
        return [each for each, _ in each_cleaned], sum(n for _, n in each_cleaned)
    return value, 0


def plain(value: Any) -> Any:
    """The value as JSON could hold it: dates and decimals as text, bytes as hexadecimal, NaN as null."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value.hex() if isinstance(value, bytes) else str(value)
