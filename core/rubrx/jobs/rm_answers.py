"""Answers to prompts, read and graded as rewards see them: by the rubric that asks the prompt, where there is one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from rubrx.contracts import FeatureSet, Scored
from rubrx.errors import RubricRefused
from rubrx.features import Rows, choose_sets, feature_rows
from rubrx.grading import Grader
from rubrx.jobs.sources import rubrics_from
from rubrx.manager import Plugins
from rubrx.records import Grade, Response, Rubric, Score, response_id_of

Source = str | os.PathLike[str]
#: answers whose feature rows are worked out at a time
CHUNK = 256
#: the feature sets that a model learns from unless somebody says otherwise
DEFAULT_FEATURES = ("clinical", "words")
#: how many answers to a prompt are worthless by definition
WORTHLESS = 3


def features_of(plugins: Plugins, names: Sequence[str]) -> tuple[FeatureSet, ...]:
    """The feature sets of these names; UsageError for one that no plugin provides."""
    return choose_sets(plugins.feature_sets, names)


class AnswerReader:
    """Reads answers by the rubric whose id or query their prompt is; by the words of the prompt alone where none is.

    A rubric that can't be used is no obstacle: a prompt that only it asks is one without a rubric.
    """

    def __init__(
        self, plugins: Plugins, rubrics: Sequence[Source] = (), sets: Sequence[FeatureSet] | None = None
    ) -> None:
        """`rubrics` as for `rubrics_from`; answers aren't graded where none of the feature sets looks at the grade."""
        self._plugins = plugins
        self._grades = sets is None or any(each.reads_grade for each in sets)
        self._known = rubrics_from(plugins, rubrics)
        self._ids = frozenset(self._known.ids())
        self._graders: dict[str, Grader] = {}
        self._last: tuple[str, Grader] | None = None

    def _rubric(self, rubric_id: str) -> Rubric | None:
        try:
            return self._known.get(rubric_id)
        except RubricRefused:
            return None

    @cached_property
    def _by_query(self) -> dict[str, str]:
        """Plain query -> rubric id: every rubric is read for it, so it is made when a prompt is no id."""
        found: dict[str, str] = {}
        for rubric_id in sorted(self._ids):
            rubric = self._rubric(rubric_id)
            if rubric is not None:
                found.setdefault(_plain(rubric.query), rubric_id)
        return found

    def rubric_of(self, prompt: str) -> str | None:
        """The id of the rubric that is called so, or asks this prompt; None where there is none."""
        if prompt in self._ids:
            return prompt if self._rubric(prompt) is not None else None
        return self._by_query.get(_plain(prompt))

    def key(self, prompt: str) -> str:
        """What the prompt is counted under: its rubric's id, or itself."""
        return self.rubric_of(prompt) or prompt

    def worthless(self, prompt: str) -> tuple[str, str, str]:
        """Answers that nobody would choose: silence, the question said again, and a row of the rubric's terms."""
        rubric = self._grader(self.key(prompt)).rubric
        return "", rubric.query, ", ".join(rubric.terms)

    def read(self, prompt: str, text: str, response_id: str = "") -> Scored:
        """The answer as a reward sees it; its query id is the prompt's key."""
        key = self.key(prompt)
        grader = self._grader(key)
        response = Response(response_id or response_id_of(key, text), key, text)
        reading = grader.reader.read(text)
        grade = grader.grade_reading(reading, response) if self._grades else _ungraded(response)
        return Scored(response, grader.rubric, reading, grade)

    def _grader(self, key: str) -> Grader:
        if key in self._graders:
            return self._graders[key]
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        rubric = self._rubric(key) if key in self._ids else None
        if rubric is not None:
            self._graders[key] = Grader(rubric, self._plugins.metrics)
            return self._graders[key]
        # prompts without a rubric may be as many as there are pairs: only the last one is kept
        self._last = key, Grader(_bare(key), self._plugins.metrics)
        return self._last[1]


def _ungraded(response: Response) -> Grade:
    return Grade(response.id, response.query_id, (), Score(None, None, None, 0.0))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _bare(prompt: str) -> Rubric:
    """The rubric of a prompt that nobody wrote one for: a query, and nothing to look for."""
    return Rubric(prompt[:80], 1, prompt, {}, (), {}, (), (), 1.0, "", "", "")


def rows_of(sets: Sequence[FeatureSet], answers: Iterable[Scored]) -> Iterator[tuple[list[Scored], Rows]]:
    """The answers and their feature rows, `CHUNK` at a time."""
    gathered: list[Scored] = []
    for each in answers:
        gathered.append(each)
        if len(gathered) == CHUNK:
            yield gathered, feature_rows(sets, gathered)
            gathered = []
    if gathered:
        yield gathered, feature_rows(sets, gathered)
