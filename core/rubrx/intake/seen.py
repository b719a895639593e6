"""The ids met so far in a file, in about sixteen bytes each."""

from __future__ import annotations

from array import array
from hashlib import blake2b

_START = 1 << 12


class SeenIds:
    """A set of ids that only grows: 64-bit hashes in an open-addressed table, at most three fifths full.

    Two different ids are taken for one with a chance of about n^2 / 2^65: one in thirty million for a
    million ids. The hash does not depend on the process, so neither does the outcome.
    """

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 * _START))
        self._mask = _START - 1
        self._count = 0
        self._copies: dict[str, int] = {}

    def __len__(self) -> int:
        return self._count

    def add(self, name: str) -> bool:
        """Remember an id; False if it was known."""
        digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        key = int.from_bytes(digest, "little") or 1  # 0 marks a free place
        table, mask = self._table, self._mask
        place = key & mask
        while slot := table[place]:
            if slot == key:
                return False
            place = (place + 1) & mask
        table[place] = key
        self._count += 1
        if self._count * 5 > mask * 3:
            self._grow()
        return True

    def next_free(self, name: str) -> str:
        """The id for an answer that came without one: `name`, and from the second like it on `name.2`, `name.3`, …

        A policy that is sampled often says the same thing twice: each sample is graded. The number depends on the
        order in the file alone.
        """
        if self.add(name):
            return name
        while True:
            self._copies[name] = copy = self._copies.get(name, 1) + 1
            if self.add(f"{name}.{copy}"):
                return f"{name}.{copy}"

    def _grow(self) -> None:
        """Move everything to a table of twice the size."""
        mask = 2 * self._mask + 1
        table = array("Q", bytes(8 * (mask + 1)))
        for key in self._table:
            if key:
                place = key & mask
                while table[place]:
                    place = (place + 1) & mask
                table[place] = key
        self._table, self._mask = table, mask
