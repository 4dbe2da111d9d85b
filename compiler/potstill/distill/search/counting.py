"""How many functions there are: of k different leaves, and of choices of leaves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import comb, factorial

_Series = list[Fraction]


@cache
def read_once(leaves: int) -> int:
    """Inequivalent formulas of + - * / over that many different leaves, each used once: OEIS A140606.

    Formulas alternate between sums and products, and are counted by exponential generating functions:
    classes of f and -f, and of them the plain ones, where -f is no formula. A product of k factors has
    2**k - 1 choices of exponents 1 and -1 (not all are -1), a sum of k terms has 2**(k-1) choices of
    signs up to sign, of which one is plain if all terms are.
    """
    order = leaves + 1
    x = [Fraction(int(power == 1)) for power in range(order)]
    zero = [Fraction(0)] * order
    sums, products, plain_sums, plain_products = zero, zero, zero, zero
    for _ in range(order):
        in_sum, in_product = _add(x, products), _add(x, sums)
        plain_in_sum, plain_in_product = _add(x, plain_products), _add(x, plain_sums)
        sums, plain_sums = _sums(in_sum, 2), _sums(plain_in_sum, 1)
        products = _products(in_product)
        plain_products = _products(plain_in_product)
    classes, plain = _add(_add(x, sums), products), _add(_add(x, plain_sums), plain_products)
    total = (2 * classes[leaves] - plain[leaves]) * factorial(leaves)
    return total.numerator


@cache
def signed_sums(leaves: int, degree: int) -> int:
    """Sums of products of at most ``degree`` leaves each, every product with a sign, over different leaves.

    Set partitions into blocks of bounded size, with two signs for each: n! [x^n] exp(2 (x + ... + x^d / d!)).
    """
    block = [Fraction(int(0 < power <= degree), factorial(power)) for power in range(leaves + 1)]
    return (_exp(block, 2)[leaves] * factorial(leaves)).numerator


def multisets(kinds: int, count: int) -> int:
    """Ways to choose ``count`` of some kinds, repetition allowed."""
    return comb(kinds + count - 1, count) if kinds else int(count == 0)


def elementary(numbers: Sequence[int], degree: int) -> int:
    """The elementary symmetric polynomial: the sum of all products of ``degree`` of the numbers."""
    found = [1] + [0] * degree
    for number in numbers:
        for at in range(degree, 0, -1):
            found[at] += number * found[at - 1]
    return found[degree]


def _products(u: _Series) -> _Series:
    """exp(2u) - exp(u) - u"""
    return _minus(_minus(_exp(u, 2), _exp(u, 1)), u)


def _sums(u: _Series, signs: int) -> _Series:
    """(exp(signs * u) - 1) / signs - u: sums of two terms or more."""
    found = [value / signs for value in _exp(u, signs)]
    return [Fraction(0), *_minus(found, u)[1:]]


def _exp(u: _Series, factor: int) -> _Series:
    """exp(factor * u), for u without a constant: from f' = factor * u' * f."""
    found = [Fraction(1)] + [Fraction(0)] * (len(u) - 1)
    for power in range(1, len(u)):
        found[power] = (
            factor * sum((at * u[at] * found[power - at] for at in range(1, power + 1)), Fraction(0)) / power
        )
    return found


def _add(a: _Series, b: _Series) -> _Series:
    return [x + y for x, y in zip(a, b, strict=True)]


def _minus(a: _Series, b: _Series) -> _Series:
    return [x - y for x, y in zip(a, b, strict=True)]
