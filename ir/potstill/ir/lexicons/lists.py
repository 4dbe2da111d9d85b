"""Lists of values of one lexicon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import Item, Node, Repeat, Text, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import either, words
from potstill.ir.lexicons.durations import Durations
from potstill.ir.lexicons.makers import Elements, Maker
from potstill.ir.lexicons.money import Money
from potstill.ir.lexicons.numbers import Decimals, Integers
from potstill.ir.lexicons.text import Pattern, Wild, Words
from potstill.ir.normal import fold
from potstill.ir.values import Value

if TYPE_CHECKING:
    from potstill.ir.lexicons import Lexicon

MAX_ITEMS = 100
_CONJUNCTIONS = ("and", "&")


@dataclass(frozen=True, slots=True)
class Lists(Reader):
    """``low`` to ``high`` items: "3, 4 and 5", "3, 4, and 5", "3; 4; 5", "3,4,5".

    Items stand behind a comma or a semicolon and a space; "and" or "&" may stand before the last. Without
    spaces after the commas, numbers have no thousands separators: "100,200" is two. Words of an item hold
    neither mark and are not "and"; units of an item stand side by side: "2 hours, 30 minutes" is two. Spaces
    alone separate nothing: "twenty one" is one number.
    """

    item: Lexicon
    low: int
    high: int

    def __post_init__(self) -> None:
        if isinstance(self.item, Lists | Wild):
            raise ValueError(
                f"a list of {type(self.item).__name__.lower()} cannot be told apart into its items"
            )
        if not 1 <= self.low <= self.high <= MAX_ITEMS:
            raise ValueError(f"a list must have 1 to {MAX_ITEMS} items, not {self.low}..{self.high}")

    @property
    def late(self) -> bool:
        return self.item.late

    @property
    def spelled(self) -> bool:
        return self.item.spelled

    def value_type(self) -> t.Type:
        return t.List(self.item.value_type(), self.low, self.high)

    def build(self) -> Node:
        item = self.item
        if isinstance(item, Words):
            item = replace(item, commas=False, excluded=(*item.excluded, *_CONJUNCTIONS))
        elif isinstance(item, Durations | Money):
            item = replace(item, joined=False)
        single, spaced = (
            Item(item),
            words(*(f"{mark} {word} " for mark in ("", ",") for word in _CONJUNCTIONS)),
        )
        parts: list[Node] = [single] if self.low == 1 else []
        if self.high > 1:
            parts.append(self._several(single, Text(", "), either(Text(", "), spaced)))
            parts.append(self._several(single, Text("; "), Text("; ")))
            if isinstance(item, Integers | Decimals | Money):
                parts.append(self._several(Item(replace(item, commas=False)), Text(","), Text(",")))
            elif not isinstance(item, Words | Pattern):
                parts.append(self._several(single, Text(","), Text(",")))
        return either(*parts)

    def _several(self, item: Node, mark: Node, last: Node) -> Node:
        """Two items or more, ``last`` before the last one."""
        between = Repeat(seq(mark, item), max(self.low, 2) - 2, self.high - 2)
        return seq(item, between, last, item)

    def maker(self) -> Maker:
        return Elements(self.low, self.high)

    def print(self, value: Value, binding: Binding = EMPTY_BINDING) -> str:
        """The items with "and" before the last; or commas or semicolons, if "and" would read otherwise."""
        if not isinstance(value, tuple):
            raise ValueError(f"not a list: {value!r}")
        items = [self.item.print(item, binding) for item in value]
        ways = [", ".join(items), "; ".join(items)]
        if len(items) > 1:
            ways.insert(0, ", ".join(items[:-1]) + f" and {items[-1]}")
        for text in ways:
            read = self.read(text, binding)
            if len(read) == 1 and _same(read[0], value):
                return text
        raise ValueError(f"not a list that is read: {value!r}")


def _same(one: Value, other: Value) -> bool:
    """Equality of lists, where texts compare by their normal forms."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) == fold(other)
    return one == other
