"""Points that no answer can earn, or that only a judge can give; caps that cap nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rubrx.intake.strict_yaml import Path
from rubrx.linting.sheet import Finding, Sheet, expression_parts
from rubrx.reading.conditions import parse_condition
from rubrx.records import items_of


def unreachable(sheet: Sheet) -> Iterator[Finding]:
    """Criteria that never apply to this patient, and counts of terms that are one and the same."""
    for index, criterion in enumerate(sheet.rubric.criteria):
        written = criterion.applies_if
        condition = written.get("patient") if isinstance(written, dict) else None
        if condition is not None:
            holds = sheet.patient.satisfies(parse_condition(str(condition)))
            if not holds:
                said = "is not so" if holds is False else "is nothing that the patient's facts say"
                yield sheet.finding(
                    ("criteria", index, "applies_if"),
                    "unreachable-points",
                    f"{condition!r} {said}, so the criterion never applies",
                    "its points can't be earned, and what it was to check goes unchecked",
                    "correct the condition or the patient, or leave the criterion out",
                )
    for each in sheet.criteria:
        yield from _counts(sheet, each.body, each.path)


def _counts(sheet: Sheet, body: Any, path: Path) -> Iterator[Finding]:
    """`at_least: k` over fewer than k different things."""
    several = expression_parts(body)
    if several is not None:
        least, parts = several
        key = next(key for key in ("any", "all", "of") if key in body)
        different = len(sheet.canonical(list(parts)))
        if different < len(parts):
            what = f"{len(parts)} parts are {different} different things, since spellings of one term are one"
            if key == "of" and different < least:
                what += f", and {least} are asked for"
            yield sheet.finding(
                (*path, key),
                "repeated-part",
                what,
                "an answer that names the one thing counts as naming several",
                "name each thing once, or make a term of its own for what is meant apart",
            )
        for index, each in enumerate(parts):
            yield from _counts(sheet, each, (*path, key, index))


def nothing_sure_to_earn(sheet: Sheet) -> Iterator[Finding]:
    """Rubrics in which every point that can be earned hangs on a condition, or on a judge."""
    items = [item for item in items_of(sheet.rubric) if item.points > 0]
    if all(any(member.applies_if is not None for member in item.members) for item in items):
        yield sheet.finding(
            ("criteria",),
            "no-positive-points",
            "every criterion that earns points applies only on a condition",
            "an answer that meets none of the conditions has no score at all",
            "add one that always applies",
        )
    if all(all(member.kind == "judge" for member in item.members) for item in items):
        yield sheet.finding(
            ("criteria",),
            "no-positive-points",
            "only judge: criteria earn points",
            "until a judge or a human answers them every score is 0",
            "add a criterion that a kind can decide",
        )


def idle_cap(sheet: Sheet) -> Iterator[Finding]:
    """A cap without a critical criterion, or critical criteria under a cap of 1."""
    critical = any(criterion.critical for criterion in sheet.rubric.criteria)
    if "critical_cap" in sheet.document.data and not critical:
        yield sheet.finding(
            ("critical_cap",),
            "idle-cap",
            "no criterion is critical",
            "the cap never does anything, and whoever reads it believes that it does",
            "mark what must not go wrong with critical: true, or leave the cap out",
        )
    if sheet.rubric.critical_cap >= 1 and critical:
        yield sheet.finding(
            ("critical_cap",),
            "idle-cap",
            "a cap of 1 caps nothing",
            "an answer that fails a critical criterion keeps its score",
            "lower it (0.4 is the default), or mark nothing as critical",
        )
