"""Food: what is allowed in the kitchen where a supplement was asked about: "turmeric in a curry is fine"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.stances.stance import Stance

#: the forms in which what is also eaten is sold as a remedy
SUPPLEMENT = re.compile(
    r"\b(?:capsules?|supplements?|tablets?|extracts?|concentrates?|concentrated|pills?|drops|tinctures?|powders?"
    r"|gumm(?:y|ies)|softgels?)\b"
)
_MEAL = (
    r"(?:food|foods|cooking|baking|meals?|diet|dish(?:es)?|curr(?:y|ies)|soups?|stews?|salads?|sauces?|recipes?"
    r"|biscuits?|kitchen|plate|seasoning|spice rack|spice|flavouring|sandwich(?:es)?|dinner|supper|lunch)"
)
_EATEN = re.compile(
    rf"\b(?:in|as|for|from) (?:(?:an?|the|her|his|your|their|ordinary|normal|usual|everyday|home|any|some|daily"
    rf"|odd|occasional|sunday|weekly) )*{_MEAL}\b"
    rf"|\b(?:culinary|dietary|kitchen|cooking|food|ordinary (?:food|cooking)|everyday cooking) (?:amounts?|quantit\w+"
    rf"|use|levels?|doses?|[\w-]+ (?:is|are)\b)|\b{_MEAL} (?:amounts?|quantit\w+|use)\b|\beaten in\b"
)


def is_of_food(stance: Stance, reading: Reading) -> bool:
    """Whether a drug is allowed as food alone, where more than that is asked about."""
    if stance.against > 0:
        return False
    sentence = reading.sentences[stance.sentence]
    text, start, end = reading.folded.text, sentence.start, sentence.end
    begin = max((m.end() for m in _CLAUSE.finditer(text, start, stance.start)), default=start)
    after = _CLAUSE.search(text, stance.end, end)
    clause = text[begin : after.start() if after else end]
    return _EATEN.search(clause) is not None and SUPPLEMENT.search(clause) is None


_CLAUSE = re.compile(r"[;:,]|\bbut\b|\bwhereas\b|\bwhile\b")
