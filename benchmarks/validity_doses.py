"""A validity set's `dose` as bodies of the dose kinds: dose, max_dose, frequency, step, quantity."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from validity_amounts import as_good, brands_in, metal_of, route_of
from validity_names import Terms, bare, generic_of

from rubrx.reading.doses.strengths import FORMS
from rubrx.reading.folding import fold
from rubrx.reading.quantities import Quantity, find_quantities, parse_frequency, parse_quantity

Body = tuple[str, dict[str, Any]]

_MAXIMUM = re.compile(
    r"\b(?:max(?:imum)?|not (?:to )?exceed(?:ing)?|no more than|upper limit|cap(?:ped)?|ceiling)\b", re.I
)
_OFTEN = re.compile(
    r"\b(?:once|twice|thrice|daily|[bqt]\.?i\.?d|[bt]ds?|q\d+|every|times|divided|single|hourly|nocte|night|"
    r"morning|weekly)\b",
    re.I,
)
_TARGETS = (
    "target",
    "level",
    "trough",
    "peak",
    "goal",
    "result",
    "course",
    "duration",
    "total duration",
    "threshold",
)
#: remarks on a figure, in brackets, that name nothing an answer would
_NO_NAME = (
    *_TARGETS,
    "limit", "range", "maximum", "max", "check", "interval", "recheck", "repeat interval", "wash-out",
    "washout", "gap", "timing", "present total", "starting", "course",
)  # fmt: skip
_TIMES = ("day", "days", "week", "weeks", "hour", "hours", "h", "month", "months", "min", "minutes")
#: words that a duration may stand beside
_COURSE = (
    "course", "duration", "treatment", "treat", "therapy", "for", "total", "takes", "take", "lasts",
    "continue", "carry on", "cont", "keep", "reckon", "over", "altogether", "allow", "expect",
)  # fmt: skip


def dose_bodies(row: Mapping[str, Any], terms: Terms, others: Sequence[Mapping[str, Any]] = ()) -> list[Body]:
    """The kinds that say what a row's `dose` says: any one of them met meets the criterion.

    `others` are the criteria of the same query: what one of them asks about, this one need not.
    """
    dose = _plain_units(row["dose"])
    named = [str(each) for each in row["terms"].get("drug", [])] or _named_elsewhere(row, others)
    second = dose.get("alternative_drug")
    main_drug = _drug(dose, named, terms, second)
    if second and (shared := _shared(main_drug, str(second.get("drug")))):
        terms.one([main_drug, shared])
    bodies = _bodies(row, dose, main_drug, terms)
    if second:
        other = {
            **dose,
            "expected_single_unit": _single_unit(dose, second),
            "alternative_drug": None,
            "doses_per_day": None,
            **second,
        }
        bodies = _either(bodies, _bodies(row, other, _drug(other, named, terms, dose), terms))
    theirs = [each["dose"] for each in others if each.get("dose") and each["criterion_id"] != row["criterion_id"]]
    for kind, body in bodies:
        if kind == "dose":
            _leave_to(theirs, dose, body, row["text"])
    if row.get("conditional"):
        for kind, body in bodies:
            if kind in ("dose", "frequency"):
                body["if_given"] = True
    return bodies


def _single_unit(dose: Mapping[str, Any], second: Mapping[str, Any]) -> Any:
    """The unit of the second drug's single dose: its own, or the first one's where both are told by weight."""
    by_weight = "kg" in str(second.get("per")) and second.get("unit") == dose.get("unit")
    return (by_weight and dose.get("expected_single_unit")) or second.get("unit")


def _is_same(one: str, other: str) -> bool:
    """Whether two names are of one drug, its salts and routes apart."""
    short, long = sorted((bare(one), bare(other)), key=len)
    generic = generic_of(short)
    if not generic:
        return one == other
    salt = long.lower().removeprefix(f"{short.lower()} ")  # that of a prodrug stands in no list: "etexilate"
    return generic == generic_of(long) or (not generic_of(long) and salt.isalpha() and salt != long.lower())


def _plain_units(dose: Mapping[str, Any]) -> dict[str, Any]:
    """A dose with its units less their remarks: "mg (sacubitril)" is mg."""
    units = [key for key in dose if key.endswith("unit") and dose[key] and "(" in str(dose[key])]
    return {**dose, **{key: re.sub(r"\s*\([^)]*\)", "", str(dose[key])) for key in units}}


def _named_elsewhere(row: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of a dose's drug where its own criterion lists none, and another one of the query does."""
    own = str(row["dose"].get("drug") or "")
    for each in others:
        theirs = each.get("dose") or {}
        names = [str(name) for name in each["terms"].get("drug", [])]
        if own and names and str(theirs.get("drug")) == own and not theirs.get("alternative_drug"):
            return names
    return []


