"""Verify finds out whoever changed a run by plain SQL: an edit, a deletion, an insertion, another order."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from rubrx.errors import UsageError
from rubrx.jobs.grading import grade_file
from rubrx.jobs.override import override_verdict
from rubrx.jobs.settings import Settings
from rubrx.jobs.verify import verify_run
from rubrx.store.sums import sum_of


@pytest.fixture(scope="module")
def graded(tmp_path_factory, plugins):
    """A database with one run of 40 rows, some skipped and one rejected, and its head as somebody noted it down."""
    folder = tmp_path_factory.mktemp("graded")
    rubric = """
rubric: q1
query: What should the patient do?
criteria:
  - {id: stop, metric: has, points: 5, critical: true, contains: stop}
  - {id: why, metric: has, points: 2, contains: acidosis}
"""
    (folder / "q1.yaml").write_text(rubric, encoding="utf-8")
    rows = [
        {"id": f"a{i}", "query_id": "nobody" if i == 7 else "q1", "text": f"{i}: " + "stop " * (i % 2), "model": "m"}
        for i in range(40)
    ]
    lines = [json.dumps(row) for row in rows]
    (folder / "a.jsonl").write_text("\n".join([*lines, "nope", "nope too"]), encoding="utf-8")
    grade_file(
        folder / "a.jsonl",
        db=folder / "rubrx.db",
        name="a",
        rubrics=[folder / "q1.yaml"],
        settings=Settings(),
        plugins=plugins,
    )
    return folder / "rubrx.db"


def head_of(db):
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute("SELECT head FROM runs").fetchone()[0]


@pytest.fixture
def tamper(graded, tmp_path):
    """Run SQL on a copy of the database, and verify that copy with the head noted down before."""

    def tampered(*statements, head=None):
        db = tmp_path / "copy.db"
        shutil.copy(graded, db)
        with closing(sqlite3.connect(db)) as connection:
            for each in statements:
                assert connection.execute(each).rowcount != 0, "nothing was changed"
            connection.commit()
        return verify_run("a", head=head_of(graded) if head is None else head, db=db)

    return tampered


def rewards_without(db, answer):
    """Statements that take an answer out of what is added up of rewards."""
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT reward, value FROM rewards WHERE response_id <> ?", (answer,)).fetchall()
    for name in sorted({name for name, _ in rows}):
        sums = sum_of(value for reward, value in rows if reward == name)
        low, high = ("NULL" if each is None else each for each in (sums.low, sums.high))
        yield (
            f"UPDATE reward_tallies SET n = {sums.n}, scored = {sums.scored}, total = '{sums.over}/{sums.under}', "
            f"low = {low}, high = {high} WHERE reward = '{name}'"
        )


def test_what_nobody_touched_verifies(graded, tamper):
    done = verify_run("a", head=head_of(graded), db=graded)
    assert (done.holds, done.problems, done.rows) == (True, (), 41)
    assert done.head == done.stored == head_of(graded)
    assert verify_run(head=head_of(graded)[:16].upper(), db=graded).holds


SWAP = [
    "UPDATE responses SET response_id = 'x' WHERE response_id = 'a1'",
    "UPDATE responses SET response_id = 'a1' WHERE response_id = 'a2'",
    "UPDATE responses SET response_id = 'a2' WHERE response_id = 'x'",
]
MOVE = ["UPDATE responses SET rowid = 9999 WHERE response_id = 'a3'"]
COPY = "INSERT INTO responses SELECT run_id, 'new', query_id, line, model, metadata, raw, worst, best, coverage, text, "


@pytest.mark.parametrize(
    ("statements", "departs_at"),
    [
        (["UPDATE responses SET text = 'stop' WHERE response_id = 'a2'"], "response a2 (line 3)"),
        (["UPDATE responses SET worst = 1.0 WHERE response_id = 'a2'"], "response a2 "),
        (["UPDATE responses SET model = 'gpt' WHERE response_id = 'a39'"], "response a39 "),
        (["UPDATE verdicts SET status = 'met' WHERE response_id = 'a2' AND criterion_id = 'stop'"], "response a2 "),
        (["UPDATE verdicts SET explanation = 'fine' WHERE response_id = 'a5'"], "response a5 "),
        (["UPDATE rewards SET value = 9 WHERE response_id = 'a5'"], "response a5 "),
        (["DELETE FROM responses WHERE response_id = 'a5'"], "response a6 "),
        (["DELETE FROM responses WHERE response_id = 'a39'"], "run"),
        (["DELETE FROM verdicts WHERE response_id = 'a8' AND criterion_id = 'why'"], "response a8 "),
        (["DELETE FROM rewards WHERE response_id = 'a8'"], "response a8 "),
        (["INSERT INTO verdicts VALUES (1, 'a9', 'extra', 'met', 1.0, '[]', '')"], "response a9 "),
        (["INSERT INTO rewards VALUES (1, 'a9', 'extra', 1.0, '')"], "response a9 "),
        ([COPY + "link FROM responses WHERE response_id = 'a9'"], "response new "),
        (SWAP, "response a2 "),
        (MOVE, "response a4 "),
        (["UPDATE criteria SET points = 50 WHERE criterion_id = 'why'"], "response a0 "),
        (["UPDATE rubrics SET critical_cap = 1.0"], "response a0 "),
        (["UPDATE rubrics SET yaml = yaml || ' '"], "response a0 "),
        (["UPDATE rejects SET problem = 'fine' WHERE line = 41"], "rejected row 41"),
        (["DELETE FROM rejects WHERE line = 42"], "run"),
        (["UPDATE runs SET versions = '{}'"], "run"),
        (["UPDATE runs SET graded = graded - 1, read_rows = read_rows - 1"], "run"),
    ],
)
def test_every_change_to_the_rows_departs_where_it_was_made(tamper, statements, departs_at):
    done = tamper(*statements)
    assert not done.holds
    assert done.problems[0].startswith(f"the chain breaks at {departs_at}".rstrip()), done.problems


def test_a_row_that_is_cut_off_together_with_the_stored_head_is_found_by_the_head_noted_down(graded, tamper):
    """A thorough forger sets the stored head to what the rows now give; the one noted down still tells."""
    cut = "DELETE FROM responses WHERE response_id = 'a39'"
    forged = tamper(cut).head
    statements = [
        cut,
        "DELETE FROM verdicts WHERE response_id = 'a39'",
        "DELETE FROM rewards WHERE response_id = 'a39'",
        "UPDATE tallies SET n = n - 1 WHERE (criterion_id, status) IN (VALUES ('stop', 'met'), ('why', 'not_met'))",
        f"UPDATE runs SET head = '{forged}'",
        *rewards_without(graded, "a39"),
    ]
    alone = tamper(*statements, head="")
    assert alone.holds, alone.problems
    noted = tamper(*statements)
    assert noted.problems == (f"the head is {forged}, and not {head_of(graded)}",)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE tallies SET n = n + 5 WHERE status = 'met'", "verdicts on stop of q1: 24 met are told, 19 are there"),
        ("INSERT INTO verdicts VALUES (1, 'ghost', 'stop', 'met', 1.0, '[]', '')", "verdicts on stop of no response"),
        ("INSERT INTO rewards VALUES (1, 'ghost', 'length', 1.0, '')", "1 rewards belong to no response"),
        (
            "UPDATE reward_tallies SET total = '7/2' WHERE reward = 'length'",
            "reward length: told and there are 39 with a",
        ),
        ("INSERT INTO hedge_tallies VALUES (1, 'q1', 5, 4, 3)", "hedging in answers to q1: told and there are 5 asked"),
        ("UPDATE skips SET n = 9", "1 rows were skipped, and the skips come to 9"),
        (
            "INSERT INTO overrides (run_id, response_id, criterion_id, status, who, at, why) "
            "VALUES (1, 'ghost', 'stop', 'met', 'x', 'now', 'y')",
            "1 corrections are of no verdict of this run",
        ),
    ],
)
def test_counts_and_strays_beside_the_chain_are_found_too(tamper, statement, problem):
    """Reports read the counts, which are no part of the chain."""
    done = tamper(statement)
    assert len(done.problems) == 1
    assert done.problems[0].startswith(problem)


def test_corrections_have_a_digest_of_their_own(graded, tmp_path):
    """They come after the chain, and leave the head as it is."""
    db = tmp_path / "copy.db"
    shutil.copy(graded, db)
    override_verdict("a", "a2", "stop", status="met", why="It does.", who="Dana", db=db)
    before = verify_run("a", head=head_of(graded), db=db)
    assert (before.holds, before.overrides) == (True, 1)
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE overrides SET who = 'Eve'")
        connection.commit()
    after = verify_run("a", head=head_of(graded), overrides_digest=before.overrides_digest, db=db)
    assert len(after.problems) == 1
    assert after.problems[0].startswith("the corrections' digest is")


@pytest.mark.parametrize("digest", ["abc", "g" * 64, "a" * 65, "0" * 15])
def test_what_is_no_digest_is_refused(graded, digest):
    with pytest.raises(UsageError, match="is no digest"):
        verify_run("a", head=digest, db=graded)


@pytest.mark.parametrize("option", ["--head", "--overrides"])
def test_a_digest_that_was_never_set_is_no_check(folder, typed, graded, option):
    """`--head "$HEAD"` in a script whose HEAD is empty must not say ok."""
    shutil.copy(graded, folder.path / "rubrx.db")
    done = typed("verify", "a", option, "")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{option} is empty" in done.stderr


def test_the_command_exits_1_where_a_row_departs(folder, typed, graded):
    shutil.copy(graded, folder.path / "rubrx.db")
    head = head_of(graded)
    done = typed("verify", "a", "--head", head)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"run a: 41 rows, done\nhead {head}\nok: the rows are what was written, and the head is the one noted down\n"
    )
    with closing(sqlite3.connect(folder.path / "rubrx.db")) as connection:
        connection.execute("UPDATE responses SET text = 'stop' WHERE response_id = 'a2'")
        connection.commit()
    done = typed("verify", "a", "--head", head)
    assert done.returncode == 1
    assert "departs: the chain breaks at response a2 (line 3): " in done.stdout
    data = json.loads(typed("verify", "a", "--head", head, "--json").stdout)
    assert (data["holds"], data["asked"]) == (False, head)
