"""Rubrics by id over packs, folders and files: found by a glance at each file, read when asked for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rubrx.contracts import Metric, RubricPack
from rubrx.errors import RubricRefused, UsageError
from rubrx.intake.problems import meant
from rubrx.intake.rubric_model import is_id
from rubrx.intake.rubrics import RubricFormat, read_bytes
from rubrx.intake.strict_yaml import parse
from rubrx.records import Rubric

SUFFIXES = (".yaml", ".yml")

#: the usual first line; a file in which it stands once needs no closer look to tell its id
_ID_LINE = re.compile(rb"^rubric:[ \t]+([A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(?:#[^\r\n]*)?\r?$", re.MULTILINE)
_BEGINS_ID = re.compile(rb"^rubric:", re.MULTILINE)


class RubricLibrary:
    """The rubrics of some packs, folders and files; a file that can't be used refuses only itself."""

    def __init__(
        self,
        metrics: Mapping[str, Metric],
        packs: Iterable[RubricPack] = (),
        places: Iterable[str | os.PathLike[str]] = (),
    ) -> None:
        """`places` are rubric files, or folders of them (one level). UsageError for one that isn't there."""
        self._format = RubricFormat(metrics)
        #: what pipes held: they can be read only once
        self._piped: dict[str, bytes] = {}
        self._loaded: dict[str, Rubric] = {}
        #: why files can't even be looked into, by name
        self._unreadable: dict[str, RubricRefused] = {}
        #: files by the id that they seem to have, in order of discovery
        self._files: dict[str, list[Any]] = {}
        known: set[str] = set()
        for file in (*(file for pack in packs for file in pack.rubrics), *_rubric_files(places)):
            real = os.path.realpath(str(file))
            if real not in known:
                known.add(real)
                self._files.setdefault(self._glimpsed_id(file), []).append(file)

    def ids(self) -> list[str]:
        """The ids of all rubrics, sorted; a file whose id can't be told stands under its own name."""
        return sorted(self._files)

    def __contains__(self, rubric_id: str) -> bool:
        return rubric_id in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids())

    def __len__(self) -> int:
        return len(self._files)

    def paths(self, rubric_id: str) -> tuple[str, ...]:
        """The files that seem to hold this rubric: one, unless the id is taken twice."""
        return tuple(str(file) for file in self._files.get(rubric_id, ()))

    def get(self, rubric_id: str) -> Rubric:
        """The rubric of this id.

        RubricRefused if its file can't be used, or if another file with other content has the id too;
        UsageError if no file has it.
        """
        if rubric_id not in self._loaded:
            files = self._files.get(rubric_id)
            if files is None:
                raise UsageError(f"no rubric is called {rubric_id!r}{meant(rubric_id, self._files)}")
            rubrics = [self._format.read(self._content(file), str(file)) for file in files]
            self._loaded[rubric_id] = _the_one(rubric_id, rubrics)
        return self._loaded[rubric_id]

    def refuse_unreadable(self, place: str | os.PathLike[str]) -> None:
        """RubricRefused for a file, or a folder, that nothing can be read from: no YAML, or no rubric file at all."""
        if refusal := self._unreadable.get(str(Path(place))):
            raise refusal
        if Path(place).is_dir() and not rubric_files(Path(place)):
            problem = "there is no rubric (*.yaml, *.yml) in this folder"
            raise RubricRefused(problem, path=os.fspath(place))

    def _content(self, file: Any) -> bytes:
        """A file's bytes; those of a pipe are kept."""
        name = str(file)
        if name in self._piped:
            return self._piped[name]
        content = read_bytes(file)
        if isinstance(file, Path) and not file.is_file():
            self._piped[name] = content
        return content

    def _glimpsed_id(self, file: Any) -> str:
        """The id in a file; its name, less the suffix, where the file doesn't tell."""
        try:
            content = self._content(file)
            line = _ID_LINE.search(content)
            if line is not None and len(_BEGINS_ID.findall(content)) == 1:
                return line[1].decode("ascii")
            data = parse(content, str(file)).data
        except RubricRefused as refusal:
            self._unreadable[str(file)] = refusal
            data = None
        name = data.get("rubric") if isinstance(data, dict) else None
        if name is not None and is_id(str(name)):
            return str(name)
        stem, dot, _ = str(file.name).rpartition(".")
        return stem if dot else str(file.name)


def _the_one(rubric_id: str, rubrics: list[Rubric]) -> Rubric:
    first = rubrics[0]
    for other in rubrics[1:]:
        if other.digest != first.digest:
            problem = f"the rubric {rubric_id} stands in {first.path} too: give one of them another id"
            raise RubricRefused(problem, path=other.path, line=1, column=1, field="rubric")
    return first


def rubric_files(folder: Path) -> list[Path]:
    """The rubric files of a folder, sorted; UsageError where it can't be read."""
    try:
        return sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES and file.is_file())
    except OSError as fault:
        raise UsageError(f"{folder}: can't be read: {fault.strerror}") from None


def _rubric_files(places: Iterable[str | os.PathLike[str]]) -> Iterator[Path]:
    for place in map(Path, places):
        if place.is_dir():
            yield from rubric_files(place)
        elif place.exists():
            yield place
        else:
            raise UsageError(f"{place}: no such file or folder of rubrics")
