"""The patient that a rubric describes: measures, states, and what follows from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property

from rubrx.reading import late_re as re
from rubrx.reading.bounds import RENAL, bound_of, measures
from rubrx.reading.conditions import Condition
from rubrx.reading.folding import fold
from rubrx.reading.matching import has_words
from rubrx.reading.quantities import find_quantities
from rubrx.reading.stems import content_stems

TRUE_WORDS = frozenset({"true", "yes"})


class Patient:
    """The facts of a rubric's patient, ready to be asked."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        """Read the facts as they were written; a number without a unit is in the measure's usual one."""
        self.facts = dict(facts)
        self.values: dict[str, float] = {}
        words: list[str] = []
        names = measures()[0]
        for key, value in facts.items():
            name = key.lower().replace("_", " ")
            if value is True or (isinstance(value, str) and value.lower() in TRUE_WORDS):
                words.append(name)
                continue
            measure = names.get(name, names.get(key.lower(), ""))
            number = _measured(measure, value) if measure else None
            if number is not None:
                self.values[measure] = number
            elif isinstance(value, (list, tuple)):
                words.extend(fold(str(each)).text for each in value)
            elif isinstance(value, str):
                words.append(fold(f"{name} {value}").text if len(value) < 4 else fold(value).text)
        self._derive(facts)
        self.words = tuple(words)
        self.text = " ; ".join(words)

    def _derive(self, facts: Mapping[str, object]) -> None:
        """What follows from other facts, where it is not given itself.

        Creatinine clearance by Cockcroft and Gault (Nephron 1976;16:31), body surface by Mosteller (N Engl J Med
        1987;317:1098), and the Child-Pugh class (Pugh et al., Br J Surg 1973;60:646) as the least score of its range.
        """
        values = self.values
        if "bsa" not in values and {"height", "weight"} <= values.keys():
            values["bsa"] = math.sqrt(values["height"] * values["weight"] / 3600)
        for key, value in facts.items():
            if re.sub(r"[\s_-]", "", key.lower()).startswith("childpugh"):
                grade = re.search(r"\b([abc])(?![a-z])|\b(\d{1,2})\b", str(value).lower())
                if grade:
                    values["child-pugh"] = _CHILD_PUGH[grade[1]] if grade[1] else float(grade[2])
        if "crcl" not in values and {"age", "weight", "creatinine"} <= values.keys() and "sex" in facts:
            factor = 0.85 if str(facts["sex"]).strip().lower()[:1] == "f" else 1.0
            if values["creatinine"] > 0:
                values["crcl"] = (140 - values["age"]) * values["weight"] * factor / (72 * values["creatinine"])

    def value(self, measure: str) -> float | None:
        """A measured value; for one renal measure the other serves where only that is known."""
        if measure in self.values:
            return self.values[measure]
        if measure in RENAL:
            return next((self.values[name] for name in ("egfr", "crcl") if name in self.values), None)
        return None

    @property
    def weight(self) -> float | None:
        """Body weight in kg."""
        return self.values.get("weight")

    @property
    def surface(self) -> float | None:
        """Body surface in m2."""
        return self.values.get("bsa")

    def satisfies(self, condition: Condition) -> bool | None:
        """Whether the condition holds for this patient; None where the facts don't say."""
        if condition.bound is not None:
            value = self.value(condition.bound.measure)
            return None if value is None else condition.bound.holds(value) != condition.negated
        return True if self.has_state(condition.text) else None

    def has_state(self, text: str) -> bool:
        """Whether the facts name this state: all its content words stand in one fact."""
        words = [word for word in _LONGER.findall(text) if word not in _EMPTY and word not in _MERELY]
        people = [word for word in words if word in _AGES or word in _SEXES]
        if people:
            if not all(self._is_one_of(word) for word in people):
                return False
            words = [word for word in words if word not in people and word not in _ANYONE]
            if not words:
                return True
        wanted = [_stem(word) for word in words]
        if not wanted:
            return False
        if any(all(any(have.startswith(stem) for have in fact) for stem in wanted) for fact in self._facts_by_word):
            return True
        meant = content_stems(" ".join(words))
        return (bool(meant) and any(meant <= fact for fact in self._facts_by_meaning)) or self._takes_one_of(text)

    def _takes_one_of(self, text: str) -> bool:
        """Whether a state is nothing but a class of drugs that the patient takes one of: "with an anti-TNF drug"."""
        from rubrx.reading.drug_kinds import members_called  # noqa: PLC0415 -- it is made of the lexicon

        name = _A_CLASS.fullmatch(text.strip())
        if name is None or not self.taken:
            return False
        called = name["name"].removesuffix("s")
        return any(has_words(self.taken, each) for each in members_called(called))

    def _is_one_of(self, people: str) -> bool:
        """Whether the patient is known to be one of "adults", "the elderly", "women"."""
        if people in _SEXES:
            return str(self.facts.get("sex", "")).strip().lower()[:1] == _SEXES[people]
        age = self.values.get("age")
        return age is not None and _AGES[people][0] <= age < _AGES[people][1]

    @cached_property
    def taken(self) -> str:
        """What the patient takes now, folded, as the facts list it; nothing of it that is proposed."""
        listed = [str(value) for key, value in self.facts.items() if _TAKEN.search(key)]
        proposed = fold(str(self.facts.get("proposed", ""))).text
        return " ; ".join(
            each for each in fold(" ; ".join(listed)).text.split(" ; ") if not proposed or each not in proposed
        )

    @cached_property
    def _facts_by_meaning(self) -> list[frozenset[str]]:
        return [content_stems(fact) for fact in self.words]

    @cached_property
    def _facts_by_word(self) -> list[list[str]]:
        return [_WORD.findall(fact) for fact in self.words]


