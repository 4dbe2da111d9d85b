"""The symbols of utterances, in blocks that a family's grammar does not tell apart, as bits of a mask.

An utterance is a normal form: it neither begins nor ends with a space, has no two in a row, and does not
begin with an opening or end with a closing mark (``spec/normal-forms.md``, N4 and N5). Searches leave out
other words.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from potstill.ir.normal import fragment
from potstill.ir.normal_table import table
from potstill.ir.regular import classes
from potstill.ir.regular.classes import SPACE, Ranges
from potstill.ir.regular.partition import minterms

_READABLE: Final = "axbyc1234567890.$%-,/defghijklmnopqrstuvwz"
"""What stands for a block in a witness, if the block holds any of them: the first."""


@cache
def _closing() -> Ranges:
    return classes.of((ord(mark), ord(mark)) for mark in table().closing if mark != " ")


@cache
def _opening() -> Ranges:
    return classes.of((ord(mark), ord(mark)) for mark in table().opening if mark != " ")


class Alphabet:
    """The coarsest blocks that split none of some classes; a set of blocks is a mask.

    ``space``, ``closing`` and ``opening`` are the masks of the symbols that may not stand anywhere.
    """

    def __init__(self, known: Iterable[Ranges]) -> None:
        wanted = list(dict.fromkeys((SPACE, _closing(), _opening(), *known)))
        self._partition, blocks = minterms(wanted)
        self._masks: Final = {
            ranges: sum(1 << block for block in found) for ranges, found in zip(wanted, blocks, strict=True)
        }
        self.space: Final = self._masks[SPACE]
        self.closing: Final = self._masks[_closing()]
        self.opening: Final = self._masks[_opening()]
        self._letters: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._partition.blocks)

    def mask(self, ranges: Ranges) -> int:
        """The blocks of a class that splits none of them."""
        known = self._masks.get(ranges)
        if known is None:
            blocks = enumerate(self._partition.blocks)
            known = sum(1 << number for number, block in blocks if classes.contains(ranges, block[0][0]))
            self._masks[ranges] = known
        return known

    def letter(self, mask: int) -> str:
        """A symbol of the blocks, one that reads well if there is one, that a normal form can hold."""
        known = self._letters.get(mask)
        if known is None:
            known = self._letters[mask] = self._chosen(mask)
        return known

    def symbols(self, mask: int, most: int) -> list[str]:
        """The symbols of the blocks, or the first ``most`` of them."""
        found: list[str] = []
        for bit in range(mask.bit_length()):
            if mask >> bit & 1:
                for low, high in self._partition.blocks[bit]:
                    found.extend(map(chr, range(low, min(high, low + most) + 1)))
                    if len(found) >= most:
                        return found[:most]
        return found

    def letters(self, mask: int) -> list[str]:
        """One symbol of each of the blocks, those that read well first."""
        singles = [1 << bit for bit in range(mask.bit_length()) if mask >> bit & 1]
        return sorted(map(self.letter, singles), key=_rank)

    def _chosen(self, mask: int) -> str:
        for char in _READABLE:
            if mask >> self._partition.block(ord(char)) & 1:
                return char
        for bit in range(mask.bit_length()):
            if mask >> bit & 1:
                for low, high in self._partition.blocks[bit]:
                    for code in range(low, min(high, low + 64) + 1):
                        if fragment(chr(code)) == chr(code):
                            return chr(code)
        return chr(self._partition.blocks[mask.bit_length() - 1][0][0])


def _rank(char: str) -> tuple[int, str]:
    place = _READABLE.find(char)
    return (len(_READABLE) if place < 0 else place, char)
