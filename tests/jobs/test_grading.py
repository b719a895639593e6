"""Grade files: every row accounted for, every fault paid for by the guilty row alone, runs that go on."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from rubrx import Status, grade, grade_file
from rubrx.errors import InputRefused, Interrupted, UsageError
from rubrx.jobs.rows import CHUNK
from rubrx.jobs.settings import Settings
from rubrx.jobs.watching import Progress, Watcher
from rubrx.manager import Plugins
from rubrx.store import RejectedRow, answer, find_run, open_store, rewards


class Log(Watcher):
    """Remembers what it was told; stops the job at a row count."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.rejects: list[RejectedRow] = []
        self.unknown: list[tuple[str, int]] = []
        self.progress: list[Progress] = []
        self.stop_at = stop_at

    def rejected(self, row: RejectedRow) -> None:
        self.rejects.append(row)

    def unknown_query(self, query_id: str, line: int) -> None:
        self.unknown.append((query_id, line))

    def wrote(self, progress: Progress) -> None:
        self.progress.append(progress)
        if self.stop_at is not None and progress.read >= self.stop_at:
            raise Interrupted(15)


def run(folder: Any, source: Path, plugins: Plugins, **more: Any) -> Any:
    return grade_file(
        source,
        db=folder.path / more.pop("db", "rubrx.db"),
        rubrics=[folder.path / "rubrics"],
        settings=Settings(),
        plugins=plugins,
        **more,
    )


def test_every_row_is_accounted_for(folder: Any, plugins: Plugins, make_answers: Any) -> None:
    """read = graded + rejected + skipped; rejects with line and field; an unknown query told once."""
    rows = make_answers(100)
    source = folder.write([*rows[:50], "{broken", "", {"id": "x", "query_id": "q1"}, *rows[50:]])
    log = Log()
    summary = run(folder, source, plugins, progress=log)
    unknown = sum(row["query_id"] == "nobody" for row in rows)
    assert (summary.read, summary.rejected, summary.skipped) == (102, 2, unknown)
    assert summary.graded == 100 - unknown
    assert summary.unknown == {"nobody": unknown}
    assert log.unknown == [("nobody", 8)]
    assert [(row.line, row.field) for row in log.rejects] == [(51, "row"), (53, "text")]
    assert summary.run == "a"
    with open_store(folder.path / "rubrx.db") as store:
        found = answer(store, find_run(store, "a").id, "a99")
    assert found.line == 103


def test_the_mean_is_over_the_worst_still_possible(folder: Any, plugins: Plugins) -> None:
    """A verdict that broke earns nothing and the best still possible stands beside it."""
    source = folder.write(
        [
            {"query_id": "q1", "text": "stop acidosis"},
            {"query_id": "q1", "text": "stop, and break acidosis"},
        ]
    )
    summary = run(folder, source, plugins)
    assert summary.mean_score == pytest.approx((1 + 5 / 7) / 2)
    assert summary.mean_best == pytest.approx(1)


def test_a_reward_that_misbehaves_costs_the_guilty_response_only(folder: Any, plugins: Plugins) -> None:
    """Throwing, exiting, wrong length, NaN, out of range, text: a problem of one row, never a number."""
    texts = ["fine one", "throw", "exit", "short", "nan", "huge", "text", "yes", "none", "fine two words"]
    source = folder.write([{"id": f"r{n}", "query_id": "q1", "text": text} for n, text in enumerate(texts)])
    run(folder, source, plugins, rewards=["odd"])
    with open_store(folder.path / "rubrx.db") as store:
        run_id = find_run(store, "latest").id
        found = {text: answer(store, run_id, f"r{n}").rewards[0] for n, text in enumerate(texts)}
        (row,) = rewards(store, run_id)
    assert found["fine one"].value == 2
    assert found["fine two words"].value == 3
    assert found["none"] == ("odd", None, "")
    problems = {text: each.problem for text, each in found.items() if each.problem}
    assert problems == {
        "throw": "RuntimeError: odd broke",
        "exit": "SystemExit: 3",
        "short": "returned 0 values for 1 responses",
        "nan": "returned nan, outside [0.0, 1000.0]",
        "huge": "returned 1000000000.0, outside [0.0, 1000.0]",
        "text": "returned '12', which is not a number",
        "yes": "returned True, which is not a number",
    }
    assert all(found[text].value is None for text in problems)
    assert (row.n, row.scored, row.problems) == (10, 2, 7)


