"""`rubrx reward` gives a card to each reward and a value to each row, and says which rows have none."""

from __future__ import annotations

import json

import pytest

from rubrx.cli import run as cli

PLUGIN = """
from rubrx import Reward, hookimpl

class Gold(Reward):
    name = "oracle"
    def score(self, batch):
        return [float(each.response.metadata["gold"]) for each in batch]

class Against(Reward):
    name = "against"
    def score(self, batch):
        return [10.0 - float(each.response.metadata["gold"]) for each in batch]

class Short(Reward):
    name = "short"
    def score(self, batch):
        if any(each.reading.words < 3 for each in batch):
            raise ValueError("too short for me")
        return [None if each.reading.words > 8 else 1.0 for each in batch]

@hookimpl
def rubrx_rewards():
    return [Gold(), Against(), Short()]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.py").write_text(PLUGIN)
    texts = ["Metformin is contraindicated here, use insulin.", "Stop metformin now.", "No.", "Go on with it " * 4]
    rows = [
        {"id": f"{query[10:]}-{n}", "query_id": query, "text": text, "gold": gold}
        for query in ("metformin-egfr-28", "metformin-cirrhosis")
        for n, (text, gold) in enumerate(zip(texts, (9, 7, 3, 1), strict=True))
    ]
    (tmp_path / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def cards(capsys, *argv):
    assert cli(["--plugin", "odd.py", "reward", "compare", "--json", "--candidates", "answers.jsonl", *argv]) == 0
    return {each["reward"]: each for each in json.loads(capsys.readouterr().out)["rewards"]}


def test_a_reward_that_is_gold_ranks_as_gold_does_and_its_opposite_the_other_way(folder, capsys):
    found = cards(capsys, "oracle", "against", "--no-audit")
    assert found["oracle"]["rank_correlation"] == pytest.approx(1)
    assert found["oracle"]["pair_accuracy"] == 1
    assert found["against"]["rank_correlation"] == pytest.approx(-1)
    assert found["against"]["pair_accuracy"] == 0
    assert found["oracle"]["gold_gained"] > 3
    assert found["against"]["gold_gained"] < 0
    assert found["oracle"]["noise_floor"] == 0
    assert found["oracle"]["microseconds"] > 0
    assert found["oracle"]["exploitability"] is None


def test_the_audit_stands_on_the_card_and_all_rewards_are_compared_unless_named(folder, capsys):
    found = cards(capsys, "--no-audit")
    assert set(found) == {"against", "ensemble", "keyword", "length", "oracle", "rubric", "short"}
    assert found["short"]["without_value"] == 4
    assert found["length"]["saturation"] == 0


def test_the_page_is_in_the_order_of_what_a_reward_would_teach(folder, capsys):
    argv = ["--candidates", "answers.jsonl", "--no-audit", "against", "oracle"]
    assert cli(["--plugin", "odd.py", "reward", "compare", *argv]) == 0
    out = capsys.readouterr().out
    assert out.index("\noracle\n") < out.index("\nagainst\n")
    assert "gold at one nat" in out


def test_score_gives_a_row_a_row_and_says_why_one_has_no_value(folder, capsys):
    with open("answers.jsonl", "a", encoding="utf-8") as file:
        file.write('{"id": "x", "query_id": "nobody", "text": "a b c"}\nnot json\n')
    assert cli(["--plugin", "odd.py", "reward", "score", "short", "answers.jsonl"]) == 3
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["line"] for row in rows] == list(range(1, 11))
    assert [row["value"] for row in rows[:4]] == [1.0, 1.0, None, None]
    assert rows[2]["problem"] == "ValueError: too short for me"
    assert "problem" not in rows[3]  # it does not apply
    assert "answers.jsonl:9: no rubric for query 'nobody'" in err
    assert "answers.jsonl:10: row: not JSON" in err


def test_score_is_zero_where_every_row_was_asked_about(folder, capsys):
    assert cli(["reward", "score", "keyword", "answers.jsonl"]) == 0
    assert all(json.loads(line)["value"] is not None for line in capsys.readouterr().out.splitlines())


def test_an_unknown_reward_is_told(folder, capsys):
    assert cli(["reward", "score", "keywrd", "answers.jsonl"]) == 2
    assert "did you mean keyword" in capsys.readouterr().err
    assert cli(["reward", "compare", "keywrd"]) == 2
