"""Tables: the row that a key belongs to, found by hashing or by bisection, and what stands in it."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from typing import Any

from potstill.runtime.code.base import WORD_SHIFT, BoolCode, Code, Frame, IntCode, RatioCode, Stop, charge
from potstill.runtime.code.same import Folder


class Finder:
    """Finds the row of a key."""

    @abstractmethod
    def row(self, frame: Frame) -> int:
        """The row's position, or -1."""


class IntFinder(Finder):
    """Rows by integers."""

    def __init__(self, key: IntCode, rows: dict[int, int]) -> None:
        self.key = key
        self.rows = rows

    def row(self, frame: Frame) -> int:
        return self.rows.get(self.key.int_(frame), -1)


class ValueFinder(Finder):
    """Rows by values of any type, as they compare."""

    def __init__(self, key: Code, rows: dict[Any, int], fold: Folder, node: int, what: str) -> None:
        self.key = key
        self.rows = rows
        self.fold = fold
        self.node = node
        self.what = what

    def row(self, frame: Frame) -> int:
        key = self.fold.of(self.key.value(frame), frame, self.node, self.what)
        return self.rows.get(key, -1)


class IntBand(Finder):
    """The first row whose bound is not below an integer."""

    def __init__(self, key: IntCode, bounds: list[int]) -> None:
        self.key = key
        self.bounds = bounds

    def row(self, frame: Frame) -> int:
        position = bisect_left(self.bounds, self.key.int_(frame))
        return position if position < len(self.bounds) else -1


class RatioBand(Finder):
    """The first row whose bound is not below a rational; the bounds are multiples of 1 / unit.

    No bound lies between a number and the multiple above it, so the multiple is looked up instead.
    """

    def __init__(self, key: RatioCode, bounds: list[int], unit: int, node: int, what: str) -> None:
        self.key = key
        self.bounds = bounds
        self.unit = unit
        self.node = node
        self.what = what

    def row(self, frame: Frame) -> int:
        key = self.key.ratio(frame)
        words = (key[0].bit_length() + key[1].bit_length() + self.unit.bit_length()) >> WORD_SHIFT
        charge(frame, 1 + words * words, self.node, self.what)
        position = bisect_left(self.bounds, -(-key[0] * self.unit // key[1]))
        return position if position < len(self.bounds) else -1


class ValueBand(Finder):
    """The first row whose bound is not below a number, where the bounds are on no decimal grid."""

    def __init__(self, key: Code, bounds: list[Any], node: int, what: str) -> None:
        self.key = key
        self.bounds = bounds
        self.node = node
        self.what = what

    def row(self, frame: Frame) -> int:
        key = self.key.value(frame)
        words = (key.numerator.bit_length() + key.denominator.bit_length()) >> WORD_SHIFT
        charge(frame, (1 + words * words) * (1 + len(self.bounds).bit_length()), self.node, self.what)
        position = bisect_left(self.bounds, key)
        return position if position < len(self.bounds) else -1


class Has(BoolCode):
    """Whether there is a row."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder

    def bool_(self, frame: Frame) -> bool:
        return self.finder.row(frame) >= 0


class Lookup(Code):
    """What stands in the row."""

    def __init__(self, finder: Finder, values: list[Any], node: int, what: str) -> None:
        self.finder = finder
        self.values = values
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        row = self.finder.row(frame)
        if row < 0:
            raise Stop("key_missing", self.node, self.what)
        return self.values[row]


class IntLookup(IntCode):
    """The integer that stands in the row."""

    def __init__(self, finder: Finder, values: list[int], node: int, what: str) -> None:
        self.finder = finder
        self.values = values
        self.node = node
        self.what = what

    def int_(self, frame: Frame) -> int:
        row = self.finder.row(frame)
        if row < 0:
            raise Stop("key_missing", self.node, self.what)
        return self.values[row]


class Default(Code):
    """An optional value, or, where there is none, another. Both are computed."""

    def __init__(self, body: Code, other: Code) -> None:
        self.body = body
        self.other = other

    def value(self, frame: Frame) -> Any:
        content = self.body.value(frame)
        other = self.other.value(frame)
        return other if content is None else content
