"""The words a reader looks for: one rubric's terms and phrases, its patient, its query, and what is a drug.

A rubric's words are compiled once. They belong to that rubric alone: no verdict depends on which other rubrics
happen to be loaded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rubrx.reading import late_re as re
from rubrx.reading.abbreviations import abbreviated
from rubrx.reading.asked import Asked, asked_by
from rubrx.reading.bounds import find_measures
from rubrx.reading.drug_kinds import KIND, Kind, covers, kinds_of
from rubrx.reading.folding import fold
from rubrx.reading.inflections import forms_of
from rubrx.reading.matching import PhraseMatcher, has_words
from rubrx.reading.misspelling import Misspellings
from rubrx.reading.names import class_names, drug_names, members_of, paraphrases_of, sayings_of, spelling_variants
from rubrx.reading.numbers import SMALL_NUMBER
from rubrx.reading.paraphrases import Awaited, by_word, sayings_in
from rubrx.reading.patient import Patient
from rubrx.reading.shortenings import PLAIN_WORDS, Shortenings, beginnings
from rubrx.reading.stances.foods import SUPPLEMENT
from rubrx.reading.stems import content_stems
from rubrx.reading.vocabulary import Vocabulary
from rubrx.reading.walks import Saying

if TYPE_CHECKING:
    from rubrx.reading.quantities import Frequency, Quantity

_DENIAL = re.compile(r"\b(?:not|no|never|without|cannot)\b|n't\b")
#: a stretch of time, whose words tell of it in this order only: "daily (about three tablets)" is not "three days"
_STRETCH = re.compile(rf"{SMALL_NUMBER}(?: ?(?:-|to) ?{SMALL_NUMBER})? (?:hour|day|night|week|fortnight|month|year)s?")

#: what follows from the concepts known so far
_DERIVED = (
    "compiled", "asked", "patient_spellings", "current_doses", "strengths_at_hand", "things_of_drugs", "covered",
    "offered", "dosed",
)  # fmt: skip
#: "please give ibuprofen: mg per dose", "what is the dose of X", "how much X"
_ASKS_DOSE = re.compile(
    r"\b(?:(?:please|kindly) (?:give|calculate|work out|state|provide|advise on)|(?:doses?|dosage|dosing|volumes?"
    r"|regimen"
    r"|amount) (?:of|for)|how much|how many (?:mg|ml|millilit(?:re|er)s|milligrams|units|vials|tablets|drops) of)"
    r" (?:(?:the|an?|oral|iv|im|his|her|this|correct|right|usual|exact|of|dose|full)\s)*$"
)
#: "..., and how much folic acid?": a question beside the one on what was proposed
_BESIDE = re.compile(
    r"\bhow (?:much|many|often)(?: more)? $|\b(?:dose|amount|course) of $|\band (?:if not |also |what about |how about "
    r"|(?:is|are|would|could|can|may|might|should) (?:\w+ ){0,3})(?:the |an? )?$"
)
#: a disease that goes by somebody's name
_EPONYM = re.compile(r"([a-z]{4,})'?s (?:syndrome|disease|palsy|phenomenon)")


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning and all the spellings that carry it, folded; `stems` are the content words of the longer ones."""

    name: str
    spellings: tuple[str, ...]
    stems: tuple[frozenset[str], ...]
    #: a drug: doses can be of it, and stances about it
    is_drug: bool = False
    #: something that can be advised or refused: a drug, a measure, a test
    is_advisable: bool = False
    #: sayings of several words that say it, whatever its spellings
    sayings: tuple[Saying, ...] = ()


#: letters of a name that a note may be content with: "sild", "tadal"
_CLIPPED = range(4, 8)
#: words of a name that goes by its initials
_INITIALS = 3
_CASUAL = frozenset(["jab", "shot", "vaccination", "immunisation", "immunization"])
#: beginnings of drug names that are words of their own, or could be of many
_WORDS = frozenset(
    """acid alum amino benz bile calc calcium cape carb carbo cell chlor cholin code cold cyan cycl cyclo deca dext
    dextro dihydro done ergo ester ethyl ever fluor folic form gene gluco glyc glycer hepa hydro hydroc hydrox immun
    insul insulin inter iron late lact levo live long magne meta meth methyl mini mino mono morph morphi nalo neo nico
    nitr nitro norm oral oxid oxyc pant para pent penta peni phen pheno phos poly pota potas potass prop propyl pros
    prot proton rose sodi sodium sulf sulfa sulph sulpha test tetra thia thio trim trip tram urea ultra vacc vita
    vitamin zinc act aid all and any arm are bad can cap car cat cut did fat fit for had has hip lab lip man map mid nor
    not pad pan per pin pop put sip tap tip was""".split()
)


