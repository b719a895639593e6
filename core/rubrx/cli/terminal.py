"""Text from strangers on its way to a terminal: control characters made visible, evidence marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rubrx.records import Span

#: C0 less newline and tab, DEL, C1, and the characters that reorder or hide text: they never reach a terminal
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """The text with each control character replaced by U+FFFD, one for one, so that spans still fit."""
    return _CONTROL.sub("\ufffd", text)


def safe_line(text: str) -> str:
    """The text on one line, safe."""
    return " ".join(safe(text).split())


def marked(text: str, spans: Iterable[Span], colour: bool) -> str:
    """The text, safe, with the spans highlighted: in colour, or in [brackets] where there is none."""
    before, after = ("\x1b[1;30;43m", "\x1b[0m") if colour else ("[", "]")
    shown = safe(text)
    parts = []
    at = 0
    for start, end in merged(spans):
        parts += [shown[at:start], before, shown[start:end], after]
        at = end
    return "".join([*parts, shown[at:]])


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap or touch made one, empty ones left out."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if start == end:
            continue
        if result and start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(end, result[-1].end))
        else:
            result.append(Span(start, end))
    return result


def quoted(text: str, spans: Iterable[Span], but: str = "", limit: int = 90) -> str:
    """The words at the spans, safe, each once and in quotes, cut to a readable length; not those in `but`."""
    words = dict.fromkeys(safe_line(text[start:end]) for start, end in spans if end > start)
    cut = (word if len(word) <= limit else word[: limit - 1] + "…" for word in words if word not in but)
    return " … ".join(f'"{word}"' for word in cut)
