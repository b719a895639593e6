"""Verdicts in pairs: who counts as fixed, which test is honest about queries, and when nothing is shown."""

from __future__ import annotations

import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from rubrx.records import Status
from rubrx.reports.comparison_tests_text import critical_sentence, p_value
from rubrx.reports.paired_verdicts import CriticalChange, PairTally, verdict_tests
from rubrx.reports.rows import TallyRow

MET, MISSED, NA, OPEN, ERROR = Status


def worth(*criteria: tuple[str, str, float, bool], queries: int = 3) -> list[TallyRow]:
    return [
        TallyRow(f"q{i}", name, metric, points, critical, MET, 1)
        for i in range(queries)
        for name, metric, points, critical in criteria
    ]


ROWS = worth(("say", "accuracy", 2.0, False), ("harm", "accuracy", -4.0, True), ("warn", "recall", 5.0, True))


def test_met_is_bad_where_points_are_lost() -> None:
    pairs = [PairTally("q0", "say", MISSED, MET, 3), PairTally("q1", "harm", MISSED, MET, 2)]
    (test,), critical = verdict_tests(pairs, ROWS, ROWS)
    assert (test.name, test.pairs, test.fixed, test.regressed) == ("accuracy", 5, 3, 2)
    assert critical is not None
    assert (critical.pairs, critical.fixed, critical.regressed) == (2, 0, 2)


def test_an_error_regresses_and_what_does_not_apply_is_no_pair() -> None:
    pairs = [
        PairTally("q0", "say", MET, ERROR, 1), PairTally("q0", "say", OPEN, MET, 1),
        PairTally("q1", "say", MET, NA, 4), PairTally("q1", "say", NA, MISSED, 4), PairTally("q1", "gone", MET, MET, 9),
    ]  # fmt: skip
    (test,), critical = verdict_tests(pairs, ROWS, ROWS)
    assert (test.pairs, test.fixed, test.regressed) == (2, 1, 1)
    assert critical is None


def test_the_p_values_are_scipys_and_holms_statsmodels() -> None:
    pairs = [
        PairTally("q0", "say", MISSED, MET, 7), PairTally("q1", "say", MET, MISSED, 1),
        PairTally("q2", "say", MET, MET, 5), PairTally("q0", "warn", MISSED, MET, 2),
        PairTally("q1", "warn", MET, MISSED, 6),
    ]  # fmt: skip
    tests, _ = verdict_tests(pairs, ROWS, ROWS)
    exact = [stats.binomtest(7, 8).pvalue, stats.binomtest(2, 8).pvalue]
    assert [test.p for test in tests] == pytest.approx(exact)
    assert [test.p_holm for test in tests] == pytest.approx(list(multipletests(exact, method="holm")[1]))
    # the sums of (7, -1) with all signs: 8 6 -6 -8; all of them lie at least 6 from 0
    assert tests[0].p_by_query == 1.0
    assert tests[0].effective_pairs < 13


def test_many_answers_to_few_queries_do_not_make_a_result() -> None:
    """300 fixed verdicts on 3 queries: beyond doubt if pairs were independent, and not at all by query."""
    pairs = [PairTally(f"q{i}", "say", MISSED, MET, 100) for i in range(3)]
    (test,), _ = verdict_tests(pairs, ROWS, ROWS)
    assert test.p < 1e-80
    assert test.p_by_query == 0.25
    assert test.effective_pairs == pytest.approx(3, rel=0.7)
    assert test.detectable is None


def critical_of(fixed: int, regressed: int, same: int, margin: float = 0.05) -> CriticalChange:
    """Each pair on a query of its own."""
    rows = worth(("warn", "recall", 5.0, True), queries=fixed + regressed + same)
    changes = [(MISSED, MET)] * fixed + [(MET, MISSED)] * regressed + [(MET, MET)] * same
    pairs = [PairTally(f"q{i}", "warn", *change, 1) for i, change in enumerate(changes)]
    _, critical = verdict_tests(pairs, rows, rows, margin)
    assert critical is not None
    return critical


def test_a_clean_comparison_of_eight_is_no_proof_of_non_inferiority() -> None:
    critical = critical_of(0, 0, 8)
    assert not critical.non_inferior
    assert critical.smallest_margin == pytest.approx(3.8415 / (8 + 3.8415), abs=1e-4)
    assert critical.needs == 73
    assert "could not be" in critical_sentence(critical)
    assert "73 queries" in critical_sentence(critical)


def test_seventy_three_unchanged_pairs_are_one() -> None:
    assert not critical_of(0, 0, 72).non_inferior
    assert critical_of(0, 0, 73).non_inferior
    assert "not worse by 5 points or more" in critical_sentence(critical_of(0, 0, 73))


def test_one_that_got_worse_is_told_so() -> None:
    assert "fails more of them" in critical_sentence(critical_of(0, 12, 30))
    missed = critical_of(0, 3, 97)
    assert not missed.non_inferior
    assert "is not shown." in critical_sentence(missed)
    assert critical_of(0, 3, 97, margin=0.2).non_inferior


@pytest.mark.parametrize(("p", "shown"), [(1.0, "1.000"), (0.0311, "0.032"), (0.001, "0.001"), (0.00099, "<0.001")])
def test_a_p_value_is_never_rounded_down(p: float, shown: str) -> None:
    assert p_value(p) == shown


def test_no_pair_is_no_test() -> None:
    assert verdict_tests([], ROWS, ROWS) == ((), None)
