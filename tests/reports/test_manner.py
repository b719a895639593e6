"""What is counted in an answer's manner, and what its change goes along with."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rubrx.reports.manner import MEANINGS, Manner, MannerRow, abbreviations_in, manner_changes, manner_of

QUIET = "Metformin may be risky because it accumulates when clearance falls; consider insulin 10 units or linagliptin."
LOUD = "AVOID METFORMIN! It is DANGEROUS. NSAID and eGFR and CYP2D6 are no shouting."


def test_signs_are_counted_in_the_answers_own_words() -> None:
    found = manner_of(QUIET)
    assert found.length == len(QUIET.split())
    assert found.capitals == 0
    assert found.mechanisms == 3  # because, accumulates, clearance
    assert found.quantities == 1
    assert found.hedges >= 1
    assert found.alternatives == 2


def test_capitals_are_shouted_words_less_the_abbreviations_that_rubrics_use() -> None:
    assert manner_of(LOUD).capitals == 4
    assert manner_of(LOUD, abbreviations_in(["terms: {NSAID: [NSAID]}"])).capitals == 3
    assert manner_of(LOUD.lower()).capitals == 0


@pytest.mark.parametrize("text", ["", " \n", "....", "AAAA" * 5000])
def test_any_text_has_a_manner(text: str) -> None:
    assert all(np.isfinite(manner_of(text)))


def test_every_sign_is_explained_and_capitals_are_called_style() -> None:
    assert tuple(MEANINGS) == Manner._fields
    assert "never merit" in MEANINGS["capitals"]


def rows(figures: list[tuple[str, float, float | None]]) -> list[MannerRow]:
    return [MannerRow(query, Manner(length, 0, 0, 0, 0, 0), score) for query, length, score in figures]


def test_a_change_is_of_query_means_and_goes_with_the_score_as_scipy_says() -> None:
    before = rows([("a", 10, 0.1), ("a", 20, 0.3), ("b", 30, 0.5), ("c", 5, 0.2), ("d", 9, 0.4), ("gone", 1, 1.0)])
    after = rows([("a", 25, 0.9), ("b", 40, 0.4), ("c", 9, 0.2), ("d", 29, 1.0), ("new", 1, 1.0)])
    length, capitals, *_ = manner_changes(before, after, np.random.default_rng(0))
    assert (length.before, length.after, length.change) == (14.75, 25.75, 11)
    assert length.interval is not None
    assert length.interval.low < 11 < length.interval.high
    assert length.association is not None
    witness = stats.spearmanr([10, 10, 4, 20], [0.7, -0.1, 0.0, 0.6]).statistic
    assert length.association.value == pytest.approx(witness)
    assert (capitals.change, capitals.association) == (0, None)


def test_queries_without_a_score_show_no_association() -> None:
    before, after = rows([("a", 1, None), ("b", 2, 0.5)]), rows([("a", 3, 0.5), ("b", 3, 0.6)])
    length, *_ = manner_changes(before, after, np.random.default_rng(0))
    assert length.association is None
    assert length.change == 1.5


def test_no_common_query_is_no_change() -> None:
    assert manner_changes(rows([("a", 1, 1.0)]), rows([("b", 1, 1.0)]), np.random.default_rng(0)) == ()
