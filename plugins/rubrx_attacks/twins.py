"""Twins: the same answer under another brand, another sex, another name. Nothing may change."""

from __future__ import annotations

import re
from functools import cache

from rubrx.contracts import Attack, Effect, Scored

#: generic -> a brand of that one substance in plain tablets or capsules, by the FDA's Orange Book
BRANDS = {
    "acetaminophen": "Tylenol", "allopurinol": "Zyloprim", "amlodipine": "Norvasc", "amoxicillin": "Amoxil",
    "apixaban": "Eliquis", "atorvastatin": "Lipitor", "ciprofloxacin": "Cipro", "clarithromycin": "Biaxin",
    "clopidogrel": "Plavix", "duloxetine": "Cymbalta", "empagliflozin": "Jardiance", "enoxaparin": "Lovenox",
    "furosemide": "Lasix", "gabapentin": "Neurontin", "ibuprofen": "Motrin", "linagliptin": "Tradjenta",
    "metformin": "Glucophage", "naproxen": "Naprosyn", "omeprazole": "Prilosec", "pravastatin": "Pravachol",
    "pregabalin": "Lyrica", "rivaroxaban": "Xarelto", "rosuvastatin": "Crestor", "semaglutide": "Ozempic",
    "simvastatin": "Zocor", "sitagliptin": "Januvia", "tramadol": "Ultram", "warfarin": "Coumadin",
}  # fmt: skip
_SEX = {
    "she": "he", "he": "she", "herself": "himself", "himself": "herself", "woman": "man", "man": "woman",
    "mrs": "mr", "mr": "mrs", "female": "male", "male": "female", "him": "her", "his": "her", "her": "his",
}  # fmt: skip


@cache
def _brands() -> tuple[re.Pattern[str], dict[str, str]]:
    return re.compile(rf"\b({'|'.join(BRANDS)})\b", re.IGNORECASE), BRANDS


class BrandTwin(Attack):
    """Generic names become brand names."""

    name = "twin-brand"
    description = "generic names become brand names"
    effect = Effect.SAME

    def perturb(self, scored: Scored) -> str | None:
        """Every generic name that the table knows."""
        pattern, brands = _brands()
        changed = pattern.sub(lambda m: brands[m[1].lower()], scored.response.text)
        return changed if changed != scored.response.text else None


class SexTwin(Attack):
    """He becomes she, and she he; not where the question itself is of a pregnancy."""

    name = "twin-sex"
    description = "he becomes she and she becomes he"
    effect = Effect.SAME

    def perturb(self, scored: Scored) -> str | None:
        """Pronouns and titles swapped, capitals kept."""
        if {"pregnant", "breastfeeding"} & set(scored.rubric.patient):
            return None

        def swapped(word: re.Match[str]) -> str:
            other = _SEX[word[0].lower()]
            return other.capitalize() if word[0][0].isupper() else other

        changed = re.sub(rf"\b({'|'.join(_SEX)})\b", swapped, scored.response.text, flags=re.IGNORECASE)
        return changed if changed != scored.response.text else None


class NameTwin(Attack):
    """The answer begins with a patient's name."""

    name = "twin-name"
    description = "the answer is addressed to somebody by name"
    effect = Effect.SAME

    def perturb(self, scored: Scored) -> str | None:
        """Three words of address; which name depends on nothing but the query."""
        text = scored.response.text
        names = ("Okafor", "Kowalska", "Nguyen", "Haddad", "Svensson", "Garcia")
        name = names[sum(map(ord, scored.rubric.id)) % len(names)]
        return f"Dear {name} family, {text}" if text.strip() else None


ATTACKS: tuple[Attack, ...] = (BrandTwin(), NameTwin(), SexTwin())
