"""`rubrx agreement` on files that people make, and on a run that people labelled."""

from __future__ import annotations

import csv
import html
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rubrx.cli import run as cli
from rubrx.jobs.grading import grade_file

KEYS = ("fleiss_kappa", "krippendorff_alpha", "gwet_ac1", "raw_agreement", "cohen_kappa")


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(text: str, name: str = "labels.csv", encoding: str = "utf-8") -> str:
    Path(name).write_bytes(text.encode(encoding))
    return name


def asked(capsys, *words: str, exit_code: int = 0) -> dict[str, object]:
    capsys.readouterr()
    assert cli(["agreement", *words, "--json"]) == exit_code
    return json.loads(capsys.readouterr().out)


def noisy(n: int, raters: str, right: float, seed: int = 0) -> str:
    """Labels of raters who are right that often."""
    rng = random.Random(seed)
    rows = ["item,rater,label"]
    for i in range(n):
        truth = rng.random() < 0.5
        for rater in raters:
            rows.append(f"a{i},{rater},{'met' if (rng.random() < right) == truth else 'not_met'}")
    return "\n".join(rows) + "\n"


def test_each_coefficient_has_its_value_bounds_and_n(capsys):
    data = asked(capsys, write(noisy(100, "xyz", 0.9)))
    for key in KEYS:
        assert set(data[key]) == {"value", "low", "high", "n"}
        assert data[key]["low"] < data[key]["value"] < data[key]["high"]
        assert data[key]["n"] == 100


def test_the_gate_is_held_on_the_lower_bound_and_only_when_asked_for(capsys):
    name = write(noisy(100, "xy", 0.9))
    kappa = asked(capsys, name)["cohen_kappa"]
    between = (kappa["low"] + kappa["value"]) / 2
    assert cli(["agreement", name, "--min-kappa", f"{kappa['low'] - 0.01}"]) == 0
    capsys.readouterr()
    assert cli(["agreement", name, "--min-kappa", f"{between}"]) == 1
    out, err = capsys.readouterr()
    assert "AGREEMENT" in out
    assert "rubrx: error: Cohen's kappa is " in err
    assert f"lower bound of {kappa['low']:.3f}" in err


def test_a_strangers_file_is_read_with_its_spaces_gaps_and_other_names(capsys):
    text = (
        "\ufeff Unit , Coder , Verdict , comment\r\n"
        ' "Ärztin, 1" ,x, Ja ,"a, b"\r\n'
        "  Ärztin 2,x,,\r\n"
        "ärztin,x,nein,\r\n\r\n"
        "ärztin,y,nein,\r\n"
        '"Ärztin, 1",y,Ja,\r\n'
    )
    data = asked(capsys, write(text.replace(' "Ärztin, 1" ,', '"Ärztin, 1 ",')))
    assert data["raw_agreement"]["value"] == 1.0
    assert data["raw_agreement"]["n"] == 2
    assert data["missing"] == 1
    assert data["overall"]["shares"] == {"Ja": 0.5, "nein": 0.5}


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("a,x", "labels.csv:3: 2 fields, and the header has 4"),
        (",x,met,", "labels.csv:3: item: empty"),
        ("a,,met,", "labels.csv:3: rater: empty"),
        (f"a,x,{'m' * 300},", "labels.csv:3: label: must be at most 256 printable"),
        ("a,x\u202ey,met,", "labels.csv:3: rater: must be at most 256 printable"),
        ("a,x,met,soon", "labels.csv:3: at: must be a date or a time"),
        ('a,x,"met" or not,', "labels.csv:3: not a row"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_counted(row, place, capsys):
    name = write(f"item,rater,label,at\nb,x,met,2026-01-01\n{row}\nb,y,met,2026-01-02\n")
    assert cli(["agreement", name, "--json", "--allow-rejects"]) == 0
    capsys.readouterr()
    assert cli(["agreement", name, "--json"]) == 3
    out, err = capsys.readouterr()
    assert f"rubrx: refused: {place}" in err
    assert json.loads(out)["refused"] == 1
    assert json.loads(out)["raw_agreement"]["n"] == 1


def test_a_gate_that_is_missed_is_told_before_the_refused_rows(capsys):
    name = write("item,rater,label\na,x,met\na,y,not_met\n,y,met\n")
    assert cli(["agreement", name, "--min-kappa", "0.9"]) == 1
    assert "labels.csv:4: item: empty" in capsys.readouterr().err


def test_bytes_that_are_no_text_cost_their_row(capsys):
    Path("labels.csv").write_bytes(b"item,rater,label\na,x,met\na,y,m\xe9t\na,z,met\n")
    assert cli(["agreement", "labels.csv", "--json"]) == 3
    out, err = capsys.readouterr()
    assert "labels.csv:3: label: not UTF-8" in err
    assert json.loads(out)["raw_agreement"]["value"] == 1.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("item,rater,label\n", "holds no labels"),
        ("a,b\n1,2\n", "no column 'item'"),
        ("item,rater\n1,2\n", "no column 'label'"),
        ("item,rater,label,label\n1,2,3,4\n", "names 'label' twice"),
    ],
)
def test_a_file_that_is_no_table_of_labels_is_refused(text, said, capsys):
    assert cli(["agreement", write(text)]) == 3
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,x,met\nb,x,not_met\n", "there is only one rater"),
        ("a,x,met\nb,y,met\n", "no item was labelled by two"),
        ("a,x,met\na,y,met\nb,x,met\nb,y,met\n", "every label is 'met'"),
        ("a,x,met\na,y,met\nb,x,met\nb,y,not_met\n", "Without an interval"),
    ],
)
def test_what_cannot_be_said_is_said_and_no_number_is_made_up(rows, said, capsys):
    """NaN and infinity are not JSON, and undefined is told in words; a threshold on it is missed."""
    name = write(f"item,rater,label\n{rows}")
    assert cli(["agreement", name]) == 0
    text = capsys.readouterr().out
    assert said in " ".join(text.split())
    assert "nan" not in text.lower()
    assert asked(capsys, name)["fleiss_kappa"]["low"] is None
    assert cli(["agreement", name, "--min-kappa", "0.1"]) == 1
    assert cli(["agreement", name, "--min-kappa", "nan"]) == 2
    assert cli(["agreement", name, "--seed", "-1"]) == 2


