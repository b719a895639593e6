"""The fuzz benchmark counts what it finds, and a small one finds nothing."""

from __future__ import annotations

import json
import random
from itertools import islice

import fuzz
import fuzz_bombs
import pytest

from rubrx.manager import load_plugins


def test_a_small_run_finds_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row of its files is accounted for; the dearest bombs are left to the whole run."""
    few = ("an id twice", "a lone surrogate", "CSV with NUL", "Parquet by name")
    monkeypatch.setattr(fuzz, "LINES", 25)
    monkeypatch.setattr(fuzz, "RESPONSE_BOMBS", {name: fuzz_bombs.RESPONSE_BOMBS[name] for name in few})
    monkeypatch.setattr(fuzz, "RUBRIC_BOMBS", {"NUL": fuzz_bombs.RUBRIC_BOMBS["NUL"]})
    monkeypatch.setattr(fuzz, "mistakes", lambda: islice(fuzz_bombs.mistakes(), 25))
    monkeypatch.setattr(fuzz, "TEXTS", {"conditions": fuzz.TEXTS["conditions"]})
    monkeypatch.setattr(fuzz, "LONG", 1000)
    assert fuzz.main(["--n", "20", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == 0
    assert (told["mistakes"], told["hostile answers"]) == (25, 1)
    assert told["rows read"] == told["rows graded"] + told["rows rejected"] + told["rows skipped"]


def test_what_is_thrown_and_what_has_no_place_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    found, metrics = fuzz.Found(), load_plugins().metrics
    assert fuzz.try_rubric(b"rubric: [", metrics, found)
    assert found.faults == []

    def broken(*_: object) -> None:
        raise ValueError("thrown")

    monkeypatch.setattr(fuzz, "load_rubric", broken)
    fuzz.try_rubric(b"x", metrics, found)
    [fault] = found.faults
    assert "ValueError: thrown" in fault


def test_what_is_spoiled_depends_on_the_seed_alone() -> None:
    one, two = (fuzz.spoiled(b"rubric: r\nquery: q\n", [b"other"], random.Random(3)) for _ in range(2))
    assert one == two
