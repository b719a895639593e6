"""The tables, indexes and views of a rubrx database, and the migrations that bring an old one up to date.

Opened in datasette or the sqlite3 shell, the schema should explain itself: names are the words of the
command line, and each column's meaning stands beside it. Until 0.1.0 the one migration is edited in place.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: `PRAGMA application_id` of a rubrx database: the letters "rbrx"
APPLICATION_ID = 0x72627278
#: `PRAGMA user_version`: how many migrations have been applied
SCHEMA_VERSION = 1

#: the metrics that have a view of their own
METRIC_VIEWS = ("accuracy", "contraindication_recall", "specificity", "dose_accuracy", "humility")

#: in a CHECK; written out, for SQLite builds the set behind an IN (...) anew for each row, which doubles an insert
_IS_STATUS = " OR ".join(
    f"status = '{status}'" for status in ("met", "not_met", "not_applicable", "cannot_assess", "error")
)

TABLES = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,            -- random hex; a prefix of it names the run
        name TEXT NOT NULL UNIQUE,
        started TEXT NOT NULL,               -- ISO 8601, UTC
        ended TEXT,
        status TEXT NOT NULL CHECK (status IN ('running', 'done', 'interrupted', 'failed')),
        source TEXT NOT NULL,                -- the response file, or '-' for standard input
        settings TEXT NOT NULL,              -- JSON: what the user asked for
        versions TEXT NOT NULL,              -- JSON: rubrx, metrics and rewards in force
        read_rows INTEGER NOT NULL DEFAULT 0,  -- always graded + rejected + skipped
        graded INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0,
        skipped INTEGER NOT NULL DEFAULT 0,  -- rows whose query no rubric answers
        source_digest TEXT,                  -- SHA-256 over the rows read so far, so that a resume can tell
        graded_link BLOB NOT NULL,           -- the newest link of the chain over graded rows
        rejected_link BLOB NOT NULL,         -- the same over rejected rows
        head TEXT NOT NULL,                  -- both, closed over the counters, settings and versions
        parent INTEGER REFERENCES runs(id),  -- the run that this one grades again
        CHECK (read_rows = graded + rejected + skipped)
    )""",
    """CREATE TABLE rubrics (
        digest TEXT PRIMARY KEY,             -- SHA-256 of the rubric's text
        id TEXT NOT NULL,
        version TEXT NOT NULL,
        query TEXT NOT NULL,
        topic TEXT NOT NULL,
        population TEXT NOT NULL,
        critical_cap REAL NOT NULL,
        source TEXT NOT NULL,                -- who wrote it, where the rubric says so
        path TEXT NOT NULL,                  -- where it was read from
        yaml TEXT NOT NULL                   -- the text that the digest is of
    )""",
    """CREATE TABLE criteria (
        rubric_digest TEXT NOT NULL REFERENCES rubrics(digest),
        criterion_id TEXT NOT NULL,          -- of a criterion, or of a group judged as one
        position INTEGER NOT NULL,
        metric TEXT NOT NULL,
        kind TEXT NOT NULL,
        points REAL NOT NULL,                -- negative: met is bad
        critical INTEGER NOT NULL CHECK (critical IN (0, 1)),
        note TEXT NOT NULL,
        PRIMARY KEY (rubric_digest, criterion_id)
    ) WITHOUT ROWID""",
    """CREATE TABLE run_rubrics (
        run_id INTEGER NOT NULL REFERENCES runs(id),
        query_id TEXT NOT NULL,
        rubric_digest TEXT NOT NULL REFERENCES rubrics(digest),
        PRIMARY KEY (run_id, query_id)
    ) WITHOUT ROWID""",
    """CREATE TABLE responses (
        run_id INTEGER NOT NULL REFERENCES runs(id),
        response_id TEXT NOT NULL,
        query_id TEXT NOT NULL,
        line INTEGER NOT NULL,               -- where it stood in the source
        model TEXT,
        metadata TEXT NOT NULL,              -- JSON
        raw REAL,                            -- worst still possible, neither clipped nor capped
        worst REAL,                          -- the headline score, 0 to 1
        best REAL,                           -- the best still possible
        coverage REAL NOT NULL,              -- share of points that was assessed
        text TEXT NOT NULL,
        link BLOB NOT NULL,                  -- SHA-256 over the link before and this row with its verdicts and rewards
        PRIMARY KEY (run_id, response_id)
    )""",
    f"""CREATE TABLE verdicts (
        run_id INTEGER NOT NULL REFERENCES runs(id),
        response_id TEXT NOT NULL,
        criterion_id TEXT NOT NULL,
        status TEXT NOT NULL CHECK ({_IS_STATUS}),
        score REAL NOT NULL,                 -- confidence in the status, 0 to 1; never points
        evidence TEXT NOT NULL,              -- JSON: [[start, end], ...] in characters of the response's text
        explanation TEXT NOT NULL,
        PRIMARY KEY (run_id, response_id, criterion_id)
    ) WITHOUT ROWID""",
    """CREATE TABLE rewards (
        run_id INTEGER NOT NULL REFERENCES runs(id),
        response_id TEXT NOT NULL,
        reward TEXT NOT NULL,
        value REAL,                          -- NULL: does not apply, or see problem
        problem TEXT NOT NULL DEFAULT '',    -- what the reward's plugin did wrong
        PRIMARY KEY (run_id, response_id, reward)
    ) WITHOUT ROWID""",
    """CREATE TABLE rejects (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        line INTEGER NOT NULL,
        field TEXT NOT NULL,
        problem TEXT NOT NULL,
        raw TEXT NOT NULL,                   -- the row as it stood, cut to a sane length
        link BLOB NOT NULL                   -- as in responses
    )""",
    """CREATE TABLE skips (
        run_id INTEGER NOT NULL REFERENCES runs(id),
        query_id TEXT NOT NULL,              -- no rubric has this id
        n INTEGER NOT NULL,
        first_line INTEGER NOT NULL,
        PRIMARY KEY (run_id, query_id)
    ) WITHOUT ROWID""",
    f"""CREATE TABLE tallies (              -- verdicts counted by status, kept up as batches are written
        run_id INTEGER NOT NULL REFERENCES runs(id),
        query_id TEXT NOT NULL,
        criterion_id TEXT NOT NULL,
        status TEXT NOT NULL CHECK ({_IS_STATUS}),
        n INTEGER NOT NULL,
        PRIMARY KEY (run_id, query_id, criterion_id, status)
    ) WITHOUT ROWID""",
    """CREATE TABLE hedge_tallies (            -- answers asked for a hedge and for substance, kept up likewise
        run_id INTEGER NOT NULL REFERENCES runs(id),
        query_id TEXT NOT NULL,
        n INTEGER NOT NULL,
        hedged INTEGER NOT NULL,             -- that hedge, or whose hedge could not be assessed
        abstaining INTEGER NOT NULL,         -- that hedge and say nothing else that was asked for
        PRIMARY KEY (run_id, query_id)
    ) WITHOUT ROWID""",
    """CREATE TABLE reward_tallies (           -- rewards added up, kept up likewise
        run_id INTEGER NOT NULL REFERENCES runs(id),
        reward TEXT NOT NULL,
        n INTEGER NOT NULL,
        scored INTEGER NOT NULL,             -- of n, those with a value
        problems INTEGER NOT NULL,           -- of n, those with a problem
        low REAL,
        high REAL,
        total TEXT NOT NULL,                 -- the exact sum of the values, as a fraction
        PRIMARY KEY (run_id, reward)
    ) WITHOUT ROWID""",
    f"""CREATE TABLE overrides (               -- people's corrections; the verdict itself never changes
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        response_id TEXT NOT NULL,
        criterion_id TEXT NOT NULL,
        status TEXT NOT NULL CHECK ({_IS_STATUS}),
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        why TEXT NOT NULL
    )""",
    """CREATE TABLE regrades (                  -- what a run that grades another again gave anew, and why
        run_id INTEGER NOT NULL REFERENCES runs(id),
        query_id TEXT NOT NULL,
        criterion_id TEXT NOT NULL,
        reason TEXT NOT NULL,                -- '' where the parent run's verdict was copied
        n INTEGER NOT NULL,
        PRIMARY KEY (run_id, query_id, criterion_id, reason)
    ) WITHOUT ROWID""",
    """CREATE TABLE annotations (               -- labels that people gave, beside the machine's verdicts
        id INTEGER PRIMARY KEY,
        run_id INTEGER REFERENCES runs(id),
        query_id TEXT NOT NULL,
        response_id TEXT NOT NULL,
        criterion_id TEXT,                   -- NULL: the label is on the whole response
        annotator TEXT NOT NULL,
        label TEXT NOT NULL,
        at TEXT,
        note TEXT NOT NULL DEFAULT ''
    )""",
    """CREATE TABLE preference_labels (         -- which of two answers people preferred
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        query_id TEXT NOT NULL,
        response_a TEXT NOT NULL,            -- the smaller of the two ids, wherever it stood on the sheet
        response_b TEXT NOT NULL,
        annotator TEXT NOT NULL,
        preferred TEXT NOT NULL CHECK (preferred IN ('a', 'b', 'tie')),
        at TEXT,
        note TEXT NOT NULL DEFAULT ''
    )""",
    """CREATE TABLE rounds (                    -- what each step of the improvement loop came to
        id INTEGER PRIMARY KEY,
        round INTEGER NOT NULL CHECK (round >= 1),
        step TEXT NOT NULL,                  -- grade, select, annotate, agree, rm, ppo, audit, drift
        run TEXT,                            -- the run or training it speaks of
        figures TEXT NOT NULL,               -- JSON: name -> number
        at TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT ''
    )""",
    """CREATE TABLE training_steps (
        training TEXT NOT NULL,              -- the training run's name
        step INTEGER NOT NULL,
        figures TEXT NOT NULL,               -- JSON: loss, reward, KL and what else the trainer reports
        PRIMARY KEY (training, step)
    ) WITHOUT ROWID""",
)

