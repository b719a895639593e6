"""Grading: the points add up as HealthBench says, groups and conditions count once, and no plugin breaks a grade."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.contracts import Metric, Outcome, cannot_assess, met, not_applicable, not_met
from rubrx.errors import RubricRefused
from rubrx.grading import MAX_EVIDENCE, MAX_EXPLANATION, Grader, score_of
from rubrx.records import Criterion, Group, Item, Response, Rubric, Span, Status, Verdict

MET, NOT, NONE, OPEN, ERROR = (
    Status.MET,
    Status.NOT_MET,
    Status.NOT_APPLICABLE,
    Status.CANNOT_ASSESS,
    Status.ERROR,
)


def score(points, statuses, cap=0.4, critical=()):
    """The score of verdicts on criteria with these points."""
    items = [Item(str(n), "m", "k", p, n in critical, ()) for n, p in enumerate(points)]
    return score_of(items, [Verdict(str(n), s, 1.0, (), "") for n, s in enumerate(statuses)], cap)


def test_healthbenchs_own_example():
    """Arora et al. 2025, arXiv 2505.08775: points 7, 5, 10, -6, met T, F, T, T: (7 + 10 - 6) / (7 + 5 + 10) = 11/22."""
    found = score([7, 5, 10, -6], [MET, NOT, MET, MET])
    assert found.raw == found.worst == found.best == 11 / 22
    assert found.coverage == 1.0


@pytest.mark.parametrize(
    ("points", "statuses", "raw"),
    [
        ([5, 5], [MET, MET], 1.0),
        ([5, 5], [NOT, NOT], 0.0),
        ([4, 1], [MET, NOT], 0.8),
        ([4, 6], [MET, NONE], 1.0),  # what does not apply leaves both sums
        ([5, -5], [NOT, MET], -1.0),  # raw may be negative
        ([5, -20], [MET, MET], -3.0),
        ([5, -5], [MET, NOT], 1.0),
        ([0.5, 0.25], [MET, NOT], 2 / 3),
    ],
)
def test_points_of_met_over_positive_points(points, statuses, raw):
    found = score(points, statuses)
    assert found.raw == pytest.approx(raw)
    assert found.worst == found.best == pytest.approx(min(1.0, max(0.0, raw)))


@pytest.mark.parametrize(
    ("points", "statuses"), [([5, 3], [NONE, NONE]), ([-5], [MET]), ([5, -2], [NONE, NOT]), ([], [])]
)
def test_without_a_positive_point_there_is_no_score(points, statuses):
    """And none is not 0."""
    found = score(points, statuses)
    assert found.raw is found.worst is found.best is None


@pytest.mark.parametrize("unassessed", [OPEN, ERROR])
def test_what_is_not_assessed_earns_nothing_and_may_still_cost(unassessed):
    """Points 6, 4, -2: the 4 and the -2 are open. Worst 6 - 2 of 10, best 6 + 4 of 10, 6 of 12 points assessed."""
    found = score([6, 4, -2], [MET, unassessed, unassessed])
    assert found.raw == pytest.approx(4 / 10)
    assert found.worst == pytest.approx(4 / 10)
    assert found.best == pytest.approx(1.0)
    assert found.coverage == pytest.approx(6 / 12)


@pytest.mark.parametrize(
    ("statuses", "worst", "best"),
    [
        ([MET, MET], 1.0, 1.0),
        ([NOT, MET], 0.4, 0.4),  # 9 of 10 points, capped
        ([OPEN, MET], 0.4, 1.0),  # it may still fail
        ([ERROR, MET], 0.4, 1.0),
        ([NONE, MET], 1.0, 1.0),
        ([NOT, NOT], 0.0, 0.0),
    ],
)
def test_a_failed_critical_criterion_caps_the_grade(statuses, worst, best):
    found = score([1, 9], statuses, critical={0})
    assert found.worst == pytest.approx(worst)
    assert found.best == pytest.approx(best)


def test_a_critical_criterion_with_negative_points_fails_when_it_is_met():
    assert score([9, -1], [MET, MET], critical={1}).worst == pytest.approx(0.4)
    assert score([9, -1], [MET, NOT], critical={1}).worst == 1.0


def test_the_raw_score_is_not_capped():
    assert score([1, 9], [NOT, MET], critical={0}).raw == pytest.approx(0.9)


def test_a_cap_never_lifts_a_score():
    assert score([9, 1], [NOT, MET], cap=0.9, critical={0}).worst == pytest.approx(0.1)


rows = st.lists(
    st.tuples(st.integers(-9, 9).filter(bool), st.booleans(), st.sampled_from([MET, NOT, NONE, OPEN, ERROR])),
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(rows, st.sampled_from([0.0, 0.4, 1.0]))
def test_a_score_lies_where_it_is_said_to_lie(row, cap):
    critical = {n for n, (_, is_critical, _) in enumerate(row) if is_critical}
    found = score([p for p, _, _ in row], [s for _, _, s in row], cap, critical)
    assert 0 <= found.coverage <= 1
    if found.worst is not None:
        assert 0 <= found.worst <= found.best <= 1
        assert found.raw <= 1
        assert found.worst <= max(0.0, found.raw) + 1e-12


@settings(max_examples=300, deadline=None)
@given(rows)
def test_the_formula_equals_a_slow_sum(row):
    """Where all is assessed and nothing critical: HealthBench's formula, written once more."""
    settled = [(points, NOT if status in (OPEN, ERROR) else status) for points, _, status in row]
    positive = sum(points for points, status in settled if points > 0 and status is not NONE)
    earned = sum(points for points, status in settled if status is MET)
    found = score([p for p, _ in settled], [s for _, s in settled])
    assert found.raw == (pytest.approx(earned / positive) if positive else None)


