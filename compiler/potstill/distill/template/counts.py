"""Words that count something: twins are two. Read as numbers where all values of a place are such words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from potstill.compiler.layout import quoted

GROUPS: Final[tuple[dict[int, tuple[str, ...]], ...]] = (
    {
        2: ("twins",),
        3: ("triplets",),
        4: ("quadruplets",),
        5: ("quintuplets",),
        6: ("sextuplets",),
        7: ("septuplets",),
        8: ("octuplets",),
    },
    {2: ("duo", "duet"), 3: ("trio",), 4: ("quartet",), 5: ("quintet",), 6: ("sextet",)},
    {3: ("triangle",), 4: ("square", "rectangle"), 5: ("pentagon",), 6: ("hexagon",), 8: ("octagon",)},
)
"""Words of one kind by what they count. Where words of a group could count other things, it is not here."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Words of one group as numbers: the type that reads them, and what each is worth."""

    type: str
    worth: Mapping[str, int]

    @property
    def range(self) -> str | None:
        """The whole numbers that they count to, in recipe text; None if some of them lack a word."""
        low, high = min(self.worth.values()), max(self.worth.values())
        return f"int {low}..{high}" if set(self.worth.values()) == set(range(low, high + 1)) else None


def counting(texts: Sequence[str]) -> Counting | None:
    """The first group that has all the texts."""
    for group in GROUPS:
        worth = {word: number for number, words in group.items() for word in words}
        if worth.keys() >= set(texts):
            members = (
                f"{number} only {' | '.join(map(quoted, words))}" for number, words in sorted(group.items())
            )
            return Counting(f"enum {{{', '.join(members)}}}", worth)
    return None
