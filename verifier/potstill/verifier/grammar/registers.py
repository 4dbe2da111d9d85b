"""Whether two transducers give equal values to every lexeme that both read: their product, with registers.

A lexicon's language computes in registers while it reads. Two readings of one lexeme are followed side by
side, with the linear equations that hold between their registers. Most pairs of readings die soon, so those
that cannot end together are left out first. Where the equations at an end do not make the values equal, there
is a candidate for the decoder to judge.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.ir import grammar as g
from potstill.ir.lexicons.makers import Maker
from potstill.ir.regular import CapExceeded
from potstill.ir.regular.classes import of as union
from potstill.verifier.grammar import affine
from potstill.verifier.grammar.affine import Relation
from potstill.verifier.grammar.alphabet import Alphabet
from potstill.verifier.grammar.forms import equal_values, exponents, registers
from potstill.verifier.grammar.paths import END, Paths

Op: TypeAlias = tuple[int, int, int]
"""Register, factor, summand."""

_State: TypeAlias = tuple[int, int, Relation]


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

    def registers(self) -> set[int]:
        """The registers that it uses."""
        steps = [step for row in self.rows.values() for step in row]
        runs = [*(step.ops for step in steps), *(ops for ends in self.ends.values() for ops in ends)]
        return {op[0] for ops in runs for op in ops} | {step.digit for step in steps if step.digit >= 0}

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


def machines(one: g.Node, other: g.Node | None, suffix: str, limit: int) -> tuple[Machine, Machine, Alphabet]:
    """Two languages (one twice, if there is no other) over one alphabet, which tells the suffix's symbols."""
    laid = [Paths(node, {}, limit) for node in ((one,) if other is None else (one, other))]
    leaves = [leaf for paths in laid for arcs in paths.arcs for leaf, _ in arcs]
    digits = [((0x30 + leaf.low, 0x30 + leaf.high),) for leaf in leaves if isinstance(leaf, g.Digit)]
    extra = [((ord(letter), ord(letter)),) for letter in suffix]
    alphabet = Alphabet(
        [*(union(leaf.ranges) for leaf in leaves if isinstance(leaf, g.Chars)), *digits, *extra]
    )
    built = [Machine(paths, alphabet) for paths in laid]
    return built[0], built[-1], alphabet


