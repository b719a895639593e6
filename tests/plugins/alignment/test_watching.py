"""A test is watched where the answer has it done, in a note too; not where it is told of, denied or waits for ills."""

import pytest

FACTS = {"query": "What should be checked with amiodarone?", "terms": {"amiodarone": ["amiodarone"]}}


@pytest.mark.parametrize(
    ("within", "text"),
    [
        (None, "TFT/LFT today pls."),
        ("2 weeks", "TSH 10/7."),
        ("1 week", "TSH Monday."),
        ("2 weeks", "Could you repeat the thyroid bloods next week?"),
        ("8 weeks", "Repeat the thyroid blood test after two months."),
        ("3 days", "Thyroid function before the next dose."),
        (None, "TFTs BD would be silly; send off a TSH."),
    ],
)
def test_it_is_watched(verdict_on, within, text):
    body = {"monitors": {"any": ["thyroid function"], **({"within": within} if within else {})}}
    assert verdict_on("accuracy", body, text, **FACTS).status == "met"


@pytest.mark.parametrize(
    ("within", "text"),
    [
        (None, "TSH was 2.1 last week."),
        (None, "Thyroid tests aren't needed."),
        (None, "Thyroid tests are something many clinics insist on; I leave it to you."),
        (None, "Thyroid levels used to be taken in the old days."),
        (None, "Repeat the TSH only if she feels unwell."),
        ("1 week", "If she becomes tired, check a TSH today."),
        ("1 week", "TSH in three months."),
        (None, "Why was the TSH not checked?"),
    ],
)
def test_it_is_not_watched(verdict_on, within, text):
    body = {"monitors": {"any": ["thyroid function"], **({"within": within} if within else {})}}
    assert verdict_on("accuracy", body, text, **FACTS).status == "not_met"


def test_what_is_given_is_not_watched(verdict_on):
    body = {"monitors": {"any": ["serum calcium"]}}
    assert verdict_on("accuracy", body, "Start calcium 1 g daily.", query="Denosumab due").status == "not_met"
    assert verdict_on("accuracy", body, "Check his calcium daily.", query="Denosumab due").status == "met"


def test_a_dose_held_for_a_day_agrees_with_the_schedule(verdict_on):
    body = {"contraindicated": {"drug": "methotrexate", "at_least": "hold"}}
    facts = {"query": "Methotrexate 15 mg is charted daily. Shall I give it?"}
    assert verdict_on("accuracy", body, "Methotrexate 15 mg once weekly. Hold today.", **facts).status == "met"
    assert verdict_on("accuracy", body, "Hold methotrexate today. Methotrexate is fine.", **facts).status == "not_met"
