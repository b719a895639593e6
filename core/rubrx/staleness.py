"""What a verdict rests on: the criterion, its metric's version, and the words, patient and query it is read with.

Two verdicts on the same answer are the same where these are. So a change to a rubric or a plugin makes stale what
rests on it, and nothing else: `stale` says which criteria, and why. Pure: no file, no database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from rubrx.contracts import Metric
from rubrx.grading import Grader
from rubrx.intake.rubrics import CRITERION_KEYS
from rubrx.intake.strict_yaml import parse
from rubrx.records import Item, Rubric

#: a criterion's own keys that its verdict rests on; points and notes come after the verdict
_DECIDES = ("metric", "applies_if")

NEW = "the criterion is new"
CHANGED = "the criterion changed"
RUBRX = "rubrx's version changed"
METRIC = "the metric's plugin version changed"
TERMS = "the rubric's terms changed"
PATIENT = "the rubric's patient changed"
QUERY = "the rubric's query changed"
WORDS = "other criteria changed the words that are looked for"
WHOLE = "the rubric changed, and the metric may look at all of it"


class Basis(NamedTuple):
    """What the verdicts on one item (a criterion, or a group judged as one) rest on; digests and versions."""

    rubrx: str
    metric: str
    version: str
    criterion: str
    terms: str
    patient: str
    query: str
    #: the concepts that all criteria together look for: an answer is read once, with all of them
    words: str
    #: the whole rubric, where the metric does not rule out that it looks there
    whole: str


def bases(rubric: Rubric, metrics: Mapping[str, Metric], versions: Mapping[str, str]) -> dict[str, Basis]:
    """The basis of each item of a rubric, by id.

    `versions` are those that the verdicts were given under, as a run records them: `rubrx`, `metric:NAME`. Raises
    RubricRefused where the rubric does not compile with the metrics.
    """
    grader = Grader(rubric, metrics)
    raw = parse(rubric.yaml, rubric.path).data["criteria"]
    written = {criterion.id: raw[index] for index, criterion in enumerate(rubric.criteria)}
    words = _digest([asdict(concept) for concept in grader.reader.lexicon.concepts.values()])
    common = (_digest(dict(rubric.terms)), _digest(dict(rubric.patient)), _digest(rubric.query), words)
    return {
        item.id: Basis(
            versions.get("rubrx", ""),
            item.metric,
            versions.get(f"metric:{item.metric}", ""),
            _digest(_decides(item, written)),
            *common,
            rubric.digest if metrics[item.metric].whole_rubric else "",
        )
        for item in grader.items
    }


def _decides(item: Item, written: Mapping[str, Mapping[str, Any]]) -> list[object]:
    """What decides an item's verdict, as it stands in the file; a group's explanation names its members."""
    group = item.members[0].group
    return [
        None if group is None else group.at_least,
        *(
            [
                member.id if group is not None else "",
                {
                    key: value
                    for key, value in written[member.id].items()
                    if key not in CRITERION_KEYS or key in _DECIDES
                },
            ]
            for member in item.members
        ),
    ]


def why_stale(old: Basis | None, new: Basis) -> str:
    """Why a verdict with the basis `old` (None: there is none) can't stand for one with `new`; empty if it can."""
    if old is None:
        return NEW
    if old.criterion != new.criterion or old.metric != new.metric:
        return CHANGED
    if old.rubrx != new.rubrx:
        return f"{RUBRX} ({old.rubrx or '?'} to {new.rubrx or '?'})"
    if old.version != new.version:
        return f"{METRIC} ({new.metric} {old.version or '?'} to {new.version or '?'})"
    for field, reason in (("terms", TERMS), ("patient", PATIENT), ("query", QUERY), ("words", WORDS)):
        if getattr(old, field) != getattr(new, field):
            return reason
    return WHOLE if old.whole != new.whole else ""


def stale(old: Mapping[str, Basis], new: Mapping[str, Basis]) -> dict[str, str]:
    """Why each item's verdicts are stale, by id; empty where they stand. Items that are gone are not in it."""
    return {item: why_stale(old.get(item), basis) for item, basis in new.items()}


def _digest(data: object) -> str:
    text = json.dumps(data, ensure_ascii=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Sets in order, everything else as text."""
    return sorted(map(str, value)) if isinstance(value, (set, frozenset)) else str(value)