@pytest.mark.parametrize("option", [("--weights", "linear"), ("--weights", "quadratic"), ("--level", "ordinal")])
def test_words_are_not_ranked_by_their_letters(option, capsys):
    """high, low, medium is an order that nobody meant; two labels need none, and numbers have one."""
    rows = [f"{i},{rater},{word}" for i, word in enumerate(["low", "medium", "high"] * 3) for rater in "xy"]
    words = "\n".join(["item,rater,label", *rows]) + "\n"
    assert cli(["agreement", write(words), *option]) == 2
    assert "the labels are words (high, low, medium, ...) and have no order" in capsys.readouterr().err
    assert cli(["agreement", write(words.replace("medium", "high")), *option]) == 0
    numbers = words.replace("low", "0").replace("medium", "1").replace("high", "2")
    assert cli(["agreement", write(numbers), *option]) == 0


def test_the_printable_sheet_does_not_take_the_place_of_the_labels(capsys):
    text = noisy(20, "xy", 0.7)
    assert cli(["agreement", write(text), "--sheet", "./labels.csv"]) == 2
    assert "is the file that is read" in capsys.readouterr().err
    assert Path("labels.csv").read_text("utf-8") == text


def test_semicolons_and_tabs_separate_columns_too(capsys):
    for mark in ";\t":
        assert asked(capsys, write(noisy(20, "xy", 1.0).replace(",", mark)))["raw_agreement"]["value"] == 1.0


def test_a_column_of_free_numbers_has_no_cohen_and_still_an_alpha(capsys):
    """Marks with decimals, 400 different ones: no table of 400 by 400 is made."""
    rng = random.Random(1)
    rows = ["item,rater,label"]
    for i in range(200):
        mark = rng.random() * 10
        rows += [f"a{i},{rater},{mark + rng.gauss(0, 0.5):.4f}" for rater in "xy"]
    data = asked(capsys, write("\n".join(rows) + "\n"), "--level", "interval")
    assert data["cohen_kappa"]["value"] is None
    assert data["krippendorff_alpha"]["value"] > 0.9
    assert "too many for Cohen's kappa" in data["notes"][0]


def test_standard_input_is_a_file_too(capsys, monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(noisy(20, "xy", 1.0).encode())))
    assert asked(capsys, "-")["raw_agreement"]["value"] == 1.0


