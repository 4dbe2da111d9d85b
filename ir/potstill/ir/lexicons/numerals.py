"""Number words: the languages of "two thousand and five" and "twenty-first", from 0 to 999,999,999.

What is read, beside one way for each number: "and" or nothing before the rest of a number, a space or a
hyphen in "twenty-one", "a" for one before "hundred", "thousand" and "million", "fifteen hundred", dozens.
Every word adds its worth to a register, so the parts of a number need no arithmetic among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from potstill.ir.grammar import EMPTY, NOTHING, Node, Step, Text, seq
from potstill.ir.lexicons.build import MANTISSA, chain, either, trie, words
from potstill.ir.lexicons.vocabulary import COLLECTIVES, SCALES, TENS, UNITS, ordinal, small_number

LARGEST: Final = 999_999_999
"""The largest number that is read in words."""

_JOIN: Final = words(" ", " and ")
_HYPHEN: Final = words("-", " ")

Entry = tuple[str, Node]


def spell(number: int) -> str:
    """The usual words for a number of at most LARGEST: "two thousand and five", "minus one hundred"."""
    if abs(number) > LARGEST:
        raise ValueError(f"no words for numbers beyond {LARGEST}")
    if number < 0:
        return "minus " + spell(-number)
    if number < 100:
        return small_number(number)
    for scale, word in (*reversed(SCALES), (100, "hundred")):
        if number >= scale:
            count, rest = divmod(number, scale)
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
    small: list[Entry] = [(speech.last("zero"), EMPTY)] if low == 0 else []
    small.extend(_below_thousand(low, high, 1, speech))
    small.extend(_teen_hundreds(low, high, speech))
    if not speech.ordinal:
        small.extend((word, speech.add(count)) for word, count in COLLECTIVES if low <= count <= high)
    return either(trie(small), *(_scaled(low, high, scale, word, speech) for scale, word in SCALES))


def _below_hundred(low: int, high: int, worth: int, speech: _Speech) -> Iterator[Entry]:
    """1 to 99, as far as they lie in range, each worth ``worth`` in the register."""
    for number in range(max(low, 1), min(high, 19) + 1):
        yield speech.last(small_number(number)), speech.add(number * worth)
    for tens in range(20, min(high, 99) + 1, 10):
        if low <= tens:
            yield speech.last(TENS[tens // 10]), speech.add(tens * worth)
        units = trie(
            (speech.last(UNITS[unit]), speech.add((tens + unit) * worth))
            for unit in range(1, 10)
            if low <= tens + unit <= high
        )
        if units != NOTHING:
            yield TENS[tens // 10], seq(_HYPHEN, units)


def _hundred(word: str, base: int, low: int, high: int, worth: int, speech: _Speech) -> Iterator[Entry]:
    """``word`` and "hundred", worth ``base``, and the rest, as far as they lie in range."""
    if low <= base <= high:
        yield f"{word}{speech.last('hundred')}", speech.add(base * worth)
    rest = trie(_below_hundred(low - base, high - base, worth, speech))
    if rest != NOTHING:
        yield f"{word}hundred", seq(speech.add(base * worth), _JOIN, rest)


def _below_thousand(low: int, high: int, worth: int, speech: _Speech) -> Iterator[Entry]:
    """1 to 999, as far as they lie in range."""
    yield from _below_hundred(low, high, worth, speech)
    for count in range(max(low // 100, 1), min(high // 100, 9) + 1):
        yield from _hundred(f"{UNITS[count]} ", 100 * count, low, high, worth, speech)
    if not speech.ordinal:
        yield from _hundred("a ", 100, low, min(high, 199), worth, speech)


def _teen_hundreds(low: int, high: int, speech: _Speech) -> Iterator[Entry]:
    """1,100 to 9,999 by hundreds: "fifteen hundred", "twenty-five hundred and one"."""
    for count in range(max(11, low // 100), min(99, high // 100) + 1):
        if count % 10:
            word = small_number(count)
            for spelling in dict.fromkeys((word, word.replace("-", " "))):
                yield from _hundred(f"{spelling} ", 100 * count, low, high, 1, speech)


def _scaled(low: int, high: int, scale: int, word: str, speech: _Speech) -> Node:
    """Numbers of one to 999 times ``scale`` and a rest below it."""
    low, high = max(low, scale), min(high, 1000 * scale - 1)
    if low > high:
        return NOTHING
    (first, start), (last, end) = divmod(low, scale), divmod(high, scale)
    if first == last:
        return _times(first, last, start, end, scale, word, speech)
    parts: list[Node] = []
    if start:
        parts.append(_times(first, first, start, scale - 1, scale, word, speech))
        first += 1
    inner = last if end == scale - 1 else last - 1
    if first <= inner:
        parts.append(_times(first, inner, 0, scale - 1, scale, word, speech))
    if inner < last:
        parts.append(_times(last, last, 0, end, scale, word, speech))
    return either(*parts)


def _times(first: int, last: int, start: int, end: int, scale: int, word: str, speech: _Speech) -> Node:
    """A count from first to last, the scale's word, and a rest from start to end."""
    counts = list(_below_thousand(first, last, scale, speech.counting))
    if first == 1 and not speech.ordinal:
        counts.append(("a", speech.add(scale)))
    ends = [Text(f" {speech.last(word)}")] if start == 0 else []
    return chain(
        trie(counts), either(*ends, chain(Text(f" {word}"), _JOIN, _rest(start, end, scale, speech)))
    )


def _rest(low: int, high: int, scale: int, speech: _Speech) -> Node:
    """Numbers from 1 on and below ``scale``, without other ways to say them."""
    parts = [trie(_below_thousand(low, high, 1, speech))]
    parts.extend(_scaled(low, high, other, word, speech) for other, word in SCALES if other < scale)
    return either(*parts)
