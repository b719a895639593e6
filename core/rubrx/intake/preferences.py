"""Preference files -> one `Preference` or `Reject` a row, with line, field and reason; the rest goes on.

The columns are the ecosystem's: `prompt`, `chosen`, `rejected`, each text or a list of messages (role, content);
`margin` and `annotators` may stand beside them. Where no prompt is given, it is what the two conversations share.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from rubrx.contracts import Row
from rubrx.errors import InputRefused, UsageError
from rubrx.intake.columns import BadFieldError, finite
from rubrx.intake.formats import BUILT_IN
from rubrx.intake.opening import STDIN, bytes_of
from rubrx.intake.responses import Reject
from rubrx.intake.rows import cleaned, raw_of
from rubrx.records import Preference

#: columns that may hold the prompt, or the id of the rubric that asks it: the first that is there counts
PROMPT_COLUMNS = ("prompt", "query", "question", "query_id")
#: a margin is in logits: sigma(50) is 1 to twenty digits
MAX_MARGIN = 50.0
#: nobody asked more people than this about one pair
MAX_ANNOTATORS = 1_000_000
_ANSWERING = ("assistant", "model")
#: what Python's json writes for a float that is no number, and JSON doesn't know
_NO_NUMBER = re.compile(r'"(margin|annotators)"\s*:\s*(NaN|-?Infinity)\b')
JSONL = BUILT_IN["jsonl"]


class PreferenceFile(NamedTuple):
    """What a file held: its pairs with the lines they stood on, its bad rows, and the SHA-256 of its bytes."""

    path: str
    pairs: tuple[Preference, ...]
    lines: tuple[int, ...]
    rejects: tuple[Reject, ...]
    digest: str
    #: columns that are none of ours, a mapping for each pair
    others: tuple[Mapping[str, Any], ...]


def read_preferences(path_or_dash: str | Path) -> PreferenceFile:
    """The preferences of a file, in file order; `-` is JSON Lines from standard input.

    UsageError for a file that isn't there or no JSON Lines, InputRefused where no row can be read, or none is there.
    """
    path = str(path_or_dash)
    return preferences_in(bytes_of(path), path, ".jsonl" if path == STDIN else Path(path).suffix.lower())


def preferences_in(data: bytes, path: str, suffix: str = ".jsonl") -> PreferenceFile:
    """The preferences in the bytes of a file of that suffix; `path` is for the refusals."""
    if suffix not in JSONL.suffixes:
        raise UsageError(f"{path}: preferences are JSON Lines: a file ending in {', '.join(JSONL.suffixes)}")
    pairs, lines, rejects, others = [], [], [], []
    try:
        for row in JSONL.read(BytesIO(data)):
            if row.columns is None:
                rejects.append(_unreadable(row))
                continue
            try:
                pair, rest = _preference(row.columns)
            except BadFieldError as fault:
                rejects.append(Reject(row.line, fault.field, fault.problem, row.raw or raw_of(str(row.columns))))
                continue
            pairs.append(pair)
            lines.append(row.line)
            others.append(rest)
    except InputRefused as fault:
        raise InputRefused(fault.problem, path=path, line=fault.line, field=fault.field) from None
    if not pairs and not rejects:
        raise InputRefused("holds no preferences: each line needs prompt, chosen and rejected", path=path)
    return PreferenceFile(
        path, tuple(pairs), tuple(lines), tuple(rejects), hashlib.sha256(data).hexdigest(), tuple(others)
    )


def _unreadable(row: Row) -> Reject:
    """A line that is no JSON; where a number that is none is the reason, its column is named."""
    if found := _NO_NUMBER.search(row.raw):
        return Reject(row.line, found[1], f"must be a finite number, got {found[2]}", row.raw)
    return Reject(row.line, row.field, row.problem, row.raw)


def _preference(row: Mapping[str, Any]) -> tuple[Preference, dict[str, Any]]:
    """One row's pair, and what else the row holds; BadFieldError names the column that can't be used."""
    columns = dict(row)
    chosen, rejected = columns.pop("chosen", None), columns.pop("rejected", None)
    prompt, column = None, "prompt"
    for column in PROMPT_COLUMNS:
        if columns.get(column) is not None:
            prompt = _prompt(columns.pop(column), column)
            break
    if prompt is None and isinstance(chosen, list) and isinstance(rejected, list):
        prompt = _prompt(_shared(chosen, rejected), "chosen")
        column = "chosen"
    if prompt is None:
        raise BadFieldError("prompt", f"no prompt: the row has none of {', '.join(PROMPT_COLUMNS)}")
    if not prompt.strip():
        raise BadFieldError(column, "the prompt is empty")
    texts = [_answer(value, name) for value, name in ((chosen, "chosen"), (rejected, "rejected"))]
    if texts[0] == texts[1]:
        raise BadFieldError("rejected", "is the same answer as chosen")
    margin = _margin(columns.pop("margin", None))
    annotators = _annotators(columns.pop("annotators", None))
    return Preference(prompt, texts[0], texts[1], margin, annotators), columns


def _shared(chosen: list[Any], rejected: list[Any]) -> list[Any]:
    """The messages that both conversations begin with."""
    shared = []
    for a, b in zip(chosen, rejected, strict=False):
        if a != b:
            break
        shared.append(a)
    return shared


def _prompt(value: object, field: str) -> str:
    """A prompt's text; of a conversation the one user message, or all messages with their roles."""
    if isinstance(value, str):
        return cleaned(value)[0]
    if isinstance(value, int) and not isinstance(value, bool) and field == "query_id":
        return str(value)
    messages = [(role, _content(content, field)) for role, content in _messages(value, field)]
    spoken = [each for each in messages if each[0] != "system"] or messages
    if len(spoken) == 1:
        return spoken[0][1]
    return "\n".join(f"{role}: {text}" for role, text in messages)


