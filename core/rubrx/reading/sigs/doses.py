"""Which numbers of a dose instruction are doses, and which are strengths, volumes to dilute in, rates or durations."""

from __future__ import annotations

from rubrx.reading import late_re as re
from rubrx.reading.quantities import Quantity, find_quantities
from rubrx.reading.sigs.times import Times

#: how far a number's neighbours are looked at
_NEAR = 80
_DILUENT = re.compile(
    r"\b(?:in|with|into|over|at|to) (?:(?:a|an|at|least|about|the|of|d5w|ns|full|water|saline|normal|dextrose|sodium|"
    r"chloride|glucose|\d+(?:\.\d+)? ?%) ?){0,5}$"
)
_INFUSED = re.compile(r"\b(?:infuse|infused|run|rate|flush|dilute|dissolve in)\b")
_DILUTED = re.compile(r"\s*(?:a |full |of )*(?:glass|cup|water|juice|milk|liquid|saline|d5w|ns\b)")
_COUNT_LEAD = re.compile(
    r"(?:^|[,+&(/]|\b(?:and|take|takes|taken|use|give|given|inhale|inject|instil|instill|apply|put|place|insert|chew|swallow"
    r"|drink|suck|dissolve|sip|administer|spray|by mouth|of|dose|dose of|up to|about|or|be|the|another|further))\s*$"
)
_MASS = frozenset({"mass", "units", "amount", "equivalent", "ratio"})
NO_DOSE = frozenset({"time", "temperature", "pressure", "millisecond", "length", "area", "dose"})
_FORM_AFTER = re.compile(r"[ -]?(?:[a-z]+ ){0,2}?([a-z]+)\b")


def doses_of(text: str, quantities: list[Quantity], times: list[Times]) -> list[Quantity]:
    """The quantities of a statement that are doses, in order; a count takes its unit from the strength's form."""
    found: list[Quantity] = []
    for q in quantities:
        lead, tail = text[max(0, q.start - _NEAR) : q.start], text[q.end : q.end + _NEAR]
        if q.dimension in NO_DOSE or q.unit in ("kg", "lb") or q.operator in ("<", ">", ">="):
            continue
        if _DILUTED.match(tail) or ((found or _INFUSED.search(text)) and (_DILUENT.search(lead) or _is_rate(q))):
            continue
        if found and (lead.count("(") > lead.count(")") or re.search(r"(?:\bor|=|/)\s*$", lead)):
            continue  # the same dose in other words
        if not q.unit and not _is_count(text, q, times):
            continue
        if found and _is_strength(text, found[-1], q, times):
            if q.dimension not in _MASS:  # "one 500 mg tablet", "500 mg (1 tablet)": the count is the dose
                form = q.unit or _form_after(text, found[-1]) or ""
                found[-1] = q._replace(unit=form, dimension=form)
            elif not found[-1].unit and (counted := _form_after(text, q)):
                found[-1] = found[-1]._replace(unit=counted, dimension=counted)
            continue
        found.append(q)
    if not found:  # a number alone, wherever it stands
        found = [q for q in quantities if not q.unit and not q.operator][:1]
    return found


def _is_rate(q: Quantity) -> bool:
    return any(part in ("min", "h", "ml", "l", "dl") or part[:1].isdigit() for part in q.per)


def _is_count(text: str, q: Quantity, times: list[Times]) -> bool:
    """Whether a number without a unit counts what is taken: after a verb, or right before how often."""
    if _COUNT_LEAD.search(text, max(0, q.start - _NEAR), q.start):
        return True
    return any(q.end <= t.start <= q.end + 4 or 0 <= q.start - t.end <= 4 for t in times)


def _is_strength(text: str, dose: Quantity, later: Quantity, times: list[Times]) -> bool:
    """Whether of two quantities one tells the strength of what the other counts: no time stands between them."""
    if any(dose.end <= t.start and t.end <= later.start for t in times):
        return False
    between = "" if dose.dimension in _MASS and _form_after(text, dose) else text[dose.end : later.start]
    return (dose.dimension in _MASS) != (later.dimension in _MASS) and not re.search(
        r"[,;+&]|\band\b|\bplus\b", between
    )


def _form_after(text: str, q: Quantity) -> str | None:
    """The form that follows a strength ("500 mg tablets")."""
    match = _FORM_AFTER.match(text, q.end)
    read = find_quantities(f"1 {match[1]}") if match else []
    return read[0].unit if read and read[0].unit and read[0].dimension not in _MASS | NO_DOSE else None
