"""`rubrx compare` prints two runs side by side, as the seed does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import samples
from samples import PERFECT, WORST

from rubrx.cli import run as cli
from rubrx.records import Status

MET, NOT_MET, *_ = Status
WEAK = (NOT_MET, NOT_MET, MET, MET, MET, NOT_MET)


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = tmp_path / "rubrx.db"
    samples.write_run(path, "sft", [("q1", "a", WEAK), ("q2", "b", WORST), ("q3", "c", PERFECT)])
    samples.write_run(path, "ppo", [("q1", "a", PERFECT), ("q2", "b", WEAK), ("q3", "c", PERFECT)])
    return str(path)


def test_each_query_is_a_line(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["compare", "sft", "ppo", "--db", db]) == 0
    out, err = capsys.readouterr()
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0] == "sft → ppo"
    for line in (
        "q1 3.0 → 10.0 +233 %",
        "q2 0.0 → 3.0 new",
        "q3 10.0 → 10.0 0 %",
        "mean of 3 queries 4.3 → 7.7 +77 %",
    ):
        assert line in lines
    assert "6 fixed, 0 regressed" in lines
    assert err == ""


def test_json_has_the_same_figures(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["compare", "sft", "ppo", "--db", db, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["difference"] == pytest.approx(1 / 3)
    assert [query["relative"] for query in data["queries"]] == [pytest.approx(7 / 3), None, 0.0]


def test_both_runs_must_be_named(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["compare", "sft", "--db", db]) == 2
    assert "Missing argument 'B'" in capsys.readouterr().err
    assert cli(["compare", "sft", "rlhf", "--db", db, "--json"]) == 2
    assert "no run 'rlhf'" in json.loads(capsys.readouterr().err)["error"]["message"]


def test_the_page_tells_pairs_margin_and_manner(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["compare", "sft", "ppo", "--db", db, "--margin", "0.1"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for words in (
        "VERDICTS IN PAIRS 3 answers by id",
        "fixed q1 / contra (critical) contra is met",
        "CRITICAL CRITERIA 2 fixed, 0 regressed of 6 pairs on 3 queries",
        "not worse by 10 points is not shown, and could not be",
        "capitals: words in capitals, which are style and never merit",
        "80 % power",
    ):
        assert words in out, words


def test_more_than_two_runs_are_each_set_beside_the_first(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["compare", "sft", "ppo", "sft", "--db", db, "--json"]) == 0
    both = json.loads(capsys.readouterr().out)["comparisons"]
    assert [each["after"]["name"] for each in both] == ["ppo", "sft"]
    assert cli(["compare", "sft", "ppo", "sft", "--db", db]) == 0
    out = capsys.readouterr().out
    assert "sft → ppo" in out
    assert "sft → sft" in out
    assert cli(["compare", "sft", "ppo", "--db", db, "--margin", "5"]) == 2
    assert "between 0 and 1" in capsys.readouterr().err
