"""`rubrx demo` does the whole job on the bundled answers, and leaves nothing behind unless asked."""

from __future__ import annotations

import json
import re
import tempfile

import pytest

from rubrx.cli import run
from rubrx.store import list_runs, open_store, read_steps


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder that isn't there until a demo is kept in it."""
    return tmp_path_factory.mktemp("demo") / "made" / "here"


@pytest.fixture(scope="module")
def demo(kept):
    """What `rubrx demo --json --keep` printed."""
    import contextlib
    import io

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out):
        code = run(["demo", "--json", "--keep", str(kept)])
    assert code == 0
    out.seek(0)
    return json.load(out)


def test_every_part_is_there_and_every_row_was_graded(demo):
    assert list(demo) == ["db", "before", "after", "comparison", "still_failing", "training"]
    for part, name in (("before", "sft"), ("after", "ppo")):
        header = demo[part]["run"]
        assert header["name"] == name
        assert header["read"] == header["graded"] > 0
        assert not header["skipped_queries"]


def test_the_tuned_answers_are_better_and_by_more_than_chance(demo):
    assert demo["comparison"]["interval"][0] > 0


def test_even_the_tuned_answers_fail_something_and_words_are_quoted(demo):
    failing = demo["still_failing"]
    assert failing
    assert any(each["example"]["quotes"] for each in failing)
    assert all(1 <= each["failed"] <= each["answers"] for each in failing)
    assert sum(each["failed"] for each in failing) == demo["after"]["critical"]["failed"]


def test_training_raises_the_reward_by_the_seeds_59_percent_within_one_nat_and_gold_with_it(demo):
    outcome = demo["training"]["outcome"]
    assert demo["training"]["reward"] == "ensemble"
    assert outcome["left_out"] == 0
    assert outcome["queries_left_out"] == []
    assert outcome["reward_after"] / outcome["reward_before"] >= 1.59
    assert 0 < outcome["kl"] <= 1
    assert outcome["optimum_share"] >= 0.95
    assert outcome["gold_interval"][0] > 0
    assert outcome["gold_before"] <= 4  # the bundled candidates are mostly weak


def test_what_is_kept_is_a_database_to_look_around_in(demo, kept):
    assert demo["db"] == str(kept / "rubrx.db")
    with open_store(kept / "rubrx.db") as store:
        assert {each.name for each in list_runs(store)} == {"sft", "ppo", "candidates"}
        steps = read_steps(store, demo["training"]["name"])
    assert [step for step, _ in steps] == [each["iteration"] for each in demo["training"]["outcome"]["history"]]
    assert steps[-1][1]["reward"] == demo["training"]["outcome"]["reward_after"]
    assert {file.name for file in kept.iterdir()} >= {
        "sft.jsonl",
        "ppo.jsonl",
        "candidates.jsonl",
        "rubrx.db",
    }


def test_nothing_that_is_there_is_overwritten(demo, kept, capsys):
    assert demo
    before = (kept / "sft.jsonl").read_bytes()
    assert run(["demo", "--keep", str(kept)]) == 2
    assert "overwrites nothing" in capsys.readouterr().err
    assert (kept / "sft.jsonl").read_bytes() == before


def test_a_file_of_ones_own_is_never_touched(tmp_path, capsys):
    mine = tmp_path / "candidates.jsonl"
    mine.write_text("mine")
    assert run(["demo", "--keep", str(tmp_path)]) == 2
    assert "candidates.jsonl exists already" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["candidates.jsonl"]
    assert mine.read_text() == "mine"


def test_a_folder_that_can_not_be_made_is_told_in_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert run(["demo", "--keep", str(tmp_path / "file" / "below")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len([line for line in captured.err.splitlines() if "error" in line]) == 1


def test_without_keep_nothing_is_left_and_the_page_ends_with_what_gold_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    # a settings file in the way changes nothing: the demo is the same everywhere
    (tmp_path / "rubrx.toml").write_text('[rewards.ensemble]\nmembers = ["length"]\n')
    assert run(["demo"]) == 0
    first = capsys.readouterr().out
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "rubrx.db").exists()
    for part in ("Run sft", "Run ppo", "sft → ppo", "WHAT EVEN THE TUNED ANSWERS FAIL", "TRAINING"):
        assert part in first
    assert re.search(r"Iter +Loss +Reward +KL +Clipped +β +Gold", first)
    assert "Gold rose with the reward although it was never trained on" in " ".join(first.split())
    assert "next: rubrx demo --keep DIR" in first


def test_a_second_demo_says_the_same(tmp_path, demo):
    import contextlib
    import io

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out):
        run(["demo", "--json", "--keep", str(tmp_path / "again")])
    out.seek(0)
    again = json.load(out)
    assert again["training"]["outcome"] == demo["training"]["outcome"]
    assert again["still_failing"] == demo["still_failing"]
    for key in ("score", "metrics", "pair", "queries", "rewards"):
        assert again["after"][key] == demo["after"][key]


def test_without_the_pack_the_demo_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.setenv("RUBRX_WITHOUT", "pharmacy")
    assert run(["demo"]) == 2
    assert "needs the rubric pack 'pharmacy'" in capsys.readouterr().err
