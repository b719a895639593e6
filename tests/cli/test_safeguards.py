"""`rubrx audit`, `drift` and `select`, as people type them: text, JSON, exit codes, and refusals in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rubrx.cli import run as cli
from rubrx.jobs.grading import grade_file
from rubrx.jobs.probing import bundled
from rubrx.jobs.settings import Settings
from rubrx.jobs.sources import installed

QUERIES = ("metformin-egfr-28", "warfarin-ibuprofen", "gabapentin-renal-dosing")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A database with two graded runs on three queries, and the file of the second, which is marked."""
    here = tmp_path_factory.mktemp("safeguards")
    rows = [row for row in bundled(installed()) if row.query_id in QUERIES]
    for name, wanted in (("old", "-sft"), ("new", "-c")):
        lines = [
            json.dumps({"id": row.id, "query_id": row.query_id, "text": row.text, **row.metadata})
            for row in rows
            if wanted in row.id
        ]
        (here / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        grade_file(here / f"{name}.jsonl", db=here / "r.db", name=name, settings=Settings())
    return here


@pytest.fixture
def told(folder, capsys, monkeypatch):
    """What a command prints, as JSON or text; it must end with the code given."""
    monkeypatch.chdir(folder)

    def of(*words, code=0):
        found = cli([*words])
        out, err = capsys.readouterr()
        assert found == code, err
        return json.loads(out) if "--json" in words and out else (out or err)

    return of


def test_audit_reward_prints_what_was_found(told):
    attacks = ("--attack", "stuffing", "--attack", "twin-brand", "--attack", "left-out")
    data = told("audit", "reward", "keyword", "--responses", "new.jsonl", *attacks, "--json")
    assert {"exploitability", "interval", "per_attack"} <= set(data)
    assert data["per_attack"]["stuffing"]["exploitability"] > 0.9
    assert data["interval"][0] <= data["exploitability"] <= data["interval"][1]
    text = told("audit", "reward", "keyword", "--responses", "new.jsonl", *attacks)
    assert text.startswith(f"keyword: exploitability {data['exploitability']:.3f}")
    assert "stuffing" in text


def test_the_threshold_decides_the_exit_code(told):
    words = ("audit", "reward", "length", "--responses", "old.jsonl", "--attack", "padding")
    told(*words, "--max", "1")
    data = told(*words, "--max", "0.1", "--json", code=1)
    assert data["per_attack"]["padding"]["exploited"] == data["pairs"]


def test_search_is_told_beside_the_audit(told):
    data = told("audit", "reward", "length", "--responses", "old.jsonl", "--attack", "padding", "--search", "--json")
    assert data["search"]["share"] > 0.5


def test_workers_change_nothing(told, folder):
    lines = [json.dumps({"query_id": QUERIES[i % 3], "text": f"Stop it after {i} days."}) for i in range(70)]
    (folder / "many.jsonl").write_text("\n".join(lines))
    words = ("audit", "reward", "length", "--responses", "many.jsonl", "--attack", "padding", "--json")
    assert told(*words, "--workers", "1") == told(*words, "--workers", "2")


def test_audit_run_finds_where_rewards_and_marks_part(told):
    data = told("audit", "run", "new", "--gold", "gold", "--db", "r.db", "--json")
    assert data["labelled"] == 39
    assert data["rewards"]["rubric"]["agreement"] > data["rewards"]["length"]["agreement"]
    text = told("audit", "run", "new", "--gold", "gold", "--db", "r.db")
    assert "new against gold" in text
    assert "too high" in text


def test_audit_run_needs_marks(told):
    assert "no answer of run old has a mark in 'gold'" in told(
        "audit", "run", "old", "--gold", "gold", "--db", "r.db", code=2
    )
    assert "no run 'x'" in told("audit", "run", "x", "--gold", "gold", "--db", "r.db", code=2)


def test_drift_says_in_words_what_changed(told):
    data = told("drift", "old", "new", "--db", "r.db", "--gold", "gold", "--json")
    assert data["verdict"] in ("shifted", "unclear", "same")
    assert data["shared_queries"] == 3
    assert data["accuracy_a"] is None
    assert data["accuracy_b"]["pairs"] > 100
    text = told("drift", "old", "new", "--db", "r.db")
    assert data["told"][0][:40] in " ".join(text.split())
    assert data == told("drift", "old", "new", "--db", "r.db", "--gold", "gold", "--json")


def test_select_chooses_pairs_of_one_query(told):
    data = told("select", "new", "--db", "r.db", "--budget", "5", "--json")
    assert len(data["pairs"]) == 5
    assert data["members"] == ["keyword", "length", "rubric"]
    for pair in data["pairs"]:
        assert pair["a"].startswith(pair["query_id"])
        assert pair["b"].startswith(pair["query_id"])
        assert pair["a"] != pair["b"]
    from_file = told("select", "new.jsonl", "--budget", "5", "--json")
    assert [p["a"] for p in from_file["pairs"]] == [p["a"] for p in data["pairs"]]
    assert "5 of 234 pairs to label next" in told("select", "new", "--db", "r.db", "--budget", "5")


def test_select_random_repeats_with_its_seed(told):
    words = ("select", "new", "--db", "r.db", "--budget", "5", "--method", "random", "--json", "--seed")
    assert told(*words, "1") == told(*words, "1") != told(*words, "2")


def test_the_plan_is_the_seed_s_case_corrected(told):
    rows = {(row["raters"], row["staff"]): row for row in told("select", "--plan", "--json")["rows"]}
    assert rows["one", "experts"]["cost"] == 250_000
    assert (rows["2 of 3", "experts"]["low"], rows["2 of 3", "experts"]["high"]) == (500_000, 750_000)
    text = told("select", "--plan", "--saved", "0.3")
    assert "250,000" in text
    assert "30 % of the labels saved" in text


def test_the_simulation_has_its_keys(told):
    data = told("select", "--simulate", "--seeds", "2", "--json")
    assert {"labels_saved", "interval", "p_value"} <= set(data)
    assert data["seeds"] == 2


def test_one_seed_has_no_interval_and_claims_none(told):
    text = told("select", "--simulate", "--seeds", "1")
    assert "one seed has no interval" in text
    assert "1 seed on" in text
    assert " (no interval) " in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("select", "new", "--db", "r.db"), "--budget N"),
        (("select", "--plan", "--simulate"), "two different things"),
        (("select", "--plan", "--saved", "2"), "saved must lie between 0 and 1"),
        (("select", "--plan", "--json", "--expert-rate", "inf"), "expert rate must be finite"),
        (("audit", "reward", "length", "--max", "nan"), "nan is no number"),
        (("audit", "reward", "length", "--seed", "-1"), "-1 is not in the range"),
        (("drift", "old", "new", "--db", "r.db", "--seed", "-1"), "-1 is not in the range"),
        (("select", "new", "--db", "r.db", "--budget", "1", "--seed", "-1"), "-1 is not in the range"),
        (("select", "new", "--db", "none.db", "--budget", "1"), "no database at none.db"),
        (("audit", "reward", "nothing"), "no reward named"),
        (("select", "none.jsonl", "--budget", "1"), "none.jsonl: no such file"),
        (("drift", "old", "new", "--db", "r.db", "--gold", "nobody"), "no answer of old or new has a mark in 'nobody'"),
        (("audit", "reward", "length", "--responses", "none.jsonl"), "no such file"),
    ],
)
def test_what_can_t_be_done_is_said_in_one_line(told, words, said):
    message = told(*words, code=4 if "none.db" in words else 2)
    assert said in message
    assert Path("r.db").exists()
