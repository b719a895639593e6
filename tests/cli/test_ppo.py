"""`rubrx ppo` prints its figures as text or as one object, resumes after a kill, and says in one line what is wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from rubrx.cli import run as cli

KEYS = {"reward_before", "reward_after", "kl", "gold_before", "gold_after", "optimum_share", "warnings", "history"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def answers(folder):
    """Three answers to two queries, with gold, in answers.jsonl."""
    texts = [
        ("Contraindicated: metformin carries a risk of lactic acidosis here. Use insulin.", 9),
        ("Stop metformin.", 6),
        ("Metformin is fine <b>&amp; \x1b[31m safe</b>.", 1),
    ]
    rows = [
        {"id": f"{query[-4:]}-{n}", "query_id": query, "text": text, "gold": gold}
        for query in ("metformin-egfr-28", "metformin-cirrhosis")
        for n, (text, gold) in enumerate(texts)
    ]
    (folder / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return ["--candidates", "answers.jsonl", "--iterations", "5"]


def data(capsys, *argv):
    assert cli(["ppo", "--json", *argv]) == 0
    return json.loads(capsys.readouterr().out)


def test_one_object_has_every_figure_that_is_promised(answers, capsys):
    found = data(capsys, *answers)
    assert set(found) >= KEYS
    assert [each["iteration"] for each in found["history"]] == [1, 2, 3, 4, 5]
    assert (found["name"], found["reward"], found["queries"]) == ("ppo-answers", "rubric", 2)
    assert {each["metric"] for each in found["metrics"]} >= {"accuracy"}


def test_the_page_has_the_logs_columns_a_row_an_iteration_and_gold_last(answers, capsys):
    assert cli(["ppo", *answers, "--held-out", "1"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    head = next(n for n, line in enumerate(lines) if "Iter" in line)
    assert lines[head].split() == ["Iter", "Loss", "Reward", "KL", "Clipped", "β", "Gold"]
    assert [line.split()[0] for line in lines[head + 1 : head + 7]] == ["0", "1", "2", "3", "4", "5"]
    assert "1 query that the policy never trained on" in out
    assert "steps: training ppo-answers in rubrx.db" in out
    assert err == ""


def test_the_replay_as_an_object(folder, capsys):
    assert cli(["ppo", "--replay", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [set(row) for row in found["rows"]] == [{"iteration", "loss", "reward", "kl", "clip_fraction", "beta"}] * 4
    assert [round(row["beta"], 3) for row in found["rows"]] == [0.475, 0.451, 0.429, 0.407]
    assert [round(row["beta"], 3) for row in found["corrected_sign"]] == [0.525, 0.551, 0.579, 0.608]
    assert len(found["engine"]) == 4
    assert not (folder / "rubrx.db").exists()


def test_the_card_sets_the_notes_beside_the_engine(folder, capsys):
    assert cli(["ppo", "--card"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"β after 1,000 +0\.407 +0\.608", out)
    assert re.search(r"reward of 10 +3\.3 → 5\.25 +4\.28 → 5\.\d\d", out)
    assert "-2.1936 → -2.1895" in out


def test_a_sweep_marks_the_seeds_beta(answers, capsys):
    assert cli(["ppo", "--sweep", "beta", *answers, "--report", "s.html"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if "the seed's" in line]
    assert len(rows) == 1
    assert rows[0].split()[0] == "0.5"
    found = data(capsys, "--sweep", "beta", *answers)
    assert [row["beta"] for row in found["sweep"]] == [0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0]
    with open("s.html", encoding="utf-8") as page:
        assert "the seed&#x27;s 0.5" in page.read()


def test_the_report_is_one_file_that_loads_nothing_and_holds_no_strangers_markup(answers, folder, capsys):
    name = "<script>alert(1)</script>"
    assert cli(["ppo", *answers, "--report", "r.html", "--name", name]) == 0
    page = (folder / "r.html").read_text("utf-8")
    assert page.count("<svg") >= 3
    assert "<script" not in page
    assert not re.search(r"""(src|href)\s*=|url\(|@import""", page)
    assert "Content-Security-Policy" in page


def test_a_killed_training_resumes_to_the_same_figures(answers, folder, capsys):
    """SIGKILL at whatever moment: the checkpoint is whole, and the resumed run is the uninterrupted one."""
    argv = ["--candidates", "answers.jsonl", "--iterations", "60", "--checkpoint", "c.ckpt", "--checkpoint-every", "1"]
    command = [sys.executable, "-m", "rubrx", "ppo", *argv, "--name", "cut", "--iterations", "1000000"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        checkpoint = folder / "c.ckpt"
        while not (checkpoint.exists() and b'"iteration":3,' in checkpoint.read_bytes()) and process.poll() is None:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
    resumed = data(capsys, *argv, "--resume")
    whole = data(capsys, *argv[:4], "--name", "whole")
    assert resumed["resumed"] > 0
    for key in KEYS | {"probabilities", "metrics"}:
        if resumed["resumed"] <= 60:
            assert resumed[key] == whole[key]


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["--resume"], 2, "--resume needs --checkpoint FILE"),
        (["--reward", "rubrik"], 2, "did you mean rubric"),
        (["--variant", "kl-sign"], 2, "a plugin brings them"),
        (["--stop-on", "boredom"], 2, "no warning is called 'boredom'"),
        (["--held-out", "14"], 2, "can't hold out 14 of 2"),
        (["--beta", "nan"], 2, "beta must be a finite number"),
        (["--report", "nowhere/r.html"], 4, "can't be written"),
        (["--report", "."], 4, "can't be written: it is a folder"),
        (["--beta", "0"], 2, "proportional needs one above 0"),
        (["--controller", "thresholds", "--beta", "0"], 2, "thresholds needs one above 0"),
        (["--gold", "mark"], 2, "answers.jsonl: no candidate has a mark 'mark'"),
        (["--checkpoint", "nowhere/c.ckpt"], 4, "can't be written"),
        (["--checkpoint", "answers.jsonl"], 2, "answers.jsonl exists already: go on with --resume"),
        (["--max-kl", "nan"], 2, "--max-kl must be a number above 0"),
        (["--target-kl", "inf"], 2, "--target-kl must be a number above 0"),
        (["--batch", "100000000"], 2, "2 to 100,000 answers"),
        (["--candidates", "nowhere.jsonl"], 2, "nowhere.jsonl: no such file"),
    ],
)
def test_what_cannot_work_is_told_in_one_line(answers, argv, code, message, capsys):
    assert cli(["ppo", *answers, *argv]) == code
    err = capsys.readouterr().err
    assert message in err
    assert err.startswith("rubrx: error: ")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--replay", "--sweep", "beta"], "--sweep has no effect with --replay"),
        (["--card", "--replay"], "--replay has no effect with --card"),
        (["--replay", "--iterations", "200"], "--iterations has no effect with --replay"),
        (["--card", "--reward", "rubric"], "--reward has no effect with --card"),
        (["--replay", "--db", "x.db"], "--db has no effect with --replay"),
        (["--sweep", "beta", "--beta", "1"], "--beta has no effect with --sweep"),
        (["--sweep", "beta", "--name", "n"], "--name has no effect with --sweep"),
        (["--sweep", "beta", "--checkpoint", "c"], "--checkpoint has no effect with --sweep"),
        (["--sweep", "beta", "--held-out", "each"], "--held-out has no effect as `each` with --sweep"),
        (["--features", "clinical"], "--features has no effect without --policy linear"),
        (["--controller", "fixed", "--target-kl", "0.5"], "--target-kl has no effect with --controller fixed"),
        (["--checkpoint-every", "5"], "--checkpoint-every has no effect without --checkpoint"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(folder, argv, message, capsys):
    assert cli(["ppo", *argv]) == 2
    out, err = capsys.readouterr()
    assert message in err.splitlines()[0]
    assert out == ""
    assert not list(folder.iterdir())


def test_what_the_environment_says_of_the_database_is_no_option_without_effect(folder, monkeypatch, capsys):
    monkeypatch.setenv("RUBRX_DB", str(folder / "mine.db"))
    assert cli(["ppo", "--card"]) == 0
    assert "has no effect" not in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_told_before_anything_is_trained(answers, folder, capsys):
    assert cli(["ppo", *answers, "--report", "nowhere/r.html"]) == 4
    assert capsys.readouterr().out == ""
    assert not (folder / "rubrx.db").exists()


def test_a_query_that_lacks_a_mark_is_told_and_gold_watches_the_others(answers, folder, capsys):
    place = folder / "answers.jsonl"
    place.write_text(place.read_text().replace(', "gold": 9', "", 1))
    told = "1 of 6 candidates have no mark, so that gold watches only the 1 of 2 queries with every mark"
    for form in (["--json"], [], ["--sweep", "beta"], ["--sweep", "beta", "--json"]):
        assert cli(["ppo", *answers, *form]) == 0
        out, err = capsys.readouterr()
        assert err == f"rubrx: warning: {told}\n"
        if "--json" not in form:
            assert "on the 1 of 2 queries with every mark" in " ".join(out.split())
        elif "--sweep" not in form:
            assert json.loads(out)["gold_queries"] == 1
            assert json.loads(out)["gold_after"] is not None
    assert json.loads(out)["sweep"][0]["gold_queries"] == 1
    assert cli(["ppo", *answers, "--stop-on", "hacking"]) == 0


def test_gold_without_one_whole_query_is_told_and_can_stop_nothing(answers, folder, capsys):
    place = folder / "answers.jsonl"
    rows = [json.loads(line) for line in place.read_text().splitlines()]
    for query in {row["query_id"] for row in rows}:
        next(row for row in rows if row["query_id"] == query).pop("gold")
    place.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert cli(["ppo", *answers, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == "rubrx: warning: 2 of 6 candidates have no mark, so that gold can't watch\n"
    assert json.loads(out)["gold_after"] is None
    assert cli(["ppo", *answers, "--stop-on", "hacking"]) == 2
    assert "a query to train on whose every candidate has a mark 'gold'; 2 of 6 have none" in capsys.readouterr().err


def test_nothing_that_it_reads_is_overwritten(answers, folder, capsys):
    before = (folder / "answers.jsonl").read_bytes()
    assert cli(["ppo", *answers, "--report", "./answers.jsonl"]) == 2
    assert cli(["ppo", *answers, "--checkpoint", "answers.jsonl"]) == 2
    assert (folder / "answers.jsonl").read_bytes() == before


def test_a_damaged_checkpoint_is_refused_in_one_line(answers, folder, capsys):
    (folder / "c.ckpt").write_text("{}")
    assert cli(["ppo", *answers, "--checkpoint", "c.ckpt", "--resume"]) == 3
    assert capsys.readouterr().err == "rubrx: error: c.ckpt: is no checkpoint of rubrx, or its beginning is damaged\n"
