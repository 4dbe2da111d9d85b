"""Integer operations whose cost does not depend on their operands, and so are not charged one by one.

INVARIANT: whoever prepares one of these has bounded its operands and its result by WORD, with intervals
that start at checked inputs (or has put a Toll under it). An operation on machine words costs the same
whatever it computes, so the number of operations in a statement, charged once, is their exact cost.
"""

from __future__ import annotations

from potstill.runtime.code.base import Frame, IntBinary, IntCode, IntPartial, Stop


class IntConst(IntCode):
    """A constant."""

    def __init__(self, constant: int) -> None:
        self.constant = constant

    def int_(self, frame: Frame) -> int:  # noqa: ARG002 (as all codes)
        return self.constant


class Affine(IntCode):
    """body * times + plus: sums with, differences from and products by constants, negation, rescaling."""

    def __init__(self, body: IntCode, times: int, plus: int) -> None:
        self.body = body
        self.times = times
        self.plus = plus

    def int_(self, frame: Frame) -> int:
        return self.body.int_(frame) * self.times + self.plus


class AffineCell(IntCode):
    """The content of a cell, times a constant, plus a constant."""

    def __init__(self, cell: int, times: int, plus: int) -> None:
        self.cell = cell
        self.times = times
        self.plus = plus

    def int_(self, frame: Frame) -> int:
        content: int = frame[self.cell]
        return content * self.times + self.plus


class Add(IntBinary):
    """left + right."""

    def int_(self, frame: Frame) -> int:
        return self.left.int_(frame) + self.right.int_(frame)


class Sub(IntBinary):
    """left - right."""

    def int_(self, frame: Frame) -> int:
        return self.left.int_(frame) - self.right.int_(frame)


class Mul(IntBinary):
    """left * right."""

    def int_(self, frame: Frame) -> int:
        return self.left.int_(frame) * self.right.int_(frame)


class CellPair(IntCode):
    """An integer from the contents of two cells."""

    def __init__(self, left: int, right: int) -> None:
        self.left = left
        self.right = right


class AddCells(CellPair):
    """left + right."""

    def int_(self, frame: Frame) -> int:
        left: int = frame[self.left]
        right: int = frame[self.right]
        return left + right


class SubCells(CellPair):
    """left - right."""

    def int_(self, frame: Frame) -> int:
        left: int = frame[self.left]
        right: int = frame[self.right]
        return left - right


class MulCells(CellPair):
    """left * right."""

    def int_(self, frame: Frame) -> int:
        left: int = frame[self.left]
        right: int = frame[self.right]
        return left * right


class FloorDiv(IntPartial):
    """left // right, rounded towards minus infinity."""

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        right = self.right.int_(frame)
        if right == 0:
            raise Stop("division_by_zero", self.node, self.what)
        return left // right


class Mod(IntPartial):
    """left - right * (left // right): zero, or of the sign of ``right``."""

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        right = self.right.int_(frame)
        if right == 0:
            raise Stop("division_by_zero", self.node, self.what)
        return left % right


class ConstPair(IntCode):
    """An integer from one and a constant other than zero."""

    def __init__(self, body: IntCode, constant: int) -> None:
        self.body = body
        self.constant = constant


class FloorDivConst(ConstPair):
    """body // constant."""

    def int_(self, frame: Frame) -> int:
        return self.body.int_(frame) // self.constant


class ModConst(ConstPair):
    """body % constant."""

    def int_(self, frame: Frame) -> int:
        return self.body.int_(frame) % self.constant


class Pow(IntBinary):
    """left ** right; ``right`` is not negative."""

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        power: int = left ** self.right.int_(frame)
        return power


class Abs(IntCode):
    """The distance from zero."""

    def __init__(self, body: IntCode) -> None:
        self.body = body

    def int_(self, frame: Frame) -> int:
        content = self.body.int_(frame)
        return -content if content < 0 else content


class Larger(IntBinary):
    """The greater of two."""

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        right = self.right.int_(frame)
        return right if right > left else left


class Smaller(IntBinary):
    """The lesser of two."""

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        right = self.right.int_(frame)
        return right if right < left else left


class Extreme(IntCode):
    """The least of any number of parts, or, ``largest``, the greatest."""

    def __init__(self, parts: list[IntCode], largest: bool) -> None:
        self.first = parts[0]
        self.rest = parts[1:]
        self.largest = largest

    def int_(self, frame: Frame) -> int:
        best = self.first.int_(frame)
        for part in self.rest:
            content = part.int_(frame)
            if content > best if self.largest else content < best:
                best = content
        return best
