"""The benchmark of claims: its figures have witnesses, and it runs on any file of the format."""

import json

import numpy as np
import pytest
from claims import Row, accuracy, judged, kappa, main, merged, summary, table


def row(label, got, query="q"):
    return Row("n", query, "c", label, got, 0.5, "")


def test_kappa_is_the_textbook_value_and_merging_leaves_entailment_against_the_rest():
    """Cohen's own formula by hand: 20 and 15 of 50 agree, margins 25/25 and 30/20: (0.7 - 0.5) / 0.5 = 0.4."""
    assert kappa(np.array([[20.0, 5.0], [10.0, 15.0]])) == pytest.approx(0.4)
    assert kappa(np.zeros((3, 3))) == 0
    counts = np.arange(9.0).reshape(3, 3)
    assert merged(counts).tolist() == [[0, 3], [9, 24]]
    assert accuracy(counts) == pytest.approx(12 / 36)


def test_a_table_has_labels_down_and_readings_across():
    found = table([row("entailment", "neutral"), row("neutral", "neutral"), row("contradiction", "entailment")])
    assert found.tolist() == [[0, 1, 0], [0, 1, 0], [1, 0, 0]]


def test_per_label_figures_are_those_of_a_slow_count():
    pairs = [("entailment", "entailment"), ("entailment", "neutral"), ("neutral", "neutral"), ("neutral", "entailment")]
    found = summary([row(label, got, query=str(i)) for i, (label, got) in enumerate(pairs * 3)])
    right = sum(label == got == "entailment" for label, got in pairs)
    assert found["per_label"]["entailment"]["precision"] == right / sum(got == "entailment" for _, got in pairs)
    assert found["per_label"]["contradiction"] == {"n": 0, "precision": None, "recall": None, "f1": None}
    assert found["kappa_interval"][0] <= found["kappa"] <= found["kappa_interval"][1]


def test_it_runs_on_a_file_and_prints_one_object(tmp_path, capsys):
    rows = [
        {
            "query": "Do bananas help?",
            "response": "Bananas contain pectin.",
            "claim": "Bananas have pectin.",
            "label": "entailment",
        },
        {
            "query": "Do plums help?",
            "response": "Plums are sweet.",
            "claim": "Plums contain sorbitol.",
            "label": "neutral",
        },
    ]
    file = tmp_path / "claims.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
    assert main([str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"accuracy", "kappa", "per_label", "n"} <= set(found)
    assert (found["accuracy"], found["kappa"]) == (1.0, 1.0)
    assert main([str(file), "--errors"]) == 0
    assert "2 claims about 2 queries" in capsys.readouterr().out


def test_an_unknown_label_is_refused_with_its_row():
    with pytest.raises(SystemExit, match="row 7: label: 'maybe'"):
        judged({"query": "q", "response": "r", "claim": "c", "label": "maybe"}, 7)
