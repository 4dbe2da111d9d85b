"""A longest common subsequence of two token sequences, by bit-parallel dynamic programming.

H. Hyyrö, Bit-parallel LCS-length computation revisited (AWOCA 2004): a row of the table is one machine word,
here one Python integer, so that aligning m with n tokens takes m steps on integers of n bits. The rows are
kept and walked back, which yields the subsequence itself. That a common subsequence tells templates from
parameters is the idea of Spell (M. Du, F. Li, ICDM 2016).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Masks: TypeAlias = Mapping[str, int]
"""For each token of a sequence, the set of its positions as bits."""


def masks(tokens: Sequence[str]) -> Masks:
    """The positions of every token."""
    found: dict[str, int] = {}
    for position, token in enumerate(tokens):
        found[token] = found.get(token, 0) | 1 << position
    return found


def align(left: Sequence[str], right: Sequence[str], known: Masks) -> list[tuple[int, int]]:
    """The positions, increasing on both sides, of a longest common subsequence; ``known`` is masks(right).

    Of several, the one that matches the latest tokens. Time: len(left) operations on len(right) bits.
    """
    full = (1 << len(right)) - 1
    row = full
    rows = []
    for token in left:
        hits = row & known.get(token, 0)
        # Bit j of a row is zero where prefixes of j + 1 tokens share one more than prefixes of j.
        row = ((row + hits) | (row - hits)) & full
        rows.append(row)
    pairs = []
    i, j = len(left) - 1, len(right) - 1
    while i >= 0 and j >= 0:
        if rows[i] >> j & 1:
            j -= 1
        elif left[i] == right[j]:
            pairs.append((i, j))
            i -= 1
            j -= 1
        else:
            i -= 1
    pairs.reverse()
    return pairs
