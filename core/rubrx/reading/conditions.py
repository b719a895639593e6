"""Conditions as a rubric writes them: "egfr < 30", "pregnancy", "severe renal impairment".

A condition is a bound on a measure, or a state in words. A rubric's `when:`, a criterion's
`applies_if: {patient: …}` and what an answer says ("below thirty", "CKD stage 4") become the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass

from rubrx.reading import late_re as re
from rubrx.reading.bounds import Bound, find_states, measures
from rubrx.reading.comparisons import FORMS, read_comparison, read_measured
from rubrx.reading.folding import fold


@dataclass(frozen=True, slots=True)
class Condition:
    """What a statement is tied to: a bound, or a state in words (folded)."""

    text: str
    bound: Bound | None = None
    negated: bool = False


#: what may stand around a graded state without changing it
_AROUND = re.compile(r"^(?:(?:an?|the|if|when|in|with|patients?|known) )+")
_KIDNEY = re.compile(r"\b(?:renal|kidneys?|[ce]kd|eskd|esrd)\b")
_NEGATED = re.compile(r"(?:no|not|without) ")


#: no condition that a person means is longer
_LONGEST = 300


def parse_condition(written: str) -> Condition:
    """A rubric's condition: one comparison, or a state in words; ValueError says what can't be read.

    It is read wholly or not at all (see `comparisons`): a condition is never silently another one.
    """
    text = fold(written).text.strip()
    if not text:
        raise ValueError(
            "a condition can't be empty; write 'egfr < 30', 'age < 12 years' or a state such as 'cirrhosis'"
        )
    try:
        return Condition(text, _bound_of(written, text))
    except ValueError as fault:
        shown = written if len(written) <= _LONGEST else written[:40] + "…"
        raise ValueError(f"can't read the condition {shown!r}: {fault}") from None


def _bound_of(written: str, text: str) -> Bound | None:
    """The bound that a condition sets by a comparison or by a graded state; None for a state in words."""
    if len(text) > _LONGEST:
        raise ValueError(f"it has {len(text):,} characters; at most {_LONGEST} are allowed")
    if re.search("!=|<>|≠|=\u0338", written):  # folding makes = of ≠
        raise ValueError(f"a measure can't be unlike a number; {FORMS}")
    names, pattern, _, _ = measures()
    comparison = read_comparison(text, names, pattern)
    return _graded_state(text) if comparison is None else Bound(*comparison)


def _graded_state(text: str) -> Bound | None:
    """The bound of a state that is graded and nothing else ("ckd stage 4"); None for other states."""
    if not any(char.isalpha() for char in text):
        raise ValueError(FORMS)
    if re.search(r"\bor\b", text):
        raise ValueError("a condition names one state: make two criteria of two")
    if _NEGATED.match(text):
        raise ValueError("a condition can't be negated: name the state that is to hold")
    states = find_states(text)
    if not states:
        return None
    bare = _AROUND.sub("", text)
    whole = [bound for start, end, bound in find_states(bare) if (start, end) == (0, len(bare))]
    if not whole and _KIDNEY.search(text):
        start, end, _ = states[0]
        raise ValueError(f"{text[start:end]!r} is a range of eGFR, and the rest would be lost: write one of them")
    return whole[0] if whole else None


def parse_fact(name: str, value: object) -> float | None:
    """A patient's measure in its own unit, None for facts that are no measures; ValueError says what is allowed."""
    names = measures()[0]
    measure = names.get(name.lower().replace("_", " "), names.get(name.lower(), ""))
    if not measure:
        return None
    if isinstance(value, (bool, list, tuple)):
        raise ValueError(f"{measure} is a measure: write one number, with its unit")
    return read_measured(measure, fold(str(value)).text)
