"""`rubrx rm` at the command line: from a graded run to a model, its figures, its scores, and a reward."""

from __future__ import annotations

import contextlib
import io
import json
import os
from importlib.resources import files
from types import SimpleNamespace

import numpy as np
import pytest

from rubrx.cli import run

QUERIES = ("metformin-egfr-28", "warfarin-ibuprofen", "apixaban-egfr-12", "codeine-cyp2d6-poor", "basal-insulin-start")
QUICK = ("--members", "1", "--features", "clinical", "--held-out", "0")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Candidates of five queries, graded as run `c`, their pairs by gold, and a model of two members."""
    path = tmp_path_factory.mktemp("rm")
    text = files("rubrx_pharmacy").joinpath("examples", "candidates.jsonl").read_text("utf-8")
    kept = [line for line in text.splitlines() if json.loads(line)["query_id"] in QUERIES]
    (path / "c.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    done = []
    for words in (
        ("grade", "c.jsonl", "--name", "c", "--quiet"),
        ("rm", "pairs", "c", "--by", "gold", "--min-gap", "2", "-o", "p.jsonl"),
        ("rm", "train", "p.jsonl", "-o", "m.npz", "--members", "2", "--features", "clinical", "--curve"),
    ):
        done.append(rubrx(path, *words))
        assert done[-1].code == 0, done[-1].err
    return SimpleNamespace(path=path, pairs=done[1], train=done[2])


def rubrx(path, *words):
    """Run one command in a folder; exit code, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    before = os.getcwd()
    os.chdir(path)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(list(words))
    finally:
        os.chdir(before)
    return SimpleNamespace(code=code, out=out.getvalue(), err=err.getvalue())


def as_json(path, *words, code=0):
    done = rubrx(path, *words, "--json")
    assert done.code == code, done.err
    return json.loads(done.out)


def test_pairs_say_what_became_of_the_answers(folder):
    rows = [json.loads(line) for line in (folder.path / "p.jsonl").read_text("utf-8").splitlines()]
    assert all(set(row) == {"prompt", "chosen", "rejected"} for row in rows)
    assert folder.pairs.err.startswith(f"rubrx: {len(rows)} pairs of 5 queries of run c, by gold; ")
    gold = {
        each["text"]: each["gold"]
        for each in map(json.loads, (folder.path / "c.jsonl").read_text("utf-8").splitlines())
    }
    assert all(gold[row["chosen"]] - gold[row["rejected"]] >= 2 for row in rows)


@pytest.mark.parametrize("by", ["score", "keyword"])
def test_pairs_follow_the_score_or_a_reward_too(folder, by):
    done = rubrx(folder.path, "rm", "pairs", "c", "--by", by, "--per-query", "7")
    assert done.code == 0
    assert 0 < len(done.out.splitlines()) <= 35
    assert "more than --per-query" in done.err


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("pairs", "c", "--by", "nonsense"), "no answer of run c has a mark 'nonsense'"),
        (("pairs", "nobody"), "no run 'nobody'"),
        (("pairs", "c", "--min-gap", "nan"), "min gap"),
        (("pairs", "c", "--annotations"), "nobody has compared answers of run c yet"),
        (("pairs", "c", "--json"), "it needs -o FILE"),
        (("train", "gone.jsonl", "-o", "x.npz"), "gone.jsonl: no such file"),
        (("train", "p.jsonl", "-o", "gone/x.npz"), "can't be written"),
        (("train", "p.jsonl", "-o", "."), "is a folder"),
        (("train", "p.jsonl", "-o", "./p.jsonl"), "is the file that is read"),
        (("train", "p.jsonl", "-o", "rubrx.db"), "is a database"),
        (("train", "p.jsonl", "-o", "x.npz", "--members", "0"), "members must be from 1"),
        (("train", "p.jsonl", "-o", "x.npz", "--l2", "nan"), "l2 must be a positive number"),
        (("train", "p.jsonl", "-o", "x.npz", "--features", "wrds"), "did you mean words?"),
        (("train", "p.jsonl", "-o", "x.npz", "--features", ""), "must name one set"),
        (("train", "p.jsonl", "-o", "x.npz", "--held-out", "0.9"), "held out must be a share"),
        (("train", "p.jsonl", "-o", "x.npz", "--min-agreement", "60"), "min agreement"),
        (("train", "p.jsonl", "-o", "x.npz", "--seed", "-1"), "-1 is not in the range x>=0"),
        (("eval", "gone.npz", "p.jsonl"), "gone.npz: no such file"),
        (("score", "m.npz"), "one of them"),
        (("score", "m.npz", "c.jsonl", "--k", "nan"), "k must be a number"),
        (("probe", "m.npz", "--pairs", "gone.jsonl"), "gone.jsonl: no such file"),
    ],
)
def test_what_can_not_work_is_one_line_and_exit_2(folder, words, problem):
    done = rubrx(folder.path, "rm", *words)
    assert done.code == 2
    assert problem in done.err
    assert done.out == ""
    assert not (folder.path / "x.npz").exists()
    assert "Traceback" not in done.err


