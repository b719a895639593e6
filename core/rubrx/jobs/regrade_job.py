"""One regrade under way: a grading job that keeps the verdicts whose basis stands, and counts why others don't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rubrx.contracts import Reward, Scored
from rubrx.errors import InputRefused, PluginFault, TimeLimitReached, told
from rubrx.grading import Grader, failed_grade
from rubrx.jobs.batches import Batches
from rubrx.jobs.regrade_texts import Texts
from rubrx.jobs.rows import Chunk
from rubrx.jobs.scoring import score_rewards
from rubrx.jobs.time_limit import TimeLimit
from rubrx.jobs.watching import Watcher
from rubrx.records import Grade, Response, Rubric, Status, Verdict
from rubrx.staleness import NEW, Basis, bases, why_stale
from rubrx.store import GradedRow, RewardValue, Run, Store, prepare
from rubrx.store.regrading import StoredAnswer, stored_answers

ANSWER_NEW = "the answer is new"
ANSWER = "the answer changed"
ERROR = "the grader broke on it before"
UNREADABLE = "the earlier rubric can't be read any more"


class RegradeJob:
    """Grades a run again. `reasons` counts verdicts by (query, criterion, why it was given anew; '' for copied).

    Batches are written as `rubrx grade` writes them, chain and counters included.
    """

    def __init__(
        self,
        store: Store,
        parent: Run,
        run: Run,
        texts: Texts,
        rewards: Mapping[str, Reward],
        watcher: Watcher,
        limit: TimeLimit,
    ) -> None:
        self.store = store
        self.parent = parent
        self.run = run
        self.rewards = rewards
        self.reasons: Counter[tuple[str, str, str]] = Counter()
        #: (response, criterion) of the verdicts that were given anew, where `watched` has them
        self.given_anew: set[tuple[str, str]] = set()
        self.watched: frozenset[tuple[str, str]] = frozenset()
        self.rewards_anew = self.matched = 0
        self.texts = texts
        self._limit = limit
        self._graders: dict[str, Grader | None] = {}
        self._why: dict[str, dict[str, str]] = {}
        self._same_text: dict[str, bool] = {}
        self._same_rewards = _rewards_of(parent) == _rewards_of(run)
        self._batches = Batches(store, run, self._rubric, watcher)

    def carry_skips(self, skips: Mapping[str, tuple[int, int]]) -> None:
        """Count the parent's rows without a rubric, whose text nobody kept, as skipped here too."""
        self._batches.skip(skips)

    def take(self, chunk: Chunk, known: Mapping[str, StoredAnswer] | None = None) -> None:
        """Grade a chunk's rows again; `known` are the parent's answers by id, where they have been read."""
        answered = [row for row in chunk.rows if isinstance(row, Response) and self._grader(row.query_id) is not None]
        if known is None:
            known = stored_answers(self.store, self.parent.id, [row.id for row in answered])
        self._batches.take(chunk, [prepare(self.run.id, self._graded(answered, known))] if answered else [])

    def commit(self) -> None:
        """Write what was gathered."""
        self._batches.commit()

    def _grader(self, query_id: str) -> Grader | None:
        if query_id not in self._graders:
            self._graders[query_id] = self.texts.grader(query_id)
        return self._graders[query_id]

    def _rubric(self, query_id: str) -> Rubric | None:
        grader = self._grader(query_id)
        return None if grader is None else grader.rubric

    def _graded(self, rows: Sequence[Response], known: Mapping[str, StoredAnswer]) -> list[GradedRow]:
        done: list[tuple[Response, Grade, tuple[RewardValue, ...]]] = []
        unscored: dict[int, Scored] = {}
        for row in rows:
            grader = self._graders[row.query_id]
            assert grader is not None
            stored = known.get(row.id)
            why = self._reasons(row, grader, stored)
            self._limit.tick()
            reading = grader.reader.read(row.text) if any(why.values()) else None
            kept = {name: stored.verdicts[name] for name, reason in why.items() if not reason} if stored else {}
            try:
                grade = grader.grade_again(reading, row, kept)
            except TimeLimitReached as fault:  # not in a judge, or just behind one
                grade = failed_grade(grader.rubric, row, told(fault))
            self._count(row, why)
            rewards = stored.rewards if stored and self._same_rewards else ()
            if self.rewards and (reading is not None or not self._stand(row.query_id, rewards)):
                unscored[len(done)] = Scored(row, grader.rubric, reading or grader.reader.read(row.text), grade)
            done.append((row, grade, rewards))
        values = dict(
            zip(unscored, score_rewards(self.rewards, list(unscored.values()), self._limit.tick), strict=True)
        )
        self._limit.rest()
        self.rewards_anew += len(unscored)
        return [GradedRow(row, grade, values.get(at, kept)) for at, (row, grade, kept) in enumerate(done)]

    def _stand(self, query_id: str, rewards: Sequence[RewardValue]) -> bool:
        """Whether the rewards of an answer stand, all of whose verdicts do."""
        return bool(rewards) and self._same_text.get(query_id, False) and not any(each.problem for each in rewards)

    def _reasons(self, row: Response, grader: Grader, stored: StoredAnswer | None) -> dict[str, str]:
        """Why each verdict on this answer has to be given anew, by item; empty where it stands."""
        if stored is None:
            return dict.fromkeys((item.id for item in grader.items), ANSWER_NEW)
        self.matched += 1
        was = stored.response
        if (was.query_id, was.text, was.model, was.metadata) != (row.query_id, row.text, row.model, row.metadata):
            return dict.fromkeys((item.id for item in grader.items), ANSWER)
        return {
            name: reason or _of_verdict(stored.verdicts.get(name)) for name, reason in self._stale(grader, row.query_id)
        }

    def _stale(self, grader: Grader, query_id: str) -> list[tuple[str, str]]:
        """Why each item's verdicts are stale for every answer of this query."""
        if query_id not in self._why:
            earlier = self.texts.then(query_id)
            self._same_text[query_id] = earlier is not None and earlier.digest == grader.rubric.digest
            old: dict[str, Basis] | None = None
            if earlier is not None:
                try:
                    old = bases(earlier, self.texts.metrics, self.parent.versions)
                except (InputRefused, PluginFault):  # a metric is gone, or refuses today what it once took
                    old = None
            new = bases(grader.rubric, self.texts.metrics, self.run.versions)
            self._why[query_id] = {
                name: UNREADABLE if old is None else why_stale(old.get(name), basis) for name, basis in new.items()
            }
        return list(self._why[query_id].items())

    def _count(self, row: Response, why: Mapping[str, str]) -> None:
        for name, reason in why.items():
            self.reasons[row.query_id, name, reason] += 1
            if reason and (row.id, name) in self.watched:
                self.given_anew.add((row.id, name))


def _of_verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return NEW
    return ERROR if verdict.status is Status.ERROR else ""


def _rewards_of(run: Run) -> tuple[object, object]:
    """The rewards that a run scores: their settings and their versions."""
    asked = run.settings.get("rewards", {})
    return asked, {key: value for key, value in run.versions.items() if key.startswith("reward:")}
