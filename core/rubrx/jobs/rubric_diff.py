"""Two texts of one rubric: what changed criterion by criterion, and which stored verdicts that makes stale."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import rubrx
from rubrx.errors import UsageError
from rubrx.intake.strict_yaml import parse
from rubrx.jobs.rubrics import Source
from rubrx.jobs.sources import rubric_of
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Rubric, items_of
from rubrx.staleness import Basis, bases, why_stale
from rubrx.store import find_run, open_store, rubrics, tallies

#: a value longer than this is not shown beside its change
_SHOWN = 60
#: what makes a score another one although every verdict stands
_SCORED = ("points", "critical", "critical_cap")


@dataclass(frozen=True, slots=True)
class Edit:
    """One key that differs: its name, and its two values as they are shown (empty: not there, or long)."""

    key: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What became of a criterion or group: `added`, `removed`, `changed` or `same`, and the keys that differ.

    `stale` says why its stored verdicts can't stand, or is empty; `verdicts` is how many a run holds (for one that is
    added: how many there will be to give), None where no run was asked about.
    """

    id: str
    change: str
    edits: tuple[Edit, ...]
    stale: str
    verdicts: int | None


@dataclass(frozen=True, slots=True)
class RubricDiff:
    """The difference between two texts of a rubric; `edits` are those outside the criteria."""

    id: str
    old: str
    new: str
    old_digest: str
    new_digest: str
    run: str
    edits: tuple[Edit, ...]
    items: tuple[ItemChange, ...]

    @property
    def stale(self) -> int:
        """How many stored verdicts of the run are to be given again."""
        return sum(each.verdicts or 0 for each in self.items if each.stale and each.change != "added")

    @property
    def kept(self) -> int:
        """How many stored verdicts of the run stand."""
        return sum(each.verdicts or 0 for each in self.items if not each.stale and each.change != "removed")

    @property
    def rescored(self) -> bool:
        """Whether scores may change although verdicts stand: points, what is critical, the cap, or what is counted."""
        edits = [*self.edits, *(edit for each in self.items for edit in each.edits)]
        counted = any(each.change in ("added", "removed") for each in self.items)
        return counted or any(edit.key.rpartition(".")[2] in _SCORED for edit in edits)


def diff_rubrics(
    old: Source,
    new: Source,
    *,
    run: str | None = None,
    db: str | os.PathLike[str] = "./rubrx.db",
    plugins: Plugins | None = None,
) -> RubricDiff:
    """What changed from `old` to `new` (files, or ids of installed rubrics), and what `run` has to grade again.

    UsageError where the two are rubrics of different ids, or the run was graded against another text than `old`.
    """
    plugins = plugins or load_plugins()
    before, after = rubric_of(old, plugins), rubric_of(new, plugins)
    if before.id != after.id:
        raise UsageError(f"{before.id} and {after.id} are two rubrics, not two texts of one")
    now = {"rubrx": rubrx.__version__, **plugins.versions()}
    stored = _Stored("", now, None, 0) if run is None else _stored(run, db, before)
    old_bases = bases(before, plugins.metrics, stored.versions)
    new_bases = bases(after, plugins.metrics, now)
    raw = [parse(each.yaml, each.path).data for each in (before, after)]
    return RubricDiff(
        before.id,
        before.path,
        after.path,
        before.digest,
        after.digest,
        stored.run,
        _edits(_head(raw[0]), _head(raw[1])),
        tuple(_items(before, after, raw, old_bases, new_bases, stored)),
    )


class _Stored(NamedTuple):
    """A run's name, the versions it was graded under, its verdicts by criterion (None: not asked), its answers."""

    run: str
    versions: Mapping[str, str]
    counts: Mapping[str, int] | None
    answers: int


def _head(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What stands outside the criteria, with each term and each fact for itself."""
    head: dict[str, Any] = {}
    for key, value in raw.items():
        if key in ("terms", "patient") and isinstance(value, dict):
            head |= {f"{key}.{name}": each for name, each in value.items()}
        elif key != "criteria":
            head[key] = value
    return head


def _stored(run: str, db: str | os.PathLike[str], before: Rubric) -> _Stored:
    with open_store(db) as store:
        found = find_run(store, run)
        mine = [row for row in rubrics(store, found.id) if row.rubric_id == before.id]
        same = {row.query_id for row in mine if row.digest == before.digest}
        if not same:
            have = f"graded it against another text ({mine[0].digest[:12]})" if mine else "did not use it"
            raise UsageError(f"run {found.name} {have}; {before.path} is {before.id} {before.digest[:12]}")
        counts: dict[str, int] = {}
        for tally in tallies(store, found.id):
            if tally.query_id in same:
                counts[tally.criterion_id] = counts.get(tally.criterion_id, 0) + tally.n
        return _Stored(found.name, found.versions, counts, max(counts.values(), default=0))


def _items(
    before: Rubric,
    after: Rubric,
    raw: list[Any],
    old: Mapping[str, Basis],
    new: Mapping[str, Basis],
    stored: _Stored,
) -> list[ItemChange]:
    counts = stored.counts
    written = [
        {item.id: _written(item.members, data["criteria"], rubric) for item in items_of(rubric)}
        for rubric, data in zip((before, after), raw, strict=True)
    ]
    changes = []
    for name in new:
        edits = _edits(written[0].get(name, {}), written[1][name]) if name in old else ()
        change = "added" if name not in old else "changed" if edits else "same"
        n = None if counts is None else stored.answers if change == "added" else counts.get(name, 0)
        changes.append(ItemChange(name, change, edits, why_stale(old.get(name), new[name]), n))
    gone = [name for name in old if name not in new]
    changes += [ItemChange(name, "removed", (), "", None if counts is None else counts.get(name, 0)) for name in gone]
    return changes


def _written(members: Any, raw: list[Any], rubric: Rubric) -> dict[str, Any]:
    """An item as it stands in the file: a criterion's keys, or those of each member under its id."""
    found = [(member.id, raw[rubric.criteria.index(member)]) for member in members]
    if members[0].group is None:
        return {key: value for key, value in found[0][1].items() if key != "id"}
    group = {f"group.{key}": value for key, value in found[0][1]["group"].items()}
    return group | {
        f"{name}.{key}": value for name, each in found for key, value in each.items() if key not in ("id", "group")
    }


def _edits(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Edit, ...]:
    """The keys that differ, in the new text's order, then those that are gone."""
    keys = [*new, *(key for key in old if key not in new)]
    return tuple(Edit(key, _shown(old, key), _shown(new, key)) for key in keys if _plain(old, key) != _plain(new, key))


def _plain(data: Mapping[str, Any], key: str) -> str:
    return json.dumps(data[key], ensure_ascii=False, default=str) if key in data else ""


def _shown(data: Mapping[str, Any], key: str) -> str:
    text = data[key] if isinstance(data.get(key), str) else _plain(data, key)
    return text if len(text) <= _SHOWN else ""
