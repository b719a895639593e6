"""One drug by any of its names, in either spelling; never another drug."""

from __future__ import annotations

import pytest

from rubrx.reading.folding import fold
from rubrx.reading.names import drug_names, is_pattern, paraphrases_of, sayings_of, spelling_variants
from rubrx.reading.paraphrases import sayings_in
from rubrx.reading.tables import read_table


@pytest.mark.parametrize(
    ("brand", "generic"),
    [
        ("fortamet", "metformin"),
        ("coumadin", "warfarin"),
        ("eliquis", "apixaban"),
        ("flolipid", "simvastatin"),
        ("neurontin", "gabapentin"),
    ],
)
def test_a_brand_is_its_generic(brand, generic):
    names = drug_names()
    assert names.generic[brand] == generic
    assert brand in names.synonyms(generic)
    assert generic in names.synonyms(brand)


@pytest.mark.parametrize("salted", ["metformin hydrochloride", "warfarin sodium", "metformin hcl"])
def test_a_salt_is_left_aside(salted):
    assert salted.split()[0] in drug_names().synonyms(salted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hydralazine", "hydroxyzine"),
        ("prednisone", "prednisolone"),
        ("clonidine", "clonazepam"),
        ("celebrex", "celexa"),
        ("metformin", "metronidazole"),
        ("sulfadiazine", "sulfasalazine"),
        ("vinblastine", "vincristine"),
    ],
)
def test_look_alikes_are_different_drugs(one, other):
    """Pairs after the ISMP list of confused drug names."""
    names = drug_names()
    assert names.generic[one] != names.generic[other]
    assert other not in names.synonyms(one)


def test_a_word_that_is_no_drug_has_no_synonyms():
    assert drug_names().synonyms("sunflower") == ()


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("anaemia", "anemia"),
        ("hyperkalaemia", "hyperkalemia"),
        ("oedema", "edema"),
        ("diarrhoea", "diarrhea"),
        ("haemorrhage", "hemorrhage"),
        ("paediatric dose", "pediatric dose"),
        ("sulphonylurea", "sulfonylurea"),
        ("oesophageal", "esophageal"),
    ],
)
def test_british_and_american_spellings_are_tried_both_ways(british, american):
    assert american in set(spelling_variants(british))
    assert british in set(spelling_variants(american))


def test_hyphen_or_space_makes_no_difference():
    assert "beta blocker" in set(spelling_variants("beta-blocker"))
    assert "beta-blocker" in set(spelling_variants("beta blocker"))


def test_an_enzyme_may_leave_out_its_prefix():
    assert {"2d6", "cyp 2d6", "cyp2d6"} <= set(spelling_variants("cyp2d6"))


def test_a_variant_comes_first_as_it_was_written():
    assert next(iter(spelling_variants("Oedema of the legs".lower()))) == "oedema of the legs"


def test_the_open_list_is_in_folded_form_and_names_each_thing_once():
    names = drug_names()
    for generic, every in names.names.items():
        assert every[0] == generic
        assert len(set(every)) == len(every), generic
        for each in every:
            assert each == fold(each).text.strip(), each
    assert set(names.generic.values()) <= set(names.names)


def test_a_generic_is_never_taken_for_a_brand_of_another():
    names = drug_names()
    assert {name: names.generic[name] for name in names.names if names.generic[name] != name} == {}


def test_a_terms_sayings_are_in_folded_form_and_can_be_read():
    for terms, *_ in read_table("paraphrases"):
        for each in (*terms.split("|"), *sayings_of(terms.split("|")[0])):
            assert each == fold(each).text.strip(), each
            sayings_in(each)  # KeyError names a set of words that is not there
        for term in terms.split("|"):
            assert not is_pattern(term), term


def test_terms_of_one_row_stand_for_each_other_and_what_follows_only_for_them():
    assert "aki" in sayings_of("acute kidney injury")
    assert "acute kidney injury" in sayings_of("aki")
    assert "torsades" in sayings_of("ventricular arrhythmia")
    assert "ventricular arrhythmia" not in sayings_of("torsades de pointes")


def test_a_term_is_known_by_what_a_rubric_writes_around_it():
    assert sayings_of("increased risk of hyperkalaemia") == sayings_of("hyperkalaemia")
    assert sayings_of("raised lithium levels") == sayings_of("raised levels")
    assert paraphrases_of("raised lithium levels") == ()
    assert sayings_of("sunflower") == ()


@pytest.mark.parametrize(
    ("brand", "generic"),
    [("advil", "ibuprofen"), ("zocor", "simvastatin"), ("glucophage", "metformin"), ("acyclovir", "aciclovir")],
)
def test_a_brand_that_the_open_list_lacks_is_known_all_the_same(brand, generic):
    names = drug_names()
    assert names.generic[brand] == names.generic[generic]
    assert brand in names.synonyms(generic)


def test_a_combination_is_not_one_of_its_parts():
    assert drug_names().generic["augmentin"] != drug_names().generic["amoxicillin"]
