"""Import HealthBench items: one rubric file each, checked as any other rubric before it is written."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rubrx.errors import InputRefused, UsageError
from rubrx.grading import Grader
from rubrx.intake.healthbench import Imported, ItemRefused, healthbench_mean, rubric_of_item
from rubrx.intake.opening import beginning, no_text, opened, unreadable
from rubrx.intake.rubrics import RubricFormat
from rubrx.jobs.report import read_scores
from rubrx.manager import Plugins, load_plugins
from rubrx.store import find_run, open_store


@dataclass(frozen=True, slots=True)
class Import:
    """What became of a file: the rubrics written (ids, in order), criteria by kind, and the items refused.

    `pointless` criteria have 0 points, which changes no score; they are left out.
    """

    folder: str
    rubrics: tuple[str, ...]
    kinds: Mapping[str, int]
    pointless: int
    refused: tuple[InputRefused, ...]


def import_healthbench(
    source: str | os.PathLike[str],
    into: str | os.PathLike[str],
    *,
    judge_all: bool = False,
    plugins: Plugins | None = None,
) -> Import:
    """Make a rubric file of each item of a HealthBench file (JSON lines) in the folder `into`.

    An item that can't be one is refused with its line and field, and the rest goes on. A file that is there already
    with the same content stays; UsageError where it has other content, or the folder can't be written.
    """
    form = RubricFormat((plugins or load_plugins()).metrics)
    folder = Path(into)
    written: dict[str, int] = {}
    kinds: Counter[str] = Counter()
    refused: list[InputRefused] = []
    pointless = 0
    for line, raw in _lines(source):
        try:
            made = rubric_of_item(_item(raw), judge_all=judge_all)
            if made.id in written:
                raise ItemRefused("prompt_id", f"stands at line {written[made.id]} already")
            _check(made, form)
        except ItemRefused as fault:
            refused.append(InputRefused(str(fault), path=os.fspath(source), line=line, field=fault.field))
            continue
        _write(folder, made)
        written[made.id] = line
        kinds.update(made.kinds)
        pointless += made.pointless
    if not written and not refused:
        raise InputRefused("the file holds no items", path=os.fspath(source))
    return Import(str(folder), tuple(written), dict(sorted(kinds.items())), pointless, tuple(refused))


def healthbench_result(run: str = "latest", *, db: str | os.PathLike[str] = "./rubrx.db") -> float | None:
    """HealthBench's headline of a run: the mean of its raw scores, clipped to [0, 1]; None where none has one.

    Corrections count. Verdicts that await a judge count as in `worst`: the figure is HealthBench's once all of them
    are assessed.
    """
    with open_store(db) as store:
        return healthbench_mean([row.raw for row in read_scores(store, find_run(store, run)) if row.raw is not None])


def _lines(source: str | os.PathLike[str]) -> Iterator[tuple[int, bytes]]:
    try:
        with opened(source) as file:
            if problem := no_text(beginning(file)):
                raise InputRefused(problem, path=os.fspath(source))
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except OSError as fault:
        raise unreadable(fault, os.fspath(source)) from None


def _item(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise ItemRefused("row", f"not JSON: {fault}") from fault


def _check(made: Imported, form: RubricFormat) -> None:
    """Read and compile the rubric as `rubrx rubric check` would."""
    try:
        Grader(form.read(made.text, f"{made.id}.yaml"), form.metrics)
    except InputRefused as refusal:
        raise ItemRefused("row", f"makes no rubric: {refusal.field}: {refusal.problem}") from refusal


def _write(folder: Path, made: Imported) -> None:
    file = folder / f"{made.id}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file.exists():
            if file.read_text(encoding="utf-8") != made.text:
                raise UsageError(f"{file} is there already with other content, and nothing is overwritten")
            return
        file.write_text(made.text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(f"{file} can't be written: {fault.strerror or fault}") from fault
