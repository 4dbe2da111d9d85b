"""The frame of one evaluation, how it pays and stops, and the kinds of code.

A prepared program is a tree of small objects. Each belongs to the kind of its result, so that integers
and truth values stay machine words where this package is compiled:

=========  ===========  ===================================================================
kind       method       result
=========  ===========  ===================================================================
IntCode    ``int_``     an integer: a number times 10**scale (the scale is known when it is
                        prepared), a day number, seconds
RatioCode  ``ratio``    a rational as (numerator, denominator), reduced, denominator > 0
BoolCode   ``bool_``    a truth value
Code       ``value``    any value, as :mod:`potstill.ir.values` writes it
=========  ===========  ===================================================================

Each kind also has ``value``: what a cell holds. For a Code, and for an IntCode at scale 0, that is the value
itself; an IntCode at another scale and a RatioCode are turned into values by code of their own.

What evaluation costs is charged before it is done, in steps of one operation on short numbers:

- Operations whose cost is the same whatever they compute (on machine words, on truth values, moving things
  about) are counted when the program is prepared: all of its statements together are charged at the start,
  the body of a comprehension with each list, by its length. That is exact as long as machine words are words,
  which is what spans are for (see ``operand``): they do not rest on anything that a program claims.
- All others (on longer numbers, rationals, texts, lists) are charged one by one, by the sizes of the operands
  at hand.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Final, TypeAlias

Frame: TypeAlias = list[Any]
"""Cells: the fuel that is left, the trace (or None), then slots, context fields, lets, shared results."""

FUEL: Final = 0
TRACE: Final = 1
FIRST: Final = 2

WORD: Final = (1 << 62) - 1
"""Integers from -WORD to WORD are machine words to a compiled interpreter."""
WORD_SHIFT: Final = 9
"""A number of ``b`` bits counts as ``b >> WORD_SHIFT`` words beyond its first (caps.WORD_BITS)."""


class Unset:
    """The content of a cell that holds no result yet."""


UNSET: Final = Unset()


class Stop(Exception):
    """Evaluation cannot go on: the error's code, the node's position, the operator or guard."""

    def __init__(self, code: str, node: int, what: str) -> None:
        super().__init__(code, node, what)
        self.code = code
        self.node = node
        self.what = what


def charge(frame: Frame, amount: int, node: int, what: str) -> None:
    """Take ``amount`` out of the fuel; Stop("budget_exceeded") where there is not that much left."""
    left: int = frame[FUEL] - amount
    if left < 0:
        raise Stop("budget_exceeded", node, what)
    frame[FUEL] = left


class Code:
    """Something that can be evaluated in a frame."""

    @abstractmethod
    def value(self, frame: Frame) -> Any:
        """The result as a cell holds it."""


class IntCode(Code):
    """An integer."""

    @abstractmethod
    def int_(self, frame: Frame) -> int:
        """The result, times 10**scale."""

    def value(self, frame: Frame) -> Any:
        return self.int_(frame)


class BoolCode(Code):
    """A truth value."""

    @abstractmethod
    def bool_(self, frame: Frame) -> bool:
        """The result."""

    def value(self, frame: Frame) -> Any:
        return self.bool_(frame)


class RatioCode(Code):
    """A rational number."""

    @abstractmethod
    def ratio(self, frame: Frame) -> tuple[int, int]:
        """The result, reduced, with a positive denominator."""

    def value(self, frame: Frame) -> Any:
        return self.ratio(frame)


class Action:
    """A statement: it computes something into a cell, or checks something, or stops."""

    @abstractmethod
    def run(self, frame: Frame) -> None:
        """Do it."""


class IntBinary(IntCode):
    """An integer from two."""

    def __init__(self, left: IntCode, right: IntCode) -> None:
        self.left = left
        self.right = right


class IntPartial(IntCode):
    """An integer from two, where it is defined; ``node`` and ``what`` say who stopped, or who pays."""

    def __init__(self, left: IntCode, right: IntCode, node: int, what: str) -> None:
        self.left = left
        self.right = right
        self.node = node
        self.what = what


class RatioPartial(RatioCode):
    """A rational from two; ``node`` and ``what`` say who pays or stopped."""

    def __init__(self, left: RatioCode, right: RatioCode, node: int, what: str) -> None:
        self.left = left
        self.right = right
        self.node = node
        self.what = what
