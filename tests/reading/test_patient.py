"""The patient: what follows from the facts equals what another formula, or the paper's own table, gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.reading.bounds import find_states
from rubrx.reading.conditions import parse_condition
from rubrx.reading.patient import Patient


@given(st.floats(150, 195), st.floats(50, 110))
def test_body_surface_agrees_with_du_bois_and_du_bois(height, weight):
    """Arch Intern Med 1916;17:863, another formula fitted to other people: within 8 % for adults."""
    found = Patient({"height": f"{height} cm", "weight": f"{weight} kg"}).surface
    assert found == pytest.approx(0.007184 * height**0.725 * weight**0.425, rel=0.08)


def test_body_surface_of_the_papers_example_and_one_that_is_given():
    """Mosteller's formula: a man of 180 cm and 80 kg has exactly 2 m2; what the rubric says comes first."""
    assert Patient({"height": "180 cm", "weight": "80 kg"}).surface == pytest.approx(2.0)
    assert Patient({"height": "180 cm", "weight": "80 kg", "bsa": "1.9 m2"}).surface == 1.9
    assert Patient({"weight": "80 kg"}).surface is None


@pytest.mark.parametrize(
    ("fact", "a", "b", "c"),
    [
        ({"child_pugh": "A"}, True, False, False),
        ({"child_pugh": "B"}, False, True, False),
        ({"Child-Pugh": "class C"}, False, False, True),
        ({"child_pugh": "9"}, False, True, False),
        ({"child_pugh": "B8"}, False, True, False),
        ({"conditions": ["cirrhosis"]}, None, None, None),
    ],
)
def test_the_classes_of_child_and_pugh(fact, a, b, c):
    """A is 5 or 6 points, B 7 to 9, C 10 to 15 (Pugh et al. 1973); nothing is guessed where none is given."""
    patient = Patient(fact)
    conditions = ["Child-Pugh A", "moderate hepatic impairment", "child-pugh class c"]
    assert [patient.satisfies(parse_condition(each)) for each in conditions] == [a, b, c]


def test_an_answer_that_speaks_of_another_class_speaks_of_another_patient():
    [(_, _, bound)] = find_states("avoid it in severe hepatic impairment")
    assert not bound.holds(Patient({"child_pugh": "B"}).value("child-pugh"))