#: "30 mg per day": in how many parts is asked too
_BY_THE_DAY = re.compile(r"\b(?:mg|g|mcg|micrograms?|units?) (?:per|a) day\b", re.I)


def _leave_to(others: Sequence[Mapping[str, Any]], dose: Mapping[str, Any], body: dict[str, Any], text: str) -> None:
    """Have a dose judged by the figure that is its own, where other criteria ask how often, or how much by weight."""
    same = [each for each in others if str(each.get("drug")) == str(dose.get("drug"))]
    per = str(dose.get("per") or "")
    if body["as"] == "volume":  # "ibuprofen 100 mg/5 mL" is the ibuprofen of which another asks how often
        asked = [each for each in others if bare(str(each.get("drug"))) == bare(str(dose.get("drug")))]
    else:  # "dabigatran etexilate" is the dabigatran of which another asks how often
        asked = [each for each in others if _is_same(str(each.get("drug")), str(dose.get("drug")))]
    if (
        per != "day"
        and not _BY_THE_DAY.search(text)
        and any(each.get("low") is None and each.get("high") is None for each in asked)
    ):
        body["schedule"] = False
        body["any_of"] = [each for each in body["any_of"] if "/day" not in each["amount"]] or body["any_of"]
    flat = [each for each in same if each.get("high") is not None and _is_dose(each.get("unit"), str(each.get("per")))]
    if "kg" in per and body["as"] == "any" and any("kg" not in str(each.get("per")) for each in flat):
        body["as"] = "written"


def _shared(one: str, other: str) -> str:
    """What the names of two salts of one thing have in common: "calcium" of its gluconate and its chloride."""
    first, second = one.split(), bare(other).split()
    return first[0] if len(first) > 1 and len(second) > 1 and first[0].lower() == second[0].lower() else ""


#: "6 mg (12 tablets of 500 micrograms)": the same, counted
_COUNTED = re.compile(r"\b(?P<count>\d+) (?P<form>tablet|capsule)s?\b", re.I)


def _either(one: list[Body], other: list[Body]) -> list[Body]:
    """A choice of two drugs: in one criterion, so that a slip in either is seen, where both are doses."""
    if [kind for kind, _ in (*one, *other)] != ["dose", "dose"]:
        return one + other
    first, second = one[0][1], other[0][1]
    regimens = [*first["any_of"], *({**each, "drug": second["drug"]} for each in second["any_of"])]
    return [("dose", {**first, "any_of": regimens, "as": first["as"] if first["as"] == second["as"] else "any"})]


#: "fentanyl patch", "buccal midazolam": answers name the drug alone
_FORM_WORD = re.compile(
    r"\b(?:patch(?:es)?|sprays?|gum|inhaler|cream|gel|nasal|buccal|rectal|transdermal|eye drops|drops"
    r"|nebuli[sz]ed|pen|lozenges?)\b",
    re.I,
)


#: "U-500 insulin" is "insulin regular", and "the U-500" to those who draw it up
_INSULIN = "insulin"
#: "ten milligrams of B6"
_VITAMIN = re.compile(r"vitamin (b ?\d{1,2})", re.I)
_INSULIN_BY_STRENGTH = re.compile(r"\bU-?[1-5]00\b")


