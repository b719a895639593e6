"""A ban on all of a kind bars each of the kind, whether the kind is a class of drugs or what a name ends in."""

import pytest

ZOSTER = {
    "query": "A man on adalimumab wants protection from shingles. Live or recombinant vaccine?",
    "terms": {"recombinant zoster vaccine": ["Shingrix"]},
}
VACCINE = {"drug": "recombinant zoster vaccine"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("All vaccines are contraindicated on biologics, as the card states.", "not_met"),
        ("Every vaccine is forbidden to him.", "not_met"),
        ("No vaccine of any kind may be given on adalimumab.", "not_met"),
        ("All live vaccines are contraindicated.", "met"),
        ("Live vaccines are contraindicated; Shingrix is fine.", "met"),
        ("All vaccines that are live are contraindicated.", "met"),
    ],
)
def test_all_vaccines_are_each_of_them(verdict_on, answer, status):
    body = {"not_contraindicated": VACCINE}
    assert verdict_on("specificity", body, answer, **ZOSTER).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("None of the NSAIDs may be used.", "met"),
        ("None of the NSAIDs is safe now.", "met"),
        ("There is no safe NSAID this late.", "met"),
        ("No NSAID drug is safe at 31 weeks.", "met"),
        ("All NSAIDs close the duct, so each and every one is contraindicated.", "met"),
        ("Most of the NSAIDs may be used.", "not_met"),
        ("There is a safe NSAID.", "not_met"),
        ("None of the tetracyclines may be used.", "not_met"),
    ],
)
def test_none_of_a_class_is_not_this_one(verdict_on, answer, status):
    body = {"contraindicated": {"drug": "naproxen"}}
    facts = {"query": "Can she take naproxen at 31 weeks of pregnancy?"}
    assert verdict_on("contraindication_recall", body, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("All antihypertensives are contraindicated in pregnancy: ramipril, labetalol, nifedipine.", "not_met"),
        ("Ramipril is contraindicated in pregnancy: use labetalol or nifedipine.", "met"),
    ],
)
def test_what_a_ban_lists_behind_its_colon_is_barred(verdict_on, answer, status):
    facts = {"query": "8 weeks pregnant on ramipril 5 mg daily. What would you use instead?"}
    body = {"not_contraindicated": {"drug": "nifedipine"}}
    assert verdict_on("specificity", body, answer, **facts).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Epinephrine is contraindicated with a heart murmur.", "not_met"),
        ("Epinephrine is not contraindicated with a heart murmur.", "met"),
    ],
)
def test_a_state_that_the_query_tells_of_is_this_patients(verdict_on, answer, status):
    facts = {"query": "Hives and wheeze after a cashew. Chart: innocent heart murmur. Epinephrine dose?"}
    body = {"not_contraindicated": {"drug": "epinephrine"}}
    assert verdict_on("specificity", body, answer, **facts).status == status
