"""Verdicts are paired as a slow loop over all of them would pair them, corrections counted."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
import samples

from rubrx.jobs import compare_pairs
from rubrx.jobs.compare_pairs import pair_verdicts
from rubrx.records import Status
from rubrx.store import Store, find_run, open_store
from rubrx.store.overrides import write_override

STATUSES = list(Status)


def slow(store: Store, a: int, b: int) -> tuple[Counter[tuple[str, ...]], tuple[int, ...]]:
    """By dictionaries over every verdict."""
    verdicts: dict[tuple[int, str], dict[str, str]] = {}
    for run, response, criterion, status in store.rows(
        "SELECT run_id, response_id, criterion_id, status FROM current_verdicts"
    ):
        verdicts.setdefault((run, response), {})[criterion] = status
    answers = {
        run: list(
            store.rows(
                "SELECT query_id, response_id FROM responses WHERE run_id = ? ORDER BY query_id, line, response_id",
                (run,),
            )
        )
        for run in (a, b)
    }
    shared = set(answers[a]) & set(answers[b])
    couples = [(query, response, response) for query, response in shared]
    lone = {run: [each for each in answers[run] if each not in shared] for run in (a, b)}
    for query in sorted({query for run in lone for query, _ in lone[run]}):
        old, new = ([response for each, response in lone[run] if each == query] for run in (a, b))
        couples += [(query, *pair) for pair in zip(old, new, strict=False)]
    counted = Counter(
        (query, criterion, was, verdicts[b, new][criterion])
        for query, old, new in couples
        for criterion, was in verdicts[a, old].items()
    )
    in_order = len(couples) - len(shared)
    return counted, (len(shared), in_order, len(lone[a]) - in_order, len(lone[b]) - in_order)


@pytest.mark.parametrize("alike", [1, 7, 20_000])
@pytest.mark.parametrize("seed", range(4))
def test_pairs_are_those_of_a_slow_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, alike: int) -> None:
    """Answers shared by id, answers of one run only, queries of one run only, more than a page of them."""
    monkeypatch.setattr(compare_pairs, "ALIKE", alike)
    monkeypatch.setattr(compare_pairs, "PAGE", 5)
    rng = random.Random(seed)
    ids = [(f"q{rng.randrange(6)}", f"r{number:03}") for number in range(90)]
    for name, part in (("a", ids[:60]), ("b", ids[20:])):
        queries = part if seed % 2 else [(query, response) for query, response in part if query != f"q{name}"]
        rows = [
            (
                query,
                response if rng.random() < 0.7 else f"{name}{response}",
                [rng.choice(STATUSES[:3]) for _ in range(6)],
            )
            for query, response in rng.sample(queries, len(queries))
        ]
        samples.write_run(tmp_path / "x.db", name, rows)
    with open_store(tmp_path / "x.db", write=True) as store:
        a, b = (find_run(store, name) for name in ("a", "b"))
        for corrected in (False, True):
            if corrected:
                for run in (a, b):
                    answers = [
                        row for (row,) in store.rows("SELECT response_id FROM responses WHERE run_id = ?", (run.id,))
                    ]
                    for answer in rng.sample(answers, 15):
                        write_override(store, run.id, answer, "contra", rng.choice(STATUSES), "me", "why")
                        write_override(store, run.id, answer, "contra", rng.choice(STATUSES), "me", "after all")
            pairs, counts = pair_verdicts(store, a, b)
            counted, expected = slow(store, a.id, b.id)
            assert {(p.query_id, p.criterion_id, p.before.value, p.after.value): p.n for p in pairs} == counted
            assert (counts.by_id, counts.in_order, counts.left_before, counts.left_after) == expected
            assert min(counts.by_id, counts.in_order) > 0


def test_a_run_paired_with_itself_has_every_answer_by_its_id(tmp_path: Path) -> None:
    samples.write_run(tmp_path / "x.db", "a", [("q1", f"r{n}", samples.PERFECT) for n in range(3)])
    with open_store(tmp_path / "x.db") as store:
        run = find_run(store, "a")
        pairs, counts = pair_verdicts(store, run, run)
    assert (counts.by_id, counts.in_order, counts.left_before, counts.left_after) == (3, 0, 0, 0)
    assert {(pair.before, pair.n) for pair in pairs} == {(Status.MET, 3), (Status.NOT_MET, 3)}
    assert all(pair.before is pair.after for pair in pairs)
