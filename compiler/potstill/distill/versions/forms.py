"""The normal form of rational functions: terms with the same one have one value wherever both have a value.

A polynomial is a map from monomials to coefficients; a term is a quotient of two. Operations that are not
arithmetic (roundings, extremes, rests, conditions …) are atoms, equal if their arguments' normal forms are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from potstill.distill.terms import Apply, Const, Term, Var, size

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


def difference(one: Term, other: Term) -> tuple[Fraction, Term]:
    """``one - other`` as a number times a term, cancelled and written short where that makes it smaller.

    The same up to a factor has the same term, mostly. The factor is 0 where the difference is.
    """
    plain = Apply("sub", (one, other))
    try:
        found = _quotient(plain)
        if not found.above:
            return Fraction(0), Const(Fraction(0))
        factor, short = _written(found)
    except (TooLarge, ZeroDivisionError):
        return Fraction(1), plain
    return (factor, short) if short is not None and size(short) < size(plain) else (Fraction(1), plain)


def single_quotient(term: Term) -> Term:
    """The term with one division at most, of sums of products; or as it is where that cannot be written."""
    match term:
        case Apply("floor" | "ceil" | "round" as op, (core,), data):
            return Apply(op, (single_quotient(core),), data)
        case Apply("le" | "lt" | "ge" | "eq" | "ne" | "mod" as op, args):
            return Apply(op, tuple(map(single_quotient, args)))
    try:
        found = _quotient(term)
        factor, written = _written(found)
    except (TooLarge, ZeroDivisionError):
        return term
    if written is None:
        return term
    return written if factor == 1 else Apply("mul", (Const(factor), written))


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
    lead = _lead(found.below)
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


def _written(found: Quotient) -> tuple[Fraction, Term | None]:
    """A quotient as a factor and a term, common factors of all monomials cancelled.

    None for a term with other atoms than slots.
    """
    above, below = _cancelled(found.above, found.below)
    numerator, denominator = _sum_written(_scaled(above)), _sum_written(_scaled(below))
    factor = _lead(above) / _lead(below)
    if numerator is None or denominator is None:
        return factor, None
    return factor, numerator if denominator == Const(Fraction(1)) else Apply("div", (numerator, denominator))


def _lead(polynomial: Polynomial) -> Fraction:
    """The first coefficient."""
    return polynomial[min(polynomial, key=sorted)]


def _scaled(polynomial: Polynomial) -> Polynomial:
    """With 1 as the first coefficient."""
    lead = _lead(polynomial)
    return {monomial: factor / lead for monomial, factor in polynomial.items()}


def _cancelled(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    every = [dict(monomial) for monomial in (*above, *below)]
    common = {atom: min(each.get(atom, 0) for each in every) for atom in every[0]}

    def less(polynomial: Polynomial) -> Polynomial:
        return {
            frozenset(
                (atom, exponent - common.get(atom, 0))
                for atom, exponent in monomial
                if exponent > common.get(atom, 0)
            ): factor
            for monomial, factor in polynomial.items()
        }

    return less(above), less(below)


def _sum_written(polynomial: Polynomial) -> Term | None:
    """Positive monomials first; None where an atom is no slot."""
    total: Term | None = None
    ordered = sorted(polynomial.items(), key=lambda each: (each[1] < 0, sorted(each[0])))
    for monomial, factor in ordered:
        if not all(atom.isidentifier() for atom, _ in monomial):
            return None
        found: Term | None = None
        for atom, exponent in sorted(monomial):
            for _ in range(exponent):
                found = Var(atom) if found is None else Apply("mul", (found, Var(atom)))
        size_of, negative = abs(factor), factor < 0
        if found is None:
            found = Const(size_of)
        elif size_of != 1:
            found = Apply("mul", (Const(size_of), found))
        if total is None:
            total = Apply("neg", (found,)) if negative else found
        else:
            total = Apply("sub" if negative else "add", (total, found))
    return total
