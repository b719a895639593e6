"""Shortenings made on the spot: "CBZ", "TIZ", "SJW", "clari" for a rubric's own words, which no list can foresee.

A row of capitals that is no known abbreviation stands for the one drug of the rubric whose letters hold it in order
("CBZ" for carbimazole), or for the phrase whose words begin with it ("ONJ"). A drug's first four letters or more stand
for it where they are no word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rubrx.reading import late_re as re
from rubrx.reading.swift import spans

#: a row of capitals, with a small letter in it at most ("CsA", "E&D")
#: what may not stand before it is asked behind its first letter: so `re` goes from capital to capital
_ROW = re.compile(r"[A-Z](?<![\w&-][A-Z])(?:[a-z]?[A-Z]{1,3}|&[A-Z])(?![\w&])")
#: the metal, and no milligrams; the symbols of others are no units, and stand in the list of abbreviations
_SYMBOL = re.compile(r"\bMg(?<![\d.] Mg)(?<!\d Mg)(?![\w/])")
#: abbreviations that everybody reads the same way
_TAKEN = frozenset(
    """acs aed aki alt ast asa auc bmi bmp bnf bpm cbc cbg cbt cfu chd chf ckd cms cns cnv cpr crp csf ct cva cxr
    dka doh dvt dx ecg ed eeg egfr ekg emr er esr et fbc fda ffp gcs gfr gi gp hb hba hbv hct hcg hcv hdl hdu hf hiv
    hla hr hx icp icu id im inh inr iv ivf kcl ldl lft lfts lmp lv max mane mg mi min mr mra mri ms msk na nb ng nhs
    nice nil npo nsaid obs od ok om on op opd or pa pci pe ph pm po pr prn ptt qds qid qt qtc rbc rct rr rx sa sc se
    sle sob spo sr sx tb tds tft tfts tid tia tsh tx ua ue uk uv us usa uss uti vf vt vte wbc wcc xr yes no not stop
    all and any are but can do don dont for has hold if in is it its may mh must never now nsaids of see she
    so the this to up use was we who why you as at be by he bd bid bp dose daily plus avoid stat""".split()
)
#: beginnings of drug names that are words of their own
_WORDS = frozenset(
    """code clot halo tram meta form prop mini even lact ment sper para penta sulf mega metho chlor chlo hydro hydr
    carb carbo iron calc calci magn vita vitam prot prote lith lithi potas sodi sodiu gluc gluco insu insul
    heparin phos phosp pers perm pert rest reta sero serot sens sent amin amino anti ante inte inter prim prima
    trim tetra pred pregn proge test testo tria trial tert cort aspi morp bisp alco ethan nico caff valp acid
    acet cycl cyclo dext dextr flu fluo fluor isos isoso oxyb oxyt oxyc oxyco nitr nitro thio thioc levo meth
    methy benz benzo buty ster""".split()
)
#: plain words with which drug names begin: "keep the line in" is no linezolid, "until proven otherwise" no Proventil
PLAIN_WORDS = frozenset(
    """alpha alter aqua atom bars bend bent beta camp caps card cell cent cert char clear cola come comet cope cord
    cover defer delta diet disk done ever fact fare fiber fine finer firm flat fort forte half heat inject intra intro
    kale last line list love macro mane micro must name nasal neuro north oral pace pant path plat polar poly port prep
    probe prove proven pseudo retro rise save self sine sing solar solo spasm spec spin star stem stir super topic
    trip twin ultra unit uric versa volt well west zone""".split()
)
SHORTEST, LONGEST = 4, 7


def beginnings(name: str) -> Iterator[str]:
    """What may stand for a drug's folded name, as its first letters: "clari", "cipro", "dapa"."""
    if name.isalpha():
        for length in range(SHORTEST, min(LONGEST, len(name) - 2)):
            short = name[:length]
            if short not in _WORDS and short not in PLAIN_WORDS:
                yield short


def initials(phrase: str) -> str:
    """The first letters of a folded phrase's words, but for the little ones; empty for a single word."""
    words = [
        word for word in re.findall(r"[a-z0-9]+(?:'s)?", phrase) if word not in ("of", "the", "and", "in", "to", "a")
    ]
    return "".join(word[0] for word in words) if 2 <= len(words) <= 5 else ""


def rows_in(text: str) -> Iterator[tuple[str, int, int]]:
    """The rows of capitals of a text that are no known abbreviation, folded, with their places in the original.

    The symbol "Mg" is among them, as it is written.
    """
    if "Mg" in text:
        yield from (("Mg", start, end) for start, end in spans(_SYMBOL, text))
    for start, end in spans(_ROW, text):
        row = text[start:end].lower().replace("&", "")
        if row not in _TAKEN:
            yield row, start, end


def is_row_of(row: str, name: str) -> bool:
    """Whether a drug's name holds a row of three letters or more in order, beginning with its first."""
    if len(row) < 3 or not name.isalpha() or row[0] != name[0]:
        return False
    rest = iter(name)
    return all(letter in rest for letter in row)


class Shortenings:
    """A lexicon's drugs and phrases as capitals may stand for them."""

    def __init__(self, drugs: Iterable[tuple[str, str]], phrases: Iterable[tuple[str, str]]) -> None:
        """Pairs of a concept and one of its spellings."""
        self._drugs = tuple((name, spelling) for name, spelling in drugs if spelling.isalpha() and len(spelling) > 4)
        self._initials: dict[str, list[str]] = {}
        for name, spelling in phrases:
            short = initials(spelling)
            if short:
                self._initials.setdefault(short, []).append(name)
            if spelling == "magnesium":
                self._initials.setdefault("Mg", []).append(name)

    def meant_by(self, row: str) -> list[str]:
        """The concepts that a folded row of capitals stands for: a phrase's, else the one drug's."""
        named = self._initials.get(row)
        if named:
            return list(dict.fromkeys(named))
        found = list(dict.fromkeys(name for name, spelling in self._drugs if is_row_of(row, spelling)))
        return found if len(found) == 1 else []
