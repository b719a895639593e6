"""The feature set `clinical`: what the reading found, as numbers: stances, doses, doubt, terms, shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rubrx.contracts import FeatureSet, Scored
from rubrx.reading import Reading
from rubrx.reading.asked import LEVELS
from rubrx.reading.doses.roles import Role
from rubrx.reading.folding import fold
from rubrx.reading.stances.stance import settled
from rubrx.reading.stems import content_stems

_HEDGING = {
    "hedge": "marks doubt",
    "gap": "says that data are missing",
    "absolute": "words that leave no room",
    "ask": "asks for a fact",
    "defer": "sends to somebody else",
}
_ATTRIBUTION = {
    "source": "names a source",
    "quoted": "reports a view",
    "rejected": "rejects a view",
    "corrected": "takes something back",
    "grader": "speaks to the grader",
    "refusal": "refuses",
}


class _Feature(NamedTuple):
    words: str
    of: Callable[[Reading], float]


def _log(count: float) -> float:
    return math.log1p(count)


def _cues(family: str, kind: str) -> Callable[[Reading], float]:
    return lambda reading: _log(sum(hit.cue.kind == kind for hit in reading.cues.get(family, [])))


def _stances(level: str) -> Callable[[Reading], float]:
    return lambda reading: _log(sum(each.level == level for each in reading.stances))


def _against(reading: Reading) -> float:
    """How strongly it speaks against the drugs that were asked about, for this patient: -2 to 4, 0 if it doesn't."""
    topics = set(reading.lexicon.asked.topics)
    about = [each for each in settled(reading.stances, reading) if not topics or topics & set(each.targets)]
    return float(max((each.against for each in about), default=0, key=abs))


def _dose_roles(*roles: Role) -> Callable[[Reading], float]:
    return lambda reading: _log(sum(each.role in roles for each in reading.doses))


def _terms_asserted(reading: Reading) -> float:
    """The share of the rubric's terms that the answer says something by, and doesn't just name."""
    terms = [reading.lexicon.concept(name) for name in reading.lexicon.terms]
    return sum(bool(reading.asserted(term)) for term in terms) / len(terms) if terms else 0.0


def _quantities(dimension: str) -> Callable[[Reading], float]:
    return lambda reading: _log(sum(q.dimension == dimension for s in reading.sentences for q in s.quantities))


def _echo(reading: Reading) -> float:
    """The share of the query's content words that the answer says again."""
    asked = content_stems(fold(reading.lexicon.query).text)
    return len(asked & {stem for stem, _, _ in reading.stems}) / len(asked) if asked else 0.0


def _per_sentence(reading: Reading) -> float:
    return _log(reading.words / max(1, len(reading.sentences)))


def _listed(reading: Reading) -> float:
    return sum(each.is_bare_list for each in reading.sentences) / max(1, len(reading.sentences))


FEATURES = (
    _Feature("length in words (log)", lambda reading: _log(reading.words)),
    _Feature("words a sentence (log)", _per_sentence),
    _Feature("the query's words said again", _echo),
    _Feature("rows of terms without a statement", _listed),
    _Feature("has clinical content", lambda reading: float(reading.has_clinical_content)),
    _Feature("questions", lambda reading: _log(sum(each.is_question for each in reading.sentences))),
    _Feature("negations", lambda reading: _log(len(reading.cues.get("negation", [])))),
    _Feature("conditions", _cues("scope", "condition")),
    _Feature("reasons", _cues("scope", "cause")),
    *(_Feature(words, _cues("hedging", kind)) for kind, words in _HEDGING.items()),
    *(_Feature(words, _cues("attribution", kind)) for kind, words in _ATTRIBUTION.items()),
    *(_Feature(f"says of a drug: {level}", _stances(level)) for level in LEVELS),
    _Feature("speaks against the drug asked about", _against),
    _Feature("doses advised", _dose_roles(Role.ADVISED)),
    _Feature("maximum doses", _dose_roles(Role.MAXIMUM)),
    _Feature("doses of other cases, or taken back", _dose_roles(Role.REJECTED, Role.ELSEWHERE, Role.CURRENT)),
    _Feature("doses with a frequency", lambda reading: _log(sum(each.frequency is not None for each in reading.doses))),
    _Feature("thresholds", lambda reading: _log(sum(len(each.bounds) for each in reading.sentences))),
    _Feature("spans of time", _quantities("time")),
    _Feature("amounts", _quantities("mass")),
    _Feature("terms of the rubric asserted", _terms_asserted),
)


class ClinicalFeatures(FeatureSet):
    """What the reading found: stances, doses, thresholds, doubt, sources, terms of the rubric, shape.

    Statements are counted, not names: how many terms or drugs an answer mentions, and how often it says the same
    words, would sort the bundled answers a little better (pair accuracy +0.01), and pay whoever appends a row of
    terms.

    Counts are log(1 + count), shares lie in [0, 1]. Without a rubric (a prompt that no rubric asks) its terms
    and the drugs asked about are unknown, and what is said of them is 0.
    """

    name = "clinical"
    description = "what the reading found: stances, doses, doubt, terms, shape"
    width = len(FEATURES)
    reads_grade = False

    def vectors(self, batch: Sequence[Scored]) -> NDArray[np.float32]:
        """One row an answer."""
        rows = [[feature.of(scored.reading) for feature in FEATURES] for scored in batch]
        return np.array(rows, dtype=np.float32).reshape(len(batch), self.width)

    def names(self, batch: Sequence[Scored]) -> Mapping[int, str]:
        """What each column counts."""
        del batch
        return {column: feature.words for column, feature in enumerate(FEATURES)}