def test_criteria_metrics_and_annotators_stand_apart(capsys):
    rows = ["item,rater,label,criterion,metric"]
    for i in range(40):
        rows += [f"a{i},{r},{'met' if i % 2 else 'not_met'},dose,dose_accuracy" for r in "xyz"]
        rows += [f"a{i},{r},{'met' if (i + k) % 3 else 'not_met'},hedge,humility" for k, r in enumerate("xyz")]
    name = write("\n".join(rows) + "\n")
    by_criterion = asked(capsys, name, "--by", "criterion")["groups"]
    assert by_criterion["dose"]["fleiss_kappa"]["value"] == 1.0
    assert by_criterion["dose"]["fleiss_kappa"]["low"] < 1
    assert by_criterion["hedge"]["fleiss_kappa"]["value"] < 0
    assert set(asked(capsys, name, "--by", "metric")["groups"]) == {"dose_accuracy", "humility"}
    assert set(asked(capsys, name, "--by", "annotator")["groups"]) == {"x", "y", "z"}
    assert cli(["agreement", write(noisy(9, "xy", 1.0)), "--by", "metric"]) == 2
    assert cli(["agreement", name, "--by", "annotator"]) == 0
    assert "BY ANNOTATOR" in capsys.readouterr().out


def test_time_orders_the_drift_and_a_wrong_level_is_told(capsys):
    """Rows stand backwards in the file; the column `at` puts them right."""
    rows = []
    for day in range(60):
        rows += [f"a{day},{r},{day % 2},2026-{1 + day // 28:02}-{1 + day % 28:02}" for r in "xyz"]
        tired = day % 2 if day < 30 else 0
        rows.append(f"a{day},tired,{tired},2026-{1 + day // 28:02}-{1 + day % 28:02}")
    name = write("item,rater,label,at\n" + "\n".join(reversed(rows)) + "\n")
    raters = {each["name"]: each for each in asked(capsys, name)["raters"]}
    assert raters["tired"]["early"] == 1.0
    assert raters["tired"]["late"] == 0.5
    assert cli(["agreement", write(noisy(5, "xy", 1.0)), "--level", "interval"]) == 2
    assert "labels must be numbers" in capsys.readouterr().err


def test_items_below_consensus_are_listed_and_printed(capsys):
    rows = "item,rater,label\n<b>bold</b>,x,met\n<b>bold</b>,y,not_met\nfine,x,met\nfine,y,met\n"
    data = asked(capsys, write(rows), "--sheet", "sheet.html")
    assert data["below_consensus"] == 1
    assert data["below"][0]["item"] == "<b>bold</b>"
    page = Path("sheet.html").read_text("utf-8")
    assert html.escape("<b>bold</b>") in page
    assert "<b>" not in page
    assert "default-src &#x27;none&#x27;" in page
    assert "<script" not in page