def _drug(dose: Mapping[str, Any], named: list[str], terms: Terms, other: Mapping[str, Any] | None) -> str:
    """The term of a dose's drug, with the criterion's own spellings of it; those of the other drug stay
    out."""
    name = bare(str(dose.get("drug") or (named[0] if named else "the drug")))
    plainly = " ".join(_FORM_WORD.sub(" ", name).split())
    if not generic_of(name) and generic_of(plainly):  # "fentanyl transdermal"
        name = plainly
    full = " ".join(re.sub(r"\([^)]*\)", " ", str(dose.get("drug") or "")).split())
    generic = generic_of(name) or generic_of(full)
    others = generic_of(str(other["drug"])) if other else ""
    own = [
        each
        for each in named
        if (generic and generic_of(each) == generic)
        or (not other and generic_of(each) in ("", generic))
        or (not other and _INSULIN in generic_of(each) and _INSULIN in (generic or name).lower())
        or each.lower() in name.lower()
        or (not other and each.lower().startswith("vitamin "))
    ]
    own = [each for each in own if not others or generic_of(each) != others]
    own += brands_in(own)
    own += metal_of(name) if not other else []
    own += [vitamin[1] for each in own if (vitamin := _VITAMIN.fullmatch(each))]
    own += [strength[0] for each in own if (strength := _INSULIN_BY_STRENGTH.search(each)) and each != strength[0]]
    own += [plain for each in own if (plain := _FORM_WORD.sub("", each).strip()) != each and generic_of(plain)]
    term: str = terms.one([*own, name] if own else [name])
    return term


def _bodies(row: Mapping[str, Any], dose: Mapping[str, Any], drug: str, terms: Terms) -> list[Body]:
    low, high, unit, per = dose.get("low"), dose.get("high"), dose.get("unit"), str(dose.get("per") or "")
    often = frequencies(dose)
    if low is None and high is None:
        return [("frequency", {"drug": drug, "any_of": often})] if often else []
    value = _range(low, high)
    if per == "step":
        return [("step", {"drug": drug, "amount": f"{value} {unit}", "every": _every(dose, row["text"])})]
    if not _is_dose(unit, per):
        return _quantities(row, dose, value, terms, drug)
    if per == "course" and (low is None or high is None or _MAXIMUM.search(row["text"])):
        most = float(low if high is None else high)
        accepted = {"amount": f"{_range(most / 2 if low is None else low, most)} {unit}"}
        counted = _COUNTED.search(" ; ".join((row["text"], *row["terms"].get("finding", []))))
        also = [{"amount": f"{counted['count']} {counted['form']}s"}] if counted and low == high else []
        return [("dose", {"drug": drug, "any_of": [accepted, *also], "as": "each", "phase": "total"})]
    if low is None and _MAXIMUM.search(row["text"]):
        body = {"drug": drug, "amount": f"{value} {unit}{_rate(per)}"}
        return [("max_dose", body if row.get("conditional") else {**body, "if_given": False})]
    if "day" in per and not _OFTEN.search(row["text"]):
        often = []  # the text asks for the daily total alone: in how many parts is not its business
    remark = " ".join(re.findall(r"\(([^)]*)\)", str(dose.get("drug") or "")))
    later = "maintenance" if dose.get("alternative_drug") and _numbers_later(row["text"]) else None
    phase = (
        later
        or _phase(remark)
        or next(
            # what stands in brackets is of another dose where both are named: "maintenance (a load may come first)"
            filter(
                None,
                (_phase(f"{text} {dose.get('drug') or ''}") for text in (row["text"], _less_brackets(row["text"]))),
            ),
            _phase_of_value(row["text"], low, high),
        )
    )
    if phase is None and "day" in per and _MAXIMUM.search(f"{row['text'][:60]} {remark}"):
        phase = "maximum"
    if phase is None and often and all(parse_frequency(each) == (0, 0) for each in often):
        phase = "first"  # "1 g once, then 500 mg daily": the one that is given once
    if phase == "first" and often and (_DAY_ONE.search(remark) or _DAY_ONE.search(row["text"])):
        often = [*often, "once"]  # what is given on one day alone may be told as a single dose
    if often and dose.get("doses_per_day") == 1 and _THAT_DAY.search(f"{remark} {row['text']}"):
        often = [*often, "once daily"]  # one dose of those that are taken every day
    body = {**_dose(dose, value, often, drug, row["text"]), **({"phase": phase} if phase else {})}
    if route := route_of(dose):
        body["any_of"] = [{**each, "route": route} for each in body["any_of"]]
    body["any_of"] = [*body["any_of"], *as_good(row, drug, terms)]
    return [("dose", body)]


