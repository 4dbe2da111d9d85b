"""Words that count something: twins are two. Read as numbers where all values of a place are such words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from potstill.compiler.layout import quoted

GROUPS: Final[tuple[dict[int, tuple[str, ...]], ...]] = (
    {
        2: ("twins",),
        3: ("triplets",),
        4: ("quadruplets", "quads"),
        5: ("quintuplets", "quints"),
        6: ("sextuplets",),
        7: ("septuplets",),
        8: ("octuplets",),
    },
    {1: ("solo",), 2: ("duo", "duet"), 3: ("trio",), 4: ("quartet",), 5: ("quintet",), 6: ("sextet",)},
    {3: ("triangle",), 4: ("square", "rectangle"), 5: ("pentagon",), 6: ("hexagon",), 8: ("octagon",)},
)
"""Words of one kind by what they count. Where words of a group could count other things, it is not here."""


def counting(texts: Sequence[str]) -> tuple[str, dict[str, int]] | None:
    """The type that reads a group's words as numbers, and their worth; None if no group has all texts."""
    for group in GROUPS:
        worth = {word: number for number, words in group.items() for word in words}
        if worth.keys() >= set(texts):
            members = (
                f"{number} only {' | '.join(map(quoted, words))}" for number, words in sorted(group.items())
            )
            return f"enum {{{', '.join(members)}}}", worth
    return None
