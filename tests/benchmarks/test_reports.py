"""The benchmark of a large run's readers makes a run that verifies, and times every command on it."""

from __future__ import annotations

import json

import pytest

import reports
from rubrx.jobs.compare import compare_runs
from rubrx.jobs.report import report_run
from rubrx.jobs.verify import verify_run


@pytest.mark.parametrize("humility", [False, True])
def test_the_runs_it_makes_are_as_if_they_had_been_graded(tmp_path, capsys, monkeypatch, humility):
    monkeypatch.setattr(reports, "BASE", 100)
    reports.build(tmp_path / "x.db", 230, 2, humility)
    for name in ("a", "b"):
        done = verify_run(name, db=tmp_path / "x.db")
        assert (done.problems, done.rows) == ((), 230)
    assert bool(report_run("a", db=tmp_path / "x.db").hedging) is humility
    paired = compare_runs("a", "b", db=tmp_path / "x.db")
    assert paired.paired.by_id == 230
    assert any(test.fixed and test.regressed for test in paired.verdicts)
    if humility:
        words = ["--db", str(tmp_path / "x.db"), "--only", "coverage,gate", "--rounds", "1", "--json"]
        reports.main(words)
        found = json.loads(capsys.readouterr().out)
        assert found["n"] == 230
        assert set(found["gate"]) == set(found["coverage"]) == {"wall_s", "cpu_s", "peak_rss_mib"}