_MAINTENANCE = re.compile(
    r"\b(?:maintenance|after (?:day|week) \w+|from (?:day|week) \w+|after the first (?:\w+ )?(?:days?|weeks?))\b", re.I
)
_WHEN_NEEDED = re.compile(r"\b(?:rescue|break-?through|prn|(?:as|when) (?:needed|required))\b", re.I)
_FIRST = re.compile(r"\b(?:load\w*|start\w*|initial\w*|begin\w*|first|bolus)\b", re.I)
#: a course told by its days: the first one, and the others
_DAY_ONE = re.compile(r"\b(?:day (?:1|one)\b(?! ?(?:-|–|to\b|onwards?))|opening day|stat)\b", re.I)
_DAYS_AFTER = re.compile(
    r"\b(?:days? (?:[2-9]|two)\b(?! ?only)|(?:later|following|remaining|other|subsequent|next) (?:days?|doses?)"
    r"|second day|thereafter|onwards?|later$|subsequent(?:ly)?|after(?:wards?| that)|continu(?:ing|ation))",
    re.I,
)


#: "the evening before", "on the morning of surgery": a dose of what is taken daily
_THAT_DAY = re.compile(r"\b(?:evening|night|day|morning)s? (?:before|of)\b", re.I)
_NUMBERED = re.compile(
    r"\b(?P<nth>first|second|third|1st|2nd|3rd)\b(?= (?:infusion|bag|dose|bottle|step|stage|week))"
    r"|\b(?:infusion|bag|step|stage|week) (?P<n>1|2|3|one|two|three)\b",
    re.I,
)
#: "bags 2 and 3", "second and third bags": all that follow the first
_SEVERAL = re.compile(r"\b(?:(?:bags|infusions|doses|steps) (?:2|two) (?:and|&) (?:3|three)|second and third)\b", re.I)
_NTH = {"1st": "first", "1": "first", "one": "first", "2nd": "second", "2": "second", "two": "second",
        "3rd": "third", "3": "third", "three": "third"}  # fmt: skip
_TO_ARRIVE_AT = re.compile(r"\b(?:target|final|goal)\b", re.I)
_THEN = re.compile(r"\b(?:then|followed by|thereafter|afterwards)\b", re.I)


def _less_brackets(text: str) -> str:
    """A criterion's text without what it adds in brackets."""
    return re.sub(r"\([^)]*\)", " ", text)


def _phase_of_value(text: str, low: Any, high: Any) -> str | None:
    """Which of two doses of a text is the one that has the value: "200 mg on the first day, then 100 mg"."""
    then = _THEN.search(text)
    if not then or re.search(r"\(|;", text[: then.start()]):
        return None
    values = {f"{each:g}" for each in (low, high) if each is not None}
    before, after = (set(re.findall(r"\d+(?:\.\d+)?", part)) for part in (text[: then.start()], text[then.end() :]))
    if values <= before and not values & after:
        return "first"
    return "maintenance" if values <= after and not values & before else None


def _nth(numbered: re.Match[str]) -> str:
    """Which of several a match of `_NUMBERED` names."""
    named = (numbered["nth"] or numbered["n"]).lower()
    return _NTH.get(named, named)


def _numbers_later(text: str) -> bool:
    """Whether a criterion asks for all that follow the first of three."""
    return bool(_SEVERAL.search(text)) or {"second", "third"} <= {_nth(each) for each in _NUMBERED.finditer(text)}


def _phase(text: str) -> str | None:
    """Which dose a criterion asks about, where it says so: the first one, or the one that follows it."""
    if _numbers_later(text):
        return "maintenance"
    if numbered := _NUMBERED.search(text):
        return _nth(numbered)
    if _TO_ARRIVE_AT.search(text) and not _FIRST.search(text):
        return "target"
    if _WHEN_NEEDED.search(text):
        return "as needed"
    if re.match(r"(?:\w+ )?(?:the )?total\b", text, re.I):
        return "total"
    opening = _DAYS_AFTER.sub("", _MAINTENANCE.sub("", text))
    first = bool(_FIRST.search(opening) or _DAY_ONE.search(opening))
    later = bool(_MAINTENANCE.search(text) or _DAYS_AFTER.search(text))
    return None if first == later else "first" if first else "maintenance"


