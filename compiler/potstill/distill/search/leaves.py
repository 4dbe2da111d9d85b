"""What formulas are made of: slots in their forms, and constants."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from potstill.distill.search import residues
from potstill.distill.search.residues import Residues
from potstill.distill.terms import Apply, Const, Term, Var
from potstill.ir.program import Rounding
from potstill.ir.rounding import rounded

HALF_UP: Final = Rounding(0, "half_up")
HALF_EVEN: Final = Rounding(0, "half_even")

_ONE: Final = Const(Fraction(1))
_HUNDRED: Final = Const(Fraction(100))


class Role(Enum):
    """What the numbers of a slot are, which decides in what forms formulas read it."""

    NUMBER = "number"
    PERCENT = "percent"
    FRACTION = "fraction"


class Form(Enum):
    """How one leaf reads a slot, as a recipe writes it with ``x`` for the slot."""

    PLAIN = "x"
    PERCENT = "x / 100"
    LESS_PERCENT = "1 - x / 100"
    MORE_PERCENT = "1 + x / 100"
    LESS = "1 - x"
    MORE = "1 + x"
    FLOOR = "floor(x)"
    CEIL = "ceil(x)"
    HALF_UP = "round(x, 0, half_up)"
    HALF_EVEN = "round(x, 0, half_even)"


FORMS: Final = {
    Role.NUMBER: (Form.PLAIN,),
    Role.PERCENT: (Form.PERCENT, Form.LESS_PERCENT, Form.MORE_PERCENT),
    Role.FRACTION: (Form.PLAIN, Form.LESS, Form.MORE),
}
"""The forms of a slot of each role. A percentage as it stands is 100 times its first form."""

ROUNDED: Final = (Form.HALF_UP, Form.HALF_EVEN, Form.FLOOR, Form.CEIL)
"""The forms of a slot of any role that is rounded before anything is computed with it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A term that counts as one leaf, and its value in each example. ``scale``: it may not be added."""

    term: Term
    values: tuple[Fraction, ...]
    scale: bool = False


def read(name: str, form: Form) -> Term:
    """The term of a slot in a form."""
    slot: Term = Var(name)
    share = Apply("div", (slot, _HUNDRED))
    match form:
        case Form.PLAIN:
            return slot
        case Form.PERCENT:
            return share
        case Form.LESS_PERCENT:
            return Apply("sub", (_ONE, share))
        case Form.MORE_PERCENT:
            return Apply("add", (_ONE, share))
        case Form.LESS:
            return Apply("sub", (_ONE, slot))
        case Form.MORE:
            return Apply("add", (_ONE, slot))
        case Form.FLOOR:
            return Apply("floor", (slot,))
        case Form.CEIL:
            return Apply("ceil", (slot,))
        case Form.HALF_UP:
            return Apply("round", (slot,), HALF_UP)
        case Form.HALF_EVEN:
            return Apply("round", (slot,), HALF_EVEN)


def form_values(form: Form, x: Fraction) -> Fraction:
    """What a form makes of a value of its slot."""
    match form:
        case Form.PLAIN:
            return x
        case Form.PERCENT:
            return x / 100
        case Form.LESS_PERCENT:
            return 1 - x / 100
        case Form.MORE_PERCENT:
            return 1 + x / 100
        case Form.LESS:
            return 1 - x
        case Form.MORE:
            return 1 + x
        case Form.FLOOR:
            return Fraction(math.floor(x))
        case Form.CEIL:
            return Fraction(math.ceil(x))
        case Form.HALF_UP:
            return Fraction(rounded(x, HALF_UP))
        case Form.HALF_EVEN:
            return Fraction(rounded(x, HALF_EVEN))


def form_residues(form: Form, x: Residues) -> Residues:
    """What a form makes of the residues of its slot."""
    one, hundredth = residues.constant(Fraction(1)), residues.constant(Fraction(1, 100))
    match form:
        case Form.PLAIN:
            return x
        case Form.PERCENT:
            return residues.multiply(x, hundredth)
        case Form.LESS_PERCENT:
            return residues.subtract(one, residues.multiply(x, hundredth))
        case Form.MORE_PERCENT:
            return residues.add(one, residues.multiply(x, hundredth))
        case Form.LESS:
            return residues.subtract(one, x)
        case Form.MORE:
            return residues.add(one, x)
        case Form.FLOOR | Form.CEIL | Form.HALF_UP | Form.HALF_EVEN:
            return residues.opaque(1 + ROUNDED.index(form), x, one)
