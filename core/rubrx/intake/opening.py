"""A person's file opened and read, or one clear line that says why not: the same words and codes for every command.

A name that is no file's (nothing there, a folder) is a mistake on the command line: UsageError. A file that is there
and can't be taken (no permission, nothing in it, UTF-16, no text at all) is InputRefused.
"""

from __future__ import annotations

import codecs
import os
import sys
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from rubrx.errors import InputRefused, UsageError

STDIN = "-"
#: how much of a file's beginning tells what it is
BEGINNING = 4096
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF16 = "not UTF-8: looks like UTF-16; save it as UTF-8"
BINARY = "not text: it looks like a binary file"
NOT_UTF8 = "not UTF-8: save it as UTF-8"


def named_file(path: str | os.PathLike[str]) -> Path:
    """The path, if a file (or a pipe) has that name; UsageError where nothing is there, or a folder.

    InputRefused where the system won't even say.
    """
    place = Path(path)
    try:
        is_folder, is_there = place.is_dir(), place.exists()
    except PermissionError as fault:  # a folder above it is closed to us
        raise unreadable(fault, str(place)) from None
    if is_folder:
        raise UsageError(f"{place}: is a folder")
    if not is_there:
        raise UsageError(f"{place}: no such file")
    return place


def opened(path: str | os.PathLike[str], *, buffering: int = -1) -> BinaryIO:
    """The file, open for reading its bytes; UsageError or InputRefused as this module says."""
    place = named_file(path)
    try:
        return place.open("rb", buffering=buffering)
    except OSError as fault:
        raise unreadable(fault, str(place)) from None


def standard_input() -> BinaryIO:
    """Standard input's bytes; UsageError where it is closed."""
    if sys.stdin is None:
        raise UsageError("-: standard input is closed")
    return sys.stdin.buffer


def bytes_of(path: str | os.PathLike[str]) -> bytes:
    """All bytes of the file, or of standard input for `-`."""
    try:
        if os.fspath(path) == STDIN:
            return standard_input().read()
        with opened(path) as stream:
            return stream.read()
    except OSError as fault:
        raise unreadable(fault, os.fspath(path)) from None


def text_of(path: str | os.PathLike[str]) -> str:
    """The text of the file, or of standard input for `-`, less a byte-order mark; InputRefused unless it is UTF-8."""
    data, name = bytes_of(path), "<stdin>" if os.fspath(path) == STDIN else os.fspath(path)
    if problem := no_text(data[:BEGINNING]):
        raise InputRefused(problem, path=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputRefused(NOT_UTF8, path=name, line=data[: fault.start].count(b"\n") + 1) from None


def unreadable(fault: OSError, path: str) -> InputRefused:
    """What to say of a file that the system won't give."""
    return InputRefused(f"can't be read: {fault.strerror or fault}", path=path)


def beginning(stream: IO[bytes]) -> bytes:
    """What a stream begins with, as far as it can be seen without taking it away."""
    if isinstance(stream, BytesIO):
        place = stream.tell()
        return bytes(stream.getbuffer()[place : place + BEGINNING])
    return stream.peek(BEGINNING)[:BEGINNING] if isinstance(stream, BufferedReader) else b""


def no_text(start: bytes) -> str:
    """Why a file that begins so is no UTF-8 text as a whole; "" where it may be one, with a bad character or without.

    A stray NUL, or a byte that is not UTF-8, costs its row and not the file, and a good first line is a good line: only
    where the first line is bad, and both are there, is a file called binary.
    """
    if start.startswith(_UTF16):
        return UTF16
    first, _, _ = start.removeprefix(codecs.BOM_UTF8).partition(b"\n")
    if any(2 * half.count(0) > len(half) > 1 for half in (first[::2], first[1::2])):
        return UTF16  # without its mark: every other byte of plain letters is 0
    bad_first = b"\0" in first or not _is_utf8(first, whole=len(first) < len(start))
    return BINARY if bad_first and b"\0" in start and not _is_utf8(start, whole=False) else ""


def _is_utf8(data: bytes, *, whole: bool) -> bool:
    """Whether the bytes are UTF-8; unless they are the `whole`, the last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True
