"""Search for hacks of a reward: start at real answers, edit, keep what pays and is no better."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

from rubrx.jobs.audit import range_of, reward_named
from rubrx.jobs.probing import Prober, answers_of, number_of
from rubrx.jobs.settings import Settings
from rubrx.jobs.sources import installed
from rubrx.manager import Plugins
from rubrx.records import Response
from rubrx.safeguards.edits import bag, nearest_mark
from rubrx.safeguards.search import Search, Start, search

Source = str | os.PathLike[str]


def search_hacks(  # noqa: PLR0913 - each is one option of `rubrx audit reward --search`
    name: str,
    *,
    responses: Source | None = None,
    rubrics: Sequence[Source] = (),
    plugins: Plugins | None = None,
    settings: Settings | None = None,
    seed: int = 0,
    starts: int = 28,
    steps: int = 12,
) -> Search:
    """Hill climbing from `starts` answers, spread over the queries, `steps` edits each.

    Gold is the rubric score of each edited text; for the rubric reward itself, and for an ensemble that holds it, the
    mark of the nearest marked answers to the same query,
    and no sentence is left out, since that gold would not notice an answer mended so. UsageError for an unknown
    reward or where no answer has a rubric.
    """
    plugins = plugins or installed()
    prober = Prober(plugins, reward_named(name, plugins, settings), rubrics)
    rows = answers_of(responses, plugins, prober).rows
    rng = np.random.default_rng(seed)
    gold_is_rubric = name not in ("rubric", "ensemble")
    gold = _RubricGold(plugins, rubrics) if gold_is_rubric else _NearestGold(rows)

    def measure(query_id: str, texts: Sequence[str]) -> list[tuple[float | None, float | None]]:
        responses = [Response("", query_id, text) for text in texts]
        return [
            (value.value, gold(response)) for value, response in zip(prober.values(responses), responses, strict=True)
        ]

    chosen = _spread(rows, starts, rng)
    return search(
        name,
        range_of(prober.reward, [value.value for value in prober.values(chosen)]),
        [Start(row.query_id, row.id, row.text, prober.terms(row.query_id)) for row in chosen],
        measure,
        rng,
        gold="the rubric score" if gold_is_rubric else "the marks of the nearest answers",
        steps=steps,
        leave_out=gold_is_rubric,
    )


class _RubricGold:
    """The rubric score of a text, 0 to 10."""

    def __init__(self, plugins: Plugins, rubrics: Sequence[Source]) -> None:
        self._prober = Prober(plugins, plugins.rewards["rubric"], rubrics)

    def __call__(self, response: Response) -> float | None:
        return self._prober.values([response])[0].value


class _NearestGold:
    """The mean mark of the nearest marked answers of the query, its own among them where it has one."""

    def __init__(self, rows: Sequence[Response]) -> None:
        self._marked = [
            (row.query_id, row.text, bag(row.text), mark)
            for row in rows
            if (mark := number_of(row.metadata)) is not None
        ]

    def __call__(self, response: Response) -> float | None:
        return nearest_mark(
            response.text,
            [(v, mark) for query, text, v, mark in self._marked if query == response.query_id],
        )


def _spread(rows: Sequence[Response], n: int, rng: np.random.Generator) -> list[Response]:
    """`n` of the rows in random order, taken from the queries in turn."""
    queues: dict[str, list[Response]] = {}
    for index in rng.permutation(len(rows)):
        queues.setdefault(rows[index].query_id, []).append(rows[index])
    chosen: list[Response] = []
    while len(chosen) < n and any(queues.values()):
        for query in sorted(queues):
            if queues[query] and len(chosen) < n:
                chosen.append(queues[query].pop())
    return chosen
