"""The crash benchmark sees a row that is lost, doubled or changed, and a small honest run passes it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import crash
import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks for workers in /proc")

DAMAGE = {
    "lost": "DELETE FROM verdicts WHERE response_id = 'r3' AND criterion_id = 'stop'",
    "doubled": "INSERT INTO rewards VALUES (1, 'r1', 'second', 0.5, '')",
    "changed": "UPDATE responses SET text = 'x' WHERE response_id = 'r2'",
}


def test_a_killed_grade_ends_as_an_undisturbed_one(capsys: pytest.CaptureFixture[str]) -> None:
    """One trial with few rows: every figure within its bound, exit 0."""
    assert crash.main(["--trials", "1", "--n", "40", "--workers", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["trials"], told["lost"], told["doubled"], told["changed"], told["well"]) == (1, 0, 0, 0, True)


def test_the_comparison_sees_what_it_must(folder, typed, tmp_path: Path) -> None:
    """A verdict gone, a reward too many, an edited text: each is counted for what it is, and breaks the chain."""
    folder.write([{"id": f"r{n}", "query_id": "q1", "text": "stop"} for n in range(5)])
    assert typed("grade", "a.jsonl", "--rubrics", "rubrics", "--no-rewards").returncode == 0
    clean = folder.path / "rubrx.db"
    figures = crash.Figures()
    crash.compare(clean, clean, figures)
    assert figures.is_well
    for kind, statement in DAMAGE.items():
        damaged = tmp_path / "damaged.db"
        shutil.copy(clean, damaged)
        with closing(sqlite3.connect(damaged)) as db, db:
            db.execute(statement)
        figures = crash.Figures()
        crash.compare(damaged, clean, figures)
        found = {name: getattr(figures, name) for name in ("lost", "doubled", "changed")}
        assert found == {**dict.fromkeys(DAMAGE, 0), kind: 1}
        assert figures.chains_broken == 1
        assert not figures.is_well
