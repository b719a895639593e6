"""Whatever is wrong with a file, each command that takes one says so in one line, with the same exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from rubrx.cli import run as cli

ROW = {"id": "a", "query_id": "metformin-egfr-28", "text": "Contraindicated. Use insulin."}
LABELS = "item,rater,label\n1,a,met\n"

#: what takes a file, the file's suffix, and the words (@ stands for the file)
COMMANDS = {
    "grade": ("jsonl", "grade @ --quiet"),
    "grade table": ("csv", "grade @ --quiet --rubric metformin-egfr-28"),
    "grade rubric": ("yaml", "grade good.jsonl --quiet --rubric @"),
    "grade rubrics": ("yaml", "grade good.jsonl --quiet --rubrics @"),
    "agreement": ("csv", "agreement @"),
    "annotate import": ("csv", "annotate import @ --annotator x"),
    "annotate export pairs": ("json", "annotate export r -o sheet.csv --pairs-from @"),
    "annotate export only": ("txt", "annotate export r -o sheet.csv --only @"),
    "audit reward": ("jsonl", "audit reward length --workers 1 --responses @"),
    "audit run": ("csv", "audit run r --gold @"),
    "audit run lines": ("jsonl", "audit run r --gold @"),
    "drift": ("csv", "drift r r --gold @"),
    "drift model": ("npz", "drift r r --model @"),
    "import": ("jsonl", "import healthbench @ -o made"),
    "ppo": ("jsonl", "ppo --candidates @"),
    "ppo checkpoint": ("ckpt", "ppo --checkpoint @ --resume"),
    "ppo model": ("npz", "ppo --reward rm:@"),
    "reward compare": ("jsonl", "reward compare length --no-audit --candidates @"),
    "reward score": ("jsonl", "reward score length @"),
    "rm train": ("jsonl", "rm train @ -o made.npz"),
    "rm eval": ("npz", "rm eval @ good.jsonl"),
    "rounds": ("json", "rounds add ppo --from @"),
    "rubric diff": ("yaml", "rubric diff @ metformin-egfr-28"),
    "select": ("jsonl", "select @ --budget 2"),
    "select model": ("npz", "select r --budget 2 --model @"),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A folder with a graded run `r`."""
    folder = tmp_path_factory.mktemp("bad")
    before = Path.cwd()
    os.chdir(folder)
    Path("good.jsonl").write_text("".join(json.dumps({**ROW, "id": f"a{n}"}) + "\n" for n in range(3)))
    assert cli(["grade", "good.jsonl", "--quiet", "--name", "r"]) == 0
    yield folder
    os.chdir(before)


def told(capsys, words, name):
    """The exit code and what stands on stderr."""
    capsys.readouterr()
    code = cli([word.replace("@", name) for word in words.split()])
    return code, capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_name_that_is_no_files_is_a_usage_error(graded, kind, capsys):
    suffix, words = COMMANDS[kind]
    code, lines = told(capsys, words, f"nosuch.{suffix}")
    assert (code, len(lines)) == (2, 1), lines
    assert f"nosuch.{suffix}: no such file" in lines[0]
    Path(f"folder.{suffix}").mkdir(exist_ok=True)
    code, lines = told(capsys, words, f"folder.{suffix}")
    if kind == "grade rubrics":  # which takes folders: this one holds no rubric
        assert (code, len(lines)) == (3, 1), lines
        assert "there is no rubric" in lines[0]
    else:
        assert (code, len(lines)) == (2, 1), lines
        assert f"folder.{suffix}: is a folder" in lines[0]


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize("what", ["empty", "utf16", "binary"])
def test_a_file_that_can_not_be_taken_is_refused(graded, kind, what, capsys):
    suffix, words = COMMANDS[kind]
    name = f"{what}.{suffix}"
    text = LABELS if suffix == "csv" else json.dumps(ROW) + "\n"
    content = {"empty": b"", "utf16": text.encode("utf-16"), "binary": bytes(range(256)) * 20}[what]
    Path(name).write_bytes(content)
    code, lines = told(capsys, words, name)
    # what was graded is kept whatever came of it: a run of nothing is told by a code of its own
    assert code == (5 if what == "empty" and kind.startswith("grade") and "rubric" not in kind else 3), lines
    assert len(lines) == 1, lines
    assert name in lines[0]
    assert "codec" not in lines[0]
    if what == "utf16" and suffix not in ("npz", "ckpt"):
        assert "UTF-16" in lines[0]
        assert "save" in lines[0]
    assert not Path("made.npz").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
@pytest.mark.parametrize("kind", COMMANDS)
def test_a_file_without_permission_is_refused(graded, kind, capsys):
    suffix, words = COMMANDS[kind]
    place = Path(f"secret.{suffix}")
    place.write_text(LABELS)
    place.chmod(0)
    code, lines = told(capsys, words, place.name)
    assert (code, len(lines)) == (3, 1), lines
    assert "can't be read: Permission denied" in lines[0]


def test_a_folder_that_no_run_is_called_is_told_so(graded, capsys):
    Path("labels").mkdir(exist_ok=True)
    code, lines = told(capsys, "agreement @", "labels")
    assert code == 2
    assert lines == ["rubrx: error: labels: is a folder, and no run has that name: give a run, or a file"]


def test_a_column_may_be_called_like_a_file(graded, capsys):
    """`--gold marks.v2` is a column where the run's file has one, and no file."""
    rows = [{**ROW, "id": f"a{n}", "marks.csv": n} for n in range(4)]
    Path("marked.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert cli(["grade", "marked.jsonl", "--quiet", "--name", "marked"]) == 0
    assert told(capsys, "audit run marked --gold @", "marks.csv")[0] == 0
