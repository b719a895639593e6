"""A figure that its writer takes back counts no more; what takes its place has its unit and its schedule."""

import pytest

from rubrx.reading import Lexicon, Reader
from rubrx.reading.doses.roles import Role

READER = Reader(Lexicon({"amoxicillin": ["amoxicillin"]}))


def advised(text: str) -> list[tuple[float, float | None]]:
    """The milligrams and the times a day of the doses that an answer advises."""
    return [
        (dose.quantity.low, dose.frequency.low if dose.frequency else None)
        for dose in READER.read(text).doses
        if dose.role is Role.ADVISED
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Amoxicillin 250 mg TID, sorry, 500 mg TID.",
        "Give amoxicillin 5 mg, no, 500 mg three times a day.",
        "Amoxicillin 500 mg twice daily... no, forgive me, three times daily.",
        "Amoxicillin 500 mg once a day. No wait, three times a day.",
        "Amoxicillin 500 mg daily - ignore that, tds.",
        "Amoxicillin 250 mg, I tell a lie, 500 mg every 8 hours.",
        "Amoxicillin 250 mg - let me correct that: 500 mg - three times daily.",
        "Amoxicillin 1 g tds. Hang on, that's too much: 500 mg tds.",
        "Amoxicillin 250 mg (no: 500 mg) three times a day.",
        "Amoxicillin 50 mg tds. Correction, 500.",
        "Amoxicillin 250 mg TID -- make it 500.",
        "Amoxicillin 250 mg tds; strike that, double it: 500 mg tds.",
        "Amoxicillin 500 mcg tds, I mean mg.",
        "Amoxicillin 250 mg, no, 500 mg, three times a day.",
        "Amoxicillin 5 mg/day, near enough 0.2 mg per hour. Hmm, wait, with his weight that becomes 500 mg tds.",
    ],
)
def test_what_takes_the_place_of_a_figure_is_the_dose(text):
    assert advised(text) == [(500.0, 3.0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amoxicillin 500 mg TID... no, 250.", (250.0, 3.0)),
        ("Amoxicillin 500 mg three times, no, twice daily.", (500.0, 2.0)),
        ("Amoxicillin 500 mg TID -- make it 1000.", (1000.0, 3.0)),
        ("Amoxicillin 500 mg tds, I mean mcg.", (0.5, 3.0)),
    ],
)
def test_a_right_figure_that_is_taken_back_counts_no_more(text, expected):
    assert advised(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Amoxicillin 500 mg TID. No 250 mg capsules are in stock.",
        "Amoxicillin 500 mg TID, no more than 3 g a day.",
        "Amoxicillin 500 mg TID rather than 250 mg.",
        "Sorry to hear that he is ill. Amoxicillin 500 mg TID.",
        "Amoxicillin 500 mg TID, wait 10 minutes, then his other tablets.",
        "Amoxicillin 500 mg TID. No, he can't have naproxen 250 mg.",
        "Amoxicillin 500 mg TID. Sorry to hear of his pain. Ibuprofen 400 mg is best avoided.",
        "Amoxicillin 500 mg TID actually works better than cefalexin 250 mg.",
        "Amoxicillin 500 mg TID. No, 4000 mg is too much.",
    ],
)
def test_a_no_that_takes_nothing_back_leaves_the_dose(text):
    assert READER.read(text).second_thoughts.taken_back == set()
    assert (500.0, 3.0) in advised(text)


def test_what_only_says_the_same_is_taken_back_with_it():
    reading = READER.read("That is 60 mg a day, or about 2.5 mg an hour; no, wait, 25 mg an hour.")
    back = sorted(reading.folded.text[start:end] for start, end in reading.second_thoughts.taken_back)
    assert back == ["2.5 mg an hour", "60 mg a day"]
