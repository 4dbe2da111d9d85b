"""Integers that may be longer than a machine word: charged before each operation, by the size of its result.

The size is computed from the operands at hand, so it holds even where a program's static bounds do not.
"""

from __future__ import annotations

from typing import Final

from potstill.runtime.code.base import WORD_SHIFT, Frame, IntCode, IntPartial, Stop, charge
from potstill.runtime.code.rounding import divide

MUL: Final = 0
FLOORDIV: Final = 1
MOD: Final = 2
POW: Final = 3


class Toll(IntCode):
    """``body``, and a charge for reading it: what operations linear in their operands cost."""

    def __init__(self, body: IntCode, node: int, what: str) -> None:
        self.body = body
        self.node = node
        self.what = what

    def int_(self, frame: Frame) -> int:
        content = self.body.int_(frame)
        charge(frame, 1 + (content.bit_length() >> WORD_SHIFT), self.node, self.what)
        return content


class Wide(IntPartial):
    """A product, quotient, remainder or power, charged as the schoolbook multiplication or division."""

    def __init__(self, operation: int, left: IntCode, right: IntCode, node: int, what: str) -> None:
        super().__init__(left, right, node, what)
        self.operation = operation

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        right = self.right.int_(frame)
        operation = self.operation
        if operation == POW:
            words = left.bit_length() * right >> WORD_SHIFT
            charge(frame, (1 + words) * (1 + words), self.node, self.what)
            power: int = left**right
            return power
        if operation != MUL and right == 0:
            raise Stop("division_by_zero", self.node, self.what)
        words = 1 + (left.bit_length() >> WORD_SHIFT)
        charge(frame, words * (1 + (right.bit_length() >> WORD_SHIFT)), self.node, self.what)
        if operation == MUL:
            return left * right
        return left // right if operation == FLOORDIV else left % right


class WideRound(IntCode):
    """body / divisor, rounded."""

    def __init__(self, body: IntCode, divisor: int, mode: int, node: int, what: str) -> None:
        self.body = body
        self.divisor = divisor
        self.mode = mode
        self.node = node
        self.what = what

    def int_(self, frame: Frame) -> int:
        content = self.body.int_(frame)
        words = 1 + (content.bit_length() >> WORD_SHIFT)
        charge(frame, words * (1 + (self.divisor.bit_length() >> WORD_SHIFT)), self.node, self.what)
        return divide(content, self.divisor, self.mode)
