"""What standard output can take: its width, its colours, and the characters of its encoding."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rubrx.reports.page import Page


#: plainer signs for the report's own, where the encoding lacks them
_PLAIN = str.maketrans({"·": "-", "–": "-", "…": "...", "→": "->", "“": '"', "”": '"', "’": "'"})


def page() -> Page:
    """The page that standard output is; colour only on a terminal, and not under NO_COLOR (no-color.org)."""
    from rubrx.reports.page import Page

    terminal = sys.stdout.isatty()
    return Page(
        width=shutil.get_terminal_size().columns if terminal else 80,
        colour=terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        blocks=_can_hold("█▏┃·→“”–✗"),
    )


def say(text: str) -> None:
    """Print the text as it is; what the encoding can't hold becomes a plainer sign or a question mark."""
    if not _can_hold(text):
        encoding = sys.stdout.encoding or "ascii"
        text = text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    click.echo(text, nl=False)


def _can_hold(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
