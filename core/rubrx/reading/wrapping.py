"""Hard line breaks: a text wrapped at so many columns reads as the same text unwrapped; lists stay lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from rubrx.reading import late_re as re

#: lines shorter than this are nobody's wrapping; two lines of which the second has a capital need more to look wrapped
NARROWEST, NARROWEST_CAPITAL = 40, 60
_LONG_LINE = re.compile(rf"^[^\n]{{{NARROWEST - 12},}}\n[ \t]*[^\s]", re.MULTILINE)
#: what begins a line of its own: a list's item, a heading, a row of a table, a rule
_OWN_LINE = re.compile(r"[ \t]*(?:[-*+>|#=_~]|\d{1,2}[.)]\s|[a-z][.)]\s|```)")


def unwrap(text: str, is_capital: Callable[[int], bool]) -> str:
    """A folded text with the line breaks that only wrap it made blanks; nothing else changes, no place moves.

    A block of lines is wrapped where no line had room for the next one's first word. `is_capital` says of a place in
    the text whether the original has a capital there: a new line that begins in lower case goes on with a sentence.
    """
    if not _LONG_LINE.search(text):
        return text
    pieces = list(text)
    for block in _blocks(text):
        ends = _wrapped(text, block, is_capital)
        for end in ends:
            pieces[end] = " "
    return "".join(pieces)


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Lines (start, end) that stand together: no blank line, list item, heading or table row begins inside."""
    block: list[tuple[int, int]] = []
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        blank = not text[start:end].strip()
        if (blank or _OWN_LINE.match(text, start, end)) and block:
            yield block
            block = []
        if not blank:
            block.append((start, end))
        start = end + 1
    if block:
        yield block


def _wrapped(text: str, block: list[tuple[int, int]], is_capital: Callable[[int], bool]) -> list[int]:
    """Where the line breaks of a block stand that only wrap it."""
    width = max(len(text[start:end].rstrip()) for start, end in block)
    found: list[tuple[int, bool, bool]] = []
    full = []
    for (start, end), (then, last) in pairwise(block):
        line, following = text[start:end].rstrip(), text[then:last].lstrip()
        first = last - len(following)
        capital = is_capital(first)
        full.append(len(line) + 1 + len(following.split(maxsplit=1)[0]) > width)
        if line.endswith((":", "|", "**")) or line.lstrip().startswith(("#", "|")) or text.endswith("  ", start, end):
            continue
        fits = len(line) >= NARROWEST - 12 and width >= (
            NARROWEST_CAPITAL if capital and len(block) == 2 else NARROWEST
        )
        if fits:
            found.append((end, capital, line[-1] in ".!?;"))
    if all(full):
        return [end for end, _, _ in found]
    return [end for end, capital, closed in found if not capital and not closed]