_TOO_MUCH = re.compile(
    r"\b(?:too (?:high|much|large|big)|excessive|overdose|(?:full|whole|proposed|higher|large|high"
    r"|double)\b.*"
    r"\b(?:dose|start|amount)|(?:dose|start|amount)\b.*\b(?:inappropriate|unsafe|wrong|refused))\b",
    re.I,
)


def dose_refused(text: str) -> str | None:
    """The largest dose that may be advised where a criterion wants one refused as too much: just less than that."""
    refused = [q for q in find_quantities(fold(text).text) if q.dimension in ("mass", "units") and not q.per_kg]
    if not refused or not _TOO_MUCH.search(text):
        return None
    return _less(refused[0], 1)


#: just less than what is refused
_JUST_LESS = 0.95
#: what a dose would be raised to, where no figure is given for it
_RAISED = ((re.compile(r"\bdoubl", re.I), 2.0), (re.compile(r"\btrebl|\btripl", re.I), 3.0))


def dose_kept(text: str, facts: Sequence[str]) -> str | None:
    """The largest dose that may be advised where a criterion wants the present one not doubled; `facts` tell that."""
    times = next((factor for word, factor in _RAISED if word.search(text)), None)
    now = [q for each in facts for q in find_quantities(fold(each).text) if q.dimension in ("mass", "units")]
    return _less(now[0], times) if times and len(now) == 1 and not now[0].per else None


def _less(dose: Quantity, times: float) -> str:
    per = "".join(f"/{each}" for each in dose.per)
    return f"{dose.value_low * times * _JUST_LESS:g} {dose.unit}{per}"


