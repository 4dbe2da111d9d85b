"""Number words: the languages of "two thousand and five" and "twenty-first", from 0 to 999,999,999.

What is read, beside one way for each number: "and" or nothing before the rest of a number, a space or a
hyphen in "twenty-one", "a" for one before "hundred", "thousand" and "million", "fifteen hundred", dozens.
Every word adds its worth to a register, so the parts of a number need no arithmetic among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from potstill.ir.grammar import EMPTY, NOTHING, Node, Step, Text, seq
from potstill.ir.lexicons.build import MANTISSA, chain, either, trie, words
from potstill.ir.lexicons.vocabulary import COLLECTIVES, SCALES, TENS, UNITS, ordinal, small_number
from potstill.ir.regular.ranges import slices

LARGEST: Final = 999_999_999
"""The largest number that is read in words."""

_JOIN: Final = words(" ", " and ")
_HYPHEN: Final = words("-", " ")


def spell(number: int) -> str:
    """The usual words for a number of at most LARGEST: "two thousand and five", "minus one hundred"."""
    if abs(number) > LARGEST:
        raise ValueError(f"no words for numbers beyond {LARGEST}")
    if number < 0:
        return "minus " + spell(-number)
    if number < 100:
        return small_number(number)
    for size, _, word in reversed(SCALES):
        if number >= size:
            count, rest = divmod(number, size)
            join = " and " if 0 < rest < 100 else " "
            return f"{spell(count)} {word}" + (join + spell(rest) if rest else "")
    raise AssertionError("unreachable: a number from 100 on has hundreds")


@lru_cache(maxsize=1024)
def numerals(low: int, high: int, register: int = MANTISSA) -> Node:
    """The number words for ``low`` (at least 0) to ``high``; what lies beyond LARGEST is left out."""
    return _numbers(low, min(high, LARGEST), _Speech(register, ordinal=False))


def spoken_ordinals(low: int, high: int, register: int = MANTISSA) -> Node:
    """The same for ordinals: twenty-first, one hundred and first, two thousandth."""
    return _numbers(low, min(high, LARGEST), _Speech(register, ordinal=True))


@dataclass(frozen=True, slots=True)
class _Speech:
    """How a number is said: which register counts it, and whether its last word is an ordinal."""

    register: int
    ordinal: bool

    def last(self, word: str) -> str:
        """The word, as it stands at the end of a number."""
        return ordinal(word) if self.ordinal else word

    def add(self, amount: int) -> Node:
        """The register grows by the amount."""
        return Step(self.register, 1, amount)

    @property
    def counting(self) -> _Speech:
        """How the number before "thousand" is said."""
        return _Speech(self.register, ordinal=False)


def _numbers(low: int, high: int, speech: _Speech) -> Node:
    if low > high:
        return NOTHING
    small: list[tuple[str, Node]] = [(speech.last("zero"), EMPTY)] if low == 0 else []
    if not speech.ordinal:
        small.extend((word, speech.add(count)) for word, count in COLLECTIVES if low <= count <= high)
    return either(trie(small), _natural(low, high, LARGEST + 1, speech), _teen_hundreds(low, high, speech))


def _natural(low: int, high: int, bound: int, speech: _Speech, worth: int = 1) -> Node:
    """The numbers from 1 on and below ``bound``, as far as they lie in range, said in the usual way."""
    low, high = max(low, 1), min(high, bound - 1)
    parts = [_below_hundred(low, min(high, 99), speech, worth)]
    for size, most, word in SCALES:
        if size < bound:
            parts.append(_sized(max(low, size), min(high, most), size, word, speech, worth))
    return either(*parts)


def _below_hundred(low: int, high: int, speech: _Speech, worth: int, *, tens: bool = True) -> Node:
    """1 to 99, as far as they lie in range, worth ``worth`` each; without ``tens`` not 20, 30 ... 90."""
    alone = [*range(low, min(high, 19) + 1)]
    if tens:
        alone.extend(number for number in range(20, 100, 10) if low <= number <= high)
    parts = [trie((speech.last(small_number(number)), speech.add(number * worth)) for number in alone)]
    for first, last, start, end in slices(max(low, 20), high, 10):
        prefix = trie((TENS[count], speech.add(10 * count * worth)) for count in range(first, last + 1))
        units = trie(
            (speech.last(UNITS[unit]), speech.add(unit * worth)) for unit in range(max(start, 1), end + 1)
        )
        parts.append(chain(prefix, _HYPHEN, units))
    return either(*parts)


def _sized(low: int, high: int, size: int, word: str, speech: _Speech, worth: int) -> Node:
    """A count of ``size``, its word, and a rest: "two hundred", "five thousand and one"."""
    if low > high:
        return NOTHING
    parts: list[Node] = []
    for first, last, start, end in slices(low, high, size):
        count = _natural(first, last, 1000, speech.counting, size * worth)
        if first == 1 and not speech.ordinal:
            count = either(count, seq(Text("a"), speech.add(size * worth)))
        parts.append(_counted(count, start, end, size, word, speech, worth))
    return either(*parts)


def _counted(count: Node, start: int, end: int, size: int, word: str, speech: _Speech, worth: int) -> Node:
    """The count, the word for ``size`` and the rests from ``start`` to ``end``, which may be none at all."""
    rest = _natural(start, end, size, speech, worth)
    return chain(
        count,
        either(
            Text(f" {speech.last(word)}") if start == 0 else NOTHING,
            chain(Text(f" {word}"), _JOIN, rest),
        ),
    )


def _teen_hundreds(low: int, high: int, speech: _Speech) -> Node:
    """1,100 to 9,999 by hundreds: "fifteen hundred", "twenty-five hundred and one"."""
    low, high = max(low, 1100), min(high, 9999)
    if low > high:
        return NOTHING
    parts: list[Node] = []
    for first, last, start, end in slices(low, high, 100):
        count = _below_hundred(first, last, speech.counting, 100, tens=False)
        parts.append(_counted(count, start, end, 100, "hundred", speech, 1))
    return either(*parts)
