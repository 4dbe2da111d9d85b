"""The ways through a grammar node as a graph: positions, and arcs that carry the leaves of the node.

A leaf is kept as it stands, with what it does beside reading (a capture opens, a register counts), so the
same graph serves recognisers and transducers. It is built from the end: a node and the position behind it
give the position before it, so alternatives that go on in the same way share what follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias, assert_never

from potstill.ir import grammar as g
from potstill.ir.regular import CapExceeded

Leaf: TypeAlias = g.Chars | g.Digit | g.Gap | g.Fix | g.Step | g.Capture | g.Item
Arc: TypeAlias = tuple[Leaf | None, int]
"""What is passed on the way, None if nothing, and the position after it."""

END: Final = 0
"""The position at which everything is read."""


class Paths:
    """The positions of a node. INVARIANT: ``arcs[END]`` is empty.

    KeyError for an unknown rule, CapExceeded beyond ``limit`` positions.
    """

    def __init__(self, node: g.Node, rules: Mapping[str, g.Node], limit: int) -> None:
        self._rules, self._limit = rules, limit
        self.arcs: Final[list[tuple[Arc, ...]]] = [()]
        self._symbols: dict[tuple[g.Chars, int], int] = {}
        self._joins: dict[tuple[int, ...], int] = {}
        # Nodes are known by identity, since hashing one walks all of it; the value keeps the node alive.
        self._known: dict[tuple[int, int], tuple[g.Node, int]] = {}
        self.start: Final = self._before(node, END)

    def __len__(self) -> int:
        return len(self.arcs)

    def _before(self, node: g.Node, behind: int) -> int:
        known = self._known.get((id(node), behind))
        if known is None:
            known = self._known[id(node), behind] = (node, self._laid_out(node, behind))
        return known[1]

    def _laid_out(self, node: g.Node, behind: int) -> int:
        match node:
            case g.Text(text):
                for char in reversed(text):
                    behind = self._symbol(g.Chars(((ord(char), ord(char)),)), behind)
                return behind
            case g.Chars():
                return self._symbol(node, behind)
            case g.Digit() | g.Gap() | g.Fix() | g.Step() | g.Capture() | g.Item():
                return self._new(((node, behind),))
            case g.Seq(parts):
                for part in reversed(parts):
                    behind = self._before(part, behind)
                return behind
            case g.Alt(parts):
                return self._join(tuple(self._before(part, behind) for part in parts))
            case g.Repeat(body, low, high):
                return self._copies(body, low, high, behind)
            case g.Rule(name):
                return self._before(self._rules[name], behind)
            case g.Machine(moves, accepting):
                return self._machine(moves, accepting, behind)
            case _:
                assert_never(node)

    def _new(self, arcs: tuple[Arc, ...]) -> int:
        if len(self.arcs) >= self._limit:
            raise CapExceeded("laying out a grammar", self._limit)
        self.arcs.append(arcs)
        return len(self.arcs) - 1

    def _symbol(self, leaf: g.Chars, behind: int) -> int:
        if (leaf, behind) not in self._symbols:
            self._symbols[leaf, behind] = self._new(((leaf, behind),))
        return self._symbols[leaf, behind]

    def _join(self, ends: tuple[int, ...]) -> int:
        key = tuple(dict.fromkeys(ends))
        if len(key) == 1:
            return key[0]
        if key not in self._joins:
            self._joins[key] = self._new(tuple((None, end) for end in key))
        return self._joins[key]

    def _copies(self, body: g.Node, low: int, high: int | None, behind: int) -> int:
        here = behind
        if high is None:
            here = self._new(())
            self.arcs[here] = ((None, self._before(body, here)), (None, behind))
            high = low
        elif high < low:
            return self._join(())
        for _ in range(high - low):
            here = self._join((self._before(body, here), behind))
        for _ in range(low):
            here = self._before(body, here)
        return here

    def _machine(
        self, rows: tuple[tuple[tuple[int, int, int], ...], ...], accepting: tuple[int, ...], behind: int
    ) -> int:
        places = [self._new(()) for _ in rows]
        for state, (place, row) in enumerate(zip(places, rows, strict=True)):
            by_target: dict[int, list[tuple[int, int]]] = {}
            for low, high, target in row:
                by_target.setdefault(target, []).append((low, high))
            arcs: list[Arc] = [
                (g.Chars(tuple(ranges)), places[target]) for target, ranges in by_target.items()
            ]
            if state in accepting:
                arcs.append((None, behind))
            self.arcs[place] = tuple(arcs)
        return places[0] if places else self._join(())
