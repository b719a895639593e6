"""One drug by any of its names, in either spelling; never another drug."""

from __future__ import annotations

import pytest

from rubrx.reading.folding import fold
from rubrx.reading.names import _sayings, drug_names, spelling_variants


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


def test_paraphrases_are_in_folded_form():
    for term, others in _sayings().items():
        for each in (term, *others):
            assert each == fold(each).text.strip(), each


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
