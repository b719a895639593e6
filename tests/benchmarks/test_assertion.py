"""The negation benchmark finds the marked place, counts rightly, and refuses bad files in one line."""

from __future__ import annotations

import json

import assertion
import pytest

KIT = [
    ("1", "chest pain", "Denies CHEST PAIN or palpitations.", "Negated"),
    ("2", "fever", "She had a fever last week but no FEVER today.", "Negated"),
    ("3", "rash", "There is a RASH on the left arm.", "Affirmed"),
    ("4", "nausea", "He reports NAUSEA.", "Negated"),
]


@pytest.fixture
def kit(tmp_path):
    file = tmp_path / "kit.tsv"
    file.write_text("\n".join("\t".join(row) for row in [assertion.COLUMNS, *KIT]) + "\n", encoding="utf-8")
    return file


def test_the_figures_are_those_of_negated(kit, capsys):
    """Two of three negated rows are found and nothing else: precision 1, recall 2/3, F1 4/5."""
    assert assertion.main([str(kit), "--json", "--errors"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["precision"], found["f1"], found["n"]) == (1.0, 0.8, 4)
    assert found["recall"] == pytest.approx(2 / 3)
    assert [each["name"] for each in found["errors"]] == ["4"]


def test_the_place_is_the_occurrence_in_capitals():
    sentence = KIT[1][2]
    start, end = assertion.target(sentence, "fever")
    assert sentence[start:end] == "FEVER"


def test_a_finding_cut_by_the_end_of_the_sentence_is_found_by_the_part_that_stands_there():
    start, end = assertion.target("NECK: Supple.", "NECK: Supple. No adenopathy")
    assert "NECK: Supple."[start:end] == "NECK: Supple."
    assert assertion.target("All is well.", "QTX") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1: id: no such column"),
        ("id\tconcept\tsentence\n", "1: negation: no such column"),
        ("id\tconcept\tsentence\tnegation\n1\tpain\tNo PAIN.\n", "2: 3 cells, expected 4"),
        ("id\tconcept\tsentence\tnegation\n1\tpain\tNo PAIN.\t \n", "2: negation: must not be empty"),
        ("id\tconcept\tsentence\tnegation\n1\tqtx\tAll is well.\tNegated\n", "2: concept: stands nowhere"),
        ("id\tconcept\tsentence\tnegation\n", "has no rows"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_with_its_place(tmp_path, capsys, text, said):
    file = tmp_path / "bad.tsv"
    file.write_text(text, encoding="utf-8")
    assert assertion.main([str(file)]) == 3
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err


def test_a_file_that_is_not_there_is_one_line(tmp_path, capsys):
    assert assertion.main([str(tmp_path / "none.tsv")]) == 3
    assert "can't be read" in capsys.readouterr().err