@pytest.mark.parametrize("stop_at", [1, CHUNK * 3, 1500])
def test_a_stopped_run_goes_on_to_the_same_database(
    folder: Any, plugins: Plugins, make_answers: Any, stop_at: int
) -> None:
    """Interrupted and resumed equals uninterrupted, row for row, rewards by batch included."""
    rows = make_answers(2500)
    rows[700:700] = ["[1]"]
    source = folder.write(rows)
    run(folder, source, plugins, db="clean.db", name="n")
    with pytest.raises(Interrupted):
        run(folder, source, plugins, name="n", progress=Log(stop_at))
    with open_store(folder.path / "rubrx.db") as store:
        stopped = find_run(store, "n")
    assert stopped.status == "interrupted"
    assert 0 < stopped.read < 2501
    log = Log()
    summary = run(folder, source, plugins, name="n", resume=True, progress=log)
    assert summary.resumed == stopped.read
    assert summary.read == 2501
    assert folder.dump() == folder.dump("clean.db")


def test_resume_without_a_name_takes_the_newest_unfinished_run_of_the_file(
    folder: Any, plugins: Plugins, make_answers: Any
) -> None:
    """And where there is none it begins, so that a script may always say --resume."""
    source = folder.write(make_answers(200))
    with pytest.raises(Interrupted):
        run(folder, source, plugins, resume=True, progress=Log(1))
    assert run(folder, source, plugins, resume=True).run == "a"
    assert run(folder, source, plugins, resume=True).run == "a-2"


def test_a_name_that_is_taken_says_how_to_go_on(folder: Any, plugins: Plugins, make_answers: Any) -> None:
    source = folder.write(make_answers(3))
    run(folder, source, plugins, name="n")
    with pytest.raises(UsageError, match="choose another --name, or go on with --resume"):
        run(folder, source, plugins, name="n")


def test_a_file_that_grew_is_gone_on_with(folder: Any, plugins: Plugins, make_answers: Any) -> None:
    """Resume looks at the rows that are there: a finished run takes the new ones too."""
    rows = make_answers(130)
    run(folder, folder.write(rows[:100]), plugins, name="n")
    summary = run(folder, folder.write(rows), plugins, name="n", resume=True)
    assert (summary.read, summary.resumed) == (130, 100)


def test_a_run_does_not_go_on_over_something_else(folder: Any, plugins: Plugins, make_answers: Any) -> None:
    """Another file, a changed rubric, other rewards: refused by name, and the run stays as it was."""
    rows = make_answers(100)
    source = folder.write(rows)
    with pytest.raises(Interrupted):
        run(folder, source, plugins, name="n", rewards=["odd"], progress=Log(1))
    before = folder.dump()

    def refused(match: str, **more: Any) -> None:
        with pytest.raises(UsageError, match=match):
            run(
                folder,
                more.pop("source", source),
                plugins,
                name="n",
                resume=True,
                **{"rewards": ["odd"], **more},
            )
        assert folder.dump() == before

    refused("settings have changed", rewards=["position"])
    refused("not the ones it read", source=folder.write([*rows[1:], rows[0]], "b.jsonl"))
    refused("has 3 rows, the run has read", source=folder.write(rows[:3], "b.jsonl"))
    rubric = folder.path / "rubrics" / "q1.yaml"
    text = rubric.read_text()
    rubric.write_text(text.replace("points: 2", "points: 3"))
    refused("the rubric of q1 has changed")
    rubric.write_text(text)
    (folder.path / "rubrics" / "nobody.yaml").write_text(text.replace("rubric: q1", "rubric: nobody"))
    refused("nobody .* had no rubric then")
    (folder.path / "rubrics" / "nobody.yaml").unlink()
    assert run(folder, source, plugins, name="n", resume=True, rewards=["odd"]).read == 100


def test_a_file_that_is_not_there_leaves_no_database(folder: Any, plugins: Plugins) -> None:
    """Nothing is made before the file was opened and the rubrics read."""
    with pytest.raises(UsageError, match="no such file"):
        run(folder, folder.path / "none.jsonl", plugins)
    source = folder.write([{"query_id": "q1", "text": "x"}])
    (folder.path / "bad.yaml").write_text("rubric: [")
    with pytest.raises(InputRefused):
        run(folder, source, plugins, rubric=folder.path / "bad.yaml")
    assert not (folder.path / "rubrx.db").exists()


