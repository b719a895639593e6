"""Contract tests that a plugin's author imports: each `check_…` raises AssertionError with what was broken.

    from rubrx.testing import check_reward

    def test_brevity_is_a_reward():
        check_reward(Brevity())

They need nothing but rubrx, judge real rubrics with the real grader, and hold what `rubrx grade` relies on:
a value depends on its own answer and on nothing else, so that neither the order of a file, nor where a batch
was cut, nor a second run changes a number.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real

from rubrx.contracts import Metric, Reward, RubricPack, Scored
from rubrx.errors import RubricRefused
from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.manager import load_plugins
from rubrx.records import Grade, Response, Rubric, Score, Status, Verdict, items_of, response_id_of

__all__ = [
    "AWKWARD_ANSWERS",
    "check_metric",
    "check_reward",
    "check_rubric_pack",
    "judged",
    "scored_batch",
]

#: what people and models really send: nothing, noise, other scripts, control characters, a flood
AWKWARD_ANSWERS = (
    "",
    " \n\t ",
    "?!…—",
    "Metformin is contraindicated below an eGFR of 30: risk of lactic acidosis. Use insulin instead.",
    "Metformin is not contraindicated here; it may be continued, with caution, at 500 mg twice daily.",
    "metformin, eGFR, contraindicated, lactic acidosis, insulin",
    "METFORMIN 500MG BID!!!\r\n- stop it\r\n- or don't",
    "Ο ασθενής παίρνει μετφορμίνη. 患者正在服用二甲双胍。 المريض",
    "💊 \x00\x1b[31mred\x1b[0m \u202ereversed\u202c e\u0301 ﬁ \ufeff",
    "1e309 mg, -0 mg/kg/day, 0.1-0.05 g q0h, NaN units, 99999999999999999999 mcg",
    "((((((((((((((((((((((((((((((((" + "<b>" * 50,
    "Avoid metformin. " * 300,
)

#: a name that people type in a rubric, in TOML and on the command line
_NAME = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*")
_KIND = re.compile(r"[a-z][a-z0-9_]*")

_SAMPLE = """\
rubric: sample
query: Can I use metformin if the eGFR is 28?
patient: {age: 67 years, egfr: 28 mL/min/1.73m2}
terms:
  metformin: [Glucophage]
  lactic acidosis: [MALA]
criteria:
  - {id: contraindicated, metric: contraindication_recall, points: 5, critical: true,
     contraindicated: {drug: metformin, when: egfr < 30}}
  - {id: why, metric: accuracy, points: 2, states: lactic acidosis}
  - {id: open, metric: accuracy, points: 1, judge: Would a pharmacist sign this?}
