"""What a plain YAML scalar means: null, true or false, a decimal number, or text; never a changed dose."""

from __future__ import annotations

import math
import re

#: a number of more digits is an identifier that wants quotes
MAX_NUMBER_LENGTH = 40

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?")


class WrittenInt(int):
    """A whole number that remembers how it was written; `str()` gives that. Copies and pickles are plain."""

    written: str

    def __new__(cls, value: int, written: str) -> WrittenInt:
        """The number, and its spelling."""
        self = super().__new__(cls, value)
        self.written = written
        return self

    def __str__(self) -> str:
        return self.written

    def __reduce__(self) -> tuple[type[int], tuple[int]]:
        return int, (int(self),)


class WrittenFloat(float):
    """A decimal number that remembers how it was written (`2.50`); `str()` gives that."""

    written: str

    def __new__(cls, value: float, written: str) -> WrittenFloat:
        """The number, and its spelling."""
        self = super().__new__(cls, value)
        self.written = written
        return self

    def __str__(self) -> str:
        return self.written

    def __reduce__(self) -> tuple[type[float], tuple[float]]:
        return float, (float(self),)


#: what a plain scalar can be
Scalar = None | bool | WrittenInt | WrittenFloat | str
#: the two number types, for isinstance
WRITTEN = (WrittenInt, WrittenFloat)


def resolve(text: str) -> Scalar:
    """The value of a plain (unquoted, untagged) scalar.

    YAML 1.2's core schema (yaml.org/spec/1.2.2, section 10.3.2) without its octal, hexadecimal, infinite and
    not-a-number forms, which stay text, as do `no`, `on`, `1:30`, `1_000` and dates. `5e3` is 5000. A number
    with leading zeros is refused: 012 is 12 to one reader, 10 to the next, and a slip for 0.12 to a third.

    Raises ValueError with one line for a person.
    """
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text[0] not in "0123456789+-.":
        return text
    if len(text) > MAX_NUMBER_LENGTH:
        if text.strip("+-.0123456789"):
            return text
        raise ValueError(f"a number of {len(text)} characters; put it in quotes if it is an identifier")
    if _INTEGER.fullmatch(text):
        return WrittenInt(int(text), text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if not math.isfinite(value):
            raise ValueError(f"{text} is too large a number")
        return WrittenFloat(value, text)
    if _LEADING_ZERO.fullmatch(text):
        raise ValueError(f"{text} has a leading zero: write the number without it, or in quotes if it is text")
    return text
