"""Lists: tuples of values. Charged by their lengths, before they are made or read."""

from __future__ import annotations

from typing import Any

from potstill.runtime.code.base import (
    UNSET,
    WORD_SHIFT,
    BoolCode,
    Code,
    Frame,
    IntCode,
    RatioCode,
    Stop,
    charge,
)
from potstill.runtime.code.numbers import Grid, pair
from potstill.runtime.code.rationals import reduced, work
from potstill.runtime.code.same import Folder


class Display(Code):
    """The list, or the record, of the parts."""

    def __init__(self, parts: list[Code]) -> None:
        self.parts = parts

    def value(self, frame: Frame) -> Any:
        return tuple([part.value(frame) for part in self.parts])


class Index(Code):
    """An element, counted from 0."""

    def __init__(self, items: Code, position: IntCode, node: int, what: str) -> None:
        self.items = items
        self.position = position
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        items: tuple[Any, ...] = self.items.value(frame)
        position = self.position.int_(frame)
        if not 0 <= position < len(items):
            raise Stop("index_out_of_range", self.node, self.what)
        return items[position]


class Length(IntCode):
    """The number of elements of a list."""

    def __init__(self, items: Code) -> None:
        self.items = items

    def int_(self, frame: Frame) -> int:
        items: tuple[Any, ...] = self.items.value(frame)
        return len(items)


class Sum(IntCode):
    """The sum of at most ``longest`` numbers on a grid."""

    def __init__(self, items: Code, grid: Grid, longest: int) -> None:
        self.items = items
        self.grid = grid
        self.longest = longest
        self.price = 1 + (max(-grid.low, grid.high).bit_length() >> WORD_SHIFT)

    def int_(self, frame: Frame) -> int:
        items: tuple[Any, ...] = self.items.value(frame)
        grid = self.grid
        charge(frame, 1 + len(items) * self.price, grid.node, grid.what)
        if len(items) > self.longest:
            raise Stop("out_of_range", grid.node, grid.what)
        total = 0
        for item in items:
            total += grid.read(item)
        return total


class RatioSum(RatioCode):
    """The sum of rationals."""

    def __init__(self, items: Code, node: int, what: str) -> None:
        self.items = items
        self.node = node
        self.what = what

    def ratio(self, frame: Frame) -> tuple[int, int]:
        items: tuple[Any, ...] = self.items.value(frame)
        total = (0, 1)
        for item in items:
            number = pair(item)
            charge(frame, work(total, number), self.node, self.what)
            total = reduced(total[0] * number[1] + number[0] * total[1], total[1] * number[1])
        return total


class Quantifier(BoolCode):
    """Whether any, or with ``every`` all, of a list's truth values are true."""

    def __init__(self, items: Code, every: bool, node: int, what: str) -> None:
        self.items = items
        self.every = every
        self.node = node
        self.what = what

    def bool_(self, frame: Frame) -> bool:
        items: tuple[bool, ...] = self.items.value(frame)
        charge(frame, 1 + len(items), self.node, self.what)
        return all(items) if self.every else any(items)


class ListExtreme(Code):
    """The least element, or with ``largest`` the greatest."""

    def __init__(self, items: Code, largest: bool, node: int, what: str) -> None:
        self.items = items
        self.largest = largest
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        items: tuple[Any, ...] = self.items.value(frame)
        charge(frame, 1 + size(items), self.node, self.what)
        if not items:
            raise Stop("empty_list", self.node, self.what)
        return max(items) if self.largest else min(items)


class Sorted(Code):
    """The elements from the least to the greatest."""

    def __init__(self, items: Code, node: int, what: str) -> None:
        self.items = items
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        items: tuple[Any, ...] = self.items.value(frame)
        charge(frame, 1 + size(items) * (1 + len(items).bit_length()), self.node, self.what)
        return tuple(sorted(items))


def size(items: tuple[Any, ...]) -> int:
    """The cost of comparing each of these numbers once: words of integers, squares of those of fractions."""
    cost = 0
    for item in items:
        number = pair(item)
        words = (number[0].bit_length() + number[1].bit_length()) >> WORD_SHIFT
        cost += 1 + (words if number[1] == 1 else words * words)
    return cost


class Contains(BoolCode):
    """Whether a list has an element equal to ``sought``."""

    def __init__(
        self, sought: Code, items: Code, folders: tuple[Folder, Folder], node: int, what: str
    ) -> None:
        self.sought = sought
        self.items = items
        self.fold_sought, self.fold_item = folders
        self.node = node
        self.what = what

    def bool_(self, frame: Frame) -> bool:
        sought = self.fold_sought.of(self.sought.value(frame), frame, self.node, self.what)
        items: tuple[Any, ...] = self.items.value(frame)
        charge(frame, 1 + len(items), self.node, self.what)
        for item in items:  # noqa: SIM110 (mypyc compiles loops better)
            if self.fold_item.of(item, frame, self.node, self.what) == sought:
                return True
        return False


class Element:
    """The bound variable of a comprehension: its cell, and how that holds it.

    A number on a ``grid`` as an integer, another number (``rational``) as a pair, anything else as it is.
    """

    def __init__(self, cell: int, grid: Grid | None, rational: bool) -> None:
        self.cell = cell
        self.grid = grid
        self.rational = rational

    def bind(self, frame: Frame, item: Any) -> None:
        """Make ``item`` the variable's value."""
        grid = self.grid
        if grid is not None:
            frame[self.cell] = grid.read(item)
        elif self.rational:
            frame[self.cell] = pair(item)
        else:
            frame[self.cell] = item


class Each(Code):
    """The body for each element that meets the condition; ``price`` is what one element's turn costs.

    ``resets`` are the cells of results that depend on the element.
    """

    def __init__(
        self,
        items: Code,
        element: Element,
        body: Code,
        condition: BoolCode | None,
        resets: list[int],
        price: int,
        node: int,
        what: str,
    ) -> None:
        self.items = items
        self.element = element
        self.body = body
        self.condition = condition
        self.resets = resets
        self.price = price
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        items: tuple[Any, ...] = self.items.value(frame)
        charge(frame, 1 + len(items) * self.price, self.node, self.what)
        body = self.body
        condition = self.condition
        results: list[Any] = []
        for item in items:
            for cell in self.resets:
                frame[cell] = UNSET
            self.element.bind(frame, item)
            if condition is None or condition.bool_(frame):
                results.append(body.value(frame))
        return tuple(results)
