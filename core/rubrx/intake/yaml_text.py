"""A file's bytes as text that YAML readers agree about, or a refusal with the line and column of what is wrong."""

from __future__ import annotations

import re
from typing import NamedTuple

from rubrx.errors import RubricRefused

MAX_BYTES = 1024 * 1024

_NEWLINE = re.compile(r"\r\n|\r|\n")
#: what YAML may not contain, and the three line breaks that YAML 1.1 and 1.2 disagree about
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"\x00{", b"\x00r", b"{\x00", b"r\x00")


class Place(NamedTuple):
    """Where something stands in a file; both count from 1."""

    line: int
    column: int


def decode(source: bytes | str, path: str) -> str:
    """The file's text, less a byte-order mark; refused if too long, not UTF-8, or with control characters."""
    raw = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if len(raw) > MAX_BYTES:
        raise RubricRefused(
            f"{len(raw):,} bytes; at most {MAX_BYTES:,} are allowed",
            path=path,
            line=1,
            column=1,
            field="file",
        )
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        place = _place_in(raw[: fault.start].decode("utf-8", "replace"))
        hint = "; the file looks like UTF-16" if raw.startswith(_UTF16) else ""
        problem = f"byte 0x{raw[fault.start]:02x} is not UTF-8{hint}: save the file as UTF-8"
        raise RubricRefused(problem, path=path, line=place.line, column=place.column, field="file") from None
    bad = _FORBIDDEN.search(text)
    if bad:
        place = _place_in(text[: bad.start()])
        hint = "; the file looks like UTF-16, save it as UTF-8" if raw.startswith(_UTF16) else ""
        problem = f"character U+{ord(bad[0]):04X} is not allowed here{hint}"
        raise RubricRefused(problem, path=path, line=place.line, column=place.column, field="file")
    return text


def _place_in(before: str) -> Place:
    """The place right after a stretch of text that begins the file."""
    ends = [match.end() for match in _NEWLINE.finditer(before)]
    return Place(len(ends) + 1, len(before) - (ends[-1] if ends else 0) + 1)
