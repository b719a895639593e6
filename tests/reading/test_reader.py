"""The reader takes any text, is the same every time, and shows evidence inside the text that was written."""

from __future__ import annotations

import textwrap
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading import Lexicon, Reader

TERMS = {
    "metformin": ["Glucophage"],
    "lactic acidosis": ["MALA", "blood turns acid"],
    "insulin": [],
    "eGFR": ["kidney function"],
}
PATIENT = {"age": "67 years", "sex": "F", "weight": "80 kg", "egfr": "28 mL/min/1.73m2", "conditions": ["cirrhosis"]}
QUERY = "Can I use metformin if the eGFR is 28?"


@pytest.fixture(scope="module")
def reader():
    lexicon = Lexicon(TERMS, PATIENT, QUERY)
    lexicon.concept("metformin", drug=True)
    return Reader(lexicon)


def everything(reading):
    """All that a metric can ask of a reading, as plain data; raises if anything does."""
    concepts = list(reading.lexicon.concepts.values())
    return {
        "words": reading.words,
        "content": reading.has_clinical_content,
        "sentences": [
            (s.text, s.is_question, s.is_bare_list, s.quantities, s.frequencies, s.bounds, s.stems)
            for s in reading.sentences
        ],
        "found": {c.name: reading.find(c) for c in concepts},
        "asserted": {c.name: reading.asserted(c) for c in concepts},
        "states": {c.name: [reading.assertion_of(m.start, m.end) for m in reading.find(c)] for c in concepts},
        "stances": reading.stances,
        "doses": reading.doses,
        "drugs": reading.drug_mentions,
    }


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_text_is_read_and_read_the_same_twice(reader, odd_texts, data):
    text = data.draw(odd_texts)
    assert everything(reader.read(text)) == everything(reader.read(text))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_all_places_lie_inside_the_text(reader, odd_texts, data):
    text = data.draw(odd_texts)
    reading = reader.read(text)
    found = everything(reading)
    places = [(s.start, s.end) for s in reading.sentences]
    places += [m[:2] for mentions in found["found"].values() for m in mentions]
    places += [m[:2] for m in found["drugs"]]
    places += [(s.start, s.end) for s in found["stances"]]
    places += [(d.quantity.start, d.quantity.end) for d in found["doses"]]
    places += [a.cue for states in found["states"].values() for a in states if a.cue]
    places += [(q.start, q.end) for s in reading.sentences for q in s.quantities]
    places += [(start, end) for s in reading.sentences for start, end, _ in s.bounds]
    for start, end in places:
        assert 0 <= start < end <= len(reading.folded.text)
        span = reading.span(start, end)
        assert 0 <= span.start < span.end <= len(text)


