"""Grammars as data: regular expressions with shared rules, captures and late-bound lists.

A grammar reads *normal forms* (see :mod:`potstill.ir.normal`), symbol by symbol. Its nodes are frozen
and compare by value, so equal parts of different families are equal keys: that is what lets a handler
share one copy of a rule, a lexicon or a list of names among ten thousand families.

INVARIANT: rules do not recurse, so every grammar denotes a regular language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from potstill.ir.values import Identity, Value, identity

if TYPE_CHECKING:
    from potstill.ir.lexicons import Lexicon

MAX_SYMBOL = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Text:
    """The symbols of ``text``, in order. The empty text is the empty word."""

    text: str


@dataclass(frozen=True, slots=True)
class Chars:
    """One symbol out of a class: sorted, disjoint, closed intervals of code points."""

    ranges: tuple[tuple[int, int], ...]

    def __contains__(self, char: str) -> bool:
        code = ord(char)
        return any(low <= code <= high for low, high in self.ranges)


@dataclass(frozen=True, slots=True)
class Gap:
    """Where words meet: one space, or nothing at either end of the utterance or after another space.

    Templates are full of optional words; a gap on each side of one that is absent is still one space.
    """


@dataclass(frozen=True, slots=True)
class Seq:
    """The parts, one after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alt:
    """One of the parts. Their order is the order of writing, which some ways to ``resolve`` use."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``low`` to ``high`` copies of ``body``; ``high`` None: any number of them."""

    body: Node
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A named part, shared: the body is ``grammar.rules[name]``."""

    name: str


@dataclass(frozen=True, slots=True)
class Capture:
    """The slot ``slot`` takes its value from what the slot's lexicon reads here.

    The language is the lexicon's; its decoder turns the lexeme into values.
    """

    slot: str
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class Fix:
    """The empty word; a reading that passes here gives ``slot`` the constant ``value``."""

    slot: str
    value: Value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fix) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, Identity]:
        return self.slot, identity(self.value)


@dataclass(frozen=True, slots=True)
class Digit:
    """Inside a lexicon: one ASCII digit between ``low`` and ``high``; register := 10 * register + digit."""

    register: int
    low: int = 0
    high: int = 9


@dataclass(frozen=True, slots=True)
class Step:
    """Inside a lexicon: the empty word; register := register * times + plus."""

    register: int
    times: int
    plus: int


@dataclass(frozen=True, slots=True)
class Item:
    """Inside a list lexicon: what ``lexicon`` reads here becomes the next element."""

    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class Machine:
    """An explicit deterministic automaton: what differences and complements leave behind.

    ``moves[s]`` holds sorted, disjoint ``(low, high, target)`` intervals; state 0 is the start.
    """

    moves: tuple[tuple[tuple[int, int, int], ...], ...]
    accepting: tuple[int, ...]


Node: TypeAlias = (
    Text | Chars | Gap | Seq | Alt | Repeat | Rule | Capture | Fix | Digit | Step | Item | Machine
)

EMPTY = Text("")
GAP = Gap()
NOTHING = Alt(())
DIGIT_RANGE = (0x30, 0x39)


@dataclass(frozen=True, slots=True)
class Grammar:
    """A start node and the rules it calls, by name, each defined before it is used."""

    start: Node
    rules: tuple[tuple[str, Node], ...] = field(default=())

    def rule(self, name: str) -> Node:
        """The body of a rule; KeyError for an unknown name."""
        for known, body in self.rules:
            if known == name:
                return body
        raise KeyError(name)


def seq(*parts: Node) -> Node:
    """Concatenation, flattened; adjacent texts become one."""
    flat: list[Node] = []
    last: Node | None = None
    for part in parts:
        for piece in part.parts if isinstance(part, Seq) else (part,):
            if isinstance(piece, Text):
                if not piece.text:
                    continue
                if isinstance(last, Text):
                    flat.pop()
                    piece = Text(last.text + piece.text)
            elif isinstance(piece, Gap) and isinstance(last, Gap):
                continue
            flat.append(piece)
            last = piece
    return flat[0] if len(flat) == 1 else Seq(tuple(flat)) if flat else EMPTY


def alt(*parts: Node) -> Node:
    """Choice, flattened, without repeats, in order of writing."""
    flat: dict[Node, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, Alt) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else Alt(tuple(flat))


def optional(body: Node) -> Node:
    """``body`` or nothing, preferring ``body``."""
    return alt(body, EMPTY)


def chars(ranges: str) -> Chars:
    """A class written as pairs: ``chars("09af")`` is the hexadecimal digits."""
    pairs = sorted(zip(map(ord, ranges[::2]), map(ord, ranges[1::2]), strict=True))
    return Chars(tuple(pairs))


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, parents first; rules and lexicons are not entered."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        match here:
            case Seq(parts) | Alt(parts):
                stack.extend(reversed(parts))
            case Repeat(body):
                stack.append(body)
            case _:
                pass
