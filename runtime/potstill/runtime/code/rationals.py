"""Rationals as reduced pairs: what a division that leaves the decimal grid makes of a number.

Every operation is charged before it runs, by the square of its operands' length together, which bounds
its products and its greatest common divisor.
"""

from __future__ import annotations

from math import gcd
from typing import Final

from potstill.runtime.code.base import (
    WORD_SHIFT,
    BoolCode,
    Frame,
    IntCode,
    RatioCode,
    RatioPartial,
    Stop,
    charge,
)

ADD: Final = 0
SUB: Final = 1
MUL: Final = 2
DIV: Final = 3
MOD: Final = 4

LT: Final = 0
LE: Final = 1
GT: Final = 2
GE: Final = 3
EQ: Final = 4


def reduced(numerator: int, denominator: int) -> tuple[int, int]:
    """The same rational in lowest terms with a positive denominator, which is not zero."""
    common = gcd(numerator, denominator)
    if denominator < 0:
        common = -common
    if common == 1:
        return numerator, denominator
    return numerator // common, denominator // common


def work(left: tuple[int, int], right: tuple[int, int]) -> int:
    """The cost of one operation on two rationals."""
    bits = left[0].bit_length() + left[1].bit_length() + right[0].bit_length() + right[1].bit_length()
    words = bits >> WORD_SHIFT
    return 1 + words * words


class RatioConst(RatioCode):
    """A constant."""

    def __init__(self, numerator: int, denominator: int) -> None:
        self.constant = (numerator, denominator)

    def ratio(self, frame: Frame) -> tuple[int, int]:  # noqa: ARG002 (as all codes)
        return self.constant


class FromInt(RatioCode):
    """An integer over a constant: a number on a decimal grid as a rational."""

    def __init__(self, body: IntCode, denominator: int, node: int, what: str) -> None:
        self.body = body
        self.denominator = denominator
        self.node = node
        self.what = what

    def ratio(self, frame: Frame) -> tuple[int, int]:
        content = self.body.int_(frame)
        if self.denominator == 1:
            return content, 1
        words = (content.bit_length() + self.denominator.bit_length()) >> WORD_SHIFT
        charge(frame, 1 + words * words, self.node, self.what)
        return reduced(content, self.denominator)


class Quotient(RatioCode):
    """left / right of two integers of one scale."""

    def __init__(self, left: IntCode, right: IntCode, node: int, what: str) -> None:
        self.left = left
        self.right = right
        self.node = node
        self.what = what

    def ratio(self, frame: Frame) -> tuple[int, int]:
        left = self.left.int_(frame)
        right = self.right.int_(frame)
        if right == 0:
            raise Stop("division_by_zero", self.node, self.what)
        words = (left.bit_length() + right.bit_length()) >> WORD_SHIFT
        charge(frame, 1 + words * words, self.node, self.what)
        return reduced(left, right)


class Arithmetic(RatioPartial):
    """A sum, difference, product, quotient or remainder."""

    def __init__(self, operation: int, left: RatioCode, right: RatioCode, node: int, what: str) -> None:
        super().__init__(left, right, node, what)
        self.operation = operation

    def ratio(self, frame: Frame) -> tuple[int, int]:
        left = self.left.ratio(frame)
        right = self.right.ratio(frame)
        operation = self.operation
        if operation >= DIV and right[0] == 0:
            raise Stop("division_by_zero", self.node, self.what)
        charge(frame, work(left, right), self.node, self.what)
        if operation == MUL:
            return reduced(left[0] * right[0], left[1] * right[1])
        if operation == DIV:
            return reduced(left[0] * right[1], left[1] * right[0])
        over = left[1] * right[1]
        if operation == ADD:
            return reduced(left[0] * right[1] + right[0] * left[1], over)
        if operation == SUB:
            return reduced(left[0] * right[1] - right[0] * left[1], over)
        return reduced((left[0] * right[1]) % (right[0] * left[1]), over)


class FloorQuotient(IntCode):
    """floor(left / right)."""

    def __init__(self, left: RatioCode, right: RatioCode, node: int, what: str) -> None:
        self.left = left
        self.right = right
        self.node = node
        self.what = what

    def int_(self, frame: Frame) -> int:
        left = self.left.ratio(frame)
        right = self.right.ratio(frame)
        if right[0] == 0:
            raise Stop("division_by_zero", self.node, self.what)
        charge(frame, work(left, right), self.node, self.what)
        return (left[0] * right[1]) // (right[0] * left[1])


class Power(RatioCode):
    """body ** exponent; the exponent is not negative."""

    def __init__(self, body: RatioCode, exponent: IntCode, node: int, what: str) -> None:
        self.body = body
        self.exponent = exponent
        self.node = node
        self.what = what

    def ratio(self, frame: Frame) -> tuple[int, int]:
        body = self.body.ratio(frame)
        exponent = self.exponent.int_(frame)
        words = (body[0].bit_length() + body[1].bit_length()) * exponent >> WORD_SHIFT
        charge(frame, 1 + words * words, self.node, self.what)
        numerator: int = body[0] ** exponent
        denominator: int = body[1] ** exponent
        return numerator, denominator


class Negative(RatioCode):
    """-body; with ``absolute`` the distance from zero."""

    def __init__(self, body: RatioCode, absolute: bool, node: int, what: str) -> None:
        self.body = body
        self.absolute = absolute
        self.node = node
        self.what = what

    def ratio(self, frame: Frame) -> tuple[int, int]:
        body = self.body.ratio(frame)
        if self.absolute and body[0] >= 0:
            return body
        charge(frame, 1 + (body[0].bit_length() >> WORD_SHIFT), self.node, self.what)
        return -body[0], body[1]


class RatioExtreme(RatioCode):
    """The least of the parts, or, ``largest``, the greatest."""

    def __init__(self, parts: list[RatioCode], largest: bool, node: int, what: str) -> None:
        self.first = parts[0]
        self.rest = parts[1:]
        self.largest = largest
        self.node = node
        self.what = what

    def ratio(self, frame: Frame) -> tuple[int, int]:
        best = self.first.ratio(frame)
        for part in self.rest:
            content = part.ratio(frame)
            charge(frame, work(best, content), self.node, self.what)
            difference = content[0] * best[1] - best[0] * content[1]
            if difference > 0 if self.largest else difference < 0:
                best = content
        return best


class RatioCompare(BoolCode):
    """left < right, left <= right, left > right, left >= right or left == right."""

    def __init__(self, relation: int, left: RatioCode, right: RatioCode, node: int, what: str) -> None:
        self.relation = relation
        self.left = left
        self.right = right
        self.node = node
        self.what = what

    def bool_(self, frame: Frame) -> bool:
        left = self.left.ratio(frame)
        right = self.right.ratio(frame)
        charge(frame, work(left, right), self.node, self.what)
        relation = self.relation
        if relation == EQ:
            return left == right
        difference = left[0] * right[1] - right[0] * left[1]
        if relation == LT:
            return difference < 0
        if relation == LE:
            return difference <= 0
        return difference > 0 if relation == GT else difference >= 0