def once_right(drug: str, others: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The criteria of a query that tell how much of a drug is right, and how often."""
    doses = [
        each for each in others if each["kind"] == "dose_range" and (each.get("dose") or {}).get("low") is not None
    ]
    return [each for each in doses if generic_of(bare(str(each["dose"].get("drug")))) == generic_of(drug)]


def _dose(dose: Mapping[str, Any], value: str, often: list[str], drug: str, text: str) -> dict[str, Any]:
    per = str(dose.get("per") or "")
    accepted: dict[str, Any] = {"amount": f"{value} {dose['unit']}{_rate(per)}"}
    if often:
        accepted["frequency"] = often
    kind = "total" if per == "day" else "each" if per in ("dose", "") else "any"
    if str(dose["unit"]).lower() in ("ml", "l"):
        kind = "volume"
    also = [{**accepted, "amount": mass} for mass in _mass_of(text, value)] if kind == "volume" else []
    regimens = [accepted, *_flat(dose, often, accepted["amount"]), *also]
    return {"drug": drug, "any_of": regimens, "as": kind}


def _mass_of(text: str, volume: str) -> list[str]:
    """The mass that a criterion says a volume of a solution holds: "10-30 mL (1-3 g)"."""
    figure = r"\d+(?:\.\d+)?"
    said = re.compile(rf"(?<![\d.-]){re.escape(volume)} ?mL \(({figure}(?: ?- ?{figure})? ?m?g)\)", re.I)
    return [match[1] for match in said.finditer(text.replace("–", "-"))][:1]


def _flat(dose: Mapping[str, Any], often: list[str], amount: str) -> list[dict[str, Any]]:
    """The single dose or the total that the set expects, where it differs from the amount as prescribed."""
    found = []
    each_time = "/dose" if "dose" in str(dose.get("per") or "") else ""  # a daily total of as much is another dose
    for what, usual_rate in (("single", each_time), ("total", "/day")):
        rate = usual_rate
        low, high, unit = (dose.get(f"expected_{what}_{part}") for part in ("low", "high", "unit"))
        per = str(dose.get("per") or "")
        if (
            (low is None and high is None)
            or not unit
            or ("kg" not in per and what == "single")
            or ("kg" not in per and str(dose.get("unit")).rstrip("s") not in FORMS)
            or ("course" in str(unit) and "course" not in per)
        ):
            continue
        if (what == "total" and "course" in per) or (what == "total" and "kg" not in per):
            rate = ""
        elif what == "total" and "/day" not in str(unit):
            continue
        if what == "total" and per == "day":
            continue
        plain = str(unit) if re.search(r"/ ?(?:h|min)", str(unit)) else str(unit).split("/")[0]
        if f"{_range(low, high)} {plain}{rate}" != amount:
            found.append({"amount": f"{_range(low, high)} {plain}{rate}", **({"frequency": often} if often else {})})
    return found


def _rate(per: str) -> str:
    per = re.sub(r"/?\bcourse$", "", per)
    if per in ("", "dose", "single", "administration"):
        return ""
    return "/kg" if per == "kg" else f"/{per}"


def _range(low: Any, high: Any) -> str:
    if low is None or high is None or low == high:
        return f"{(low if high is None else high):g}"
    return f"{low:g}-{high:g}"


def _is_dose(unit: Any, per: str) -> bool:
    """Whether unit and rate are those of an amount to give; otherwise it is a target, a level or a time."""
    if per.lower() == "course" and str(unit).lower() in ("mg", "g", "mcg", "units"):
        return True
    if (
        per.lower() in ("l", "litre", "liter", "bag")
        or per.lower() in _TARGETS
        or not unit
        or str(unit).lower() in _TIMES
    ):
        return False
    try:
        quantity = parse_quantity(f"1 {unit}")
    except ValueError:
        return False
    dosed = ("mass", "volume", "units", "amount", "equivalent", *FORMS, "drop", "application")
    return quantity.dimension in dosed and not quantity.per


#: times a day that no schedule has
_WITHIN_THE_HOUR = 47.0


def frequencies(dose: Mapping[str, Any]) -> list[str]:
    """The accepted schedules that can be read; from `doses_per_day` where none can."""
    written = dose.get("frequency") or []
    written = [written] if isinstance(written, str) else written
    found = []
    for each in written:
        try:
            often = parse_frequency(str(each))
        except ValueError:
            continue
        if max(often) < _WITHIN_THE_HOUR:  # "repeat every 5 minutes" is no schedule
            found.append(str(each))
    if not found and dose.get("doses_per_day"):
        times = float(dose["doses_per_day"])
        found = [f"{times:g} times a day"] if times > 1 else ["once daily"]
    return found


def _every(dose: Mapping[str, Any], text: str) -> str:
    """The time from step to step: from the shortest to the longest schedule that is accepted."""
    days = []
    for each in [*(dose.get("frequency") or []), *re.findall(r"(?:every|once|twice|weekly)[^,;)]*", text)]:
        days += [
            float(n) * {"d": 1, "w": 7, "m": 30.4}[unit[0]]
            for ns, unit in re.findall(
                r"every (\d+(?:\.\d+)?(?: ?(?:-|–|to|or) ?\d+)?)[ -]?(days?|weeks?|months?)", str(each)
            )
            for n in re.findall(r"\d+(?:\.\d+)?", ns)
        ]
        days += [14.0] if re.search(r"\bfortnight", str(each)) else []
        days += [30.4] if re.search(r"\bmonthly|every month|once a month", str(each)) else []
        days += [7.0] if re.search(r"\bonce\b.*\bweek|^weekly|\bonce weekly|every week\b", str(each)) else []
        days += [3.5] if re.search(r"\btwice\b.*\bweek", str(each)) else []
        days += [1.0] if re.search(r"\bdaily\b|every day", str(each)) else []
    return f"{_range(min(days), max(days))} days" if days else "7 days"


def _quantities(row: Mapping[str, Any], dose: Mapping[str, Any], value: str, terms: Terms, drug: str) -> list[Body]:
    """A target, a level or a time: the number of something, named by the drug's remark, the findings or the
    text."""
    unit = str(dose.get("unit") or "")
    names = [each for each in re.findall(r"\(([^)]*)\)", str(dose.get("drug") or "")) if each.lower() not in _NO_NAME]
    names += [also for each in names for also in _ALSO_CALLED.get(each.lower().rpartition(" ")[2], ())]
    if not names and unit.lower() not in _TIMES:
        names = _of_what(bare(re.sub(r"\([^)]*\)", "", str(dose.get("drug") or drug))))
    names += [part for each in row["terms"].get("finding", []) if (part := _without_numbers(str(each)))]
    timed = unit.lower() in _TIMES
    given_in = None
    if timed and (between := _INTERVAL.search(f"{row['text']} {dose.get('per') or ''}")):
        named = (drug, bare(str(dose.get("drug") or "")))
        names += [also for each in named for also in _ALSO_CALLED.get(each.lower(), ())]
        names += [drug, *(_AGAIN if between["again"] else (*_AGAIN, *_APART))]
        apart = not between["again"] and _OF_DOSES.search(f"{row['text']} {dose.get('drug') or ''}")
        given_in = "doses" if apart else None
        if _STEPPED.search(f"{row['text']} {dose.get('drug') or ''}"):
            names += _STEPS
    elif timed and _OBSERVED.search(f"{row['text']} {dose.get('drug') or ''}"):
        names += ["observe", "observation", "obs", "monitor", "watch", "stay", "keep", "keep him", "keep her"]
    elif timed and _DEADLINE.search(f"{row['text']} {dose.get('drug') or ''}"):
        names += [
            "within",
            "before",
            "inside",
            "in under",
            "less than",
            "no later than",
            "given",
            "gets",
            "first dose",
            drug,
        ]
    elif unit.lower() in _SHORT_TIMES and _RUN_IN.search(
        f"{row['text']} {dose.get('per') or ''} {dose.get('drug') or ''}"
    ):
        given_in = "infusion"
        names += [drug, "infuse", "infusion", "run", "rate", "drip"]
    elif timed:
        given_in = "course"
        names += [drug, *_COURSE]
    unit = _a_day(unit, str(dose.get("per") or ""))
    if not set(unit.upper().split()).isdisjoint(_MORPHINE):
        names += [drug, *_MORPHINE, "morphine equivalent", "total", "adds up to"]
        unit = "mg/day" if str(dose.get("per")) == "day" else "mg"
    elif str(dose.get("per") or "").lower() in _VOLUMES and "/" not in unit:
        names += [drug, "dilute", "dilution", "litre", "bag"]  # a concentration
        unit = f"{unit}/{dose['per']}"
    thing = bare(str(dose.get("drug") or ""))
    if thing and not generic_of(thing) and unit.lower() not in _TIMES:
        names.append(thing)  # "serum urate (target)": the thing itself is named, not only that it is a target
        names += [word for word in thing.split()[1:] if len(word) > 3]
    if not names:
        names = [bare(str(dose.get("drug") or drug))]
    short = [part for each in names for part in re.split(r"[/ ]", each) if re.fullmatch(r"[A-Z]{2,}\w*", part)]
    of = terms.one(list(dict.fromkeys([*names, *short])))
    try:
        parse_quantity(f"{value} {unit}".strip())
    except ValueError:
        unit = ""
    bound = "<= " if dose.get("low") is None else ">= " if dose.get("high") is None else ""
    body = {"of": of, "value": f"{bound}{value} {unit}".strip(), "unit_optional": not timed}
    aimed = str(dose.get("per") or "") in ("target", "goal") or bool(re.search(r"\btarget\b", row["text"], re.I))
    return [("quantity", {**body, **({"time": given_in} if given_in else {}), **({"aim": True} if aimed else {})})]


def _a_day(unit: str, per: str) -> str:
    """The unit of a level by the day, where it is by how much it may rise or fall in one."""
    by_day = per.lower() in ("24 h", "24 hours", "24h", "day", "d")
    return f"{unit}/day" if by_day and re.fullmatch(r"[mu]?mol/L|m?g/d?L|mEq/L", unit) else unit


#: a time by which something must have been done
_DEADLINE = re.compile(r"\btime to\b|\bwithin\b[^.;]{0,20}\b(?:minutes?|hours?) of\b", re.I)
_SHORT_TIMES = ("min", "minutes", "hour", "hours", "h")
_RUN_IN = re.compile(r"\b(?:infus\w+|run (?:in|over)|over|rate|push(?:ed)?)\b", re.I)
_OBSERVED = re.compile(r"\bobserv\w+", re.I)
#: a time from one thing to the next, and how an answer names it
_INTERVAL = re.compile(
    r"\b(?:(?P<again>(?:re-?check|repeat|re-?test|re-?measure|review)(?:s|ed|ing)?|checks? again|follow-up)"
    r"|interval|wash-?out|gap"
    r"|apart|separat\w*|space[sd]?|wait\w*)\b",
    re.I,
)
_AGAIN = (
    "recheck", "repeat", "every", "wait", "check", "test", "again", "retest", "measure", "review",
    "level", "bloods", "rv", "r/v", "u&e", "u+e", "u&es", "lfts", "fbc", "bmp", "electrolytes", "rpt",
    "same again", "first one", "1st", "trough", "taken", "due", "c0", "rebleed", "re-bleed", "revisit",
    "redo", "re-do", "another", "look again", "come back", "see him", "see her", "follow up",
    "follow-up", "second", "2nd", "a second", "another one", "recheck it", "reassess",
)  # fmt: skip
#: of the doses of one drug, and not from one drug to another
_OF_DOSES = re.compile(
    r"\b(?:two|three|2|3|both|between|second|next) (?:the )?(?:doses?|jabs?|injections?|infusions?)\b"
    r"|\bdoses? (?:\S+ ){0,3}apart\b|\bvaccine\b",
    re.I,
)
_STEPPED = re.compile(r"\b(?:steps?|titrat\w*|increas\w*|doubl\w*|escalat\w*|taper\w*|reduc\w*)\b", re.I)
_STEPS = (
    "step", "steps", "titrate", "uptitrate", "titration", "increase", "increases", "increasing",
    "double", "doubling", "going up", "go up", "up", "raise", "increment", "each step", "rung",
    "reduce", "reducing", "taper", "come down", "drop", "twice that", "move up", "nudge",
)  # fmt: skip
_APART = (
    "washout", "wait", "gap", "apart", "interval", "between", "separate", "space", "after", "before", "leave", "later",
    "sooner", "earlier", "clear", "clear of", "away from", "distance",
)  # fmt: skip
#: what makes a concentration of an amount
_VOLUMES = ("l", "litre", "liter", "ml", "dl", "100 ml")
_MORPHINE = ("MME", "OME", "OMEDD", "OMEQ", "MEDD")


#: what a level is called beside the name of what is measured
_MEASURED_IN = re.compile(
    r"\b(?:serum|plasma|blood|fasting|trough|peak|target|levels?|concentration|total|goal|pre-dose)\b", re.I
)
_ALSO_CALLED = {
    "ph": ("ph", "blood gas", "blood gases", "gas", "gases", "abg", "vbg", "arterial sample", "blood ph"),
    "urate": ("uric acid", "sua"),
    "uric acid": ("urate", "sua"),
    "glucose": ("blood sugar", "sugar", "cbg", "bm"),
    "blood pressure": ("bp", "systolic"),
    "potassium": ("k+", "k"),
    "pressure": ("bp", "blood pressure", "systolic", "top number", "top figure", "upper number"),
    "systolic": ("bp", "blood pressure", "systolic", "top number", "top figure", "upper number"),
    "systolic pressure": ("bp", "blood pressure", "systolic", "top number", "top figure", "upper number"),
    "diastolic pressure": ("bp", "blood pressure", "diastolic"),
    "hba1c": ("a1c",),
    "tsh": ("tfts", "tft", "thyroid function", "thyroid bloods"),
    "lipids": ("lipid profile", "cholesterol", "ldl"),
    "ldl": ("ldl-c", "ldl cholesterol"),
    "haemoglobin": ("hb", "hemoglobin"),
    "hemoglobin": ("hb", "haemoglobin"),
    "oxygen saturation": ("spo2", "sats", "saturation", "saturations"),
}


def _of_what(name: str) -> list[str]:
    """What a target or level is of, and its other names: "serum urate" is the urate, and the uric acid."""
    plain = " ".join(_MEASURED_IN.sub(" ", name).split())
    also = _ALSO_CALLED.get(plain.lower(), ())
    return list(dict.fromkeys(each for each in (name, plain, *also) if each))


def _without_numbers(term: str) -> str:
    rest = re.sub(
        r"[<>=≤≥~]*\s*\d[\d.,]*(?:\s*[-–]\s*[\d.,]+)?\s*(?:mg\S*|mcg\S*|mmol\S*|%|units?|hours?|hrs?|h"
        r"|days?|weeks?|months?)?\b",
        " ",
        term,
    )
    left = " ".join(rest.split()).strip(" -/")
    return "" if _NO_THING.fullmatch(left) else left


#: what is left of "every 2 minutes" names nothing
_NO_THING = re.compile(
    r"(?:(?:every|within|an?|per|each|in|over|about|minutes?|mins?|hours?|days?|to|and|or)\b\s*)+", re.I
)