def _answer(value: object, field: str) -> str:
    """An answer's text; of a conversation the last assistant message."""
    if value is None:
        raise BadFieldError(field, f"no {field} answer")
    text = cleaned(value)[0] if isinstance(value, str) else None
    if text is None:
        messages = _messages(value, field)
        answers = [content for role, content in messages if role in _ANSWERING]
        if not answers:
            raise BadFieldError(field, "no message has the role assistant")
        text = _content(answers[-1], field)
    if not text.strip():
        raise BadFieldError(field, "the answer is empty")
    return text


def _messages(value: object, field: str) -> list[tuple[str, object]]:
    if not isinstance(value, list):
        raise BadFieldError(field, "must be text or a list of messages")
    for message in value:
        if not isinstance(message, dict) or not isinstance(message.get("role"), str) or "content" not in message:
            raise BadFieldError(field, "each message must have a role and a content")
    return [(message["role"], message["content"]) for message in value]


def _content(content: object, field: str) -> str:
    """A message's text: a string, or parts with text in them."""
    parts: Iterable[object] = content if isinstance(content, list) else [content]
    texts = [part.get("text") if isinstance(part, dict) else part for part in parts]
    strings = [text for text in texts if isinstance(text, str)]
    if len(strings) < len(texts):
        raise BadFieldError(field, "a message's content must be text")
    return cleaned("".join(strings))[0]


def _margin(value: object) -> float | None:
    if value is None or value == "":
        return None
    number = finite(value)
    if number is None or not 0 <= number <= MAX_MARGIN:
        raise BadFieldError("margin", f"must be a finite number from 0 to {MAX_MARGIN:g}, got {value!s:.40}")
    return number


def _annotators(value: object) -> int | None:
    """How many people chose so: a whole number, or the list of their names."""
    if value is None or value == "":
        return None
    if isinstance(value, list):
        value = len(value)
    number = finite(value)
    if number is None or number != int(number) or not 1 <= number <= MAX_ANNOTATORS:
        raise BadFieldError("annotators", f"must be a whole number from 1, or a list of names, got {value!s:.40}")
    return int(number)
