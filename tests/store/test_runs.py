"""Runs are found by name, by id prefix, or as the latest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rubrx.errors import UsageError
from rubrx.store import (
    Store,
    create_run,
    end_run,
    find_run,
    free_name,
    list_runs,
    newest_unfinished,
    open_store,
    read_steps,
    write_steps,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "x.db", write=True) as store:
        for name in ("one", "two"):
            create_run(store, name=name, source=f"{name}.jsonl", settings={"a": 1}, versions={"rubrx": "0"})
        yield store


def test_a_run_is_found_by_name_prefix_and_latest(store: Store) -> None:
    """All three ways name the same run; settings and versions come back as data."""
    two = find_run(store, "two")
    assert find_run(store, two.uid[:6]) == two == find_run(store, "latest")
    assert (two.settings, two.versions, two.status) == ({"a": 1}, {"rubrx": "0"}, "running")


def test_a_missing_run_is_told_with_those_there_are(store: Store) -> None:
    """The message lists the names; a short prefix is no id."""
    with pytest.raises(UsageError, match="one, two"):
        find_run(store, "three")
    with pytest.raises(UsageError):
        find_run(store, find_run(store, "one").uid[:3])


@pytest.mark.parametrize("name", ["latest", "", "a b", "../x", "x" * 129, "-x"])
def test_names_that_could_mean_something_else_are_refused(store: Store, name: str) -> None:
    """A run's name is never an option, a path, or the word latest."""
    with pytest.raises(UsageError):
        create_run(store, name=name, source="-", settings={}, versions={})


def test_a_name_is_used_once(store: Store) -> None:
    """A second run of one name is refused, and a default name steps aside."""
    with pytest.raises(UsageError, match="has a run named one; choose another --name"):
        create_run(store, name="one", source="-", settings={}, versions={})
    assert free_name(store, "one") == "one-2"
    assert free_name(store, "my file (3)") == "my-file-3"
    assert free_name(store, "日本") == "run"


def test_the_newest_unfinished_run_of_a_source(store: Store) -> None:
    """A finished run is not gone on with."""
    one = find_run(store, "one")
    assert newest_unfinished(store, "one.jsonl") == one
    ended = end_run(store, one.id, "done")
    assert ended.ended is not None
    assert newest_unfinished(store, "one.jsonl") is None
    assert [run.status for run in list_runs(store)] == ["done", "running"]


def test_a_run_nobody_writes_to_any_more_is_interrupted(tmp_path: Path, store: Store) -> None:
    """Its writer could not say so: a killed process leaves the row as running, and its lock file behind."""
    copy = tmp_path / "killed.db"
    with open_store(tmp_path / "x.db") as reader:
        assert [run.status for run in list_runs(reader)] == ["running", "running"]
        reader.connection.execute("COMMIT")
        reader.connection.execute("PRAGMA query_only = OFF")
        reader.connection.execute("VACUUM INTO ?", (str(copy),))
    (tmp_path / "killed.db.lock").write_text("{}")
    with open_store(copy) as reader:
        assert [run.status for run in list_runs(reader)] == ["interrupted", "interrupted"]
        assert find_run(reader, "one").status == "interrupted"
    assert [run.status for run in list_runs(store)] == ["running", "running"]


def test_training_steps_come_back_in_order(store: Store) -> None:
    """What a trainer reported is read back as it was; a step written twice is there once."""
    write_steps(store, "ppo", [(2, {"loss": 0.5}), (1, {"loss": 1.0, "kl": 0.0})])
    write_steps(store, "ppo", [(2, {"loss": 0.25})])
    assert read_steps(store, "ppo") == [(1, {"kl": 0.0, "loss": 1.0}), (2, {"loss": 0.25})]
