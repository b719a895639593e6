"""What a text page is printed on: its width, colour, block characters, and how bars are drawn on it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Literal

NARROWEST, WIDEST = 60, 100
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}

Tone = Literal["bold", "dim", "red", "green", "yellow"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page `width` characters wide; without `blocks` bars are drawn in ASCII."""

    width: int = 80
    colour: bool = False
    blocks: bool = True

    @property
    def columns(self) -> int:
        """The width that is used: not below 60 characters, nor beyond 100, where lines get hard to follow."""
        return max(NARROWEST, min(WIDEST, self.width))

    def paint(self, text: str, *tones: Tone) -> str:
        """The text in these tones where the page has colour; as it is where not."""
        if not self.colour or not tones or not text:
            return text
        return f"\x1b[{';'.join(_SGR[tone] for tone in tones)}m{text}\x1b[0m"

    def heading(self, title: str, note: str = "") -> str:
        """A section's beginning: the title, and a note beside it, or below it where the line is too short."""
        if not note:
            return self.paint(title.upper(), "bold")
        between = "   " if len(title) + len(note) + 3 <= self.columns else "\n  "
        return self.paint(title.upper(), "bold") + between + self.paint(note, "dim")

    def wrapped(self, text: str, indent: str = "  ", more: str | None = None) -> list[str]:
        """The text in lines of the page's width; `more` indents all but the first (default: `indent`)."""
        lines = textwrap.wrap(
            text.replace(" %", "\0%"),  # a figure and its sign stay on one line
            self.columns,
            initial_indent=indent,
            subsequent_indent=indent if more is None else more,
            break_on_hyphens=False,
        )
        return [line.replace("\0", " ") for line in lines]

    def bar(self, share: float, cells: int, mark: float | None = None) -> str:
        """A bar to scale: `cells` characters stand for 0 to 100 %; `mark` (a target) is drawn where it lies.

        The bar is `cells + 1` characters long, so that a mark at 100 % has its place.
        """
        share = min(1.0, max(0.0, share))
        full, part = divmod(int(share * cells * 8), 8)
        if self.blocks:
            drawn = "█" * full + (_EIGHTHS[part] if part else "")
            drawn = drawn.ljust(cells, "·")[:cells] + " "
        else:
            drawn = ("#" * round(share * cells)).ljust(cells, ".") + " "
        if mark is not None:
            at = round(min(1.0, max(0.0, mark)) * cells)
            drawn = drawn[:at] + ("┃" if self.blocks else "|") + drawn[at + 1 :]
        return drawn
