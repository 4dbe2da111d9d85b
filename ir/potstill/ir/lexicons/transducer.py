"""Reading: one routine for all lexicons, in time linear in the lexeme.

A first pass follows the automaton (:mod:`potstill.ir.lexicons.places`). A second one goes back from the ends
and keeps what leads to them; nearly always that is one path, whose operations a third pass runs. Where
several paths are left, the third pass runs them side by side in order of writing, those that meet with equal
registers as one. Their number is capped: a lexeme with more readings at once is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.lexicons.makers import REGISTERS, Maker, make
from potstill.ir.lexicons.places import BEGIN, Automaton, Move, Ops
from potstill.ir.types import MAX_UTTERANCE
from potstill.ir.values import Value

MAX_PARTIAL: Final = 256
"""Partial readings at one position; a lexeme with more of them is not read."""

Spell = Callable[[int, int], str]
"""The original spelling of the lexeme's symbols from the first position up to the second."""

_ZEROS: Final = (0,) * REGISTERS


Partial = tuple[tuple[int, ...], tuple[Value, ...], int]
"""A reading so far: registers, the items that are complete, where the open one began."""

_NOTHING_READ: Final[Partial] = (_ZEROS, (), 0)


class Transducer:
    """A language and a maker, ready to read. Threads may share it."""

    def __init__(self, language: g.Node, maker: Maker, items: Mapping[int, tuple[g.Node, Maker]]) -> None:
        """``items``: the language and the maker of each Item node's lexicon, by the node's identity."""
        self._maker: Final = maker
        self._makers: Final = tuple(made for _, made in items.values())
        self.automaton: Final = Automaton(language, {key: entry for key, (entry, _) in items.items()})

    def read(self, lexeme: str, spell: Spell | None = None) -> tuple[Value, ...]:
        """All distinct values of the lexeme, in order of writing; () if there are none.

        Texts are spelled as in the lexeme, or by ``spell`` where it is given.
        """
        if not 0 < len(lexeme) <= MAX_UTTERANCE:
            return ()
        spelled: Spell = (lambda start, end: lexeme[start:end]) if spell is None else spell
        front = self.automaton.start
        moves: list[Move] = []
        for char in lexeme:
            move = front.moves.get(char) or self.automaton.move(front, char)
            front = move.front
            if not front.places:
                return ()
            moves.append(move)
        ends = self.automaton.ends(front)
        if not ends:
            return ()
        path = _only(moves, ends)
        finished = self._run_all(moves, ends, spelled) if path is None else self._run(path, spelled)
        values: dict[Value, None] = {}
        for registers, items, _ in finished:
            value = make(self._maker, registers, items, spelled(0, len(lexeme)))
            if value is not None:
                values[value] = None
        return tuple(values)

    def _run(self, path: list[Ops], spell: Spell) -> list[Partial]:
        """What the path leaves; operations at ``path[i]`` run before symbol i."""
        registers = list(_ZEROS)
        items: list[Value] = []
        start = 0
        for position, ops in enumerate(path):
            if ops:
                begun = self._apply(ops, registers, items, start, position, spell)
                if begun is None:
                    return []
                start = begun
        return [(tuple(registers), tuple(items), start)]

    def _run_all(self, moves: list[Move], ends: tuple[tuple[int, Ops], ...], spell: Spell) -> list[Partial]:
        """What all paths leave, in order of writing; nothing if there are too many at once."""
        live = _live(moves, ends)
        partial: dict[tuple[int, Partial], None] = {(0, _NOTHING_READ): None}
        for position, move in enumerate(moves):
            after: dict[tuple[int, Partial], None] = {}
            for place, before in partial:
                for target, ops in move.onward[place]:
                    if target in live[position + 1]:
                        done = self._after(before, ops, position, spell)
                        if done is not None:
                            after[target, done] = None
            if len(after) > MAX_PARTIAL:
                return []
            partial = after
        finished = (
            self._after(before, ops, len(moves), spell)
            for place, before in partial
            for end, ops in ends
            if end == place
        )
        return [done for done in finished if done is not None]

    def _after(self, partial: Partial, ops: Ops, position: int, spell: Spell) -> Partial | None:
        """The reading after the operations; None if an item has no value."""
        if not ops:
            return partial
        registers, items = list(partial[0]), list(partial[1])
        start = self._apply(ops, registers, items, partial[2], position, spell)
        return None if start is None else (tuple(registers), tuple(items), start)

    def _apply(
        self, ops: Ops, registers: list[int], items: list[Value], start: int, position: int, spell: Spell
    ) -> int | None:
        """Run the operations in place. Where the open item begins; None if an item has no value."""
        for register, times, plus in ops:
            if register >= 0:
                registers[register] = registers[register] * times + plus
            elif register == BEGIN:
                registers[:], start = _ZEROS, position
            else:
                value = make(self._makers[times], tuple(registers), (), spell(start, position))
                if value is None:
                    return None
                items.append(value)
                registers[:], start = _ZEROS, 0
        return start


def _only(moves: list[Move], ends: tuple[tuple[int, Ops], ...]) -> list[Ops] | None:
    """The one path to an end: operations before each symbol and at the end. None unless there is just one."""
    if len(ends) != 1:
        return None
    place, ops = ends[0]
    path = [ops]
    for move in reversed(moves):
        sole = move.sole[place]
        if sole is None:
            return None
        place, ops = sole
        path.append(ops)
    path.reverse()
    return path


def _live(moves: list[Move], ends: tuple[tuple[int, Ops], ...]) -> list[set[int]]:
    """By position, the places from which an end is reached."""
    live = [{place for place, _ in ends}]
    for move in reversed(moves):
        after = live[-1]
        live.append(
            {source for source, ways in enumerate(move.onward) if any(target in after for target, _ in ways)}
        )
    live.reverse()
    return live
