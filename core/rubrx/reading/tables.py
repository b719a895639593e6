"""The lists of `data/`: tab-separated, one row a line, with comments; a pharmacist can edit them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def read_table(name: str) -> Iterator[list[str]]:
    """The rows of a list, comments and blanks left out; ValueError names a row that can't be read."""
    text = files("rubrx.reading").joinpath("data", f"{name}.tsv").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) < 2:
                raise ValueError(f"{name}.tsv:{number}: expected tab-separated cells, got {line!r}")
            yield cells
