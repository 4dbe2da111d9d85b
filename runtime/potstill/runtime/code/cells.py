"""Cells: where slots, lets, elements and shared results live; statements that fill them; blocks of these.

A result that several places share is kept in a cell. ``Keep`` computes it where it is always needed;
``KeepOnce`` where only some branches need it: when the first of them asks. A block runs statements before
its body, which is also how an expression that is deep becomes several that are not.
"""

from __future__ import annotations

from typing import Any

from potstill.runtime.code.base import (
    TRACE,
    UNSET,
    Action,
    BoolCode,
    Code,
    Frame,
    IntCode,
    RatioCode,
)


class Cell(Code):
    """A value that is there."""

    def __init__(self, cell: int) -> None:
        self.cell = cell

    def value(self, frame: Frame) -> Any:
        return frame[self.cell]


class IntCell(IntCode):
    """An integer that is there."""

    def __init__(self, cell: int) -> None:
        self.cell = cell

    def int_(self, frame: Frame) -> int:
        content: int = frame[self.cell]
        return content


class BoolCell(BoolCode):
    """A truth value that is there."""

    def __init__(self, cell: int) -> None:
        self.cell = cell

    def bool_(self, frame: Frame) -> bool:
        content: bool = frame[self.cell]
        return content


class RatioCell(RatioCode):
    """A rational that is there."""

    def __init__(self, cell: int) -> None:
        self.cell = cell

    def ratio(self, frame: Frame) -> tuple[int, int]:
        content: tuple[int, int] = frame[self.cell]
        return content


class Keep(Action):
    """cell := body."""

    def __init__(self, cell: int, body: Code) -> None:
        self.cell = cell
        self.body = body

    def run(self, frame: Frame) -> None:
        frame[self.cell] = self.body.value(frame)


class KeepOnce(Action):
    """cell := body, unless that has been done."""

    def __init__(self, cell: int, body: Code) -> None:
        self.cell = cell
        self.body = body

    def run(self, frame: Frame) -> None:
        if frame[self.cell] is UNSET:
            frame[self.cell] = self.body.value(frame)


class Record(Action):
    """trace[node] := body for each of the nodes."""

    def __init__(self, nodes: list[int], body: Code) -> None:
        self.nodes = nodes
        self.body = body

    def run(self, frame: Frame) -> None:
        trace: dict[int, Any] = frame[TRACE]
        content = self.body.value(frame)
        for node in self.nodes:
            trace[node] = content


class Block(Code):
    """The statements, then the body."""

    def __init__(self, statements: list[Action], body: Code) -> None:
        self.statements = statements
        self.body = body

    def value(self, frame: Frame) -> Any:
        for statement in self.statements:
            statement.run(frame)
        return self.body.value(frame)


class IntBlock(IntCode):
    """The statements, then the body."""

    def __init__(self, statements: list[Action], body: IntCode) -> None:
        self.statements = statements
        self.body = body

    def int_(self, frame: Frame) -> int:
        for statement in self.statements:
            statement.run(frame)
        return self.body.int_(frame)


class BoolBlock(BoolCode):
    """The statements, then the body."""

    def __init__(self, statements: list[Action], body: BoolCode) -> None:
        self.statements = statements
        self.body = body

    def bool_(self, frame: Frame) -> bool:
        for statement in self.statements:
            statement.run(frame)
        return self.body.bool_(frame)


class RatioBlock(RatioCode):
    """The statements, then the body."""

    def __init__(self, statements: list[Action], body: RatioCode) -> None:
        self.statements = statements
        self.body = body

    def ratio(self, frame: Frame) -> tuple[int, int]:
        for statement in self.statements:
            statement.run(frame)
        return self.body.ratio(frame)