def test_a_broken_rubric_stops_the_run_where_it_is_asked_for(folder: Any, plugins: Plugins, make_answers: Any) -> None:
    """Not before; what was committed stays, and with the rubric mended the run goes on to the same end."""
    rows = [*make_answers(1500), {"id": "late", "query_id": "q3", "text": "stop"}, *make_answers(3)]
    rows[-3:] = [{**row, "id": f"z{row['id']}"} for row in rows[-3:]]
    source = folder.write(rows)
    bad = folder.path / "rubrics" / "q3.yaml"
    good = (folder.path / "rubrics" / "q1.yaml").read_text().replace("rubric: q1", "rubric: q3")
    bad.write_text(good.replace("metric: has", "metric: hat"))
    with pytest.raises(InputRefused, match=r"q3\.yaml:\d+:\d+: criteria"):
        run(folder, source, plugins, name="n")
    with open_store(folder.path / "rubrx.db") as store:
        stopped = find_run(store, "n")
    assert stopped.status == "failed"
    assert stopped.read >= 1000
    bad.write_text(good)
    assert run(folder, source, plugins, name="n", resume=True).read == 1504
    run(folder, source, plugins, name="n", db="clean.db")
    assert folder.dump() == folder.dump("clean.db")


def test_a_run_that_can_grade_nothing_keeps_its_reasons(folder: Any, plugins: Plugins) -> None:
    """A summary of zero grades, with the rejects in the store."""
    summary = run(folder, folder.write(["{", "}"]), plugins)
    assert (summary.read, summary.graded, summary.rejected, summary.mean_score) == (2, 0, 2, None)
    assert len(folder.dump()["rejects"]) == 2


def test_a_rubric_for_rows_that_name_none(folder: Any, plugins: Plugins) -> None:
    """`rubric` by id, by file, or as a Rubric serves the rows without a query id."""
    source = folder.write([{"text": "stop"}, {"text": "go", "query_id": "q2"}])
    by_file = run(folder, source, plugins, rubric=folder.path / "rubrics" / "q1.yaml")
    by_id = run(folder, source, plugins, rubric="q1")
    assert by_file.graded == by_id.graded == 2
    with pytest.raises(UsageError, match="no rubric is called 'q9'"):
        run(folder, source, plugins, rubric="q9")


def test_one_text_is_graded_without_a_store(folder: Any, plugins: Plugins) -> None:
    """`grade(text, rubric)` gives the verdicts and the score, the same each time."""
    first = grade("stop", folder.path / "rubrics" / "q1.yaml", plugins=plugins)
    assert [verdict.status for verdict in first.verdicts] == [Status.MET, Status.NOT_MET, Status.NOT_MET]
    assert first.score.worst == pytest.approx(5 / 7)
    assert grade("stop", folder.path / "rubrics" / "q1.yaml", plugins=plugins) == first


def test_the_store_tells_what_a_run_was_made_with(folder: Any, plugins: Plugins) -> None:
    """Settings and versions stand in the run's row, rubrics by content hash."""
    run(folder, folder.write([{"query_id": "q1", "text": "stop"}]), plugins, rewards=["odd"])
    with open_store(folder.path / "rubrx.db") as store:
        found = find_run(store, "latest")
        (row,) = store.rows("SELECT id, digest, yaml FROM rubrics")
    assert found.settings == {"rewards": {"odd": {}}, "rubric": ""}
    assert re.fullmatch(r"1\+[0-9a-f]{12}", found.versions["metric:has"])  # of a one-file plugin: with its digest
    assert row[0] == "q1"
    assert row[1] == hashlib.sha256(row[2].encode()).hexdigest()
    assert row[2] == (folder.path / "rubrics" / "q1.yaml").read_text(encoding="utf-8")


def test_json_of_a_metadata_column_survives(folder: Any, plugins: Plugins) -> None:
    """Other columns of a row are kept as metadata."""
    run(
        folder,
        folder.write([{"id": "x", "query_id": "q1", "text": "stop", "gold": 7.5, "tag": ["µ"]}]),
        plugins,
    )
    with open_store(folder.path / "rubrx.db") as store:
        assert answer(store, 1, "x").metadata == {"gold": 7.5, "tag": ["µ"]}
        (stored,) = store.row("SELECT metadata FROM responses") or ()
    assert json.loads(stored) == {"gold": 7.5, "tag": ["µ"]}


@pytest.mark.parametrize(
    ("text", "rubric", "told"),
    [
        ("x", None, "rubric must be a Rubric, the id of one, or a path, got NoneType"),
        (None, "metformin-egfr-28", "the text to grade must be a str, got NoneType"),
        (b"x", "metformin-egfr-28", "the text to grade must be a str, got bytes"),
    ],
)
def test_what_is_no_text_and_no_rubric_is_told(text, rubric, told) -> None:
    with pytest.raises(TypeError, match=told):
        grade(text, rubric)
