"""Grade one response against one rubric: judge every item, guard against broken judges, add up the points.

Pure: no clock, no file, no database. The formula for the score is HealthBench's (Arora et al. 2025,
arXiv 2505.08775, section 3: points of met criteria over the sum of positive points), with the worst and best
outcome still possible where a verdict is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rubrx.contracts import Case, Judge, Metric, Outcome, cannot_assess, not_applicable
from rubrx.errors import RubricRefused, message_of, told
from rubrx.reading import Lexicon, Reader, Reading
from rubrx.reading.conditions import parse_condition
from rubrx.reading.expressions import Expression, parse_expression
from rubrx.records import UNASSESSED, Criterion, Grade, Item, Response, Rubric, Score, Status, Verdict, items_of

#: explanations are one line and evidence is a handful of spans: a plugin can't flood the store
MAX_EXPLANATION = 500
MAX_EVIDENCE = 32
#: scores that a grader remembers
MOST_SCORES = 4096


class Grader:
    """A rubric compiled with its metrics: `grade(response)` as often as you like."""

    def __init__(self, rubric: Rubric, metrics: Mapping[str, Metric]) -> None:
        """Compile each criterion; RubricRefused names the one that can't work."""
        self.rubric = rubric
        self.items = items_of(rubric)
        lexicon = Lexicon(rubric.terms, rubric.patient, rubric.query)
        #: the item's only judge or None, the item, and all its judges
        self._judges: list[tuple[_Guarded | None, Item, tuple[_Guarded, ...]]] = []
        for item in self.items:
            judges = tuple(_compile(criterion, rubric, metrics, lexicon) for criterion in item.members)
            self._judges.append((None if item.kind == "group" else judges[0], item, judges))
        self.reader = Reader(lexicon)
        #: scores by the statuses that they follow from
        self._scores: dict[tuple[Status, ...], Score] = {}

    def grade(self, response: Response) -> Grade:
        """Read the response once and judge every item on that reading."""
        return self.grade_reading(self.reader.read(response.text), response)

    def grade_reading(self, reading: Reading, response: Response) -> Grade:
        """Judge every item on a reading made by this grader's own reader."""
        case = Case(reading, response, self.rubric)
        length = len(response.text)
        verdicts = tuple(
            [
                judge.verdict(case, length)
                if judge is not None
                else _group_verdict(item, [member.judge(case, length) for member in members])
                for judge, item, members in self._judges
            ]
        )
        return Grade(response.id, self.rubric.id, verdicts, self._score(verdicts))

    def _score(self, verdicts: Sequence[Verdict]) -> Score:
        """What `score_of` gives; statuses are all that it looks at, and the same ones come again and again."""
        statuses = tuple([verdict[1] for verdict in verdicts])
        known = self._scores.get(statuses)
        if known is None:
            if len(self._scores) == MOST_SCORES:
                self._scores.clear()
            known = self._scores[statuses] = score_of(self.items, verdicts, self.rubric.critical_cap)
        return known

    def grade_again(self, reading: Reading | None, response: Response, kept: Mapping[str, Verdict]) -> Grade:
        """Judge the items that `kept` has no verdict for, by id; the others stand as they are, and the score is new.

        `reading` may be None where nothing is left to judge.
        """
        length = len(response.text)
        verdicts = []
        for judge, item, members in self._judges:
            if item.id in kept:
                verdicts.append(kept[item.id])
                continue
            assert reading is not None
            case = Case(reading, response, self.rubric)
            verdicts.append(
                judge.verdict(case, length)
                if judge is not None
                else _group_verdict(item, [member.judge(case, length) for member in members])
            )
        return Grade(response.id, self.rubric.id, tuple(verdicts), self._score(verdicts))


