"""Drug names of one query of a validity set, sorted into terms: one name with all its spellings."""

from __future__ import annotations

import re

from rubrx.reading.folding import fold
from rubrx.reading.names import SALTS, drug_names

_STRENGTH = re.compile(
    r"\b\d[\d.,]*\s*(?:mg|g|mcg|ml|units?|%)(?:\s*/\s*[\d.]*\s*(?:mg|g|mcg|ml|units?))*\b|\([^)]*\)", re.I
)
_ROUTE = re.compile(
    r"\b(?:oral|orally|iv|im|sc|po|intravenous|injection|tablets?|suspension|elixir|trometamol|topical"
    r"|(?:immediate|modified|prolonged|extended|sustained|slow)[ -]release|mr|ir|sr|xl|er|loading|maintenance|dose"
    r"|infusion|bolus|rescue|breakthrough)\b",
    re.I,
)


#: "Daktarin", and not "NSAID" or "CBT-I"
_BRAND = re.compile(r"[A-Z][a-z]{3,}")


def bare(name: str) -> str:
    """A drug's name without strength, route, salt and remarks ("vitamin K1 oral" -> "vitamin K1")."""
    text = _ROUTE.sub(" ", _STRENGTH.sub(" ", name))
    text = re.sub(rf"\s+(?:{'|'.join(SALTS)})\b(?=\s*$)", "", " ".join(text.split()), flags=re.IGNORECASE)
    return " ".join(text.split()).strip(" -/") or name.strip()


def generic_of(name: str) -> str:
    """The generic that the open list knows a name by, or an empty string."""
    known = drug_names().generic
    text = fold(name).text.strip()
    return known.get(text) or known.get(fold(bare(name)).text.strip()) or ""


def drugs_named(text: str) -> list[str]:
    """The drugs that a plain text names, as the open list knows them, in order and each once."""
    names, folded = drug_names(), fold(text).text
    known = list(names.generic)
    found = [known[index] for _, _, index in names.matcher.find(folded)]
    return list(dict.fromkeys(names.generic[each] for each in found))


class Terms:
    """The terms of one rubric as they grow: a name and its spellings; names of one drug fall together."""

    def __init__(self) -> None:
        self.spellings: dict[str, list[str]] = {}
        self._by_generic: dict[str, str] = {}
        #: brands that no list has, by the drug they were listed behind
        self._brands: dict[str, str] = {}

    def one(self, names: list[str]) -> str:
        """A term that all of these names mean: the first one's, with the others as its spellings."""
        term = self.drug(names[0])
        self._add(term, names[1:])
        return term

    def drug(self, name: str) -> str:
        """The term of one name: that of the same generic where there is one, else its own."""
        name = " ".join(name.split())
        generic = generic_of(name)
        term = self._by_generic.get(generic) if generic else self._brands.get(name)
        if term is None:
            term = next((each for each in self.spellings if each.lower() == name.lower()), name)
            if generic:
                self._by_generic[generic] = term
        insulin = re.fullmatch(r"insulin (\w{5,})", name, re.IGNORECASE)  # "glargine" alone is what people write
        self._add(term, [name, *([insulin[1]] if insulin else [])])
        return term

    def each(self, names: list[str]) -> list[str]:
        """The terms of several names, each once; a brand that no list has is the drug's before it."""
        terms: list[str] = []
        for name in names:
            if terms and _BRAND.fullmatch(name) and not generic_of(name) and name not in self.spellings:
                self._brands[name] = terms[-1]
            terms.append(self.drug(name))
        return list(dict.fromkeys(terms))

    def _add(self, term: str, names: list[str]) -> None:
        known = self.spellings.setdefault(term, [])
        known.extend(each for each in names if each != term and each not in known)
