"""A row's columns, taken one by one: the answer, its query, names; what is wrong with one names the field."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from rubrx.intake.rows import cleaned

#: the columns that may hold the answer, and those that may name its rubric: the first that is there counts
TEXT_COLUMNS = ("text", "response", "completion", "answer", "output", "messages")
QUERY_COLUMNS = ("query_id", "rubric", "rubric_id")
#: names of responses, rubrics and models are no longer than this
MAX_NAME = 256


class BadFieldError(Exception):
    """A field of a row, and what is wrong with it."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(problem)


def take_text(value: object, columns: dict[str, Any]) -> tuple[str, int]:
    """The answer: column `text`, already taken out, or another; and how many characters were replaced."""
    name = "text"
    if value is None:
        for name in TEXT_COLUMNS[1:]:
            if columns.get(name) is not None:
                value = columns.pop(name)
                break
        else:
            raise BadFieldError("text", f"no answer: the row has none of {', '.join(TEXT_COLUMNS)}")
    text = value if isinstance(value, str) else _last_answer(value, name)
    before = columns.pop("replaced_characters", 0)
    replaced = before if isinstance(before, int) else 0
    if "\0" in text or not (text.isascii() or _is_utf8(text)):
        text, more = cleaned(text)
        return text, replaced + more
    return text, replaced


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _last_answer(value: object, name: str) -> str:
    """The content of a conversation's last assistant message: text, or a list of parts with text in them."""
    if not isinstance(value, list):
        raise BadFieldError(name, f"must be text or a list of messages, got {_kind(value)}")
    for message in reversed(value):
        if not isinstance(message, dict) or "content" not in message:
            raise BadFieldError(name, "each message must have a role and a content")
        if message.get("role") in ("assistant", "model"):
            content = message["content"]
            parts = content if isinstance(content, list) else [content]
            texts = [part.get("text") if isinstance(part, dict) else part for part in parts]
            strings = [text for text in texts if isinstance(text, str)]
            if len(strings) < len(texts):
                raise BadFieldError(name, "the last assistant message's content must be text")
            return "".join(strings)
    raise BadFieldError(name, "no message has the role assistant")


def take_query(value: object, columns: dict[str, Any], default: str | None) -> str:
    """The rubric's name in column `query_id` (already taken out) or another."""
    name = name_of(value, "query_id")
    for column in QUERY_COLUMNS[1:]:
        if name:
            return name
        if column in columns:
            name = name_of(columns.pop(column), column)
    if name:
        return name
    if default is None:
        raise BadFieldError("query_id", "no rubric: the row names none, and none was given for the file")
    return default


def name_of(value: object, field: str) -> str | None:
    """A name as text (whole numbers count), less surrounding space; None where there is none."""
    if isinstance(value, str):
        name = value.strip()
        if len(name) > MAX_NAME or not name.isprintable():
            raise BadFieldError(field, f"must be at most {MAX_NAME} printable characters on one line")
        return name or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None:
        raise BadFieldError(field, f"must be text, got {_kind(value)}")
    return None


#: rubrics and models are few, and every row names them
known_name = lru_cache(maxsize=1024)(name_of)


def _kind(value: object) -> str:
    names = {list: "a list", dict: "a mapping", bool: str(value).lower(), float: "a number", int: "a number"}
    return names.get(type(value), type(value).__name__)


def finite(value: object) -> float | None:
    """A finite number, also one written as text (a CSV file has no others); None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
