"""Reading: one routine for all lexicons, a walk over the language that carries its registers along.

The language is a nondeterministic automaton whose states are places in the tree of nodes (a node, how far
into it, what comes after). States and their moves are found on demand and kept, so reading costs what the
lexeme touches and not what the language holds. All partial readings advance together, in order of writing;
two that meet with equal registers are one. Hence time is linear in the lexeme times the number of partial
readings at once, which is capped: a lexeme with more of them is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.lexicons.makers import REGISTERS, Maker, make
from potstill.ir.types import MAX_UTTERANCE
from potstill.ir.values import Value

MAX_PARTIAL: Final = 256
"""Partial readings at one position; a lexeme with more of them is not read."""

MAX_MOVES: Final = 512
"""Symbols for which a state keeps its moves; what further symbols do is worked out anew."""

BEGIN, END = -1, -2
"""In place of a register: an item begins, an item ends."""

Op = tuple[int, int, int]
"""Register, factor, summand."""

Spell = Callable[[int, int], str]
"""The original spelling of the lexeme's symbols from the first position up to the second."""


class Place:
    """A state: ``index`` tells how far into ``node``; ``up`` is where reading goes on after it."""

    __slots__ = ("ends", "index", "node", "plain", "spaced", "up")

    def __init__(self, node: g.Node, index: int, up: Place | None) -> None:
        self.node: Final = node
        self.index: Final = index
        self.up: Final = up
        self.plain: dict[str, tuple[tuple[Place, tuple[Op, ...]], ...]] = {}
        self.spaced: dict[str, tuple[tuple[Place, tuple[Op, ...]], ...]] = {}
        self.ends: tuple[tuple[Op, ...], ...] | None = None


Moves = tuple[tuple[Place, tuple[Op, ...]], ...]
Partial = tuple[Place, tuple[int, ...], tuple[Value, ...], int]
"""State, registers, items so far, where the open item began."""


