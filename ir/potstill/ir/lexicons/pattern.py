"""Regular expressions in recipes: the subset that denotes regular languages, over normal forms.

A pattern describes a whole text, so it has no anchors. It holds literals, ``.``, classes such as
``[a-z0-9_]`` and ``[^ ]``, ``\\d`` (0 to 9), ``\\w`` (a to z, 0 to 9, _), ``\\s`` (the space), groups, ``|``,
and the repeats ``* + ? {n} {n,} {n,m}``. Literals and members of classes are folded like the texts they meet:
``[A-Z]`` reads what ``[a-z]`` reads. A backslash makes any symbol but a letter or a digit a literal.
"""

from __future__ import annotations

from typing import Final

from potstill.ir.grammar import EMPTY, MAX_SYMBOL, Alt, Chars, Node, Repeat, Seq, Text, alt, seq
from potstill.ir.normal import fold

MAX_PATTERN: Final = 1000
MAX_NESTING: Final = 50
MAX_REPEAT: Final = 1000
MAX_SIZE: Final = 10_000
"""Symbols that a pattern may read with its repeats written out, unbounded ones once."""

MAX_CLASS: Final = 4096
"""Code points that a class may list, in ranges or alone."""

_Ranges = tuple[tuple[int, int], ...]

_CLASSES: Final[dict[str, _Ranges]] = {
    "d": ((0x30, 0x39),),
    "s": ((0x20, 0x20),),
    "w": ((0x30, 0x39), (0x5F, 0x5F), (0x61, 0x7A)),
}
_SPECIAL: Final = frozenset(".[]()|*+?{}^$\\")


class PatternError(ValueError):
    """A pattern that is not read; ``position`` is where, counted in symbols of the pattern."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} (at {position + 1} of the pattern)")
        self.reason: Final = reason
        self.position: Final = position


def parse_pattern(pattern: str) -> Node:
    """The language of a pattern. Raises PatternError."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"longer than {MAX_PATTERN} symbols", MAX_PATTERN)
    parser = _Parser(pattern)
    node = parser.choice(0)
    if parser.at < len(pattern):
        raise PatternError("a closing parenthesis without an opening one", parser.at)
    if _size(node) > MAX_SIZE:
        raise PatternError(f"repeats make it longer than {MAX_SIZE} symbols", 0)
    return node


def shortest(node: Node) -> int:
    """The length of the shortest text of a pattern's language."""
    match node:
        case Text(text):
            return len(text)
        case Seq(parts):
            return sum(map(shortest, parts))
        case Alt(parts):
            return min(map(shortest, parts))
        case Repeat(body, low, _):
            return low * shortest(body)
        case _:
            return 1


def _size(node: Node) -> int:
    match node:
        case Text(text):
            return len(text)
        case Seq(parts) | Alt(parts):
            return sum(map(_size, parts))
        case Repeat(body, low, high):
            return (max(low, 1) if high is None else high) * _size(body)
        case _:
            return 1


def _folded(symbol: str) -> str:
    """The normal form of a symbol inside a text."""
    return fold(f"x{symbol}x")[1:-1]


