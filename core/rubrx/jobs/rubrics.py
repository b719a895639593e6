"""Rubrics as a job: load them, check them, test them on their own examples, begin a new one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from rubrx.contracts import Metric
from rubrx.errors import InputRefused, RubricRefused, UsageError
from rubrx.grading import Grader
from rubrx.intake.inner_places import placed_inside
from rubrx.intake.library import SUFFIXES, RubricLibrary, rubric_files
from rubrx.intake.rubric_model import is_id
from rubrx.intake.rubric_schema import rubric_schema
from rubrx.jobs.rubric_template import TEMPLATE
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Example, Response, Rubric, Status

Source = str | os.PathLike[str]


@dataclass(frozen=True)
class RubricCheck:
    """What became of one rubric: the rubric itself, or why it is refused."""

    id: str
    path: str
    rubric: Rubric | None
    problems: tuple[InputRefused, ...] = ()


class Miss(NamedTuple):
    """A verdict that an example's author did not expect."""

    criterion_id: str
    expected: Status
    got: Status
    explanation: str


@dataclass(frozen=True)
class ExampleResult:
    """One example, graded: its place among the rubric's examples (from 1), and the verdicts that differ."""

    number: int
    example: Example
    checked: int
    misses: tuple[Miss, ...]


@dataclass(frozen=True)
class RubricTest:
    """A rubric's examples, graded; none where the rubric is refused."""

    check: RubricCheck
    results: tuple[ExampleResult, ...]

    @property
    def failed(self) -> tuple[ExampleResult, ...]:
        """The examples with a verdict that was not expected."""
        return tuple(result for result in self.results if result.misses)


def rubric_library(*sources: Source, plugins: Plugins | None = None) -> RubricLibrary:
    """The rubrics in some files and folders, or in the installed packs; read when they are asked for."""
    plugins = plugins or load_plugins()
    packs = () if sources else plugins.rubric_packs.values()
    return RubricLibrary(plugins.metrics, packs, sources)


def load_rubrics(*sources: Source, plugins: Plugins | None = None) -> dict[str, Rubric]:
    """Rubrics by id: those in the given files and folders, those of the packs with the given ids.

    Without sources, all rubrics of the installed packs. Raises RubricRefused for the first file that can't be
    used (with the file's other problems in `.more`), UsageError for a source that isn't there.
    """
    plugins = plugins or load_plugins()
    return {
        rubric_id: library.get(rubric_id)
        for library, rubric_ids in _chosen(sources, plugins)
        for rubric_id in rubric_ids
    }


def check_rubrics(*sources: Source, plugins: Plugins | None = None) -> list[RubricCheck]:
    """Read and compile each rubric of the sources (as for `load_rubrics`); all problems of all files.

    A folder without rubrics is refused like a rubric: whoever names it expects some there.
    """
    plugins = plugins or load_plugins()
    return [
        *_empty_folders(sources),
        *(
            _checked(library, rubric_id, plugins.metrics)
            for library, rubric_ids in _chosen(sources, plugins)
            for rubric_id in rubric_ids
        ),
    ]


def test_rubrics(*sources: Source, plugins: Plugins | None = None) -> list[RubricTest]:  # noqa: PT028 - no test
    """Check each rubric, grade its examples, and compare their verdicts with the expected ones."""
    plugins = plugins or load_plugins()
    return [
        RubricTest(check, tuple(_graded(check.rubric, plugins.metrics)) if check.rubric else ())
        for check in check_rubrics(*sources, plugins=plugins)
    ]


def new_rubric(rubric_id: str) -> str:
    """A commented rubric to begin with, of the bundled metrics; it passes `check` and `test` as it stands."""
    if not is_id(rubric_id):
        raise UsageError(
            f"{rubric_id!r} is not an id: a letter or digit, then letters, digits, '.', '_', '-'; at most 128"
        )
    return TEMPLATE.replace("RUBRIC-ID", rubric_id)


def schema_of_rubrics(plugins: Plugins | None = None) -> dict[str, Any]:
    """The JSON Schema of rubrics, with the kinds of the metrics in force."""
    return rubric_schema((plugins or load_plugins()).metrics)


def _chosen(sources: Sequence[Source], plugins: Plugins) -> Iterator[tuple[RubricLibrary, list[str]]]:
    """Libraries, each with the ids that are wanted of it."""
    places = [source for source in sources if _is_place(source)]
    names = [os.fspath(source) for source in sources if not _is_place(source)]
    if places:
        library = rubric_library(*places, plugins=plugins)
        yield library, library.ids()
    if names or not sources:
        library = rubric_library(plugins=plugins)
        yield library, names or library.ids()


def _empty_folders(sources: Sequence[Source]) -> Iterator[RubricCheck]:
    for folder in (Path(source) for source in sources if _is_place(source)):
        if folder.is_dir() and not rubric_files(folder):
            problem = RubricRefused(
                f"there is no rubric (*.yaml, *.yml) in this folder{_below(folder)}", path=str(folder)
            )
            yield RubricCheck(folder.name, str(folder), None, (problem,))


def _below(folder: Path) -> str:
    """A hint at folders in it that hold some; folders are read one level deep."""
    names = [each.name for each in sorted(folder.iterdir()) if each.is_dir() and os.access(each, os.R_OK)]
    found = next((name for name in names if rubric_files(folder / name)), None)
    return f"; name {folder / found}, which has some" if found else ""


def _is_place(source: Source) -> bool:
    """Whether a source is a file or folder rather than a rubric's id."""
    text = os.fspath(source)
    return isinstance(source, os.PathLike) or os.sep in text or text.endswith(SUFFIXES) or Path(text).exists()


def _checked(library: RubricLibrary, rubric_id: str, metrics: Mapping[str, Metric]) -> RubricCheck:
    path = ", ".join(library.paths(rubric_id))
    try:
        rubric = library.get(rubric_id)
    except RubricRefused as fault:
        return RubricCheck(rubric_id, path, None, fault.all)
    problems = tuple(_compile_problems(rubric, metrics))
    return RubricCheck(rubric.id, path, None if problems else rubric, problems)


def _compile_problems(rubric: Rubric, metrics: Mapping[str, Metric]) -> Iterator[InputRefused]:
    """Why a rubric does not compile: every criterion that can't work, not only the first."""
    try:
        Grader(rubric, metrics)
    except RubricRefused as first:
        found = False
        for criterion in rubric.criteria:
            try:
                Grader(replace(rubric, criteria=(criterion,)), metrics)
            except RubricRefused as fault:
                found = True
                yield placed_inside(fault, rubric)
        if not found:
            yield from first.all


def _graded(rubric: Rubric, metrics: Mapping[str, Metric]) -> Iterator[ExampleResult]:
    grader = Grader(rubric, metrics)
    for number, example in enumerate(rubric.examples, 1):
        grade = grader.grade(Response(f"example-{number}", rubric.id, example.text))
        misses = tuple(
            Miss(criterion_id, expected, verdict.status, verdict.explanation)
            for criterion_id, expected in example.expect.items()
            if (verdict := grade[criterion_id]).status is not expected
        )
        yield ExampleResult(number, example, len(example.expect), misses)
