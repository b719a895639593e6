"""Rubric files -> frozen `Rubric`s, or every problem of a file at once, each with its place and field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from pydantic import TypeAdapter

from rubrx.contracts import Metric
from rubrx.errors import PluginFault, RubricRefused
from rubrx.intake.expressions import read_expression
from rubrx.intake.problems import ENOUGH, Problem, meant, shown, unknown_key
from rubrx.intake.pydantic_errors import validated
from rubrx.intake.refusals import refusal_of
from rubrx.intake.rubric_checks import cross_check
from rubrx.intake.rubric_model import JUDGE, CriterionModel, RubricModel, Text
from rubrx.intake.strict_yaml import Document, Path, parse
from rubrx.intake.yaml_text import decode
from rubrx.records import Criterion, Example, Group, Reference, Rubric, Status

_CRITERION = TypeAdapter(CriterionModel)
_RUBRIC = TypeAdapter(RubricModel)
_JUDGE = TypeAdapter(Text)
#: the keys of a criterion that are not kinds
CRITERION_KEYS = tuple(CriterionModel.model_fields)


class RubricFormat:
    """The rubric format with the kinds of these metrics; reads any number of files."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        """PluginFault names a metric whose kind is called like one of a criterion's own keys."""
        self.metrics = metrics
        self.owners: dict[str, list[str]] = {}
        for name, metric in sorted(metrics.items()):
            for kind in metric.kinds:
                if kind in CRITERION_KEYS or kind == JUDGE:
                    raise PluginFault(name, f"a kind can't be called {kind!r}: every criterion has that key")
                self.owners.setdefault(kind, []).append(name)
        self._adapters: dict[tuple[str, str], TypeAdapter[Any]] = {}

    def adapter(self, metric: str, kind: str) -> TypeAdapter[Any]:
        """The validator of a kind's body."""
        if kind == JUDGE:
            return _JUDGE
        if (metric, kind) not in self._adapters:
            self._adapters[metric, kind] = TypeAdapter(self.metrics[metric].kinds[kind])
        return self._adapters[metric, kind]

    def read(self, source: bytes | str, path: str) -> Rubric:
        """The rubric in a file's content; RubricRefused for the first problem, the rest in its `.more`."""
        document = parse(source, path)
        problems: list[Problem] = []
        head, found = validated(_RUBRIC, document.data, ())
        problems += found
        raw = document.data.get("criteria") if isinstance(document.data, dict) else None
        criteria = [
            self._criterion(each, index, document, problems)
            for index, each in enumerate(raw if isinstance(raw, list) else ())
            if len(problems) < ENOUGH  # a file with so many is no rubric, and nobody reads on
        ]
        if isinstance(document.data, dict):
            problems += islice(cross_check(document.data), ENOUGH)
        if problems:
            raise refusal_of(problems, document, path)
        return _rubric(head, [c for c in criteria if c is not None], document, path, _text(source, path))

    def _criterion(self, raw: object, index: int, document: Document, problems: list[Problem]) -> Criterion | None:
        """One criterion, or None with its problems added."""
        path: Path = ("criteria", index)
        if not isinstance(raw, dict):
            problems.append(Problem(path, f"must be a mapping (key: value), got {shown(raw)}"))
            return None
        known = len(problems)
        common = {key: value for key, value in raw.items() if key in CRITERION_KEYS}
        model, found = validated(_CRITERION, common, path)
        problems += found
        kind = self._kind(raw, path, problems)
        body: Any = None
        if kind is not None:
            body, found = validated(self.adapter(raw["metric"], kind), raw[kind], (*path, kind))
            problems += found
        applies_if = _applies_if(raw.get("applies_if"), (*path, "applies_if"), problems)
        if len(problems) > known or model is None or kind is None:
            return None
        place = document.place(path)
        return Criterion(
            id=model.id,
            metric=model.metric,
            kind=kind,
            body=body,
            points=model.points or 0.0,
            critical=model.critical,
            applies_if=applies_if,
            group=Group(model.group.id, model.group.at_least, model.group.points) if model.group else None,
            note=model.note,
            line=place.line,
            column=place.column,
        )

    def _kind(self, raw: Mapping[str, Any], path: Path, problems: list[Problem]) -> str | None:
        """The criterion's one kind, if its metric has it; what else stands there is told."""
        metric = raw.get("metric")
        if isinstance(metric, str) and metric not in self.metrics:
            names = sorted(self.metrics)
            text = f"no metric is called {shown(metric)}{meant(metric, names) or ';'}"
            problems.append(Problem((*path, "metric"), f"{text} known: {', '.join(names) or 'none'}"))
        owned = [*self.metrics[metric].kinds, JUDGE] if isinstance(metric, str) and metric in self.metrics else None
        kinds = []
        for key in raw:
            if key in CRITERION_KEYS:
                continue
            if key != JUDGE and key not in self.owners:
                known_keys = [*CRITERION_KEYS, *(owned or [*self.owners, JUDGE])]
                problems.append(Problem((*path, key), unknown_key(key, known_keys), at_key=True))
            elif owned is not None and key not in owned:
                owners = " and ".join(self.owners[key])
                text = f"is a kind of {owners}, not of {metric}; kinds of {metric}: {', '.join(owned)}"
                problems.append(Problem((*path, key), text, at_key=True))
                kinds.append(key)
            else:
                kinds.append(key)
        if len(kinds) > 1:
            text = f"is a second kind beside {kinds[0]}: one criterion checks one thing; make two of them"
            problems.append(Problem((*path, kinds[1]), text, at_key=True))
        if not kinds and owned is not None and all(key in CRITERION_KEYS for key in raw):
            problems.append(Problem(path, f"has no kind: give exactly one of {', '.join(owned)}"))
        return kinds[0] if len(kinds) == 1 and owned is not None and kinds[0] in owned else None