INDEXES = (
    # covers a report's scores, so that it need not walk past the texts
    "CREATE INDEX responses_by_query ON responses (run_id, query_id, worst, best, raw, coverage)",
    # of few rows, so that a report need not look at all of them for what went wrong
    "CREATE INDEX rewards_failed ON rewards (run_id, reward, response_id) WHERE problem <> ''",
    "CREATE INDEX rejects_by_line ON rejects (run_id, line)",
    "CREATE INDEX overrides_by_verdict ON overrides (run_id, response_id, criterion_id, id)",
    "CREATE INDEX annotations_by_answer ON annotations (run_id, response_id, criterion_id, annotator, id)",
)

VIEWS = {
    "latest_overrides": """
        SELECT * FROM overrides AS o WHERE id = (
            SELECT max(id) FROM overrides AS later
            WHERE later.run_id = o.run_id AND later.response_id = o.response_id
              AND later.criterion_id = o.criterion_id)""",
    "current_verdicts": """
        SELECT runs.name AS run, v.run_id, v.response_id, r.query_id, v.criterion_id,
               c.metric, c.kind, c.points, c.critical, c.note,
               coalesce(o.status, v.status) AS status, v.status AS graded_status,
               v.score, v.evidence, v.explanation, o.who AS overridden_by, o.why AS override_reason
        FROM verdicts AS v
        JOIN runs ON runs.id = v.run_id
        JOIN responses AS r ON r.run_id = v.run_id AND r.response_id = v.response_id
        JOIN run_rubrics AS q ON q.run_id = v.run_id AND q.query_id = r.query_id
        JOIN criteria AS c ON c.rubric_digest = q.rubric_digest AND c.criterion_id = v.criterion_id
        LEFT JOIN latest_overrides AS o
          ON o.run_id = v.run_id AND o.response_id = v.response_id AND o.criterion_id = v.criterion_id""",
    # the tallies, with each override moving one verdict from one status to another
    "current_tallies": """
        SELECT run_id, query_id, criterion_id, status, sum(n) AS n FROM (
            SELECT run_id, query_id, criterion_id, status, n FROM tallies
            UNION ALL
            SELECT o.run_id, r.query_id, o.criterion_id, o.status, 1 FROM latest_overrides AS o
            JOIN responses AS r ON r.run_id = o.run_id AND r.response_id = o.response_id
            UNION ALL
            SELECT o.run_id, r.query_id, o.criterion_id, v.status, -1 FROM latest_overrides AS o
            JOIN responses AS r ON r.run_id = o.run_id AND r.response_id = o.response_id
            JOIN verdicts AS v ON v.run_id = o.run_id AND v.response_id = o.response_id
             AND v.criterion_id = o.criterion_id)
        GROUP BY run_id, query_id, criterion_id, status HAVING sum(n) <> 0""",
    # well = met, or for a criterion with negative points not met; an unassessed verdict did not go well
    "metrics": """
        SELECT runs.name AS run, t.run_id, c.metric,
               sum(t.n) AS n,
               sum(t.n * (t.status = CASE WHEN c.points < 0 THEN 'not_met' ELSE 'met' END)) AS well,
               sum(t.n * (t.status IN ('cannot_assess', 'error'))) AS unassessed,
               1.0 * sum(t.n * (t.status = CASE WHEN c.points < 0 THEN 'not_met' ELSE 'met' END))
                   / sum(t.n) AS rate
        FROM current_tallies AS t
        JOIN runs ON runs.id = t.run_id
        JOIN run_rubrics AS q ON q.run_id = t.run_id AND q.query_id = t.query_id
        JOIN criteria AS c ON c.rubric_digest = q.rubric_digest AND c.criterion_id = t.criterion_id
        WHERE t.status <> 'not_applicable'
        GROUP BY t.run_id, c.metric""",
    **{name: f"SELECT * FROM metrics WHERE metric = '{name}'" for name in METRIC_VIEWS},  # noqa: S608
}


