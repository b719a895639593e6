"""Criteria on causes, replacements and what is no bar: how the converter says them of the drug or state they name."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: a cause without its name is stopped
_ACTED_ON = re.compile(
    r"^(?:stop|withdraw|discontinue|review|stop or review)(?:ping|ing)? (?:the |any |an? )?(?:likely |possible )?"
    r"(?:inciting|offending|culprit|causative|causal|responsible|precipitating|triggering|implicated|provoking)"
    r" (?:antibiotic|drug|medicine|medication|agent|tablet)s?$",
    re.IGNORECASE,
)


def stops_the_culprit(term: str) -> bool:
    """Whether a term has the cause stopped without its name: "stop the offending drug"."""
    return _ACTED_ON.match(term) is not None


#: what is put back, or given
_REPLACED = re.compile(
    r"^(?:replace|replacement of|correct|replete|supplement|top up|give|add|start) (?:the |her |his "
    r"|low )?(?P<what>.+)$",
    re.IGNORECASE,
)


def given_of(findings: Sequence[str], names: Sequence[str]) -> bool:
    """Whether what must be said is that a drug of the criterion be given: "replace magnesium", of magnesium sulfate."""
    given = {told["what"].lower() for each in findings if (told := _REPLACED.match(each))}
    return any(what in name.lower() for what in given for name in names)


#: what a term says is not to stand in the way
_NO_BAR = re.compile(
    r"\b(?:not an?|no) (?:contraindication|bar|barrier|obstacle|reason (?:not to|to withhold))\b", re.I
)


#: how many words the name of a state may have
_FEW_WORDS = 3


def cleared(findings: Sequence[str], conditions: Sequence[str]) -> list[str]:
    """The findings, with what is to be no bar ("not a contraindication") said of the states that a criterion names."""
    named = [each for each in conditions if len(each.split()) <= _FEW_WORDS]
    if not named or not any(_NO_BAR.search(each) for each in findings):
        return list(findings)
    left = (each for each in findings if not _NO_BAR.search(each) and not each.lower().startswith("still "))
    return [*left, *(f"{each} not a contraindication" for each in named)]
