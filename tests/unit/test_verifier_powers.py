"""What the encoding says of powers and of the lengths of numbers, held against the powers and the texts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.ir import types as t
from potstill.ir.program import Shape
from potstill.ir.writing import write
from potstill.verifier.smt.powers import _known
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Script
from potstill.verifier.smt.symbolic import Quotient, Spellings
from potstill.verifier.smt.wording import length

BASES = sorted({Fraction(num, den) for num in range(-30, 31) for den in (1, 2, 7, 10)})


def relations() -> Relations:
    return Relations(Script(), Spellings())


def quotient(number: Fraction) -> Quotient:
    return Quotient(*number.as_integer_ratio())


@pytest.mark.parametrize("exponent", [*range(9), 20, 41])
def test_every_power_is_as_is_known(exponent: int) -> None:
    r = relations()
    for base in BASES:
        known = list(_known(r, quotient(base), exponent, quotient(base**exponent)))
        assert known == [True] * len(known), base


def test_a_number_that_is_no_power_may_be_found_out() -> None:
    r, two = relations(), quotient(Fraction(2))
    for wrong in (-8, 0, 1, 3):
        assert False in list(_known(r, two, 3, quotient(Fraction(wrong))))


def test_lengths_of_whole_numbers() -> None:
    r, kind = relations(), t.integer(-1000, 100_000)
    for number in (-1000, -999, -100, -99, -10, -9, -1, 0, 1, 9, 10, 99, 100, 999, 1000, 99_999, 100_000):
        assert length(r, Quotient(number), kind, Shape()) == len(write(number, kind))
    assert length(r, Quotient(1, 2), t.Number(Fraction(0), Fraction(1), 1), Shape()) is None