def test_a_reward_without_a_file_is_told(folder):
    done = rubrx(folder.path, "grade", "c.jsonl", "--reward", "rm:")
    assert (done.code, done.err) == (2, "rubrx: error: 'rm:' names no model: write rm:FILE\n")


def test_a_corrupt_model_is_exit_3_wherever_it_is_used(folder):
    (folder.path / "bad.npz").write_bytes((folder.path / "m.npz").read_bytes()[:300])
    for words in (
        ("rm", "score", "bad.npz", "c.jsonl"),
        ("rm", "eval", "bad.npz", "p.jsonl"),
        ("rm", "probe", "bad.npz"),
        ("grade", "c.jsonl", "--reward", "rm:bad.npz"),
    ):
        done = rubrx(folder.path, *words)
        assert (done.code, done.out) == (3, "")
        assert done.err == "rubrx: error: bad.npz: is damaged; `rubrx rm train` makes one\n"


def test_bad_rows_are_told_by_line_and_field_and_make_exit_3(folder):
    good = (folder.path / "p.jsonl").read_text("utf-8")
    (folder.path / "worse.jsonl").write_text('{"prompt": "p", "chosen": "a"}\n' + good, encoding="utf-8")
    done = rubrx(folder.path, "rm", "train", "worse.jsonl", "-o", "worse.npz", *QUICK)
    assert done.code == 3
    assert done.err == "rubrx: worse.jsonl:1: rejected: no rejected answer\n"
    assert "1 row refused" in done.out
    assert (folder.path / "worse.npz").exists()
    quiet = rubrx(folder.path, "rm", "eval", "worse.npz", "worse.jsonl", "--allow-rejects")
    assert quiet.code == 0


