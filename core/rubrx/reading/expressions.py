"""Expressions over concepts: a term, or `any`, `all`, `at_least: k, of: […]` of them, nested as you like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from rubrx.reading.lexicon import Concept, Lexicon
from rubrx.records import Span


@dataclass(frozen=True)
class Leaf:
    """One term of the rubric, or a phrase."""

    name: str


@dataclass(frozen=True)
class Several:
    """Some number of parts: `at_least` of them (`any` is 1, `all` is every one)."""

    at_least: int
    parts: tuple[Leaf | Several, ...]


Tree = Leaf | Several
_SHAPE = "expected a term, or any: […], all: […], or at_least: k with of: […]"


def parse_expression(written: object) -> Tree:
    """The expression that a rubric wrote; ValueError says what is wrong and what is allowed."""
    if isinstance(written, (Leaf, Several)):
        return written
    if isinstance(written, bool) or written is None:
        raise ValueError(_SHAPE)
    if isinstance(written, (str, int, float)):
        name = str(written).strip()
        if not name:
            raise ValueError(f"a term can't be empty; {_SHAPE}")
        return Leaf(name)
    if isinstance(written, Mapping):
        keys = set(written)
        if keys == {"any"}:
            return Several(1, _parts(written["any"], "any"))
        if keys == {"all"}:
            parts = _parts(written["all"], "all")
            return Several(len(parts), parts)
        if keys == {"at_least", "of"}:
            parts, least = _parts(written["of"], "of"), written["at_least"]
            if not isinstance(least, int) or isinstance(least, bool) or not 1 <= least <= len(parts):
                raise ValueError(f"at_least must be a whole number from 1 to {len(parts)}, got {least!r}")
            return Several(least, parts)
    raise ValueError(_SHAPE)


def _parts(written: object, key: str) -> tuple[Tree, ...]:
    if not isinstance(written, (list, tuple)) or not written:
        raise ValueError(f"{key} must be a list with at least one term")
    return tuple(parse_expression(each) for each in written)


def as_written(tree: Tree) -> Any:
    """The expression in the form that a rubric writes."""
    if isinstance(tree, Leaf):
        return tree.name
    return {"at_least": tree.at_least, "of": [as_written(part) for part in tree.parts]}


_EXPR_REF = {"$ref": "#/$defs/Expr"}
EXPR_SCHEMA: dict[str, Any] = {
    "description": "A term of the rubric or a phrase; or any, all, or at_least k of several, nested.",
    "anyOf": [
        {"type": ["string", "number"]},
        {"type": "object", "properties": {"any": {"type": "array", "minItems": 1}}, "required": ["any"],
         "additionalProperties": False},
        {"type": "object", "properties": {"all": {"type": "array", "minItems": 1}}, "required": ["all"],
         "additionalProperties": False},
        {"type": "object", "properties": {"at_least": {"type": "integer", "minimum": 1},
                                          "of": {"type": "array", "minItems": 1}},
         "required": ["at_least", "of"], "additionalProperties": False},
    ],
}  # fmt: skip

#: an expression as a pydantic field
Expr = Annotated[Any, BeforeValidator(parse_expression), PlainSerializer(as_written), WithJsonSchema(EXPR_SCHEMA)]


class Found(NamedTuple):
    """Whether an expression holds; where its parts were found; which of them were not.

    The search stops once enough parts hold: `named` and `spans` are what it took, not everything there is.
    """

    holds: bool
    spans: tuple[Span, ...]
    named: tuple[str, ...]
    missing: tuple[str, ...]


class Expression:
    """An expression compiled with a lexicon: `search(finder)` as often as you like."""

    def __init__(self, tree: Tree, lexicon: Lexicon, *, advisable: bool = False) -> None:
        """Register every term; `advisable` says that the answer may speak for or against them."""
        self.tree = tree
        self.concepts: dict[str, Concept] = {
            name: lexicon.concept(name, advisable=advisable) for name in dict.fromkeys(_names(tree))
        }
        parts = (tree,) if isinstance(tree, Leaf) else tree.parts if tree.at_least == 1 else ()
        flat = bool(parts) and all(isinstance(part, Leaf) for part in parts)
        self._any_of = list(self.concepts.items()) if flat else None

    def search(self, finder: Callable[[Concept], list[Span]]) -> Found:
        """Ask for each term, and see whether enough of them hold.

        The finder gives the spans of the original text where the answer does to a concept what the criterion asks,
        none where it does not.
        """
        if self._any_of is None:
            return _search(self.tree, self.concepts, finder)
        for name, concept in self._any_of:  # the commonest shape, without the recursion
            spans = finder(concept)
            if spans:
                return Found(True, tuple(spans[:3]), (name,), ())
        return Found(False, (), (), tuple(self.concepts))


def _names(tree: Tree) -> Iterable[str]:
    if isinstance(tree, Leaf):
        yield tree.name
    else:
        for part in tree.parts:
            yield from _names(part)


def _search(tree: Tree, concepts: Mapping[str, Concept], finder: Callable[[Concept], list[Span]]) -> Found:
    if isinstance(tree, Leaf):
        spans = finder(concepts[tree.name])
        return Found(True, tuple(spans[:3]), (tree.name,), ()) if spans else Found(False, (), (), (tree.name,))
    holding: list[Found] = []
    failing: list[Found] = []
    for part in tree.parts:
        found = _search(part, concepts, finder)
        (holding if found.holds else failing).append(found)
        if len(holding) == tree.at_least:
            return Found(True, *_joined(holding), ())
    return Found(False, *_joined(holding or failing), tuple(name for part in failing for name in part.missing))


def _joined(parts: list[Found]) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    """The spans and the names of some parts, in order."""
    if len(parts) == 1:
        return parts[0].spans, parts[0].named
    return tuple(span for part in parts for span in part.spans), tuple(name for part in parts for name in part.named)