@contextmanager
def _unseen(*names: str) -> Iterator[None]:
    """Libraries that can't be imported for now, unless they have been.

    sqlite-utils imports numpy and pandas where it can, to know their types as those of columns, and takes four
    times as long for it: 0.4 s of a first run. What is imported here without them is forgotten again, so that
    whoever imports it next gets it whole.
    """
    before = set(sys.modules)
    absent = [name for name in names if name not in before]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type] # None: as if it weren't installed
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
        for name in set(sys.modules) - before if absent else ():
            if name.split(".")[0] == "sqlite_utils":
                del sys.modules[name]


def migrate(connection: sqlite3.Connection) -> None:
    """Apply every migration that the database has not seen, each in a transaction of its own.

    The connection must hold the writer's lock. sqlite-utils is imported here, and only when there is
    something to apply: it is slow to load, and a database that is up to date doesn't need it.
    """
    if connection.execute("PRAGMA user_version").fetchone()[0] >= SCHEMA_VERSION:
        return
    # the file is ours before sqlite-utils writes its own table: killed between the two, it must not look foreign
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with _unseen("numpy", "pandas"):
        from sqlite_utils import Database, Migrations  # noqa: PLC0415 - start-up time

    migrations = Migrations("rubrx")

    @migrations()
    def m001_first_schema(db: Database) -> None:
        for statement in (*TABLES, *INDEXES):
            db.conn.execute(statement)
        for name, query in VIEWS.items():
            db.create_view(name, query)
        db.conn.execute("PRAGMA user_version = 1")

    migrations.apply(Database(connection, execute_plugins=False))