def _clipped(concepts: Collection[Concept]) -> list[tuple[str, Concept]]:
    """The beginnings of drugs' names that no other of these drugs begins with, each with its drug."""
    known = drug_names().generic
    names = {
        spelling: concept for concept in concepts if concept.is_drug
        for spelling in concept.spellings if spelling.isalpha() and spelling in known
    }  # fmt: skip
    owners: dict[str, list[Concept]] = {}
    for name, concept in names.items():
        for length in _CLIPPED:
            if length < len(name) - 1:
                every = owners.setdefault(name[:length], [])
                if concept not in every:
                    every.append(concept)
    for concept in concepts:
        for spelling in concept.spellings if concept.is_drug else ():
            words = spelling.split(" ")
            if len(words) >= _INITIALS and all(map(str.isalpha, words)) and words[-1] not in _CASUAL:  # "yfv"
                owners.setdefault("".join(word[0] for word in words), []).append(concept)
    return [
        (short, every[0]) for short, every in owners.items()
        if len(every) == 1 and short not in _WORDS and short not in PLAIN_WORDS and short not in known
    ]  # fmt: skip


#: "sodium bicarbonate" is "bicarbonate" to most, "sodium chloride" and "potassium phosphate" never the rest alone
_SALT = re.compile(
    r"(?:sodium|calcium|disodium) (bicarbonate|valproate|cromoglicate|thiosul(?:f|ph)ate|nitroprusside|stibogluconate"
    r"|fusidate|folinate|oxybate|picosul(?:f|ph)ate|aurothiomalate|tetradecyl)"
)


