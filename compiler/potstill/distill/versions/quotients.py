"""Quotients of polynomials as terms again: what two terms differ by, and terms with one division at most."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from potstill.distill.forms import Forms, Monomial, Polynomial, Quotient, TooLarge
from potstill.distill.terms import Apply, Const, Term, size, write

_ONE: Final = Const(Fraction(1))
_AROUND: Final = ("floor", "ceil", "round", "mod", "le", "lt", "ge", "gt", "eq", "ne")
"""Operations whose arguments are quotients of their own."""


def difference(one: Term, other: Term) -> tuple[Fraction, Term]:
    """``one - other`` as a number times a term, cancelled and written short where that makes it smaller.

    Differences that are the same up to a factor mostly have the same term. The factor is 0 where the
    difference is.
    """
    plain = Apply("sub", (one, other))
    forms = Forms()
    try:
        found = forms.quotient(plain)
    except (TooLarge, ZeroDivisionError):
        return Fraction(1), plain
    if not found.above:
        return Fraction(0), Const(Fraction(0))
    factor, short = _written(found, forms)
    return (factor, short) if size(short) < size(plain) else (Fraction(1), plain)


def single_quotient(term: Term) -> Term:
    """The term with one division at most, of sums of products; or as it is where that cannot be had."""
    match term:
        case Apply(op, args, data) if op in _AROUND:
            return Apply(op, tuple(map(single_quotient, args)), data)
    forms = Forms()
    try:
        factor, written = _written(forms.quotient(term), forms)
    except (TooLarge, ZeroDivisionError):
        return term
    return written if factor == 1 else Apply("mul", (Const(factor), written))


def _written(found: Quotient, forms: Forms) -> tuple[Fraction, Term]:
    """A quotient as a factor and a term, common factors of all monomials cancelled."""
    above, below = _cancelled(found.above, found.below)
    if not above:
        return Fraction(0), _ONE
    factor = _lead(above, forms) / _lead(below, forms)
    numerator, denominator = _sum(above, forms), _sum(below, forms)
    return factor, numerator if denominator == _ONE else Apply("div", (numerator, denominator))


def _cancelled(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    every = [dict(monomial) for monomial in (*above, *below)]
    common = {unknown: min(each.get(unknown, 0) for each in every) for unknown in every[0]}

    def less(monomial: Monomial) -> Monomial:
        powers = ((unknown, power - common.get(unknown, 0)) for unknown, power in monomial)
        return tuple((unknown, power) for unknown, power in powers if power)

    first, second = ({less(monomial): factor for monomial, factor in each.items()} for each in (above, below))
    return first, second


def _lead(polynomial: Polynomial, forms: Forms) -> Fraction:
    """The coefficient of the first monomial."""
    return polynomial[min(polynomial, key=lambda each: _order(each, forms))]


def _order(monomial: Monomial, forms: Forms) -> list[tuple[str, int]]:
    """By what the unknowns are written as: the same for one polynomial, whatever their numbers."""
    return sorted((write(forms.term(unknown)), power) for unknown, power in monomial)


def _sum(polynomial: Polynomial, forms: Forms) -> Term:
    """A sum of products with 1 as the first coefficient; what is taken away comes last."""
    lead = _lead(polynomial, forms)
    scaled = {monomial: factor / lead for monomial, factor in polynomial.items()}
    ordered = sorted(scaled.items(), key=lambda each: (each[1] < 0, _order(each[0], forms)))
    total = _product(*ordered[0], forms)
    for monomial, factor in ordered[1:]:
        total = Apply("sub" if factor < 0 else "add", (total, _product(monomial, abs(factor), forms)))
    return total


def _product(monomial: Monomial, factor: Fraction, forms: Forms) -> Term:
    """INVARIANT: the factor is not negative, since the first coefficient of a sum is 1."""
    parts = [forms.term(unknown) for unknown, power in monomial for _ in range(power)]
    parts.sort(key=write)
    if factor != 1 or not parts:
        parts.insert(0, Const(factor))
    total = parts[0]
    for part in parts[1:]:
        total = Apply("mul", (total, part))
    return total
