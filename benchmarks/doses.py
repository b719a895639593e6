"""Dose instructions against their expected structure: amount, unit and times a day, step by step.

    python benchmarks/doses.py FILE [--json] [--errors]

FILE has one JSON object a line: `text`; `expected_normalised`, a list of steps with dose_low, dose_high, dose_unit,
times_per_day_low, times_per_day_high, as_needed; `caveat`, empty where the expectation is sound. Rows with a caveat are
not scored. A row is exact where every step has the expected amount, unit and times a day; numbers agree within one
part in a thousand, or where they are the same to four decimals. As-needed is reported beside, not in `exact`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rubrx.errors import InputRefused
from rubrx.reading.sigs.sig import Sig, canonical_unit, read_sig

Step = Mapping[str, Any]
NUMBERS = ("dose_low", "dose_high", "times_per_day_low", "times_per_day_high")


class Row(NamedTuple):
    """One instruction, the steps expected of it, and why they may be doubted."""

    name: str
    text: str
    expected: list[Step]
    caveat: str


class Judged(NamedTuple):
    """An instruction with the steps that rubrx reads, and which fields are right in all of them."""

    row: Row
    steps: list[Sig]
    right: dict[str, bool]


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file; InputRefused names the line and the field that can't be read."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(f"can't be read: {error}", path=str(path)) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, str(path), number)


def _row(line: str, path: str, number: int) -> Row:
    def refuse(problem: str, field: str = "") -> InputRefused:
        return InputRefused(problem, path=path, line=number, field=field)

    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise refuse(f"is no JSON: {error.msg}") from error
    if not isinstance(row, dict):
        raise refuse("expected an object")
    if not isinstance(row.get("text"), str):
        raise refuse("expected a string", "text")
    steps = row.get("expected_normalised")
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise refuse("expected a list of objects", "expected_normalised")
    for step in steps:
        for name in NUMBERS:
            value = step.get(name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
                raise refuse("expected a number or null", f"expected_normalised.{name}")
        if not isinstance(step.get("dose_unit"), str | None):
            raise refuse("expected a string or null", "expected_normalised.dose_unit")
    return Row(str(row.get("id", number)), row["text"], steps, str(row.get("caveat") or ""))


def _same(got: float | None, expected: float | None) -> bool:
    if got is None or expected is None:
        return got is expected
    return math.isclose(got, expected, rel_tol=1e-3, abs_tol=5.1e-5)


FIELDS: dict[str, Callable[[Sig, Step], bool]] = {
    "amount": lambda sig, step: (
        _same(sig.dose_low, step.get("dose_low")) and _same(sig.dose_high, step.get("dose_high"))
    ),
    "unit": lambda sig, step: sig.unit == canonical_unit(step.get("dose_unit")),
    "times": lambda sig, step: (
        _same(sig.times_per_day_low, step.get("times_per_day_low"))
        and _same(sig.times_per_day_high, step.get("times_per_day_high"))
    ),
    "as_needed": lambda sig, step: sig.as_needed == bool(step.get("as_needed")),
}
EXACT = ("amount", "unit", "times")


def judged(row: Row) -> Judged:
    """A row with what rubrx reads; a wrong number of steps makes every field wrong."""
    steps = read_sig(row.text)
    paired = len(steps) == len(row.expected)
    right = {
        name: paired and all(map(check, steps, row.expected))
        for name, check in FIELDS.items()
    }  # fmt: skip
    right["exact"] = all(right[name] for name in EXACT)
    return Judged(row, steps, right)


def figures(found: list[Judged]) -> dict[str, float | int]:
    """The share of rows that are exact, and right in each field."""
    shares = {name: sum(each.right[name] for each in found) / len(found) for name in ("exact", *FIELDS)}
    return {"exact": shares["exact"], "n": len(found), **shares}


def _shown(sig: Sig) -> dict[str, object]:
    return {"dose_low": sig.dose_low, "dose_high": sig.dose_high, "dose_unit": sig.unit,
            "times_per_day_low": sig.times_per_day_low, "times_per_day_high": sig.times_per_day_high,
            "as_needed": sig.as_needed}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="FILE", help="the instructions, one JSON object a line")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--errors", action="store_true", help="list the rows that are not exact")
    options = parser.parse_args(arguments)
    try:
        given = list(rows(options.file))
        found = [judged(row) for row in given if not row.caveat]
        if not found:
            raise InputRefused("has no row without a caveat", path=str(options.file))
    except InputRefused as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
    result: dict[str, object] = {**figures(found), "with_caveat": len(given) - len(found)}
    wrong = [each for each in found if not each.right["exact"]]
    if options.json:
        if options.errors:
            result["errors"] = [
                {"id": each.row.name, "text": each.row.text, "expected": each.row.expected,
                 "got": [_shown(sig) for sig in each.steps]}
                for each in wrong
            ]  # fmt: skip
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return 0
    shares = figures(found)
    fields = "  ".join(f"{name} {shares[name]:.3f}" for name in FIELDS)
    print(f"exact {shares['exact']:.3f} of {len(found)}  ({fields}); {len(given) - len(found)} with a caveat left out")
    for each in wrong if options.errors else ():
        print(f"{each.row.name}: {each.row.text}")
        print(f"  expected {each.row.expected}\n  read     {list(map(_shown, each.steps))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