class Told(Metric):
    """Judges as a criterion's body says: a function from the case to anything at all."""

    name = "told"
    kinds = {"does": object}

    def prepare(self, criterion, rubric, lexicon):
        if criterion.body == "refuse":
            raise ValueError("this body can't work")
        return criterion.body


def rubric_of(*criteria, cap=0.4, patient=None, query="Can I use metformin?"):
    return Rubric(
        "r", 1, query, patient or {}, (), {"metformin": ("Glucophage",)}, criteria, (), cap, "0" * 64, "", "r.yaml"
    )


def criterion(body, id_="c", points=1.0, **more):
    return Criterion(id_, "told", "does", body, points, **more)


def grade(*criteria, text="Stop metformin.", **more):
    return Grader(rubric_of(*criteria, **more), {"told": Told()}).grade(Response("a", "r", text))


def throws(fault):
    def judge(case):
        raise fault

    return judge


class ShoutingError(Exception):
    """A fault whose own words are as long as a book, on many lines."""

    def __str__(self):
        return "line\n" * 10_000


class MuteError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    "fault",
    [
        RuntimeError("broke"),
        SystemExit(3),
        MemoryError(),
        RecursionError(),
        StopIteration(),
        AssertionError(),
        ShoutingError(),
        BaseException("panic"),  # Rust panics arrive so
        GeneratorExit(),
        MuteError(),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_judge_that_throws_costs_its_own_verdict(fault):
    found = grade(criterion(throws(fault), "bad"), criterion(lambda case: met("fine"), "good"))
    assert found["bad"].status is ERROR
    assert found["bad"].score == 0.0
    assert found["bad"].explanation.startswith(f"told: {type(fault).__name__}")
    assert len(found["bad"].explanation) <= MAX_EXPLANATION
    assert found["good"].status is MET
    assert found.score.worst == pytest.approx(0.5)


def test_an_interrupt_is_the_users_and_goes_on():
    with pytest.raises(KeyboardInterrupt):
        grade(criterion(throws(KeyboardInterrupt())))


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        True,
        "met",
        1.0,
        (),
        [MET, 1.0, (), "fine"],
        (MET, 1.0, ()),
        ("met", 1.0, (), "fine"),
        (None, 1.0, (), "fine"),
        (MET, math.nan, (), "fine"),
        (MET, math.inf, (), "fine"),
        (MET, -0.1, (), "fine"),
        (MET, 1.1, (), "fine"),
        (MET, "1", (), "fine"),
        (MET, None, (), "fine"),
        (MET, 1.0, ((0, 10_000),), "fine"),
        (MET, 1.0, ((-1, 3),), "fine"),
        (MET, 1.0, ((5, 3),), "fine"),
        (MET, 1.0, ((1,),), "fine"),
        (MET, 1.0, ("ab",), "fine"),
        (MET, 1.0, None, "fine"),
        (MET, 1.0, (), None),
    ],
    ids=repr,
)
def test_nonsense_is_an_error_and_never_a_mark(nonsense):
    found = grade(criterion(lambda case: nonsense))
    assert found["c"].status is ERROR
    assert found.score.worst == 0.0
    assert found.score.coverage == 0.0


