"""HealthBench items, as published (one JSON object a line), made into the text of rubric files.

An item is `{"prompt_id", "prompt": [{"role", "content"}], "rubrics": [{"criterion", "points", "tags"}],
"example_tags"}` (Arora et al. 2025, arXiv 2505.08775; openai/simple-evals, `healthbench_eval.py`). Each criterion
becomes one of the same points, in order, so the score of fully assessed verdicts is HealthBench's own; what no kind
can honestly decide becomes `judge:`, word for word.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rubrx.intake.healthbench_kinds import kind_of
from rubrx.intake.rubric_model import is_id

SOURCE = "HealthBench (Arora et al. 2025, arXiv 2505.08775)"
#: the metric that every criterion counts towards: HealthBench's axes are its own, and stand in the notes
METRIC = "accuracy"
#: what YAML may not hold raw, within double quotes
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class ItemRefused(ValueError):
    """An item that can't be a rubric: `field` and why."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Imported:
    """A rubric made of an item: its id and text; criteria by kind; those of no points, which are left out."""

    id: str
    text: str
    kinds: Mapping[str, int]
    pointless: int


def rubric_of_item(item: object, *, judge_all: bool = False) -> Imported:
    """The rubric of one item; ItemRefused says which field can't be used. `judge_all` maps nothing to a kind."""
    if not isinstance(item, dict):
        raise ItemRefused("row", f"must be an object, got {type(item).__name__}")
    query = _query(item.get("prompt"))
    name = _id(item.get("prompt_id"), query)
    tags = _tags(item.get("example_tags", []), "example_tags")
    lines = [
        f"rubric: {name}",
        "version: 1",
        f"source: {_quoted(SOURCE)}",
        *(f"{key}: {_quoted(value)}" for key, value in _about(tags) if value),
        f"query: {_quoted(query)}",
        "criteria:",
    ]
    kinds: dict[str, int] = {}
    pointless = 0
    for number, (text, points, tagged) in enumerate(_criteria(item.get("rubrics")), 1):
        if points == 0:
            pointless += 1
            continue
        kind, body = ("judge", text) if judge_all else kind_of(text)
        kinds[kind] = kinds.get(kind, 0) + 1
        note = " ".join(tagged) if kind == "judge" else " ".join([text, *tagged])
        lines += [
            f"  - id: c{number}",
            f"    metric: {METRIC}",
            f"    points: {_number(points)}",
            f"    {kind}: {_body(body)}",
            *([f"    note: {_quoted(note)}"] if note else []),
        ]
    return Imported(name, "\n".join(lines) + "\n", kinds, pointless)


def healthbench_score(points: list[float], met: list[bool]) -> float | None:
    """HealthBench's score of one answer: points of met criteria over the sum of positive ones; None without any.

    It may be negative, and is not clipped: the mean over answers is (`healthbench_mean`).
    """
    possible = sum(each for each in points if each > 0)
    return sum(each for each, holds in zip(points, met, strict=True) if holds) / possible if possible else None


def healthbench_mean(scores: list[float]) -> float | None:
    """HealthBench's headline: the mean over answers, clipped to [0, 1]; None without any."""
    return min(1.0, max(0.0, math.fsum(scores) / len(scores))) if scores else None


def _query(prompt: object) -> str:
    """The conversation: the user's words where there is one message, else who said what, in order."""
    if isinstance(prompt, str) and prompt.strip():
        return _whole(prompt)
    if not isinstance(prompt, list) or not prompt:
        raise ItemRefused("prompt", "must be a list of messages with role and content")
    said = []
    for index, each in enumerate(prompt):
        content = each.get("content") if isinstance(each, dict) else None
        if not isinstance(content, str):
            raise ItemRefused(f"prompt[{index}].content", "must be text")
        said.append((str(each.get("role", "user")), content))
    text = said[0][1] if len(said) == 1 else "\n\n".join(f"{role}: {content}" for role, content in said)
    if not text.strip():
        raise ItemRefused("prompt", "is empty")
    return _whole(text)


def _id(prompt_id: object, query: str) -> str:
    if prompt_id is None:
        return f"healthbench-{hashlib.sha256(query.encode()).hexdigest()[:16]}"
    name = f"healthbench-{prompt_id}" if isinstance(prompt_id, str) else ""
    if not is_id(name):
        raise ItemRefused("prompt_id", f"must be letters, digits, '.', '_' and '-', got {prompt_id!r:.60}")
    return name


def _tags(tags: object, field: str) -> list[str]:
    if tags is None:
        return []
    if isinstance(tags, dict):  # a table that somebody made of "axis:accuracy"
        return [_whole(f"{key}:{value}") for key, value in tags.items()]
    if not isinstance(tags, list) or not all(isinstance(each, str) for each in tags):
        raise ItemRefused(field, "must be a list of texts")
    return [_whole(each) for each in tags]


def _about(tags: list[str]) -> Iterator[tuple[str, str]]:
    """The rubric's topic and population: the theme, and what the physicians agreed the item is."""
    for key, prefix in (("topic", "theme:"), ("population", "physician_agreed_category:")):
        found = [each.removeprefix(prefix).replace("_", " ") for each in tags if each.startswith(prefix)]
        yield key, ", ".join(found)


def _criteria(rubrics: object) -> Iterator[tuple[str, float, list[str]]]:
    if not isinstance(rubrics, list) or not rubrics:
        raise ItemRefused("rubrics", "must be a list of criteria")
    for index, each in enumerate(rubrics):
        field = f"rubrics[{index}]"
        if not isinstance(each, dict):
            raise ItemRefused(field, "must be an object with criterion, points and tags")
        text, points = each.get("criterion"), each.get("points")
        if not isinstance(text, str) or not text.strip():
            raise ItemRefused(f"{field}.criterion", "must be text")
        if isinstance(points, bool) or not isinstance(points, (int, float)) or not math.isfinite(points):
            raise ItemRefused(f"{field}.points", f"must be a number, got {points!r:.40}")
        yield _whole(text), points, _tags(each.get("tags"), f"{field}.tags")


def _whole(text: str) -> str:
    """The text as YAML and SQLite can hold it: half characters and NULs become the replacement character."""
    return _SURROGATE.sub("\ufffd", text.replace("\x00", "\ufffd"))


def _number(points: float) -> str:
    """The number without an exponent, digit for digit: what is read back is the very same."""
    return str(int(points)) if float(points).is_integer() else format(Decimal(repr(points)), "f")


def _body(body: Any) -> str:
    if isinstance(body, dict):
        return "{" + ", ".join(f"{key}: {_body(value)}" for key, value in body.items()) + "}"
    return str(body) if isinstance(body, int) else _quoted(body)


def _quoted(text: str) -> str:
    """A double-quoted scalar of YAML: JSON's, with what YAML calls unprintable escaped."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
