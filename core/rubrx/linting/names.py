"""Drugs and units that nobody knows: most often a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

from rubrx.intake.strict_yaml import Path
from rubrx.linting.sheet import Finding, Sheet, scalars
from rubrx.reading.folding import fold
from rubrx.reading.names import drug_classes, drug_names
from rubrx.reading.quantities import find_quantities, parse_quantity

#: keys that hold the name of a drug, or of several
_DRUG_KEYS = ("drug", "with")
#: kinds whose terms may be drugs, and may be something else
_ADVICE = ("recommends", "not_recommends")
#: a number and what stands after it like a unit
_MEASURED = re.compile(
    r"(?<![\w.])\d[\d.,]*(?:\s*-\s*\d[\d.,]*)?\s?([a-zµ]+(?:/[a-z0-9]+(?:\.[0-9][a-z0-9]*)?)*)", re.IGNORECASE
)
#: how alike two names must be for one to be taken for a slip of the other
_SLIP = 0.88
#: a shorter word is too near to some brand by chance
_LONG_ENOUGH = 7


@cache
def _known() -> frozenset[str]:
    """Every generic, brand and class name."""
    return frozenset(drug_names().generic) | {name for each in drug_classes() for name in each.names}


def unknown_drugs(sheet: Sheet) -> Iterator[Finding]:
    """Names of drugs that neither the open list nor the rubric's terms know."""
    for each in sheet.criteria:
        for path, name in _drug_fields(each.body, each.path):
            if not _is_known(sheet, name):
                yield _unknown(sheet, path, name)
        if each.criterion.kind in _ADVICE:
            for path, name in scalars(each.body, each.path):
                if len(name) >= _LONG_ENOUGH and not _is_known(sheet, name) and _close(sheet, name):
                    yield _unknown(sheet, path, name)


def _drug_fields(body: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(body, dict):
        for key, value in body.items():
            if key in _DRUG_KEYS:
                yield from scalars(value, (*path, key))
            else:
                yield from _drug_fields(value, (*path, key))
    elif isinstance(body, list):
        for index, value in enumerate(body):
            yield from _drug_fields(value, (*path, index))


def _is_known(sheet: Sheet, name: str) -> bool:
    """Whether the list has the name (or its singular), or the rubric makes a term of it."""
    folded = fold(name).text.strip()
    names = drug_names()
    return bool(
        folded in _known()
        or folded.removesuffix("s") in _known()
        or names.synonyms(folded)
        or folded in sheet.term_names
        or folded in sheet.spellings
    )


def _close(sheet: Sheet, name: str) -> str:
    """The name that was meant, if this is a slip of one: of the rubric's own terms first, then generics, then all."""
    folded = fold(name).text.strip()
    for known in (sheet.term_names, drug_names().names, _known()):
        near = get_close_matches(folded, known, 1, _SLIP)
        if near:
            return near[0]
    return ""


def _unknown(sheet: Sheet, path: Path, name: str) -> Finding:
    near = _close(sheet, name)
    return sheet.finding(
        path,
        "unknown-drug",
        f"no drug or class is known as {name!r}" + (f" (did you mean {near}?)" if near else ""),
        "brands and other spellings of it are not recognised, and a slip here is never found in an answer",
        "correct it, or list its spellings under terms",
    )


#: kinds whose texts are names to look for
_NAMED = ("states", "not_states", *_ADVICE, "monitors", "asks_about", "hedges", "no_absolutes", "defers")
#: keys of a body whose texts are no names
_NOT_NAMES = ("within", "when", "at_least")


def literal_spellings(sheet: Sheet) -> Iterator[Finding]:
    """Spellings of a term where its name is meant: only that one spelling is looked for then."""
    for each in sheet.criteria:
        found = list(_drug_fields(each.body, each.path))
        if each.criterion.kind in _NAMED:
            found += [(path, name) for path, name in scalars(each.body, each.path) if path[-1] not in _NOT_NAMES]
        for path, name in dict(found).items():
            term = sheet.spellings.get(fold(name).text.strip())
            if term is not None and sheet.meaning(name) < sheet.meaning(term):
                yield sheet.finding(
                    path,
                    "spelling-for-term",
                    f"{name!r} is a spelling of the term {term!r}, and is looked for alone",
                    "an answer that says it in another of the term's spellings is not found",
                    f"write {term!r}, or a term of its own for what is meant apart",
                )


def unknown_units(sheet: Sheet) -> Iterator[Finding]:
    """Figures with a unit that can't be read, in the patient's facts and in plain English."""
    facts: list[tuple[Path, str]] = [
        (("patient", name), str(value)) for name, value in sheet.rubric.patient.items() if isinstance(value, str)
    ]
    claims = [
        found for each in sheet.criteria if each.criterion.kind == "claim" for found in scalars(each.body, each.path)
    ]
    for path, text in facts:
        found = _MEASURED.fullmatch(fold(text).text.strip())
        if found is not None and not _reads(found[0]):
            yield _bad_unit(sheet, path, found[1])
    for path, text in claims:
        for found in _MEASURED.finditer(fold(text).text):
            if "/" in found[1] and not _reads(found[0]):
                yield _bad_unit(sheet, path, found[1])


def _reads(written: str) -> bool:
    try:
        parse_quantity(written)
    except ValueError:
        return False
    return bool(find_quantities(written)[0].unit)


def _bad_unit(sheet: Sheet, path: Path, unit: str) -> Finding:
    return sheet.finding(
        path,
        "unknown-unit",
        f"{unit!r} is no unit that can be read",
        "the figure is taken as a bare number or not at all, and compared with nothing",
        "write a unit such as mg, mcg, mL, mg/kg/day or mL/min",
    )
