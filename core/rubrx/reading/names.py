"""Names: brands and generics of one drug, salts left aside, British and American spellings.

The open list of names (`data/drugs.tsv`) is built by `tools/build_drug_names.py`; its sources and licences
stand in NOTICE. A rubric's own terms always come first; the list only adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rubrx.reading import late_re as re
from rubrx.reading.matching import PhraseMatcher
from rubrx.reading.tables import read_table

#: British <-> American, as parts of words; each is tried both ways
_SPELLINGS = (
    ("haem", "hem"), ("aemia", "emia"), ("oedema", "edema"), ("rrhoea", "rrhea"), ("paed", "ped"), ("oesoph", "esoph"),
    ("oestr", "estr"), ("tumour", "tumor"), ("colour", "color"), ("foet", "fet"), ("anaesth", "anesth"),
    ("caesar", "cesar"), ("orthopaed", "orthoped"), ("leukaem", "leukem"), ("glycaem", "glycem"), ("sulph", "sulf"),
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("iser", "izer"), ("ise ", "ize "),
    ("dyspnoea", "dyspnea"),
    ("litre", "liter"), ("centre", "center"), ("titre", "titer"), ("judgement", "judgment"), ("coeliac", "celiac"),
    ("gynaec", "gynec"), ("behaviour", "behavior"), ("neighbour", "neighbor"), ("favour", "favor"),
    ("labour", "labor"),
    ("fibre", "fiber"), ("ceph", "cef"), ("metaboliser", "metabolizer"),
)  # fmt: skip
SALTS = tuple(
    """hydrochloride hcl sodium potassium sulfate sulphate maleate tartrate succinate phosphate citrate mesylate
    besylate acetate calcium trometamol tromethamine""".split()
)


@lru_cache(maxsize=65536)
def spelling_variants(phrase: str) -> tuple[str, ...]:
    """The phrase, and its British or American twins."""
    return tuple(_variants(phrase))


def _variants(phrase: str) -> Iterator[str]:
    yield phrase
    for british, american in _SPELLINGS:
        if british in phrase:
            yield phrase.replace(british, american)
        elif american in phrase:
            yield phrase.replace(american, british)
    enzyme = re.search(r"\bcyp ?(\d[a-z]\d+)", phrase)
    if enzyme:
        yield phrase.replace(enzyme[0], enzyme[1])
        yield phrase.replace(enzyme[0], f"cyp {enzyme[1]}")
    if phrase.startswith("vitamin "):
        yield f"vit {phrase[8:]}"
    if phrase.endswith(" inhibitor"):
        yield f"{phrase[:-10]}i"  # PDE5i
    elif phrase.endswith(" vaccine"):
        yield from (f"{phrase[:-7]}{other}" for other in ("jab", "shot", "vaccination", "immunisation", "immunization"))
    if "-" in phrase:
        yield phrase.replace("-", " ")
        if phrase.startswith(("non-", "anti-", "pre-", "post-", "re-", "over-", "under-", "hyper-", "hypo-", "co-")):
            yield phrase.replace("-", "", 1)  # "nonlinear"
    elif " " in phrase and len(phrase) < 40:
        yield phrase.replace(" ", "-")


_PLAIN = re.compile(r"[^{}()]+")


def is_pattern(text: str) -> bool:
    """Whether an entry has choices or sets of words, and is no phrase as it stands."""
    return not _PLAIN.fullmatch(text)


#: between the entries of a cell, and not between the choices of one
_BETWEEN = re.compile(r"\|(?![^(]*\))")


@cache
def _sayings() -> dict[str, tuple[str, ...]]:
    """What else is said for a clinical term, by the term and its British or American twin.

    A row's terms stand for each other; what its second cell lists stands for them, and they not for it.
    """
    found: dict[str, dict[str, None]] = {}
    for terms, others in (*read_table("tests"), *read_table("paraphrases")):
        same = terms.split("|")
        for term in same:
            said = dict.fromkeys((*(each for each in same if each != term), *filter(None, _BETWEEN.split(others))))
            for variant in spelling_variants(term):
                found.setdefault(variant, {}).update(said)
    return {term: tuple(said) for term, said in found.items()}


#: what a rubric may write around a term without another meaning
_AROUND = re.compile(
    r"^(?:(?:(?:the |an? )?(?:increased |higher |raised |greater |high |serious |real )?(?:risk|danger"
    r"|chance|possibility|signs?"
    r"|symptoms?) of |possible |potential |drug-induced |severe |life-threatening |serious |fatal "
    r"|profound |marked |acute "
    r"|additive |dangerous |significant |excessive |prolonged |worsening |permanent |irreversible "
    r"|sudden |unexpected |combined "
    r"|dose-dependent |dose-related |major |further |excess |infant |neonatal |baby |maternal )+(?=\w))"
    r"|(?: (?:risks?|warning|hazard|danger|toxicity risk|episodes?|events?|symptoms?))$"
    r"| in (?:the |an? |older |breastfed |elderly )*(?:infants?|bab(?:y|ies)|newborns?|neonates?|elderly"
    r"|people|adults|patients|child(?:ren)?)$"
)
#: a verb before a term that is no part of it ("provoke seizures"); one that gives its way ("raises potassium")
_CAUSING = re.compile(
    r"^(?:can |may |could |will |might )?(?:caus(?:es?|ing)|provok(?:es?|ing)|lead(?:s|ing)? to"
    r"|trigger(?:s|ing)?|risk(?:s|ing)?"
    r"|produc(?:es?|ing)|predispos(?:es?|ing) to|bring(?:s|ing)? on|precipitat(?:es?|ing)) "
)
_RAISING = re.compile(
    r"^(?:can |may |could |will )?(?:rais(?:es?|ing)|increas(?:es?|ing)|elevat(?:es?"
    r"|ing)|push(?:es|ing)? up) (?:the |serum |blood )?"
)
_LOWERING = re.compile(
    r"^(?:can |may |could |will )?(?:lower(?:s|ing)?|reduc(?:es?|ing)|decreas(?:es?"
    r"|ing)|deplet(?:es?|ing)|drops?) (?:the |serum |blood )?"
)


def cores_of(term: str) -> Iterator[str]:
    """A term without what a rubric may write around it: severities, risks, verbs of causing."""
    yield term
    core = _CAUSING.sub("", term)
    yield (core := _AROUND.sub("", core))
    yield _AROUND.sub("", core)
    for verb, ways in ((_RAISING, ("raised", "high", "increased")), (_LOWERING, ("low", "reduced", "decreased"))):
        if verb.match(term):
            rest = verb.sub("", term)
            yield from (f"{way} {rest}" for way in ways)
            if rest in drug_names().generic:
                yield f"{ways[2]} levels"


def _said_for(*terms: str) -> tuple[str, ...]:
    """The sayings of the first of these terms that has some, be it in the singular or plural."""
    sayings = _sayings()
    forms = (form for each in terms for form in (each, each.removesuffix("s"), f"{each}s"))
    return next((said for form in forms if (said := sayings.get(form))), ())


@lru_cache(maxsize=4096)
def sayings_of(term: str) -> tuple[str, ...]:
    """Other ways to say a folded term, as `data/paraphrases.tsv` writes them: phrases, and patterns of words.

    A drug in the term may stay unsaid: "raised lithium level" has the sayings of "raised level".
    """
    drugs = drug_names().generic
    cores = tuple(cores_of(term))
    bare = [left for core in cores if (left := " ".join(word for word in core.split() if word not in drugs)) != core]
    return tuple(dict.fromkeys((*_said_for(*cores), *_said_for(*bare))))


@lru_cache(maxsize=4096)
def paraphrases_of(term: str) -> tuple[str, ...]:
    """The phrases among the other ways to say a folded term, all of it."""
    return tuple(each for each in _said_for(*cores_of(term)) if not is_pattern(each))


@dataclass(frozen=True)
class DrugClass:
    """A class of drugs: what it is called, its members, and whether it is too broad to stand for a term."""

    names: tuple[str, ...]
    members: frozenset[str]
    broad: bool


@cache
def drug_classes() -> tuple[DrugClass, ...]:
    """The classes that `data/classes.tsv` lists."""
    return tuple(
        DrugClass(_also_called(names.split("|")), frozenset(members.split("|")), breadth == "broad")
        for names, breadth, members in read_table("classes")
    )


def _also_called(names: list[str]) -> tuple[str, ...]:
    """The names of a class, and those of its inhibitors as people say them: "the JAK drugs", "a P2Y12 blocker"."""
    bare = [name.removesuffix(" inhibitor") for name in names if name.endswith(" inhibitor")]
    return tuple(dict.fromkeys((*names, *(f"{each} {kind}" for each in bare for kind in ("drug", "blocker", "agent")))))


def members_of(name: str) -> frozenset[str]:
    """The drugs of a class that is called so; empty where the name is no class, or a broad one."""
    return frozenset(
        member for each in drug_classes() if not each.broad and name in each.names for member in each.members
    )


@cache
def class_names(name: str) -> tuple[str, ...]:
    """The names of the class that is called so; none where the name is no class, or a broad one."""
    return tuple(
        other
        for each in drug_classes()
        if not each.broad and name.removesuffix("s") in each.names
        for other in each.names
    )


@cache
def _universal() -> re.Pattern[str]:
    names = sorted((name for each in drug_classes() for name in each.names), key=len, reverse=True)
    return re.compile(
        r"\b(?:all|any|every|each|no|other|whole|none)\s+(?:of the |of these |of those |the |other |oral |two |three "
        r"|four |five |and every |single |last |kinds? of "
        r"|sorts? of |types? of |available |possible |conceivable )*("
        + "|".join(re.escape(name).replace(r"\ ", "[ -]") for name in names)
        + r")s?\b(?! (?:of|from) (?:the|that|this) [\w-]+ (?:kind|sort|type|family|class|group)\b)"
    )


def classes_spoken_of(text: str) -> list[tuple[int, DrugClass]]:
    """The classes that a folded text speaks of as a whole ("all cephalosporins", "any DOAC"), each with its place."""
    return [
        (match.start(), each)
        for match in _universal().finditer(text)
        for each in drug_classes()
        if match[1] in each.names or match[1].replace("-", " ") in each.names
    ]


@dataclass(frozen=True)
class DrugNames:
    """The open list: the generic of every name, and the names of every generic; all folded."""

    generic: dict[str, str]
    names: dict[str, tuple[str, ...]]
    matcher: PhraseMatcher

    def synonyms(self, name: str) -> tuple[str, ...]:
        """All names of the drug that `name` is a name of; empty where the list does not know it."""
        bare = re.sub(rf"\s+(?:{'|'.join(SALTS)})$", "", name)
        generic = self.generic.get(name) or self.generic.get(bare) or self.generic.get(f"insulin {name}")
        short = (name.removeprefix("insulin "),) if name.startswith("insulin ") else ()
        return (*short, *(self.names.get(generic, ()) if generic else ()))


@cache
def drug_names() -> DrugNames:
    """The open list, and what `brands.tsv` adds to it, read once."""
    generic: dict[str, str] = {}
    names: dict[str, tuple[str, ...]] = {}
    for name, others in (*read_table("drugs"), *read_table("brands")):
        every = (name, *(other for other in others.split("|") if other))
        first = next((generic[each] for each in every if each in generic), name)
        names[first] = tuple(dict.fromkeys((*names.get(first, ()), *every)))
        for each in every:
            generic.setdefault(each, first)
    return DrugNames(generic, names, PhraseMatcher(list(generic)))
