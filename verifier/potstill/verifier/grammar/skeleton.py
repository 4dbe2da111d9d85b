"""The skeleton of a family's grammar: a deterministic automaton over symbols and whole captures.

A capture is one letter, whatever its lexicon reads, so a wildcard costs as little as a word. Two paths
through the grammar that pass the same captures at the same places of one text are one path of the skeleton,
however much they differ in what the templates say around the captures; what they fix is noted where they end.
Source of the subset construction: Rabin and Scott (1959).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeAlias

from potstill.ir import grammar as g
from potstill.ir.binding import Binding
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import CapExceeded
from potstill.ir.regular.classes import Ranges
from potstill.ir.regular.classes import of as union
from potstill.ir.values import Value
from potstill.verifier.grammar.alphabet import Alphabet
from potstill.verifier.grammar.lexemes import Lexemes, lexemes, samples, unbound
from potstill.verifier.grammar.paths import END, Paths

Fixed: TypeAlias = tuple[tuple[int, int], ...]
"""What a path has fixed: pairs of a slot and a constant by their positions, rising; the first fix of each."""

_Member: TypeAlias = tuple[int, Fixed]


Agree: TypeAlias = Callable[[Lexicon, Lexicon, str], bool]
"""Whether it is known that a lexicon gives to a lexeme the value that another gives to it with a suffix."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A capture as a letter: the slot, its lexicons, and the automaton of what they read with its masks.

    INVARIANT: several lexicons agree on what more than one of them reads.
    """

    slot: str
    lexicons: tuple[Lexicon, ...]
    lexemes: Lexemes
    masks: tuple[int, ...]

    opaque: bool
    """Whether a lexeme does not tell its value: that holds original text, or comes with a list of names."""

    def read(self, lexeme: str, binding: Binding) -> tuple[Value, ...]:
        """The values of a lexeme."""
        return tuple(dict.fromkeys(v for each in self.lexicons for v in each.read(lexeme, binding)))


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


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways on from one member of a state: symbols and captures with what they lead to; what ends fix."""

    symbols: tuple[tuple[int, _Member], ...]
    captures: tuple[tuple[int, _Member], ...]
    ends: tuple[Fixed, ...]


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
        agree: Agree,
        limit: int,
    ) -> None:
        self._limit, self._binding, self._agree = limit, binding, agree
        self._paths = Paths(node, dict(rules), limit)
        self._slots: Final = {name: position for position, name in enumerate(slots)}
        self._constants: dict[tuple[int, str, str], int] = {}
        self.values: Final[list[Value]] = []
        """The constants of fixes, by number."""
        self._numbers: dict[tuple[str, Lexicon], int] = {}
        self._by_identity: dict[tuple[str, int], int] = {}
        self.single: Final = self._captures()
        """The captures of the grammar, slot and lexicon; INVARIANT: ``taken`` begins with them."""
        automata = [lexemes((lexicon,), binding, limit) for _, lexicon in self.single]
        known: list[Ranges] = [
            union(leaf.ranges) for arcs in self._paths.arcs for leaf, _ in arcs if isinstance(leaf, g.Chars)
        ]
        for automaton in automata:
            known.extend(automaton.classes)
        self.alphabet: Final = Alphabet(known)
        self.taken: Final[list[Taken]] = []
        for (slot, lexicon), automaton in zip(self.single, automata, strict=True):
            self._take(slot, (lexicon,), automaton)
        self._groups: dict[tuple[int, ...], int] = {}
        self._masks: dict[Ranges, int] = {}
        self._known: dict[tuple[_Member, bool], _Ways] = {}
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

    def _take(self, slot: str, lexicons: tuple[Lexicon, ...], automaton: Lexemes) -> int:
        masks = tuple(map(self.alphabet.mask, automaton.classes))
        opaque = any(each.spelled or unbound(each, self._binding) is not None for each in lexicons)
        self.taken.append(Taken(slot, lexicons, automaton, masks, opaque))
        return len(self.taken) - 1

    def _grouped(self, captures: dict[int, set[_Member]]) -> list[tuple[int, set[_Member]]]:
        """Captures of one slot that lead to one place as one, where their lexicons agree."""
        places: dict[tuple[str, frozenset[_Member]], list[int]] = {}
        for number, targets in sorted(captures.items()):
            places.setdefault((self.taken[number].slot, frozenset(targets)), []).append(number)
        found: list[tuple[int, set[_Member]]] = []
        for (_, members), numbers in places.items():
            found.extend((number, set(members)) for number in self._merged(tuple(numbers)))
        return sorted(found, key=lambda pair: pair[0])

    def _merged(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        if len(numbers) == 1:
            return numbers
        if numbers not in self._groups:
            lexicons = tuple(self.single[number][1] for number in numbers)
            if not all(self._agree(one, other, "") for one, other in combinations(lexicons, 2)):
                return numbers
            automaton = lexemes(lexicons, self._binding, self._limit)
            self._groups[numbers] = self._take(self.taken[numbers[0]].slot, lexicons, automaton)
        return (self._groups[numbers],)

    def samples(self, number: int) -> Iterator[str]:
        """Some texts that a capture may take."""
        return samples(self.taken[number].lexicons[0], self._binding, self._limit)

    def reads(self, number: int, lexeme: str) -> bool:
        """Whether a capture has a value for a text."""
        return bool(self.taken[number].read(lexeme, self._binding))

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

    def _ways(self, member: _Member, edge: bool) -> _Ways:
        """What a member can read or take next, and how it can end; ``edge``: gaps read nothing here."""
        known = self._known.get((member, edge))
        if known is None:
            symbols: list[tuple[int, _Member]] = []
            captures: list[tuple[int, _Member]] = []
            for position, fixed in self._closed({member}, gaps=edge):
                for leaf, target in self._paths.arcs[position]:
                    after = target, fixed
                    match leaf:
                        case g.Chars(ranges):
                            mask = self._mask(ranges)
                            symbols.append((mask & ~self.alphabet.space if edge else mask, after))
                        case g.Gap() if not edge:
                            symbols.append((self.alphabet.space, after))
                        case g.Capture(slot, lexicon):
                            captures.append((self._by_identity[slot, id(lexicon)], after))
                        case _:
                            pass
            ends = self._closed({member}, gaps=True)
            last = tuple(sorted({fixed for position, fixed in ends if position == END}))
            known = self._known[member, edge] = _Ways(tuple(symbols), tuple(captures), last)
        return known

    def _mask(self, ranges: Ranges) -> int:
        known = self._masks.get(ranges)
        if known is None:
            known = self._masks[ranges] = self.alphabet.mask(union(ranges))
        return known

    def _expand(self, number: int) -> None:
        state = self.states[number]
        symbols: dict[int, set[_Member]] = {}
        captures: dict[int, set[_Member]] = {}
        ends: set[Fixed] = set()
        for member in self._members[number]:
            ways = self._ways(member, state.edge)
            for mask, after in ways.symbols:
                symbols.setdefault(mask, set()).add(after)
            for taken, after in ways.captures:
                captures.setdefault(taken, set()).add(after)
            ends.update(ways.ends)
        state.moves = tuple(
            (mask, self._state(targets, bool(mask & self.alphabet.space)))
            for mask, targets in self._disjoint(symbols)
        )
        takes: list[tuple[int, int, int]] = []
        for taken, targets in self._grouped(captures):
            read = self.taken[taken].lexemes
            behind = self._state(targets, False) if read.shortest(False) is not None else -1
            spaced = self._state(targets, True) if read.shortest(True) is not None else -1
            if (behind, spaced) != (-1, -1):
                takes.append((taken, behind, spaced))
        state.takes = tuple(takes)
        if not state.edge or number == 0:
            state.ends = tuple(sorted(ends))

    def _trim(self) -> None:
        """Drop the ways that lead to no end; behind a mark nothing ends."""
        letters = ~(self.alphabet.space | self.alphabet.closing)
        back: list[list[int]] = [[] for _ in self.states]
        alive: set[int] = set()
        for number, state in enumerate(self.states):
            for mask, target in state.moves:
                back[target].append(number)
                if mask & letters and self.states[target].ends:
                    alive.add(number)
            for _, after, spaced in state.takes:
                if after >= 0:
                    back[after].append(number)
                    if self.states[after].ends:
                        alive.add(number)
                if spaced >= 0:
                    back[spaced].append(number)
        # INVARIANT: from the states that are alive some text is read, and then something ends.
        stack = list(alive)
        while stack:
            for source in back[stack.pop()]:
                if source not in alive:
                    alive.add(source)
                    stack.append(source)
        for state in self.states:
            state.moves = tuple(
                (mask, target)
                for mask, target in state.moves
                if target in alive or (mask & letters and self.states[target].ends)
            )
            ways = [
                (
                    taken,
                    after if after in alive or (after >= 0 and self.states[after].ends) else -1,
                    spaced if spaced in alive else -1,
                )
                for taken, after, spaced in state.takes
            ]
            state.takes = tuple(way for way in ways if way[1:] != (-1, -1))

    def _disjoint(self, symbols: dict[int, set[_Member]]) -> list[tuple[int, set[_Member]]]:
        """Masks split where they overlap, and where spaces part from the rest, with the union of targets."""
        if len(symbols) == 1:
            ((only, members),) = symbols.items()
            if not only & self.alphabet.space or only == self.alphabet.space:
                return [(only, members)] if only else []
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
