"""A run's answers come back page by page as they were written, at a price that grows with them and no faster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rubrx.records import Rubric, Status
from rubrx.store import Batch, GradedRow, RewardValue, Store, create_run, open_store, write_batch
from rubrx.store.regrading import stored_answers, stored_pages

MET, NOT = Status.MET, Status.NOT_MET
Make = Callable[..., GradedRow]


def write(store: Store, rubric: Rubric, graded: Make, name: str, n: int) -> list[GradedRow]:
    """A run whose answers' ids stand in another order than its rows."""
    run = create_run(store, name=name, source="-", settings={}, versions={})
    rows = [
        graded(f"{name}{n - i:04}", (MET, (MET, NOT)[i % 2], NOT), text=f"text {i}", line=i + 1)._replace(
            rewards=[RewardValue("length", float(i)), RewardValue("words", None, "broke")][: i % 3]
        )
        for i in range(n)
    ]
    write_batch(store, run.id, Batch(rows, rubrics={"q1": rubric}))
    return rows


def test_pages_hold_what_was_written_in_its_order(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    """Of one run, with others before and after it in the file; and so do answers asked for by id."""
    with open_store(tmp_path / "x.db", write=True) as store:
        written = [write(store, rubric, graded, name, n) for name, n in (("a", 70), ("b", 130), ("c", 64))]
        for number, rows in enumerate(written, 1):
            pages = list(stored_pages(store, number))
            found = [answer for page in pages for answer in page]
            assert max(map(len, pages)) < len(rows) or len(pages) == 1
            assert [answer.response for answer in found] == [row.response for row in rows]
            assert [tuple(answer.verdicts.values()) for answer in found] == [
                tuple(sorted(row.grade.verdicts)) for row in rows
            ]
            assert [answer.rewards for answer in found] == [tuple(row.rewards) for row in rows]
            by_id = stored_answers(store, number, [row.response.id for row in rows] + ["nobody"])
            assert by_id == {answer.response.id: answer for answer in found}


def test_a_run_without_answers_has_no_page(tmp_path: Path, rubric: Rubric, graded: Make) -> None:
    with open_store(tmp_path / "x.db", write=True) as store:
        write(store, rubric, graded, "a", 0)
        assert list(stored_pages(store, 1)) == []


def test_the_price_of_a_page_does_not_depend_on_how_many_there_are(
    tmp_path: Path, rubric: Rubric, graded: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own steps are counted: four times the answers, some four times the steps."""
    monkeypatch.setattr("rubrx.store.regrading.PAGE", 8)
    steps = []
    with open_store(tmp_path / "x.db", write=True) as store:
        for number, n in enumerate((200, 800), 1):
            write(store, rubric, graded, "ab"[number - 1], n)
            taken = [0]

            def count(taken: list[int] = taken) -> None:
                taken[0] += 1

            store.connection.set_progress_handler(count, 10)
            assert sum(map(len, stored_pages(store, number))) == n
            store.connection.set_progress_handler(None, 0)
            steps.append(taken[0])
    assert steps[1] < 6 * steps[0]
