"""What is known of a power that is not multiplied out: inequalities between base, exponent and value.

Each holds of b ** n for every rational b and every whole n >= 0, so a value that breaks one is not the power.
"""

from __future__ import annotations

from collections.abc import Iterator

from potstill.verifier.smt import arithmetic
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Int
from potstill.verifier.smt.symbolic import Quotient, names_of

_ONE = Quotient(1)


def state_powers(r: Relations, base: Quotient, exponent: Int, value: Quotient, live: Bool) -> None:
    """Let it be known that the value may be the power, where it means something."""
    s = r.script
    meant = s.all_of(live, s.at_most(0, exponent))
    for known in _known(r, base, exponent, value):
        for term in names_of(value):
            s.fact(term, s.implies(meant, known))


def _known(r: Relations, base: Quotient, exponent: Int, value: Quotient) -> Iterator[Bool]:
    s = r.script
    some, even = s.at_most(1, exponent), s.same(s.remainder(exponent, 2), 0)
    size, most = arithmetic.absolute(r, value), arithmetic.absolute(r, base)
    negative, grows = s.below(base.num, 0), r.at_most(_ONE, base)
    yield s.implies(s.same(exponent, 0), r.same(value, _ONE))
    yield s.implies(s.same(exponent, 1), r.same(value, base))
    yield s.implies(some, s.iff(s.same(value.num, 0), s.same(base.num, 0)))
    yield s.implies(s.any_of(s.negation(negative), even), s.at_most(0, value.num))
    yield s.implies(s.all_of(negative, s.negation(even)), s.below(value.num, 0))
    yield s.implies(r.at_most(most, _ONE), r.at_most(size, _ONE))
    yield s.implies(r.at_most(_ONE, most), r.at_most(_ONE, size))
    yield s.implies(s.all_of(some, r.at_most(_ONE, most)), r.at_most(most, size))
    # Bernoulli's inequality; and for b >= 1 that of (2 - b) ** n, whose product with b ** n is at most 1.
    above = arithmetic.multiply(r, Quotient(exponent), arithmetic.subtract(r, base, _ONE))
    yield s.implies(s.negation(negative), r.at_most(arithmetic.add(r, _ONE, above), value))
    less = arithmetic.multiply(r, value, arithmetic.subtract(r, _ONE, above))
    yield s.implies(grows, r.at_most(less, _ONE))
