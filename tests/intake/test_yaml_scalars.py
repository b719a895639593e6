"""A plain YAML scalar never changes a dose: numbers are decimal and remember their spelling, the rest is text."""

from __future__ import annotations

import copy
import math
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.intake.yaml_scalars import WrittenFloat, WrittenInt, resolve

TEXTS = [
    "no",
    "No",
    "NO",
    "off",
    "on",
    "yes",
    "y",
    "n",
    "1:30",
    "1:30:00",
    "1_000",
    "0x1F",
    "0o17",
    "0b11",
    ".inf",
    "-.inf",
    ".nan",
    "inf",
    "nan",
    "2016-04-08",
    "1,000",
    "q8h",
    "<",
    "=",
    "-",
    "+",
    ".",
    "1e",
    "e3",
    "1.2.3",
    "--1",
    "½",
    "٣",
]


@pytest.mark.parametrize("text", [*TEXTS, "5 mg", "1 000"])
def test_text_stays_text(text: str) -> None:
    """What YAML 1.1 reads as a truth, a time in base 60, an octal or an infinity is the text that stands there."""
    value = resolve(text)
    assert value == text
    assert type(value) is str


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("12", 12), ("-3", -3), ("+3", 3)])
def test_whole_numbers(text: str, value: int) -> None:
    """Decimal digits are a whole number."""
    number = resolve(text)
    assert number == value
    assert isinstance(number, int)
    assert str(number) == text


@pytest.mark.parametrize(
    ("text", "value"), [("0.5", 0.5), (".5", 0.5), ("5.", 5.0), ("5e3", 5000.0), ("2.50", 2.5), ("-1.5E-2", -0.015)]
)
def test_decimal_numbers(text: str, value: float) -> None:
    """A point or an exponent makes a decimal number, which still knows that it was written 2.50."""
    number = resolve(text)
    assert number == value
    assert isinstance(number, float)
    assert str(number) == text


@pytest.mark.parametrize("text", ["012", "0123", "-012", "00", "00.5", "01e3"])
def test_leading_zeros_are_refused(text: str) -> None:
    """012 is 10 in one YAML and 12 in another: neither is guessed."""
    with pytest.raises(ValueError, match="leading zero"):
        resolve(text)


@pytest.mark.parametrize(("text", "problem"), [("1e999", "too large"), ("-1e400", "too large"), ("9" * 41, "quotes")])
def test_numbers_out_of_reach_are_refused(text: str, problem: str) -> None:
    """No infinity and no five-thousand-digit number comes in."""
    with pytest.raises(ValueError, match=problem):
        resolve(text)


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nothing(text: str) -> None:
    """The core schema's nulls."""
    assert resolve(text) is None


@pytest.mark.parametrize(("text", "value"), [("true", True), ("TRUE", True), ("False", False), ("tRUE", "tRUE")])
def test_truth(text: str, value: object) -> None:
    """true and false, in the core schema's three spellings."""
    assert resolve(text) is value or resolve(text) == value


@given(st.text(max_size=50))
def test_a_number_is_the_number_written(text: str) -> None:
    """Whatever is read as a number has the value that decimal arithmetic gives the same text; all else is unchanged."""
    try:
        value = resolve(text)
    except ValueError:
        return
    if isinstance(value, (WrittenInt, WrittenFloat)):
        assert math.isclose(float(Decimal(text)), value)
        assert str(value) == text
    elif isinstance(value, str):
        assert value == text


def test_copies_are_plain_numbers() -> None:
    """What leaves the process in a pickle, or in a copy, is an ordinary number."""
    for number in (WrittenInt(2, "+2"), WrittenFloat(2.5, "2.50")):
        for other in (pickle.loads(pickle.dumps(number)), copy.deepcopy(number)):
            assert other == number
            assert type(other) in (int, float)