"""


def check_reward(reward: Reward, batch: Sequence[Scored] = ()) -> None:
    """Hold the contract of a reward on `batch` and on a batch of awkward answers (see `scored_batch`).

    One value an answer, in order, also for no answers; each None or a finite number within `range`; the same
    again the second time, in any order, and alone.
    """
    name = _named(reward, "reward")
    low, high = reward.range
    _require(
        math.isfinite(low) and math.isfinite(high) and low < high,
        f"{name}: range must be two finite numbers, the lower first, got {reward.range!r}",
    )
    answers = [*batch, *scored_batch(), _broken()]
    _require(_scores(reward, ()) == [], f"{name}: no answers must give no values")
    values = _scores(reward, answers)
    _same(name, "when asked a second time", answers, values, _scores(reward, answers))
    _same(name, "in another order", answers, values, _scores(reward, answers[::-1])[::-1])
    _same(name, "alone", answers, values, [_scores(reward, [each])[0] for each in answers])


def _scores(reward: Reward, batch: Sequence[Scored]) -> list[float | None]:
    """What the reward says, each value checked by itself."""
    name, (low, high) = f"reward {reward.name}", reward.range
    values = reward.score(tuple(batch))
    _require(isinstance(values, list), f"{name}: score must return a list, got {type(values).__name__}")
    _require(len(values) == len(batch), f"{name}: returned {len(values)} values for {len(batch)} answers")
    for scored, value in zip(batch, values, strict=True):
        if value is None:
            continue
        of = f"for {_short(scored.response.text)}"
        _require(isinstance(value, Real) and not isinstance(value, bool), f"{name}: returned {value!r} {of}")
        _require(math.isfinite(value), f"{name}: returned {value!r} {of}; where it does not apply, say None")
        _require(low <= value <= high, f"{name}: returned {value!r} {of}, outside [{low}, {high}]")
    return values


def _same(
    name: str,
    when: str,
    batch: Sequence[Scored],
    first: Sequence[float | None],
    again: Sequence[float | None],
) -> None:
    for scored, a, b in zip(batch, first, again, strict=True):
        same = a is b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12))
        _require(same, f"{name}: {a} became {b} {when}, for {_short(scored.response.text)}")


def check_metric(metric: Metric, answers: Iterable[str] = (), **rubric: object) -> None:
    """Hold the contract of a metric on `answers` and on awkward ones, with its `kind_examples` as criteria.

    Each kind has a worked example, which the rubric format accepts; every answer gets an outcome (a status, a
    confidence in [0, 1], evidence within the answer, one line), never an exception; and the same outcome from
    a second judge that met the answers in another order. `rubric` holds what the examples need of their
    rubric, as for `judged`; there is a patient of 67 years and 80 kg with an eGFR of 28.
    """
    name = _named(metric, "metric")
    _require(0.0 <= metric.target <= 1.0, f"{name}: target must lie in [0, 1], got {metric.target!r}")
    _require(bool(metric.kinds), f"{name}: has no kinds, so no criterion could ever use it")
    for kind in metric.kinds:
        _require(_KIND.fullmatch(kind) is not None, f"{name}: {kind!r} can't be the name of a kind")
        _require(kind in metric.kind_examples, f"{name}: kind {kind} has no worked example in kind_examples")
    texts = list(dict.fromkeys([*answers, *AWKWARD_ANSWERS]))
    for kind, example in metric.kind_examples.items():
        try:
            first, second = (_grader(metric, example, rubric) for _ in range(2))
        except RubricRefused as refusal:
            raise AssertionError(f"{name}: the example of kind {kind}: {refusal.problem}") from refusal
        wrote = first.rubric.criteria[0].kind
        _require(wrote == kind, f"{name}: the example of kind {kind} is of kind {wrote}")
        verdicts = {text: _verdict(first, text) for text in texts}
        for text in reversed(texts):
            again = _verdict(second, text)
            _require(
                again == verdicts[text],
                f"{name}: kind {kind}: {verdicts[text]} became {again} in another order, for {_short(text)}",
            )


def judged(metric: Metric, criterion: str, text: str, **rubric: object) -> Verdict:
    """The verdict of a metric's criterion, written as in a rubric file, on a text.

    `rubric` holds further keys of the rubric, as plain data: `query`, `patient`, `terms`. Raises
    RubricRefused where the criterion can't be used, AssertionError where its judge breaks.
    """
    return _verdict(_grader(metric, criterion, rubric), text)


def _grader(metric: Metric, criterion: str, more: Mapping[str, object]) -> Grader:
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
    _require(
        verdict.status is not Status.ERROR,
        f"metric {rubric.criteria[0].metric}: kind {rubric.criteria[0].kind}: {verdict.explanation}, "
        f"for {_short(text)}",
    )
    return verdict


def check_rubric_pack(pack: RubricPack) -> None:
    """Hold the contract of a pack, with the metrics installed.

    Every rubric is accepted, no two share an id, each has examples, and every example gets the verdicts that
    its author expects.
    """
    name = _named(pack, "rubric pack")
    metrics = load_plugins().metrics
    _require(bool(pack.rubrics), f"{name}: holds no rubrics")
    seen: dict[str, str] = {}
    for file in pack.rubrics:
        try:
            rubric = load_rubric(file.read_bytes(), file.name, metrics)
        except RubricRefused as refusal:
            raise AssertionError(f"{name}: " + "; ".join(str(each) for each in refusal.all)) from refusal
        _require(rubric.id not in seen, f"{name}: {file.name} and {seen.get(rubric.id)} share the id {rubric.id}")
        seen[rubric.id] = file.name
        _require(bool(rubric.examples), f"{name}: {file.name}: has no examples")
        grader = Grader(rubric, metrics)
        for example in rubric.examples:
            grade = grader.grade(Response("example", rubric.id, example.text))
            for criterion, expected in example.expect.items():
                found = grade[criterion]
                _require(
                    found.status is expected,
                    f"{name}: {file.name}:{example.line}: {criterion} is {found.status}, "
                    f"expected {expected}: {found.explanation}",
                )


def scored_batch(
    texts: Iterable[str] = AWKWARD_ANSWERS,
    rubric: Rubric | None = None,
    metrics: Mapping[str, Metric] | None = None,
) -> list[Scored]:
    """The texts as a reward sees them: read and graded against a rubric (default: a small one on metformin).

    `metrics` are those that grade it; default: all that are installed.
    """
    metrics = load_plugins().metrics if metrics is None else metrics
    rubric = load_rubric(_SAMPLE, "sample.yaml", metrics) if rubric is None else rubric
    grader = Grader(rubric, metrics)
    batch = []
    for text in texts:
        response = Response(response_id_of(rubric.id, text), rubric.id, text)
        reading = grader.reader.read(text)
        batch.append(Scored(response, rubric, reading, grader.grade_reading(reading, response)))
    return batch


def _broken() -> Scored:
    """An answer whose every judge broke, so that it has verdicts but no score."""
    [scored] = scored_batch(["Avoid metformin."])
    verdicts = tuple(Verdict(item.id, Status.ERROR, 0.0, (), "broke") for item in items_of(scored.rubric))
    grade = Grade(scored.response.id, scored.rubric.id, verdicts, Score(None, None, None, 0.0))
    return scored._replace(grade=grade)


def _named(thing: Reward | Metric | RubricPack, noun: str) -> str:
    name = getattr(thing, "name", None)
    _require(
        isinstance(name, str) and _NAME.fullmatch(name) is not None,
        f"{noun}: name must be lower-case letters, digits, - and _, got {name!r}",
    )
    return f"{noun} {name}"


def _short(text: str) -> str:
    return f"the answer {text[:60]!r}" + ("…" if len(text) > 60 else "")


def _require(holds: bool, problem: str) -> None:
    """AssertionError with the problem; not `assert`, so that `python -O` tests as well."""
    if not holds:
        raise AssertionError(problem)
