"""Keep what a step of the improvement loop came to, and say what to do next."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from datetime import UTC, datetime

from rubrx.errors import InputRefused, UsageError
from rubrx.intake.opening import text_of
from rubrx.reports.rounds import MIN_CORRELATION, STEPS, RoundsStatus, StepRow, status_of
from rubrx.store import Run, Store, find_run, mean_score, open_store
from rubrx.store.annotations import current_labels, current_preferences
from rubrx.store.rounds import RoundStep, add_round_step, round_steps

#: figures of one step; a file may hold thousands
MAX_FIGURES = 200


def rounds_status(
    *, db: str | os.PathLike[str] = "./rubrx.db", min_correlation: float = MIN_CORRELATION
) -> RoundsStatus:
    """Retrain, stop or continue, by the rounds in the database; StoreFault where it can't be read."""
    return status_of(rounds_list(db=db), min_correlation)


def rounds_list(*, db: str | os.PathLike[str] = "./rubrx.db") -> list[StepRow]:
    """Every step that was kept, oldest first."""
    with open_store(db) as store:
        return [StepRow(*row) for row in round_steps(store)]


def add_step(  # noqa: PLR0913 - each is one choice, by name
    step: str,
    *,
    db: str | os.PathLike[str] = "./rubrx.db",
    number: int | None = None,
    run: str | None = None,
    reward: str = "rubric",
    figures: Mapping[str, float] | None = None,
    source: str | None = None,
    note: str = "",
    now: datetime | None = None,
) -> StepRow:
    """Keep one step of a round, with its figures.

    Figures come from the database where `run` is given (grade, annotate, agree, rm: those of that run, for the last
    two the agreement of people and how `reward` follows their marks), from a JSON file (`source`, `-` for standard
    input) that another command printed, and from `figures`, which go before. Without a `number` the step joins the
    newest round, and `grade` begins one where that has been graded already.

    UsageError for a step that isn't one, or a run without the labels it takes; InputRefused for a file that is no
    JSON object or holds no figures.
    """
    if step not in STEPS:
        raise UsageError(f"no step {step!r}; the steps are {', '.join(STEPS)}")
    known: dict[str, float] = {} if source is None else figures_of(source)
    with open_store(db) as store:  # a database that is not there is not made
        name = None
        if run is not None:
            # a training has a name too, and is no run
            name = find_run(store, run).name if step not in ("ppo",) else run
            if step in ("grade", "annotate"):
                known |= _of_run(store, find_run(store, run), step)
    if run is not None and step in ("agree", "rm"):
        known |= _of_people(run, reward, db)
    known |= figures or {}
    _refuse_impossible(step, known, note)
    with open_store(db, write=True) as store:
        steps = round_steps(store)
        newest = max((row.round for row in steps), default=1)
        if number is None:
            begun = step == STEPS[0] and any(row.round == newest and row.step == step for row in steps)
            number = newest + begun
        at = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
        row = RoundStep(number, step, name, known, at, " ".join(note.split()))
        add_round_step(store, row)
    return StepRow(*row)


def _of_run(store: Store, run: Run, step: str) -> dict[str, float]:
    if step == "grade":
        n, worst, best = mean_score(store, run.id)
        return {"answers": n} | ({"score": worst, "best": best} if worst is not None and best is not None else {})
    labels, preferences = current_labels(store, run.id), current_preferences(store, run.id)
    people = {row.annotator for row in labels} | {row.annotator for row in preferences}
    return {"labels": len(labels), "preferences": len(preferences), "annotators": len(people)}


def _of_people(run: str, reward: str, db: str | os.PathLike[str]) -> dict[str, float]:
    """People's kappa, and the reward's rank correlation with their marks, with what bounds there are."""
    from rubrx.jobs.agreement_run import agreement_of_run  # noqa: PLC0415 - start-up time: other steps need none of it

    report = agreement_of_run(run, db=db)
    kappa = report.overall.kappa
    found = {"kappa": kappa.value, "kappa_low": kappa.low}
    beside = next((mark for mark in report.marks if mark.reward == reward), None)
    if beside is None or beside.spearman is None:
        names = ", ".join(mark.reward for mark in report.marks) or "none, for nobody gave marks"
        raise UsageError(f"no correlation of the reward {reward!r} with people's marks in run {run}; there is {names}")
    found["correlation"] = beside.spearman
    if beside.spearman_interval is not None:
        found["correlation_low"], found["correlation_high"] = beside.spearman_interval
    return {name: value for name, value in found.items() if value is not None}


def _refuse_impossible(step: str, figures: Mapping[str, float], note: str) -> None:
    """UsageError for a step that says nothing, or an interval that ends before it begins: steps are kept for good."""
    if not figures and not note.strip():
        raise UsageError(f"a {step} step without any figure says nothing: give --run, --from, --set or a note")
    for name, low in figures.items():
        high = figures.get(f"{name.removesuffix('_low')}_high") if name.endswith("_low") else None
        if high is not None and low > high:
            raise UsageError(f"{name} ({low:g}) lies above {name.removesuffix('_low')}_high ({high:g})")


def figures_of(source: str) -> dict[str, float]:
    """The numbers in a JSON object that a command printed: `a`, `a.b`, and `a_low`, `a_high` for intervals."""
    path = "<stdin>" if source == "-" else source
    text = text_of(source)
    if not text.strip():
        raise InputRefused("holds no figures: give what a command printed with --json", path=path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise InputRefused(f"not JSON: {fault}", path=path) from fault
    if not isinstance(data, dict):
        raise InputRefused("must be one JSON object, as --json prints", path=path)
    found = figures_in(data)
    if not found:
        raise InputRefused("holds no figures: give what a command printed with --json", path=path)
    return found


def figures_in(data: Mapping[str, object]) -> dict[str, float]:
    """The numbers in an object that a command would print, as `figures_of` names them; the first `MAX_FIGURES`."""
    found: dict[str, float] = {}
    for name, value in data.items():
        _collect(str(name), value, found)
        if isinstance(value, dict) and name not in found:
            for inner, each in value.items():
                _collect(f"{name}.{inner}", each, found)
    return dict(list(found.items())[:MAX_FIGURES])


def _collect(name: str, value: object, found: dict[str, float]) -> None:
    if isinstance(value, dict) and _is_number(value.get("value")):  # a figure with its interval
        found[name] = value["value"]
        _collect(name, value.get("interval"), found)
        _collect(f"{name}_low", value.get("low"), found)
        _collect(f"{name}_high", value.get("high"), found)
    elif _is_number(value):
        found[name] = value  # type: ignore[assignment]
    elif isinstance(value, list) and len(value) == 2 and all(_is_number(each) for each in value):
        found[f"{name}_low"], found[f"{name}_high"] = value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
