"""Statements of a program: conditions, lets and the answer within their declared types, promises."""

from __future__ import annotations

from typing import Any

from potstill.runtime.code.base import (
    WORD_SHIFT,
    Action,
    BoolCode,
    Code,
    Frame,
    IntCode,
    RatioCode,
    Stop,
    charge,
)
from potstill.runtime.code.border import Border, Refused


class Elsewhere(Exception):
    """The parameters are not the family's: the condition at this index does not hold."""

    def __init__(self, where: int) -> None:
        super().__init__(where)
        self.where = where


class Where(Action):
    """A condition on the parameters."""

    def __init__(self, body: BoolCode, index: int) -> None:
        self.body = body
        self.index = index

    def run(self, frame: Frame) -> None:
        if not self.body.bool_(frame):
            raise Elsewhere(self.index)


class Ensure(Action):
    """A promise about the answer."""

    def __init__(self, body: BoolCode, node: int, guard: str) -> None:
        self.body = body
        self.node = node
        self.guard = guard

    def run(self, frame: Frame) -> None:
        if not self.body.bool_(frame):
            raise Stop("ensure_failed", self.node, self.guard)


class KeepWithin(Action):
    """cell := body, an integer in low..high."""

    def __init__(self, cell: int, body: IntCode, ends: tuple[int, int], node: int, guard: str) -> None:
        self.cell = cell
        self.body = body
        self.low, self.high = ends
        self.node = node
        self.guard = guard

    def run(self, frame: Frame) -> None:
        content = self.body.int_(frame)
        if not self.low <= content <= self.high:
            raise Stop("out_of_range", self.node, self.guard)
        frame[self.cell] = content


class KeepCoarser(Action):
    """cell := body / step, an integer in low..high."""

    def __init__(
        self, cell: int, body: IntCode, step: int, ends: tuple[int, int], node: int, guard: str
    ) -> None:
        self.cell = cell
        self.body = body
        self.step = step
        self.low, self.high = ends
        self.node = node
        self.guard = guard

    def run(self, frame: Frame) -> None:
        content = self.body.int_(frame)
        coarser = content // self.step
        if coarser * self.step != content or not self.low <= coarser <= self.high:
            raise Stop("out_of_range", self.node, self.guard)
        frame[self.cell] = coarser


class KeepExact(Action):
    """cell := body * unit, a rational that has to be an integer in low..high then."""

    def __init__(
        self, cell: int, body: RatioCode, unit: int, ends: tuple[int, int], node: int, guard: str
    ) -> None:
        self.cell = cell
        self.body = body
        self.unit = unit
        self.low, self.high = ends
        self.node = node
        self.guard = guard

    def run(self, frame: Frame) -> None:
        body = self.body.ratio(frame)
        if self.unit % body[1] != 0:
            raise Stop("out_of_range", self.node, self.guard)
        content = body[0] * (self.unit // body[1])
        if not self.low <= content <= self.high:
            raise Stop("out_of_range", self.node, self.guard)
        frame[self.cell] = content


class KeepBetween(Action):
    """cell := body, a rational between two."""

    def __init__(
        self, cell: int, body: RatioCode, low: tuple[int, int], high: tuple[int, int], node: int, guard: str
    ) -> None:
        self.cell = cell
        self.body = body
        self.low = low
        self.high = high
        self.node = node
        self.guard = guard

    def run(self, frame: Frame) -> None:
        body = self.body.ratio(frame)
        words = (body[0].bit_length() + body[1].bit_length()) >> WORD_SHIFT
        charge(frame, 1 + words * words, self.node, self.guard)
        low, high = self.low, self.high
        if low[0] * body[1] > body[0] * low[1] or body[0] * high[1] > high[0] * body[1]:
            raise Stop("out_of_range", self.node, self.guard)
        frame[self.cell] = body


class Check(Action):
    """A value is one of a type."""

    def __init__(self, body: Code, border: Border, node: int, guard: str) -> None:
        self.body = body
        self.border = border
        self.node = node
        self.guard = guard

    def run(self, frame: Frame) -> None:
        content: Any = self.body.value(frame)
        pay(frame, content, self.node, self.guard)
        try:
            self.border.accept(content)
        except Refused:
            raise Stop("out_of_range", self.node, self.guard) from None


def pay(frame: Frame, content: Any, node: int, guard: str) -> None:
    """The charge for looking at every part of a value."""
    if type(content) is tuple:
        charge(frame, 1 + len(content), node, guard)
        for item in content:
            pay(frame, item, node, guard)
    elif type(content) is str:
        charge(frame, len(content), node, guard)
