"""Faults of somebody else's code are told on one line, whatever they say, and also where they can't say it."""

from __future__ import annotations

import pytest

from rubrx.errors import Interrupted, message_of, told


class MuteError(Exception):
    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def __str__(self) -> str:
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (KeyError("x"), "KeyError: 'x'"),
        (ValueError("one\n  two\tthree\r\n"), "ValueError: one two three"),
        (GeneratorExit(), "GeneratorExit"),
        (MuteError(ValueError()), "MuteError: (it can't say what is wrong)"),
        (MuteError(SystemExit(3)), "MuteError: (it can't say what is wrong)"),
    ],
)
def test_a_fault_is_one_line(fault: BaseException, line: str) -> None:
    assert told(fault) == line
    assert message_of(fault) == line.partition(": ")[2]


def test_an_interrupt_is_not_lost_on_the_way() -> None:
    with pytest.raises(Interrupted):
        told(MuteError(Interrupted(15)))