class Transducer:
    """A language and a maker, ready to read. Keeps what it has worked out; safe to share among threads."""

    def __init__(self, language: g.Node, maker: Maker, items: Mapping[int, tuple[g.Node, Maker]]) -> None:
        """``items``: the language and the maker of each Item node's lexicon, by the node's identity."""
        self._maker: Final = maker
        self._items: Final = {key: (entry, at) for at, (key, (entry, _)) in enumerate(items.items())}
        self._makers: Final = [made for _, made in items.values()]
        self._places: Final[dict[tuple[int, int, int], Place]] = {}
        self._start: Final = self._place(language, 0, _DONE)

    def read(self, lexeme: str, spell: Spell | None = None) -> tuple[Value, ...]:
        """All distinct values of the lexeme, in order of writing; () if there are none.

        Texts are spelled as in the lexeme, or by ``spell`` where it is given.
        """
        if not 0 < len(lexeme) <= MAX_UTTERANCE:
            return ()
        spelled = spell or (lambda start, end: lexeme[start:end])
        partial: list[Partial] = [(self._start, _ZEROS, (), 0)]
        spaced = True
        for position, char in enumerate(lexeme):
            following: list[Partial] = []
            for place, registers, items, start in partial:
                moves = (place.spaced if spaced else place.plain).get(char)
                if moves is None:
                    moves = self._moves(place, char, spaced)
                for target, ops in moves:
                    if not ops:
                        following.append((target, registers, items, start))
                        continue
                    after = self._apply(ops, registers, items, start, position, spelled)
                    if after is not None:
                        following.append((target, *after))
            if not following:
                return ()
            partial = list(dict.fromkeys(following)) if len(following) > 1 else following
            if len(partial) > MAX_PARTIAL:
                return ()
            spaced = char == " "
        values: dict[Value, None] = {}
        for place, registers, items, start in partial:
            for ops in self._ends(place):
                done = self._apply(ops, registers, items, start, len(lexeme), spelled)
                if done is not None:
                    value = make(self._maker, done[0], done[1], spelled(0, len(lexeme)))
                    if value is not None:
                        values[value] = None
        return tuple(values)

    def _apply(
        self,
        ops: tuple[Op, ...],
        registers: tuple[int, ...],
        items: tuple[Value, ...],
        start: int,
        position: int,
        spell: Spell,
    ) -> tuple[tuple[int, ...], tuple[Value, ...], int] | None:
        """Registers, items and start after the operations; None if an item has no value."""
        cells = list(registers)
        for register, times, plus in ops:
            if register >= 0:
                cells[register] = cells[register] * times + plus
            elif register == BEGIN:
                cells, start = list(_ZEROS), position
            else:
                value = make(self._makers[times], tuple(cells), (), spell(start, position))
                if value is None:
                    return None
                cells, items, start = list(_ZEROS), (*items, value), 0
        return tuple(cells), items, start

    def _place(self, node: g.Node, index: int, up: Place) -> Place:
        return self._places.setdefault((id(node), index, id(up)), Place(node, index, up))

    def _moves(self, place: Place, char: str, spaced: bool) -> Moves:
        """Where ``char`` leads from ``place``, in order of writing; kept unless it keeps too many already."""
        found: dict[tuple[Place, tuple[Op, ...]], None] = {}
        code = ord(char)
        for low, high, register, target, ops in self._arcs(place, spaced, ended=False)[0]:
            if low <= code <= high:
                step = () if register is None else ((register, 10, code - 0x30),)
                found[target, _composed((*ops, *step))] = None
        moves = tuple(found)
        table = place.spaced if spaced else place.plain
        if len(table) < MAX_MOVES:
            table[char] = moves
        return moves

    def _ends(self, place: Place) -> tuple[tuple[Op, ...], ...]:
        """The operations on each way to end here."""
        if place.ends is None:
            place.ends = self._arcs(place, False, ended=True)[1]
        return place.ends

    def _arcs(
        self, place: Place, spaced: bool, *, ended: bool
    ) -> tuple[list[tuple[int, int, int | None, Place, tuple[Op, ...]]], tuple[tuple[Op, ...], ...]]:
        """All that can be read next, as (low, high, digit register, target, operations), and all ways to end."""
        arcs: list[tuple[int, int, int | None, Place, tuple[Op, ...]]] = []
        ends: dict[tuple[Op, ...], None] = {}
        seen: set[tuple[Place, tuple[Op, ...]]] = set()
        stack: list[tuple[Place, tuple[Op, ...]]] = [(place, ())]
        while stack:
            state = stack.pop()
            if state in seen:
                continue
            seen.add(state)
            here, ops = state
            up = here.up
            if up is None:
                ends[_composed(ops)] = None
                continue
            after: list[tuple[Place, tuple[Op, ...]]] = []
            match here.node:
                case g.Text(text):
                    if here.index == len(text):
                        after.append((up, ops))
                    else:
                        code = ord(text[here.index])
                        last = here.index + 1 == len(text)
                        arcs.append(
                            (
                                code,
                                code,
                                None,
                                up if last else self._place(here.node, here.index + 1, up),
                                ops,
                            )
                        )
                case g.Chars(ranges):
                    arcs.extend((low, high, None, up, ops) for low, high in ranges)
                case g.Digit(register, low, high):
                    arcs.append((0x30 + low, 0x30 + high, register, up, ops))
                case g.Step(register, times, plus):
                    after.append((up, (*ops, (register, times, plus))))
                case g.Gap():
                    if spaced or ended:
                        after.append((up, ops))
                    arcs.append((0x20, 0x20, None, up, ops))
                case g.Seq(parts):
                    if here.index == len(parts):
                        after.append((up, ops))
                    else:
                        last = here.index + 1 == len(parts)
                        then = up if last else self._place(here.node, here.index + 1, up)
                        after.append((self._place(parts[here.index], 0, then), ops))
                case g.Alt(parts):
                    after.extend((self._place(part, 0, up), ops) for part in parts)
                case g.Repeat(body, low, high):
                    if high is None or here.index < high:
                        count = here.index + 1 if high is not None else min(here.index + 1, low)
                        again = self._place(here.node, count, up)
                        after.append((self._place(body, 0, again), ops))
                    if here.index >= low:
                        after.append((up, ops))
                case g.Item():
                    language, number = self._items[id(here.node)]
                    if here.index:
                        after.append((up, (*ops, (END, number, 0))))
                    else:
                        closing = self._place(here.node, 1, up)
                        after.append((self._place(language, 0, closing), (*ops, (BEGIN, 0, 0))))
                case g.Machine(moves, accepting):
                    for low, high, target in moves[here.index]:
                        arcs.append((low, high, None, self._place(here.node, target, up), ops))
                    if here.index in accepting:
                        after.append((up, ops))
                case g.Rule() | g.Capture() | g.Fix():
                    raise ValueError(f"a lexicon's language holds no {type(here.node).__name__}")
            stack.extend(reversed(after))
        return arcs, tuple(ends)


_DONE: Final = Place(g.EMPTY, 0, None)
_ZEROS: Final = (0,) * REGISTERS


def _composed(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """The same effect with one operation per register between items, ordered by register."""
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
    return tuple(op for op in result if op != (op[0], 1, 0))