#: "anti-tnf drugs", "a jak inhibitor", "those on biologics"
_A_CLASS = re.compile(
    r"(?:(?:with|on|in|for|under|taking|given|the|an?|any|her|his|your|this|patients|people|those|anyone|while|who|takes?"
    r"|is|are) )*(?P<name>[a-z-]+(?: (?!drugs?|therapy|treatment|medicines?|agents?)[a-z-]+)?)"
    r"(?: (?:drugs?|therapy|treatment|medicines?|agents?))?"
)
#: the facts that list what is taken
_TAKEN = re.compile(r"medic|\bmeds\b|drugs|taking|current|regular|therapy", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")
_LONGER = re.compile(r"[a-z0-9]{3,}")
#: the least score of each Child-Pugh class
_CHILD_PUGH = {"a": 5.0, "b": 7.0, "c": 10.0}
#: people by their age in years, and by their sex
_AGES = {
    **dict.fromkeys(("adult", "adults", "grown-ups", "grownups", "grown"), (18.0, 200.0)),
    **dict.fromkeys(("child", "children", "kids", "youngsters", "paediatric", "pediatric", "minors"), (0.0, 18.0)),
    **dict.fromkeys(("infant", "infants", "baby", "babies", "toddlers", "neonates", "newborns"), (0.0, 3.0)),
    **dict.fromkeys(("teenagers", "adolescents", "teens"), (11.0, 20.0)),
    **dict.fromkeys(("elderly", "older", "pensioners", "geriatric"), (65.0, 200.0)),
}
_SEXES = {
    **dict.fromkeys(("woman", "women", "girls", "females"), "f"),
    **dict.fromkeys(("man", "men", "boys", "males"), "m"),
}
_ANYONE = frozenset(["people", "persons", "anyone", "anybody", "someone", "young", "very", "small", "all"])
#: words of a condition that add no state ("if it is needed", "when it must be given")
_MERELY = frozenset("needed required necessary used given chosen must really still truly unavoidable essential".split())
_EMPTY = frozenset("""the and with for patients patient disease history known his her this that use""".split())


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)] if len(word) > 5 else word.rstrip("s")


def _measured(measure: str, value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    quantities = find_quantities(fold(str(value)).text)
    if not quantities:
        return None
    quantity = quantities[0]
    if measure == "creatinine" and quantity.unit == "umol":
        return quantity.value_low / 88.42  # mg/dL; molar mass of creatinine 113.12 g/mol
    bound = bound_of(measure, quantity, "==")
    return bound.low if bound else None
