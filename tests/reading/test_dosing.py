"""Dosing: the dose that is advised, of which drug, how often; and why another figure is not that."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.doses.dosing import doses_of
from rubrx.reading.doses.roles import Role

DRUGS = ["amoxicillin", "gabapentin", "enoxaparin"]


@pytest.fixture(scope="module")
def doses(read):
    """(milligrams low, high, denominators, times a day, role) of every dose of a drug."""

    def _doses(text, drug="amoxicillin", patient=None):
        reading = read(
            text, {}, patient or {"weight": "20 kg", "crcl": "22 mL/min"}, "What dose of amoxicillin?", DRUGS
        )
        return [
            (d.quantity.low, d.quantity.high, d.quantity.per, d.frequency and d.frequency.low, d.role)
            for d in doses_of(reading, reading.lexicon.concept(drug))
        ]

    return _doses


@pytest.mark.parametrize(
    ("text", "low", "high", "per", "times"),
    [
        ("Give amoxicillin 500 mg twice daily.", 500, 500, (), 2),
        ("Amoxicillin 0.5 g BID.", 500, 500, (), 2),
        ("Amoxicillin: 500 mg q12h", 500, 500, (), 2),
        ("Give 500 mg of amoxicillin every 12 hours.", 500, 500, (), 2),
        ("amoxicillin 250–500 mg three times a day", 250, 500, (), 3),
        ("Amoxicillin 45 mg/kg/day in two divided doses.", 45, 45, ("kg", "day"), 2),
        ("Start amoxicillin at 900 mg a day.", 900, 900, ("day",), None),
        ("Amoxicillin 1 g once.", 1000, 1000, (), 0),
        ("Amoxicillin 500mg PO TDS", 500, 500, (), 3),
        ("Take five hundred mg of amoxicillin every eight hours.", 500, 500, (), 3),
        ("Amoxicillin should be given. The dose is 500 mg twice daily.", 500, 500, (), 2),
        ("Give 500 mg twice daily.", 500, 500, (), 2),  # the drug that was asked about
    ],
)
def test_an_advised_dose_is_read_with_its_schedule(doses, text, low, high, per, times):
    [(found_low, found_high, found_per, found_times, role)] = doses(text)
    assert role is Role.ADVISED
    assert found_low == pytest.approx(low)
    assert found_high == pytest.approx(high)
    assert found_per == per
    assert found_times == (None if times is None else pytest.approx(times))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The maximum dose of amoxicillin is 4 g a day.", Role.MAXIMUM),
        ("Later you can build up amoxicillin in steps, even past 300 mg.", Role.STEP),
        ("Do not exceed 4 g of amoxicillin a day.", Role.MAXIMUM),
        ("Amoxicillin, max 4 g/day.", Role.MAXIMUM),
        ("She currently takes amoxicillin 250 mg.", Role.CURRENT),
        ("Do not give amoxicillin 500 mg.", Role.REJECTED),
        ("Use amoxicillin suspension 250 mg/5 mL.", Role.STRENGTH),
        ("If the CrCl is above 60, amoxicillin 1 g is used.", Role.ELSEWHERE),
    ],
)
def test_a_figure_that_is_not_advised_is_told_from_one_that_is(doses, text, role):
    assert [each[-1] for each in doses(text)] == [role]


def test_a_step_of_titration_is_no_dose(doses):
    found = doses("Start gabapentin 200 mg at night and increase by 100 mg every 3 days.", "gabapentin")
    assert [(each[0], each[-1]) for each in found] == [(200, Role.ADVISED), (100, Role.STEP)]


@pytest.mark.parametrize(
    "text",
    [
        "Give amoxicillin 5000 mg - correction: 500 mg twice daily.",
        "Give amoxicillin 5000 mg, I mean 500 mg, twice daily.",
        "Give amoxicillin 5000 mg. Scrap that: 500 mg twice daily.",
    ],
)
def test_a_dose_that_is_taken_back_is_rejected(doses, text):
    roles = {each[0]: each[-1] for each in doses(text)}
    assert roles == {5000: Role.REJECTED, 500: Role.ADVISED}


def test_each_dose_belongs_to_its_own_drug(doses):
    text = "Give amoxicillin 500 mg twice daily and gabapentin 300 mg at night."
    assert [each[0] for each in doses(text)] == [500]
    assert [each[0] for each in doses(text, "gabapentin")] == [300]


@pytest.mark.parametrize(
    "text",
    ["Her weight is 20 kg.", "CrCl 22 mL/min.", "Creatinine is 1.8 mg/dL.", "Use amoxicillin for 10 days.", "No dose."],
)
def test_other_figures_are_no_doses(doses, text):
    assert doses(text) == []


@pytest.fixture(scope="module")
def made(read):
    """(milligrams low, high, times a day at least, at most, words) of the doses that counts and volumes make."""

    def _made(text):
        reading = read(text, {}, {"weight": "20 kg"}, "What dose of amoxicillin?", DRUGS)
        return [
            (
                d.quantity.low,
                d.quantity.high,
                d.frequency.low,
                d.frequency.high,
                reading.quote(d.quantity.start, d.quantity.end),
            )
            for d in reading.doses
            if d.made_of and d.role is Role.ADVISED
        ]

    return _made


@pytest.mark.parametrize(
    ("text", "low", "high", "times", "words"),
    [
        ("Amoxicillin 9 mL of 250 mg/5 mL twice a day.", 450, 450, (2, 2), "9 mL of 250 mg/5 mL"),
        ("Amoxicillin 4.5 mL of the 500 mg/5 mL suspension BID.", 450, 450, (2, 2), "4.5 mL of the 500 mg/5 mL"),
        ("Amoxicillin 9 mL twice daily (250 mg/5 mL).", 450, 450, (2, 2), "9 mL twice daily (250 mg/5 mL"),
        ("Amoxicillin suspension 250 mg/5 mL: 9 mL BID.", 450, 450, (2, 2), "250 mg/5 mL: 9 mL"),
        ("Give 9 mL BID. Use the 250 mg/5 mL suspension.", 450, 450, (2, 2), "9 mL BID. Use the 250 mg/5 mL"),
        ("Enoxaparin 0.6 mL of 100 mg/mL SC once daily.", 60, 60, (1, 1), "0.6 mL of 100 mg/mL"),
        ("Amoxicillin 1-2 tablets of 500 mg up to four times a day.", 500, 1000, (4, 4), "1-2 tablets of 500 mg"),
        ("Amoxicillin 1-2 tablets (500 mg) four times a day.", 500, 1000, (4, 4), "1-2 tablets (500 mg"),
        ("Amoxicillin 500 mg: one or two tablets TID.", 500, 1000, (3, 3), "500 mg: one or two tablets"),
        ("Amoxicillin 1 or 2 500 mg tablets q4-6h.", 500, 1000, (4, 6), "1 or 2 500 mg"),
        ("Amoxicillin 2 x 500 mg TID.", 1000, 1000, (3, 3), "2 x 500 mg"),
        ("Amoxicillin, two 500 mg tablets TID.", 1000, 1000, (3, 3), "two 500 mg"),
        ("Amoxicillin 500 mg tablets: take 2 up to four times a day.", 1000, 1000, (4, 4), "500 mg tablets: take 2"),
        ("Amoxicillin 500 mg tablets. Take 2 tablets TID.", 1000, 1000, (3, 3), "500 mg tablets. Take 2 tablets"),
        ("Amoxicillin half of a 500 mg tablet TID.", 250, 250, (3, 3), "half of a 500 mg"),
    ],
)
def test_a_count_is_multiplied_by_its_strength(made, text, low, high, times, words):
    [found] = made(text)
    assert found == (pytest.approx(low), pytest.approx(high), *map(pytest.approx, times), words)


@pytest.mark.parametrize(
    "text",
    [
        "Gabapentin, one 300 mg capsule each evening.",
        "Amoxicillin 500 mg (1 tablet) TID.",
        "Amoxicillin 1 g (2 tablets) TID.",
        "Amoxicillin 500-1000 mg (1-2 tablets) TID.",
        "On day 2 500 mg tablets of amoxicillin are started TID.",
        "Amoxicillin 500 mg in 100 mL of saline (5 mg/mL) TID.",
        "Amoxicillin 450 mg TID from a 100 mL bottle of 250 mg/5 mL.",
        "Amoxicillin 500 mg TID, dispense 12 capsules.",
        "Amoxicillin 500 mg tablets, 12 tablets dispensed, TID.",
    ],
)
def test_one_dose_said_twice_is_not_multiplied(made, doses, text):
    assert made(text) == []
    assert [each[-1] for each in doses(text) + doses(text, "gabapentin") if each[0] in (300, 450, 500, 1000)] == [
        Role.ADVISED
    ]


PARTS = [
    "amoxicillin ",
    "9 mL ",
    "2 ",
    "half ",
    "1-2 tablets ",
    "of ",
    "(",
    "x ",
    "500 mg ",
    "250 mg/5 mL ",
    "250 mg/0 mL ",
    "tablets ",
    "0 mg/mL ",
    "1e999 mg ",
    "each ",
    "twice daily ",
    ". ",
    ": ",
    "up to ",
    "to ",
    "cut ",
    "not ",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_every_dose_stands_in_the_text_and_what_is_made_is_its_count_of_its_strength(read, text):
    reading = read(text, {}, {}, "What dose of amoxicillin?", DRUGS)
    for dose in reading.doses:
        assert 0 <= dose.quantity.start < dose.quantity.end <= len(reading.folded.text)
        if dose.made_of:
            number = dose.strength.per[-1].split()[0] if dose.strength.is_concentration else "1"
            volume = float(number) if number[0].isdigit() else 1.0
            assert volume > 0
            assert dose.quantity.low == pytest.approx(dose.made_of.low * dose.strength.low / volume)
            assert dose.quantity.high == pytest.approx(dose.made_of.high * dose.strength.high / volume)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Enoxaparin 40 mg once daily, not twice daily.", [(40, 1, Role.ADVISED)]),
        ("Enoxaparin 40 mg not twice daily but once daily.", [(40, 1, Role.ADVISED)]),
        ("The usual 40 mg every 12 hours must be cut to 60 mg once a day.",
         [(40, 2, Role.CURRENT), (60, 1, Role.ADVISED)]),
        ("Reduce enoxaparin 40 mg q12h to 40 mg once daily.", [(40, 2, Role.CURRENT), (40, 1, Role.ADVISED)]),
        ("Change enoxaparin from 40 mg q12h to 40 mg once daily.", [(40, 2, Role.CURRENT), (40, 1, Role.ADVISED)]),
        ("Enoxaparin 40 mg q12h must be cut to once daily.", [(40, 2, Role.CURRENT), (40, 1, Role.ADVISED)]),
        ("Standard enoxaparin 40 mg q12h would double her exposure.", [(40, 2, Role.REJECTED)]),
        ("Enoxaparin 40 mg q12h could accumulate.", [(40, 2, Role.REJECTED)]),
        ("Enoxaparin 40 mg q12h would be too much.", [(40, 2, Role.REJECTED)]),
        ("Enoxaparin 40 mg once daily would not exceed it.", [(40, 1, Role.ADVISED)]),
        ("The usual dose of enoxaparin is 40 mg q12h; give 40 mg once daily.",
         [(40, 2, Role.ELSEWHERE), (40, 1, Role.ADVISED)]),
        ("The usual dose of enoxaparin is 40 mg q12h.", [(40, 2, Role.ADVISED)]),
    ],
)  # fmt: skip
def test_the_dose_that_is_left_is_told_from_the_one_that_is_taken_up(doses, text, roles):
    found = doses(text if "noxaparin" in text else f"Enoxaparin is given. {text}", "enoxaparin")
    assert [(low, times, role) for low, _, _, times, role in found] == roles


@pytest.mark.parametrize(
    "other",
    [
        "In high-resistance areas, 900 mg is used instead.",
        "900 mg where resistance is common.",
        "In areas with many resistant strains step up to high dose, 900 mg.",
        "900 mg for severe infection.",
        "Where resistance is common, 900 mg.",
    ],
)
def test_a_dose_for_other_cases_is_set_aside_where_another_is_advised(doses, other):
    assert [each[-1] for each in doses(f"Give amoxicillin 450 mg. {other}")] == [Role.ADVISED, Role.ELSEWHERE]
    assert [each[-1] for each in doses(f"Amoxicillin is given. {other} Give 450 mg.")] == [Role.ELSEWHERE, Role.ADVISED]


def test_a_dose_for_a_case_that_is_the_patients_own_counts(read):
    for query, role in (("Amoxicillin where resistance is common?", Role.ADVISED), ("Amoxicillin?", Role.ELSEWHERE)):
        reading = read("Amoxicillin 450 mg. 900 mg where resistance is common.", {}, {}, query, DRUGS)
        assert [d.role for d in reading.doses] == [Role.ADVISED, role]


def test_the_drugs_are_grouped_once_however_many_sentences(read):
    """The time per sentence stays the same: each looks at its own drugs, and none at all those before it."""
    seen = []
    for repeats in (50, 200):
        reading = read("amoxicillin 450 mg twice daily. " * repeats, {}, {}, "What dose?", DRUGS)
        visited = Counted(reading.dosable)
        reading.__dict__["dosable"] = visited
        assert len(reading.doses) == repeats
        seen.append(visited.passes)
    assert seen[0] == seen[1] > 0


class Counted(list):
    """A list that counts how often it is gone through."""

    passes = 0

    def __iter__(self):
        self.passes += 1
        return super().__iter__()


units = st.sampled_from(
    [("mg", 1), ("g", 1000), ("mcg", 0.001), ("micrograms", 0.001), ("grams", 1000), ("milligrams", 1)]
)
spaces = st.sampled_from([" ", "\u00a0", "\u202f"])
leads = st.sampled_from(
    ["Give amoxicillin ", "Amoxicillin: ", "I would start amoxicillin at ", "The dose of amoxicillin is "]
)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 4000), units, spaces, leads, st.sampled_from([("twice daily", 2), ("q8h", 3), ("once a day", 1)]))
def test_a_dose_weighs_the_same_in_every_unit(doses, milligrams, unit, space, lead, schedule):
    spelling, size = unit
    figure = f"{milligrams / size:.9f}".rstrip("0").rstrip(".")
    [(low, high, per, times, role)] = doses(f"{lead}{figure}{space}{spelling}{space}{schedule[0]}.")
    assert low == high == pytest.approx(milligrams)
    assert (per, times, role) == ((), schedule[1], Role.ADVISED)


def test_a_slash_in_a_unit_makes_no_list_of_terms(doses):
    """A sentence of rates by weight ("mg/kg/day") is a sentence, not a row of short terms."""
    found = doses("Amoxicillin 45 mg/kg/day BID, or in areas with resistance 90 mg/kg/day.")
    assert [(low, role) for low, _, _, _, role in found] == [(45, Role.ADVISED), (90, Role.ELSEWHERE)]


def test_a_drug_named_only_as_another_takes_no_dose(doses):
    """ "It is X, not Y. Bring him down to 300 mg": the dose is not of Y."""
    text = "Amoxicillin does it. It's the food, not gabapentin. Give 300 mg a day."
    assert doses(text, "gabapentin") == []
    assert [low for low, *_ in doses(text)] == [300]
