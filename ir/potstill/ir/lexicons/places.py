"""The automaton of a language, found on demand: places in the tree of nodes, and sets of them.

A *place* is a state of the nondeterministic automaton: a node, how far into it, and the place where reading
goes on after it. A *front* is all places that one text leads to, a state of the deterministic one, and knows
for each symbol the next front and how its places come about. Both are built when a text first needs them and
kept, so reading costs what texts touch and not what the language holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from potstill.ir import grammar as g

BEGIN, END = -1, -2
"""In place of a register: an item begins, an item ends."""

MAX_MOVES: Final = 512
"""Symbols for which a front keeps its move; what others do is worked out anew."""

MAX_KEPT: Final = 100_000
"""Moves that an automaton keeps; further ones are worked out anew each time."""

Op = tuple[int, int, int]
"""Register, factor, summand; or BEGIN, 0, 0; or END, the number of the item, 0."""

Ops = tuple[Op, ...]
Arc = tuple[int, int, int | None, "Place", Ops]
"""Lowest and highest symbol, the register of a digit, the target, what happens before the symbol is read."""


class Place:
    """``index`` tells how far into ``node``; ``up`` is where reading goes on after it, None at the end."""

    __slots__ = ("index", "node", "up")

    def __init__(self, node: g.Node, index: int, up: Place | None) -> None:
        self.node: Final = node
        self.index: Final = index
        self.up: Final = up


class Front:
    """The places a text leads to, in order of writing; ``spaced``: it is empty or ends with a space.

    ``ends``: the ways to end, once they have been asked for.
    """

    __slots__ = ("ends", "moves", "places", "spaced")

    def __init__(self, places: tuple[Place, ...], spaced: bool) -> None:
        self.places: Final = places
        self.spaced: Final = spaced
        self.moves: Final[dict[str, Move]] = {}
        self.ends: tuple[tuple[int, Ops], ...] | None = None


class Move:
    """What a symbol does: the next front; by source place the targets' positions in it with the operations;
    and by target place the one source and its operations, or None where there are several.
    """

    __slots__ = ("front", "onward", "sole")

    def __init__(
        self,
        front: Front,
        onward: tuple[tuple[tuple[int, Ops], ...], ...],
        sole: tuple[tuple[int, Ops] | None, ...],
    ) -> None:
        self.front: Final = front
        self.onward: Final = onward
        self.sole: Final = sole


class Automaton:
    """The fronts of one language. What it keeps only grows, by steps that threads may repeat."""

    def __init__(self, language: g.Node, items: Mapping[int, g.Node]) -> None:
        """``items``: the languages of Item nodes, by the nodes' identities; their order numbers the items."""
        self._languages: Final = dict(items)
        self._numbers: Final = {key: number for number, key in enumerate(items)}
        self._places: dict[tuple[int, int, int], Place] = {}
        self._fronts: dict[tuple[tuple[Place, ...], bool], Front] = {}
        self._kept = 0
        self._gaps: Final = any(
            isinstance(node, g.Gap) for each in (language, *items.values()) for node in g.walk(each)
        )
        self.start: Final = Front((self._place(language, 0, _DONE),), spaced=True)

    @property
    def kept(self) -> int:
        """How many moves it keeps."""
        return self._kept

    def move(self, front: Front, char: str) -> Move:
        """What ``char`` does after ``front``."""
        known = front.moves.get(char)
        if known is not None:
            return known
        code = ord(char)
        targets: dict[Place, int] = {}
        sources: list[list[tuple[int, Ops]]] = []
        onward: list[tuple[tuple[int, Ops], ...]] = []
        for index, place in enumerate(front.places):
            steps: dict[tuple[int, Ops], None] = {}
            for low, high, register, target, ops in self._arcs(place, front.spaced):
                if low <= code <= high:
                    digit = () if register is None else ((register, 10, code - 0x30),)
                    at = targets.setdefault(target, len(targets))
                    if at == len(sources):
                        sources.append([])
                    steps[at, composed((*ops, *digit))] = None
            for at, ops in steps:
                sources[at].append((index, ops))
            onward.append(tuple(steps))
        key = tuple(targets), char == " " and self._gaps
        after = self._fronts.get(key) or Front(*key)
        move = Move(after, tuple(onward), tuple(found[0] if len(found) == 1 else None for found in sources))
        if len(front.moves) < MAX_MOVES and self._kept < MAX_KEPT:
            self._kept += 1
            self._fronts[key] = after
            front.moves[char] = move
        return move

    def ends(self, front: Front) -> tuple[tuple[int, Ops], ...]:
        """Each way to end after ``front``: a place's position in it, and the operations."""
        if front.ends is None:
            front.ends = tuple(
                (index, ops) for index, place in enumerate(front.places) for ops in self._endings(place)
            )
        return front.ends

    def _place(self, node: g.Node, index: int, up: Place) -> Place:
        return self._places.setdefault((id(node), index, id(up)), Place(node, index, up))

    def _arcs(self, place: Place, spaced: bool) -> list[Arc]:
        """All that can be read next, in order of writing."""
        return self._explore(place, spaced)[0]

    def _endings(self, place: Place) -> list[Ops]:
        """The operations on each way to end without reading on."""
        return list(dict.fromkeys(map(composed, self._explore(place, True)[1])))

    def _explore(self, place: Place, spaced: bool) -> tuple[list[Arc], list[Ops]]:
        """What can be read next, and the ways to end here; ``spaced``: a gap may read nothing."""
        arcs: list[Arc] = []
        ends: list[Ops] = []
        seen: set[tuple[Place, Ops]] = set()
        stack: list[tuple[Place, Ops]] = [(place, ())]
        while stack:
            state = stack.pop()
            if state in seen:
                continue
            seen.add(state)
            here, ops = state
            if here.up is None:
                ends.append(ops)
            else:
                stack.extend(reversed(self._through(here, here.up, ops, spaced, arcs)))
        return arcs, ends

    def _through(
        self, here: Place, up: Place, ops: Ops, spaced: bool, arcs: list[Arc]
    ) -> list[tuple[Place, Ops]]:
        """Where ``here`` leads without reading a symbol; what it reads is added to ``arcs``."""
        match here.node:
            case g.Text(text) if here.index < len(text):
                code = ord(text[here.index])
                arcs.append((code, code, None, self._next(here, len(text), up), ops))
            case g.Text():
                return [(up, ops)]
            case g.Chars(ranges):
                arcs.extend((low, high, None, up, ops) for low, high in ranges)
            case g.Digit(register, low, high):
                arcs.append((0x30 + low, 0x30 + high, register, up, ops))
            case g.Step(register, times, plus):
                return [(up, (*ops, (register, times, plus)))]
            case g.Gap():
                arcs.append((0x20, 0x20, None, up, ops))
                return [(up, ops)] if spaced else []
            case g.Seq(parts) if here.index < len(parts):
                return [(self._place(parts[here.index], 0, self._next(here, len(parts), up)), ops)]
            case g.Seq():
                return [(up, ops)]
            case g.Alt(parts):
                return [(self._place(part, 0, up), ops) for part in parts]
            case g.Repeat(body, low, high):
                ways: list[tuple[Place, Ops]] = []
                if high is None or here.index < high:
                    again = self._place(here.node, min(here.index + 1, low if high is None else high), up)
                    ways.append((self._place(body, 0, again), ops))
                return [*ways, (up, ops)] if here.index >= low else ways
            case g.Item():
                number, language = self._numbers[id(here.node)], self._languages[id(here.node)]
                if here.index:
                    return [(up, (*ops, (END, number, 0)))]
                return [(self._place(language, 0, self._place(here.node, 1, up)), (*ops, (BEGIN, 0, 0)))]
            case g.Machine(moves, accepting):
                arcs.extend(
                    (low, high, None, self._place(here.node, to, up), ops)
                    for low, high, to in moves[here.index]
                )
                return [(up, ops)] if here.index in accepting else []
            case g.Rule() | g.Capture() | g.Fix():
                raise ValueError(f"a lexicon's language holds no {type(here.node).__name__}")
            case _:
                assert_never(here.node)
        return []

    def _next(self, here: Place, length: int, up: Place) -> Place:
        """The place after the next part of a text or a sequence."""
        return up if here.index + 1 == length else self._place(here.node, here.index + 1, up)


_DONE: Final = Place(g.EMPTY, 0, None)


def composed(ops: Ops) -> Ops:
    """Operations of the same effect, at most one a register between items."""
    if len(ops) < 2:
        return ops
    result: list[Op] = []
    cells: dict[int, tuple[int, int]] = {}
    for register, times, plus in ops:
        if register >= 0:
            before, summand = cells.get(register, (1, 0))
            cells[register] = before * times, summand * times + plus
        else:
            result.extend((cell, *cells[cell]) for cell in sorted(cells))
            cells.clear()
            result.append((register, times, plus))
    result.extend((cell, *cells[cell]) for cell in sorted(cells))
    return tuple(result)
