"""Dose instructions ("sigs"): "Take 1-2 tablets every 4-6 hours prn" as dose, unit, times a day, step by step.

A sig is written in steps ("2 now, then 1 daily") and a step in doses ("2 in the morning and 1 at night"). Each number
of a step is either a dose or something else that a number can be there: a strength, a maximum, a duration, a date, a
volume to dilute in. What is left owns the words about frequency up to the next dose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rubrx.reading import late_re as re
from rubrx.reading.folding import fold
from rubrx.reading.quantities import Quantity, find_quantities
from rubrx.reading.sigs.doses import NO_DOSE, doses_of
from rubrx.reading.sigs.times import Times, times_of
from rubrx.reading.sigs.words import plain_words


@dataclass(frozen=True, slots=True)
class Sig:
    """One step of a dose instruction; None where the words don't say.

    `unit` is a canonical name ("tablet", "puff", "mL", "mg", "mg/kg", "U" for international units). A range has a
    lower and an upper end; "up to" begins at 0. `once` is a dose given one time and not again ("stat"). Durations are
    in days, a month being 30 of them and a year 365. `daily_maximum` is in `maximum_unit`.
    """

    dose_low: float | None = None
    dose_high: float | None = None
    unit: str | None = None
    times_per_day_low: float | None = None
    times_per_day_high: float | None = None
    as_needed: bool = False
    once: bool = False
    route: str | None = None
    duration_low: float | None = None
    duration_high: float | None = None
    daily_maximum: float | None = None
    maximum_unit: str | None = None


_STEP = re.compile(
    r"[,;.]?\s*\b(?:and |& )?(?:then|thereafter|afterwards|subsequently|followed by|(?:reduc|increas)(?:e|ing) to)\b"
    r"[,:]?"
    r"|(?<!more )(?<!less )(?<!greater )(?<!rather )\b(?:and )?than\b(?= (?:take|use|give|\d|one\b|two\b|half\b))"
)
_STATEMENT = re.compile(r"[;\n]|\.(?=\s*[a-z])(?<![a-z]\.[a-z]\.)(?<!\b[a-z]\.)|(?<![a-z]\.[a-z])\.\s*$")
_MAXIMUM = re.compile(
    r"\(?(?:\bmax(?:imum)?\b|\b(?:do )?not (?:to )?(?:exceed|take more than)|\bnot? more than|\bup to a max)[^;)]*"
)
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?: ?- ?\d{1,2})?(?:st|nd|rd|th)?"
    r"(?:,? \d{4})?"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b|\b(?:19|20)\d\d\b|\bdays? \d+(?: ?(?:-|to) ?\d+)?\b"
    r"|\b\d{1,2}(?::\d\d)? ?(?:am|pm|o'clock)\b|\b\d{1,2}:\d\d\b|\bstep \d+\b|\b\d+ ?kg\b(?! ?/)"
)
_ROUTES = {
    "oral": r"by mouth|orally|oral|p\.?o\.?|swallow|per os", "intravenous": r"i\.?v\.?|intravenous(?:ly)?",
    "intramuscular": r"i\.?m\.?|intramuscular(?:ly)?", "subcutaneous": r"s\.?c\.?|sub-?cut(?:aneous(?:ly)?)?|sq|subq",
    "sublingual": r"s\.?l\.?|sublingual(?:ly)?|under the tongue", "rectal": r"p\.?r\.?|rectal(?:ly)?|into the rectum",
    "vaginal": r"p\.?v\.?|vaginal(?:ly)?|into the vagina", "inhaled": r"inhale[ds]?|inhalation|by inhaler|nebulised",
    "nasal": r"nasal(?:ly)?|nostrils?|nose", "eye": r"eyes?|ophthalmic", "ear": r"ears?|otic",
    "topical": r"topical(?:ly)?|appl(?:y|ied)|to the skin|affected area",
}  # fmt: skip
_ROUTE = re.compile("|".join(rf"(?P<{name}>\b(?:{words})(?![a-z0-9]))" for name, words in _ROUTES.items()))
_AS_NEEDED = re.compile(
    r"\bp\.?r\.?n\b|\bsos\b|\bon demand\b|\b(?:as|when|whenever|if|where|only)(?: and when| if)?(?: it is| is)? "
    r"(?:needed|required|necessary|reqd?)\b|\bas and when\b|\bfor (?:the )?(?:relief of )?(?:\w+ )?"
    r"(?:pain|headache|nausea|itch|itching|fever|cramps?)\b|\bif (?:in )?pain\b|\bif symptoms\b"
)
_DURATION_LEAD = re.compile(
    r"\b(?:for|x|times|during|over|course of|duration:?|first|next)(?: (?:the|up to|about|a|next))*\s*$"
)


def read_sig(text: str) -> list[Sig]:
    """The steps of a dose instruction in order; empty where it says neither how much nor how often."""
    words = plain_words(fold(text).text)
    found: list[Sig] = []
    for step in _STEP.split(words):
        read: list[Sig] = []
        for statement in _STATEMENT.split(step):
            read = _joined(read, _statement(statement))
        found.extend(_carried(sig, found[-1] if found else None) for sig in read)
    return found


def canonical_unit(written: str | None) -> str | None:
    """The canonical name of a unit as somebody wrote it ("TAB", "ml", "international units"); None for no unit."""
    if not written:
        return None
    quantities = find_quantities(f"1 {fold(written).text}")
    return _unit_name(quantities[0]) or written if quantities else written


def _unit_name(quantity: Quantity) -> str | None:
    if not quantity.unit:
        return None
    return "/".join({"ml": "mL", "l": "L", "dl": "dL"}.get(part, part) for part in (quantity.unit, *quantity.per))


def _joined(before: list[Sig], now: list[Sig]) -> list[Sig]:
    """A statement added to those before it in the same step: one without a dose completes the last that has one."""
    if not before or all(sig.dose_low is not None for sig in now):
        return before + now
    last, extra = before[-1], now[0]
    # not `in (None, False)`: a dose of 0.0 equals False
    unsaid = [name for name in Sig.__dataclass_fields__ if getattr(last, name) is None or getattr(last, name) is False]
    filled = {name: getattr(extra, name) for name in unsaid}
    return [*before[:-1], replace(last, **filled)]


def _carried(sig: Sig, before: Sig | None) -> Sig:
    """A later step with what it left unsaid: the unit, or the whole dose of the step before it."""
    if before is None:
        return sig
    if sig.dose_low is None and sig.times_per_day_low is not None:
        return replace(sig, dose_low=before.dose_low, dose_high=before.dose_high, unit=before.unit)
    return replace(sig, unit=before.unit) if sig.unit is None and sig.dose_low is not None else sig


def _statement(text: str) -> list[Sig]:
    """The doses of one statement, each with its frequency; one without a dose where it has a frequency alone."""
    maximum = _MAXIMUM.search(text)
    said = text[: maximum.start()] + " " * len(maximum[0]) + text[maximum.end() :] if maximum else text
    times = times_of(said) or _times_at_most(maximum)
    said = _DATE.sub(lambda match: " " * len(match[0]), said)
    quantities = [kept for q in find_quantities(said) if (kept := _beside(q, times))]
    shared = _shared(said, text, maximum, quantities)
    doses = doses_of(said, quantities, times)
    if not doses:
        whole = Times.joined(times, said)
        sig = _with_times(shared, whole)
        return [sig] if sig.times_per_day_low is not None or sig.once or sig != Sig() else []
    found: list[tuple[Sig, Times | None]] = []
    for dose, (start, end) in zip(doses, _territories(said, doses, times), strict=True):
        own = Times.joined([t for t in times if start <= t.start < end], said)
        needed = bool(_AS_NEEDED.search(text, start, end)) if len(doses) > 1 else shared.as_needed
        if own is None and dose.per[-1:] == ("day",):
            own, dose = Times(dose.end, dose.end, 1.0, 1.0), dose._replace(per=dose.per[:-1])  # noqa: PLW2901 -- "5 mg/day"
        sig = replace(shared, dose_low=0.0 if dose.operator == "<=" else dose.value_low, dose_high=dose.value_high,
                      unit=_unit_name(dose), as_needed=needed)  # fmt: skip
        parts = own.high if own and "divided" in said[own.start : own.end] else 1
        if parts > 1 and sig.dose_low is not None and sig.dose_high is not None:  # the amount was the day's
            unit = (sig.unit or "").removesuffix("/day") or None
            sig = replace(sig, dose_low=sig.dose_low / parts, dose_high=sig.dose_high / parts, unit=unit)
        found.append((_with_times(sig, own), own))
    return _merged(found)


def _beside(q: Quantity, times: list[Times]) -> Quantity | None:
    """A quantity without what says how often: "2 tablets a day" is 2 tablets; None for the 6 of "every 6 hours"."""
    overlapping = [t for t in times if t.start < q.end and q.start < t.end]
    if not overlapping:
        return q
    if q.per and overlapping[0].start > q.start:
        return q._replace(per=q.per[:-1], end=overlapping[0].start)
    return None


def _times_at_most(maximum: re.Match[str] | None) -> list[Times]:
    """ "No more than twice a day", where nothing else says how often."""
    times = times_of(maximum[0]) if maximum else []
    if maximum is None or len(times) != 1 or any(q.end <= times[0].start for q in find_quantities(maximum[0])):
        return []
    start, end = maximum.start() + times[0].start, maximum.start() + times[0].end
    return [times[0]._replace(start=start, end=end, low=0.0)]


def _with_times(sig: Sig, times: Times | None) -> Sig:
    if times is None:
        return sig
    if times.high == 0:
        return replace(sig, once=True)
    return replace(sig, times_per_day_low=times.low, times_per_day_high=times.high)


def _merged(found: list[tuple[Sig, Times | None]]) -> list[Sig]:
    """Equal doses at different times of one day are one step: "two in the morning and two at night"."""
    kept: list[tuple[Sig, Times | None]] = []
    unit: str | None = None
    for each, times in found:
        unit = each.unit or unit
        sig = replace(each, unit=unit)
        last, earlier = kept[-1] if kept else (sig, None)
        same = (last.dose_low, last.dose_high, last.unit) == (sig.dose_low, sig.dose_high, sig.unit)
        if same and times and earlier and times.slots and earlier.slots:
            total = earlier.slots | times.slots
            count = float(len(total))
            needed = last.as_needed or sig.as_needed
            merged = replace(last, times_per_day_low=count, times_per_day_high=count, as_needed=needed)
            kept[-1] = (merged, times._replace(slots=total))
        else:
            kept.append((sig, times))
    return [sig for sig, _ in kept]


def _territories(text: str, doses: list[Quantity], times: list[Times]) -> list[tuple[int, int]]:
    """The stretch of words that belongs to each dose: up to the next one, or from the one before where times lead."""
    starts, ends = [dose.start for dose in doses], [dose.end for dose in doses]
    if len(doses) > 1 and times and times[0].end <= starts[0] and not any(t.start >= ends[-1] for t in times):
        return list(zip([0, *ends[:-1]], ends, strict=True))
    return list(zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True))


def _shared(said: str, text: str, maximum: re.Match[str] | None, quantities: list[Quantity]) -> Sig:
    """What a statement says of all its doses: as needed, by which route, for how long, how much at most."""
    low = high = limit = None
    limit_unit = None
    for q in quantities:
        after = said[q.end : q.end + 8].split()
        if (
            q.dimension == "time"
            and q.low >= 24
            and (_DURATION_LEAD.search(said[: q.start]) or after[:1] == ["course"])
        ):
            days = {"day": 1, "week": 7, "month": 30, "year": 365}.get(q.unit, q.low / 24 / (q.value_low or 1))
            low, high = q.value_low * days, q.value_high * days
    if maximum:
        found = [q for q in find_quantities(maximum[0]) if q.dimension not in NO_DOSE]
        if found:
            limit, limit_unit = found[0].value_high, canonical_unit(found[0].unit)
    route = _ROUTE.search(said)
    return Sig(as_needed=bool(_AS_NEEDED.search(text)), route=route.lastgroup if route else None, duration_low=low,
               duration_high=high, daily_maximum=limit, maximum_unit=limit_unit)  # fmt: skip
