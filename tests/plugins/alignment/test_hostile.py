"""Patterns and answers made to take for ever: each pattern is refused or ends, and work grows with the text alone."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from rubrx.errors import RubricRefused
from rubrx.grading import Grader
from rubrx.jobs.rubrics import rubric_library
from rubrx.manager import load_plugins
from rubrx.records import Response

#: what a back-tracking engine takes 2^n or n^k steps for, and what no engine should take at all
PATTERNS = [
    *(r"(a+)+$", r"(a*)*$", r"(a|a)*$", r"(a|aa)+$", r"(.*a){20}$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(x+x+)+y"),
    *(r"(a+)+b", r"([a-zA-Z]+)*$", r"(\w+\s?)*$", r"(.*)*=", r"^(\d+)*$", r"(\s|\s)+$", r"a*a*a*a*a*a*a*b"),
    *(r"((a{1,99}){1,99}){1,99}", r"(a{1000}){1000}", r"\p{L}{1,1000}\p{L}{1,1000}$", r"(?:(?:(?:a?){50}){50}){50}a"),
]
TEXTS = ["a" * 20_000 + "!", "x" * 20_000, "ab " * 6_000 + "\u00e9", "9" * 20_000, " \t" * 10_000]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_any_pattern_is_refused_or_ends(verdict_on, pattern: str) -> None:
    """A verdict without an error on every text, or one line that says why the pattern can't be used."""
    try:
        verdict_on("accuracy", {"matches": pattern}, "short")
    except RubricRefused:
        with pytest.raises(RubricRefused, match=r"^r\.yaml:\d+:\d+: criteria\.c\.matches: [^\n]+$"):
            verdict_on("accuracy", {"matches": pattern}, "short")
        return
    for text in TEXTS:
        verdict_on("accuracy", {"matches": pattern}, text)


@pytest.mark.parametrize("pattern", ["(dose)?", "a*", "$", "^", "(a|b|)", "^$"])
def test_a_pattern_that_nothing_satisfies_is_refused(verdict_on, pattern: str) -> None:
    """It would be met by nearly every answer, and have no words to show."""
    with pytest.raises(RubricRefused, match=r"criteria\.c\.matches: .*found where nothing stands"):
        verdict_on("accuracy", {"matches": pattern}, "x")


def test_a_place_between_characters_is_no_evidence(verdict_on) -> None:
    """A word boundary is found, and shows no words."""
    assert verdict_on("accuracy", {"matches": r"\b"}, "Stop.").evidence == ()


UNITS = {
    "conditions": "if eGFR < 30 ",
    "unreal conditions": "if she were toxic ",
    "a sentence without end": "stop apixaban 5 mg twice daily if the egfr is below 30 and ",
    "doses": "500 mg ",
    "amounts and schedules in one": "5 mg/",
    "negations and cues": "not avoid apixaban, ",
    "views": "some say apixaban is safe that is wrong ",
    "reversals": "instead of apixaban use warfarin ",
    "neither, nor": "neither apixaban nor ",
    "relative doses": "halve the dose ",
    "words without grammar": "apixaban dialysis bleeding contraindicated ",
    "a column of terms": "apixaban; ",
    "one-letter sentences": "a. ",
    "dots": ".",
    "brackets": "(",
    "combining marks": "e\u0301",
}
#: calls that one character may cost, however its sentence is built: a flood of conditions once took 200
CALLS = 90


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls, those in C included."""
    n = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal n
        n += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return n


@pytest.fixture(scope="module")
def grader() -> Grader:
    """A rubric with doses, conditions and warnings, its words looked up once."""
    plugins = load_plugins()
    made = Grader(rubric_library(plugins=plugins).get("apixaban-egfr-12"), plugins.metrics)
    made.grade(Response("a", "q", "Stop apixaban."))
    return made


@pytest.mark.parametrize("name", UNITS)
def test_work_grows_with_the_text_and_not_with_its_square(grader: Grader, name: str) -> None:
    """Counted in calls, through the whole grader: four times the text costs no more than five times as many."""
    # tables and patterns are read when first asked for, some only by a long text
    grader.grade(Response("a", "q", UNITS[name] * (8_000 // len(UNITS[name]))))
    small, large = (
        calls(lambda length=length: grader.grade(Response("a", "q", UNITS[name] * (length // len(UNITS[name])))))
        for length in (2_000, 8_000)
    )
    assert large <= 5 * small + 2_000
    assert small <= CALLS * 2_000 + 2_000
