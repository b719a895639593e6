"""What every rule looks at, a rubric beside the text it was read from; and what a rule finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rubrx.intake.strict_yaml import Document, Path, dotted, parse
from rubrx.reading import Lexicon
from rubrx.reading.folding import fold
from rubrx.reading.inflections import forms_of
from rubrx.reading.patient import Patient
from rubrx.records import Criterion, Rubric


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a rubric's author should look at: where, what it is, why it matters, what to do."""

    path: str
    line: int
    column: int
    field: str
    code: str
    what: str
    why: str
    do: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column))
        return f"{place}: {self.field}: {self.what}: {self.why}; {self.do} [{self.code}]"


@dataclass(frozen=True)
class Written:
    """A criterion and its body as it stands in the file, with the body's path there."""

    criterion: Criterion
    body: Any
    path: Path
    points: float


class Sheet:
    """A rubric with its document: the places of its values, and names brought to the rubric's own terms."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.document: Document = parse(rubric.yaml, rubric.path)

    def finding(self, path: Path, code: str, what: str, why: str, do: str) -> Finding:
        """A finding at a value of the file; criteria are called by their ids."""
        place = self.document.place(path)
        named: tuple[str | int, ...] = path
        if len(path) > 1 and path[0] == "criteria" and isinstance(path[1], int):
            named = ("criteria", self.rubric.criteria[path[1]].id, *path[2:])
        return Finding(self.rubric.path, place.line, place.column, dotted(named), code, what, why, do)

    @cached_property
    def criteria(self) -> tuple[Written, ...]:
        """The criteria with their bodies as written; a group's member has the points of its group."""
        raw = self.document.data["criteria"]
        return tuple(
            Written(
                each,
                raw[index][each.kind],
                ("criteria", index, each.kind),
                each.group.points if each.group else each.points,
            )
            for index, each in enumerate(self.rubric.criteria)
        )

    @cached_property
    def patient(self) -> Patient:
        """The rubric's patient."""
        return Patient(self.rubric.patient)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self.rubric.terms, self.rubric.patient, self.rubric.query)

    @cached_property
    def term_names(self) -> frozenset[str]:
        """The names of the rubric's terms, folded."""
        return frozenset(fold(name).text.strip() for name in self.rubric.terms)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Every spelling of every term, folded, and the term's name; the names themselves are not among them."""
        found: dict[str, str] = {}
        for name, spellings in self.rubric.terms.items():
            for each in spellings:
                found.setdefault(fold(each).text.strip(), name)
        return {spelling: name for spelling, name in found.items() if spelling not in self.term_names}

    def meaning(self, name: object) -> frozenset[str]:
        """The spellings by which the reader finds a name, less its inflections; what holds no word is its own."""
        text = str(name)
        try:
            return frozenset(self._lexicon.concept(text).spellings).difference(forms_of(fold(text).text.strip()))
        except ValueError:
            return frozenset({fold(text).text.strip()})

    def canonical(self, body: Any) -> Any:
        """A body in a form in which two that check the same are equal: meanings for names, lists in order."""
        if isinstance(body, str):
            return tuple(sorted(self.meaning(body)))
        if isinstance(body, list):
            return tuple(sorted({self.canonical(each) for each in body}, key=repr))
        if not isinstance(body, dict):
            return body
        several = expression_parts(body)
        if several is not None:
            least, parts = several
            same = self.canonical(list(parts))
            return same[0] if len(same) == 1 else ("of", least if "all" not in body else len(same), same)
        return tuple((key, self.canonical(value)) for key, value in sorted(body.items()))

    def required(self, expression: Any) -> frozenset[str]:
        """The names that must be found wherever the expression holds."""
        if isinstance(expression, (str, int, float)):
            return frozenset({str(expression)})
        several = expression_parts(expression)
        if several is None or several[0] < len(several[1]):
            return frozenset()
        return frozenset().union(*(self.required(each) for each in several[1]))

    def sufficient(self, expression: Any) -> frozenset[str]:
        """The names each of which makes the expression hold by itself."""
        if isinstance(expression, (str, int, float)):
            return frozenset({str(expression)})
        several = expression_parts(expression)
        if several is None or several[0] > 1:
            return frozenset()
        return frozenset().union(*(self.sufficient(each) for each in several[1]))


def expression_parts(body: Any) -> tuple[int, list[Any]] | None:
    """How many parts of an expression must hold, and the parts; None for what is no `any`, `all` or `at_least`."""
    if isinstance(body, dict):
        for key in ("any", "all", "of"):
            if isinstance(body.get(key), list):
                parts = body[key]
                least = len(parts) if key == "all" else 1 if key == "any" else body.get("at_least")
                return (least, parts) if isinstance(least, int) else None
    return None


def scalars(body: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The texts in a body, with their paths, in file order."""
    if isinstance(body, str):
        yield path, body
    elif isinstance(body, dict):
        for key, each in body.items():
            yield from scalars(each, (*path, key))
    elif isinstance(body, list):
        for index, each in enumerate(body):
            yield from scalars(each, (*path, index))
