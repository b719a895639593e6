"""Advice for an occasion that is not now bars nothing today; for one that the query speaks of it does."""

import pytest

from rubrx.reading.stances.stance import applies

QUERY = "Metformin 1 g BID, eGFR 24: may he go on?"


@pytest.fixture
def against(read):
    """Whether a text speaks against metformin here and now."""

    def _against(text, query=QUERY, drug="metformin", facts=None):
        reading = read(text, {}, facts or {"age": "71 years", "egfr": "24 mL/min"}, query, [drug])
        return any(s.against > 1 and applies(s, reading) is not False for s in reading.stances)

    return _against


@pytest.mark.parametrize(
    "text",
    [
        "Metformin: pause it on sick days.",
        "Metformin can go on; omit it during any dehydrating illness.",
        "Withhold metformin when he is vomiting.",
        "Stop metformin 48 hours before contrast, then go on.",
        "Metformin needs stopping only before surgery.",
    ],
)
def test_another_days_advice_is_not_todays(against, text):
    assert not against(text)


def test_an_occasion_that_the_query_speaks_of_is_now(against):
    assert against("Stop metformin before contrast.", query="Metformin, CT with contrast tomorrow: what now?")
    assert against("Withhold metformin during this illness.", query="Metformin and a stomach illness: may he go on?")


def test_a_ban_for_good_is_no_occasion(against):
    assert against("Stop metformin, and not just on sick days.")


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("Lisinopril is contraindicated in the second and third trimesters.", False),
        ("Lisinopril is contraindicated in the first trimester.", True),
        ("Lisinopril is contraindicated in every trimester.", True),
        ("Lisinopril must be avoided in late pregnancy.", False),
        ("Lisinopril must be avoided in pregnancy.", True),
    ],
)
def test_a_trimester_is_that_of_the_patient_or_another(against, text, bars):
    facts = {"sex": "F", "conditions": ["9 weeks pregnant"]}
    assert against(text, "Lisinopril 10 mg, 9 weeks pregnant: what now?", "lisinopril", facts) is bars
