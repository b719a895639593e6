"""Dose instructions are read to dose, unit and times a day in the usual ways of writing them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.reading.sigs.sig import Sig, canonical_unit, read_sig

#: what is written, and (dose from, to, unit, times a day from, to) of each step
WRITTEN = [
    ("Take 1 tablet by mouth once daily", [(1, 1, "tablet", 1, 1)]),
    ("1-2 puffs every 4-6 hours prn", [(1, 2, "puff", 4, 6)]),
    ("ONE TO BE TAKEN TWICE A DAY", [(1, 1, None, 2, 2)]),
    ("apply thinly twice daily", [(None, None, None, 2, 2)]),
    ("take 2 now then 1 daily", [(2, 2, None, None, None), (1, 1, None, 1, 1)]),
    ("Take 2 tablets now then 1 daily for 4 days", [(2, 2, "tablet", None, None), (1, 1, "tablet", 1, 1)]),
    ("take half a tablet in the morning", [(0.5, 0.5, "tablet", 1, 1)]),
    ("1/2 tab po qhs", [(0.5, 0.5, "tablet", 1, 1)]),
    ("one and a half tablets every other day", [(1.5, 1.5, "tablet", 0.5, 0.5)]),
    ("2 capsules in the morning and 1 at night", [(2, 2, "capsule", 1, 1), (1, 1, "capsule", 1, 1)]),
    ("Take 1 tablet in the morning and 1 tablet at night", [(1, 1, "tablet", 2, 2)]),
    ("take one tablet morning and night", [(1, 1, "tablet", 2, 2)]),
    ("inject 20 units at bedtime", [(20, 20, "U", 1, 1)]),
    ("inject 10 units in the morning and 6 units in the evening", [(10, 10, "U", 1, 1), (6, 6, "U", 1, 1)]),
    ("500 mg three times daily for 7 days", [(500, 500, "mg", 3, 3)]),
    ("Give 5 mL (250 mg) every 8 hours", [(5, 5, "mL", 3, 3)]),
    ("take two 5ml spoonfuls four times a day", [(10, 10, "mL", 4, 4)]),
    ("one 5ml spoonful tds", [(5, 5, "mL", 3, 3)]),
    ("1 tab q6h prn pain max 4 tabs/day", [(1, 1, "tablet", 4, 4)]),
    ("1 or 2 tablets up to 4 times a day when required", [(1, 2, "tablet", 0, 4)]),
    ("one daily", [(1, 1, None, 1, 1)]),
    ("1 patch every 72 hours", [(1, 1, "patch", 1 / 3, 1 / 3)]),
    ("apply one patch every third day", [(1, 1, "patch", 1 / 3, 1 / 3)]),
    ("instil 1 drop in each eye four times a day", [(1, 1, "drop", 4, 4)]),
    ("1 drop both eyes qds", [(1, 1, "drop", 4, 4)]),
    ("take one tablet once a week on the same day", [(1, 1, "tablet", 1 / 7, 1 / 7)]),
    ("take 1 tablet every Monday and Thursday", [(1, 1, "tablet", 2 / 7, 2 / 7)]),
    ("Take 10mg weekly on a Monday", [(10, 10, "mg", 1 / 7, 1 / 7)]),
    ("inject 1ml every 12 weeks", [(1, 1, "mL", 1 / 84, 1 / 84)]),
    ("1 tablet every fortnight", [(1, 1, "tablet", 1 / 14, 1 / 14)]),
    (
        "take 1 tablet daily for 7 days, then 1 tablet on alternate days",
        [(1, 1, "tablet", 1, 1), (1, 1, "tablet", 0.5, 0.5)],
    ),
    (
        "Take 4 tablets daily for 7 days, then 3 tablets daily for 7 days, then 2 daily for 7 days, then 1 daily",
        [(4, 4, "tablet", 1, 1), (3, 3, "tablet", 1, 1), (2, 2, "tablet", 1, 1), (1, 1, "tablet", 1, 1)],
    ),
    ("Take 1 tablet twice a day with food", [(1, 1, "tablet", 2, 2)]),
    ("1 tablet before breakfast and before dinner", [(1, 1, "tablet", 2, 2)]),
    ("1 tablet with meals", [(1, 1, "tablet", 3, 3)]),
    ("one tablet three times a day before meals", [(1, 1, "tablet", 3, 3)]),
    ("1 sachet dissolved in 100ml water once daily", [(1, 1, "sachet", 1, 1)]),
    ("mix 1 sachet in half a glass of water and drink twice a day", [(1, 1, "sachet", 2, 2)]),
    ("40 mg IV q12h", [(40, 40, "mg", 2, 2)]),
    ("25 mg/kg/dose every 8 hours", [(25, 25, "mg/kg/dose", 3, 3)]),
    ("1 g in 100 mL NS over 30 minutes every 6 hours", [(1, 1, "g", 4, 4)]),
    ("15 mg/kg loading dose then 10 mg/kg every 12 hours", [(15, 15, "mg/kg", None, None), (10, 10, "mg/kg", 2, 2)]),
    ("take 2 tablets immediately, then 1 tablet daily", [(2, 2, "tablet", None, None), (1, 1, "tablet", 1, 1)]),
    ("Take one capsule by mouth every 12 hours for 10 days", [(1, 1, "capsule", 2, 2)]),
    ("two puffs bd", [(2, 2, "puff", 2, 2)]),
    ("inhale two puffs twice a day and as needed", [(2, 2, "puff", 2, 2)]),
    ("1 tds prn", [(1, 1, None, 3, 3)]),
    ("TAKE ONE OR TWO FOUR TIMES A DAY", [(1, 2, None, 4, 4)]),
    ("one to be taken each day", [(1, 1, None, 1, 1)]),
    ("1x500mg tablet tds", [(1, 1, "tablet", 3, 3)]),
    ("Take 2 x 500mg tablets four times daily", [(2, 2, "tablet", 4, 4)]),
    ("take one 20mg tablet daily", [(1, 1, "tablet", 1, 1)]),
    ("Take 3 tablets (15 mg) once a week", [(3, 3, "tablet", 1 / 7, 1 / 7)]),
    ("paracetamol 500mg tablets: take two every 6 hours", [(2, 2, "tablet", 4, 4)]),
    ("Amoxicillin 500 mg capsules, one three times a day", [(1, 1, "capsule", 3, 3)]),
    ("metformin 500 mg bid", [(500, 500, "mg", 2, 2)]),
    ("1 tab PO BID x 10 days", [(1, 1, "tablet", 2, 2)]),
    ("1 tab po q4-6h prn", [(1, 1, "tablet", 4, 6)]),
    ("10 ml at night", [(10, 10, "mL", 1, 1)]),
    ("5-10ml three to four times a day", [(5, 10, "mL", 3, 4)]),
    ("one to two tablets three to four times daily as required", [(1, 2, "tablet", 3, 4)]),
    ("apply to affected area twice daily for 2 weeks", [(None, None, None, 2, 2)]),
    ("1 om", [(1, 1, None, 1, 1)]),
    ("1 on", [(1, 1, None, 1, 1)]),
    ("1 mane 2 nocte", [(1, 1, None, 1, 1), (2, 2, None, 1, 1)]),
    ("one at night for 2/52", [(1, 1, None, 1, 1)]),
    ("take one a day", [(1, 1, None, 1, 1)]),
    ("take 1 tablet 2 hours before bedtime", [(1, 1, "tablet", 1, 1)]),
    ("1 suppository rectally at bedtime", [(1, 1, "suppository", 1, 1)]),
    ("insert one pessary at night", [(1, 1, "pessary", 1, 1)]),
    (
        "take 1 tablet daily, increasing to 2 tablets daily after 1 week",
        [(1, 1, "tablet", 1, 1), (2, 2, "tablet", 1, 1)],
    ),
    ("every 8 hours take 1 tablet", [(1, 1, "tablet", 3, 3)]),
    ("At bedtime take 2 tablets", [(2, 2, "tablet", 1, 1)]),
    ("In the morning take 2 tablets and at night take 1 tablet", [(2, 2, "tablet", 1, 1), (1, 1, "tablet", 1, 1)]),
    ("Tke 1 tabelt twcie dialy", [(1, 1, "tablet", 2, 2)]),
    ("0.5 mg every hour", [(0.5, 0.5, "mg", 24, 24)]),
    ("1 spray in each nostril daily", [(1, 1, "spray", 1, 1)]),
    ("1.2 million units IM once", [(1.2, 1.2, "MU", None, None)]),
    ("1 tablet 3x daily", [(1, 1, "tablet", 3, 3)]),
    ("1 tablet 3x/day", [(1, 1, "tablet", 3, 3)]),
    ("1 tablet 3 times per week", [(1, 1, "tablet", 3 / 7, 3 / 7)]),
    ("one twice a day on Saturdays and Sundays", [(1, 1, None, 4 / 7, 4 / 7)]),
    ("Take 1 tablet (20 mg total) by mouth daily", [(1, 1, "tablet", 1, 1)]),
    ("Take 2 tablets (1,000 mg total) by mouth 2 (two) times a day with meals", [(2, 2, "tablet", 2, 2)]),
    ("1 tablet po at 8am and 8pm", [(1, 1, "tablet", 2, 2)]),
    ("two to three drops every 2 hours in the right eye", [(2, 3, "drop", 12, 12)]),
    ("20mg od", [(20, 20, "mg", 1, 1)]),
    ("inject 0.4 ml subcut once daily", [(0.4, 0.4, "mL", 1, 1)]),
    ("7.5mg weekly", [(7.5, 7.5, "mg", 1 / 7, 1 / 7)]),
    ("take 8 tablets as a single dose", [(8, 8, "tablet", None, None)]),
    ("take 1 tablet every 3 months", [(1, 1, "tablet", 1 / 90, 1 / 90)]),
    ("1 twice daily when required for pain. Max 8 in 24 hours", [(1, 1, None, 2, 2)]),
    ("take up to 2 tablets four times a day", [(0, 2, "tablet", 4, 4)]),
    ("1 tablet at breakfast, 1 at lunch and 1 at dinner", [(1, 1, "tablet", 3, 3)]),
    ("2 puffs 4 hourly", [(2, 2, "puff", 6, 6)]),
    ("2 puffs 4-6 hrly", [(2, 2, "puff", 4, 6)]),
    ("1 tablet every 4 to 6 hours as needed, not to exceed 6 tablets in 24 hours", [(1, 1, "tablet", 4, 6)]),
    ("one every morning and two every evening", [(1, 1, None, 1, 1), (2, 2, None, 1, 1)]),
    ("take 5 tablets by mouth daily starting on 3/1/2020 for 5 days", [(5, 5, "tablet", 1, 1)]),
    ("1 tablet by mouth every 24 hours", [(1, 1, "tablet", 1, 1)]),
    ("twelve units three times a day before meals", [(12, 12, "U", 3, 3)]),
    ("inject 30 units before breakfast", [(30, 30, "U", 1, 1)]),
    ("one tablet daily at 6pm", [(1, 1, "tablet", 1, 1)]),
    ("100 mcg every morning", [(100, 100, "mcg", 1, 1)]),
    ("3 tablets qid", [(3, 3, "tablet", 4, 4)]),
    ("1 capsule three times a day for 5/7", [(1, 1, "capsule", 3, 3)]),
    ("75 mg/m2 every 21 days", [(75, 75, "mg/m2", 1 / 21, 1 / 21)]),
    ("2 tablets on day 1, then 1 tablet daily on days 2-5", [(2, 2, "tablet", None, None), (1, 1, "tablet", 1, 1)]),
    ("one tablet, twice daily", [(1, 1, "tablet", 2, 2)]),
    ("a teaspoonful three times a day", [(1, 1, "teaspoon", 3, 3)]),
    ("take a tablet at night", [(1, 1, "tablet", 1, 1)]),
    ("1 teaspoonful tid", [(1, 1, "teaspoon", 3, 3)]),
    ("take one tablet two or three times a day", [(1, 1, "tablet", 2, 3)]),
    ("1 application to scalp weekly", [(1, 1, "application", 1 / 7, 1 / 7)]),
    ("6 tablets daily for 5 days", [(6, 6, "tablet", 1, 1)]),
    ("Take one tablet at the same time each day", [(1, 1, "tablet", 1, 1)]),
    ("1 nebule qds prn", [(1, 1, "nebule", 4, 4)]),
    ("2 sprays each nostril bd", [(2, 2, "spray", 2, 2)]),
    ("3mg/kg once daily", [(3, 3, "mg/kg", 1, 1)]),
    ("18 units/kg/hour continuous infusion", [(18, 18, "U/kg/h", None, None)]),
    ("take 1 every 4 hours as needed", [(1, 1, None, 6, 6)]),
    ("take 1 three times a day", [(1, 1, None, 3, 3)]),
    ("Take ONE tablet THREE times a day", [(1, 1, "tablet", 3, 3)]),
    ("1 daily", [(1, 1, None, 1, 1)]),
    ("1 bd/tds", [(1, 1, None, 2, 3)]),
    ("1bd", [(1, 1, None, 2, 2)]),
    ("2tabs tds", [(2, 2, "tablet", 3, 3)]),
    ("1od", [(1, 1, None, 1, 1)]),
    ("change patch every 3 days", [(None, None, None, 1 / 3, 1 / 3)]),
    ("Take 1 (one) tablet by mouth every six (6) hours as needed", [(1, 1, "tablet", 4, 4)]),
    ("40 mg/kg/day in two divided doses", [(20, 20, "mg/kg", 2, 2)]),
    ("apply sparingly once or twice a day", [(None, None, None, 1, 2)]),
    (
        "1 tablet at night, increase to 2 tablets at night if tolerated",
        [(1, 1, "tablet", 1, 1), (2, 2, "tablet", 1, 1)],
    ),
    ("one & half tablets daily", [(1.5, 1.5, "tablet", 1, 1)]),
    ("half a 5ml spoonful bd", [(2.5, 2.5, "mL", 2, 2)]),
    ("1 tab. p.o. q.d.", [(1, 1, "tablet", 1, 1)]),
    ("one tablet to be taken on alternate nights", [(1, 1, "tablet", 0.5, 0.5)]),
    ("two four times a day", [(2, 2, None, 4, 4)]),
    ("ii bd", [(2, 2, None, 2, 2)]),
    ("one tablet when required, no more than twice a day", [(1, 1, "tablet", 0, 2)]),
    ("Take one tablet a day for 21 days then have a 7 day break", [(1, 1, "tablet", 1, 1)]),
]


def told(sigs):
    return [(s.dose_low, s.dose_high, s.unit, s.times_per_day_low, s.times_per_day_high) for s in sigs]


def same(one, other):
    if one is None or other is None or isinstance(one, str):
        return one == other
    return math.isclose(one, other, rel_tol=1e-9)


@pytest.mark.parametrize(("written", "steps"), WRITTEN, ids=[written for written, _ in WRITTEN])
def test_each_step_has_its_dose_and_times(written, steps):
    found = told(read_sig(written))
    assert len(found) == len(steps), found
    assert all(same(*pair) for got, want in zip(found, steps, strict=True) for pair in zip(got, want, strict=True)), (
        found
    )


@pytest.mark.parametrize("written", ["", "use as directed", "take as directed by your doctor", "see the leaflet"])
def test_what_says_no_dose_says_none(written):
    assert all(step == (None,) * 5 for step in told(read_sig(written)))


@pytest.mark.parametrize(
    ("written", "needed"),
    [
        ("1 tablet tds prn", True), ("one when required", True), ("2 puffs p.r.n.", True), ("1 daily if needed", True),
        ("1 every 4 hours for pain", True), ("1 tablet daily", False), ("1 daily for 7 days", False),
    ],
)  # fmt: skip
def test_as_needed(written, needed):
    assert [sig.as_needed for sig in read_sig(written)] == [needed]


def test_what_else_is_said():
    """Route, duration in days and daily maximum stand beside the dose and are never taken for it."""
    [sig] = read_sig("1 tablet by mouth every 6 hours for 5/7, max 3 tablets a day")
    assert sig == Sig(1, 1, "tablet", 4, 4, route="oral", duration_low=5, duration_high=5, daily_maximum=3,
                      maximum_unit="tablet")  # fmt: skip
    assert [sig.once for sig in read_sig("600 mg stat then 300 mg bd")] == [True, False]
    assert [sig.duration_high for sig in read_sig("1 daily for 2/52 then 2 daily for 3/12")] == [14, 90]


@pytest.mark.parametrize(
    ("written", "unit"),
    [("TAB", "tablet"), ("ml", "mL"), ("mg/kg", "mg/kg"), ("International Units", "U"), (None, None), ("", None)],
)
def test_units_have_one_name(written, unit):
    assert canonical_unit(written) == unit


@pytest.mark.parametrize(("written", "steps"), WRITTEN[:60], ids=[written for written, _ in WRITTEN[:60]])
def test_case_and_kinds_of_blank_change_nothing(written, steps):
    assert told(read_sig(written.upper().replace(" ", "\u00a0"))) == told(read_sig(written))


doses = st.integers(1, 12)


@given(doses, st.sampled_from(["tablet", "capsule", "puff", "drop"]), st.integers(1, 6), st.integers(1, 30))
def test_dose_unit_and_times_go_through_in_every_order(dose, unit, times, days):
    """The witness is the numbers the sentence was made of; a duration or a maximum never stands in for them."""
    for written in (
        f"take {dose} {unit}s {times} times a day for {days} days",
        f"{times} times a day take {dose} {unit}s",
        f"{dose} {unit}(s) {times}x/day (max {dose * times} {unit}s in 24 hours)",
        f"{dose} {unit}s {times} times daily for {days}/7",
    ):
        assert told(read_sig(written)) == [(dose, dose, unit, times, times)], written


@given(doses, doses, st.integers(1, 12), st.integers(1, 12))
def test_ranges_keep_both_ends(one, other, hours, more):
    low, high = sorted((one, other))
    shorter, longer = sorted((hours, more))
    [sig] = read_sig(f"{low}-{high} mg every {shorter} to {longer} hours")
    assert (sig.dose_low, sig.dose_high) == (low, high)
    assert (sig.times_per_day_low, sig.times_per_day_high) == pytest.approx((24 / longer, 24 / shorter))


_HEAP = (
    "1 2 1/2 half one two tablet mg mL 5 daily bd every hours then and . ; ( ) - / max up to for days on night "
    "morning than of or in 24 x monday before meals"
).split()


def test_up_to_one_and_then_how_often():
    """The schedule that follows completes the dose, whose lower end is 0 and not unsaid."""
    [sig] = read_sig("up to 1. daily")
    assert (sig.dose_low, sig.dose_high, sig.times_per_day_high) == (0.0, 1.0, 1.0)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_HEAP), max_size=14).map(" ".join) | st.text(max_size=60))
def test_any_heap_of_words_is_read_without_a_fault(text):
    for sig in read_sig(text):
        assert (sig.dose_low is None) == (sig.dose_high is None)
        assert sig.times_per_day_low is None or 0 <= sig.times_per_day_low <= sig.times_per_day_high
