"""Formulas as trees: what rows of tables stand for, once they are looked at one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, assert_never

from potstill.distill.search import special as specials
from potstill.distill.search.leaves import Leaf
from potstill.distill.search.operations import Op
from potstill.distill.search.special import Special
from potstill.distill.terms import Apply, Const, Term


@dataclass(frozen=True, slots=True)
class Joined:
    """An operation on two formulas."""

    op: Op | Special
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Signed:
    """A formula with the other sign; `negatable` holds for it."""

    body: Formula


Formula: TypeAlias = "Leaf | Joined | Signed"


def negatable(formula: Formula) -> bool:
    """Whether the formula with the other sign is one with the same leaves: whether it has a difference."""
    match formula:
        case Leaf():
            return False
        case Signed():
            return True
        case Joined(Special(), _, _):
            return False
        case Joined(op, left, right):
            return op is Op.SUB or negatable(left) or negatable(right)
        case _:
            assert_never(formula)


def values(formula: Formula) -> tuple[Fraction, ...] | None:
    """What the formula is worth in each example, exactly; None if it has no value in one of them."""
    match formula:
        case Leaf(_, known):
            return known
        case Signed(body):
            inner = values(body)
            return None if inner is None else tuple(-each for each in inner)
        case Joined(op, left, right):
            x, y = values(left), values(right)
            if x is None or y is None:
                return None
            return specials.exact(op, x, y) if isinstance(op, Special) else _exact(op, x, y)
        case _:
            assert_never(formula)


def term(formula: Formula, *, negative: bool = False) -> Term:
    """The term of a formula, or of its negative, which must be `negatable`."""
    match formula:
        case Leaf(known):
            assert not negative, "a leaf has one sign"
            return known
        case Signed(body):
            return term(body, negative=not negative)
        case Joined(Special() as op, left, right):
            assert not negative, "a special operation has one sign"
            return specials.term(op, term(left), term(right))
        case Joined(Op.ADD, left, right):
            if not negative:
                return Apply("add", (term(left), term(right)))
            if negatable(right):
                return Apply("sub", (term(right, negative=True), term(left)))
            return Apply("sub", (term(left, negative=True), term(right)))
        case Joined(Op.SUB, left, right):
            first, second = (right, left) if negative else (left, right)
            return Apply("sub", (term(first), term(second)))
        case Joined(op, left, right):
            name = "mul" if op is Op.MUL else "div"
            first, second = (right, left) if op is Op.UNDER else (left, right)
            turned = negative and not negatable(first)
            return Apply(name, (term(first, negative=negative and not turned), term(second, negative=turned)))
        case _:
            assert_never(formula)


def less_one(formula: Formula, sign: int = 1) -> bool:
    """Whether it is a sum that 1 is subtracted from."""
    match formula:
        case Leaf(Const(value), _):
            return value == -sign
        case Signed(body):
            return less_one(body, -sign)
        case Joined(Op.ADD | Op.SUB as op, left, right):
            return less_one(left, sign) or less_one(right, -sign if op is Op.SUB else sign)
        case _:
            return False


def _exact(op: Op, x: Sequence[Fraction], y: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
    match op:
        case Op.ADD:
            return tuple(a + b for a, b in zip(x, y, strict=True))
        case Op.SUB:
            return tuple(a - b for a, b in zip(x, y, strict=True))
        case Op.MUL:
            return tuple(a * b for a, b in zip(x, y, strict=True))
        case Op.DIV:
            return None if 0 in y else tuple(a / b for a, b in zip(x, y, strict=True))
        case Op.UNDER:
            return None if 0 in x else tuple(b / a for a, b in zip(x, y, strict=True))
        case _:
            assert_never(op)
