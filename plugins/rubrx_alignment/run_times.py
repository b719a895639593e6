"""Over how long a dose is run in, where that tells one accepted dose of a drug from another.

"Second bag 3 g over 4 hours, third bag 6 g over 16 hours": each amount is right over its own time alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from rubrx.reading import Reading
from rubrx.reading import late_re as re
from rubrx.reading.doses.dosing import Dose
from rubrx.reading.folding import fold
from rubrx.reading.quantities import find_quantities

_WRITTEN = re.compile(r"\bover (?=\d)")
#: between an amount and the time over which it is run in, with what it makes by weight or is put into
_OVER = re.compile(
    r"(?:[^.;→]|(?<=\d)\.(?=\d)){0,70}?\b(?:over|in|within|across|during|for|lasting)\s"
    r"(?:(?:the|next|last|another|final|following|about|around|a|of|further)\s){0,3}$"
)
#: a time that is about so much of the accepted one is the same
_SLACK = 1.3


def run_time(written: str) -> float | None:
    """The hours over which a schedule says that a dose is run in; None where it says none."""
    over = _WRITTEN.search(written.lower())
    if over is None:
        return None
    times = [q for q in find_quantities(fold(written[over.end() :]).text) if q.dimension == "time" and q.low == q.high]
    return times[0].low if times and times[0].low > 0 else None


def tells_apart(times: Iterable[float | None]) -> bool:
    """Whether the accepted doses of a criterion each have a time of their own, and not all the same."""
    given = set(times)
    return len(given) > 1 and None not in given


def in_its_time(reading: Reading, stated: Dose, hours: float | None) -> bool:
    """Whether a dose is run in over these hours; where the answer says no time of it, nothing is wrong."""
    if hours is None:
        return True
    q, sentence = stated.quantity, reading.sentences[stated.sentence]
    for each in sentence.quantities:
        if each.start < q.end or each.per:
            continue
        if each.dimension == q.dimension:
            return True  # the time behind another amount is that one's
        if each.dimension == "time" and _OVER.fullmatch(reading.folded.text, q.end, each.start):
            return each.low <= hours * _SLACK and each.high * _SLACK >= hours
    return True
