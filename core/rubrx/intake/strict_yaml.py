"""Strict YAML: one document of plain data with the place of every key and value, or a refusal with its place.

Built on PyYAML's event stream, the only layer that gives places, speed and a chance to stop early: its
composer crashes the process on deep input, and its constructors take the last of a repeated key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from rubrx.errors import RubricRefused
from rubrx.intake.yaml_scalars import resolve
from rubrx.intake.yaml_text import Place, decode

MAX_DEPTH = 64
MAX_NODES = 20_000
MAX_MEMBERS = 1_000

#: keys and indices from the top of the document
Path = tuple[str | int, ...]

#: libyaml's parser where PyYAML was built with it (ten times faster), PyYAML's own elsewhere: same events
FAST_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PURE_LOADER: Any = yaml.SafeLoader

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_THOUSANDS = re.compile(r"[0-9]{3}(?![0-9])")


@dataclass(frozen=True)
class Document:
    """Plain data (dict, list, str, bool, None, numbers that remember their spelling) and where it stood."""

    data: Any
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where a value (or its key) stands; of something missing, where the thing that lacks it stands."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))


def dotted(path: Path) -> str:
    """A path as people write it: `criteria[3].dose.amount`; `file` is the document itself."""
    if len(path) > 12:
        return f"{dotted(path[:6])}...{dotted(path[-2:])}"
    parts = (f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in path)
    return "".join(parts).lstrip(".") or "file"


def _shown(key: str) -> str:
    return key if key.isprintable() and len(key) <= 60 else repr(key[:60])


def parse(source: bytes | str, path: str, *, loader: Any = FAST_LOADER) -> Document:
    """Read one document from a file's content; `path` names the file in refusals.

    At most 1 MiB, 64 levels, 20,000 values, and 1,000 members in a list or mapping: far beyond any rubric, and
    little enough that no file takes long to refuse. No aliases, anchors, tags, directives or second document; keys
    are text and each stands once. A byte-order mark and CRLF are fine. Raises RubricRefused and nothing else.
    """
    text = decode(source, path)
    builder = _Builder(text, path)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        builder.refuse(_explain(fault), place)
    except yaml.YAMLError as fault:
        builder.refuse(f"not YAML: {' '.join(str(fault).split())}", Place(1, 1))
    if not builder.begun:
        builder.refuse("the file is empty", Place(1, 1))
    return Document(builder.data, builder.values, builder.keys)


def _explain(fault: yaml.MarkedYAMLError) -> str:
    context = f" {fault.context}" if fault.context else ""
    hint = ""
    if "mapping values are not allowed" in str(fault.problem):
        hint = " (a ': ' inside text? put the text in quotes)"
    return " ".join(f"not YAML: {fault.problem}{context}{hint}".split())


@dataclass(slots=True)
class _Level:
    """A mapping or list under construction."""

    container: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


class _Builder:
    """Takes events one by one; stops at the first thing that strict YAML does not allow."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.data: Any = None
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.begun = False
        self._levels: list[_Level] = []
        self._nodes = 0
        self._number_ended = -1
        self._take = {
            yaml.DocumentStartEvent: self._document,
            yaml.AliasEvent: self._alias,
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
        }

    def take(self, event: Any) -> None:
        """Add one event to the document."""
        handler = self._take.get(type(event))
        if handler is not None:
            handler(event)

    def refuse(self, problem: str, place: Place) -> NoReturn:
        """Stop here."""
        raise RubricRefused(
            problem, path=self.path, line=place.line, column=place.column, field=dotted(self._here())
        ) from None

    def _here(self) -> Path:
        if not self._levels:
            return ()
        level = self._levels[-1]
        if isinstance(level.container, list):
            return (*level.path, len(level.container))
        return level.path if level.key is None else (*level.path, level.key)

    def _document(self, event: Any) -> None:
        place = _at(event)
        if self.begun:
            self.refuse("a second document begins here; one file holds one rubric", place)
        if event.version or event.tags:
            self.refuse("directives (%) are not allowed", place)
        self.begun = True

    def _alias(self, event: Any) -> None:
        self.refuse(f"aliases (*{event.anchor[:40]}) are not allowed: write the value out", _at(event))

    def _node(self, event: Any) -> Place:
        """Count a node and refuse what no node may carry."""
        place = _at(event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self.refuse(f"more than {MAX_NODES:,} values in one file", place)
        if event.anchor is not None:
            self.refuse(f"anchors (&{event.anchor[:40]}) are not allowed: write the value out where it is used", place)
        if event.tag is not None:
            self.refuse(f"tags ({event.tag[:40]}) are not allowed", place)
        return place

    def _scalar(self, event: Any) -> None:
        place = self._node(event)
        text: str = event.value
        plain: bool = event.implicit[0]
        if not plain and _UNSTORABLE.search(text):
            self.refuse("text may not hold NUL or half a surrogate pair", place)
        if plain:
            self._refuse_split_thousands(event, text, place)
        try:
            value = resolve(text) if plain else text
        except ValueError as fault:
            self.refuse(str(fault), place)
        level = self._levels[-1] if self._levels else None
        if level is not None and level.key is None and isinstance(level.container, dict):
            self._key(level, value, text, place)
        else:
            self._add(value, place)

    def _refuse_split_thousands(self, event: Any, text: str, place: Place) -> None:
        """In [..] and {..} `1,000 mg` is two items, 1 and `000 mg`: nobody means that."""
        start: int = event.start_mark.index
        if start - 1 == self._number_ended and self.text[start - 1] == "," and _THOUSANDS.match(text):
            self.refuse(
                f"',{text[:3]}' starts a new item here: quote a number with a comma in it, or put a "
                "space after the comma",
                place,
            )
        self._number_ended = event.end_mark.index if text[-1:].isdigit() else -1

    def _key(self, level: _Level, value: object, text: str, place: Place) -> None:
        assert isinstance(level.container, dict)
        if not isinstance(value, str):
            self.refuse(f"a key must be text: write {text!r} in quotes" if text else "a key must be text", place)
        path = (*level.path, value)
        if value in level.container:
            first = self.keys[path]
            level.key = value
            self.refuse(f"this key stands twice, first at line {first.line}: keep one", place)
        level.key = value
        self.keys[path] = place

    def _add(self, value: object, place: Place) -> None:
        """Put a finished or begun value where it belongs."""
        path = self._here()
        self.values[path] = place
        if not self._levels:
            self.data = value
            return
        level = self._levels[-1]
        if len(level.container) >= MAX_MEMBERS:
            self.refuse(f"more than {MAX_MEMBERS:,} members in one list or mapping", place)
        if isinstance(level.container, list):
            level.container.append(value)
        else:
            assert level.key is not None
            level.container[level.key] = value
            level.key = None

    def _open(self, event: Any, container: dict[str, Any] | list[Any]) -> None:
        place = self._node(event)
        level = self._levels[-1] if self._levels else None
        if level is not None and level.key is None and isinstance(level.container, dict):
            self.refuse("a key must be text", place)
        if len(self._levels) >= MAX_DEPTH:
            self.refuse(f"nested deeper than {MAX_DEPTH} levels", place)
        path = self._here()
        self._add(container, place)
        self._levels.append(_Level(container, path))

    def _mapping(self, event: Any) -> None:
        self._open(event, {})

    def _sequence(self, event: Any) -> None:
        self._open(event, [])

    def _end(self, event: Any) -> None:
        del event
        self._levels.pop()


def _at(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