class _Parser:
    """A recursive descent over one pattern; ``at`` is the next symbol's position."""

    def __init__(self, pattern: str) -> None:
        self.pattern: Final = pattern
        self.at = 0

    def choice(self, depth: int) -> Node:
        """Alternatives, up to a closing parenthesis or the end."""
        if depth > MAX_NESTING:
            raise PatternError(f"groups nested more than {MAX_NESTING} deep", self.at)
        parts = [self._sequence(depth)]
        while self._next() == "|":
            self.at += 1
            parts.append(self._sequence(depth))
        return alt(*parts)

    def _next(self) -> str:
        return self.pattern[self.at] if self.at < len(self.pattern) else ""

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom(depth)))
        return seq(*parts)

    def _atom(self, depth: int) -> Node:
        start, symbol = self.at, self._next()
        self.at += 1
        match symbol:
            case ".":
                return Chars(((0, MAX_SYMBOL),))
            case "[":
                return self._class()
            case "(":
                if self.pattern.startswith("?", self.at):
                    raise PatternError("a group has no options: leave out the question mark", self.at)
                node = self.choice(depth + 1)
                if self._next() != ")":
                    raise PatternError("a parenthesis that is not closed", start)
                self.at += 1
                return node
            case "\\":
                escaped = self._escaped()
                return Chars(escaped) if isinstance(escaped, tuple) else Text(_folded(escaped))
            case "^" | "$":
                raise PatternError(f"a pattern describes the whole text: leave out {symbol}", start)
            case _ if symbol in _SPECIAL:
                raise PatternError(f"{symbol} stands alone: write \\{symbol} for the symbol", start)
            case _:
                return Text(_folded(symbol))

    def _escaped(self) -> str | _Ranges:
        """What follows a backslash: a class, or a literal."""
        symbol = self._next()
        if symbol in _CLASSES and symbol:
            self.at += 1
            return _CLASSES[symbol]
        if not symbol or symbol.isalnum():
            raise PatternError(
                "a backslash stands before d, w, s, or a symbol that is no letter or digit", self.at - 1
            )
        self.at += 1
        return symbol

    def _repeated(self, body: Node) -> Node:
        start, symbol = self.at, self._next()
        if symbol not in ("*", "+", "?", "{"):
            return body
        self.at += 1
        low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(symbol) or self._bounds(start)
        if self._next() in ("*", "+", "?", "{"):
            raise PatternError("a repeat of a repeat: put the first one in parentheses", self.at)
        return body if body == EMPTY else Repeat(body, low, high)

    def _bounds(self, start: int) -> tuple[int, int | None]:
        end = self.pattern.find("}", self.at)
        first, comma, last = self.pattern[self.at : end if end >= 0 else self.at].partition(",")
        if not (first.isdecimal() and first.isascii() and len(first) <= 4):
            raise PatternError("a repeat is written {2}, {2,} or {2,5}", start)
        if last and not (last.isdecimal() and last.isascii() and len(last) <= 4):
            raise PatternError("a repeat is written {2}, {2,} or {2,5}", start)
        self.at = end + 1
        low = int(first)
        high = int(last) if last else None if comma else low
        if (high is not None and low > high) or max(low, high or 0) > MAX_REPEAT:
            raise PatternError(f"a repeat must rise, and not go beyond {MAX_REPEAT}", start)
        return low, high

    def _class(self) -> Node:
        """The members of a class after its opening bracket, folded one by one."""
        start = self.at - 1
        negated = self._next() == "^"
        self.at += negated
        members: set[int] = set()
        longer: dict[str, None] = {}
        while self._next() != "]" or self.at == start + 1 + negated:
            low = self._member(start)
            if isinstance(low, tuple):
                members.update(code for first, last in low for code in range(first, last + 1))
                continue
            high: str | _Ranges = low
            if self._next() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self._member(start)
            if isinstance(high, tuple) or high < low:
                raise PatternError("a range of a class must rise from one symbol to another", self.at - 1)
            if ord(high) - ord(low) + len(members) > MAX_CLASS:
                raise PatternError(f"a class of more than {MAX_CLASS} symbols", start)
            for code in range(ord(low), ord(high) + 1):
                form = _folded(chr(code))
                if len(form) == 1:
                    members.add(ord(form))
                elif form:
                    longer[form] = None
        self.at += 1
        if negated:
            if longer:
                raise PatternError(
                    "a negated class with a symbol whose normal form is several symbols", start
                )
            return Chars(_complement(members))
        if not members and not longer:
            raise PatternError("a class without symbols that a normal form can have", start)
        return alt(*((Chars(_ranges(members)),) if members else ()), *map(Text, longer))

    def _member(self, start: int) -> str | _Ranges:
        symbol = self._next()
        if not symbol:
            raise PatternError("a bracket that is not closed", start)
        self.at += 1
        return self._escaped() if symbol == "\\" else symbol


def _ranges(codes: set[int]) -> _Ranges:
    ranges: list[tuple[int, int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] + 1 == code:
            ranges[-1] = ranges[-1][0], code
        else:
            ranges.append((code, code))
    return tuple(ranges)


def _complement(codes: set[int]) -> _Ranges:
    ranges: list[tuple[int, int]] = []
    after = 0
    for low, high in _ranges(codes):
        if after < low:
            ranges.append((after, low - 1))
        after = high + 1
    if after <= MAX_SYMBOL:
        ranges.append((after, MAX_SYMBOL))
    return tuple(ranges)
