"""Number words: the languages of "two thousand and five", from 0 to 999,999,999.

What is read, beside one way for each number: "and" or nothing before the rest of a number, a space or a
hyphen in "twenty-one", "a" for one before "hundred", "thousand" and "million", "fifteen hundred", dozens.
Every word adds its worth to a register, so the parts of a number need no arithmetic among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from potstill.ir.grammar import EMPTY, NOTHING, Node, Text, alt, optional, seq
from potstill.ir.lexicons.build import MANTISSA, add, trie, words
from potstill.ir.lexicons.vocabulary import COLLECTIVES, SCALES, TEENS, TENS, UNITS, small_number

LARGEST = 999_999_999
"""The largest number that is read in words."""

_JOIN = words(" ", " and ")
_HYPHEN = words("-", " ")

Entry = tuple[str, Node]


def spell(number: int) -> str:
    """The canonical words for a number of at most LARGEST: "two thousand and five", "minus one hundred"."""
    if abs(number) > LARGEST:
        raise ValueError(f"no words for numbers beyond {LARGEST}")
    if number < 0:
        return "minus " + spell(-number)
    if number < 100:
        return small_number(number)
    for scale, word in (*reversed(SCALES), (100, "hundred")):
        count, rest = divmod(number, scale)
        if count:
            join = " and " if 0 < rest < 100 else " "
            return f"{spell(count)} {word}" + (join + spell(rest) if rest else "")
    raise AssertionError("unreachable: a number from 100 on has hundreds")


@lru_cache(maxsize=1024)
def numerals(low: int, high: int, register: int = MANTISSA) -> Node:
    """The number words for ``low`` (at least 0) to ``high``; what lies beyond LARGEST is left out."""
    high = min(high, LARGEST)
    if low > high:
        return NOTHING
    small = [("zero", EMPTY)] if low == 0 else []
    small.extend(_hundreds(max(low, 1), high, 1, register))
    small.extend(_teen_hundreds(low, high, register))
    small.extend((word, add(count, register)) for word, count in COLLECTIVES if low <= count <= high)
    parts = [trie(small)] if small else []
    parts.extend(part for scale, word in SCALES if (part := _scaled(low, high, scale, word, register)) != NOTHING)
    return alt(*parts)


def _tens(low: int, high: int, worth: int, register: int) -> Iterator[Entry]:
    """1 to 99, as far as they lie in range, each worth ``worth``."""
    for number in range(max(low, 1), min(high, 19) + 1):
        yield UNITS[number] if number < 10 else TEENS[number - 10], add(number * worth, register)
    for tens in range(20, min(high, 99) + 1, 10):
        units = [
            (UNITS[unit], add(unit * worth, register)) for unit in range(1, 10) if low <= tens + unit <= high
        ]
        if units:
            after = seq(_HYPHEN, trie(units))
            yield TENS[tens // 10], seq(add(tens * worth, register), optional(after) if low <= tens else after)
        elif low <= tens:
            yield TENS[tens // 10], add(tens * worth, register)


def _rest(low: int, high: int, worth: int, register: int) -> Node:
    """What may follow "hundred": nothing for 0, or a join and the number from 1 to 99."""
    entries = list(_tens(low, high, worth, register))
    if not entries:
        return EMPTY if low <= 0 <= high else NOTHING
    after = seq(_JOIN, trie(entries))
    return optional(after) if low <= 0 else after


def _hundreds(low: int, high: int, worth: int, register: int) -> Iterator[Entry]:
    """1 to 999, as far as they lie in range."""
    yield from _tens(low, high, worth, register)
    for hundred in range(100, min(high, 999) + 1, 100):
        rest = _rest(low - hundred, high - hundred, worth, register)
        if rest != NOTHING:
            after = seq(add(hundred * worth, register), rest)
            yield f"{UNITS[hundred // 100]} hundred", after
            if hundred == 100:
                yield "a hundred", after


def _teen_hundreds(low: int, high: int, register: int) -> Iterator[Entry]:
    """1,100 to 9,999 by hundreds: "fifteen hundred", "twenty-five hundred and one"."""
    for count in range(max(11, low // 100), min(99, high // 100) + 1):
        if count % 10:
            rest = _rest(low - 100 * count, high - 100 * count, 1, register)
            if rest != NOTHING:
                after = seq(Text(" hundred"), add(100 * count, register), rest)
                if count < 20:
                    yield TEENS[count - 10], after
                else:
                    yield TENS[count // 10], seq(_HYPHEN, Text(UNITS[count % 10]), after)


def _scaled(low: int, high: int, scale: int, word: str, register: int) -> Node:
    """Numbers of one to 999 times ``scale`` and a rest below it."""
    low, high = max(low, scale), min(high, 1000 * scale - 1)
    if low > high:
        return NOTHING
    (first, start), (last, end) = divmod(low, scale), divmod(high, scale)
    spans: list[tuple[int, int, int, int]] = []
    if first == last:
        spans.append((first, last, start, end))
    else:
        if start:
            spans.append((first, first, start, scale - 1))
            first += 1
        inner = last if end == scale - 1 else last - 1
        if first <= inner:
            spans.append((first, inner, 0, scale - 1))
        if inner < last:
            spans.append((last, last, 0, end))
    parts: list[Node] = []
    for first, last, start, end in spans:
        counts = list(_hundreds(first, last, scale, register))
        if first == 1:
            counts.append(("a", add(scale, register)))
        rests = [part for part in (_below(max(start, 1), end, scale, register),) if part != NOTHING]
        after = [seq(_JOIN, *rests)] if rests else []
        parts.append(seq(trie(counts), Text(f" {word}"), alt(*after, EMPTY) if start == 0 else alt(*after)))
    return alt(*parts)


def _below(low: int, high: int, scale: int, register: int) -> Node:
    """Numbers from 1 on and below ``scale``, without other ways to say them."""
    parts: list[Node] = []
    small = list(_hundreds(low, min(high, 999), 1, register))
    if small:
        parts.append(trie(small))
    for other, word in SCALES:
        if other < scale and (part := _scaled(low, high, other, word, register)) != NOTHING:
            parts.append(part)
    return alt(*parts)
