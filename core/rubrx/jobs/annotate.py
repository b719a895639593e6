"""Blind sheets out: what people are shown of a run."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from rubrx.errors import InputRefused, UsageError
from rubrx.intake.opening import text_of
from rubrx.intake.sheets import read_sheet
from rubrx.jobs.asked import asked_by
from rubrx.jobs.outputs import refuse_any_database, whole_file
from rubrx.reports.sheet import Sheet, SheetItem, SheetRow, sheet_csv, sheet_html
from rubrx.store import Run, find_run, open_store
from rubrx.store.annotations import (
    SheetAnswer,
    rubric_texts,
    sheet_answers,
)

SheetFormat = Literal["csv", "html"]
#: hexadecimal digits of a blind code
_CODE = 12


@dataclass(frozen=True, slots=True)
class Exported:
    """A sheet that was written: where, and how much is on it."""

    path: str
    run: str
    format: SheetFormat
    answers: int
    verdicts: int
    ratings: int
    preferences: int


def code_of(run: Run, response_id: str) -> str:
    """An answer's blind code: the same on every sheet of its run, and nothing can be read from it."""
    return hashlib.sha256(f"{run.uid}\0{response_id}".encode()).hexdigest()[:_CODE]


def export_sheet(  # noqa: PLR0913 - each is one choice, by name
    run: str,
    out: str | os.PathLike[str],
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    format: SheetFormat = "html",  # noqa: A002 - the option's own name
    seed: int = 0,
    answers: int | None = None,
    pairs: int = 0,
    only: Iterable[str] | None = None,
    these_pairs: Sequence[tuple[str, str]] = (),
) -> Exported:
    """Write a blind sheet of a run: answers in an order that `seed` draws, without model, verdict or score.

    `answers` draws so many of them, `only` names them by response id, `pairs` adds so many preferences between two
    answers to one query, `these_pairs` names them by response ids. A folder as `out` gets `sheet-RUN.html` or `.csv`.
    UsageError where there is nothing to show, an id is unknown, or the file holds labels already; StoreFault where
    it can't be written.
    """
    with open_store(db) as store:
        found = find_run(store, run)
        every = sheet_answers(store, found.id)
        asked = {query: asked_by(yaml) for query, yaml in rubric_texts(store, found.id).items()}
    rng = np.random.default_rng(seed)
    chosen = _chosen(every, found, rng, answers, only)
    drawn = _named_pairs(every, these_pairs, found, rng) + _pairs(every if only is None else chosen, pairs, rng)
    sheet = _sheet(found, chosen, drawn, asked)
    if not sheet.rows:
        raise UsageError("there is nothing to ask: neither answers nor pairs")
    place = Path(out)
    if place.is_dir() or str(out).endswith(os.sep):
        place = place / f"sheet-{found.uid[:8]}.{format}"
    _keep_labels(place)
    with whole_file(place) as stream:
        stream.write((sheet_html(sheet) if format == "html" else "\ufeff" + sheet_csv(sheet)).encode())
    kinds = [row.kind for row in sheet.rows]
    return Exported(
        str(place), found.name, format, len(chosen),
        kinds.count("verdict"), kinds.count("rating"), kinds.count("preference"),
    )  # fmt: skip


def _keep_labels(place: Path) -> None:
    """UsageError where a sheet stands that somebody has begun to fill in: hours of work, kept nowhere else."""
    if not place.is_file():
        return
    refuse_any_database(place)
    try:
        labels = sum(row is not None for row in read_sheet(place))
    except InputRefused:
        return  # no table of labels
    if labels:
        raise UsageError(f"{str(place)[:200]} holds {labels:,} labels already: import it, or choose another file")