def label_run(folder, plugins, answers: int = 24) -> None:
    """A graded run of 24 answers to two queries, labelled by three people of whom one errs more."""
    texts = ["stop it, acidosis", "stop it", "nothing at all", "double it"]
    rows = [
        {"id": f"r{i}", "query_id": f"q{1 + i % 2}", "text": f"{texts[i % 4]} {i}", "model": "m"}
        for i in range(answers)
    ]
    grade_file(folder.write(rows), db="rubrx.db", rubrics=["rubrics"], name="mine", plugins=plugins)
    cli(["annotate", "export", "mine", "-o", "s.csv", "--pairs", "10"])
    with closing(sqlite3.connect("rubrx.db")) as connection:
        graded = {(r, c): s for r, c, s in connection.execute("SELECT response_id, criterion_id, status FROM verdicts")}
        worst = dict(connection.execute("SELECT response_id, worst FROM responses"))
    codes = {row["item"] for row in csv.DictReader(Path("s.csv").read_text("utf-8-sig").splitlines())}
    from rubrx.jobs.annotate import code_of
    from rubrx.store import find_run, open_store

    with open_store("rubrx.db") as store:
        run = find_run(store, "mine")
    answer = {code_of(run, f"r{i}"): f"r{i}" for i in range(answers)}
    assert codes <= set(answer)
    for rater, right in (("Ann", 0.95), ("Bob", 0.95), ("Cem", 0.7)):
        rng = random.Random(rater)
        filled = []
        for row in csv.DictReader(Path("s.csv").read_text("utf-8-sig").splitlines()):
            response = answer[row["item"]]
            if row["kind"] == "verdict":
                status = graded[response, row["criterion"]]
                row["label"] = status if rng.random() < right else {"met": "not_met"}.get(status, "met")
            elif row["kind"] == "rating":
                row["label"] = str(min(10, max(0, round(10 * worst[response] + rng.gauss(0, 1)))))
            else:
                row["label"] = "a" if worst[response] >= worst[answer[row["item_b"]]] else "b"
            filled.append(row)
        with Path(f"{rater}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(filled[0]))
            writer.writeheader()
            writer.writerows(filled)
        assert cli(["annotate", "import", f"{rater}.csv", "--annotator", rater]) == 0


def test_a_run_shows_the_grader_as_one_more_annotator(folder, plugins, capsys):
    """Its kappa with each person and with what they agree on; the corrected figures beside the raw one."""
    label_run(folder, plugins)
    data = asked(capsys, "mine", "--by", "metric")
    assert data["overall"]["raters"] == 3
    people = {pair["b"]: pair["kappa"] for pair in data["grader"]["people"]}
    assert people["Ann"] > people["Cem"]
    assert data["grader"]["consensus"]["cohen_kappa"]["value"] > 0.85
    errors = {each["name"]: each["right"] for each in data["errors"]}
    assert errors["Cem"] < min(errors["Ann"], errors["Bob"]) - 0.1
    score, everything, *_ = data["corrected"]
    assert score["name"] == "score"
    assert score["labelled"] == score["n"] == 24
    assert everything["prediction_powered"]["interval"][0] <= everything["raw"] <= 1
    assert everything["rogan_gladen"]["value"] == pytest.approx(everything["prediction_powered"]["value"], abs=0.05)
    mark = next(each for each in data["marks"] if each["reward"] == "score")
    assert (mark["n"], mark["pairs"]) == (24, 10)
    assert mark["spearman"] > 0.7
    assert mark["preferred"] > 0.6
    assert data["preferences"]["raw_agreement"]["value"] == 1.0
    capsys.readouterr()
    assert cli(["agreement", "mine", "--expert", "Ann"]) == 0
    text = capsys.readouterr().out
    assert "THE GRADER BESIDE WHAT PEOPLE AGREE ON" in text
    assert "Rogan-Gladen" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_calibration_sheet_of_a_run_has_the_words(folder, plugins, capsys):
    label_run(folder, plugins)
    assert cli(["agreement", "mine", "--need", "3", "--sheet", "cal.html"]) == 0
    page = Path("cal.html").read_text("utf-8")
    assert "Asked: contains: " in page
    assert "What should the patient do?" in page
    assert page.count("<section>") == asked(capsys, "mine", "--need", "3")["below_consensus"]


def test_a_run_without_labels_or_with_an_unknown_expert_is_told(folder, plugins, capsys):
    grade_file(folder.write([{"id": "a", "query_id": "q1", "text": "stop"}]), rubrics=["rubrics"], plugins=plugins)
    assert cli(["agreement"]) == 2
    assert "has no labels yet: rubrx annotate export" in capsys.readouterr().err
    assert cli(["agreement", "nobody"]) == 2
    assert cli(["agreement", write(noisy(20, "xyz", 0.9)), "--expert", "w"]) == 2
    assert "--expert w: no such rater; there are x, y, z" in capsys.readouterr().err


def test_annotations_from_other_hands_cost_nothing_but_themselves(folder, plugins, capsys):
    label_run(folder, plugins)
    before = asked(capsys, "mine")
    with closing(sqlite3.connect("rubrx.db")) as connection, connection:
        for criterion, label in (("stop", "perhaps"), ("nothing", "met"), (None, "very good")):
            connection.execute(
                "INSERT INTO annotations (run_id, query_id, response_id, criterion_id, annotator, label) "
                "VALUES (1, 'q1', 'r0', ?, 'odd', ?)",
                (criterion, label),
            )
    after = asked(capsys, "mine")
    assert after["fleiss_kappa"] == before["fleiss_kappa"]
    assert "2 annotations are no verdict" in " ".join(after["notes"])


def test_one_person_on_a_run_is_held_against_the_grader_alone(folder, plugins, capsys):
    label_run(folder, plugins)
    with closing(sqlite3.connect("rubrx.db")) as connection, connection:
        connection.execute("DELETE FROM annotations WHERE annotator <> 'Ann'")
    data = asked(capsys, "mine")
    assert data["fleiss_kappa"]["value"] is None
    assert data["grader"]["people"][0]["b"] == "Ann"
    assert "one label only" in " ".join(data["notes"])
