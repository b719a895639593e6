"""Negation against a NegEx test kit: which findings does rubrx read as negated?

    python benchmarks/assertion.py FILE [--json] [--errors]

FILE is tab-separated with a header: id, concept, sentence, negation (Negated or Affirmed); the finding that the row is
about stands in CAPITALS in the sentence. rubrx sees the sentence and that place. Precision, recall and F1 are those of
Negated.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from rubrx.errors import InputRefused
from rubrx.reading import Lexicon, Reader, Reading
from rubrx.reading.assertion import State

COLUMNS = ("id", "concept", "sentence", "negation")
NEGATED = "Negated"
#: a shorter part of a finding says nothing about where it stands
SHORTEST = 4


class Row(NamedTuple):
    """One finding in one sentence, its label, and its place in the sentence."""

    name: str
    concept: str
    sentence: str
    label: str
    start: int
    end: int


class Judged(NamedTuple):
    """A row and the state that rubrx reads there."""

    row: Row
    state: str

    @property
    def right(self) -> bool:
        """Whether both or neither say that the finding is negated."""
        return (self.row.label == NEGATED) == (self.state == State.NEGATED)


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file; InputRefused names the line and the column that can't be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(f"can't be read: {error}", path=str(path)) from error
    header = lines[0].lstrip("\ufeff").split("\t") if lines else []
    for column in COLUMNS:
        if column not in header:
            raise InputRefused(f"no such column in the header; expected {', '.join(COLUMNS)}", path=str(path), line=1,
                               field=column)  # fmt: skip
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            raise InputRefused(f"{len(cells)} cells, expected {len(header)}", path=str(path), line=number)
        row = dict(zip(header, cells, strict=True))
        for column in COLUMNS:
            if not row[column].strip():
                raise InputRefused("must not be empty", path=str(path), line=number, field=column)
        place = target(row["sentence"], row["concept"])
        if place is None:
            raise InputRefused("stands nowhere in the sentence", path=str(path), line=number, field="concept")
        yield Row(row["id"], row["concept"], row["sentence"], row["negation"].strip(), *place)


def target(sentence: str, concept: str) -> tuple[int, int] | None:
    """Where the finding stands: its occurrence with the most capitals.

    Some findings were marked across the end of a sentence; then it is the longest part that both have.
    """
    words = r"\s+".join(map(re.escape, concept.split()))
    found = list(re.finditer(words, sentence, re.IGNORECASE))
    if found:
        return max(found, key=lambda match: (sum(map(str.isupper, match[0])), -match.start())).span()
    one, other = sentence.lower(), concept.lower()
    shared = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return (shared.a, shared.a + shared.size) if shared.size >= SHORTEST else None


def judged(given: Iterator[Row]) -> list[Judged]:
    """The rows with what rubrx reads in them."""
    reader = Reader(Lexicon())
    return [Judged(row, _state(reader.read(row.sentence), row)) for row in given]


def _state(reading: Reading, row: Row) -> State:
    """How the reading asserts the row's finding."""
    place = reading.folded.position
    return reading.assertion_of(place(row.start), place(row.end - 1) + 1).state


def figures(found: list[Judged]) -> dict[str, float | int | None]:
    """Precision, recall and F1 of Negated; None where nothing was to be found or was found."""
    told = sum(each.state == State.NEGATED for each in found)
    there = sum(each.row.label == NEGATED for each in found)
    both = sum(each.state == State.NEGATED and each.row.label == NEGATED for each in found)
    return {
        "precision": both / told if told else None,
        "recall": both / there if there else None,
        "f1": 2 * both / (told + there) if told + there else None,
        "n": len(found),
        "negated": there,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="FILE", help="the test kit, tab-separated")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--errors", action="store_true", help="list the rows where reading and label differ")
    options = parser.parse_args(arguments)
    try:
        found = judged(rows(options.file))
        if not found:
            raise InputRefused("has no rows", path=str(options.file))
    except InputRefused as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
    result: dict[str, object] = dict(figures(found))
    wrong = [each for each in found if not each.right] if options.errors else []
    if options.json:
        if options.errors:
            result["errors"] = [{**each.row._asdict(), "got": each.state} for each in wrong]
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return 0
    shown = {name: "-" if value is None else f"{value:.3f}" for name, value in list(figures(found).items())[:3]}
    print(f"precision {shown['precision']}  recall {shown['recall']}  F1 {shown['f1']}  "
          f"of {result['negated']} negated among {result['n']}")  # fmt: skip
    for each in wrong:
        print(f"{each.row.name}: {each.row.label}, read as {each.state}: {each.row.sentence}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