def test_pairs_that_are_all_tied_are_named_as_what_is_missing(folder):
    rows = [json.loads(line) for line in (folder.path / "p.jsonl").read_text("utf-8").splitlines()[:20]]
    turned = [{**row, "chosen": row["rejected"], "rejected": row["chosen"]} for row in rows]
    (folder.path / "tied.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows + turned), encoding="utf-8")
    done = rubrx(folder.path, "rm", "train", "tied.jsonl", "-o", "tied.npz", *QUICK)
    assert done.code == 3
    assert "tied.jsonl: 0 usable pairs; at least 10 are needed to learn from (dropped: 20 tied)" in done.err


def test_where_one_prompt_is_all_there_is_the_page_says_why_nothing_is_held_out(folder):
    rows = [json.loads(line) for line in (folder.path / "p.jsonl").read_text("utf-8").splitlines()]
    kept = [row for row in rows if row["prompt"] == rows[0]["prompt"]]
    (folder.path / "one.jsonl").write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
    done = rubrx(folder.path, "rm", "train", "one.jsonl", "-o", "one.npz", "--features", "clinical")
    assert done.code == 0
    assert "Nothing could be held out: one prompt is all there is." in done.out


def test_the_page_of_a_training_has_each_part(folder):
    for heading in ("REWARD MODEL", "HELD OUT", "LEARNING CURVE", "WHAT IT LEARNED", "wrote m.npz", "next: "):
        assert heading in folder.train.out
    assert max(map(len, folder.train.out.splitlines())) <= 100


def test_json_of_a_training_is_complete_and_repeats(folder):
    first, again = (
        as_json(folder.path, "rm", "train", "p.jsonl", "-o", "n.npz", "--members", "2", "--features", "clinical")
        for _ in range(2)
    )
    assert first == again
    assert first["digest"]
    assert 0 < first["held_out"]["accuracy"]["value"] <= 1
    assert {"reliability", "ece", "log_loss"} < set(first["held_out"])
    assert first["counts"]["with_rubric"] == 5
    assert "model" not in first


def test_evaluation_warns_of_prompts_that_were_trained_on(folder):
    assert "5 of these prompts were trained on" in rubrx(folder.path, "rm", "eval", "m.npz", "p.jsonl").out
    found = as_json(folder.path, "rm", "eval", "m.npz", "p.jsonl")
    assert found["trained_on"] == 5
    assert found["measured"]["accuracy"]["value"] > 0.8


def test_scores_of_a_file_and_of_its_run_are_the_same(folder):
    file = as_json(folder.path, "rm", "score", "m.npz", "c.jsonl")
    run_ = as_json(folder.path, "rm", "score", "m.npz", "--run", "c")
    by_id = {each["response_id"]: each for each in run_["answers"]}
    assert [by_id[each["response_id"]] for each in file["answers"]] == file["answers"]
    assert all(0 <= each["lower"] <= each["mean"] <= 10 and each["lowest"] <= each["mean"] for each in file["answers"])
    shown = rubrx(folder.path, "rm", "score", "m.npz", "c.jsonl").out.splitlines()
    assert shown[-2] == "… the best 20 of 65; --json has all"


def test_it_becomes_a_reward_and_a_member_of_the_ensemble(folder):
    assert rubrx(folder.path, "grade", "c.jsonl", "--name", "r", "--reward", "rm:m.npz", "--quiet").code == 0
    scores = {each["response_id"]: each for each in as_json(folder.path, "rm", "score", "m.npz", "c.jsonl")["answers"]}
    name = "metformin-egfr-28-c05"
    [reward] = as_json(folder.path, "show", name, "--run", "r")["rewards"]
    assert reward["reward"] == "rm:m.npz"
    assert reward["value"] == pytest.approx(scores[name]["lower"])
    (folder.path / "rubrx.toml").write_text(
        '[rewards.ensemble]\nmembers = ["rubric", "rm:m.npz"]\n[rewards."rm:m.npz"]\ncombine = "mean"\n'
    )
    try:
        assert rubrx(folder.path, "grade", "c.jsonl", "--name", "e", "--quiet").code == 0
    finally:
        (folder.path / "rubrx.toml").unlink()
    values = {each["reward"]: each["value"] for each in as_json(folder.path, "show", name, "--run", "e")["rewards"]}
    assert values["rm:m.npz"] == pytest.approx(scores[name]["mean"])
    assert values["ensemble"] == pytest.approx((values["rubric"] + values["rm:m.npz"]) / 2)


def test_a_card_of_a_model_says_that_it_may_have_learned_from_these_answers(folder):
    told = {
        name: rubrx(folder.path, "reward", "compare", name, "--candidates", "c.jsonl", "--no-audit").out
        for name in ("keyword", "rm:m.npz")
    }
    assert "may have learned from these very answers" not in told["keyword"]
    assert "may have learned from these very answers" in " ".join(told["rm:m.npz"].split())


def test_a_model_that_changed_does_not_go_on_with_a_run(folder):
    """Its digest is among the run's versions."""
    words = ("grade", "c.jsonl", "--name", "again", "--reward", "rm:n2.npz", "--quiet")
    as_json(folder.path, "rm", "train", "p.jsonl", "-o", "n2.npz", *QUICK)
    assert rubrx(folder.path, *words).code == 0
    as_json(folder.path, "rm", "train", "p.jsonl", "-o", "n2.npz", *QUICK, "--l2", "1")
    done = rubrx(folder.path, *words, "--resume")
    assert done.code == 2
    assert "its versions have changed (reward:rm:n2.npz" in done.err


def test_the_probe_counts_wins_by_kind_and_quotes_what_went_wrong(folder):
    found = as_json(folder.path, "rm", "probe", "m.npz")
    assert [each["kind"] for each in found["kinds"]] == ["actionable", "safe", "specific"]
    assert sum(each["n"] for each in found["kinds"]) == found["overall"]["n"] == len(found["pairs"]) == 42
    wins = sum(each["probability"] > 0.5 for each in found["pairs"])
    assert found["overall"]["wins"] == wins
    low, high = found["overall"]["interval"]
    assert low < found["overall"]["rate"] < high
    page = rubrx(folder.path, "rm", "probe", "m.npz").out
    assert "PROBE   42 minimal pairs (pharmacy/minimal-pairs.jsonl)" in page
    assert "WHAT IT LEARNED" in page


def test_a_round_asks_about_pairs_and_is_kept(folder):
    words = ("rm", "round", "p.jsonl", "c", "-o", "r.npz", "--members", "2", "--features", "clinical", "--label", "12")
    found = as_json(folder.path, *words)
    assert len(found["to_label"]) == 12
    ids = {json.loads(line)["id"] for line in (folder.path / "c.jsonl").read_text("utf-8").splitlines()}
    assert all({each["response_a"], each["response_b"]} <= ids for each in found["to_label"])
    rounds = rubrx(folder.path, "rounds", "list", "--json")
    assert rounds.code == 0, rounds.err
    assert '"step": "rm"' in rounds.out
    assert str(found["figures"]["held_out_accuracy"]) in rounds.out
    page = rubrx(folder.path, *words, "--no-record").out
    assert "and 2 more; --json has all" in page


def test_people_probe_with_pairs_of_their_own(folder):
    (folder.path / "mine.jsonl").write_text(
        json.dumps({"prompt": "metformin-egfr-28", "chosen": "Metformin is contraindicated below an eGFR of 30.",
                    "rejected": "metformin, eGFR, contraindicated, lactic acidosis, insulin", "kind": "says it"}) + "\n"
    )  # fmt: skip
    found = as_json(folder.path, "rm", "probe", "m.npz", "--pairs", "mine.jsonl")
    assert [(each["kind"], each["n"]) for each in found["kinds"]] == [("says it", 1)]


def test_bundled_minimal_pairs_are_sound(folder):
    """Each has a kind, a source with a date, a rubric in force, and two answers of much the same length."""
    text = files("rubrx_pharmacy").joinpath("probes", "minimal-pairs.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert {row["kind"] for row in rows} == {"actionable", "safe", "specific"}
    ids = {each["id"] for each in as_json(folder.path, "rubric", "list")["rubrics"]}
    ratios = []
    for row in rows:
        assert row["query_id"] in ids
        assert any(part.strip()[:4].isdigit() for part in row["source"].split(",")), row["source"]
        ratios.append(len(row["chosen"].split()) / len(row["rejected"].split()))
    assert 0.8 < np.median(ratios) < 1.35  # or length alone would win
