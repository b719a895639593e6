"""Wording that nothing can decide: words of approval that leave open what is approved of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rubrx.linting.sheet import Finding, Sheet, scalars
from rubrx.reading.folding import fold

#: kinds that hold words for the answer's own content
_WORDED = (
    "states", "not_states", "recommends", "not_recommends", "claim", "monitors", "asks_about", "defers", "judge",
)  # fmt: skip
_PRAISE = (
    "(?:in)?appropriate(?:ly)?", "(?:in)?adequate(?:ly)?", "(?:un)?reasonabl[ey]", "(?:un)?suitabl[ey]",
    "(?:im)?proper(?:ly)?", "(?:in)?sufficient(?:ly)?", "(?:un)?acceptabl[ey]", "(?:un)?satisfactor(?:y|ily)",
    "(?<!clinically )relevant", "helpful(?:ly)?", "comprehensive(?:ly)?", "thorough(?:ly)?", "(?:in)?correct(?:ly)?",
    "good enough", "well enough", "if necessary", "as needed", "and so on", "etc",
)  # fmt: skip
_VAGUE = re.compile(rf"\b(?:{'|'.join(_PRAISE)})\b")


def undecidable(sheet: Sheet) -> Iterator[Finding]:
    """Words such as "appropriate" in what a criterion looks for; a term with spellings of its own is spelled out."""
    spelled_out = {fold(name).text.strip() for name, spellings in sheet.rubric.terms.items() if len(spellings) > 1}
    for each in sheet.criteria:
        if each.criterion.kind not in _WORDED:
            continue
        for path, text in scalars(each.body, each.path):
            found = _VAGUE.search(fold(text).text)
            if found is None or fold(text).text.strip() in spelled_out:
                continue
            judge = each.criterion.kind == "judge"
            yield sheet.finding(
                path,
                "undecidable-wording",
                f"{found[0]!r} does not say what counts",
                "two judges will answer differently" if judge else "no rule can tell it from its opposite in an answer",
                "name the drug, figure, action or fact that makes it so",
            )
