"""Texts: exact where few are possible, otherwise unknown but for their lengths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Final

from potstill.ir import types
from potstill.ir.program import Rounding, Shape
from potstill.ir.rounding import DEFAULT_MODE
from potstill.ir.types import Type
from potstill.ir.values import Value
from potstill.verifier.smt import arithmetic
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Int
from potstill.verifier.smt.symbolic import Items, Letters, Quotient, Symbolic, Truth

MAX_CASES: Final = 64
"""Combinations of arguments up to which a text is listed for each."""

_POSITIVE: Final = types.Number(Fraction(0), Fraction(10**18), None)
_LARGE: Final = 10**18
"""Numbers from here on are written with too many digits to count."""


def listed(
    r: Relations,
    compute: Callable[[Sequence[Value]], str],
    arguments: Sequence[Symbolic],
    kinds: Sequence[Type],
) -> Symbolic | None:
    """What a function makes of every combination of arguments; None if they are too many."""
    choices: list[list[tuple[Bool, Value]]] = []
    count = 1
    for argument, kind in zip(arguments, kinds, strict=True):
        found = alternatives(r, argument, kind)
        if not found:
            return None
        choices.append(found)
        count *= len(found)
        if count > MAX_CASES:
            return None
    value: Symbolic | None = None
    for combination in product(*choices):
        here = r.script.all_of(*(condition for condition, _ in combination))
        one = r.constant(compute([value for _, value in combination]))
        value = one if value is None else r.choose(here, one, value)
    return value


def alternatives(r: Relations, value: Symbolic, kind: Type) -> list[tuple[Bool, Value]] | None:
    """The values that it can have, each with its condition; None if they are many."""
    s = r.script
    match value, kind:
        case Truth(bool(term)), _:
            return [(True, term)]
        case Truth(term), _:
            return [(term, True), (s.negation(term), False)]
        case Quotient(int(num), int(den)), _:
            found = r.exact(num, den)
            return [(True, found)]
        case Quotient(), types.Number(low, high, int(places)) if (high - low) * 10**places < MAX_CASES:
            steps = range(int(low * 10**places), int(high * 10**places) + 1)
            numbers = [r.exact(step, 10**places) for step in steps]
            return [(r.same(value, r.constant(number)), number) for number in numbers]
        case Letters(identity, among=frozenset() as among), _ if len(among) <= MAX_CASES:
            return [(s.same(identity, number), r.spelled(number)) for number in sorted(among)]
        case Items(items, length, True), types.List(element, shortest, longest):
            found_lists: list[tuple[Bool, Value]] = []
            for count in range(shortest, min(longest, len(items)) + 1):
                lists = _lists(r, [item.value for item in items[:count]], element)
                if lists is None or len(found_lists) + len(lists) > MAX_CASES:
                    return None
                here = s.same(length, count)
                found_lists += [(s.all_of(here, condition), one) for condition, one in lists]
            return found_lists
        case _:
            return None


def _lists(r: Relations, items: Sequence[Symbolic], element: Type) -> list[tuple[Bool, Value]] | None:
    """All lists of items in a row, each with the condition that the items are so."""
    known: list[list[tuple[Bool, Value]]] = []
    count = 1
    for item in items:
        found = alternatives(r, item, element)
        if not found or (count := count * len(found)) > MAX_CASES:
            return None
        known.append(found)
    return [
        (r.script.all_of(*(condition for condition, _ in one)), tuple(value for _, value in one))
        for one in product(*known)
    ]


def length(r: Relations, value: Symbolic, kind: Type, shape: Shape) -> Int | None:
    """Code points of a value as a format writes it; None where that is not simple to say."""
    s = r.script
    match value, kind:
        case Letters(), _:
            return value.length
        case Truth(term), _:
            return s.choice(term, 4, 5)
        case Quotient(), types.Date():
            return 10
        case Quotient(), types.MonthDay():
            return 5
        case Quotient(num), types.Time():
            return s.choice(s.same(s.remainder(num, 60), 0), 5, 8)
        case Quotient(), types.Number(low, high, places) if max(-low, high) < _LARGE:
            return _number_length(r, value, places, max(-low, high), shape)
        case _:
            return None


def _number_length(
    r: Relations, value: Quotient, places: int | None, most: Fraction, shape: Shape
) -> Int | None:
    """Of a number that is written with a fixed number of places: its sign, digits, commas, and the point."""
    s = r.script
    if shape.places is None and places != 0:
        return None
    after = shape.places or 0
    size = arithmetic.rounded(r, arithmetic.absolute(r, value), Rounding(after, DEFAULT_MODE), _POSITIVE)
    assert isinstance(size.den, int)
    whole = s.quotient(size.num, size.den)
    parts: list[Int] = [1 + after + 1 if after else 1]
    for digits in range(1, len(str(int(most) + 1))):
        more = 2 if shape.grouped and digits % 3 == 0 else 1
        parts.append(s.choice(s.at_most(10**digits, whole), more, 0))
    signed = s.all_of(s.below(value.num, 0), s.below(0, size.num))
    return s.sum(*parts, s.choice(signed, 1, 0))


def joined_length(r: Relations, items: Items, separator: int) -> Int:
    """The length of the texts of a list with a separator of so many code points between them."""
    s = r.script
    lengths = [
        s.choice(item.there, item.value.length, 0) for item in items.items if isinstance(item.value, Letters)
    ]
    gaps = s.choice(s.at_most(1, items.length), s.times(separator, s.sum(items.length, -1)), 0)
    return s.sum(*lengths, gaps)
