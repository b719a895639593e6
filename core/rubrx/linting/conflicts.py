"""Criteria that say the same twice, or that no answer can satisfy together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from rubrx.linting.sheet import Finding, Sheet, Written
from rubrx.reading.conditions import parse_condition
from rubrx.reading.folding import fold
from rubrx.reading.matching import has_words

_OPPOSITES = {
    "states": "not_states",
    "recommends": "not_recommends",
    "contraindicated": "not_contraindicated",
}
#: stances mild enough to go with a recommendation
_MILD = ("caution", "hold")


def duplicates(sheet: Sheet) -> Iterator[Finding]:
    """Two criteria that check the same thing under the same condition."""
    seen: dict[object, Written] = {}
    for each in sheet.criteria:
        key = _key(sheet, each)
        first = seen.setdefault(key, each)
        if first is each or (first.points > 0) != (each.points > 0):
            continue
        yield sheet.finding(
            each.path,
            "duplicate-criterion",
            f"checks the same as {first.criterion.id} (line {first.criterion.line})",
            "one statement counts twice, and one slip costs twice",
            f"leave one out, or put its points on {first.criterion.id}",
        )


def contradictions(sheet: Sheet) -> Iterator[Finding]:
    """Two criteria of which no answer can have both go well."""
    for first, second in combinations(sheet.criteria, 2):
        if sheet.canonical(_condition(first)) != sheet.canonical(_condition(second)):
            continue
        why = _clash(sheet, first, second) or _clash(sheet, second, first)
        if why:
            yield sheet.finding(
                second.path,
                "contradictory-criteria",
                f"{why}: this and {first.criterion.id} (line {first.criterion.line})",
                "no answer can do well on both, so full marks are out of reach",
                "keep the one that is meant, or turn the points of the other around",
            )


def _key(sheet: Sheet, each: Written) -> object:
    return each.criterion.kind, sheet.canonical(each.body), sheet.canonical(_condition(each))


def _condition(each: Written) -> Any:
    condition = each.criterion.applies_if
    return dict(condition) if isinstance(condition, dict) else condition


def _clash(sheet: Sheet, a: Written, b: Written) -> str:
    """Why `a` and `b` can't both go well; empty where they can, or where `b` says it with `a` turned around."""
    same_sign = (a.points > 0) == (b.points > 0)
    if not same_sign:
        return (
            "one criterion costs points for the very thing that another earns points for"
            if _key(sheet, a) == _key(sheet, b)
            else ""
        )
    kinds = (a.criterion.kind, b.criterion.kind)
    if not all(_is_bundled(each) for each in (a, b)):
        return ""
    if kinds[1] == _OPPOSITES.get(kinds[0]):
        return _opposite(sheet, a, b)
    if kinds == ("recommends", "contraindicated") and _warns_here(sheet, b.body):
        drugs = b.body["drug"] if isinstance(b.body["drug"], list) else [b.body["drug"]]
        both = _within(sheet, sheet.required(a.body), drugs)
        return f"{both[0]!r} is to be recommended by one criterion and advised against by another" if both else ""
    if kinds == ("words", "words") and a.points > 0:
        least, most = a.body.get("min"), b.body.get("max")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            return f"one criterion allows {most} words and another asks for {least}"
    return ""


def _is_bundled(each: Written) -> bool:
    """Whether a body has the shape that the bundled kind of this name has: a plugin may call another thing so."""
    kind, body = each.criterion.kind, each.body
    if kind in ("contraindicated", "not_contraindicated"):
        return isinstance(body, dict) and "drug" in body
    return isinstance(body, dict) if kind == "words" else True


def _opposite(sheet: Sheet, says: Written, denies: Written) -> str:
    if says.criterion.kind == "contraindicated":
        level = str(says.body.get("at_least", "avoid"))
        bodies = [{k: v for k, v in each.body.items() if k != "at_least"} for each in (says, denies)]
        same = level not in _MILD and sheet.canonical(bodies[0]) == sheet.canonical(bodies[1])
        return "one criterion wants the very warning left out that another asks for" if same else ""
    # one forbidden term is enough to fail `denies`; `says` is only met with every required one
    both = _within(sheet, sheet.required(says.body), sheet.sufficient(denies.body))
    return f"{both[0]!r} is asked for by one criterion and to be left out by another" if both else ""


def _within(sheet: Sheet, wanted: Iterable[str], barred: Iterable[str]) -> list[str]:
    """The wanted names every spelling of which is one of a barred name: whoever says it says that."""
    bars = [sheet.meaning(each) for each in barred]
    return sorted(each for each in wanted if any(sheet.meaning(each) <= bar for bar in bars))


def _warns_here(sheet: Sheet, body: Any) -> bool:
    """Whether a contraindication is one for this patient, as things stand."""
    partner = body.get("with")
    if body.get("at_least") in _MILD or (partner is not None and not _takes(sheet, str(partner))):
        return False
    when = body.get("when")
    try:
        return when is None or sheet.patient.satisfies(parse_condition(str(when))) is True
    except ValueError:  # a plugin's own kind of condition
        return False


def _takes(sheet: Sheet, drug: str) -> bool:
    """Whether the drug stands among the patient's medications, as they are written."""
    medications = sheet.rubric.patient.get("medications", ())
    written = [medications] if isinstance(medications, str) else medications
    taken = [fold(str(each)).text for each in written] if isinstance(written, Sequence) else []
    return any(has_words(each, name) for name in sheet.meaning(drug) for each in taken)
