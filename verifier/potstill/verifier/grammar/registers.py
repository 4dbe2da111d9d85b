"""Whether two transducers give equal values to every lexeme that both read: their product, with registers.

A lexicon's language computes in registers while it reads. Two readings of one lexeme are followed side by
side; for each register the search keeps what it knows of the pair: both contents, or their difference. Most
pairs of readings die soon, so those that cannot end together are left out first. What remains unequal, or
unknown, at an end is a candidate for the decoder to judge. Source of the method: twinning of transducers by
delays, Béal, Carton, Prieur and Sakarovitch (2003).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.ir import grammar as g
from potstill.ir.lexicons.makers import REGISTERS, Maker, Scaled, make
from potstill.ir.regular import CapExceeded
from potstill.ir.regular.classes import of as union
from potstill.verifier.grammar.alphabet import Alphabet
from potstill.verifier.grammar.paths import END, Paths

Op: TypeAlias = tuple[int, int, int]
"""Register, factor, summand."""

Known: TypeAlias = tuple[bool, int, int] | None
"""Of a register in two readings: (true, content, content); (false, 0, difference); None: nothing."""

Relation: TypeAlias = tuple[Known, ...]

_ZERO: Final[Relation] = ((True, 0, 0),) * REGISTERS
_EQUAL: Final[Relation] = ((False, 0, 0),) * REGISTERS


@dataclass(frozen=True, slots=True)
class Step:
    """A symbol and what it does: operations before it, the register of a digit, -1 for none; the target."""

    mask: int
    target: int
    ops: tuple[Op, ...]
    digit: int


class Machine:
    """A language as a transducer without empty moves; positions are those of its paths."""

    def __init__(self, paths: Paths, alphabet: Alphabet) -> None:
        self.start: Final = paths.start
        self.rows: Final[dict[int, tuple[Step, ...]]] = {}
        self.ends: Final[dict[int, tuple[tuple[Op, ...], ...]]] = {}
        self._paths, self._alphabet = paths, alphabet
        pending = [paths.start]
        while pending:
            position = pending.pop()
            if position in self.rows:
                continue
            row, ends = self._read(position)
            self.rows[position], self.ends[position] = row, ends
            pending.extend(step.target for step in row)

    def _read(self, position: int) -> tuple[tuple[Step, ...], tuple[tuple[Op, ...], ...]]:
        row: dict[Step, None] = {}
        ends: dict[tuple[Op, ...], None] = {}
        seen: set[tuple[int, tuple[Op, ...]]] = set()
        stack: list[tuple[int, tuple[Op, ...]]] = [(position, ())]
        while stack:
            state = stack.pop()
            if state in seen:
                continue
            seen.add(state)
            here, ops = state
            if here == END:
                ends[ops] = None
            for leaf, target in self._paths.arcs[here]:
                match leaf:
                    case None:
                        stack.append((target, ops))
                    case g.Step(register, times, plus):
                        stack.append((target, (*ops, (register, times, plus))))
                    case g.Chars(ranges):
                        row[Step(self._alphabet.mask(union(ranges)), target, ops, -1)] = None
                    case g.Digit(register, low, high):
                        mask = self._alphabet.mask(((0x30 + low, 0x30 + high),))
                        row[Step(mask, target, ops, register)] = None
                    case _:
                        raise ValueError(f"registers cannot follow a {type(leaf).__name__}")
        return tuple(row), tuple(ends)


def machines(one: g.Node, other: g.Node | None, limit: int) -> tuple[Machine, Machine, Alphabet]:
    """Two languages (one twice, if there is no other) over one alphabet."""
    laid = [Paths(node, {}, limit) for node in ((one,) if other is None else (one, other))]
    leaves = [leaf for paths in laid for arcs in paths.arcs for leaf, _ in arcs]
    digits = [((0x30 + leaf.low, 0x30 + leaf.high),) for leaf in leaves if isinstance(leaf, g.Digit)]
    alphabet = Alphabet([*(union(leaf.ranges) for leaf in leaves if isinstance(leaf, g.Chars)), *digits])
    built = [Machine(paths, alphabet) for paths in laid]
    return built[0], built[-1], alphabet


class Agreement:
    """The product of two transducers. ``disagreements`` are lexemes to which they may give unlike values.

    No disagreement: equal values wherever both give one. CapExceeded beyond ``limit`` pairs.
    """

    def __init__(self, one: tuple[g.Node, Maker], other: tuple[g.Node, Maker] | None, limit: int) -> None:
        left, right, self._alphabet = machines(one[0], None if other is None else other[0], limit)
        self._left, self._right, self._limit = left, right, limit
        self._makers: Final = (one[1], one[1] if other is None else other[1])
        self._own: Final = other is None
        self.explored = 0

    def disagreements(self) -> Iterator[str]:
        """Lexemes for the decoder to judge, the shorter first."""
        seeds = list(self._seeds())
        starts = {(one.target, other.target) for _, one, other, _ in seeds}
        # A pair that has met with unlike registers may part again, in either order.
        useful = self._useful(starts | {(q, p) for p, q in starts} if self._own else starts)
        came: dict[tuple[int, int, Relation], tuple[tuple[int, int, Relation] | None, str]] = {}
        queue: deque[tuple[int, int, Relation]] = deque()
        for prefix, one, other, relation in seeds:
            if one is not other:
                self._enter(came, queue, useful, None, prefix, one, other, relation)
        while queue:
            state = queue.popleft()
            p, q, relation = state
            for ops in self._left.ends[p]:
                for others in self._right.ends[q]:
                    if not self._same(_after(relation, ops, others)):
                        yield self._spell(came, state)
            for one in self._left.rows[p]:
                for other in self._right.rows[q]:
                    if one.mask & other.mask and not (self._own and one is other and relation == _EQUAL):
                        self._enter(came, queue, useful, state, "", one, other, relation)
        yield from self._unlike_ends()

    def _seeds(self) -> Iterator[tuple[str, Step, Step, Relation]]:
        """Where two readings of one transducer part; of two transducers, their starts."""
        if not self._own:
            for one in self._left.rows[self._left.start]:
                for other in self._right.rows[self._right.start]:
                    if one.mask & other.mask:
                        yield "", one, other, _ZERO
            return
        for position, prefix in self._prefixes().items():
            row = self._left.rows[position]
            for index, one in enumerate(row):
                for other in row[:index]:
                    if one.mask & other.mask:
                        yield prefix, one, other, _ZERO if position == self._left.start else _EQUAL

    def _prefixes(self) -> dict[int, str]:
        """The shortest text that leads to each position."""
        found = {self._left.start: ""}
        for position in (order := [self._left.start]):  # grows while it is read
            for step in self._left.rows[position]:
                if step.target not in found:
                    found[step.target] = found[position] + self._alphabet.letter(step.mask)
                    order.append(step.target)
        return found

    def _unlike_ends(self) -> Iterator[str]:
        """Positions of one transducer that can end in several ways."""
        if self._own:
            for position, prefix in self._prefixes().items():
                ends = self._left.ends[position]
                for index, ops in enumerate(ends):
                    if any(not self._same(_after(_EQUAL, ops, other)) for other in ends[:index]):
                        yield prefix

    def _useful(self, starts: set[tuple[int, int]]) -> set[tuple[int, int]]:
        """The pairs of positions reached from ``starts`` that can end together."""
        back: dict[tuple[int, int], list[tuple[int, int]]] = {pair: [] for pair in starts}
        for pair in (order := list(starts)):  # grows while it is read
            self.explored += 1
            if self.explored > self._limit:
                raise CapExceeded("the product of two transducers", self._limit)
            if self._own and pair[0] == pair[1]:
                continue
            for one in self._left.rows[pair[0]]:
                for other in self._right.rows[pair[1]]:
                    if one.mask & other.mask:
                        after = one.target, other.target
                        if after not in back:
                            back[after] = []
                            order.append(after)
                        back[after].append(pair)
        alive = {
            pair
            for pair in order
            if (self._own and pair[0] == pair[1]) or (self._left.ends[pair[0]] and self._right.ends[pair[1]])
        }
        stack = list(alive)
        while stack:
            for before in back[stack.pop()]:
                if before not in alive:
                    alive.add(before)
                    stack.append(before)
        return alive

    def _enter(
        self,
        came: dict[tuple[int, int, Relation], tuple[tuple[int, int, Relation] | None, str]],
        queue: deque[tuple[int, int, Relation]],
        useful: set[tuple[int, int]],
        before: tuple[int, int, Relation] | None,
        prefix: str,
        one: Step,
        other: Step,
        relation: Relation,
    ) -> None:
        pair = one.target, other.target
        if pair[0] == pair[1] and self._own:
            useful = {pair}
        if pair not in useful:
            return
        common = one.mask & other.mask
        after = self._read(_after(relation, one.ops, other.ops), one.digit, other.digit, common)
        if self._own and pair[0] == pair[1] and all(map(_is_equal, after)):
            return
        state = (*pair, after)
        if state not in came:
            self.explored += 1
            if self.explored > self._limit:
                raise CapExceeded("the product of two transducers", self._limit)
            came[state] = before, prefix + self._alphabet.letter(common)
            queue.append(state)

    def _read(self, relation: Relation, digit: int, other: int, mask: int) -> Relation:
        """After a symbol that each side may count as a digit into a register."""
        if digit < 0 and other < 0:
            return relation
        letters = self._alphabet.symbols(mask, 2)
        if len(letters) == 1:
            value = ord(letters[0]) - 0x30
            return _after(
                relation,
                ((digit, 10, value),) if digit >= 0 else (),
                ((other, 10, value),) if other >= 0 else (),
            )
        cells = list(relation)
        for register in {digit, other} - {-1}:
            known = cells[register]
            if digit == other and known is not None:
                cells[register] = False, 0, 10 * (known[2] - known[1])
            else:
                cells[register] = None
        return tuple(cells)

    def _same(self, relation: Relation) -> bool:
        """Whether readings that end so have equal values, if they have any."""
        one, other = self._makers
        if (one == other or _alike(one, other)) and all(map(_is_equal, relation)):
            return True
        registers = [known for known in relation if known is not None and known[0]]
        if len(registers) < len(relation):
            return False
        values = (
            make(one, tuple(known[1] for known in registers), (), ""),
            make(other, tuple(known[2] for known in registers), (), ""),
        )
        return None in values or values[0] == values[1]

    def _spell(
        self,
        came: dict[tuple[int, int, Relation], tuple[tuple[int, int, Relation] | None, str]],
        state: tuple[int, int, Relation],
    ) -> str:
        parts: list[str] = []
        at: tuple[int, int, Relation] | None = state
        while at is not None:
            at, part = came[at]
            parts.append(part)
        return "".join(reversed(parts))


def _after(relation: Relation, ops: tuple[Op, ...], others: tuple[Op, ...]) -> Relation:
    """The relation after each side has run its operations."""
    if ops == others == ():
        return relation
    cells = list(relation)
    one, other = _composed(ops), _composed(others)
    for register in one.keys() | other.keys():
        (m, p), (n, q), known = one.get(register, (1, 0)), other.get(register, (1, 0)), cells[register]
        if m == n == 0:
            cells[register] = True, p, q
        elif known is None:
            continue
        elif known[0]:
            cells[register] = True, known[1] * m + p, known[2] * n + q
        elif m == n:
            cells[register] = False, 0, known[2] * m + q - p
        else:
            cells[register] = None
    return tuple(
        (False, 0, 0) if cell is not None and cell[0] and cell[1] == cell[2] != 0 else cell for cell in cells
    )


def _composed(ops: tuple[Op, ...]) -> dict[int, tuple[int, int]]:
    cells: dict[int, tuple[int, int]] = {}
    for register, times, plus in ops:
        factor, summand = cells.get(register, (1, 0))
        cells[register] = factor * times, summand * times + plus
    return cells


def _is_equal(known: Known) -> bool:
    return known is not None and known[1] == known[2]


def _alike(one: Maker, other: Maker) -> bool:
    """Whether two makers give one value, or none, to equal registers; conditions may differ."""
    match one, other:
        case Scaled(), Scaled():
            return one.places == other.places
        case _:
            return False