def load_rubric(source: bytes | str, path: str, metrics: Mapping[str, Metric]) -> Rubric:
    """The rubric in a file's content, validated with the metrics' kinds; `path` names the file in refusals.

    Raises RubricRefused for the first problem in file order, with the others in `.more`, and nothing else.
    """
    return RubricFormat(metrics).read(source, path)


def load_rubric_file(path: str | FilePath, metrics: Mapping[str, Metric]) -> Rubric:
    """The rubric in a file. Raises RubricRefused, also where the file can't be read."""
    return load_rubric(read_bytes(FilePath(path)), str(path), metrics)


def read_bytes(file: Any) -> bytes:
    """A rubric file's content (a path, or a resource of a package); RubricRefused where it can't be read."""
    try:
        content: bytes = file.read_bytes()
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        raise RubricRefused(f"can't be read: {reason}", path=str(file), line=1, column=1, field="file") from None
    return content


def _applies_if(raw: object, path: Path, problems: list[Problem]) -> object:
    """`{"answer": expression}` or `{"patient": condition}` as plain data, or None."""
    if not isinstance(raw, dict):
        return None
    given = [key for key in ("answer", "patient") if key in raw]
    if len(given) != 1:
        problems.append(Problem(path, "must have exactly one of answer, patient"))
        return None
    if given == ["patient"]:
        return {"patient": str(raw["patient"])}
    expression, found = read_expression(raw["answer"], (*path, "answer"))
    problems += found
    return {"answer": expression}


def _text(source: bytes | str, path: str) -> str:
    """The text that the digest is of; a byte-order mark and the kind of line end don't count."""
    return decode(source, path).replace("\r\n", "\n")


def _rubric(head: RubricModel, criteria: list[Criterion], document: Document, path: str, text: str) -> Rubric:
    return Rubric(
        id=head.rubric,
        version=head.version,
        query=head.query,
        patient={key: list(value) if isinstance(value, list) else value for key, value in head.patient.items()},
        references=tuple(
            Reference(each.source, each.date, each.jurisdiction, each.says, each.url or "") for each in head.references
        ),
        terms={
            name: tuple(dict.fromkeys([name, *(" ".join(each.split()) for each in spellings)]))
            for name, spellings in head.terms.items()
        },
        criteria=tuple(criteria),
        examples=tuple(
            Example(
                each.text,
                {key: Status(value) for key, value in each.expect.items()},
                each.note,
                document.place(("examples", index)).line,
            )
            for index, each in enumerate(head.examples)
        ),
        critical_cap=head.critical_cap,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        source=head.source,
        path=path,
        topic=head.topic,
        population=head.population,
        yaml=text,
    )
