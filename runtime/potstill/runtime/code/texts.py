"""Texts: written numbers and dates, joins, cases. Charged by the length of the result before it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from potstill.ir.program import Shape
from potstill.ir.types import Bool, Date, Duration, MonthDay, Number, Text, Time, Type
from potstill.runtime.code.base import WORD_SHIFT, BoolCode, Code, Frame, IntCode, RatioCode, charge
from potstill.runtime.code.operand import Fixed, Malformed, Operand, Ratio, Site, numeric, plain, truth
from potstill.runtime.code.rationals import reduced
from potstill.runtime.code.rounding import HALF_UP, divide

UNSHAPED_PLACES = 12


class Length(IntCode):
    """The number of code points."""

    def __init__(self, body: Code) -> None:
        self.body = body

    def int_(self, frame: Frame) -> int:
        text: str = self.body.value(frame)
        return len(text)


class Join(Code):
    """The texts of a list, with a separator between them."""

    def __init__(self, items: Code, separator: str, node: int, what: str) -> None:
        self.items = items
        self.separator = separator
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        items: tuple[str, ...] = self.items.value(frame)
        charge(frame, 1 + len(items) * (1 + len(self.separator)), self.node, self.what)
        length = 0
        for item in items:
            length += len(item)
        charge(frame, length, self.node, self.what)
        return self.separator.join(items)


class Format(Code):
    """Texts, one after the other."""

    def __init__(self, pieces: list[Code], node: int, what: str) -> None:
        self.pieces = pieces
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        texts: list[str] = [piece.value(frame) for piece in self.pieces]
        length = 0
        for text in texts:
            length += len(text)
        charge(frame, 1 + length, self.node, self.what)
        return "".join(texts)


class Cased(Code):
    """A text in another case."""

    def __init__(self, body: Code, change: Callable[[str], str], node: int, what: str) -> None:
        self.body = body
        self.change = change
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        text: str = self.body.value(frame)
        charge(frame, 1 + len(text), self.node, self.what)
        return self.change(text)