class Agreement:
    """The product of two transducers. ``disagreements`` are lexemes to which they may give unlike values.

    ``other`` None: a transducer with itself, all pairs of readings of one lexeme. With a ``suffix`` the right
    one reads the lexeme and the suffix behind it. No disagreement: equal values wherever both give one.
    CapExceeded beyond ``limit`` pairs.
    """

    def __init__(
        self,
        one: tuple[g.Node, Maker],
        other: tuple[g.Node, Maker] | None,
        limit: int,
        *,
        suffix: str = "",
    ) -> None:
        left, right, self._alphabet = machines(one[0], None if other is None else other[0], suffix, limit)
        self._left, self._right, self._limit = left, right, limit
        self._makers: Final = (one[1], one[1] if other is None else other[1])
        self._own: Final = other is None and not suffix
        self._suffix: Final = suffix
        used = {
            *left.registers(),
            *right.registers(),
            *registers(self._makers[0]),
            *registers(self._makers[1]),
        }
        self._count: Final = max(used, default=0) + 1
        self._width: Final = 2 * self._count + 1
        self._exponents: Final = exponents(self._makers[0]) | exponents(self._makers[1])
        self._zero: Final = affine.zeros(2 * self._count)
        self._equal: Final = affine.reduced(self._twins(register, 0) for register in range(self._count))
        self._endings: dict[int, tuple[tuple[Op, ...], ...]] = {}
        self.explored = 0

    def _twins(self, register: int, difference: int) -> affine.Row:
        """The equation left register - right register = difference."""
        row = [0] * self._width
        row[register], row[self._count + register], row[-1] = 1, -1, -difference
        return tuple(row)

    def disagreements(self) -> Iterator[str]:
        """Lexemes for the decoder to judge, the shorter first."""
        seeds = list(self._seeds())
        starts = {(one.target, other.target) for _, one, other, _ in seeds}
        # A pair that has met with unlike registers may part again, in either order.
        useful = self._useful(starts | {(q, p) for p, q in starts} if self._own else starts)
        came: dict[_State, tuple[_State | None, str]] = {}
        queue: deque[_State] = deque()
        for prefix, one, other, relation in seeds:
            self._enter(came, queue, useful, None, prefix, one, other, relation)
        while queue:
            state = queue.popleft()
            p, q, relation = state
            for ops in self._left.ends[p]:
                for others in self._ends(q):
                    if not self._same(self._after(relation, ops, others)):
                        yield self._spell(came, state)
            for one in self._left.rows[p]:
                for other in self._right.rows[q]:
                    if one.mask & other.mask:
                        self._enter(came, queue, useful, state, "", one, other, relation)
        yield from self._unlike_ends()

    def _ends(self, position: int) -> tuple[tuple[Op, ...], ...]:
        """What the right side does where the lexeme ends, the suffix included; nothing if it cannot."""
        known = self._endings.get(position)
        if known is None:
            ways: dict[tuple[int, tuple[Op, ...]], None] = {(position, ()): None}
            for letter in self._suffix:
                mask = self._alphabet.mask(((ord(letter), ord(letter)),))
                after: dict[tuple[int, tuple[Op, ...]], None] = {}
                for here, ops in ways:
                    for step in self._right.rows[here]:
                        if step.mask & mask:
                            digit = ((step.digit, 10, ord(letter) - 0x30),) if step.digit >= 0 else ()
                            after[step.target, (*ops, *step.ops, *digit)] = None
                ways = after
            known = tuple((*ops, *end) for here, ops in ways for end in self._right.ends[here])
            self._endings[position] = known
        return known

    def _seeds(self) -> Iterator[tuple[str, Step, Step, Relation]]:
        """Where two readings of one transducer part; of two transducers, their starts."""
        if not self._own:
            for one in self._left.rows[self._left.start]:
                for other in self._right.rows[self._right.start]:
                    if one.mask & other.mask:
                        yield "", one, other, self._zero
            return
        for position, prefix in self._prefixes().items():
            row = self._left.rows[position]
            for index, one in enumerate(row):
                for other in row[:index]:
                    if one.mask & other.mask:
                        relation = self._zero if position == self._left.start else self._equal
                        yield prefix, one, other, relation

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
                    if any(not self._same(self._after(self._equal, ops, other)) for other in ends[:index]):
                        yield prefix

    def _useful(self, starts: set[tuple[int, int]]) -> set[tuple[int, int]]:
        """The pairs of positions reached from ``starts`` that can end together."""
        back: dict[tuple[int, int], list[tuple[int, int]]] = {pair: [] for pair in sorted(starts)}
        for pair in (order := list(back)):  # grows while it is read
            self._count_one()
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
            if (self._own and pair[0] == pair[1]) or (self._left.ends[pair[0]] and self._ends(pair[1]))
        }
        stack = list(alive)
        while stack:
            for before in back[stack.pop()]:
                if before not in alive:
                    alive.add(before)
                    stack.append(before)
        return alive

    def _count_one(self) -> None:
        self.explored += 1
        if self.explored > self._limit:
            raise CapExceeded("the product of two transducers", self._limit)

    def _enter(
        self,
        came: dict[_State, tuple[_State | None, str]],
        queue: deque[_State],
        useful: set[tuple[int, int]],
        before: _State | None,
        prefix: str,
        one: Step,
        other: Step,
        relation: Relation,
    ) -> None:
        p, q = one.target, other.target
        met = self._own and p == q
        if not met and (p, q) not in useful:
            return
        common = one.mask & other.mask
        after = self._read(self._after(relation, one.ops, other.ops), one.digit, other.digit, common)
        if met and self._all_equal(after):
            return  # where they part again is a seed of its own
        state = p, q, self._weakened(after)
        if state not in came:
            self._count_one()
            came[state] = before, prefix + self._alphabet.letter(common)
            queue.append(state)

    def _after(self, relation: Relation, ops: tuple[Op, ...], others: tuple[Op, ...]) -> Relation:
        """The relation after each side has run its operations."""
        for shift, side in ((0, ops), (self._count, others)):
            for register, times, plus in side:
                relation = affine.assigned(relation, shift + register, times, plus, self._width)
        return relation

    def _read(self, relation: Relation, digit: int, other: int, mask: int) -> Relation:
        """After a symbol that each side may count as a digit into a register."""
        counting = [digit] if digit >= 0 else []
        if other >= 0:
            counting.append(self._count + other)
        if not counting:
            return relation
        letters = self._alphabet.symbols(mask, 2)
        if len(letters) > 1:
            return affine.counted(relation, tuple(counting))
        for variable in counting:
            relation = affine.assigned(relation, variable, 10, ord(letters[0]) - 0x30, self._width)
        return relation

    def _weakened(self, relation: Relation) -> Relation:
        """The relation, with the difference of two contents in the place of both: fewer states.

        Registers that stand for powers or denominators keep their contents.
        """
        for register in range(self._count):
            if register in self._exponents:
                continue
            one, other = (
                affine.constant(relation, register),
                affine.constant(relation, self._count + register),
            )
            if one and other:
                kept = [row for row in relation if not row[register] and not row[self._count + register]]
                relation = affine.reduced((*kept, self._twins(register, one - other)))
        return relation

    def _all_equal(self, relation: Relation) -> bool:
        return all(affine.implies(relation, row) for row in self._equal)

    def _same(self, relation: Relation) -> bool:
        """Whether readings that end so have equal values, if they have any."""
        return equal_values(self._makers, relation, self._count)

    def _spell(self, came: dict[_State, tuple[_State | None, str]], state: _State) -> str:
        parts: list[str] = []
        at: _State | None = state
        while at is not None:
            at, part = came[at]
            parts.append(part)
        return "".join(reversed(parts))