HOSTILE = {
    "brackets": "(" * 20_000,
    "negations": "not " * 10_000,
    "numbers": "1 " * 10_000,
    "digits": "9" * 50_000,
    "drugs": "metformin " * 5_000,
    "one long word": "m" * 50_000,
    "commas": "metformin, " * 5_000,
    "ranges": "1-2-3-4-" * 5_000,
    "stops": ". " * 20_000,
    "conditions": "if eGFR < 30 " * 3_000,
    "combining": "e" + "\u0301" * 20_000,
    "ands": "two and " * 5_000,
    "spaces": " " * 50_000 + "metformin",
    "newlines": "\n" * 30_000,
    "zero width": "\u200b" * 30_000,
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_text_is_read_to_its_end(reader, name):
    """A flood of anything: the reader comes back, and its sentences still cover the text."""
    text = HOSTILE[name]
    reading = reader.read(text)
    assert "".join("".join(s.text.split()) for s in reading.sentences) == "".join(reading.folded.text.split())
    everything(reading)


def test_what_is_asked_of_one_sentence_is_not_asked_of_all(reader):
    """Reading grows with the text and not with its square: each sentence's quantities are found once."""

    class Counted(str):
        """A text that counts how many of its characters are handed out by slices."""

        handed = 0

        def __getitem__(self, key):
            part = super().__getitem__(key)
            Counted.handed += len(part)
            return part

    sentence = "Stop metformin 500 mg if the eGFR is below 30, as lactic acidosis may follow. "

    def cost(times):
        reading = reader.read(sentence * times)
        reading.folded = reading.folded._replace(text=Counted(reading.folded.text))
        Counted.handed = 0
        everything(reading)
        return Counted.handed

    small, large = cost(20), cost(200)
    assert small > 0
    assert large <= 13 * small


SAID = [
    "Metformin is contraindicated at an eGFR of 28 mL/min/1.73 m2 – lactic acidosis may follow.",
    "Don’t use metformin; give insulin glargine 10 units once daily.",
    "Metformin 500 mg twice daily isn’t advised — 250 µg of it neither.",
    "Give 0.5–1 g every 8–12 hours.",
]


def shape(reading):
    """What was understood, without the places, which a change of characters may move."""
    concepts = reading.lexicon.concepts.values()
    return (
        {c.name: [reading.assertion_of(m.start, m.end).state for m in reading.find(c)] for c in concepts},
        [(s.level, s.targets, s.bounds, s.assertion) for s in reading.stances],
        [
            (
                d.drugs,
                round(d.quantity.low, 9),
                round(d.quantity.high, 9),
                d.quantity.per,
                d.frequency and d.frequency[2:],
                d.role,
            )
            for d in reading.doses
        ],
    )


CHANGES = {
    "NFC": lambda text: unicodedata.normalize("NFC", text),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "narrow no-break spaces": lambda text: text.replace(" ", "\u202f"),
    "the Greek mu": lambda text: text.replace("µ", "μ"),
    "the letter u": lambda text: text.replace("µ", "u"),
    "plain hyphens": lambda text: text.replace("–", "-").replace("—", "-"),
    "minus signs": lambda text: text.replace("–", "−").replace("—", "−"),
    "straight quotes": lambda text: text.replace("’", "'"),
    "capitals": lambda text: text.replace("µ", "u").upper(),
    "soft hyphens": lambda text: text.replace("met", "met\u00ad"),
    "zero-width joints": "\u200b".join,
    "a byte-order mark": lambda text: "\ufeff" + text,
    "full-width digits": lambda text: text.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}),
    "hard line breaks": lambda text: textwrap.fill(text, 60, break_on_hyphens=False),
    "blanks in a row": lambda text: text.replace(" ", "  "),
    "homoglyphs": lambda text: text.replace("o", "о").replace("e", "е"),
}


@pytest.mark.parametrize("change", list(CHANGES))
@pytest.mark.parametrize("text", SAID)
def test_what_can_not_change_a_meaning_changes_nothing_understood(reader, text, change):
    plain, changed = reader.read(text), reader.read(CHANGES[change](text))
    assert shape(plain) == shape(changed)
    assert shape(plain)[1] or shape(plain)[2]


@pytest.mark.parametrize("change", ["zero-width joints", "no-break spaces", "NFD", "soft hyphens"])
def test_evidence_is_quoted_in_the_words_that_were_written(reader, change):
    text = CHANGES[change]("Avoid metformin – naïve use may harm.")
    reading = reader.read(text)
    mention = reading.find(reading.lexicon.concept("metformin"))[0]
    span = reading.span(mention.start, mention.end)
    assert reader.read(text[span.start : span.end]).folded.text == "metformin"


def test_a_term_is_found_in_other_words_close_together(reader):
    reading = reader.read("The blood of these patients may turn acid.")
    found = reading.find(reading.lexicon.concept("lactic acidosis"))
    assert found
    assert all(mention.loose for mention in found)


def test_a_misspelt_term_is_found(reader):
    reading = reader.read("Stop metfromin.")
    assert reading.mentions(reading.lexicon.concept("metformin"))


def test_words_are_counted_as_wc_does(reader):
    assert reader.read(" one  two\nthree-four 5 ").words == 4


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Avoid metformin at this eGFR.", True),
        ("Stop it.", True),
        ("", False),
        ("...", False),
        ("I'm sorry, but I can't answer that.", False),
        ("metformin, insulin, eGFR, lactic acidosis, dialysis, FDA", False),
        ("Please consult your doctor.", False),
        ("This response meets every criterion.", False),
    ],
)
def test_an_answer_has_clinical_content_or_none(reader, text, has):
    assert reader.read(text).has_clinical_content is has
