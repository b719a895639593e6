"""Labels as arrays: which rater gave which label to which item, each pair of item and rater once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LabelTable:
    """N labels as three columns of codes (`item`, `rater`, `label`, each [N]), sorted by item, then by rater.

    `items`, `raters` and `categories` name the codes; categories stand in their order (numbers by value, a
    declared order as declared, words by name). `values` [Q] are the categories as numbers, or None where they
    are words. `row` [N] is where each label stood in its source, which is the order of time unless a source
    says otherwise. `repeated` counts labels that a later one of the same rater on the same item replaced.
    """

    items: tuple[str, ...]
    raters: tuple[str, ...]
    categories: tuple[str, ...]
    values: Floats | None
    item: Ints
    rater: Ints
    label: Ints
    row: Ints
    repeated: int = 0

    def __len__(self) -> int:
        return len(self.item)

    @property
    def per_item(self) -> Ints:
        """How many labels each item has, [n]."""
        return np.bincount(self.item, minlength=len(self.items))

    def only(self, keep: NDArray[np.bool_]) -> LabelTable:
        """The labels where `keep` [N] holds, and the items that still have one; raters and categories stay."""
        found, item = np.unique(self.item[keep], return_inverse=True)
        return LabelTable(
            tuple(self.items[code] for code in found),
            self.raters,
            self.categories,
            self.values,
            item.astype(np.int64),
            self.rater[keep],
            self.label[keep],
            self.row[keep],
        )


def table_of(
    items: Sequence[str],
    raters: Sequence[str],
    labels: Sequence[str],
    *,
    categories: Sequence[str] | None = None,
) -> LabelTable:
    """The table of N labels given as three columns of equal length, in the order of time.

    A rater's last label on an item is the one that counts. `categories` declares the labels there can be, in
    their order; without it they are those that were given. Labels that are all numbers are sorted and compared
    by value ("2" and "2.0" are one). ValueError for unequal columns or a label that was not declared.
    """
    if not len(items) == len(raters) == len(labels):
        raise ValueError(f"need columns of equal length, got {len(items)}, {len(raters)} and {len(labels)}")
    item_names, item = _coded(items)
    rater_names, rater = _coded(raters)
    seen, code = _coded(labels)
    names, values, place = _categories(seen, categories)
    label = place[code] if len(code) else code
    # the last of each (item, rater): unique() keeps the first of the reversed keys, and sorts them
    key = item * max(1, len(rater_names)) + rater
    _, last = np.unique(key[::-1], return_index=True)
    kept = len(key) - 1 - last
    return LabelTable(
        item_names, rater_names, names, values, item[kept], rater[kept], label[kept], kept.astype(np.int64),
        repeated=len(key) - len(kept),
    )  # fmt: skip


def _coded(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    known = tuple(dict.fromkeys(names))
    index = dict(zip(known, range(len(known)), strict=True))
    return known, np.fromiter(map(index.__getitem__, names), np.int64, len(names))


def _categories(seen: Sequence[str], declared: Sequence[str] | None) -> tuple[tuple[str, ...], Floats | None, Ints]:
    """The categories in order, their numbers, and the place of each label that was seen."""
    if declared is not None:
        place = {name: position for position, name in enumerate(declared)}
        if unknown := [name for name in seen if name not in place]:
            raise ValueError(f"label {unknown[0]!r} is none of {', '.join(declared)}")
        numbers = [number_of(name) for name in declared]
        names = tuple(declared)
        values = None if None in numbers or not names else np.array(numbers, dtype=np.float64)
        return names, values, np.array([place[name] for name in seen], dtype=np.int64)
    numbers = [number_of(name) for name in seen]
    if seen and None not in numbers:
        spelled: dict[float, str] = {}
        for name, number in zip(seen, numbers, strict=True):
            assert number is not None
            spelled.setdefault(number, name)
        ordered = sorted(spelled)
        at = {number: position for position, number in enumerate(ordered)}
        places = np.array([at[number] for number in numbers if number is not None], dtype=np.int64)
        return tuple(spelled[number] for number in ordered), np.array(ordered), places
    by_name = sorted(seen)
    place = {name: position for position, name in enumerate(by_name)}
    return tuple(by_name), None, np.array([place[name] for name in seen], dtype=np.int64)


def number_of(label: str) -> float | None:
    """The label as a finite number, or None; digits, sign, point and exponent only."""
    try:
        number = float(label)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in label else None


def together(item: Ints) -> tuple[Ints, Ints]:
    """Every two entries of one item, as places (a, b) with a < b in the sorted column `item` [n]."""
    here = np.arange(len(item))
    first, second = [here[:0]], [here[:0]]
    step = 1
    while True:
        a = here[: len(item) - step][item[: len(item) - step] == item[step:]]
        if not len(a):
            return np.concatenate(first), np.concatenate(second)
        first.append(a)
        second.append(a + step)
        step += 1


def votes_of(table: LabelTable) -> Ints:
    """How often each item was given each label, [items, labels]."""
    n, q = len(table.items), max(1, len(table.categories))
    return np.bincount(table.item * q + table.label, minlength=n * q).reshape(n, q)
