"""Rounding: the integer next to a quotient, in the way that a program wrote down."""

from __future__ import annotations

from typing import Final

from potstill.runtime.code.base import WORD_SHIFT, Frame, IntCode, IntPartial, RatioCode, Stop, charge

HALF_UP: Final = 0
HALF_EVEN: Final = 1
HALF_DOWN: Final = 2
UP: Final = 3
DOWN: Final = 4
FLOOR: Final = 5
CEIL: Final = 6

MODES: Final = {
    "half_up": HALF_UP,
    "half_even": HALF_EVEN,
    "half_down": HALF_DOWN,
    "up": UP,
    "down": DOWN,
    "floor": FLOOR,
    "ceil": CEIL,
}
"""To the nearest, with ties away from zero, to even, towards zero; or directed: away from zero, towards
zero, towards minus infinity, towards plus infinity."""


def divide(number: int, divisor: int, mode: int) -> int:
    """number / divisor rounded to an integer; the divisor is positive."""
    floor = number // divisor
    rest = number - floor * divisor
    if rest == 0 or mode == FLOOR:
        return floor
    if mode == CEIL:
        return floor + 1
    if mode == UP:
        return floor if number < 0 else floor + 1
    if mode == DOWN:
        return floor + 1 if number < 0 else floor
    twice = rest + rest
    if twice != divisor:
        return floor + 1 if twice > divisor else floor
    if mode == HALF_EVEN:
        return floor + (floor & 1)
    if mode == HALF_UP:
        return floor if number < 0 else floor + 1
    return floor + 1 if number < 0 else floor


class RoundConst(IntCode):
    """body / divisor, rounded; both stay machine words."""

    def __init__(self, body: IntCode, divisor: int, mode: int) -> None:
        self.body = body
        self.divisor = divisor
        self.mode = mode

    def int_(self, frame: Frame) -> int:
        return divide(self.body.int_(frame), self.divisor, self.mode)


class RoundQuotient(IntPartial):
    """left / right, rounded: a division whose quotient is never written down exactly."""

    def __init__(self, left: IntCode, right: IntCode, mode: int, node: int, what: str) -> None:
        super().__init__(left, right, node, what)
        self.mode = mode

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        right = self.right.int_(frame)
        if right > 0:
            return divide(left, right, self.mode)
        if right == 0:
            raise Stop("division_by_zero", self.node, self.what)
        return divide(-left, -right, self.mode)


class RoundRatio(IntCode):
    """body * times / over, rounded; charged by the size of what is divided."""

    def __init__(self, body: RatioCode, times: int, over: int, mode: int, node: int, what: str) -> None:
        self.body = body
        self.times = times
        self.over = over
        self.mode = mode
        self.node = node
        self.what = what
        self.bits = times.bit_length() + over.bit_length()

    def int_(self, frame: Frame) -> int:
        body = self.body.ratio(frame)
        words = (body[0].bit_length() + body[1].bit_length() + self.bits) >> WORD_SHIFT
        charge(frame, 1 + words * words, self.node, self.what)
        return divide(body[0] * self.times, body[1] * self.over, self.mode)
