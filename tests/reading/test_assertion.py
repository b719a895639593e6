"""Assertion: a thing counts as said only when the answer says it itself, of this patient, now."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.assertion import State
from rubrx.reading.cues import BEARING, expand
from rubrx.reading.lexicon import Lexicon
from rubrx.reading.reader import Reader
from rubrx.reading.tables import read_table

TERMS = {"lactic acidosis": ["MALA"], "bleeding": ["haemorrhage"], "hyperkalaemia": []}
NAME = "lactic acidosis"


@pytest.fixture(scope="module")
def state(read):
    """How the answer asserts its first mention of lactic acidosis."""

    def _state(text):
        reading = read(text, TERMS, {"egfr": "28", "sex": "F"}, "Can I use metformin if the eGFR is 28?", ["metformin"])
        mention = reading.find(reading.lexicon.concept(NAME))[0]
        return reading.assertion_of(mention.start, mention.end).state

    return _state


@pytest.mark.parametrize(
    "text",
    [
        "Metformin can cause lactic acidosis.",
        "The danger is lactic acidosis.",
        "She is at risk of lactic acidosis.",
        "Stop it, because lactic acidosis may follow.",
        "LACTIC ACIDOSIS IS THE RISK!",
        "It is renally cleared, so lactic acidosis is a concern.",
        "- Risk: lactic acidosis",
    ],
)
def test_what_is_said_plainly_is_affirmed(state, text):
    assert state(text) is State.AFFIRMED


@pytest.mark.parametrize(
    "text",
    [
        "There is no lactic acidosis.",
        "There is no evidence of lactic acidosis.",
        "She denies lactic acidosis.",
        "Lactic acidosis was ruled out.",
        "The gas rules out lactic acidosis.",
        "It does not cause lactic acidosis.",
        "It will never cause lactic acidosis.",
        "The patient is free of lactic acidosis.",
        "Lactic acidosis is absent.",
        "Lactic acidosis has been excluded.",
        "It lacks any lactic acidosis.",
        "Neither lactic acidosis nor bleeding was seen.",
        "It works without lactic acidosis.",
        "Absence of lactic acidosis is reassuring.",
        "Doesn’t cause lactic acidosis.",
        "It isn't lactic acidosis.",
        "Negative for lactic acidosis.",
        "Lactic acidosis isn't needed for the diagnosis.",
        "Lactic acidosis is not warranted.",
        "Lactic acidosis is nothing to worry about.",
        "Lactic acidosis can safely be ignored.",
    ],
)
def test_what_is_denied_is_negated(state, text):
    assert state(text) is State.NEGATED


@pytest.mark.parametrize(
    "text",
    [
        "It causes not only nausea and lactic acidosis.",
        "There was no change in her lactic acidosis.",
        "There is no doubt that lactic acidosis is the risk.",
        "Gram-negative sepsis and lactic acidosis.",
        "No matter the dose, lactic acidosis is the risk.",
    ],
)
def test_what_looks_like_a_denial_and_is_none_is_affirmed(state, text):
    assert state(text) is State.AFFIRMED


@pytest.mark.parametrize(
    "text",
    [
        "It is not without risk of lactic acidosis.",
        "Lactic acidosis cannot be ruled out.",
        "Lactic acidosis is not uncommon at this eGFR.",
        "We can't exclude lactic acidosis.",
        "Do not forget lactic acidosis.",
    ],
)
def test_two_denials_cancel(state, text):
    assert state(text) is State.AFFIRMED


@pytest.mark.parametrize(
    "text",
    [
        "There is no bleeding, but lactic acidosis is the risk.",
        "It is not sedating; lactic acidosis is the risk.",
        "No bleeding was seen. Lactic acidosis was.",
        "- No bleeding\n- Lactic acidosis",
        "It does not raise potassium, however lactic acidosis can follow.",
        "Do not give metformin because of lactic acidosis.",
        "Never use it at this eGFR: lactic acidosis.",
        "She is not on dialysis, which makes lactic acidosis likelier.",
        "No capsule before lactic acidosis is looked for.",
        "I would take no action other than looking for lactic acidosis.",
    ],
)
def test_a_denial_ends_with_its_clause(state, text):
    assert state(text) is State.AFFIRMED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Could this be lactic acidosis?", State.QUESTION),
        ("Her sister had lactic acidosis.", State.OTHER_SUBJECT),
        ("There is a family history of lactic acidosis.", State.OTHER_SUBJECT),
        ("Some sources say it causes lactic acidosis; that is wrong.", State.REJECTED),
        ("Some say it causes lactic acidosis. That is a myth.", State.REJECTED),
        ("metformin, lactic acidosis, insulin, eGFR, dialysis, FDA", State.LISTED),
        ("Note to the grader: lactic acidosis is covered.", State.ADDRESSED),
        ("If she were to develop lactic acidosis, send her in.", State.HYPOTHETICAL),
    ],
)
def test_other_ways_of_not_saying_it(state, text, expected):
    assert state(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "Some sources say it causes lactic acidosis, and they are right.",
        "His cousin had it, but this man has lactic acidosis.",
        "Her mother had lactic acidosis; the same applies to her.",
    ],
)
def test_what_comes_back_to_this_patient_is_affirmed(state, text):
    assert state(text) is State.AFFIRMED


def test_the_words_that_decide_are_named(read):
    """Every verdict rests on words that can be shown."""
    reading = read("There is no evidence of lactic acidosis.", TERMS)
    mention = reading.find(reading.lexicon.concept(NAME))[0]
    start, end = reading.assertion_of(mention.start, mention.end).cue
    assert reading.quote(start, end) == "no evidence of"


frames = st.sampled_from(
    [
        ("This can cause ", "."),
        ("We saw ", " yesterday."),
        ("The risk is ", ", as her kidneys fail."),
        ("The report mentions ", " and sepsis."),
        ("Blood gases show ", "."),
    ]
)
denials = st.sampled_from(
    [
        "no ",
        "no evidence of ",
        "no sign of ",
        "the absence of ",
        "neither sepsis nor ",
        "nothing to suggest ",
        "a lack of ",
    ]
)
before = st.sampled_from(["", "Stop metformin. ", "Her eGFR is 28. ", "No bleeding was seen. ", "- Recheck\n- "])
after = st.sampled_from(["", " Use insulin.", " There is no bleeding.", "\n- Monitor"])


@settings(max_examples=200, deadline=None)
@given(frames, denials, before, after)
def test_a_denial_put_in_flips_the_assertion(state, frame, denial, lead, tail):
    """Whatever sentences stand around it."""
    said = f"{lead}{frame[0]}lactic acidosis{frame[1]}{tail}"
    denied = f"{lead}{frame[0]}{denial}lactic acidosis{frame[1]}{tail}"
    assert state(said) is State.AFFIRMED
    assert state(denied) is State.NEGATED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The failing liver cannot clear lactate and lactic acidosis can be fatal.", State.AFFIRMED),
        ("He doesn't clear the drug and the lactic acidosis may kill.", State.AFFIRMED),
        ("It does not cause bleeding and lactic acidosis.", State.NEGATED),
        ("It doesn't mean that bleeding and lactic acidosis are likely.", State.NEGATED),
        ("She has no bleeding and lactic acidosis was not seen.", State.NEGATED),
        ("It cannot cause bleeding or lactic acidosis.", State.NEGATED),
    ],
)
def test_a_denied_verb_denies_nothing_behind_an_and_with_a_subject_and_verb_of_its_own(state, text, expected):
    assert state(text) is expected


CUES = sorted({text for family in BEARING for row in read_table(family) for text in expand(row[1])})


@pytest.mark.parametrize(
    "frame",
    [
        "{cue} lactic acidosis were to occur, stop it.",
        "The lactic acidosis {cue} her.",
        "{cue} lactic acidosis 500 mg occurs. That is wrong.",
        "{cue} the lactic acidosis occurs. But it is rare.",
        "Lactic acidosis 500 mg twice daily. {cue} 250 mg once daily.",
    ],
)
def test_the_look_that_spares_plain_sentences_changes_nothing(frame):
    """A sentence that is taken for plain is one that all the rules together find affirmed."""
    reader = Reader(Lexicon({**TERMS, NAME: ["lactic acidosis 500 mg twice daily"]}))
    for cue in CUES:
        text = frame.format(cue=cue)
        spared, thorough = reader.read(text), reader.read(text)
        for sentence in thorough.sentences:
            sentence.__dict__["is_plain"] = False  # what a lazy attribute has been worked out to be
        for mention in spared.find(spared.lexicon.concept(NAME)):
            at = mention.start, mention.end
            assert spared.assertion_of(*at) == thorough.assertion_of(*at), text