class _Guarded:
    """A judge that can't break the run: whatever it throws or returns becomes an outcome."""

    __slots__ = ("_criterion", "_judge", "_metric", "_usual")

    def __init__(self, judge: Judge, criterion: Criterion) -> None:
        self._judge = judge
        self._criterion = criterion.id
        self._metric = criterion.metric
        #: the last outcome that showed nothing, with its verdict: most judges say the same whenever an answer is silent
        self._usual: tuple[Outcome, Verdict] | None = None

    def verdict(self, case: Case, length: int) -> Verdict:
        try:
            outcome = self._judge(case)
            usual = self._usual
            if usual is not None and outcome is usual[0]:
                return usual[1]
            checked = _checked(outcome, length)
        except KeyboardInterrupt:
            raise
        except BaseException as fault:  # SystemExit and Rust panics are BaseExceptions too
            return Verdict(self._criterion, *self._failed(fault))
        verdict = Verdict(self._criterion, *checked)
        if checked is outcome and not checked.evidence:
            self._usual = (outcome, verdict)
        return verdict

    def judge(self, case: Case, length: int) -> Outcome:
        try:
            return _checked(self._judge(case), length)
        except KeyboardInterrupt:
            raise
        except BaseException as fault:  # SystemExit and Rust panics are BaseExceptions too
            return self._failed(fault)

    def _failed(self, fault: BaseException) -> Outcome:
        return Outcome(Status.ERROR, 0.0, (), f"{self._metric}: {told(fault)}"[:MAX_EXPLANATION])


def _compile(criterion: Criterion, rubric: Rubric, metrics: Mapping[str, Metric], lexicon: Lexicon) -> _Guarded:
    """The criterion's guarded judge, or a refusal that names its place in the rubric."""

    def refused(problem: str, field: str) -> RubricRefused:
        return RubricRefused(
            problem,
            path=rubric.path,
            line=criterion.line or None,
            column=criterion.column or None,
            field=f"criteria.{criterion.id}.{field}",
        )

    metric = metrics.get(criterion.metric)
    if metric is None:
        known = ", ".join(sorted(metrics))
        raise refused(f"no metric named {criterion.metric!r}; known: {known}", "metric")
    try:
        judge = _await_judge if criterion.kind == "judge" else metric.prepare(criterion, rubric, lexicon)
        if criterion.applies_if is not None:
            judge = _conditional(criterion.applies_if, judge, lexicon)
    except ValueError as fault:  # how a metric says that the rubric's author must change something
        raise refused(message_of(fault)[:MAX_EXPLANATION], criterion.kind) from fault
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # the plugin's own fault; SystemExit and Rust panics are BaseExceptions too
        problem = f"plugin {criterion.metric}: {told(fault)}"[:MAX_EXPLANATION]
        raise refused(problem, criterion.kind) from fault
    if not callable(judge):
        problem = f"plugin {criterion.metric}: prepare must return a function, got {type(judge).__name__}"
        raise refused(problem, criterion.kind)
    return _Guarded(judge, criterion)


def _await_judge(case: Case) -> Outcome:
    """The verdict on a `judge:` criterion while no judge is configured: open, never a number."""
    del case
    return cannot_assess("no rule decides this: it needs a judge or a human")


def _conditional(written: object, judge: Judge, lexicon: Lexicon) -> Judge:
    """The judge under `applies_if`: {patient: CONDITION} is settled now, {answer: EXPRESSION} for each answer."""
    if not isinstance(written, Mapping) or len(written) != 1 or not set(written) <= {"patient", "answer"}:
        raise ValueError("applies_if takes {answer: EXPRESSION} or {patient: CONDITION}")
    if "patient" in written:
        condition = parse_condition(str(written["patient"]))
        if lexicon.patient.satisfies(condition):
            return judge
        return lambda _case: not_applicable(f"the patient is not one of {condition.text}")
    expression = Expression(parse_expression(written["answer"]), lexicon)

    def judged(case: Case) -> Outcome:
        reading = case.reading
        found = expression.search(lambda concept: [reading.span(m.start, m.end) for m in reading.asserted(concept)])
        return (
            judge(case)
            if found.holds
            else not_applicable(f"the answer does not speak of {', '.join(found.missing[:4])}")
        )

    return judged


def _checked(outcome: Outcome, length: int) -> Outcome:
    """The outcome as it came, or the reason why it is nonsense, as an error."""
    if type(outcome) is not Outcome and (not isinstance(outcome, tuple) or len(outcome) != 4):
        raise TypeError(f"a judge must return an Outcome, got {type(outcome).__name__}")
    status, score, evidence, explanation = outcome
    if type(status) is not Status:
        raise TypeError(f"status must be a Status, got {status!r}")
    if not 0.0 <= score <= 1.0:  # NaN fails this too
        raise ValueError(f"score must lie in [0, 1], got {score!r}")
    for start, end in evidence:
        if not 0 <= start <= end <= length:
            raise ValueError(f"evidence {start}:{end} lies outside the answer's {length} characters")
    if len(explanation) > MAX_EXPLANATION or len(evidence) > MAX_EVIDENCE or "\n" in explanation:
        explanation = " ".join(explanation[:MAX_EXPLANATION].split())
        return Outcome(status, score, tuple(evidence[:MAX_EVIDENCE]), explanation)
    return outcome


