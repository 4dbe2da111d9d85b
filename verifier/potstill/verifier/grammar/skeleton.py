"""The skeleton of a family's grammar: a deterministic automaton over symbols and whole captures.

A capture is one letter, whatever its lexicon reads, so a wildcard costs as little as a word. Two paths
through the grammar that pass the same captures at the same places of one text are one path of the skeleton,
however much they differ in what the templates say around the captures; what they fix is noted where they end.
Source of the subset construction: Rabin and Scott (1959).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.ir import grammar as g
from potstill.ir.binding import Binding
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import CapExceeded
from potstill.ir.regular.classes import Ranges
from potstill.ir.regular.classes import of as union
from potstill.ir.values import Value
from potstill.verifier.grammar.alphabet import Alphabet
from potstill.verifier.grammar.lexemes import Lexemes, lexemes
from potstill.verifier.grammar.paths import END, Paths

Fixed: TypeAlias = tuple[tuple[int, int], ...]
"""What a path has fixed: pairs of a slot and a constant by their positions, rising; the first fix of each."""

_Member: TypeAlias = tuple[int, Fixed]


@dataclass(frozen=True, slots=True)
class Taken:
    """A capture as a letter: the slot, its lexicon, and the automaton of what it reads with its masks."""

    slot: str
    lexicon: Lexicon
    lexemes: Lexemes
    masks: tuple[int, ...]


@dataclass(slots=True)
class State:
    """A state of the skeleton. ``edge``: at the start or behind a space.

    ``moves``: disjoint masks with targets. ``takes``: for each capture that may begin here its number, and
    the states after it where it ends with another symbol than a space, and where it ends with one; -1: none.
    ``ends``: what the paths that end here have fixed, one entry for each way; empty where none ends.
    """

    edge: bool
    moves: tuple[tuple[int, int], ...] = ()
    takes: tuple[tuple[int, int, int], ...] = ()
    ends: tuple[Fixed, ...] = ()


class Skeleton:
    """The skeleton of a grammar node with its rules, under a binding; state 0 is the start.

    ``slots``: the names of those that fixes speak of, in order. CapExceeded beyond ``limit`` states.
    """

    def __init__(
        self,
        node: g.Node,
        rules: Iterable[tuple[str, g.Node]],
        slots: Iterable[str],
        binding: Binding,
        limit: int,
    ) -> None:
        self._limit = limit
        self._paths = Paths(node, dict(rules), limit)
        self._slots: Final = {name: position for position, name in enumerate(slots)}
        self._constants: dict[tuple[int, str, str], int] = {}
        self.values: Final[list[Value]] = []
        """The constants of fixes, by number."""
        self._numbers: dict[tuple[str, Lexicon], int] = {}
        self._by_identity: dict[tuple[str, int], int] = {}
        found = self._captures()
        automata = [lexemes(lexicon, binding, limit) for _, lexicon in found]
        known: list[Ranges] = [
            union(leaf.ranges) for arcs in self._paths.arcs for leaf, _ in arcs if isinstance(leaf, g.Chars)
        ]
        for automaton in automata:
            known.extend(automaton.classes)
        self.alphabet: Final = Alphabet(known)
        self.taken: Final = tuple(
            Taken(slot, lexicon, automaton, tuple(map(self.alphabet.mask, automaton.classes)))
            for (slot, lexicon), automaton in zip(found, automata, strict=True)
        )
        self._closures: dict[tuple[frozenset[_Member], bool], int] = {}
        self._members: list[frozenset[_Member]] = []
        self.states: Final[list[State]] = []
        self._state({(self._paths.start, ())}, True)
        for number, _ in enumerate(self.states):  # grows while it is read
            self._expand(number)
        self._trim()

    def _captures(self) -> list[tuple[str, Lexicon]]:
        for arcs in self._paths.arcs:
            for leaf, _ in arcs:
                if isinstance(leaf, g.Capture):
                    number = self._numbers.setdefault((leaf.slot, leaf.lexicon), len(self._numbers))
                    self._by_identity[leaf.slot, id(leaf.lexicon)] = number
        return list(self._numbers)

    def _constant(self, fix: g.Fix) -> tuple[int, int]:
        slot = self._slots[fix.slot]
        key = (slot, type(fix.value).__name__, repr(fix.value))
        if key not in self._constants:
            self._constants[key] = len(self.values)
            self.values.append(fix.value)
        return slot, self._constants[key]

    def _closed(self, members: set[_Member], *, gaps: bool) -> set[_Member]:
        """What can be reached without reading; ``gaps``: they read nothing here."""
        reached = set(members)
        stack = list(members)
        while stack:
            position, fixed = stack.pop()
            for leaf, target in self._paths.arcs[position]:
                if leaf is None or (gaps and isinstance(leaf, g.Gap)):
                    after = target, fixed
                elif isinstance(leaf, g.Fix):
                    slot, constant = self._constant(leaf)
                    set_already = any(known == slot for known, _ in fixed)
                    after = target, fixed if set_already else tuple(sorted((*fixed, (slot, constant))))
                else:
                    continue
                if after not in reached:
                    reached.add(after)
                    stack.append(after)
        return reached

    def _state(self, kernel: set[_Member], edge: bool) -> int:
        key = frozenset(kernel), edge
        known = self._closures.get(key)
        if known is None:
            known = self._closures[key] = len(self.states)
            if known >= self._limit:
                raise CapExceeded("the skeleton of a grammar", self._limit)
            self.states.append(State(edge))
            self._members.append(key[0])
        return known

    def _expand(self, number: int) -> None:
        state, kernel = self.states[number], set(self._members[number])
        symbols: dict[int, set[_Member]] = {}
        captures: dict[int, set[_Member]] = {}
        for position, fixed in self._closed(kernel, gaps=state.edge):
            for leaf, target in self._paths.arcs[position]:
                match leaf:
                    case g.Chars(ranges):
                        mask = self.alphabet.mask(union(ranges))
                        if state.edge:
                            mask &= ~self.alphabet.space
                        symbols.setdefault(mask, set()).add((target, fixed))
                    case g.Gap() if not state.edge:
                        symbols.setdefault(self.alphabet.space, set()).add((target, fixed))
                    case g.Capture(slot, lexicon):
                        taken = self._by_identity[slot, id(lexicon)]
                        captures.setdefault(taken, set()).add((target, fixed))
                    case _:
                        pass
        state.moves = tuple(
            (mask, self._state(targets, bool(mask & self.alphabet.space)))
            for mask, targets in self._disjoint(symbols)
        )
        takes: list[tuple[int, int, int]] = []
        for taken, targets in sorted(captures.items()):
            read = self.taken[taken].lexemes
            after = self._state(targets, False) if read.shortest(False) is not None else -1
            spaced = self._state(targets, True) if read.shortest(True) is not None else -1
            if (after, spaced) != (-1, -1):
                takes.append((taken, after, spaced))
        state.takes = tuple(takes)
        if not state.edge or number == 0:
            ends = self._closed(kernel, gaps=True)
            state.ends = tuple(sorted({fixed for position, fixed in ends if position == END}))

    def _trim(self) -> None:
        """Drop the ways to states from which nothing ends."""
        back: list[list[int]] = [[] for _ in self.states]
        for number, state in enumerate(self.states):
            for target in (*(t for _, t in state.moves), *(t for _, *ends in state.takes for t in ends)):
                if target >= 0:
                    back[target].append(number)
        alive = {number for number, state in enumerate(self.states) if state.ends}
        stack = list(alive)
        while stack:
            for source in back[stack.pop()]:
                if source not in alive:
                    alive.add(source)
                    stack.append(source)
        for state in self.states:
            state.moves = tuple(move for move in state.moves if move[1] in alive)
            ways = [
                (taken, after if after in alive else -1, spaced if spaced in alive else -1)
                for taken, after, spaced in state.takes
            ]
            state.takes = tuple(way for way in ways if way[1:] != (-1, -1))

    def _disjoint(self, symbols: dict[int, set[_Member]]) -> list[tuple[int, set[_Member]]]:
        """Masks split where they overlap, and where spaces part from the rest, with the union of targets."""
        parts: list[tuple[int, set[_Member]]] = []
        for whole, targets in symbols.items():
            for half in (whole & self.alphabet.space, whole & ~self.alphabet.space):
                rest = half
                split: list[tuple[int, set[_Member]]] = []
                for mask, known in parts:
                    common = mask & rest
                    if not common:
                        split.append((mask, known))
                        continue
                    split.append((common, known | targets))
                    if mask != common:
                        split.append((mask & ~common, known))
                    rest &= ~common
                if rest:
                    split.append((rest, set(targets)))
                parts = split
        merged: dict[tuple[frozenset[_Member], bool], int] = {}
        for mask, found in parts:
            key = frozenset(found), bool(mask & self.alphabet.space)
            merged[key] = merged.get(key, 0) | mask
        return [(mask, set(found)) for (found, _), mask in merged.items()]
