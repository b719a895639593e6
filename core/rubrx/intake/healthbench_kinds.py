"""Which of HealthBench's criteria a kind can honestly decide: few, of a fixed form, about drugs that are known by name.

A criterion in free English may ask for tone, for several things at once, or for judgement; reading it as a claim
would give an answer without knowing. So a criterion is mapped only where its form leaves nothing over: an opening
such as "States that", and behind it one plain statement about a known drug, without figures; or "Recommends", and
behind it the name of a drug and nothing else; or a bound on the words. Everything else is a judge's.
"""

from __future__ import annotations

import re
from typing import Any

from rubrx.reading.folding import fold
from rubrx.reading.names import drug_classes, drug_names

_STATES = re.compile(r"(?:the response )?(?:correctly )?(?:states|says|notes) that (.+?)\.?", re.IGNORECASE)
_RECOMMENDS = re.compile(
    r"(?:the response )?recommends (?:the use of |using |taking )?(?:an? )?(.+?)\.?", re.IGNORECASE
)
_AGAINST = re.compile(
    r"(?:the response )?(?:recommends|advises) against (?:the use of |using |taking )?(?:an? )?(.+?)\.?", re.IGNORECASE
)
_WORDS = re.compile(
    r"(?:the response )?(?:is|has|uses|contains) (?:at most|no more than|not more than) (\d{1,4}) words"
    r"(?: or (?:fewer|less))?\.?",
    re.IGNORECASE,
)
#: words by which one statement becomes several, or leaves open what counts
_MORE = re.compile(
    r"\b(?:and|or|but|nor|both|either|unless|while|whereas|because|since|so that|such as|including|e\.?g|i\.?e"
    r"|for example|like|etc|user|patient's|response|model|appropriate|adequate|reasonable|relevant|proper"
    r"|correct|clear|important|should consider|may|might|could|can|if|whether|general|usually|typically"
    r"|depend\w*)\b|[,;:()?\"“”\n]"
)
#: figures and how often: where a paraphrase most easily means another one
_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twice|once|half|double|daily|hourly|weekly|monthly)\b"
)
_FEWEST, _MOST = 3, 18


def kind_of(criterion: str) -> tuple[str, Any]:
    """The kind and body that decide a criterion, or ("judge", the criterion itself)."""
    text = " ".join(criterion.split())
    if found := _WORDS.fullmatch(text):
        return "words", {"max": max(1, int(found[1]))}
    if (found := _AGAINST.fullmatch(text)) and _is_drug(found[1]):
        return "contraindicated", {"drug": found[1]}
    if (found := _RECOMMENDS.fullmatch(text)) and _is_drug(found[1]):
        return "recommends", found[1]
    if (found := _STATES.fullmatch(text)) and _is_plain(found[1]):
        return "claim", found[1][0].upper() + found[1][1:] + "."
    return "judge", criterion


def _is_drug(name: str) -> bool:
    """Whether a name is that of a drug, or of a class that stands for its members."""
    folded = fold(name).text.strip()
    classes = {each for known in drug_classes() if not known.broad for each in known.names}
    return folded in drug_names().generic or folded in classes or folded.removesuffix("s") in classes


def _is_plain(statement: str) -> bool:
    """Whether a statement is one, about a known drug, with nothing in it that leaves room."""
    folded = fold(statement).text
    words = folded.split()
    if not _FEWEST <= len(words) <= _MOST or _MORE.search(folded) or _FIGURE.search(folded):
        return False
    return bool(next(iter(drug_names().matcher.find(folded)), None))
