"""Arithmetic on quotients: division, rounding, powers.

The solver's division is Euclidean; the floor is that for positive divisors alone, and so is spelled out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from potstill.ir.program import Rounding
from potstill.ir.types import Duration, Number, Type
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Int, Script, text
from potstill.verifier.smt.symbolic import Quotient

MAX_DEGREE: Final = 12
"""The greatest power of an unknown that is multiplied out."""
MAX_POWER: Final = 128
"""The greatest power of a constant with an unknown exponent that is listed."""


def add(r: Relations, one: Quotient, other: Quotient) -> Quotient:
    """one + other."""
    a, b, den = r.common(one, other)
    return Quotient(r.script.sum(a, b), _product(r, one, other) if den is None else den)


def subtract(r: Relations, one: Quotient, other: Quotient) -> Quotient:
    """one - other."""
    a, b, den = r.common(one, other)
    return Quotient(r.script.minus(a, b), _product(r, one, other) if den is None else den)


def multiply(r: Relations, one: Quotient, other: Quotient) -> Quotient:
    """one * other."""
    num, den = _times(r, one, other), _product(r, one, other)
    if isinstance(num, int) and isinstance(den, int):
        return Quotient(*Fraction(num, den).as_integer_ratio())
    return Quotient(num, den)


def _times(r: Relations, one: Quotient, other: Quotient) -> Int:
    """The product of the numerators; told apart by the values of one of them, if these are few."""
    s = r.script
    few, many = (one, other) if _is_fewer(one, other) else (other, one)
    if isinstance(few.num, int) or isinstance(many.num, int) or not few.among:
        return s.times(one.num, other.num)
    return by_value(r, few.num, few.among, lambda value: s.times(value, many.num))


def _is_fewer(one: Quotient, other: Quotient) -> bool:
    if one.among is None or other.among is None:
        return one.among is not None
    return len(one.among) <= len(other.among)


def by_value(r: Relations, term: Int, among: frozenset[int], image: Callable[[int], Int]) -> Int:
    """What each of a few values of a term is mapped to."""
    first, *rest = sorted(among)
    found = image(first)
    for value in rest:
        found = r.script.choice(r.script.same(term, value), image(value), found)
    return found


def negate(r: Relations, one: Quotient) -> Quotient:
    """-one."""
    few = None if one.among is None else frozenset(-num for num in one.among)
    return Quotient(r.script.negative(one.num), one.den, few)


def absolute(r: Relations, one: Quotient) -> Quotient:
    """|one|."""
    s = r.script
    return Quotient(s.choice(s.at_most(0, one.num), one.num, s.negative(one.num)), one.den)


def total(r: Relations, parts: Sequence[tuple[Bool, Quotient]]) -> Quotient:
    """The sum of those parts whose condition holds."""
    s, whole = r.script, Quotient(0)
    for there, part in parts:
        whole = add(r, whole, Quotient(s.choice(there, part.num, 0), part.den))
    return whole


def divide(r: Relations, one: Quotient, other: Quotient, kind: Type) -> Quotient:
    """one / other, where other, of the type, is not 0; any number where it is."""
    s = r.script
    if other.among and isinstance(other.num, str) and isinstance(one.den, int) and isinstance(other.den, int):
        return _divided_by_few(r, one, other, other.among, one.den, other.den)
    up, down = s.times(one.num, other.den), s.times(one.den, other.num)
    if isinstance(other.num, int):
        if other.num == 0:
            return Quotient(0)
        if isinstance(down, int) and isinstance(up, int):
            return Quotient(*Fraction(up, down).as_integer_ratio())
        return Quotient(up, down) if other.num > 0 else Quotient(s.negative(up), s.negative(down))
    match kind:
        case Number(low, high) | Duration(low, high) if low > 0:
            # INVARIANT: den > 0 also where the divisor means nothing.
            return Quotient(up, _positive(s, down))
        case Number(low, high) | Duration(low, high) if high < 0:
            return Quotient(s.negative(up), _positive(s, s.negative(down)))
    positive, negative = s.below(0, other.num), s.below(other.num, 0)
    num = s.choice(negative, s.negative(up), up)
    return Quotient(num, s.choice(positive, down, s.choice(negative, s.negative(down), 1)))


def _divided_by_few(
    r: Relations, one: Quotient, other: Quotient, among: frozenset[int], den: int, scale: int
) -> Quotient:
    """one / other over one constant denominator, a multiple of all divisors."""
    divisors = among - {0}
    if not divisors:
        return Quotient(0)
    common = math.lcm(*divisors)
    times = {value: common // value * scale for value in divisors}
    num = by_value(r, other.num, divisors, lambda value: r.script.times(times[value], one.num))
    return Quotient(num, den * common)


def _positive(s: Script, term: Int) -> Int:
    return s.choice(s.below(0, term), term, 1)


def floor(r: Relations, one: Quotient) -> Int:
    """The greatest whole number that is not above it."""
    s = r.script
    if isinstance(one.den, int):
        return s.quotient(one.num, one.den)
    whole, new = s.once(f"floor {text(one.num)} {one.den}", "Int")
    if new:
        multiple = s.times(whole, one.den)
        s.fact(whole, s.all_of(s.at_most(multiple, one.num), s.below(one.num, s.sum(multiple, one.den))))
    return whole


def ceil(r: Relations, one: Quotient) -> Int:
    """The least whole number that is not below it."""
    return r.script.negative(floor(r, negate(r, one)))


def modulo(r: Relations, one: Quotient, other: Quotient, kind: Type) -> Quotient:
    """one - other * (one // other), where other, of the type, is not 0."""
    s = r.script
    a, b, den = r.common(one, other)
    scale = _product(r, one, other) if den is None else den
    if isinstance(b, int) and b > 0:
        return Quotient(s.remainder(a, b), scale)
    few = r.scaled_few(other, den)
    times = floor(r, divide(r, Quotient(a), Quotient(b, 1, few), kind))
    product = multiply(r, Quotient(times), Quotient(b, 1, few))
    return Quotient(s.minus(a, product.num), scale)


def power(r: Relations, base: Quotient, exponent: Int, low: int, high: int) -> Quotient | None:
    """base ** exponent, the exponent between low and high; None if that is too much to multiply out."""
    s = r.script
    if isinstance(exponent, int):
        low = high = exponent
    if isinstance(base.num, int) and isinstance(base.den, int):
        if high > MAX_POWER:
            return None
    elif high > MAX_DEGREE:
        return None
    powers = [Quotient(1)]
    for _ in range(high):
        powers.append(multiply(r, powers[-1], base))
    found = powers[high]
    for degree in range(high - 1, low - 1, -1):
        chosen = r.choose(s.same(exponent, degree), powers[degree], found)
        assert isinstance(chosen, Quotient)
        found = chosen
    return found


def rounded(r: Relations, one: Quotient, rounding: Rounding, kind: Type) -> Quotient:
    """A number of a type to a multiple of 10**-places."""
    s, places = r.script, rounding.places
    num = s.times(10 ** max(places, 0), one.num)
    den = s.times(10 ** max(-places, 0), one.den)
    whole = _rounded(r, num, den, rounding.mode, kind)
    return Quotient(s.times(10 ** max(-places, 0), whole), 10 ** max(places, 0))


def _rounded(r: Relations, num: Int, den: Int, mode: str, kind: Type) -> Int:
    """num / den to a whole number. Where the sign is known, and towards the nearest, one division does."""
    s = r.script
    positive = isinstance(kind, Number) and kind.low >= 0
    negative = isinstance(kind, Number) and kind.high <= 0
    twice, double = s.times(2, num), s.times(2, den)
    match mode:
        case "floor":
            return floor(r, Quotient(num, den))
        case "ceil":
            return ceil(r, Quotient(num, den))
        case "down" | "up":
            away = mode == "up"
            if positive or negative:
                return (ceil if positive == away else floor)(r, Quotient(num, den))
            low, high = floor(r, Quotient(num, den)), ceil(r, Quotient(num, den))
            return s.choice(s.at_most(0, num), high if away else low, low if away else high)
        case "half_up" | "half_down":
            away = mode == "half_up"
            # Ties go up where x + 1/2 is floored, and down where the ceiling of x - 1/2 is taken.
            up, down = Quotient(s.sum(twice, den), double), Quotient(s.minus(twice, den), double)
            if positive or negative:
                return floor(r, up) if positive == away else ceil(r, down)
            return s.choice(
                s.at_most(0, num),
                floor(r, up) if away else ceil(r, down),
                ceil(r, down) if away else floor(r, up),
            )
        case "half_even":
            upper = floor(r, Quotient(s.sum(twice, den), double))
            tie = s.same(s.times(double, upper), s.sum(twice, den))
            odd = s.same(s.remainder(upper, 2), 1)
            return s.choice(s.all_of(tie, odd), s.sum(upper, -1), upper)
        case _:
            raise ValueError(f"{mode!r} is no way to round")


def _product(r: Relations, one: Quotient, other: Quotient) -> Int:
    return r.script.times(one.den, other.den)
