"""What a validity set says of an amount beside its number: the way it is given, and what else holds as much.

Both stand in a criterion's names: "vancomycin oral" is given by mouth, "150-200 mL fruit juice" among the findings of
"15-20 g of carbohydrate" is as good as that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from validity_names import Terms, generic_of

from rubrx.reading.doses.strengths import FORMS
from rubrx.reading.folding import fold
from rubrx.reading.quantities import find_quantities

#: the salts whose metal is what people name: "potassium at 10 mmol an hour"
_BY_METAL = re.compile(r"(?P<metal>potassium|magnesium) (?:chloride|sul(?:f|ph)ate|phosphate)", re.I)
_DRINK = re.compile(r"\b(?:juice|cola|lemonade|squash|milk|lucozade|drink)\b", re.I)
_DRINKS = {
    "juice": ("juice", "orange juice", "apple juice", "fruit juice", "oj"),
    "cola": ("cola", "coke", "fizzy drink", "non-diet cola"),
}
_ROUTES = {
    "oral": re.compile(r"\b(?:oral|by mouth)\b", re.I),
    "IV": re.compile(r"\b(?:IV|intravenous)\b"),
    "IM": re.compile(r"\b(?:IM|intramuscular)\b"),
    "SC": re.compile(r"\b(?:SC|subcutaneous)\b"),
}


#: "Bicillin L-A", "Adalat LA", "Augmentin-Duo": answers write the brand's name alone
_BRAND = re.compile(r"(?P<brand>[A-Z][a-z]{4,})[ -](?:[A-Z]-?[A-Z]|XL|MR|SR|CR|ER|Retard|Depot)")


def brands_in(names: list[str]) -> list[str]:
    """The brands among some names without what tells their forms apart."""
    return [brand["brand"] for each in names if (brand := _BRAND.fullmatch(each))]


def metal_of(name: str) -> list[str]:
    """What a salt is called by its metal alone."""
    salt = _BY_METAL.match(name)
    return [salt["metal"].lower()] if salt else []


def route_of(dose: Mapping[str, Any]) -> str | None:
    """The one way of giving that the name of a dose's drug has in it."""
    named = [route for route, words in _ROUTES.items() if words.search(str(dose.get("drug") or ""))]
    return named[0] if len(named) == 1 else None


def as_good(row: Mapping[str, Any], drug: str, terms: Terms) -> list[dict[str, Any]]:
    """The other amounts among a row's findings that are as good as its own: of a food or drink, which no list of
    drugs has.

    What is drunk has its own name, what is counted is of the thing itself.
    """
    if any(generic_of(word) for word in re.findall(r"[A-Za-z]{5,}", str(row["dose"].get("drug") or ""))):
        return []
    found: list[dict[str, Any]] = []
    for each in row["terms"].get("finding", []):
        text = fold(str(each)).text
        amounts = [q for q in find_quantities(text) if q.dimension or _form_in(text[q.end :])]
        if len(amounts) != 1 or amounts[0].start:
            continue
        number, form = text[: amounts[0].end], _form_in(text[amounts[0].end :])
        drink = _DRINK.search(text)
        if amounts[0].dimension == "volume" and drink:
            words = _DRINKS.get(drink[0].lower(), (drink[0].lower(),))
            found.append({"amount": number, "drug": terms.one(list(words))})
        elif form or amounts[0].dimension in FORMS:
            found.append({"amount": f"{number} {form}s" if form else number, "drug": drug})
    return found


def _form_in(text: str) -> str | None:
    """What is counted, after a bare number and what it is made of: " glucose tablets"."""
    counted = re.fullmatch(r"(?: [a-z]+){0,2} (tablet|sachet|sweet|spoon|teaspoon|cube|capsule)s?", text)
    return counted[1] if counted and counted[1] in FORMS else None
