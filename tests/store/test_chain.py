"""The hash chain: the same rows give the same head; what is changed behind rubrx's back shows, with its place."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from rubrx.records import Rubric, Status
from rubrx.store import Batch, GradedRow, RejectedRow, check_chain, create_run, open_store, run_by_id, write_batch

MET, NOT = Status.MET, Status.NOT_MET
Make = Callable[..., GradedRow]


def wrote(path: Path, rubric: Rubric, rows: list[GradedRow], *, cut: int, name: str = "run") -> str:
    """A run of these rows and one reject, committed in two batches; its head."""
    with open_store(path, write=True) as store:
        run = create_run(store, name=name, source="a.jsonl", settings={"a": 1}, versions={"rubrx": "0"})
        write_batch(store, run.id, Batch(rows[:cut], [RejectedRow(9, "text", "no text", "{}")], rubrics={"q1": rubric}))
        write_batch(store, run.id, Batch(rows[cut:], skipped={"zzz": (2, 7)}))
        return run_by_id(store, run.id).head


@pytest.fixture
def rows(graded: Make) -> list[GradedRow]:
    return [graded(f"r{n}", (MET, NOT, NOT), text=f"text {n}", line=n) for n in range(1, 6)]


def test_the_head_depends_on_what_was_graded_and_not_on_the_batches(
    tmp_path: Path, rubric: Rubric, rows: list[GradedRow]
) -> None:
    """Two files, two names, other commits: one head; another row, another head; and an untouched run checks out."""
    heads = {wrote(tmp_path / f"{cut}.db", rubric, rows, cut=cut, name=f"run{cut}") for cut in (1, 2, 4)}
    assert len(heads) == 1
    assert wrote(tmp_path / "less.db", rubric, rows[:-1], cut=2) not in heads
    with open_store(tmp_path / "2.db") as store:
        check = check_chain(store, 1)
    assert (check.broken, check.stored, check.rows) == (None, heads.pop(), 6)
    assert check.computed == check.stored


def test_a_link_is_what_its_docstring_says(tmp_path: Path, rubric: Rubric, rows: list[GradedRow]) -> None:
    """Worked out by hand from the stored rows: SHA-256 over the link before, the rubric's fingerprint and the row."""
    wrote(tmp_path / "x.db", rubric, rows[:1], cut=1)

    def sha(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()

    pack = msgspec.msgpack.encode
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        one = db.execute(
            "SELECT digest, id, version, query, topic, population, critical_cap, source, yaml FROM rubrics"
        ).fetchone()
        criteria = db.execute(
            "SELECT criterion_id, position, metric, kind, points, critical, note FROM criteria ORDER BY position"
        ).fetchall()
        response = db.execute(
            "SELECT response_id, query_id, line, model, metadata, raw, worst, best, coverage, text FROM responses"
        ).fetchone()
        by_place = {criterion: place for criterion, place, *_ in criteria}
        verdicts = sorted(
            db.execute("SELECT criterion_id, status, score, evidence, explanation FROM verdicts").fetchall(),
            key=lambda row: by_place[row[0]],
        )
        rewards = db.execute("SELECT reward, value, problem FROM rewards ORDER BY reward").fetchall()
        stored = db.execute("SELECT link FROM responses").fetchone()[0]
    assert stored == sha(bytes(32), sha(pack((one, criteria))), sha(pack((response, verdicts, rewards))))


TAMPERINGS = {
    "an edited verdict": ("UPDATE verdicts SET status = 'met' WHERE response_id = 'r3'", "response", "r3"),
    "an edited text": ("UPDATE responses SET text = 'x' WHERE response_id = 'r4'", "response", "r4"),
    "an edited score": ("UPDATE responses SET worst = 1 WHERE response_id = 'r2'", "response", "r2"),
    "an edited reward": ("UPDATE rewards SET value = 9 WHERE response_id = 'r5'", "response", "r5"),
    "a deleted verdict": ("DELETE FROM verdicts WHERE response_id = 'r1' AND criterion_id = 'why'", "response", "r1"),
    "a row gone from the middle": ("DELETE FROM responses WHERE response_id = 'r2'", "response", "r3"),
    "the last row gone": ("DELETE FROM responses WHERE response_id = 'r5'", "run", "1"),
    "two rows changed about": (
        "UPDATE responses SET rowid = CASE response_id WHEN 'r2' THEN -3 ELSE -2 END WHERE response_id IN ('r2', 'r3');"
        "UPDATE responses SET rowid = -rowid WHERE rowid < 0",
        "response",
        "r3",
    ),
    "an added row": (
        "INSERT INTO responses SELECT run_id, 'new', query_id, 99, model, metadata, raw, worst, best, coverage, text, "
        "link FROM responses WHERE response_id = 'r5'",
        "response",
        "new",
    ),
    "dearer points": ("UPDATE criteria SET points = 50 WHERE position = 0", "response", "r1"),
    "another rubric's text": ("UPDATE rubrics SET yaml = 'x'", "response", "r1"),
    "an edited reject": ("UPDATE rejects SET problem = 'none'", "rejected row", "9"),
    "a forgotten reject": ("DELETE FROM rejects", "run", "1"),
    "fewer rejects counted": ("UPDATE runs SET rejected = 0, read_rows = read_rows - 1", "run", "1"),
    "a forged source digest": ("UPDATE runs SET source_digest = '00ff'", "run", "1"),
    "other settings": ("UPDATE runs SET settings = '{}'", "run", "1"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_shows_with_its_place(name: str, tmp_path: Path, rubric: Rubric, rows: list[GradedRow]) -> None:
    """The check names the first row that is not what was written, and works out another head."""
    head = wrote(tmp_path / "x.db", rubric, rows, cut=3)
    script, what, identifier = TAMPERINGS[name]
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        db.executescript(script)
    with open_store(tmp_path / "x.db") as store:
        check = check_chain(store, 1)
    assert check.broken is not None
    assert (check.broken.what, check.broken.id) == (what, identifier)
    assert check.computed != head
