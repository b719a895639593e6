"""Build `core/rubrx/reading/data/drugs.tsv` from the MedlinePlus names (see NOTICE for source and licence).

usage: python tools/build_drug_names.py medlineplus_names.csv > core/rubrx/reading/data/drugs.tsv
"""

from __future__ import annotations

import csv
import re
import sys

FORMS = re.compile(
    r"\s+(?:injection|oral inhalation|nasal spray|nasal|topical|ophthalmic|otic|transdermal(?: patch)?|rectal|vaginal"
    r"|oral|sublingual(?: and buccal)?|buccal|implant|intravenous|subcutaneous|intramuscular|inhalation|powder|patch"
    r"|for injection|iontophoretic|intravitreal|infusion|spray|solution|lozenges?)\b.*$"
)
#: words of everyday English that are also somebody's brand name
COMMON = frozenset(
    """alli balance calm comfort dandy ease enable entire essential feen first focus formula gold good halt icy
    just life maximum mega metro muse natural next nix nature option pal pep plus prep pro quick relief rest
    simply sleep smooth step stool sure triple vital water yes zero iron zinc calcium sodium potassium oxygen
    alcohol caffeine salt sugar aim hold allow delay adult child children infant fiber vaccine insulin injection
    lax tums""".split()
)


def clean(name: str) -> str:
    """A name as it stands in running text: lower case, without its form or a note in brackets."""
    name = re.sub(r"\([^)]*\)|[®™*]", "", name.lower()).strip()
    return re.sub(r"\s+", " ", FORMS.sub("", name)).strip(" ,.-")


def main(path: str) -> None:
    """Write the table: one line a generic, its brands and synonyms sorted."""
    names: dict[str, set[str]] = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            generic = clean(row["Common name"])
            if not generic or "," in generic or " and " in generic or generic in COMMON or len(generic) < 4:
                continue
            brands = {clean(brand) for brand in re.split(r"[|;,]", row["Synonyms"] or "")}
            names.setdefault(generic, set()).update(
                brand for brand in brands if len(brand) > 3 and brand not in COMMON and brand.isascii()
            )
    print("# generic <TAB> brands and synonyms. Source: MedlinePlus (U.S. National Library of Medicine), see NOTICE.")
    for generic in sorted(names):
        print(f"{generic}\t{'|'.join(sorted(names[generic] - {generic}))}")


if __name__ == "__main__":
    main(sys.argv[1])
