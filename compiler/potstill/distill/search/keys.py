"""Keys: which leaves a table's formulas have, and how leaves are divided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Key(NamedTuple):
    """Which leaves: a set of slots as bits, how many near and far constants, how many slots once more.

    ``odd``: how many special operations join them, 0 or 1; there is none without a leaf.
    """

    slots: int = 0
    near: int = 0
    far: int = 0
    again: int = 0
    odd: int = 0

    @property
    def size(self) -> int:
        """How many leaves."""
        return self.slots.bit_count() + self.near + self.far + self.again

    def less(self, other: Key) -> Key:
        """The leaves that are left over; ``other`` is a part."""
        return Key(
            self.slots & ~other.slots,
            self.near - other.near,
            self.far - other.far,
            self.again - other.again,
            self.odd - other.odd,
        )

    @property
    def plain(self) -> Key:
        """The same leaves without a special operation."""
        return self._replace(odd=0)


def parts(key: Key) -> Iterator[Key]:
    """All parts of some leaves, the empty one and the whole included, in a fixed order."""
    slots = key.slots
    while True:
        for near in range(key.near + 1):
            for far in range(key.far + 1):
                for again in range(key.again + 1):
                    for odd in range(key.odd + 1):
                        part = Key(slots, near, far, again, odd)
                        if part.size or not odd:
                            yield part
        if slots == 0:
            return
        slots = (slots - 1) & key.slots


def halves(key: Key) -> list[tuple[Key, Key]]:
    """All ways to divide some leaves in two, neither part empty, the order of the two aside."""
    found = []
    for part in parts(key):
        rest = key.less(part)
        if part.size and rest.size and part >= rest:
            found.append((part, rest))
    return found
