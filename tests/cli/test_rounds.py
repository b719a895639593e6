"""`rubrx rounds` keeps what each step came to and gives one advice, with its reason."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from rubrx.cli import run as cli
from rubrx.jobs.grading import grade_file
from rubrx.reports.page import Page
from rubrx.reports.rounds import StepRow, status_of, status_text


def step(number: int, name: str, **figures: float) -> StepRow:
    return StepRow(number, name, None, figures, "", "")


def gain(number: int, low: float, high: float) -> StepRow:
    return step(number, "ppo", gold_interval_low=low, gold_interval_high=high)


@pytest.mark.parametrize(
    ("steps", "advice", "reason", "next_step"),
    [
        ([], "continue", "has not been measured yet", "grade"),
        ([step(1, "grade", score=0.4)], "continue", "no training has reported", "select"),
        ([step(1, "rm", correlation_low=0.3)], "retrain", "as low as 0.30", "select"),
        ([step(1, "annotate"), step(1, "rm", correlation_low=0.3)], "retrain", "as low as 0.30", "rm"),
        ([step(1, "rm", correlation_low=0.7), gain(1, 0.2, 0.9)], "continue", "does not cover 0", "grade"),
        ([gain(1, -0.1, 0.9)], "continue", "covers 0, once", "grade"),
        ([gain(1, -0.1, 0.9), gain(2, -0.2, 0.1)], "stop", "covered 0 twice running", ""),
        ([gain(1, -0.1, 0.9), gain(2, 0.2, 0.4), gain(3, -0.2, 0.1)], "continue", "covers 0, once", "grade"),
        ([gain(1, -1, 0), gain(2, 0, 1), step(2, "agree", correlation_low=0.2)], "retrain", "0.20", "select"),
        (
            [step(1, "rm", correlation_low=0.2), step(2, "rm", correlation_low=0.8)],
            "continue",
            "at least 0.80",
            "grade",
        ),
    ],
)
def test_the_advice_follows_from_the_newest_figures(steps, advice, reason, next_step):
    found = status_of(steps)
    assert found.advice == advice
    assert reason in found.reason
    assert found.next_step == next_step


@pytest.fixture
def loop(tmp_path, monkeypatch):
    """A folder with a graded run `first` of six answers, and preferences."""
    monkeypatch.chdir(tmp_path)
    texts = [
        "Contraindicated: lactic acidosis. Use insulin.",
        "Stop metformin.",
        "It is fine.",
        "Hold it.",
        "Perhaps.",
        "No.",
    ]
    rows = [{"id": f"a{n}", "query_id": "metformin-egfr-28", "text": text, "gold": n} for n, text in enumerate(texts)]
    Path("a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    pairs = [
        {"prompt": "metformin-egfr-28", "chosen": texts[i], "rejected": texts[j]} for i in range(6) for j in range(i)
    ]
    Path("p.jsonl").write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    assert cli(["grade", "a.jsonl", "--quiet", "--name", "first"]) == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rm", ["rm", "train", "p.jsonl", "-o", "m.npz", "--features", "clinical", "--held-out", "0"]),
        ("audit", ["audit", "reward", "length", "--responses", "a.jsonl", "--workers", "1", "--attack", "padding"]),
        ("drift", ["drift", "first", "first"]),
        ("select", ["select", "first", "--budget", "2"]),
        ("ppo", ["ppo", "--candidates", "a.jsonl", "--iterations", "3", "--name", "t"]),
    ],
)
def test_a_command_keeps_by_itself_what_its_json_would_have_kept(loop, name, words, monkeypatch, capsys):
    """`COMMAND --round newest` and `COMMAND --json | rubrx rounds add STEP --from -` are the same row."""
    capsys.readouterr()
    assert cli([*words, "--round", "newest", "--db", "rubrx.db", "--json"]) == 0
    out, err = capsys.readouterr()
    assert f"kept: round 1, {name}\n" in err
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(out.encode())))
    assert cli(["rounds", "add", name, "--from", "-"]) == 0
    capsys.readouterr()
    assert cli(["rounds", "list", "--json"]) == 0
    kept, added = json.loads(capsys.readouterr().out)["steps"]
    assert kept["figures"] == added["figures"]
    assert kept["figures"]
    assert (kept["round"], kept["step"]) == (added["round"], added["step"]) == (1, name)


def test_grading_begins_the_next_round_and_a_number_names_one(loop, capsys):
    for words in (["--round", "newest"], ["--round", "newest"], ["--round", "7"]):
        assert cli(["grade", "a.jsonl", "--quiet", *words]) == 0
    capsys.readouterr()
    cli(["rounds", "list", "--json"])
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [(each["round"], each["step"]) for each in steps] == [(1, "grade"), (2, "grade"), (7, "grade")]
    assert all(each["figures"]["answers"] == 6 for each in steps)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["ppo", "--round", "0"], 2, "write newest, or a number from 1"),
        (["ppo", "--sweep", "beta", "--round", "1"], 2, "--round has no effect with --sweep"),
        (["agreement", "labels.csv", "--round", "1"], 2, "--round has no effect on a file of labels"),
        (["rm", "train", "p.jsonl", "-o", "m.npz", "--db", "rubrx.db"], 2, "--db has no effect without --round"),
        (["rm", "train", "p.jsonl", "-o", "m.npz", "--round", "1", "--db", "none.db"], 4, "no database at none.db"),
        (["select", "--plan", "--round", "1"], 2, "--round has no effect with --plan"),
        (["select", "--budget", "2", "--saved", "0.1"], 2, "--saved has no effect without --plan"),
    ],
)
def test_a_step_that_could_not_be_kept_is_told_before_the_work(loop, words, code, said, capsys):
    capsys.readouterr()
    assert cli(words) == code
    assert said in capsys.readouterr().err
    assert not Path("m.npz").exists()


def test_the_threshold_is_the_users():
    steps = [step(1, "rm", correlation_low=0.55)]
    assert status_of(steps, 0.5).advice == "continue"
    assert status_of(steps, 0.6).advice == "retrain"


def test_the_curve_has_a_place_for_every_round():
    steps = [step(1, "grade", score=0.0), step(2, "select"), step(3, "grade", score=1.0)]
    assert "▁ █  0.00 to 1.00" in status_text(status_of(steps))
    assert "_ #" in status_text(status_of(steps), Page(blocks=False))


@pytest.fixture
def graded(folder, plugins, monkeypatch):
    monkeypatch.chdir(folder.path)
    rows = [{"id": f"a{i}", "query_id": "q1", "text": "stop " * (i % 2)} for i in range(6)]
    grade_file(folder.write(rows), db="rubrx.db", rubrics=["rubrics"], name="first", plugins=plugins)
    return folder


def test_a_round_from_grading_to_the_advice(graded, capsys, monkeypatch):
    """Figures come from the database, from another command's JSON, or from the command line; nothing is replaced."""
    assert cli(["rounds", "add", "grade", "--run", "first"]) == 0
    assert cli(["rounds", "add", "annotate", "--run", "first", "--note", "two \n people"]) == 0
    training = {
        "reward": "x",
        "gold_interval": [-0.1, 0.2],
        "gold_after": 5,
        "rows": [1, 2, 3],
        "ok": True,
        "in": {"a": 1, "b": {"value": 2, "interval": [1, 3]}},
    }
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(training).encode())))
    assert cli(["rounds", "add", "ppo", "--from", "-"]) == 0
    assert cli(["rounds", "add", "rm", "--set", "correlation_low=0.7", "--set", "correlation=0.8"]) == 0
    assert cli(["rounds", "add", "grade", "--run", "first"]) == 0
    capsys.readouterr()
    assert cli(["rounds", "list", "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [(each["round"], each["step"]) for each in steps] == [
        (1, "grade"), (1, "annotate"), (1, "ppo"), (1, "rm"), (2, "grade"),
    ]  # fmt: skip
    assert steps[0]["figures"]["answers"] == 6
    assert steps[1]["note"] == "two people"
    assert steps[2]["figures"] == {
        "gold_interval_low": -0.1,
        "gold_interval_high": 0.2,
        "gold_after": 5,
        "in.a": 1,
        "in.b": 2,
        "in.b_low": 1,
        "in.b_high": 3,
    }
    assert cli(["rounds", "status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["advice"], status["round"], status["next_step"]) == ("continue", 2, "select")
    assert cli(["rounds", "status"]) == 0
    assert capsys.readouterr().out.startswith("CONTINUE\n")
    assert cli(["rounds", "list"]) == 0
    capsys.readouterr()
    assert cli(["report", "first"]) == 0
    assert "\n\nROUNDS   rounds 1 to 2\n  score of the answers" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["dance"], 2, "no step 'dance'; the steps are grade, select"),
        (["grade", "--run", "nobody"], 2, "no run 'nobody'"),
        (["agree", "--run", "first"], 2, "has no labels yet"),
        (["ppo", "--set", "gain"], 2, "write NAME=NUMBER"),
        (["ppo", "--set", "gain=nan"], 2, "write NAME=NUMBER"),
        (["ppo", "--from", "absent.json"], 2, "absent.json: no such file"),
        (["ppo"], 2, "a ppo step without any figure says nothing"),
        (["ppo", "--set", "gain_low=5", "--set", "gain_high=1"], 2, "gain_low (5) lies above gain_high (1)"),
        (["ppo", "--from", "list.json"], 3, "must be one JSON object"),
        (["ppo", "--from", "words.json"], 3, "words.json: holds no figures"),
    ],
)
def test_what_is_no_step_is_refused_and_nothing_is_kept(graded, words, code, said, capsys):
    Path("list.json").write_text("[1]")
    Path("words.json").write_text('{"wrote": "model.npz"}')
    assert cli(["rounds", "add", *words]) == code
    assert said in capsys.readouterr().err
    assert cli(["rounds", "list"]) == 0
    assert "holds no rounds yet" in capsys.readouterr().err


def test_a_threshold_that_is_no_number_is_refused(graded, capsys):
    """Nothing is below nan: every reward would have passed."""
    assert cli(["rounds", "status", "--min-correlation", "nan"]) == 2
    assert "nan is no number" in capsys.readouterr().err