class Lexicon:
    """Terms, patient facts and query of one rubric, and every concept its criteria ask about."""

    def __init__(
        self,
        terms: Mapping[str, Iterable[str]] | None = None,
        patient: Mapping[str, object] | None = None,
        query: str = "",
    ) -> None:
        """`terms` maps a name to its spellings; `patient` holds facts as written; all may be left out."""
        self.terms = {name: tuple(spellings) for name, spellings in (terms or {}).items()}
        self.patient = Patient(patient or {})
        self.query = query
        self.concepts: dict[str, Concept] = {}
        #: concept name -> the stems of those of its spellings that hold a "not" themselves
        self.denials: dict[str, tuple[frozenset[str], ...]] = {}
        self._by_fold = {fold(name).text: name for name in self.terms}
        #: words without their endings that somebody looks for beside the concepts
        self._looked_for: set[str] = set()

    def names_of(self, name: str) -> tuple[str, ...]:
        """The names of a drug that a mention or a stance is about: a concept's spellings, or its own."""
        known = self.concepts.get(name)
        return known.spellings if known is not None else (name.rpartition(":")[2],)

    def concept(self, name: str, *, drug: bool = False, advisable: bool = False) -> Concept:
        """The concept of a term of the rubric, or of a literal phrase.

        `drug` says that it is one, `advisable` that it can be advised or refused. ValueError where the phrase holds
        no word.
        """
        key = self._by_fold.get(fold(name).text, name)
        known = self.concepts.get(key)
        if known is None or (drug and not known.is_drug) or (advisable and not known.is_advisable):
            known = self._make(key, drug or bool(known and known.is_drug), advisable)
            self.concepts[key] = known
            for derived in _DERIVED:
                self.__dict__.pop(derived, None)
        return known

    def look_for(self, words: Collection[str]) -> None:
        """Have readings keep the texts of these words, given without their endings; see `Reading.bare_words`."""
        if not self._looked_for.issuperset(words):
            self._looked_for.update(words)
            self.__dict__.pop("compiled", None)

    def _make(self, name: str, drug: bool, advisable: bool) -> Concept:
        written = dict.fromkeys(fold(each).text.strip() for each in (name, *self.terms.get(name, ())))
        names = drug_names()
        # a class that the rubric does not spell out stands for its members; one that it does, for what it lists
        members = [] if name in self.terms else sorted(members_of(next(iter(written))))
        written.update(dict.fromkeys(members))
        written.update(dict.fromkeys(other for each in tuple(written) for other in class_names(each)))
        # a drug among many other words ("course, duration, vancomycin") makes no drug of a term
        known_drugs = sum(each in names.generic for each in written)
        is_drug = drug or bool(members) or next(iter(written)) in names.generic or known_drugs * 3 >= len(written)
        if not is_drug:
            written.update(dict.fromkeys(short for each in tuple(written) for short in abbreviated(each)))
        own, sayings = tuple(written), dict[Saying, None]()
        if is_drug:
            known = names.generic
            written.update(dict.fromkeys(s for each in own for s in beginnings(each) if s not in known))
            written.update(dict.fromkeys(rest for each in own if (rest := self._without_base(each))))
        for each in own:
            a_name = is_drug or each in names.generic
            written.update(dict.fromkeys(names.synonyms(each) if a_name else paraphrases_of(each)))
            if not is_drug:
                sayings.update(dict.fromkeys(each for said in sayings_of(each) for each in sayings_in(said)))
                written.update(dict.fromkeys(form for form in forms_of(each) if form not in names.generic))
                eponym = _EPONYM.fullmatch(each)
                if eponym and eponym[1] not in ("down", "still", "hand"):  # "Reye's", "(Reye)"
                    written.update(dict.fromkeys((f"{eponym[1]}'s", eponym[1])))
        spellings = dict.fromkeys(variant for each in written for variant in spelling_variants(each) if variant)
        if not spellings:
            raise ValueError(f"{name!r} holds no word to look for")
        # only the rubric's own words may stand in any order: "check potassium, then raise the dose" raises no potassium
        close = written if is_drug else [each for each in own if not _STRETCH.fullmatch(each)]
        stems = tuple(dict.fromkeys(s for each in close if len(s := content_stems(each)) > 1))
        denials = tuple(content_stems(each) for each in close if _DENIAL.search(each) and len(content_stems(each)) > 1)
        if denials:
            self.denials[name] = denials
        return Concept(name, tuple(spellings), stems, is_drug, is_drug or advisable, tuple(sayings))

    def _without_base(self, name: str) -> str:
        """ "Bicarbonate" for sodium bicarbonate, where the query does not speak of it as a level; else nothing."""
        rest = _SALT.fullmatch(name)
        return rest[1] if rest and rest[1] not in self.query_folded.replace(name, "") else ""

    def register_terms(self) -> None:
        """Make a concept of every term of the rubric, so that all are found whether a criterion asks or not."""
        for name in self.terms:
            self.concept(name)

    @cached_property
    def asked(self) -> Asked:
        """What the query asks about: the proposed drug where the facts name one, else every drug it names."""
        query = fold(self.query).text
        places: dict[str, tuple[int, int]] = {}
        for start, end, index in self.compiled.matcher.find(query):
            for name in self.compiled.names[index]:
                if name in self.concepts and self.concepts[name].is_drug:
                    places.setdefault(name, (start, end))
        proposed = self._proposed
        chosen = {
            name: place
            for name, place in places.items()
            if any(has_words(proposed, each, whole=False) for each in self.concepts[name].spellings)
        }
        if chosen and places.keys() > chosen.keys():
            asked = (
                query[max(query.rfind(mark, 0, query.rfind("?")) for mark in (". ", "? ", "! ")) + 1 :]
                if "?" in query
                else ""
            )
            begin = len(query) - len(asked)
            named = {name: place for name, place in places.items() if asked and self._named_from(name, begin, query)}
            others = len(named) == 1 and not any(self._says_both(name, each) for name in named for each in chosen)
            others = others and "instead" not in asked
            chosen = named if others and not _BESIDE.search(query, begin, next(iter(named.values()))[0]) else chosen
        return asked_by(query, chosen or places)

    @cached_property
    def jabs(self) -> tuple[str, ...]:
        """The vaccines that a query on several names by what they are against: "yellow fever vaccine, hepatitis A"."""
        query = fold(self.query).text
        if "vaccin" not in query:
            return ()
        return tuple(
            name
            for name, concept in self.concepts.items()
            if concept.is_drug
            and any(
                each.endswith(" vaccine") and re.search(rf"\b{re.escape(each.removesuffix(' vaccine'))}\b", query)
                for each in concept.spellings
            )
        )

    @cached_property
    def dosed(self) -> tuple[str, ...]:
        """The drugs of which the query asks the dose, where it says so in as many words; else what it asks about.

        "Please give ibuprofen: mg per dose, how often. Would an aspirin do?": a dose without a name is ibuprofen's.
        """
        query = fold(self.query).text
        found = (
            name
            for start, _, index in self.compiled.matcher.find(query)
            if _ASKS_DOSE.search(query, 0, start)
            for name in self.compiled.names[index]
            if name in self.concepts and self.concepts[name].is_drug
        )
        named = tuple(dict.fromkeys(found))
        return named if len(named) == 1 else self.asked.topics

    def _says_both(self, one: str, other: str) -> bool:
        """Whether two concepts share a spelling, or the first is a class of which the other is a drug."""
        first, second = self.concepts[one], self.concepts[other]
        return not set(first.spellings).isdisjoint(second.spellings) or covers(first, second)

    def _named_from(self, name: str, begin: int, query: str) -> bool:
        """Whether a concept is named in a query from a place on."""
        return any(has_words(query[begin:], each, whole=False) for each in self.concepts[name].spellings)

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The rubric's drugs that the query names and the patient does not take, classes of the others left out."""
        named = [
            name for name, concept in self.concepts.items()
            if concept.is_drug and any(has_words(self.query_folded, each) for each in concept.spellings)
            and not any(each in self.patient.taken for each in concept.spellings)
        ]  # fmt: skip
        return tuple(each for each in named if set(named).isdisjoint(self.covered.get(each, ())))

    @cached_property
    def covered(self) -> dict[str, tuple[str, ...]]:
        """The rubric's drugs that its classes take in, by the class's concept."""
        drugs = [concept for concept in self.concepts.values() if concept.is_drug]
        found = {
            whole.name: tuple(part.name for part in drugs if part is not whole and covers(whole, part))
            for whole in drugs
        }
        return {name: parts for name, parts in found.items() if parts}

    @cached_property
    def current_doses(self) -> dict[str, tuple[Quantity, Frequency | None]]:
        """The doses that the patient's facts or the query give, by concept."""
        from rubrx.reading.doses.relative import current_doses  # noqa: PLC0415 -- the reader is made of this module

        return current_doses(self)

    @cached_property
    def own_of_class(self) -> dict[str, str]:
        """The only drug of a class of the rubric's that the patient takes in a known dose, by the class's concept."""
        found = {name: [each for each in parts if each in self.current_doses] for name, parts in self.covered.items()}
        return {name: own[0] for name, own in found.items() if len(own) == 1 and name not in self.current_doses}

    @cached_property
    def strengths_at_hand(self) -> dict[str, Quantity]:
        """What one tablet of each drug holds that the patient's facts or the query say, by concept."""
        from rubrx.reading.doses.relative import strengths_at_hand  # noqa: PLC0415 -- the reader is made of this module

        return strengths_at_hand(self)

    @cached_property
    def things_of_drugs(self) -> frozenset[str]:
        """The concepts that are no drugs and have the name of one among their spellings: "days of doxycycline"."""
        known = drug_names().generic
        named = {name for name in self.concepts if name.lower() in known}
        return frozenset(
            concept.name
            for name, concept in self.concepts.items()
            if concept.is_drug and name not in named and any(each in concept.spellings for each in named)
        )

    @cached_property
    def asked_measure(self) -> str:
        """The first measure that the query names; empty where it names none."""
        measures = find_measures(fold(self.query).text)
        return measures[0][1] if measures else ""

    @cached_property
    def _proposed(self) -> str:
        """What the facts say is proposed, folded."""
        return fold(str(self.patient.facts.get("proposed", ""))).text

    @cached_property
    def query_folded(self) -> str:
        """The query, folded."""
        return fold(self.query).text

    @cached_property
    def asks_about_supplement(self) -> bool:
        """Whether the query asks about something eaten, sold as a remedy: then its use as food is another matter."""
        return SUPPLEMENT.search(self.query_folded) is not None

    @cached_property
    def query_stems(self) -> frozenset[str]:
        """The stems of the query's content words."""
        return content_stems(self.query_folded)

    @cached_property
    def query_words(self) -> frozenset[str]:
        """The words of the query, folded."""
        return frozenset(re.findall(r"[a-z0-9][\w-]*", fold(self.query).text))

    @cached_property
    def patient_spellings(self) -> frozenset[str]:
        """Spellings of the rubric's terms that the query or the patient's facts name: what this patient has."""
        known = f"{fold(self.query).text} ; {self.patient.text}"
        return frozenset(
            spelling
            for concept in self.concepts.values()
            if any(has_words(known, each) for each in concept.spellings)
            for spelling in concept.spellings
            if len(spelling) > 3
        )

    @cached_property
    def compiled(self) -> CompiledLexicon:
        """The matcher over all spellings of all concepts registered so far."""
        owners: dict[str, list[Concept]] = {}
        for concept in self.concepts.values():
            for spelling in concept.spellings:
                owners.setdefault(spelling, []).append(concept)
        clipped = {short: [concept] for short, concept in _clipped(self.concepts.values()) if short not in owners}
        owners |= clipped
        known = kinds_of(self.concepts.values(), self.patient.taken, self.query_folded, self._proposed)
        kinds = {name: kind for name, kind in known.items() if name not in owners}
        for name in kinds:
            owners[name] = [Concept(KIND + name, (name,), ())]
        stems = (each for concept in self.concepts.values() for each in concept.stems)
        sayings = [(concept.name, each) for concept in self.concepts.values() for each in concept.sayings]
        needed = (word for _, each in sayings for need in each.needs for word in need)
        return CompiledLexicon(
            tuple(tuple(concept.name for concept in each) for each in owners.values()),
            PhraseMatcher(list(owners)),
            Vocabulary(
                Misspellings(each for each in owners if each not in clipped), stems, self._looked_for.union(needed)
            ),
            self._loose(),
            kinds,
            by_word(sayings),
            self._shortenings(),
        )

    def _shortenings(self) -> Shortenings:
        """What capitals may stand for: drugs by all their names, other concepts by the rubric's own words."""
        every = self.concepts.values()
        drugs = [(c.name, spelling) for c in every if c.is_drug for spelling in c.spellings]
        own = [(c.name, fold(each).text) for c in every for each in (c.name, *self.terms.get(c.name, ()))]
        return Shortenings(drugs, own)

    def _loose(self) -> dict[str, list[tuple[str, frozenset[str], frozenset[str]]]]:
        """The sets of stems to look for side by side, by the longest single stem of each (empty: it has none)."""
        found: dict[str, list[tuple[str, frozenset[str], frozenset[str]]]] = {}
        for concept in self.concepts.values():
            for group in concept.stems:
                single = frozenset(filter(str.isalnum, group))
                key = max(single, key=lambda stem: (len(stem), stem), default="")
                found.setdefault(key, []).append((concept.name, group, single))
        return found


@dataclass(frozen=True)
class CompiledLexicon:
    """A lexicon's words as they are looked for; `names` are the concepts of each phrase, by the matcher's index."""

    names: tuple[tuple[str, ...], ...]
    matcher: PhraseMatcher
    vocabulary: Vocabulary
    #: stem -> (concept, its stems, those of them that single words have), for the sets whose longest it is
    loose: Mapping[str, list[tuple[str, frozenset[str], frozenset[str]]]]
    #: names of classes that the lexicon's drugs are of, with those drugs
    kinds: Mapping[str, Kind]
    #: a word without its ending -> the sayings, with their concepts, that it is the most telling word of
    sayings: Mapping[str, list[Awaited]]
    shortenings: Shortenings
