"""The contracts of rubric packs and of response formats."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from rubrx.contracts import Metric, ResponseFormat, Row, RubricPack
from rubrx.errors import RubricRefused
from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.manager import load_plugins
from rubrx.records import Response, Rubric
from rubrx.testing.answers import named, require


def check_rubric_pack(pack: RubricPack) -> None:
    """Hold the contract of a pack, with the metrics installed.

    Every rubric is accepted, no two share an id, each has examples, and every example gets the verdicts that
    its author expects.
    """
    for _, check in pack_checks(pack, load_plugins().metrics):
        check()


def pack_checks(pack: RubricPack, metrics: Mapping[str, Metric]) -> list[tuple[str, Callable[[], None]]]:
    """The parts of the contract by name; each call raises AssertionError with what was broken."""
    return [
        (f"{len(pack.rubrics)} rubrics accepted, each with an id of its own", lambda: _accepted(pack, metrics)),
        ("every example gets the verdicts it expects", lambda: _examples(pack, metrics)),
    ]


def _accepted(pack: RubricPack, metrics: Mapping[str, Metric]) -> None:
    name = named(pack, "rubric pack")
    require(bool(pack.rubrics), f"{name}: holds no rubrics")
    seen: dict[str, str] = {}
    for file, rubric in _rubrics(pack, metrics):
        require(rubric.id not in seen, f"{name}: {file} and {seen.get(rubric.id)} share the id {rubric.id}")
        seen[rubric.id] = file


def _examples(pack: RubricPack, metrics: Mapping[str, Metric]) -> None:
    name = f"rubric pack {pack.name}"
    for file, rubric in _rubrics(pack, metrics):
        require(bool(rubric.examples), f"{name}: {file}: has no examples")
        grader = Grader(rubric, metrics)
        for example in rubric.examples:
            grade = grader.grade(Response("example", rubric.id, example.text))
            for criterion, expected in example.expect.items():
                found = grade[criterion]
                require(
                    found.status is expected,
                    f"{name}: {file}:{example.line}: {criterion} is {found.status}, "
                    f"expected {expected}: {found.explanation}",
                )


def _rubrics(pack: RubricPack, metrics: Mapping[str, Metric]) -> list[tuple[str, Rubric]]:
    try:
        return [(file.name, load_rubric(file.read_bytes(), file.name, metrics)) for file in pack.rubrics]
    except RubricRefused as refusal:
        told = "; ".join(str(each) for each in refusal.all)
        raise AssertionError(f"rubric pack {pack.name}: {told}") from refusal


def format_checks(response_format: ResponseFormat) -> list[tuple[str, Callable[[], None]]]:
    """The parts of a response format's contract by name: its suffixes, and nothing read of an empty file."""
    return [
        ("name and suffixes", lambda: _suffixes(response_format)),
        ("an empty file has no rows", lambda: _empty_file(response_format)),
    ]


def _suffixes(response_format: ResponseFormat) -> None:
    name = named(response_format, "response format")
    require(bool(response_format.suffixes), f"{name}: has no suffixes, so no file would be read with it")
    for suffix in response_format.suffixes:
        good = suffix.startswith(".") and len(suffix) > 1 and suffix == suffix.lower()
        require(good, f"{name}: a suffix begins with a dot and is in lower case, got {suffix!r}")


def _empty_file(response_format: ResponseFormat) -> None:
    rows = list(response_format.read(io.BytesIO(b"")))
    told = f"response format {response_format.name}: read {len(rows)} rows of an empty file"
    require(not [row for row in rows if isinstance(row, Row) and row.columns is not None], told)
