"""Terms as quotients of polynomials: whether two terms are the same rational function, decided exactly.

Two quotients are one function exactly if n1 * d2 and n2 * d1 are one polynomial, so that no greatest common
divisor is needed. Operations that are not rational stand as unknowns of their own: two of them are one
unknown if they are one operation on equal arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

from potstill.distill.terms import Apply, Const, Term, Var

MAX_MONOMIALS: Final = 5_000
"""Of a polynomial; terms that expand to more are not compared."""

MAX_POWER: Final = 64
"""Of a constant exponent that is multiplied out; others stand as unknowns."""

Monomial: TypeAlias = tuple[tuple[int, int], ...]
"""Unknowns, by number, with their powers; in rising order."""

Polynomial: TypeAlias = Mapping[Monomial, Fraction]
"""INVARIANT: no coefficient is 0."""

_ONE: Final[Polynomial] = {(): Fraction(1)}


class TooLarge(ValueError):
    """A polynomial with more than MAX_MONOMIALS."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """INVARIANT: the polynomial below is not 0."""

    above: Polynomial
    below: Polynomial = field(default_factory=lambda: _ONE)


def equal_forms(one: Term, other: Term) -> bool:
    """Whether the two are proved one function: equal wherever both have a value.

    False says that they differ somewhere, or that it was not decided: operations that are not rational count
    as unknowns, and forms that are too large are not compared.
    """
    if one == other:
        return True
    forms = Forms()
    try:
        return _same(forms.quotient(one), forms.quotient(other))
    except (TooLarge, ZeroDivisionError):
        return False


@dataclass(slots=True)
class Forms:
    """Normal forms of terms that are compared with each other: monomials name unknowns by number.

    Unknowns are slots, and operations that are not rational, by their name, data and arguments.
    """

    unknowns: list[Term | tuple[Apply, tuple[Quotient, ...]]] = field(default_factory=list)

    def quotient(self, term: Term) -> Quotient:
        """The normal form. Raises TooLarge, and ZeroDivisionError for a division by what is 0 everywhere."""
        match term:
            case Const(Fraction() as value):
                return Quotient(_constant(value))
            case Const() | Var():
                return self._unknown(term)
            case Apply("neg", (body,)):
                return _product(Quotient(_constant(Fraction(-1))), self.quotient(body))
            case Apply("add", (left, right)):
                return _sum(self.quotient(left), self.quotient(right), 1)
            case Apply("sub", (left, right)):
                return _sum(self.quotient(left), self.quotient(right), -1)
            case Apply("mul", (left, right)):
                return _product(self.quotient(left), self.quotient(right))
            case Apply("div", (left, right)):
                return _product(self.quotient(left), _inverted(self.quotient(right)))
            case Apply("pow", (base, Const(Fraction(denominator=1) as power))) if 0 <= power <= MAX_POWER:
                found, factor = Quotient(_ONE), self.quotient(base)
                for _ in range(power.numerator):
                    found = _product(found, factor)
                return found
            case Apply(_, args):
                return self._operation(term, tuple(self.quotient(each) for each in args))
        raise AssertionError(f"no term: {term!r}")

    def term(self, unknown: int) -> Term:
        """What an unknown stands for."""
        known = self.unknowns[unknown]
        return known[0] if isinstance(known, tuple) else known

    def _operation(self, term: Apply, args: tuple[Quotient, ...]) -> Quotient:
        for number, known in enumerate(self.unknowns):
            if isinstance(known, tuple):
                other, others = known
                alike = (other.op, other.data, len(others)) == (term.op, term.data, len(args))
                if alike and any(all(map(_same, args, each)) for each in _orders(other.op, others)):
                    return _atom(number)
        self.unknowns.append((term, args))
        return _atom(len(self.unknowns) - 1)

    def _unknown(self, term: Term) -> Quotient:
        if term not in self.unknowns:
            self.unknowns.append(term)
        return _atom(self.unknowns.index(term))


def _orders(op: str, args: tuple[Quotient, ...]) -> Iterator[tuple[Quotient, ...]]:
    """Arguments that give the same as these: extremes have no order, and distances no sign."""
    yield args
    if op in ("min", "max") and len(args) == 2:
        yield args[::-1]
    if op == "abs":
        yield (_product(args[0], Quotient(_constant(Fraction(-1)))),)


def _same(one: Quotient, other: Quotient) -> bool:
    return _times(one.above, other.below) == _times(other.above, one.below)


def _atom(number: int) -> Quotient:
    return Quotient({((number, 1),): Fraction(1)})


def _constant(value: Fraction) -> Polynomial:
    return {(): value} if value else {}


def _sum(one: Quotient, other: Quotient, sign: int) -> Quotient:
    if one.below == other.below:
        return Quotient(_plus(one.above, other.above, sign), one.below)
    above = _plus(_times(one.above, other.below), _times(other.above, one.below), sign)
    return Quotient(above, _times(one.below, other.below))


def _product(one: Quotient, other: Quotient) -> Quotient:
    return Quotient(_times(one.above, other.above), _times(one.below, other.below))


def _inverted(one: Quotient) -> Quotient:
    if not one.above:
        raise ZeroDivisionError("a division by what is 0 everywhere")
    return Quotient(one.below, one.above)


def _plus(one: Polynomial, other: Polynomial, sign: int) -> Polynomial:
    found = dict(one)
    for monomial, coefficient in other.items():
        total = found.get(monomial, Fraction(0)) + sign * coefficient
        if total:
            found[monomial] = total
        else:
            found.pop(monomial, None)
    return _bounded(found)


def _times(one: Polynomial, other: Polynomial) -> Polynomial:
    if len(one) * len(other) > MAX_MONOMIALS * 8:
        raise TooLarge
    found: dict[Monomial, Fraction] = {}
    for first, a in one.items():
        for second, b in other.items():
            powers = dict(first)
            for number, power in second:
                powers[number] = powers.get(number, 0) + power
            monomial = tuple(sorted(powers.items()))
            found[monomial] = found.get(monomial, Fraction(0)) + a * b
    return _bounded({monomial: value for monomial, value in found.items() if value})


def _bounded(found: dict[Monomial, Fraction]) -> Polynomial:
    if len(found) > MAX_MONOMIALS:
        raise TooLarge
    return found
