"""What contract tests are held against: awkward answers, read and graded for real; and how a breach is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rubrx.contracts import Attack, FeatureSet, Metric, ResponseFormat, Reward, RubricPack, Scored
from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.manager import load_plugins
from rubrx.records import Grade, Response, Rubric, Score, Status, Verdict, items_of, response_id_of

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

SAMPLE = """\
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


def scored_batch(
    texts: Iterable[str] = AWKWARD_ANSWERS,
    rubric: Rubric | None = None,
    metrics: Mapping[str, Metric] | None = None,
) -> list[Scored]:
    """The texts as a reward sees them: read and graded against a rubric (default: a small one on metformin).

    `metrics` are those that grade it; default: all that are installed.
    """
    metrics = load_plugins().metrics if metrics is None else metrics
    rubric = load_rubric(SAMPLE, "sample.yaml", metrics) if rubric is None else rubric
    grader = Grader(rubric, metrics)
    batch = []
    for text in texts:
        response = Response(response_id_of(rubric.id, text), rubric.id, text)
        reading = grader.reader.read(text)
        batch.append(Scored(response, rubric, reading, grader.grade_reading(reading, response)))
    return batch


def broken(scored: Scored) -> Scored:
    """The answer as it stands when every judge broke: it has verdicts but no score."""
    verdicts = tuple(Verdict(item.id, Status.ERROR, 0.0, (), "broke") for item in items_of(scored.rubric))
    grade = Grade(scored.response.id, scored.rubric.id, verdicts, Score(None, None, None, 0.0))
    return scored._replace(grade=grade)


def named(thing: Reward | Metric | RubricPack | ResponseFormat | FeatureSet | Attack, noun: str) -> str:
    """The thing as a complaint calls it; AssertionError where its name is none."""
    name = getattr(thing, "name", None)
    require(
        isinstance(name, str) and _NAME.fullmatch(name) is not None,
        f"{noun}: name must be lower-case letters, digits, - and _, got {name!r}",
    )
    return f"{noun} {name}"


def short(text: str) -> str:
    """An answer as a complaint quotes it."""
    return f"the answer {text[:60]!r}" + ("…" if len(text) > 60 else "")


def require(holds: bool, problem: str) -> None:
    """AssertionError with the problem; not `assert`, so that `python -O` tests as well."""
    if not holds:
        raise AssertionError(problem)
