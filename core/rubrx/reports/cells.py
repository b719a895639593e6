"""Text cells of a CSV file that a spreadsheet can't take for formulas, and back again."""

from __future__ import annotations

#: what a spreadsheet takes for the beginning of a formula (OWASP, CSV injection; ASVS 5.0, 1.2.10)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(FORMULA) else text
