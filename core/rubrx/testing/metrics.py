"""The contract of a metric, check by check: its kinds are told, every answer has one outcome, in any order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping

from rubrx.contracts import Metric
from rubrx.errors import RubricRefused
from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.records import Response, Status, Verdict, response_id_of
from rubrx.testing.answers import AWKWARD_ANSWERS, named, require, short

_KIND = re.compile(r"[a-z][a-z0-9_]*")


def check_metric(metric: Metric, answers: Iterable[str] = (), **rubric: object) -> None:
    """Hold the contract of a metric on `answers` and on awkward ones, with its `kind_examples` as criteria.

    Each kind has a worked example, which the rubric format accepts; every answer gets an outcome (a status, a
    confidence in [0, 1], evidence within the answer, one line), never an exception; and the same outcome from
    a second judge that met the answers in another order; and its `self_tests`. `rubric` holds what the examples
    need of their rubric, as for `judged`; there is a patient of 67 years and 80 kg with an eGFR of 28.
    """
    for _, check in metric_checks(metric, answers, **rubric):
        check()


def metric_checks(
    metric: Metric, answers: Iterable[str] = (), **rubric: object
) -> list[tuple[str, Callable[[], None]]]:
    """The parts of the contract by name; each call raises AssertionError with what was broken."""
    texts = list(dict.fromkeys([*answers, *AWKWARD_ANSWERS]))
    return [
        ("name, target and kinds", lambda: _declared(metric)),
        *(
            (
                f"kind {kind}: an outcome for every answer, in any order",
                lambda kind=kind: _kind(metric, kind, texts, rubric),
            )
            for kind in metric.kinds
        ),
        (f"self-tests ({len(metric.self_tests) or 'none given'})", lambda: _self_tests(metric)),
    ]


def _declared(metric: Metric) -> None:
    name = named(metric, "metric")
    require(0.0 <= metric.target <= 1.0, f"{name}: target must lie in [0, 1], got {metric.target!r}")
    require(bool(metric.kinds), f"{name}: has no kinds, so no criterion could ever use it")
    for kind in metric.kinds:
        require(_KIND.fullmatch(kind) is not None, f"{name}: {kind!r} can't be the name of a kind")
    for kind in metric.kind_examples:
        require(kind in metric.kinds, f"{name}: kind_examples has one for {kind}, which is none of its kinds")


def _kind(metric: Metric, kind: str, texts: list[str], rubric: Mapping[str, object]) -> None:
    name = f"metric {metric.name}"
    require(kind in metric.kind_examples, f"{name}: kind {kind} has no worked example in kind_examples")
    try:
        first, second = (grader_of(metric, metric.kind_examples[kind], rubric) for _ in range(2))
    except RubricRefused as refusal:
        raise AssertionError(f"{name}: the example of kind {kind}: {refusal.problem}") from refusal
    wrote = first.rubric.criteria[0].kind
    require(wrote == kind, f"{name}: the example of kind {kind} is of kind {wrote}")
    verdicts = {text: _verdict(first, text) for text in texts}
    for text in reversed(texts):
        again = _verdict(second, text)
        told = f"{name}: kind {kind}: {verdicts[text]} became {again} in another order, for {short(text)}"
        require(again == verdicts[text], told)


def _self_tests(metric: Metric) -> None:
    """The metric's own examples: each criterion gets the status that its author expects on an answer."""
    wrong = []
    for number, example in enumerate(metric.self_tests, 1):
        try:
            verdict = judged(metric, example.criterion, example.text, **example.rubric)
        except RubricRefused as refusal:
            raise AssertionError(f"metric {metric.name}: self-test {number}: {refusal.problem}") from refusal
        if verdict.status is not example.status:
            found = f"got {verdict.status} ({verdict.explanation}), expected {example.status}"
            wrong.append(f"self-test {number}: {found}, for {short(example.text)}")
    require(not wrong, f"metric {metric.name}: " + "; ".join(wrong))


def judged(metric: Metric, criterion: str, text: str, **rubric: object) -> Verdict:
    """The verdict of a metric's criterion, written as in a rubric file, on a text.

    `rubric` holds further keys of the rubric, as plain data: `query`, `patient`, `terms`. Raises
    RubricRefused where the criterion can't be used, AssertionError where its judge breaks.
    """
    return _verdict(grader_of(metric, criterion, rubric), text)


def grader_of(metric: Metric, criterion: str, more: Mapping[str, object]) -> Grader:
    """A rubric with one criterion and one that earns, through the same intake as a file, compiled."""
    keys = {
        "rubric": "contract",
        "query": "Can I use metformin if the eGFR is 28?",
        "patient": {"age": "67 years", "sex": "F", "weight": "80 kg", "egfr": "28 mL/min/1.73m2"},
        **more,
    }
    head = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items())
    indented = criterion.strip().replace("\n", "\n    ")
    metrics = {metric.name: metric}
    earns = f"{{id: contract-earns, metric: {metric.name}, points: 1, judge: Is it good?}}"  # for one that only costs
    rubric = load_rubric(f"{head}criteria:\n  - {indented}\n  - {earns}\n", f"{metric.name}.yaml", metrics)
    return Grader(rubric, metrics)


def _verdict(grader: Grader, text: str) -> Verdict:
    rubric = grader.rubric
    verdict = grader.grade(Response(response_id_of(rubric.id, text), rubric.id, text)).verdicts[0]
    require(
        verdict.status is not Status.ERROR,
        f"metric {rubric.criteria[0].metric}: kind {rubric.criteria[0].kind}: {verdict.explanation}, for {short(text)}",
    )
    return verdict
