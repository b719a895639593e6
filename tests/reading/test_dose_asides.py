"""An amount that is refused, reckoned, diluted, from former times or might be added is not the one advised."""

import pytest

from rubrx.reading.doses.roles import Role


@pytest.fixture
def advised(read):
    """The milligrams that a text advises of a drug."""

    def _advised(text, drug, *others, query="Which dose?"):
        reading = read(text, {}, {"weight": "50 kg"}, query, [drug, *others])
        return [d.quantity.low for d in reading.doses if d.role is Role.ADVISED and drug in d.drugs]

    return _advised


@pytest.mark.parametrize(
    ("text", "drug", "milligrams"),
    [
        ("Don't start allopurinol with azathioprine at 150 mg. Together: azathioprine 50 mg.", "azathioprine", [50]),
        ("Allopurinol must not be added to azathioprine 150 mg.", "azathioprine", []),
        ("Too much: 400/50 = 8 mg/kg. Hydroxychloroquine 200 mg daily will do.", "hydroxychloroquine", [200]),
        ("We used to go by 6.5 mg/kg. Hydroxychloroquine 200 mg daily will do.", "hydroxychloroquine", [200]),
        ("Leave phenytoin at 300 mg. Another 100 mg might double his level.", "phenytoin", [300]),
        ("Naloxone: dilute 400 micrograms to 10 mL and give 40 micrograms.", "naloxone", [0.04]),
        ("Naloxone: a tenth of a milligram.", "naloxone", [0.1]),
        ("Morphine 120 mg a day by mouth / 2 = 60 mg SC.", "morphine", [60]),
    ],
)
def test_what_is_not_advised_is_set_aside(advised, text, drug, milligrams):
    others = {"azathioprine": ["allopurinol"]}.get(drug, [])
    assert advised(text, drug, *others) == pytest.approx(milligrams)


def test_an_amount_without_a_drug_is_of_the_one_that_has_no_dose_of_its_own(advised):
    text = "Keep the milligrams the same: 120 mg over 24 hours, and midazolam 15 mg."
    query = "The 24-hour doses of morphine and midazolam?"
    assert advised(text, "morphine", "midazolam", query=query) == [120]
    assert advised(text, "midazolam", "morphine", query=query) == [15]


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [
        ("Give another 100 mg of phenytoin now.", [100]),
        ("Dilute it well, then give phenytoin 100 mg.", [100]),
        ("Never mind the label: phenytoin 100 mg.", [100]),
    ],
)
def test_what_only_looks_like_it_is_advised_all_the_same(advised, text, milligrams):
    assert advised(text, "phenytoin") == milligrams