def test_a_flood_of_words_and_evidence_is_cut():
    flood = Outcome(MET, 1.0, tuple(Span(0, 1) for _ in range(10_000)), "word\n" * 10_000)
    verdict = grade(criterion(lambda case: flood))["c"]
    assert verdict.status is MET
    assert len(verdict.evidence) <= MAX_EVIDENCE
    assert len(verdict.explanation) <= MAX_EXPLANATION
    assert "\n" not in verdict.explanation


def test_a_criterion_that_can_not_be_compiled_is_named_with_its_place():
    bad = criterion("refuse", "bad", line=7, column=3)
    with pytest.raises(RubricRefused, match="this body can't work") as refusal:
        Grader(rubric_of(bad), {"told": Told()})
    assert "r.yaml:7:3" in str(refusal.value)
    assert "criteria.bad.does" in str(refusal.value)


class Careless(Told):
    """A metric whose `prepare` has a bug of its own."""

    def __init__(self, fault):
        self.fault = fault

    def prepare(self, criterion, rubric, lexicon):
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (KeyError("x"), "plugin told: KeyError: 'x'"),
        (SystemExit(3), "plugin told: SystemExit: 3"),
        (GeneratorExit(), "plugin told: GeneratorExit"),
        (BaseException("two\nlines"), "plugin told: BaseException: two lines"),
        (MuteError(), "plugin told: MuteError: (it can't say what is wrong)"),
        (ValueError("three\n  long\nlines"), "three long lines"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_a_bug_in_prepare_is_told_as_the_plugins_with_its_place(fault, told):
    """The rubric is refused in one line, whatever is raised; only the user's interrupt goes through."""
    bad = criterion("x", "bad", line=7, column=3)
    with pytest.raises(RubricRefused) as refusal:
        Grader(rubric_of(bad), {"told": Careless(fault)})
    assert str(refusal.value) == f"r.yaml:7:3: criteria.bad.does: {told}"
    with pytest.raises(KeyboardInterrupt):
        Grader(rubric_of(bad), {"told": Careless(KeyboardInterrupt())})


def test_prepare_must_return_a_function():
    class Empty(Told):
        def prepare(self, criterion, rubric, lexicon):
            return None

    with pytest.raises(RubricRefused, match="plugin told: prepare must return a function, got NoneType"):
        Grader(rubric_of(criterion("x", "bad")), {"told": Empty()})


def test_an_unknown_metric_is_refused_and_the_known_ones_named():
    with pytest.raises(RubricRefused, match="no metric named 'told'; known: other"):
        Grader(rubric_of(criterion(lambda case: met("x"))), {"other": Told()})


def test_a_judge_criterion_waits_for_a_judge():
    """It is open, never a number, and never a failure of the answer."""
    waiting = Criterion("c", "told", "judge", "Is it kind?", 1.0)
    found = grade(waiting)
    assert found["c"].status is OPEN
    assert found.score.worst == 0.0
    assert found.score.best == 1.0


OUTCOMES = {
    MET: lambda case: met("yes", [Span(0, 4)]),
    NOT: lambda case: not_met("no"),
    NONE: lambda case: not_applicable("never"),
    OPEN: lambda case: cannot_assess("open"),
    ERROR: throws(RuntimeError("broke")),
}


@pytest.mark.parametrize(
    ("members", "at_least", "status"),
    [
        ([MET, NOT, NOT], 1, MET),
        ([MET, NOT, NOT], 2, NOT),
        ([MET, MET, NOT], 2, MET),
        ([NOT, NOT], 1, NOT),
        ([MET, OPEN, NOT], 2, OPEN),  # the open one could still do it
        ([MET, ERROR, NOT], 2, ERROR),
        ([OPEN, ERROR], 1, ERROR),
        ([MET, OPEN, ERROR], 1, MET),  # already enough
        ([OPEN, NOT, NOT], 2, NOT),  # no longer possible
        ([NONE, NONE], 1, NONE),
        ([NONE, MET], 1, MET),
        ([NONE, NOT], 1, NOT),
    ],
)
def test_a_group_is_one_verdict(members, at_least, status):
    group = Group("g", at_least, 6.0)
    criteria = [criterion(OUTCOMES[each], f"c{n}", 1.0, group=group) for n, each in enumerate(members)]
    found = grade(*criteria, criterion(OUTCOMES[MET], "alone", 2.0))
    assert [verdict.criterion_id for verdict in found.verdicts] == ["g", "alone"]
    assert found["g"].status is status
    if status is MET:
        assert found.score.raw == 1.0
        assert found["g"].evidence
    elif status is NOT:
        assert found.score.raw == pytest.approx(2 / 8)  # the group's points, not its members'


@pytest.mark.parametrize(
    ("applies_if", "text", "patient", "status"),
    [
        ({"answer": "metformin"}, "Stop metformin.", {}, MET),
        ({"answer": "metformin"}, "Stop Glucophage.", {}, MET),
        ({"answer": "metformin"}, "Use insulin.", {}, NONE),
        ({"answer": {"all": ["metformin", "insulin"]}}, "Stop metformin.", {}, NONE),
        ({"answer": {"all": ["metformin", "insulin"]}}, "Stop metformin, use insulin.", {}, MET),
        ({"patient": "egfr < 30"}, "Stop it.", {"egfr": "28"}, MET),
        ({"patient": "egfr < 30"}, "Stop it.", {"egfr": "60"}, NONE),
        ({"patient": "egfr < 30"}, "Stop it.", {}, NONE),
        ({"patient": "cirrhosis"}, "Stop it.", {"conditions": ["cirrhosis"]}, MET),
    ],
)
def test_a_criterion_may_apply_only_if(applies_if, text, patient, status):
    asked = criterion(OUTCOMES[MET], applies_if=applies_if)
    assert grade(asked, text=text, patient=patient)["c"].status is status


@pytest.mark.parametrize(
    "wrong", [{}, {"answer": ""}, {"weather": "fine"}, {"answer": "a", "patient": "b"}, "metformin", 3]
)
def test_a_condition_that_can_not_be_read_is_refused(wrong):
    with pytest.raises(RubricRefused):
        grade(criterion(OUTCOMES[MET], applies_if=wrong))


def test_the_same_answer_gets_the_same_grade_from_another_grader():
    one = grade(criterion(OUTCOMES[MET]), criterion(OUTCOMES[ERROR], "d"))
    assert one == grade(criterion(OUTCOMES[MET]), criterion(OUTCOMES[ERROR], "d"))


def test_verdicts_stand_in_the_rubrics_order():
    found = grade(*(criterion(OUTCOMES[MET], each) for each in "zyxab"))
    assert [verdict.criterion_id for verdict in found.verdicts] == list("zyxab")
