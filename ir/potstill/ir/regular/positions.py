"""The positions of a grammar: the pass that lays its nodes out as states.

It works from the end: a node and the position behind it give the position before it. So alternatives that
go on in the same way share what follows, and a rule, a lexicon or a text costs its states once for each
place that it is followed from. There is no recursion: nesting costs memory, never the stack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, assert_never

from potstill.ir.grammar import (
    DIGIT_RANGE,
    Alt,
    Capture,
    Chars,
    Digit,
    Fix,
    Gap,
    Item,
    Machine,
    Node,
    Repeat,
    Rule,
    Seq,
    Step,
    Text,
)
from potstill.ir.regular import classes
from potstill.ir.regular.classes import SPACE, Ranges
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.regular.nfa import NFA

if TYPE_CHECKING:
    from potstill.ir.lexicons import Lexicon

Names: TypeAlias = "Callable[[Lexicon], Node]"
"""What a lexicon reads; where its values are bound late, that depends on the binding, or its envelope."""

_INSIDE, _EDGE, _OPENED = range(3)
"""What stands before a position, as far as gaps can tell: a symbol that is no space; the start or a space
that a text or a class read; a space that a gap read, so that a symbol that is none must follow."""


@dataclass(frozen=True, slots=True)
class _Enter:
    """Task: go on building in front of ``position``."""

    position: int


@dataclass(frozen=True, slots=True)
class _Join:
    """Task: the last ``count`` positions built are alternatives."""

    count: int


@dataclass(frozen=True, slots=True)
class _Copies:
    """Task: ``left`` more copies of ``body``, the first ``optional`` of them with a way out before them.

    ``seen`` is the position that the previous copy was built in front of, or -1.
    """

    body: Node
    left: int
    optional: int
    out: int
    seen: int = -1


@dataclass(frozen=True, slots=True)
class _Loop:
    """Task: at ``position``, go through the body just built, or out."""

    position: int
    out: int


@dataclass(frozen=True, slots=True)
class _Leave:
    """Task: the rule is built."""

    name: str


@dataclass(frozen=True, slots=True)
class _Keep:
    """Task: remember where the node begins that ends at ``behind``."""

    node: Node
    behind: int


_Task: TypeAlias = Node | _Enter | _Join | _Copies | _Loop | _Leave | _Keep


class Positions:
    """States between symbols, the end being 0. A gap is a move of its own kind until :meth:`automaton`.

    KeyError for an unknown rule, ValueError for one that calls itself, CapExceeded beyond ``limit``.
    """

    def __init__(self, rules: Mapping[str, Node], names: Names | None, limit: int) -> None:
        self._rules, self._names, self._limit = rules, names, limit
        self._classes: dict[Ranges, int] = {}
        self._moves: list[tuple[tuple[int, int], ...]] = [()]
        self._empty: list[tuple[int, ...]] = [()]
        self._gaps: dict[int, int] = {}
        self._symbols: dict[tuple[int, int], int] = {}
        self._joins: dict[tuple[int, ...], int] = {}
        self._gap_before: dict[int, int] = {}
        self._languages: dict[Lexicon, Node] = {}
        # Nodes are known by identity, since hashing one walks all of it; the value keeps the node alive.
        self._known: dict[tuple[int, int], tuple[Node, int]] = {}

    def before(self, node: Node) -> int:
        """The position from which ``node`` reads up to the end."""
        tasks: list[_Task] = [node]
        here = [0]
        open_rules: set[str] = set()
        while tasks:
            task = tasks.pop()
            if isinstance(task, Seq | Alt | Repeat | Machine):
                known = self._known.get((id(task), here[-1]))
                if known is not None:
                    here[-1] = known[1]
                    continue
                tasks.append(_Keep(task, here[-1]))
            match task:
                case Text(text):
                    for code in map(ord, reversed(text)):
                        here[-1] = self._symbol(((code, code),), here[-1])
                case Chars(ranges):
                    here[-1] = self._symbol(classes.of(ranges), here[-1])
                case Digit(_, low, high):
                    zero = DIGIT_RANGE[0]
                    here[-1] = self._symbol(((zero + low, zero + high),), here[-1])
                case Gap():
                    here[-1] = self._gap(here[-1])
                case Fix() | Step():
                    pass
                case Seq(parts):
                    tasks.extend(parts)  # the last part is taken first
                case Alt(parts):
                    behind = here.pop()
                    tasks.append(_Join(len(parts)))
                    for part in parts:
                        tasks += (part, _Enter(behind))
                case Repeat(body, low, None):
                    loop = self._new((), ())
                    tasks += (_Copies(body, low, 0, loop), _Loop(loop, here[-1]), body)
                    here[-1] = loop
                case Repeat(body, low, high):
                    if high is None or high < low:
                        here[-1] = self._join(())
                    else:
                        tasks.append(_Copies(body, high, high - low, here[-1]))
                case Rule(name):
                    if name in open_rules:
                        raise ValueError(f"rule {name!r} calls itself")
                    open_rules.add(name)
                    tasks += (_Leave(name), self._rules[name])
                case Capture(_, lexicon) | Item(lexicon):
                    tasks.append(self._language(lexicon))
                case Machine(moves, accepting):
                    here[-1] = self._machine(moves, accepting, here[-1])
                case _Enter(position):
                    here.append(position)
                case _Join(number):
                    ends = here[len(here) - number :]
                    del here[len(here) - number :]
                    here.append(self._join(ends))
                case _Copies():
                    tasks.extend(_unroll(task, here[-1]))
                case _Loop(position, out):
                    self._empty[position] = (here[-1], out)
                    here[-1] = position
                case _Leave(name):
                    open_rules.discard(name)
                case _Keep(kept, behind):
                    self._known[id(kept), behind] = (kept, here[-1])
                case _:
                    assert_never(task)
        return here[-1]

    def automaton(self, start: int) -> NFA:
        """The automaton from ``start`` on, its gaps resolved."""
        if self._gaps:
            return self._spaced(start)
        return NFA(
            tuple(self._classes), tuple(self._moves), tuple(self._empty), start, frozenset((0,))
        ).trim()

    def _new(self, moves: tuple[tuple[int, int], ...], empty: tuple[int, ...]) -> int:
        position = len(self._moves)
        if position >= self._limit:
            raise CapExceeded("automaton", self._limit)
        self._moves.append(moves)
        self._empty.append(empty)
        return position

    def _language(self, lexicon: Lexicon) -> Node:
        if lexicon not in self._languages:
            names = self._names
            self._languages[lexicon] = lexicon.language() if names is None else names(lexicon)
        return self._languages[lexicon]

    def _name(self, ranges: Ranges) -> int:
        return self._classes.setdefault(ranges, len(self._classes))

    def _symbol(self, ranges: Ranges, behind: int) -> int:
        move = (self._name(ranges), behind)
        if move not in self._symbols:
            self._symbols[move] = self._new((move,), ())
        return self._symbols[move]

    def _join(self, ends: list[int] | tuple[()]) -> int:
        key = tuple(dict.fromkeys(ends))
        if len(key) == 1:
            return key[0]
        if key not in self._joins:
            self._joins[key] = self._new((), key)
        return self._joins[key]

    def _gap(self, behind: int) -> int:
        if behind not in self._gap_before:
            position = self._gap_before[behind] = self._new((), ())
            self._gaps[position] = behind
        return self._gap_before[behind]

    def _machine(
        self, rows: tuple[tuple[tuple[int, int, int], ...], ...], accepting: tuple[int, ...], behind: int
    ) -> int:
        states = [self._new((), (behind,) if state in accepting else ()) for state in range(len(rows))]
        for state, row in zip(states, rows, strict=True):
            by_target: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
            for low, high, target in row:
                by_target[target].append((low, high))
            self._moves[state] = tuple(
                (self._name(classes.of(pairs)), states[target]) for target, pairs in by_target.items()
            )
        return states[0] if states else self._join(())

    def _spaced(self, start: int) -> NFA:
        """Pairs of a position and what stands before it.

        At the end a gap reads nothing, and so does everything after it: hence a position is accepting if
        empty moves and gaps alone lead from it to the end, unless a gap has just read a space.
        """
        silent = self._silent()
        split: dict[int, tuple[int, bool]] = {}
        names = list(self._classes)
        space = self._name(SPACE)

        def parts(name: int) -> tuple[int, bool]:
            if name not in split:
                rest = classes.difference(names[name], SPACE)
                split[name] = (self._name(rest) if rest else -1, classes.contains(names[name], 0x20))
            return split[name]

        numbers = {(start, _EDGE): 0}
        order = [(start, _EDGE)]

        def number(position: int, mode: int) -> int:
            known = numbers.get((position, mode))
            if known is None:
                known = len(order)
                if known >= self._limit:
                    raise CapExceeded("automaton", self._limit)
                numbers[position, mode] = known
                order.append((position, mode))
            return known

        moves: list[tuple[tuple[int, int], ...]] = []
        empty: list[tuple[int, ...]] = []
        for position, mode in order:  # grows while it is read
            row: list[tuple[int, int]] = []
            for name, target in self._moves[position]:
                rest, spaces = parts(name)
                if rest >= 0:
                    row.append((rest, number(target, _INSIDE)))
                if spaces and mode != _OPENED:
                    row.append((space, number(target, _EDGE)))
            quiet = [number(target, mode) for target in self._empty[position]]
            if position in self._gaps:
                if mode == _INSIDE:
                    row.append((space, number(self._gaps[position], _OPENED)))
                else:
                    quiet.append(number(self._gaps[position], mode))
            moves.append(tuple(row))
            empty.append(tuple(quiet))
        accepting = frozenset(
            state for state, (position, mode) in enumerate(order) if position in silent and mode != _OPENED
        )
        return NFA(tuple(self._classes), tuple(moves), tuple(empty), 0, accepting).trim()

    def _silent(self) -> set[int]:
        """The positions from which empty moves and gaps lead to the end."""
        back: defaultdict[int, list[int]] = defaultdict(list)
        for position, targets in enumerate(self._empty):
            for target in targets:
                back[target].append(position)
        for position, target in self._gaps.items():
            back[target].append(position)
        reached = {0}
        stack = [0]
        while stack:
            for source in back[stack.pop()]:
                if source not in reached:
                    reached.add(source)
                    stack.append(source)
        return reached


def _unroll(task: _Copies, here: int) -> tuple[_Task, ...]:
    """One more copy in front of ``here``, then the rest.

    A copy that led to where it began will always do so, whatever the number asked for.
    """
    body, left, optional, out = task.body, task.left, task.optional, task.out
    if here == task.seen:
        return (_Copies(body, left - optional, 0, out),) if optional else ()
    if not left:
        return ()
    if not optional:
        return (_Copies(body, left - 1, 0, out, here), body)
    # The last copy with a way out says nothing about those without one.
    rest = _Copies(body, left - 1, optional - 1, out, here if optional > 1 else -1)
    return (rest, _Join(2), _Enter(out), body)
