"""`rubrx annotate` shows people answers and nothing else, and keeps all they say."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import importlib.util
import json
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from rubrx.cli import run as cli
from rubrx.jobs.grading import grade_file

HOSTILE = (
    "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    '=HYPERLINK("http://example.invalid") \u2028 & \'quotes\' "both" ]]> <!--'
)


def webdriver():
    """tests/cli/webdriver.py, which no package holds."""
    name = "rubrx_tests_webdriver"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("webdriver.py"))
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture
def graded(folder, plugins, monkeypatch):
    """A run named after its model, of four answers to two queries, one of them hostile."""
    monkeypatch.chdir(folder.path)
    rows = [
        {"id": f"gpt-secret-{i}", "query_id": f"q{1 + i % 2}", "text": text, "model": "gpt-secret", "gold": 3}
        for i, text in enumerate(["stop it", "double it", HOSTILE, "=1+1 acidosis"])
    ]
    file = folder.write(rows)
    grade_file(file, db="rubrx.db", rubrics=["rubrics"], name="gpt-secret-run", plugins=plugins)
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def fill(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def stored(sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect("rubrx.db")) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.html"])
def test_a_sheet_is_blind_and_complete(graded, name, capsys):
    """No model, id, run name, gold, verdict or score; every criterion of every answer, a mark each, the pairs."""
    assert cli(["annotate", "export", "latest", "-o", name, "--pairs", "2", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["answers"], done["verdicts"], done["ratings"], done["preferences"]) == (4, 12, 4, 2)
    text = Path(name).read_text("utf-8")
    assert "gpt-secret" not in text
    assert "gold" not in text
    if name.endswith(".csv"):
        rows = rows_of(Path(name))
        assert all(row["label"] == row["note"] == "" for row in rows)
        assert {row["asks"] for row in rows if row["criterion"] == "why"} == {"contains: acidosis"}
        assert "points" not in text


def test_the_order_is_drawn_by_the_seed_and_nothing_else(graded):
    texts = []
    for seed in ("1", "1", "2", "3"):
        assert cli(["annotate", "export", "latest", "-o", "s.csv", "--pairs", "2", "--seed", seed]) == 0
        texts.append(Path("s.csv").read_text("utf-8"))
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1


def test_no_cell_is_a_formula(graded):
    assert cli(["annotate", "export", "latest", "-o", "s.csv"]) == 0
    cells = [cell for row in rows_of(Path("s.csv")) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "'=1+1 acidosis" in cells


def test_the_page_carries_its_policy_and_escapes_everything(graded):
    """One script and one style, both by hash; hostile text can't leave its block of data."""
    assert cli(["annotate", "export", "latest", "-o", "s.html"]) == 0
    page = Path("s.html").read_text("utf-8")
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])
    assert policy.startswith("default-src 'none'; ")
    for name, text in re.findall(r"<(script|style)>(.*?)</\1>", page, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert page.count("<script") == page.count("</script>") == 2
    assert "http" not in policy
    data = json.loads(re.search(r'type="application/json">(.*?)</script>', page, re.DOTALL)[1])
    assert HOSTILE in {item["answer"] for item in data["items"].values()}


def label_all(rows: list[dict[str, str]], **labels: str) -> list[dict[str, str]]:
    return [{**row, "label": labels.get(row["kind"], "")} for row in rows]


def test_labels_come_back_and_a_changed_one_is_a_new_row(graded, capsys):
    cli(["annotate", "export", "latest", "-o", "s.csv", "--pairs", "1"])
    rows = rows_of(Path("s.csv"))
    filled = fill(Path("f.csv"), label_all(rows, verdict="met", rating="7,5", preference="A"))
    capsys.readouterr()
    assert cli(["annotate", "import", str(filled), "--annotator", "Ann Ärztin", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["rows"], done["new"], done["unchanged"], done["refused"]) == (17, 17, 0, 0)
    assert set(stored("SELECT annotator, label FROM annotations WHERE criterion_id IS NULL")) == {("Ann Ärztin", "7.5")}
    assert stored("SELECT count(*) FROM annotations") == [(16,)]
    assert cli(["annotate", "import", str(filled), "--annotator", "Ann Ärztin"]) == 0
    assert stored("SELECT count(*) FROM annotations") == [(16,)]
    again = label_all(rows, verdict="met", rating="7,5", preference="a")
    again[0]["label"] = "not met"
    fill(filled, again)
    capsys.readouterr()
    assert cli(["annotate", "import", str(filled), "--annotator", "Ann Ärztin"]) == 0
    assert "0 new + 1 changed + 16 known already" in capsys.readouterr().out
    assert stored("SELECT count(*) FROM annotations") == [(17,)]


def test_a_preference_says_the_same_whichever_answer_stood_first(graded):
    """Turned round on another sheet, A for the one is B for the other: one place, one choice."""
    cli(["annotate", "export", "latest", "-o", "s.csv", "--pairs", "2"])
    rows = [row for row in rows_of(Path("s.csv")) if row["kind"] == "preference"][:1]
    turned = [{**rows[0], "item": rows[0]["item_b"], "item_b": rows[0]["item"], "label": "b"}]
    fill(Path("f.csv"), [{**rows[0], "label": "a"}])
    cli(["annotate", "import", "f.csv", "--annotator", "x"])
    fill(Path("g.csv"), turned)
    cli(["annotate", "import", "g.csv", "--annotator", "x"])
    assert stored("SELECT count(*) FROM preference_labels") == [(1,)]
    ((a, b),) = stored("SELECT response_a, response_b FROM preference_labels")
    assert a < b


def test_a_note_is_kept_whole_however_long_a_cell_can_be(graded, capsys):
    cli(["annotate", "export", "latest", "-o", "s.csv"])
    rows = rows_of(Path("s.csv"))
    rows[0] = {**rows[0], "label": "met" if rows[0]["kind"] == "verdict" else "7", "note": "long " * 6_553 + "en"}
    fill(Path("f.csv"), rows)
    assert cli(["annotate", "import", "f.csv", "--annotator", "x"]) == 0
    assert stored("SELECT note FROM annotations WHERE note != ''") == [(rows[0]["note"],)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": "perhaps"}, "f.csv:2: label: must be met, not_met"),
        ({"kind": "rating", "label": "11"}, "f.csv:2: label: must be a number from 0 to 10, got '11'"),
        ({"kind": "rating", "label": "nan"}, "f.csv:2: label: must be a number from 0 to 10"),
        ({"kind": "wish"}, "f.csv:2: kind: must be verdict, rating, preference"),
        ({"item": "0" * 12}, "f.csv:2: item: run gpt-secret-run has no answer of the code"),
        ({"criterion": "nothing"}, "f.csv:2: criterion: q"),
        ({"run": "f00"}, "f.csv:2: run: rubrx.db has no run of the id 'f00'"),
        ({"note": "n" * 32_768}, "f.csv:2: note: must be at most 32,767 characters, got 32,768"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_the_rest_is_kept(graded, change, said, capsys):
    cli(["annotate", "export", "latest", "-o", "s.csv"])
    rows = label_all(rows_of(Path("s.csv")), verdict="no", rating="3")
    rows.sort(key=lambda row: row["kind"], reverse=True)
    rows[0] = {**rows[0], **change}
    fill(Path("f.csv"), rows)
    capsys.readouterr()
    assert cli(["annotate", "import", "f.csv", "--annotator", "x", "--json"]) == 3
    out, err = capsys.readouterr()
    assert f"rubrx: refused: {said}" in err
    assert (json.loads(out)["refused"], json.loads(out)["new"]) == (1, 15)


def test_files_that_are_no_sheet_are_refused_in_one_line(graded, capsys):
    for name, content, said in (
        ("empty.csv", b"", "the file is empty"),
        ("other.csv", b"a,b\n1,2\n", "no column 'run'"),
        ("latin.csv", "run,kind,item,label,note\n1,verdict,a,met,ä\n".encode("latin-1"), "latin.csv:2: not UTF-8"),
        ("page.html", b"<html>", "press Download labels"),
    ):
        Path(name).write_bytes(content)
        assert cli(["annotate", "import", name, "--annotator", "x"]) == 3
        assert said in capsys.readouterr().err
    assert cli(["annotate", "import", "other.csv", "--annotator", " "]) == 2


def test_a_database_that_is_not_there_is_not_made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("f.csv").write_text("run,kind,item,label\n")
    assert cli(["annotate", "import", "f.csv", "--annotator", "x"]) == 4
    assert cli(["rounds", "add", "grade"]) == 4
    assert "no database at rubrx.db" in capsys.readouterr().err
    assert not Path("rubrx.db").exists()


def test_semicolons_and_a_byte_order_mark_are_what_spreadsheets_write(graded):
    cli(["annotate", "export", "latest", "-o", "s.csv"])
    row = next(row for row in rows_of(Path("s.csv")) if row["kind"] == "verdict")
    keys = ("run", "kind", "item", "criterion", "label")
    text = ";".join(keys) + "\r\n" + ";".join({**row, "label": "Not applicable"}[key] for key in keys) + "\r\n"
    Path("f.csv").write_text("\ufeff" + text, encoding="utf-8")
    assert cli(["annotate", "import", "f.csv", "--annotator", "x"]) == 0
    assert stored("SELECT label FROM annotations") == [("not_applicable",)]


def test_only_and_answers_choose(graded, capsys):
    Path("ids.txt").write_text("gpt-secret-3\n\ngpt-secret-1\n")
    cli(["annotate", "export", "latest", "-o", "s.csv", "--only", "ids.txt", "--json"])
    assert json.loads(capsys.readouterr().out)["answers"] == 2
    cli(["annotate", "export", "latest", "-o", "s.csv", "--answers", "3", "--json"])
    assert json.loads(capsys.readouterr().out)["answers"] == 3
    Path("ids.txt").write_text("nobody\n")
    assert cli(["annotate", "export", "latest", "-o", "s.csv", "--only", "ids.txt"]) == 2
    assert "no response 'nobody'" in capsys.readouterr().err
    assert cli(["annotate", "export", "latest", "-o", "no/such/folder/s.csv"]) == 4


def test_pairs_that_select_chose_go_on_the_sheet(graded, capsys):
    chosen = {"pairs": [{"query_id": "q2", "a": "gpt-secret-1", "b": "gpt-secret-3", "value": 0.5}]}
    Path("select.json").write_text(json.dumps(chosen))
    words = ["annotate", "export", "latest", "-o", "s.csv", "--answers", "0", "--pairs-from", "select.json"]
    assert cli(words) == 0
    (row,) = rows_of(Path("s.csv"))
    assert {row["answer"], row["answer_b"]} == {"double it", "'=1+1 acidosis"}
    for text, code in (('{"pairs": [{"a": "gpt-secret-1", "b": "gpt-secret-2"}]}', 2), ("[]", 3), ("{", 3)):
        Path("select.json").write_text(text)
        assert cli(words) == code


DOWN, ENTER, ESCAPE = "\ue015", "\ue007", "\ue00c"


def test_a_pharmacist_fills_the_page_by_keyboard_in_a_real_browser(graded, tmp_path, capsys):
    """Opened from disk in Chromium: keys label, nothing hostile runs, and the download is imported whole."""
    driver = webdriver()
    if why := driver.missing():
        pytest.skip(why)
    cli(["annotate", "export", "latest", "-o", "s.html", "--answers", "2", "--pairs", "1"])
    (tmp_path / "browser").mkdir()
    with driver.Browser(tmp_path / "browser") as browser:
        browser.open(Path("s.html"))
        assert browser.ask("return document.title") == "rubrx sheet, 9 labels"
        assert browser.ask("return document.querySelectorAll('img').length") == 0
        browser.press("1", "2", "3")  # three criteria, each label goes on to the next
        browser.press("1", "0", DOWN)  # a mark of 10
        browser.press("c", *"=note", ESCAPE, "4")  # a note that a spreadsheet would run
        browser.press("1", "1", "7", ENTER, "b")
        assert browser.ask("return document.getElementById('count').textContent") == " 9 of 9 labelled"
        for _ in range(10):  # reloaded: the labels are still there, once the browser has put them away
            browser.ask("return new Promise(done => setTimeout(done, 200))")
            browser.open(Path("s.html"))
            if browser.ask("return document.getElementById('count').textContent") == " 9 of 9 labelled":
                break
        else:
            raise AssertionError("the labels did not outlive a reload")
        browser.ask("document.getElementById('download').click()")
        file = browser.downloaded("labels-")
        # the policy stops what a script that got in would do: a request, another script
        blocked = browser.ask(
            "const seen = [], make = name => document.createElement(name);"
            "const add = (name, more) => document.body.append(Object.assign(make(name), more));"
            "document.addEventListener('securitypolicyviolation', event => seen.push(event.effectiveDirective));"
            "add('script', {textContent: 'document.title = 1'}); add('img', {src: 'http://127.0.0.1:9/x'});"
            "return new Promise(done => setTimeout(() => done(seen.sort()), 200))"
        )
        assert blocked == ["img-src", "script-src-elem"]
        assert browser.ask("return document.title") == "rubrx sheet, 9 labels"
    assert "'=note" in file.read_text("utf-8")
    capsys.readouterr()
    assert cli(["annotate", "import", str(file), "--annotator", "pharmacist", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["new"], done["refused"], done["open"]) == (9, 0, 0)
    labels = [label for (label,) in stored("SELECT label FROM annotations ORDER BY id")]
    assert labels == ["met", "not_met", "not_applicable", "10", "cannot_assess", "met", "met", "7"]
    assert stored("SELECT note FROM annotations WHERE note <> ''") == [("=note",)]
    assert stored("SELECT count(*) FROM annotations WHERE at LIKE '20__-__-__T%Z'") == [(8,)]
    assert len(stored("SELECT preferred FROM preference_labels")) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["annotate", "export", "latest", "-o", "rubrx.db"],
        ["annotate", "export", "latest", "-o", "./rubrx.db"],
        ["annotate", "export", "latest", "-o", "rubrx.db-wal"],
        ["rm", "pairs", "latest", "--by", "score", "--min-gap", "0", "-o", "rubrx.db"],
        ["rm", "train", "responses.jsonl", "-o", "rubrx.db"],
    ],
)
def test_no_sheet_no_pairs_and_no_model_takes_the_place_of_the_database(graded, words, capsys):
    """A slip of -o would cost every run and every label."""
    count = "SELECT count(*) FROM responses"
    assert cli(words) == 2
    told = capsys.readouterr().err
    assert "database" in told
    assert told.count("\n") == 1
    assert stored(count) == [(4,)]


def test_a_sheet_with_labels_on_it_is_not_exported_over(graded, capsys):
    """What a pharmacist has filled in stands nowhere else; a blank sheet may be drawn again."""
    export = ["annotate", "export", "latest", "-o", "s.csv"]
    assert cli(export) == cli(export) == 0
    rows = rows_of(Path("s.csv"))
    rows[-1]["label"] = "met" if rows[-1]["kind"] == "verdict" else "7"
    before = fill(Path("s.csv"), rows).read_bytes()
    capsys.readouterr()
    assert cli(export) == 2
    assert "s.csv holds 1 labels already" in capsys.readouterr().err
    assert Path("s.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--answers", "0"], "there is nothing to ask"), (["--seed", "-1"], "-1 is not in the range")],
)
def test_a_sheet_of_nothing_or_by_no_seed_is_refused(graded, words, said, capsys):
    assert cli(["annotate", "export", "latest", "-o", "s.csv", *words]) == 2
    assert said in capsys.readouterr().err
    assert not Path("s.csv").exists()