def _group_verdict(item: Item, outcomes: Sequence[Outcome]) -> Verdict:
    """One verdict for several criteria: met with k members met, open while the unassessed could still do it."""
    group = item.members[0].group
    assert group is not None
    applicable = [
        (member, outcome)
        for member, outcome in zip(item.members, outcomes, strict=True)
        if outcome.status is not Status.NOT_APPLICABLE
    ]
    if not applicable:
        return Verdict(item.id, Status.NOT_APPLICABLE, 1.0, (), f"no part of {item.id} applies")
    passed = [(member, outcome) for member, outcome in applicable if outcome.status is Status.MET]
    open_ = [outcome for _, outcome in applicable if outcome.status in UNASSESSED]
    if len(passed) >= group.at_least:
        status, score = Status.MET, min(outcome.score for _, outcome in passed)
    elif len(passed) + len(open_) >= group.at_least:
        status, score = min((outcome.status for outcome in open_), key=[Status.ERROR, Status.CANNOT_ASSESS].index), 0.0
    else:
        status, score = Status.NOT_MET, min(outcome.score for _, outcome in applicable)
    shown = passed if status is Status.MET else applicable
    evidence = tuple(dict.fromkeys(span for _, outcome in shown for span in outcome.evidence))[:MAX_EVIDENCE]
    parts = "; ".join(f"{member.id}: {outcome.explanation}" for member, outcome in shown)
    explanation = f"{len(passed)} of {len(item.members)} (needs {group.at_least}): {parts}"[:MAX_EXPLANATION]
    return Verdict(item.id, status, score, evidence, explanation)


def failed_grade(rubric: Rubric, response: Response, why: str) -> Grade:
    """The grade of a response whose grader broke as a whole: an error for each item, and no number from it."""
    items = items_of(rubric)
    verdicts = tuple(Verdict(item.id, Status.ERROR, 0.0, (), why[:MAX_EXPLANATION]) for item in items)
    return Grade(response.id, rubric.id, verdicts, score_of(items, verdicts, rubric.critical_cap))


def score_of(items: Iterable[Item], verdicts: Iterable[Verdict], critical_cap: float) -> Score:
    """Points of met items over the sum of positive points, over the applicable ones; see `Score`.

    *Worst*: an unassessed item earns none of its positive and all of its negative points, and counts in the
    denominator or not, whichever is lower; an unassessed critical item is taken as failed. So no verdict
    turned into an error ever raises it. *Best*: it earns all of its positive and none of its negative points.
    """
    earned = positive = 0.0
    failed_critical = False
    unassessed: list[Item] = []
    assessed_weight = 0.0
    for item, verdict in zip(items, verdicts, strict=True):
        points, status = item.points, verdict[1]
        if status is Status.MET:
            earned += points
        elif status is not Status.NOT_MET:
            if status is not Status.NOT_APPLICABLE:
                unassessed.append(item)
            continue
        if points > 0:
            positive += points
            assessed_weight += points
        else:
            assessed_weight -= points
        if item.critical and (status is Status.MET) == (points < 0):
            failed_critical = True
    cap = critical_cap if failed_critical else 1.0
    if unassessed:
        return _open_score(earned, positive, assessed_weight, unassessed, cap, critical_cap)
    if positive <= 0:
        return Score(None, None, None, 1.0)
    raw = earned / positive
    fraction = max(0.0, min(raw, cap))
    return Score(raw, fraction, fraction, 1.0)


def _open_score(
    earned: float, positive: float, assessed_weight: float, unassessed: Sequence[Item], cap: float, critical_cap: float
) -> Score:
    """The score where items are unassessed, between the worst and the best that they may turn out."""
    good = [item.points for item in unassessed if item.points > 0]
    bad = [item.points for item in unassessed if item.points <= 0]
    coverage = assessed_weight / (assessed_weight + sum(good) - sum(bad) or 1.0)
    most = positive + sum(good)
    if most <= 0:
        return Score(None, None, None, coverage)
    lowest = earned + sum(bad)
    raw = min(lowest / most, lowest / (positive or min(good)))  # the smallest denominator that may turn out true
    worst_cap = critical_cap if any(item.critical for item in unassessed) else cap
    best = (earned + sum(good)) / most
    return Score(raw, max(0.0, min(raw, worst_cap)), max(0.0, min(best, cap)), coverage)
