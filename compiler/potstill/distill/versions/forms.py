"""The normal form of rational functions: terms with the same one have one value wherever both have a value.

A polynomial is a map from monomials to coefficients; a term is a quotient of two. Operations that are not
arithmetic (roundings, extremes, rests, conditions …) are atoms, equal if their arguments' normal forms are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from potstill.distill.terms import Apply, Const, Term, Var

MAX_MONOMIALS: Final = 2_000
MAX_EXPONENT: Final = 24

Monomial: TypeAlias = frozenset[tuple[str, int]]
"""Atoms with their exponents."""

Polynomial: TypeAlias = Mapping[Monomial, Fraction]
"""Monomials with coefficients, none of which is 0."""

_UNIT: Final[Monomial] = frozenset()


class TooLarge(Exception):
    """A normal form beyond the caps."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """``above`` / ``below``; INVARIANT: ``below`` is not the zero polynomial."""

    above: Polynomial
    below: Polynomial


def equal_forms(one: Term, other: Term) -> bool:
    """Whether two terms have one normal form; False also where it would be too large."""
    try:
        a, b = _quotient(one), _quotient(other)
        return _product(a.above, b.below) == _product(b.above, a.below)
    except (TooLarge, ZeroDivisionError):
        return False


def _quotient(term: Term) -> Quotient:
    """Raises TooLarge; ZeroDivisionError where something is divided by what is always zero."""
    match term:
        case Const(Fraction() as known):
            return Quotient(_constant(known), _constant(Fraction(1)))
        case Apply("neg", (a,)):
            return _times(_quotient(Const(Fraction(-1))), _quotient(a))
        case Apply("add", (a, b)):
            return _plus(_quotient(a), _quotient(b))
        case Apply("sub", (a, b)):
            return _plus(_quotient(a), _times(_quotient(Const(Fraction(-1))), _quotient(b)))
        case Apply("mul", (a, b)):
            return _times(_quotient(a), _quotient(b))
        case Apply("div", (a, b)):
            divisor = _quotient(b)
            if not divisor.above:
                raise ZeroDivisionError
            return _times(_quotient(a), Quotient(divisor.below, divisor.above))
        case Apply("pow", (a, Const(Fraction() as exponent))) if _is_small(exponent):
            base = power = _quotient(a)
            for _ in range(int(exponent) - 1):
                power = _times(power, base)
            return power
        case _:
            return Quotient({frozenset({(_atom(term), 1)}): Fraction(1)}, _constant(Fraction(1)))


def _is_small(exponent: Fraction) -> bool:
    return exponent.denominator == 1 and 1 <= exponent <= MAX_EXPONENT


def _atom(term: Term) -> str:
    match term:
        case Var(name):
            return name
        case Const(known):
            return repr(known)
        case Apply(op, args, data):
            return f"{op}[{data}]({', '.join(map(_key, args))})"


def _key(term: Term) -> str:
    """Equal for equal polynomials over a number; equal quotients may have different keys: then not equal."""
    found = _quotient(term)
    lead = found.below[min(found.below, key=sorted)]
    return f"({_text(found.above, lead)}) / ({_text(found.below, lead)})"


def _text(polynomial: Polynomial, lead: Fraction) -> str:
    return " + ".join(
        f"{factor / lead} {sorted(monomial)}"
        for monomial, factor in sorted(polynomial.items(), key=lambda each: sorted(each[0]))
    )


def _constant(known: Fraction) -> Polynomial:
    return {_UNIT: known} if known else {}


def _plus(a: Quotient, b: Quotient) -> Quotient:
    if a.below == b.below:
        return Quotient(_sum(a.above, b.above), a.below)
    return Quotient(_sum(_product(a.above, b.below), _product(b.above, a.below)), _product(a.below, b.below))


def _times(a: Quotient, b: Quotient) -> Quotient:
    return Quotient(_product(a.above, b.above), _product(a.below, b.below))


def _sum(a: Polynomial, b: Polynomial) -> Polynomial:
    found = dict(a)
    for monomial, factor in b.items():
        total = found.get(monomial, Fraction(0)) + factor
        if total:
            found[monomial] = total
        else:
            found.pop(monomial, None)
    return found


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > MAX_MONOMIALS:
        raise TooLarge
    found: dict[Monomial, Fraction] = {}
    for one, factor in a.items():
        for other, by in b.items():
            exponents = dict(one)
            for atom, exponent in other:
                exponents[atom] = exponents.get(atom, 0) + exponent
            monomial = frozenset(exponents.items())
            total = found.get(monomial, Fraction(0)) + factor * by
            if total:
                found[monomial] = total
            else:
                found.pop(monomial, None)
    return found