def _chosen(
    every: list[SheetAnswer], run: Run, rng: np.random.Generator, answers: int | None, only: Iterable[str] | None
) -> list[SheetAnswer]:
    """The answers to show, in the order that the generator draws."""
    if not every:
        raise UsageError(f"run {run.name} has no graded answers to label")
    if only is not None:
        wanted = list(dict.fromkeys(only))
        known = {each.response_id: each for each in every}
        if unknown := [name for name in wanted if name not in known]:
            raise UsageError(f"run {run.name} has no response {unknown[0]!r} ({len(unknown)} of {len(wanted)} unknown)")
        every = [known[name] for name in wanted]
    order = rng.permutation(len(every))[:answers]
    return [every[place] for place in order]


def _pairs(answers: list[SheetAnswer], n: int, rng: np.random.Generator) -> list[tuple[SheetAnswer, SheetAnswer]]:
    """Pairs of different answers to one query, drawn without repetition, query after query so that all get some."""
    if n <= 0:
        return []
    by_query: dict[str, list[SheetAnswer]] = {}
    for each in answers:
        by_query.setdefault(each.query_id, []).append(each)
    piles = []
    for query in sorted(by_query):
        group = by_query[query]
        possible = [
            (a, b) for at, a in enumerate(group) for b in group[at + 1 : at + 50] if a.text != b.text
        ]  # far neighbours are left out where a query has very many answers
        piles.append([possible[place] for place in rng.permutation(len(possible))])
    piles = [piles[place] for place in rng.permutation(len(piles))]
    drawn: list[tuple[SheetAnswer, SheetAnswer]] = []
    while len(drawn) < n and any(piles):
        for pile in piles:
            if pile and len(drawn) < n:
                a, b = pile.pop()
                drawn.append((a, b) if rng.random() < 0.5 else (b, a))
    return drawn


def _named_pairs(
    every: list[SheetAnswer], names: Sequence[tuple[str, str]], run: Run, rng: np.random.Generator
) -> list[tuple[SheetAnswer, SheetAnswer]]:
    """The pairs of these response ids, in an order and with sides that the generator draws."""
    known = {each.response_id: each for each in every}
    found = []
    for a, b in names:
        if a not in known or b not in known or known[a].query_id != known[b].query_id:
            raise UsageError(f"run {run.name} has no two answers {a!r} and {b!r} to one query")
        found.append((known[a], known[b]) if rng.random() < 0.5 else (known[b], known[a]))
    return [found[place] for place in rng.permutation(len(found))]


def ids_of(path: str | os.PathLike[str]) -> list[str]:
    """The response ids in a text file, one a line; InputRefused where it holds none."""
    ids = [line.strip() for line in text_of(path).splitlines() if line.strip()]
    if not ids:
        raise InputRefused("holds no response ids: one a line", path=os.fspath(path))
    return ids


def selected_pairs(path: str | os.PathLike[str]) -> list[tuple[str, str]]:
    """The pairs that `rubrx select --json` chose; InputRefused where the file is not what it printed."""
    name = str(path)
    try:
        data = json.loads(text_of(path))
    except (ValueError, RecursionError) as fault:
        raise InputRefused(f"not JSON: {fault}", path=name) from fault
    rows = data.get("pairs") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and {"a", "b"} <= row.keys() for row in rows):
        raise InputRefused("must be what rubrx select --json prints: pairs of a and b", path=name, field="pairs")
    return [(str(row["a"]), str(row["b"])) for row in rows]


def _sheet(
    run: Run,
    answers: list[SheetAnswer],
    pairs: list[tuple[SheetAnswer, SheetAnswer]],
    asked: dict[str, dict[str, str]],
) -> Sheet:
    items: dict[str, SheetItem] = {}
    rows: list[SheetRow] = []

    def item(answer: SheetAnswer) -> str:
        code = code_of(run, answer.response_id)
        items[code] = SheetItem(code, answer.query_id, answer.query, answer.text)
        return code

    for answer in answers:
        code = item(answer)
        rows += [SheetRow("verdict", code, "", name, says) for name, says in asked[answer.query_id].items()]
        rows.append(SheetRow("rating", code, "", "", "how good is this answer, from 0 to 10"))
    for a, b in pairs:
        rows.append(SheetRow("preference", item(a), item(b), "", "which answer is better: a, b or tie"))
    return Sheet(run.uid, items, rows)
