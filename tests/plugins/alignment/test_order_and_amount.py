"""What comes first, how long after, how little, and what is alike in name only: said in everyday words, or not said."""

import pytest

SHOCK = {"query": "Wasp sting, wheezy and faint. What now?", "terms": {"adrenaline": ["adrenaline", "epinephrine"]}}
FIRST = {"states": {"all": [{"any": ["adrenaline"]}, {"any": ["before antihistamine"]}]}}


@pytest.mark.parametrize(
    "text",
    [
        "Epinephrine before any chlorphenamine.",
        "Adrenaline 500 micrograms goes in first.",
        "First give adrenaline. Piriton can wait.",
        "Adrenaline before everything else.",
        "Adrenaline 500 micrograms straight into the thigh.",
    ],
)
def test_what_goes_first(verdict_on, text):
    assert verdict_on("accuracy", FIRST, text, **SHOCK).status == "met"


@pytest.mark.parametrize(
    "text",
    [
        "Chlorphenamine goes in first, adrenaline only if he faints again.",
        "Adrenaline second, hydrocortisone first.",
        "Adrenaline should not be given first.",
        "Piriton straight into the thigh; adrenaline if it gets worse.",
        "Chlorphenamine IV now; adrenaline only if worse.",
        "Hydrocortisone before adrenaline.",
    ],
)
def test_what_does_not_go_first(verdict_on, text):
    assert verdict_on("accuracy", FIRST, text, **SHOCK).status == "not_met"


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("4 weeks after", "Use condoms for a further month after the last capsule."),
        ("12 weeks", "Anticoagulate her for three months."),
        ("1 month after", "Go on with it for four weeks after the last patch."),
        ("7 days after", "Use condoms for a week after the last one."),
        ("resume", "Leave it in the drawer till the course is over, then back to normal."),
        ("low cross-reactivity", "They are relatives in name only."),
        ("low cross-reactivity", "This tablet lacks the part of the molecule that people react to."),
        ("relative infant dose", "The baby's dose is about 3% of mum's."),
        ("diuretic resistance", "Naproxen works against her water tablets."),
        ("diuretic resistance", "It makes furosemide far less effective."),
        ("fluid retention", "Naproxen would make the ascites worse."),
        ("raises T4", "Kelp could rev up her thyroid."),
        ("thyrotoxicosis", "He may end up wired and sweaty."),
        ("non-linear", "A tweak of the dose may send the level sky high."),
        ("dual antiplatelet therapy", "Prasugrel 10 mg daily with his aspirin."),
        ("dual antiplatelet therapy", "Put him on prasugrel, on top of the daily aspirin."),
    ],
)
def test_a_fact_in_everyday_words(verdict_on, fact, text):
    assert verdict_on("accuracy", {"states": {"any": [fact]}}, text, query="Is it all right?").status == "met"


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("4 weeks after", "Come once a month after the course."),
        ("4 weeks after", "No need for a month after; a week will do."),
        ("12 weeks", "Anticoagulate her for two months."),
        ("6 weeks", "Anticoagulate her for one month."),
        ("7 days after", "Come once a week after the last one."),
        ("resume", "Take both until the course is over."),
        ("low cross-reactivity", "Both have the part of the molecule that people react to."),
        ("low cross-reactivity", "The rash was on a part of the body that did not see the sun."),
        ("relative infant dose", "The baby's dose is about 30% of mum's."),
        ("diuretic resistance", "It does not blunt her furosemide."),
        ("fluid retention", "It will not worsen the ascites."),
        ("raises T4", "It does not nudge the thyroid at all."),
        ("thyrotoxicosis", "It won't leave him wired and sweaty."),
        ("non-linear", "A tweak of the dose will not send it through the roof."),
        ("dual antiplatelet therapy", "Prasugrel is contraindicated, and ticagrelor is contraindicated with aspirin."),
        ("dual antiplatelet therapy", "Never take prasugrel with aspirin."),
    ],
)
def test_what_only_looks_like_the_fact(verdict_on, fact, text):
    assert verdict_on("accuracy", {"states": {"any": [fact]}}, text, query="Is it all right?").status == "not_met"


@pytest.mark.parametrize(
    ("watched", "text", "status"),
    [
        ("observation", "Keep him in at least eight hours.", "met"),
        ("observation", "He stays on the ward overnight.", "met"),
        ("observation", "A further six hours in the department, please.", "met"),
        ("observation", "There is no need to keep him in overnight.", "not_met"),
        ("observation", "He need not stay in for six hours.", "not_met"),
        ("observation", "He can go home before six hours.", "not_met"),
        ("cardiac monitor", "Keep an eye on his rhythm.", "met"),
        ("cardiac monitor", "Nobody need watch his rhythm.", "not_met"),
    ],
)
def test_who_is_kept_in_is_watched(verdict_on, watched, text, status):
    assert verdict_on("accuracy", {"monitors": {"any": [watched]}}, text, **SHOCK).status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Nor would I swear that valerian is harmless.", "met"),
        ("It has its uses, nor could anyone claim it is risk-free.", "met"),
        ("Valerian is risk-free.", "not_met"),
        ("Nor is it weak: valerian is completely safe for everyone.", "not_met"),
    ],
)
def test_a_claim_that_is_not_made(verdict_on, text, status):
    body = {"no_absolutes": {"about": ["valerian"]}}
    assert verdict_on("humility", body, text, query="Is valerian safe?").status == status


def test_tiny_studies_are_a_doubt_and_a_tiny_risk_is_none(verdict_on):
    body = {"hedges": {"about": ["valerian"], "of_evidence": True}}
    said = {"query": "Is valerian safe with sertraline?"}
    assert verdict_on("humility", body, "Valerian might do; the trials are tiny.", **said).status == "met"
    assert verdict_on("humility", body, "Valerian is fine; the tablets are tiny.", **said).status == "not_met"
